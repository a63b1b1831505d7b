import Analysis
import ArgumentParser
import Dashboard
import Reports
import SupplyGraph

/// Results side by side: scenarios, products, datasets or years.
struct Compare: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print scenarios, products or datasets side by side, with what explains each difference.",
    usage: "genryu compare <dataset> <side> ... [options]",
    discussion: """
      A side is a folder or file (another dataset, another year, or a scenario file), the name of a scenario kept in \
      the dataset's scenarios/, the id of a product, or baseline, which is the dataset itself. One side is compared \
      with the baseline, several with the first of them.

      Totals come first, then the products that differ most, last all others in one row. Differences are told by \
      cause: value (own emissions per unit), amount (how much is needed), structure (components that one side has), \
      missing data (figures that one side does not know); they add up exactly.
      """)

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(help: ArgumentHelp("The product in focus on every side. Default: the portfolio.", valueName: "id"))
  var product: String?

  @Option(
    help: ArgumentHelp(
      "Rows between the totals and all others. Default: 20 as text, else all.", valueName: "n"))
  var top: Count?

  @Flag(help: "Also products that are the same on all sides.")
  var all = false

  @Flag(help: "The numbers that differ, by what each explains of the difference, instead of products.")
  var inputs = false

  /// The sides are no part of it.
  var paths: [String] { Array(options.dataset.prefix(1)) }

  func validate() throws {
    if options.dataset.isEmpty { throw ValidationError("Please name a dataset: a folder, or a file.") }
    if options.dataset.count < 2, options.scenario.isEmpty {
      throw ValidationError("Please name what to compare the dataset with.")
    }
    if all, inputs { throw ValidationError("--all is about products: it does not go with --inputs.") }
  }

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let finder = SideFinder(job: job, options: options, dataset: paths, product: product)
    var names = Array(options.dataset.dropFirst())
    if names.count < 2 { names.insert(SideFinder.baseline, at: 0) }
    var sides: [ComparedResult] = []
    var isIncomplete = false
    for name in names {
      let side = try finder.side(name)
      for line in side.remarks { console.errors("genryu: \(line)") }
      isIncomplete = isIncomplete || side.isIncomplete
      sides.append(side.result)
    }
    if sides.count < 2 { sides.append(try finder.underScenarios) }
    // Folders of one name are told apart by their paths.
    let shown = sides.map(\.name)
    for number in names.indices where shown.count(where: { $0 == shown[number] }) > 1 {
      sides[number].name = names[number]
    }
    let report = CompareReport(sides, language: job.report.language, format: job.format)
    let limit = all ? top?.value : top?.value ?? (job.format == .text ? 20 : nil)
    let page =
      inputs ? report.inputs(top: limit) : report.products(top: limit, includingEqual: all)
    let status = try job.print(page, to: &console)
    return isIncomplete && status == .done ? .incomplete : status
  }
}

/// Makes the sides of a comparison out of what a person calls them.
struct SideFinder {
  static let baseline = "baseline"

  let job: PrintJob
  let options: DatasetOptions
  let dataset: [String]
  let product: String?

  struct Side {
    var result: ComparedResult
    var remarks: [String] = []
    /// An edit could not be made.
    var isIncomplete = false
  }

  private var language: Language { job.language }

  /// The dataset under the scenarios that were asked for with `--scenario`.
  var underScenarios: ComparedResult {
    get throws(Failure) {
      ComparedResult(
        name: job.snapshot.scenario ?? job.snapshot.name, focus: try focus(on: job.snapshot))
    }
  }

  /// A path that exists is a scenario or a dataset; other names are scenarios that are kept, then products.
  func side(_ name: String) throws(Failure) -> Side {
    if name == SideFinder.baseline {
      let shown = language == .ja && job.format.isForPeople ? language.texts.baseline : name
      return Side(result: ComparedResult(name: shown, focus: try focus(on: job.staging.baseline)))
    }
    if Path.exists(name) {
      if let scenario = try scenarioFile(name) { return try side(under: scenario) }
      return try side(ofDataset: name)
    }
    if isKept(name) {
      return try side(
        under: ScenarioShelf.find(name, in: dataset, for: job.staging.original.graph, language))
    }
    if let p = job.snapshot.graph.product(id: name) {
      let focus = Focus(rollUp: job.snapshot.rollUp, subject: .product(p))
      return Side(result: ComparedResult(name: name, focus: focus))
    }
    throw unknown(name)
  }

  private func focus(on snapshot: Snapshot) throws(Failure) -> Focus {
    guard let product else { return snapshot.portfolio }
    guard let p = snapshot.graph.product(id: product) else {
      throw Failure(
        status: .unusableInput,
        title: "\(snapshot.name): \(language.reportTexts.unknownProduct(product))")
    }
    return Focus(rollUp: snapshot.rollUp, subject: .product(p))
  }

  // MARK: Scenarios

  /// Nil for a folder, a table, and JSON of something else.
  private func scenarioFile(_ path: String) throws(Failure) -> Scenario? {
    guard !Path.isFolder(path), path.lowercased().hasSuffix(".json") else { return nil }
    do throws(ScenarioFile.Problem) {
      return try ScenarioFile.read(path, for: job.staging.original.graph)
    } catch {
      if error == .notAScenario || error == .broken { return nil }
      throw Failure(error, file: path, language)
    }
  }

  private func isKept(_ name: String) -> Bool {
    let graph = job.staging.original.graph
    return ScenarioShelf.files(of: dataset).contains { path in
      Path.lastName(path) == name + ".json" || (try? ScenarioFile.read(path, for: graph))?.name == name
    }
  }

  private func side(under scenario: Scenario) throws(Failure) -> Side {
    let staging = Staging(job.staging.original, scenario, isMasked: options.mask)
    return Side(
      result: ComparedResult(name: scenario.name, focus: try focus(on: staging.snapshot)),
      remarks: staging.remarks(language).map { "\(scenario.name): \($0)" },
      isIncomplete: staging.isIncomplete)
  }

  // MARK: Datasets

  private func side(ofDataset path: String) throws(Failure) -> Side {
    let opened = try openSnapshot([path], asOf: options.validity, language: language)
    if opened.graph.count == 0 { throw Failure(without: opened, options) }
    let snapshot = options.mask ? Mask.masked(opened) : opened
    return Side(result: ComparedResult(name: opened.name, focus: try focus(on: snapshot)))
  }

  private func unknown(_ name: String) -> Failure {
    let kept = ScenarioShelf.files(of: dataset).map { String(Path.lastName($0).dropLast(5)) }
    let near =
      Nearby.like(name, in: kept) + job.nearIDs(name) + (name.contains("/") ? Nearby.paths(like: name) : [])
    let words = language.compareTexts
    return Failure(
      status: .unusableInput, title: words.unknownSide(name),
      lines: near.isEmpty
        ? [words.sidesAre] : [language.reportTexts.similar(near.prefix(8).joined(separator: ", "))])
  }
}
