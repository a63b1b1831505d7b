import Analysis
import Dispatch
import Footprints
import Formats
import SupplyGraph
import Synchronization

/// Goes through the products of a dataset, chooses those that are served and makes their documents.
struct Picker {
  private let graph: SupplyGraph
  private let selection: Selection
  private let shareable: Set<String>
  private let own: SupplierIndex?
  private let table: TableFootprint
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
    identifiers = graph.allIdentifiers()
  }

  var left: [Stock.Left] {
    reasons.values.sorted { $0.count != $1.count ? $0.count > $1.count : $0.reason < $1.reason }
  }

  /// A document to be made: from a footprint's record, or from what tables say of a product.
  private struct Job: Sendable {
    var product: ProductIndex
    /// Nil for a product that only tables know.
    var footprint: Int?
  }

  private enum Outcome: Sendable {
    case offer(Offer)
    case left(reason: String, remedy: String)
  }

  /// In the order of the products' ids.
  mutating func pickAll(threads: Int) {
    var jobs: [Job] = []
    for p in (0..<graph.count).sorted(by: { graph.rank($0) < graph.rank($1) }) {
      guard isServed(p) else {
        if graph.supplier(p) != nil {
          leave(p, "belongs to another company and is not marked as shareable", "--all")
        }
        continue
      }
      let footprints = graph.footprints(of: p)
      jobs += footprints.isEmpty ? [Job(product: p)] : footprints.map { Job(product: p, footprint: $0) }
    }
    for (job, outcome) in zip(jobs, outcomes(jobs, threads)) { take(outcome, job.product) }
  }

  private mutating func take(_ outcome: Outcome, _ p: ProductIndex) {
    switch outcome {
    case .left(let reason, let remedy): leave(p, reason, remedy)
    case .offer(let offer):
      offers[graph.supplier(p) ?? -1, default: []].append(offer)
      for (version, name) in [(PactVersion.v2, "v2"), (.v3, "v3")] {
        if let gap = offer.gap(in: version) { leave(p, "not in \(name): \(gap.text)", "") }
      }
    }
  }

  private mutating func leave(_ p: ProductIndex, _ reason: String, _ remedy: String) {
    var left = reasons[reason] ?? Stock.Left(reason: reason, remedy: remedy, count: 0, examples: [])
    left.count += 1
    if left.examples.count < 5 { left.examples.append(graph.id(p)) }
    reasons[reason] = left
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

  // MARK: Documents

  /// One for each job, in their order.
  private func outcomes(_ jobs: [Job], _ threads: Int) -> [Outcome] {
    let pieces = max(1, min(jobs.count / 64 + 1, threads * 4))
    let results = Mutex<[[Outcome]]>(Array(repeating: [], count: pieces))
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      let source = RecordSource(files: graph.files)
      let range = (jobs.count * piece / pieces)..<(jobs.count * (piece + 1) / pieces)
      let outcomes = jobs[range].map { outcome($0, source) }
      results.withLock { $0[piece] = outcomes }
    }
    return results.withLock { $0.flatMap { $0 } }
  }

  private func outcome(_ job: Job, _ source: RecordSource) -> Outcome {
    do {
      return .offer(try Offer(try record(job, source)))
    } catch let problem as TableFootprint.Problem {
      return .left(reason: problem.text, remedy: problem.remedy)
    } catch let gap as PactGap {
      return .left(reason: gap.text, remedy: "")
    } catch {
      return .left(reason: "its record could not be read again: \(error)", remedy: "")
    }
  }

  private func record(_ job: Job, _ source: RecordSource) throws -> JSONObject {
    let p = job.product
    guard let number = job.footprint else {
      if graph.given(p).isEmpty, graph.components(of: p).isEmpty { throw TableFootprint.Problem.noFigure }
      return try table.record(p, identifiers: identifiers[p], isOwn: graph.supplier(p) == own)
    }
    let footprint = graph.footprints[number]
    var record = try source.record(footprint.place)
    Picker.correctShare(&record, footprint)
    return record
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
