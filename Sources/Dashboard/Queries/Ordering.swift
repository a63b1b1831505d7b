import Analysis
import SupplyGraph

extension Analyst {
  /// Sorts lines as asked; equal ones by size and then by id, so that the order never depends on chance.
  func order(_ rows: inout [Row], by sort: Sort) {
    let graph = snapshot.graph
    func id(_ row: Row) -> String { row.id.product.map(graph.id) ?? "" }
    func bySize(_ a: Row, _ b: Row) -> Bool { a.mass != b.mass ? a.mass > b.mass : id(a) < id(b) }
    switch sort.key {
    case .mass: rows.sort(by: bySize)
    case .name:
      // Names once each: comparing decodes them from the graph's arena.
      var keyed = rows.map { (name: $0.id.product.map(graph.name) ?? "", row: $0) }
      keyed.sort { $0.name != $1.name ? $0.name < $1.name : bySize($0.row, $1.row) }
      rows = keyed.map(\.row)
    case .primaryShare:
      rows.sort { a, b in
        let (x, y) = (a.primaryShare ?? -1, b.primaryShare ?? -1)
        return x != y ? x < y : bySize(a, b)
      }
    case .tier:
      rows.sort { a, b in
        let (x, y) = (a.tier ?? Int.max, b.tier ?? Int.max)
        return x != y ? x < y : bySize(a, b)
      }
    }
    if sort.reversed { rows.reverse() }
  }

  /// Merges the lines beyond `limit` into one "+n more".
  func fold(_ rows: inout [Row], beyond limit: Int, into list: RowID.ListID, base: Double) {
    guard rows.count > limit + 1 else { return }
    let surplus = rows[limit...]
    let mass = surplus.reduce(0) { $0 + $1.mass }
    let line = Row(
      id: .more(list: list, path: []), mass: mass, share: base > 0 ? mass / base : 0,
      mix: surplus.reduce(.none) { $0 + $1.mix }, count: surplus.count)
    rows.removeLast(surplus.count)
    rows.append(line)
  }
}

/// A filter made ready: names folded once, countries and suppliers as numbers where they are.
struct Matcher {
  private let snapshot: Snapshot
  private var tiers: Set<Int> = []
  private var kinds: [Chip.DataKind] = []
  private var suppliers: Set<SupplierIndex>?
  private var countries: Set<String> = []
  private var texts: [[UInt8]] = []
  /// Where there are texts.
  private var names: SearchIndex?

  init(_ chips: [Chip], snapshot: Snapshot) {
    self.snapshot = snapshot
    for chip in chips {
      switch chip {
      case .tier(let tier): tiers.insert(tier)
      case .data(let kind): kinds.append(kind)
      case .country(let code): countries.insert(code.uppercased())
      case .text(let text): texts.append(Array(SearchIndex.folded(text).utf8))
      case .supplier(let text): suppliers = (suppliers ?? []).union(Matcher.suppliers(text, snapshot.graph))
      }
    }
    if !texts.isEmpty { names = snapshot.searchTexts.index(of: snapshot.graph) }
  }

  var isEmpty: Bool {
    tiers.isEmpty && kinds.isEmpty && suppliers == nil && countries.isEmpty && texts.isEmpty
  }

  /// Whether a product passes. `tier` is where it stands in the list; where a list has no tiers, nil passes none.
  func accepts(_ product: ProductIndex, tier: Int? = nil) -> Bool {
    let graph = snapshot.graph
    if !tiers.isEmpty {
      guard let tier = tier ?? snapshot.portfolio.tier(product), tiers.contains(tier) else { return false }
    }
    if let suppliers {
      guard let supplier = graph.supplier(product), suppliers.contains(supplier) else { return false }
    }
    if !countries.isEmpty, !countries.contains(graph.country(product).uppercased()) { return false }
    if !kinds.isEmpty, !kinds.contains(where: { has($0, product) }) { return false }
    return texts.allSatisfy { names?.contains($0, product) ?? false }
  }

  private func has(_ kind: Chip.DataKind, _ product: ProductIndex) -> Bool {
    let mix = snapshot.rollUp.ownMix(product)
    let given = snapshot.graph.given(product)
    switch kind {
    case .primary: return mix.primary > 0 && mix.primary >= mix.secondary + mix.unknown
    case .secondary: return mix.secondary > 0 && mix.secondary >= mix.primary + mix.unknown
    case .unknown: return mix.unknown > 0 && mix.unknown >= mix.primary + mix.secondary
    case .estimated: return given.basis == .proxy
    case .organisation: return given.basis == .organisationAllocated
    case .expired: return given.expired
    case .verified: return given.verified
    case .gap: return snapshot.rollUp.status(product) == .gap
    }
  }

  private static func suppliers(_ text: String, _ graph: SupplyGraph) -> Set<SupplierIndex> {
    let wanted = SearchIndex.folded(text)
    return Set(
      graph.suppliers.indices.filter { index in
        let supplier = graph.suppliers[index]
        return SearchIndex.folded("\(supplier.name) \(supplier.nameJa) \(supplier.id)").contains(wanted)
      })
  }
}
