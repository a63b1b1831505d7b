import Analysis
import ArgumentParser
import Reports

/// Declared footprints that are behind their components.
struct Lag: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print declared footprints that predate an update of a component, with the change to expect.",
    discussion: """
      A declared figure stays what it is until its supplier restates it. Here it is set against the updates its \
      components have stated since: amount x (new - old). Updates whose earlier figure is not known are listed without \
      a size, and the command ends with status 1.

      With --scenario: the declared figures that the scenario's edits leave behind.
      """)

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(help: ArgumentHelp("The product in focus. Default: the portfolio.", valueName: "id"))
  var product: String?

  @Option(help: ArgumentHelp("Rows to print; the others become one row.", valueName: "n"))
  var top: Count?

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let focus = try job.focus(product)
    let page =
      job.staging.scenario.entries.isEmpty
      ? job.report.lag(focus, top: top?.value)
      : job.report.lag(of: focus, since: job.staging.baseline.rollUp, top: top?.value)
    return try job.print(page, to: &console)
  }
}
