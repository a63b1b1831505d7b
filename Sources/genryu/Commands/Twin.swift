import Analysis
import ArgumentParser
import Dashboard
import Reports
import SupplyGraph

/// A command that prints what a screen shows.
protocol Twin: ParsableCommand {
  var options: DatasetOptions { get }
  var printing: PrintOptions { get }
  /// The folders and files of the dataset.
  var paths: [String] { get }
  /// Whether there is nothing to print without any product.
  static var needsProducts: Bool { get }
  /// Edits that the command makes itself, after those of the scenarios.
  func ownEdits(over baseline: Snapshot) throws(Failure) -> [Scenario.Entry]
  /// Prints, and says whether everything that was asked for could be given.
  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus
}

/// What a twin prints from.
struct PrintJob {
  let report: Report
  /// The dataset and what scenarios make of it; the report is about the latter.
  let staging: Staging
  let format: Format
  /// The language of messages, also when the table is for programs.
  let language: Language

  var snapshot: Snapshot { report.snapshot }

  /// The product of that id, else what comes near it.
  func product(_ id: String) throws(Failure) -> ProductIndex {
    if let product = snapshot.graph.product(id: id) { return product }
    let words = language.reportTexts
    let near = nearIDs(id)
    throw Failure(
      status: .unusableInput, title: words.unknownProduct(id),
      lines: near.isEmpty ? [] : [words.similar(near.joined(separator: ", "))])
  }

  /// Ids of products that are called like it, or are written much like it.
  func nearIDs(_ id: String) -> [String] {
    let graph = snapshot.graph
    var analyst = Analyst(snapshot: snapshot)
    var ids: [String] = []
    if case .found(let found) = analyst.answer(.find(text: id, limit: 5)) {
      for find in found {
        if case .product(let p) = find.target { ids.append(graph.id(p)) }
      }
    }
    return ids.isEmpty ? Nearby.like(id, in: (0..<min(graph.count, 200_000)).lazy.map { graph.id($0) }) : ids
  }

  /// The product in focus, or the portfolio.
  func focus(_ id: String?) throws(Failure) -> Focus {
    guard let id else { return snapshot.portfolio }
    return Focus(rollUp: snapshot.rollUp, subject: .product(try product(id)))
  }

  /// Prints a page; 1 when something in it could not be given.
  func print(_ page: Page, to console: inout Console) throws -> ExitStatus {
    try console.print(page, format, report.language)
    return page.missing.isEmpty ? .done : .incomplete
  }
}

extension Twin {
  static var needsProducts: Bool { true }
  var paths: [String] { options.dataset }

  /// Reads, prints, and turns everything that can go wrong into a message and a status.
  func perform(on console: inout Console) -> ExitStatus {
    do {
      let job = try prepare()
      if Self.needsProducts, job.snapshot.graph.count == 0 { throw Failure(without: job.snapshot, options) }
      for line in job.staging.remarks(options.language) { console.errors("genryu: \(line)") }
      let status = try write(job, to: &console)
      return status == .done && job.staging.isIncomplete ? .incomplete : status
    } catch let failure as Failure {
      console.report(failure)
      return failure.status
    } catch OutputError.readerLeft {
      return .done
    } catch OutputError.failed(_, let reason) {
      console.errors("genryu: " + options.language.reportTexts.cannotWrite(reason))
      return .cannotWrite
    } catch {
      console.errors("genryu: \(error)")
      return .unusableInput
    }
  }

  private func prepare() throws(Failure) -> PrintJob {
    let baseline = try openSnapshot(paths, asOf: options.validity, language: options.language)
    let staging = Staging(baseline, try scenario(over: baseline), isMasked: options.mask)
    // Tables for programs do not change with the locale, only when a language is asked for.
    let language = printing.format.isForPeople ? options.language : options.lang ?? .en
    return PrintJob(
      report: Report(snapshot: staging.snapshot, language: language, format: printing.format),
      staging: staging, format: printing.format, language: options.language)
  }

  /// The scenarios that were asked for, one after the other.
  private func scenario(over baseline: Snapshot) throws(Failure) -> Scenario {
    var scenarios: [Scenario] = []
    for name in options.scenario {
      scenarios.append(
        try ScenarioShelf.find(name, in: paths, for: baseline.graph, options.language))
    }
    var stacked = Scenario.stacked(scenarios)
    stacked.entries += try ownEdits(over: baseline)
    return stacked
  }

  func ownEdits(over baseline: Snapshot) throws(Failure) -> [Scenario.Entry] { [] }

  func validate() throws {
    if options.dataset.isEmpty { throw ValidationError("Please name a dataset: a folder, or files.") }
  }

  func run() throws {
    var console = Console.standard
    let status = perform(on: &console)
    if status != .done { throw ExitCode(status.rawValue) }
  }
}

extension Failure {
  /// A dataset that opened and holds no product, with what was found instead.
  init(without snapshot: Snapshot, _ options: DatasetOptions) {
    let texts = options.language.texts
    let lines = snapshot.notices.flatMap { group in
      group.worst.prefix(3).map { notice in
        let place = texts.place(notice.place, snapshot.graph.files)
        return "\(place): \(texts.noticeTitle(notice.code)). \(texts.noticeRemedy(notice.code))"
      }
    }
    self.init(
      status: .unusableInput, title: texts.loadProblem(.nothingUsable(path: snapshot.name)).first ?? "",
      lines: Array(lines.prefix(5)))
  }
}
