import Analysis
import Dashboard
import SupplyGraph

/// The list that a screen shows, as a table with full precision: for every line of it, not only those in sight.
public struct ScreenTable: Sendable {
  /// A short name of the screen, for a file.
  public let name: String
  public let table: Table

  private static let columns: [Column] = [
    .list, .depth, .tier, .id, .name, .supplier, .country, .contribution, .share, .primary, .marks, .marked,
  ]

  /// Nil where the screen has no list.
  public init?(_ state: State) {
    guard let scene = state.scene, let snapshot = state.snapshot else { return nil }
    switch scene.screen {
    case .overview: name = "overview"
    case .drillDown: name = "drill-down"
    case .suppliers: name = "suppliers"
    case .supplier: name = "supplier"
    case .notices, .noticeGroup:
      name = "notices"
      table = Report(snapshot: snapshot, language: state.language, format: .csv).check().table
      return
    case .gaps:
      guard case .gaps(let answer) = scene.answer else { return nil }
      name = "gaps"
      table = GapTable.table(
        answer, state, Report(snapshot: snapshot, language: state.language, format: .csv))
      return
    case .whatIf, .compare, .lags:
      guard let (name, table) = ScreenTable.scenarioTable(state, scene, snapshot) else { return nil }
      self.name = name
      self.table = table
      return
    case .hosts:
      name = "sources"
      table = HostPages(state.hosts, language: state.language, format: .csv).hosts().table
      return
    case .host(let host):
      name = "changes"
      let states = state.hosts.filter { $0.name == host }
      table = HostPages(states, language: state.language, format: .csv).changes().table
      return
    case .origin: return nil
    }
    let lines = Lines(snapshot: snapshot, language: state.language, marked: state.marked)
    let rows = scene.rows
    guard !rows.isEmpty else { return nil }
    table = Table(columns: ScreenTable.columns, count: rows.count) { lines.cells(rows[$0]) }
  }
}

extension ScreenTable {
  /// The lists of the screens about scenarios have columns of their own.
  private static func scenarioTable(_ state: State, _ scene: Scene, _ snapshot: Snapshot) -> (String, Table)?
  {
    let tables = ScenarioTables(snapshot: snapshot, language: state.language)
    switch scene.answer {
    case .whatIf(let answer): return ("what-if", tables.inputs(answer))
    case .compare(let answer): return ("compare", tables.comparison(answer, names: state.compareColumnNames))
    case .lags(let answer): return ("declared-against-propagated", tables.lags(answer))
    default: return nil
    }
  }
}

/// Makes the cells of a line.
private struct Lines: Sendable {
  let snapshot: Snapshot
  let language: Language
  let marked: Set<Marked>

  private var graph: SupplyGraph { snapshot.graph }

  func cells(_ row: Row) -> [Cell] {
    let product = row.id.product
    return [
      Cell(row.id.listName), .count(row.depth), Cell(row.tier), Cell(product.map(graph.id) ?? ""),
      Cell(name(row)),
      Cell(supplier(row)), Cell(product.map(graph.country) ?? ""), Cell(row.mass), Cell(row.share),
      Cell(row.primaryShare.map { $0 * 100 }), Cell(row.marks.text),
      Marked(row.id).map { marked.contains($0) } == true ? .text("yes") : .empty,
    ]
  }

  private func name(_ row: Row) -> String {
    let texts = language.texts
    switch row.id {
    case .own: return texts.ownEmissions
    case .supplier(let index): return supplierName(index)
    case .more: return texts.more(row.count)
    case .hidden: return texts.hidden(row.count)
    case .credits: return texts.creditsLine(row.count)
    default: return row.id.product.map { language == .ja ? graph.nameJa($0) : graph.name($0) } ?? ""
    }
  }

  private func supplier(_ row: Row) -> String {
    row.id.product.flatMap { graph.supplier($0) }.map { supplierName($0) } ?? ""
  }

  private func supplierName(_ index: SupplierIndex?) -> String {
    guard let index else { return language.texts.supplierUnknown }
    let supplier = graph.suppliers[index]
    return language == .ja && !supplier.nameJa.isEmpty ? supplier.nameJa : supplier.name
  }
}

extension RowID {
  fileprivate var listName: String {
    switch self {
    case .top, .more(.tops, _), .hidden(.tops, _): "products"
    case .hotspot, .credits, .more(.hotspots, _), .hidden(.hotspots, _): "hotspots"
    case .branch, .own, .more(.tree, _), .hidden(.tree, _): "tree"
    case .supplier, .more(.suppliers, _), .hidden(.suppliers, _): "suppliers"
    case .bought, .more(.bought, _), .hidden(.bought, _): "bought"
    case .origin, .more(.origins, _), .hidden(.origins, _): "origins"
    case .parameter, .more(.inputs, _), .hidden(.inputs, _): "inputs"
    case .difference, .more(.differences, _), .hidden(.differences, _): "differences"
    case .lag, .more(.lags, _), .hidden(.lags, _): "lags"
    case .gap, .gapTier, .more(.gaps, _), .hidden(.gaps, _): "gaps"
    }
  }
}
