import Analysis
import Canvas
import SupplyGraph

extension Analyst {
  /// - Parameter withTiers: whether tiers, which take longer than all the rest, are worked out.
  mutating func overview(sort: Sort, filter: [Chip], limit: Int, withTiers: Bool = true) -> Answer {
    let focus = snapshot.portfolio
    let matcher = Matcher(filter, snapshot: snapshot)
    return .overview(
      tops: tops(sort: sort, matcher: matcher, limit: limit),
      hotspots: hotspots(of: focus, matcher: matcher, limit: limit),
      insight: insight(of: focus), tiers: withTiers ? tierShares() : nil)
  }

  /// The products of the portfolio by what they bring to it.
  private func tops(sort: Sort, matcher: Matcher, limit: Int) -> Listing {
    let rollUp = snapshot.rollUp
    let base = snapshot.portfolio.total ?? 0
    var rows = snapshot.portfolio.demand.filter { matcher.accepts($0.product) }.map { top in
      let mass = (rollUp.total(top.product) ?? 0) * top.quantity
      return Row(
        id: .top(top.product), mass: mass, share: base > 0 ? mass / base : 0,
        mix: QualityMix(rollUp.mix(top.product), times: top.quantity), tier: 0,
        marks: snapshot.marks(top.product))
    }
    Analyst.accumulate(&rows)
    order(&rows, by: sort)
    let available = rows.count
    fold(&rows, beyond: limit, into: .tops, base: base)
    return Listing(rows: rows, base: base, hasCredits: false, available: available)
  }

  /// Products of the whole chain by contribution, with a line for those that are not listed, and below them the
  /// credits with their own sum.
  func hotspots(of focus: Focus, matcher: Matcher, limit: Int) -> Listing {
    let ranked = focus.hotspots(top: matcher.isEmpty ? limit : snapshot.graph.count)
    var rows: [Row] = []
    for product in ranked where rows.count < limit && focus.contribution(product) > 0 {
      let row = hotspotRow(product, of: focus)
      if matcher.accepts(product, tier: row.tier) { rows.append(row) }
    }
    Analyst.accumulate(&rows)
    let credits = credits(of: focus, matcher: matcher, limit: limit)
    if let rest = rest(
      of: focus, without: rows + credits.filter { $0.id != .credits }, isFiltered: !matcher.isEmpty)
    {
      rows.append(rest)
    }
    return Listing(
      rows: rows + credits, base: focus.shareBase, hasCredits: focus.hasCredits, available: focus.reached)
  }

  /// A line with the sum of the negative contributions and then each of them, the largest credit first.
  private func credits(of focus: Focus, matcher: Matcher, limit: Int) -> [Row] {
    guard focus.hasCredits else { return [] }
    let graph = snapshot.graph
    let products = (0..<graph.count).filter { focus.contribution($0) < 0 && matcher.accepts($0) }
      .sorted { focus.contribution($0) < focus.contribution($1) }
    guard !products.isEmpty else { return [] }
    let rows = products.prefix(limit).map { hotspotRow($0, of: focus) }
    let sum = products.reduce(0) { $0 + focus.contribution($1) }
    let share = focus.shareBase > 0 ? sum / focus.shareBase : 0
    return [Row(id: .credits, mass: sum, share: share, mix: .none, count: products.count)] + rows
  }

  /// The line that stands for all that is needed and not listed.
  private func rest(of focus: Focus, without rows: [Row], isFiltered: Bool) -> Row? {
    let others = focus.reached - rows.count
    guard others > 0, let total = focus.total else { return nil }
    let shown = rows.reduce(0) { $0 + $1.mass }
    let mix = rows.reduce(QualityMix(focus.mix)) { mix, row in
      QualityMix(
        primary: mix.primary - row.mix.primary, secondary: mix.secondary - row.mix.secondary,
        unknown: mix.unknown - row.mix.unknown)
    }
    return Row(
      id: isFiltered ? .hidden(list: .hotspots, path: []) : .more(list: .hotspots, path: []),
      mass: total - shown,
      share: focus.shareBase > 0 ? (total - shown) / focus.shareBase : 0, cumulative: 1, mix: mix,
      count: others)
  }

  func hotspotRow(_ product: ProductIndex, of focus: Focus) -> Row {
    let mass = focus.contribution(product)
    return Row(
      id: .hotspot(product), mass: mass, share: focus.shareBase > 0 ? mass / focus.shareBase : 0,
      mix: QualityMix(snapshot.rollUp.ownMix(product), times: focus.weight(product)),
      tier: focus.tier(product), marks: snapshot.marks(product))
  }

  mutating func insight(of focus: Focus) -> Insight {
    kept.insights.value(focus.subject, in: snapshot) { [self] in
      Insight(
        largestUnmeasured: largestUnmeasured(in: focus), countFor80: countFor80(snapshot.portfolio.demand),
        hotspots: focus.hotspots(top: 20).filter { focus.contribution($0) != 0 })
    }
  }

  /// The portfolio by one of its groupings.
  mutating func groups(by grouping: Grouping) -> [GroupRow] {
    let focus = snapshot.portfolio
    return kept.groups.value(grouping, in: snapshot) { focus.grouped(by: grouping) }
  }

  private func largestUnmeasured(in focus: Focus) -> ProductIndex? {
    focus.hotspots(top: 200).first { product in
      focus.contribution(product) > 0 && snapshot.rollUp.ownMix(product).primary <= 0
    }
  }

  private func countFor80(_ portfolio: [(product: ProductIndex, quantity: Double)]) -> Int {
    let masses = portfolio.map { (snapshot.rollUp.total($0.product) ?? 0) * $0.quantity }.sorted(by: >)
    let target = 0.8 * masses.reduce(0, +)
    var sum = 0.0
    var count = 0
    for mass in masses where sum < target {
      sum += mass
      count += 1
    }
    return count
  }

  /// Whether somebody would wait for the tiers of the portfolio. In a small graph they are there at once.
  var tiersTakeLong: Bool {
    snapshot.graph.linkCount > 20_000 && !kept.groups.knows(.tier, in: snapshot)
  }

  private mutating func tierShares() -> [TierShare] {
    let base = snapshot.portfolio.shareBase
    guard base > 0 else { return [] }
    return groups(by: .tier).compactMap { row in
      guard let tier = row.index, !row.isRemainder else { return nil }
      return TierShare(tier: tier, share: row.contribution / base, mix: QualityMix(row.mix))
    }
  }

  /// Fills in the running share, in the order of size whatever order is shown.
  static func accumulate(_ rows: inout [Row]) {
    let order = rows.indices.sorted { rows[$0].mass > rows[$1].mass }
    var sum = 0.0
    for index in order {
      sum += rows[index].share
      rows[index].cumulative = sum
    }
  }
}
