import Analysis
import Dashboard
import Footprints
import SupplyGraph

extension Report {
  /// Products by what their own emissions add to the focus, largest first; all of them, or `top` and the rest as one
  /// row.
  public func hotspots(_ focus: Focus, top: Int? = nil) -> Page {
    let products = focus.hotspots(top: max(1, focus.reached))
    let shown = min(products.count, max(0, top ?? products.count))
    let rest = products.count - shown
    let cumulative = sums(products.prefix(shown).map(focus.contribution))
    let through = throughputs(of: products.prefix(shown), focus, isCounted: top != nil)
    let table = Table(
      columns: [
        .rank, .id, .name, .supplier, .country, .amountNeeded, .contribution, .share, .cumulative, .through,
        .primary,
      ], count: shown + (rest > 0 ? 1 : 0)
    ) { number in
      guard number < shown else { return restRow(focus, of: rest, after: products.prefix(shown)) }
      return hotspotRow(
        products[number], focus, rank: number + 1, cumulative: cumulative[number],
        through: through.values[number])
    }
    return Page(
      heading: heading(focus), table: table, notes: notes(focus),
      missing: missing(focus) + (through.left > 0 ? [words.throughLeft(through.left)] : []))
  }

  /// Loops up to this size are factored when they are solved; in larger ones every throughput costs sweeps of its own.
  private static let cheapLoop = 200
  /// Throughputs worked out in larger loops when nobody has said how many rows are wanted.
  private static let costlyThroughputs = 200

  /// What passes through each product; nil where there is no figure, and beyond the first two hundred in very large
  /// loops, counted in `left`.
  private func throughputs(
    of products: ArraySlice<ProductIndex>, _ focus: Focus, isCounted: Bool
  ) -> (values: [Double?], left: Int) {
    var costly = 0
    let values = products.map { p -> Double? in
      guard rollUp.own(p) != nil else { return nil }
      if !isCounted, let loop = graph.loop(p), graph.loops[loop].count > Report.cheapLoop {
        costly += 1
        if costly > Report.costlyThroughputs { return nil }
      }
      return focus.throughput(p)
    }
    return (values, max(0, costly - Report.costlyThroughputs))
  }

  private func hotspotRow(
    _ p: ProductIndex, _ focus: Focus, rank: Int, cumulative: Double, through: Double?
  ) -> [Cell] {
    let contribution = rollUp.own(p) != nil ? focus.contribution(p) : nil
    return [
      .count(rank), Cell(graph.id(p)), Cell(name(p)), Cell(supplier(p)), Cell(graph.country(p)),
      Cell(focus.weight(p)), Cell(contribution), share(contribution, focus), share(cumulative, focus),
      Cell(through), Cell(percent(focus.contributionMix(p).primaryShare)),
    ]
  }

  private func restRow(_ focus: Focus, of count: Int, after shown: ArraySlice<ProductIndex>) -> [Cell] {
    let mass = (focus.total ?? 0) - shown.reduce(0) { $0 + focus.contribution($1) }
    let primary = focus.mix.primary - shown.reduce(0) { $0 + focus.contributionMix($1).primary }
    return [
      .empty, Cell(GroupRow.remainderKey), Cell(texts.more(count)), .empty, .empty, .empty, Cell(mass),
      share(mass, focus), share(focus.total, focus), .empty, Cell(percent(mass > 0 ? primary / mass : nil)),
    ]
  }

  /// Contributions added up by group; they sum to the total.
  public func hotspots(_ focus: Focus, by grouping: Grouping, top: Int? = nil) -> Page {
    if grouping == .product { return hotspots(focus, top: top) }
    let groups = folded(focus.grouped(by: grouping), to: top)
    let cumulative = sums(groups.map(\.contribution))
    let table = Table(
      columns: [.rank, .key, .contribution, .share, .cumulative, .primary], count: groups.count
    ) { number in
      let group = groups[number]
      return [
        group.isRemainder ? .empty : .count(number + 1), Cell(key(group, grouping)), Cell(group.contribution),
        share(group.contribution, focus), share(cumulative[number], focus),
        Cell(percent(group.mix.primaryShare)),
      ]
    }
    return Page(heading: heading(focus), table: table, notes: notes(focus), missing: missing(focus))
  }

  /// At most `top` groups, the rest as one row.
  private func folded(_ groups: [GroupRow], to top: Int?) -> [GroupRow] {
    guard let top, top >= 0, groups.count > top else { return groups }
    let rest = groups[top...].reduce(into: (mass: 0.0, mix: Mix())) { sum, group in
      sum.mass += group.contribution
      sum.mix.primary += group.mix.primary
      sum.mix.secondary += group.mix.secondary
      sum.mix.unknown += group.mix.unknown
    }
    let row = GroupRow(
      key: GroupRow.remainderKey, index: nil, contribution: rest.mass, mix: rest.mix, isRemainder: true)
    return groups.prefix(top) + [row]
  }

  private func key(_ group: GroupRow, _ grouping: Grouping) -> String {
    if group.isRemainder { return GroupRow.remainderKey }
    switch grouping {
    case .supplier:
      let name = group.index.map(supplierName) ?? ""
      return name.isEmpty && isForPeople ? texts.supplierUnknown : name
    case .tier: return isForPeople && group.index == 0 ? texts.ownTier : group.key
    case .basis:
      guard isForPeople, let index = group.index, let basis = Basis(rawValue: UInt8(clamping: index)) else {
        return group.key
      }
      return texts.basis(basis)
    default: return group.key.isEmpty && isForPeople ? texts.unknownWord : group.key
    }
  }

  /// The products of the portfolio with what each brings to it.
  public func portfolio() -> Page {
    let focus = snapshot.portfolio
    let tops = focus.demand.map { top in
      (top: top, mass: rollUp.total(top.product).map { $0 * top.quantity })
    }
    .sorted { a, b in
      let (x, y) = (a.mass ?? -.infinity, b.mass ?? -.infinity)
      return x != y ? x > y : graph.rank(a.top.product) < graph.rank(b.top.product)
    }
    let cumulative = sums(tops.map { $0.mass ?? 0 })
    let table = Table(
      columns: [.rank, .id, .name, .quantity, .unit, .contribution, .share, .cumulative, .primary],
      count: tops.count
    ) { number in
      let (top, mass) = tops[number]
      return [
        .count(number + 1), Cell(graph.id(top.product)), Cell(name(top.product)), Cell(top.quantity),
        Cell(graph.unit(top.product).symbol), Cell(mass), share(mass, focus),
        share(cumulative[number], focus),
        Cell(percent(rollUp.primaryShare(top.product))),
      ]
    }
    return Page(
      heading: heading(focus), table: table, notes: notes(focus),
      missing: reasons(for: tops.map(\.top.product).filter { rollUp.total($0) == nil }))
  }

  // MARK: Shares

  func share(_ mass: Double?, _ focus: Focus) -> Cell {
    guard let mass, focus.shareBase > 0 else { return .empty }
    return Cell(mass / focus.shareBase)
  }

  /// Running sums.
  private func sums(_ values: [Double]) -> [Double] {
    var sum = 0.0
    return values.map { value in
      sum += value
      return sum
    }
  }
}
