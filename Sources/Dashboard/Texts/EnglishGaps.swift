import Analysis

extension GapTexts {
  private static func plural(_ count: Int) -> String { count == 1 ? "" : "s" }

  /// Small numbers as words, as sentences begin.
  private static func answers(_ count: Int) -> String {
    let words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    let number = words.indices.contains(count) ? words[count] : Numbers.count(count)
    return "\(number) answer\(plural(count))"
  }

  static let english = GapTexts(
    primaryNow: { "primary \($0)" },
    target: { "target \($0)" },
    barNow: { "now \($0)" },
    reach: { answers, reachable in
      switch answers {
      case nil: "all answers together: \(reachable)"
      case 0?: "the target is reached"
      case let count?:
        "\(Numbers.count(count)) answer\(plural(count)) reach\(count == 1 ? "es" : "") the target"
      }
    },
    askHeading: "Ask next",
    productHeading: "for",
    dataHeading: "data now",
    shareHeading: "primary share",
    askedHeading: "request",
    kind: { kind in
      switch kind {
      case .missing: "no figure"
      case .inconsistent: "contradicts"
      case .expired: "expired"
      case .estimated: "proxy"
      case .unknown: "unknown"
      case .secondary: "secondary"
      case .unverified: "unverified"
      default: ""
      }
    },
    partly: { "\($0) primary" },
    asked: { asked, day in
      switch asked.state {
      case .asked: "asked \(day)"
      case .answered: "answered \(day)"
      case .rejected: "rejected \(day)"
      }
    },
    askedShort: { asked, day in
      switch asked.state {
      case .asked: "asked \(day)"
      case .answered: "ans. \(day)"
      case .rejected: "rej. \(day)"
      }
    },
    tierLine: { tier, count in
      let gaps = "\(Numbers.count(count)) gap\(plural(count))"
      guard let tier else { return "tier not known: \(gaps)" }
      return tier == 0 ? "own company: \(gaps)" : "tier \(tier): \(gaps)"
    },
    noGaps: "Nothing to ask for: every figure here rests on primary data that holds.",
    why: "why",
    problemsHeading: "Problems in the data (not only missing)",
    rankedBy: { $0 ? "nearest tier first" : "ranked by what becomes primary" },
    talkList: { "talk list (m): \(Numbers.count($0)) marked" },

    noGap: { "\($0) is no gap: its figure is primary and holds." },
    grouped: { $0 ? "By tier, the nearest first." : "All tiers together, the largest first." },
    subjectIs: { "Gaps of: \($0)." },
    targetIs: { "The target for the primary share is \($0)." },
    targetPrompt: "Primary data share to reach",

    answersSentence: { count, from, to in
      "\(answers(count)) take\(count == 1 ? "s" : "") primary data from \(from) to \(to)."
    },
    askFirst: { " Start with \($0) for \($1)." },
    brings: { " \($0) for \($1) brings \($2)." },
    reachesTarget: { " That reaches the target of \($0)." },
    confirms: { supplier, product, mass, why in
      "\(product) (\(supplier)), \(mass): \(why). It counts as primary; an answer makes it sure and moves no share."
    },
    isCredit: { supplier, product, mass, why in
      "\(product) (\(supplier)) counts \(mass): \(why). It takes from the total, so no share is gained by asking."
    },
    isUnknown: { supplier, product, why in
      "\(product) (\(supplier)): \(why). How much that hides nobody knows; ask for a footprint."
    },
    askedSentence: { asked in
      let day = asked.on.map { " on \($0.dateText)" } ?? ""
      let host = asked.host.map { " (\($0))" } ?? ""
      return switch asked.state {
      case .asked: " Asked\(day)\(host), no answer yet."
      case .answered: " Asked\(host), answered\(day)."
      case .rejected: " Asked\(host), rejected\(day)."
      }
    },
    tierSentence: { tier, count, mass, from, to in
      let place = tier.map { $0 == 0 ? "the own company" : "tier \($0)" } ?? "unknown tier"
      return
        "\(Numbers.count(count)) gap\(plural(count)) of \(place): \(mass) become primary, from \(from) to \(to) when nearer tiers have answered."
    },
    moreSentence: { count, mass in
      "\(Numbers.count(count)) further gap\(plural(count)): together \(mass) become primary. Enter lists them."
    },

    moreUnknownSentence: {
      "\(Numbers.count($0)) further gap\(plural($0)) without a figure. Enter lists them."
    },

    heading: { now, target, answers, reachable in
      let start = "primary data \(now), target \(target): "
      return switch answers {
      case nil: start + "out of reach, all answers together make it \(reachable)"
      case 0?: start + "reached"
      case let count?:
        start + "\(Numbers.count(count)) answer\(plural(count)) reach\(count == 1 ? "es" : "") it"
      }
    },
    unknownNote: {
      "\(Numbers.count($0)) without a figure \($0 == 1 ? "is" : "are") listed last: what \($0 == 1 ? "it hides" : "they hide") is not known."
    },
    creditNote: "Credits (below zero) are listed apart: asking for them gains no share.",
    noShare: "There is no total, so there is no primary data share."
  )
}
