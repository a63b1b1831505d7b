import Analysis
import ArgumentParser
import Dashboard
import Reports

struct Totals: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print every product with its footprint per unit.")

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    try job.print(job.report.totals(), to: &console)
  }
}

struct Hotspots: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print where the emissions of a product, or of the portfolio, arise.")

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(help: ArgumentHelp("The product in focus. Default: the portfolio.", valueName: "id"))
  var product: String?

  @Option(help: "Group by product, supplier, country, category, tier, depth or basis.")
  var by: Grouping = .product

  @Option(help: ArgumentHelp("Rows to print; the rest becomes one row.", valueName: "n"))
  var top: Count?

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    try job.print(job.report.hotspots(try job.focus(product), by: by, top: top?.value), to: &console)
  }
}

struct Paths: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print the routes along which the emissions come, the heaviest first.")

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(help: ArgumentHelp("The product in focus. Default: the portfolio.", valueName: "id"))
  var product: String?

  @Option(help: ArgumentHelp("Smallest part of the total a path must bring.", valueName: "share"))
  var cutoff = Share(0.001)

  @Option(help: ArgumentHelp("Paths to print; the others are in the last row.", valueName: "n"))
  var top: Count?

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    try job.print(
      job.report.paths(try job.focus(product), cutoff: cutoff.value, top: top?.value), to: &console)
  }
}

struct Tree: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print a product taken apart, branch by branch, as the drill-down shows it.")

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(
    help: ArgumentHelp("The product. Default: the one that brings most to the portfolio.", valueName: "id"))
  var product: String?

  @Option(help: ArgumentHelp("Links to follow at most.", valueName: "n"))
  var depth: Count?

  @Option(help: ArgumentHelp("Branches below this part of the whole become one row.", valueName: "share"))
  var cutoff = Share(0.01)

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let product = try product.map { try job.product($0) } ?? job.largestTop
    guard let product else {
      throw Failure(status: .unusableInput, title: job.language.texts.emptyDataset)
    }
    let limits = TreeLimits(depth: depth?.value, cutoff: cutoff.value)
    return try job.print(job.report.tree(product, limits), to: &console)
  }
}

struct Check: Twin {
  static let needsProducts = false

  static let configuration = CommandConfiguration(
    abstract: "Print what was wrong or assumed while reading and calculating.",
    discussion: "Ends with status 1 when something changes figures.")

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(help: ArgumentHelp("Notices to print of each kind. Default: 10 as text, else all.", valueName: "n"))
  var top: Count?

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    if job.format == .text {
      try console.print(job.report.noticeText(top: top?.value ?? 10))
    } else {
      try console.print(job.report.check(top: top?.value), job.format, job.report.language)
    }
    return job.snapshot.notices.contains { $0.severity == .fix } ? .incomplete : .done
  }
}

extension PrintJob {
  /// The product that brings most to the portfolio.
  var largestTop: Int? {
    let (graph, rollUp) = (snapshot.graph, snapshot.rollUp)
    return snapshot.portfolio.demand.max { a, b in
      let (x, y) = (
        (rollUp.total(a.product) ?? 0) * a.quantity, (rollUp.total(b.product) ?? 0) * b.quantity
      )
      return x != y ? x < y : graph.rank(a.product) > graph.rank(b.product)
    }?.product
  }
}
