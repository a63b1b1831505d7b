import Analysis
import Dashboard
import Footprints
import SupplyGraph

/// A table with what belongs around it.
public struct Page: Sendable {
  /// For people: what the table is about.
  public var heading: String
  public var table: Table
  /// What has to be known to read the figures rightly.
  public var notes: [String]
  /// Figures that were asked for and could not be given, each with its reason. They are empty in the table.
  public var missing: [String]

  public init(heading: String, table: Table, notes: [String] = [], missing: [String] = []) {
    self.heading = heading
    self.table = table
    self.notes = notes
    self.missing = missing
  }
}

/// Makes the pages of a dataset. Figures are those of the snapshot, so they are the same as on the screens.
public struct Report: Sendable {
  public let snapshot: Snapshot
  /// The language of names, keys and texts. Column names for programs have none.
  public let language: Language
  /// For people ids give way to names where a column would be unreadable.
  public let isForPeople: Bool

  public init(snapshot: Snapshot, language: Language, format: Format) {
    self.snapshot = snapshot
    self.language = language
    isForPeople = format.isForPeople
  }

  var graph: SupplyGraph { snapshot.graph }
  var rollUp: RollUp { snapshot.rollUp }
  var texts: Texts { language.texts }
  var words: ReportTexts { language.reportTexts }

  // MARK: Names

  func name(_ p: ProductIndex) -> String { language == .ja ? graph.nameJa(p) : graph.name(p) }

  /// Empty when nobody states the supplier.
  func supplier(_ p: ProductIndex) -> String { graph.supplier(p).map(supplierName) ?? "" }

  func supplierName(_ s: SupplierIndex) -> String {
    let supplier = graph.suppliers[s]
    if language == .ja, !supplier.nameJa.isEmpty { return supplier.nameJa }
    return supplier.name.isEmpty ? supplier.id : supplier.name
  }

  /// 0…100.
  func percent(_ share: Double?) -> Double? { share.map { $0 * 100 } }

  func statusWord(_ status: Status) -> String {
    switch status {
    case .declared: "declared"
    case .computed: "computed"
    case .lowerBound: "lower_bound"
    case .gap: "gap"
    case .refused: "refused"
    case .blocked: "blocked"
    }
  }

  // MARK: Subjects

  /// `EV battery pack: 4,120 kg CO2e per piece, at least`.
  func heading(_ focus: Focus) -> String {
    let name: String
    let per: String
    switch focus.subject {
    case .product(let p):
      name = self.name(p)
      per = texts.co2ePer(texts.unit(graph.unit(p).symbol))
    case .portfolio, .demand:
      name = snapshot.name
      per = graph.hasPortfolio ? texts.co2ePerYear : texts.co2ePerSet
    }
    guard let total = focus.total else { return "\(name): \(texts.noFigure)" }
    let mass = (focus.isLowerBound ? ">= " : "") + MassScale.sentence(total) + per
    let primary =
      focus.mix.primaryShare.map { ", " + texts.primaryOfAll(Numbers.percent($0, decimals: 0)) } ?? ""
    let heading = "\(name): \(mass)\(primary)"
    return snapshot.scenario.map { words.underScenario(heading, $0) } ?? heading
  }

  /// What reading the shares needs to know.
  func notes(_ focus: Focus) -> [String] {
    var notes: [String] = []
    if focus.hasCredits { notes.append(words.sharesOfGross) }
    if snapshot.isPartial { notes.append(texts.partial) }
    return notes
  }

  /// Why figures of a focus are not, or not wholly, given.
  func missing(_ focus: Focus) -> [String] {
    var lines = reasons(for: focus.excluded)
    if lines.isEmpty, focus.isLowerBound {
      let gaps = (0..<graph.count).filter { focus.weight($0) != 0 && rollUp.own($0) == nil }
      lines = gaps.isEmpty ? [words.lowerBound] : reasons(for: gaps)
    } else if lines.isEmpty, focus.total == nil {
      lines = [words.outOfRange]
    }
    return lines
  }

  /// One line for each kind of reason, with a few examples: a thousand gaps are one line.
  func reasons(for products: [ProductIndex]) -> [String] {
    var lines: [String] = []
    for status in [Status.refused, .blocked, .gap] {
      let found = products.filter { rollUp.status($0) == status }
      if found.isEmpty { continue }
      lines.append(words.withoutFigure(found.count, status, examples(found)))
      if status != .gap { lines += rollUp.refusedLoops.prefix(5).map { words.refusedLoop(loop($0)) } }
    }
    // The loops belong to both what is in them and what needs them: once is enough.
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }

  private func examples(_ products: [ProductIndex]) -> String {
    let shown = products.sorted { graph.rank($0) < graph.rank($1) }.prefix(3).map(graph.id)
    let rest = products.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? ", + \(texts.more(rest))" : "")
  }

  /// `P > Q > P`
  private func loop(_ members: [ProductIndex]) -> String {
    let ids = members.prefix(12).map(graph.id)
    let end = members.count > 12 ? "… > \(graph.id(members[0]))" : graph.id(members[0])
    return (ids + [end]).joined(separator: " > ")
  }
}
