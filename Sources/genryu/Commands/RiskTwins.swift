import Analysis
import ArgumentParser
import Dashboard
import Reports

/// Which model a command looks at, and from where.
struct FocusOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The product in focus. Default: the portfolio.", valueName: "id"))
  var product: String?

  func focus(_ job: PrintJob) throws -> Focus { try job.focus(product) }
}

struct Sensitivity: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print which inputs the total hangs on, or what each would have to be to reach a target.",
    discussion: """
      Inputs are all own emissions and amounts, over all tiers. Low and high are the total with one input at the ends \
      of its range: its value divided and multiplied by its geometric standard deviation squared, about 95 %. The \
      deviation is the given gsd, else that of the footprint's data quality ratings (pedigree matrix, Weidema & Wesnæs \
      1996; factors of Ciroth et al. 2016), else that assumed for the basis of the figure; amounts have 5 %. --range \
      sets the same range for all.
      """)

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions
  @OptionGroup var subject: FocusOptions

  @Option(help: ArgumentHelp("Rows to print. Default: 30 as text or md, else all.", valueName: "n"))
  var top: Count?

  @Option(help: "Rank by elasticity, range (how far the total moves) or variance (part of the uncertainty).")
  var by: SensitivityMeasure = .elasticity

  @Option(help: ArgumentHelp("The same range for all inputs, up and down: 20% or 0.2.", valueName: "share"))
  var range: Share?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print what each single input would have to be for the total to become this: 3500 (kg CO2e) or -20%.",
      valueName: "total"))
  var target: Target?

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let focus = try subject.focus(job)
    let rows = top?.value ?? (job.format.isForPeople ? 30 : nil)
    if let target {
      return try job.print(
        job.report.breakEven(focus, target: target.total(from: focus), top: rows), to: &console)
    }
    let policy = range.map { Spreads.Policy.fraction($0.value) } ?? .dataQuality
    let spreads = Spreads(graph: job.snapshot.graph, policy: policy)
    return try job.print(job.report.sensitivity(focus, by: by, top: rows, spreads: spreads), to: &console)
  }
}

struct Uncertainty: Twin {
  static let configuration = CommandConfiguration(
    abstract:
      "Print how sure the total is: percentiles, analytic and sampled, and where the variance comes from.",
    discussion: """
      All own emissions and amounts are drawn from lognormal distributions around their values, independent of each \
      other, with the deviations that genryu sensitivity uses. The same seed gives the same figures. With --scenario, \
      also how likely the total is lower than without it, under the same draws.
      """)

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions
  @OptionGroup var subject: FocusOptions

  @Option(help: ArgumentHelp("Samples to draw.", valueName: "n"))
  var samples = Count(1000)

  @Option(help: ArgumentHelp("Start of the random numbers.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Inputs to print with their part of the variance.", valueName: "n"))
  var top = Count(10)

  @Option(help: ArgumentHelp("The same range for all inputs, up and down: 20% or 0.2.", valueName: "share"))
  var range: Share?

  func validate() throws {
    if options.dataset.isEmpty { throw ValidationError("Please name a dataset: a folder, or files.") }
    if samples.value > Uncertainty.most { throw ValidationError("At most \(Uncertainty.most) samples.") }
  }

  private static let most = 10_000_000

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let focus = try subject.focus(job)
    let policy = range.map { Spreads.Policy.fraction($0.value) } ?? .dataQuality
    let spreads = Spreads(graph: job.snapshot.graph, policy: policy)
    let monteCarlo = MonteCarlo(focus, spreads: spreads, seed: seed)
    let drawn = monteCarlo.draw(samples.value, threads: processorCount)
    let page = job.report.uncertainty(
      focus, spreads: spreads, monteCarlo: monteCarlo, samples: drawn,
      baseline: baseline(job, focus, spreads),
      top: top.value)
    return try job.print(page, to: &console)
  }

  /// The same draws without the scenario; nil when there is none.
  private func baseline(_ job: PrintJob, _ focus: Focus, _ spreads: Spreads) -> Samples? {
    guard !options.scenario.isEmpty else { return nil }
    let baseline = Focus(rollUp: job.staging.baseline.rollUp, subject: focus.subject)
    return MonteCarlo(baseline, spreads: spreads, seed: seed).draw(samples.value, threads: processorCount)
  }
}

/// A total to reach, or a change of the total there is.
enum Target: ExpressibleByArgument {
  case total(Double)
  case change(Double)

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument), number.isFinite else {
      return nil
    }
    self = isPercent ? .change(number / 100) : .total(number)
  }

  /// kg CO2e.
  func total(from focus: Focus) -> Double {
    switch self {
    case .total(let total): total
    case .change(let change): (focus.total ?? 0) * (1 + change)
    }
  }
}

extension SensitivityMeasure: ExpressibleByArgument {}
