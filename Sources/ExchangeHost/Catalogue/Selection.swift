import Analysis
import Footprints
import Formats
import SupplyGraph

/// What of a dataset is served.
///
/// The footprints of the own company; of others only those that are marked as shareable, or everything when that is
/// asked for outright.
public struct Selection: Sendable {
  /// Name or id of the own company; empty for the company of tier 0.
  public var company = ""
  /// Everything, of whatever company.
  public var isAll = false
  /// Ids of products of other companies that may be passed on, and names or ids of such companies.
  public var shareable: Set<String> = []

  public init() {}
}

/// The footprints of a dataset that are to be served, and why others are not.
public struct Stock: Sendable {
  /// By company, companies in the order of their names.
  public var shelves: [Part] = []
  public var own: String
  /// Products that could have been served, by the reason why they are not, with examples.
  public var left: [Left] = []

  public struct Part: Sendable {
    public var company: String
    public var isOwn: Bool
    public var offers: [Offer]

    public init(company: String, isOwn: Bool, offers: [Offer]) {
      self.company = company
      self.isOwn = isOwn
      self.offers = offers
    }
  }

  public struct Left: Sendable {
    public var reason: String
    public var remedy: String
    public var count: Int
    /// Ids of up to five products.
    public var examples: [String]
  }

  public var offers: [Offer] { shelves.flatMap(\.offers) }

  /// The company that sells what the portfolio holds, the most of it; nil when no supplier is known there.
  public static func ownCompany(_ graph: SupplyGraph) -> SupplierIndex? {
    var counts: [SupplierIndex: Int] = [:]
    for top in graph.portfolio {
      if let supplier = graph.supplier(top.product) { counts[supplier, default: 0] += 1 }
    }
    return counts.max { a, b in a.value != b.value ? a.value < b.value : a.key > b.key }?.key
  }

  /// The supplier of that name or id, in any case.
  public static func company(_ name: String, in graph: SupplyGraph) -> SupplierIndex? {
    let wanted = name.trimmingBlanks().lowercased()
    return graph.suppliers.firstIndex { supplier in
      [supplier.name, supplier.id, supplier.nameJa].contains { $0.lowercased() == wanted }
    }
  }

  /// O(products + identifiers + footprints), reading the records of the footprints again.
  public init(_ rollUp: RollUp, _ selection: Selection, _ statement: TableStatement, own: SupplierIndex?) {
    let graph = rollUp.graph
    self.own = own.map { graph.suppliers[$0].name } ?? ""
    var picker = Picker(rollUp, selection, statement, own: own)
    picker.pickAll()
    left = picker.left
    let order = picker.offers.keys.sorted { a, b in
      a == own ? b != own : b != own && a < b
    }
    shelves = order.map { supplier in
      Part(
        company: supplier >= 0 ? graph.suppliers[supplier].name : "", isOwn: supplier == own,
        offers: picker.offers[supplier] ?? [])
    }
  }
}

/// Goes through the products of a dataset.
private struct Picker {
  private let graph: SupplyGraph
  private let selection: Selection
  private let shareable: Set<String>
  private let own: SupplierIndex?
  private let table: TableFootprint
  private let source: RecordSource
  private let identifiers: [[String]]
  /// By supplier, −1 for none.
  private(set) var offers: [Int: [Offer]] = [:]
  private var reasons: [String: Stock.Left] = [:]

  init(_ rollUp: RollUp, _ selection: Selection, _ statement: TableStatement, own: SupplierIndex?) {
    graph = rollUp.graph
    self.selection = selection
    self.own = own
    shareable = Set(selection.shareable.map { $0.trimmingBlanks().lowercased() })
    table = TableFootprint(
      graph: graph, rollUp: rollUp, statement: statement, changed: graph.files.map(RecordSource.modified))
    source = RecordSource(files: graph.files)
    identifiers = graph.allIdentifiers()
  }

  var left: [Stock.Left] {
    reasons.values.sorted { $0.count != $1.count ? $0.count > $1.count : $0.reason < $1.reason }
  }

  /// In the order of the products' ids.
  mutating func pickAll() {
    for p in (0..<graph.count).sorted(by: { graph.rank($0) < graph.rank($1) }) {
      guard isServed(p) else {
        if graph.supplier(p) != nil {
          leave(p, "belongs to another company and is not marked as shareable", "--all")
        }
        continue
      }
      let footprints = graph.footprints(of: p)
      if footprints.isEmpty { pickTable(p) } else { pickRecords(p, footprints) }
    }
  }

  private func isServed(_ p: ProductIndex) -> Bool {
    if selection.isAll { return true }
    if let supplier = graph.supplier(p) {
      if supplier == own { return true }
      let company = graph.suppliers[supplier]
      if shareable.contains(company.name.lowercased()) { return true }
      if !company.id.isEmpty, shareable.contains(company.id.lowercased()) { return true }
    }
    return shareable.contains(graph.id(p).lowercased()) || identifiers[p].contains { shareable.contains($0) }
  }

  private mutating func leave(_ p: ProductIndex, _ reason: String, _ remedy: String) {
    var left = reasons[reason] ?? Stock.Left(reason: reason, remedy: remedy, count: 0, examples: [])
    left.count += 1
    if left.examples.count < 5 { left.examples.append(graph.id(p)) }
    reasons[reason] = left
  }

  private mutating func offer(_ record: JSONObject, _ p: ProductIndex) {
    do {
      let offer = try Offer(record)
      offers[graph.supplier(p) ?? -1, default: []].append(offer)
      for version in [PactVersion.v2, .v3] where !offer.isSayable(in: version) {
        let name = version == .v2 ? "v2" : "v3"
        if let gap = offer.gap(in: version) { leave(p, "not in \(name): \(gap.text)", "") }
      }
    } catch {
      leave(p, error.text, "")
    }
  }

  private mutating func pickTable(_ p: ProductIndex) {
    let given = graph.given(p)
    if given.isEmpty, graph.components(of: p).isEmpty { return leave(p, "has no figure", "") }
    do {
      offer(try table.record(p, identifiers: identifiers[p], isOwn: graph.supplier(p) == own), p)
    } catch {
      leave(p, error.text, error.remedy)
    }
  }

  private mutating func pickRecords(_ p: ProductIndex, _ footprints: [Int]) {
    for number in footprints {
      let footprint = graph.footprints[number]
      do {
        var record = try source.record(footprint.place)
        Picker.correctShare(&record, footprint)
        offer(record, p)
      } catch {
        leave(p, "its record could not be read again: \(error)", "")
      }
    }
  }

  /// A source that states its shares as fractions is served in percent, as PACT has it.
  private static func correctShare(_ record: inout JSONObject, _ footprint: Footprint) {
    guard let share = footprint.primaryDataShare, var pcf = record["pcf"]?.object,
      let stated = pcf["primaryDataShare"]?.scalarText.flatMap(Double.init), stated != share,
      let text = DecimalWriting.text(share)
    else { return }
    pcf["primaryDataShare"] = .string(text)
    record["pcf"] = .object(pcf)
  }
}

extension PactGap {
  /// For people.
  var text: String {
    switch reason {
    case .notStated: "\(field) is not stated"
    case .notValid(let found): "\(field) cannot be \(HostLog.quoted(found))"
    case .notSayable(let found): "\(field) \(HostLog.quoted(found)) has no word there"
    }
  }
}

extension TableFootprint.Problem {
  fileprivate var text: String {
    switch self {
    case .noFigure: "has no figure"
    case .noCompany: "has no supplier"
    case .unit(let unit): "its unit \(HostLog.quoted(unit)) is none of PACT"
    case .statements: "stands in tables only, which do not state what a footprint must"
    }
  }

  fileprivate var remedy: String {
    guard case .statements(let keys) = self else { return "" }
    return "state under [serve] in genryu.toml: " + keys.joined(separator: ", ")
  }
}
