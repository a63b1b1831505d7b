import Analysis
import Canvas
import SupplyGraph

/// What the ask list is to show.
public struct GapRequest: Hashable, Sendable {
  public var subject: Focus.Subject
  /// Primary data share to reach, 0…1.
  public var target: Double
  public var byTier: Bool
  public var filter: [Chip]
  public var limit: Int
  /// A product that is listed whatever its rank, where it is a gap.
  public var wanted: ProductIndex?

  public init(
    subject: Focus.Subject, target: Double, byTier: Bool = false, filter: [Chip] = [], limit: Int = 100,
    wanted: ProductIndex? = nil
  ) {
    self.subject = subject
    self.target = target
    self.byTier = byTier
    self.filter = filter
    self.limit = limit
    self.wanted = wanted
  }

  /// A primary data share to reach as people write it, `70`, `70%` or `0.7`, as 0…1; nil for anything else. Nobody
  /// means less than one percent, so a number up to 1 is a part of 1.
  public static func target(_ text: String) -> Double? {
    let isPercent = text.hasSuffix("%") || text.hasSuffix("％")
    guard let number = Double(isPercent ? String(text.dropLast()) : text) else { return nil }
    let share = isPercent || number > 1 ? number / 100 : number
    return (0...1).contains(share) ? share : nil
  }
}

/// Whom to ask next, line by line.
public struct GapAnswer: Sendable {
  public enum Line: Hashable, Sendable {
    /// All gaps of one tier, before those of them that are listed.
    case tier(GapList.Group)
    case gap(GapList.Row)
    /// Gaps that are not listed: how many, what they bring and what they would make primary, kg CO2e.
    case more(count: Int, contribution: Double, gain: Double, tier: Int?)
    /// Further ones without a figure.
    case moreUnknown(count: Int, tier: Int?)
    case hidden(count: Int, gain: Double)
  }

  public var request: GapRequest
  public var lines: [Line]
  /// The total by the data it rests on now, kg CO2e.
  public var mix: Mix
  /// Primary data share now and when everybody has answered, 0…1.
  public var now: Double?
  public var reachable: Double?
  /// The fewest answers that reach the target; nil when all together do not.
  public var answers: Int?
  public var count: Int
  public var unknown: Int

  /// The list as lines that the cursor moves over.
  var list: [Row] {
    lines.map { line in
      switch line {
      case .tier(let group):
        Row(
          id: .gapTier(group.tier), mass: group.contribution, share: 0, mix: .none, tier: group.tier,
          count: group.count)
      case .gap(let gap):
        Row(
          id: .gap(gap.product), mass: gap.contribution ?? 0, share: 0, mix: QualityMix(gap.mix),
          tier: gap.tier)
      case .more(let count, let contribution, _, let tier):
        Row(
          id: .more(list: .gaps, path: [tier ?? -1]), mass: contribution, share: 0, mix: .none,
          count: count)
      case .moreUnknown(let count, let tier):
        Row(
          id: .more(list: .gaps, path: [tier ?? -1, 1]), mass: 0, share: 0, mix: .none, count: count)
      case .hidden(let count, let gain):
        Row(id: .hidden(list: .gaps, path: []), mass: gain, share: 0, mix: .none, count: count)
      }
    }
  }

  /// The first that is to be asked.
  var first: GapList.Row? {
    for case .gap(let row) in lines where row.gain > 0 { return row }
    return nil
  }
}

extension Analyst {
  mutating func gaps(_ request: GapRequest) -> Answer {
    let focus: Focus
    if case .product(let product) = request.subject {
      guard (0..<snapshot.graph.count).contains(product) else { return .failed }
      focus = self.focus(on: product)
    } else {
      focus = snapshot.portfolio
    }
    let options = GapList.Options(
      target: request.target, limit: request.byTier ? max(5, request.limit / 10) : request.limit,
      byTier: request.byTier, wanted: request.wanted)
    let matcher = Matcher(request.filter, snapshot: snapshot)
    let list = GapList(
      focus, options: options, isListed: matcher.isEmpty ? nil : { matcher.accepts($0, tier: $1) })
    return .gaps(
      GapAnswer(
        request: request, lines: Analyst.lines(of: list, byTier: request.byTier), mix: focus.mix,
        now: list.now, reachable: list.reachable, answers: list.answers, count: list.count,
        unknown: list.unknown))
  }

  private static func lines(of list: GapList, byTier: Bool) -> [GapAnswer.Line] {
    var lines: [GapAnswer.Line] = []
    for group in list.groups {
      if byTier { lines.append(.tier(group)) }
      lines += group.rows.map { .gap($0) }
      if group.others > 0 {
        lines.append(
          .more(
            count: group.others, contribution: group.otherContribution, gain: group.otherGain,
            tier: group.tier))
      }
      lines += group.unanswered.map { .gap($0) }
      if group.otherUnknown > 0 { lines.append(.moreUnknown(count: group.otherUnknown, tier: group.tier)) }
    }
    if list.hidden > 0 { lines.append(.hidden(count: list.hidden, gain: list.hiddenGain)) }
    return lines
  }
}
