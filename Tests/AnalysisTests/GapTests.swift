import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// Whom to ask next, with answers worked out by hand.
@Suite struct GapTests {
  private static let lastYear = Timestamp(seconds: today.seconds - 365 * 86_400)

  /// 100 kg: 40 of an average, 15 of 30 not primary, 5 estimated, 15 primary but expired, 10 sound; and no salt.
  private static let products: [ProductRow] = [
    .init(id: "TOP", supplier: "Own", direct: 10, primaryShare: 100),
    .init(id: "A", supplier: "Anzan", direct: 20, basis: .database),
    .init(id: "B", supplier: "Bando", direct: 30, primaryShare: 50),
    .init(id: "C", supplier: "Chuo", direct: 15, primaryShare: 100, validUntil: lastYear),
    .init(id: "E", supplier: "Anzan", direct: 5, basis: .proxy), .init(id: "SALT", supplier: "Shio"),
  ]

  private static let links: [(String, String, Double)] = [
    ("TOP", "A", 2), ("TOP", "B", 1), ("B", "C", 1), ("B", "E", 1), ("C", "SALT", 3),
  ]

  private func focus(
    _ more: [ProductRow] = [], _ links: [(String, String, Double)] = [], of id: String = "TOP"
  ) throws -> Focus {
    let graph = graph(GapTests.products + more, GapTests.links + links)
    return Focus(rollUp: RollUp(graph: graph), subject: .product(try #require(graph.product(id: id))))
  }

  private func ids(_ list: GapList, _ focus: Focus) -> [String] {
    list.rows.map { focus.rollUp.graph.id($0.product) }
  }

  @Test func gapsAreRankedByWhatBecomesPrimary() throws {
    let focus = try focus()
    let list = GapList(focus)
    #expect(focus.total == 100 && list.now.isClose(to: 0.4) && list.reachable.isClose(to: 1))
    #expect(ids(list, focus) == ["A", "B", "E", "C", "SALT"])
    #expect(list.rows.map(\.contribution) == [40, 30, 5, 15, nil])
    #expect(list.rows.map(\.gain) == [40, 15, 5, 0, 0])
    #expect(list.rows.map(\.rank) == [1, 2, 3, 4, nil])
    #expect(list.rows.map(\.tier) == [1, 1, 2, 2, 3])
    #expect(list.rows.map(\.kinds) == [.secondary, .secondary, .estimated, .expired, .missing])
    #expect(zip(list.rows.map(\.before), [0.4, 0.8, 0.95, 1, nil]).allSatisfy { $0.isClose(to: $1) })
    #expect(zip(list.rows.map(\.after), [0.8, 0.95, 1, 1, nil]).allSatisfy { $0.isClose(to: $1) })
    #expect(list.count == 5 && list.unknown == 1 && list.gain == 60 && list.hidden == 0)
  }

  @Test(arguments: [(0.3, 0), (0.4, 0), (0.7, 1), (0.8, 1), (0.81, 2), (1.0, 3)])
  func theFewestAnswersReachATarget(target: Double, answers: Int) throws {
    #expect(GapList(try focus(), options: .init(target: target)).answers == answers)
  }

  @Test func aTargetMayBeOutOfReach() throws {
    let focus = try focus()
    #expect(GapList(focus, options: .init(target: 1.01)).answers == nil)
    // Without the averages there is too little to ask for.
    let graph = focus.rollUp.graph
    let list = GapList(focus, options: .init(target: 0.7)) { product, _ in graph.id(product) != "A" }
    #expect(list.answers == nil && list.reachable.isClose(to: 0.6))
    #expect(list.hidden == 1 && list.hiddenGain == 40 && list.count == 4)
  }

  @Test func tiersComeNearestFirst() throws {
    let focus = try focus()
    let list = GapList(focus, options: .init(byTier: true))
    #expect(list.groups.map(\.tier) == [1, 2, 3] && list.groups.map(\.count) == [2, 2, 1])
    #expect(ids(list, focus) == ["A", "B", "E", "C", "SALT"])
    #expect(list.groups.map(\.gain) == [55, 5, 0] && list.groups.map(\.contribution) == [70, 20, 0])
    #expect(zip(list.groups.map(\.after), [0.95, 1, 1]).allSatisfy { $0.isClose(to: $1) })
  }

  @Test func aShortListKnowsWhatItLeavesOutAndWhatIsWanted() throws {
    let focus = try focus()
    let wanted = try #require(focus.rollUp.graph.product(id: "E"))
    let list = GapList(focus, options: .init(limit: 1, wanted: wanted))
    #expect(ids(list, focus) == ["A", "E", "SALT"] && list.groups[0].others == 2)
    #expect(list.groups[0].otherGain == 15 && list.groups[0].otherContribution == 45)
    #expect(GapList(focus, options: .init(limit: 0)).groups[0].otherUnknown == 1)
    #expect(list.rows[1] == GapList(focus).rows[2])
  }

  /// A credit lowers the total and is never asked for: it gains nothing, and shares end at 1 before all is asked.
  @Test func creditsAreListedApartAndGainNothing() throws {
    let focus = try focus(
      [.init(id: "K", supplier: "Kaishu", direct: -20, basis: .database)], [("TOP", "K", 1)])
    let list = GapList(focus)
    #expect(focus.total == 80 && list.now.isClose(to: focus.mix.primaryShare) && list.now.isClose(to: 0.5))
    #expect(ids(list, focus) == ["A", "B", "E", "C", "K", "SALT"])
    let credit = list.rows[4]
    #expect(credit.contribution == -20 && credit.gain == 0 && credit.rank == 5 && credit.kinds == .secondary)
    #expect(credit.before == 1 && credit.after == 1)
    #expect(list.gain == 60 && list.reachable == 1)
    #expect(list.rows[0].after.isClose(to: 1) && GapList(focus, options: .init(target: 1)).answers == 1)
    // A credit of primary data is as it should be.
    let sound = try self.focus(
      [.init(id: "K", supplier: "Kaishu", direct: -20, primaryShare: 100)], [("TOP", "K", 1)])
    #expect(!ids(GapList(sound), sound).contains("K"))
  }

  @Test func aFigureThatContradictsItsComponentsIsInconsistent() throws {
    // 4 kg declared with 6 kg in it: its own part is below zero.
    let focus = try focus(
      [.init(id: "N", supplier: "Nishi", declared: 4), .init(id: "M", direct: 6, primaryShare: 100)],
      [("TOP", "N", 1), ("N", "M", 1)])
    let list = GapList(focus)
    let row = try #require(list.rows.first { focus.rollUp.graph.id($0.product) == "N" })
    #expect(row.contribution == -2 && row.gain == 0 && row.kinds.contains(.inconsistent))
  }

  /// A declaration holds what is beneath it, but not under its name.
  @Test func gapsBelowADeclarationAreAskedFor() throws {
    let rows: [ProductRow] = [.init(id: "D", declared: 9, primaryShare: 100), .init(id: "HOLE")]
    let focus = try focus(rows, [("D", "HOLE", 2)], of: "D")
    let list = GapList(focus)
    #expect(ids(list, focus) == ["HOLE"] && list.rows[0].kinds == .missing && list.now == 1)
  }

  @Test func withoutATotalOnlyWhatIsMissingIsListed() throws {
    let focus = try focus(of: "SALT")
    let list = GapList(focus)
    #expect(focus.total == nil && list.now == nil && list.answers == nil)
    #expect(ids(list, focus) == ["SALT"] && list.rows[0].kinds == .missing && list.rows[0].rank == nil)
    // A loop without an answer hides what is beneath what needs it.
    let refused = try self.focus(
      [.init(id: "P", direct: 1), .init(id: "Q", direct: 1), .init(id: "W", direct: 1)],
      [("P", "Q", 1), ("Q", "P", 1), ("W", "P", 1)], of: "W")
    let rows = GapList(refused).rows
    #expect(Set(rows.map { refused.rollUp.graph.id($0.product) }) == ["P", "Q"])
    #expect(rows.allSatisfy { $0.contribution == nil && $0.kinds.contains(.inconsistent) })
  }

  /// Records say whether anybody confirmed them and when they were about; tables say neither.
  @Test func recordsAreUnverifiedOrOld() throws {
    var builder = SupplyGraphBuilder(asOf: today)
    func add(_ id: String, years: Int, _ confirmed: Bool) {
      var footprint = Footprint(
        id: id, specVersion: "3.0.0", productIDs: [id], unit: .piece,
        emissions: Emissions(excludingUptake: 10), place: Place(file: 0, line: 1))
      footprint.primaryDataShare = 100
      footprint.referenceEnd = today.adding(years: -years)
      footprint.validityEnd = today.adding(years: 1)
      if confirmed { footprint.verification = Verification(provider: "Kakunin") }
      builder.add(footprint: footprint)
    }
    add("NEW", years: 1, true)
    add("OLD", years: 4, true)
    add("PLAIN", years: 1, false)
    let graph = builder.build()
    let list = GapList(Focus(rollUp: RollUp(graph: graph), subject: .portfolio))
    let kinds = Dictionary(uniqueKeysWithValues: list.rows.map { (graph.id($0.product), $0.kinds) })
    #expect(kinds == ["OLD": .expired, "PLAIN": .unverified])
    #expect(list.now == 1 && list.rows.allSatisfy { $0.gain == 0 && $0.contribution == 10 })
  }

  @Test func wordsOfKindsComeGravestFirst() {
    #expect(GapKinds([.secondary, .expired]).words == "expired secondary")
    #expect(GapKinds([.missing, .unverified, .unknown]).each == [.missing, .unknown, .unverified])
  }
}

/// What holds for every list, on graphs with everything that makes sums difficult.
@Suite struct GapLawTests {
  private func focus(_ seed: UInt64, credits: Bool = false, order: UInt64? = nil) -> Focus {
    let rows = RandomRows(seed: seed, count: 40, credits: credits)
    return Focus(rollUp: RollUp(graph: rows.graph(order: order)), subject: .portfolio)
  }

  private func isClose(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= 1e-9
  }

  @Test(arguments: UInt64(1)...30, [false, true]) func sharesRunFromNowToWhatIsReachable(
    seed: UInt64, credits: Bool
  ) {
    for byTier in [false, true] {
      let focus = focus(seed, credits: credits)
      let list = GapList(focus, options: .init(byTier: byTier))
      let ranked = list.rows.filter { $0.rank != nil }
      #expect(ranked.map(\.rank) == (1..<(ranked.count + 1)).map { $0 })
      guard let total = focus.total, total > 0, let first = ranked.first, let last = ranked.last else {
        continue
      }
      #expect(isClose(list.now, focus.mix.primaryShare.map { min(1, max(0, $0)) }))
      #expect(first.before == list.now && isClose(last.after, list.reachable))
      for (row, next) in zip(ranked, ranked.dropFirst()) {
        #expect(isClose(row.after, next.before) && row.after ?? 0 >= row.before ?? 0)
      }
      if !byTier { #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.gain >= $1.gain }) }
    }
  }

  @Test(arguments: UInt64(1)...30, [false, true]) func contributionsAddUpToTheTotal(
    seed: UInt64, credits: Bool
  ) {
    let focus = focus(seed, credits: credits)
    let list = GapList(focus)
    let gaps = Set(list.rows.map(\.product))
    let sound = (0..<focus.rollUp.graph.count).filter { !gaps.contains($0) }
    let sum = list.rows.reduce(0) { $0 + ($1.contribution ?? 0) }
    let rest = sound.reduce(0) { $0 + focus.contribution($1) }
    let scale = focus.shareBase - focus.credits
    #expect(abs(sum + rest - (focus.total ?? 0)) <= 1e-9 * scale)
    // What is sound is all primary, so all that is not is in the list.
    for p in sound { #expect(abs(focus.contribution(p) - focus.contributionMix(p).primary) <= 1e-9 * scale) }
    let hidden = (0..<focus.rollUp.graph.count).reduce(0) {
      $0 + max(0, focus.contribution($1) - focus.contributionMix($1).primary)
    }
    #expect(abs(list.gain - hidden) <= 1e-9 * scale)
    #expect(isClose(list.groups.reduce(0) { $0 + $1.gain }, list.gain))
  }

  /// The running share is what the roll-up says when those suppliers have answered.
  @Test(arguments: UInt64(1)...12) func sharesAreThoseOfTheAnswers(seed: UInt64) throws {
    let focus = focus(seed)
    guard let total = focus.total, total > 0, !focus.hasCredits else { return }
    var model = EditedModel(focus: focus)
    var answers: [Parameter: Double] = [:]
    for row in GapList(focus).rows where row.gain > 0 {
      #expect(isClose(model.focus.mix.primaryShare, row.before))
      answers[.ownPrimary(row.product)] = 1
      try model.move(to: answers)
      #expect(isClose(model.focus.mix.primaryShare, row.after))
    }
  }

  @Test(arguments: UInt64(1)...10) func theOrderOfReadingDoesNotMatter(seed: UInt64) {
    for byTier in [false, true] {
      func rows(_ order: UInt64?) -> [String] {
        let focus = focus(seed, credits: true, order: order)
        return GapList(focus, options: .init(byTier: byTier)).rows.map {
          "\(focus.rollUp.graph.id($0.product)) \($0.kinds.words) \($0.gain) \($0.after ?? -1)"
        }
      }
      #expect(rows(nil) == rows(seed + 100))
    }
  }

  @Test(arguments: UInt64(1)...10) func aShortListIsTheBeginningOfTheLongOne(seed: UInt64) {
    let focus = focus(seed, credits: true)
    for byTier in [false, true] {
      let long = GapList(focus, options: .init(byTier: byTier))
      let short = GapList(focus, options: .init(limit: 3, byTier: byTier))
      #expect(short.groups.count == long.groups.count && short.answers == long.answers)
      for (a, b) in zip(short.groups, long.groups) {
        #expect(a.rows == Array(b.rows.prefix(3)) && a.count == b.rows.count + b.unanswered.count)
        #expect(a.unanswered == Array(b.unanswered.prefix(3)) && a.gain == b.gain)
        #expect(isClose(a.otherGain, b.rows.dropFirst(3).reduce(0) { $0 + $1.gain }))
      }
      for row in long.rows {
        let found = GapList(focus, options: .init(limit: 1, byTier: byTier, wanted: row.product)).rows
          .first { $0.product == row.product }
        #expect(found != nil && found?.rank == row.rank && isClose(found?.after, row.after))
      }
    }
  }

  @Test(arguments: UInt64(1)...10) func theFewestAnswersAreCountedWithoutSorting(seed: UInt64) {
    var random = Seeded(seed)
    let sizes = (0..<500).map { index -> Double in
      // Many of one size, and sizes far apart.
      index % 3 == 0 ? 0.1 : Double.random(in: 0.5...1.5, using: &random) * (index % 7 == 0 ? 1e-9 : 1)
    }
    let sorted = sizes.sorted(by: >)
    for part in [0.001, 0.3, 0.5, 0.999999, 1.1] {
      let needed = part * sizes.reduce(0, +)
      var (count, sum) = (0, 0.0)
      while sum < needed, count < sorted.count {
        sum += sorted[count]
        count += 1
      }
      #expect(RunningShare.fewest(sizes, toReach: needed) == (sum >= needed ? count : nil))
    }
    #expect(RunningShare.fewest([], toReach: 1) == nil)
  }
}
