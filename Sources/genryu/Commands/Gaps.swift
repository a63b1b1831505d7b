import Analysis
import ArgumentParser
import Dashboard
import Reports
import SupplyGraph

/// Whom to ask for data next.
struct Gaps: Twin {
  static let configuration = CommandConfiguration(
    abstract: "Print whom to ask for data next: the gaps by what becomes primary with an answer.",
    discussion: """
      A gap is a product whose figure is missing, contradicts itself, has expired, is an estimate, secondary, of unknown \
      origin or confirmed by nobody. It is weighed by its own emissions in the focus; the primary data share runs down \
      the list as if suppliers answered in its order. Gaps without a figure come last, without numbers: what they hide \
      is not known, and the command ends with status 1. Credits are listed apart, because asking for them gains nothing.
      """)

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions
  @OptionGroup var subject: FocusOptions

  @Option(help: ArgumentHelp("Primary data share to reach: 70, 70% or 0.7.", valueName: "percent"))
  var target = PrimaryTarget(0.7)

  @Option(
    help: ArgumentHelp(
      "Rows to print; the others become one row. Default: 30 as text or md, else all.", valueName: "n"))
  var top: Count?

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let rows = top?.value ?? (job.format.isForPeople ? 30 : nil)
    return try job.print(
      job.report.gaps(
        try subject.focus(job), target: target.value, top: rows,
        asked: { [requests = requests(job), graph = job.snapshot.graph] in requests?.of($0, in: graph) }),
      to: &console)
  }

  /// What was asked for, as the stores of the hosts and the table of suppliers have it; only people are told.
  private func requests(_ job: PrintJob) -> Requests? {
    guard job.format.isForPeople else { return nil }
    let folder = paths.count == 1 && Path.isFolder(paths[0]) && !options.mask ? paths[0] : nil
    let hosts = folder.map { KnownHosts.states(KnownEndpoints(dataset: $0), in: $0) } ?? []
    return Requests(hosts, job.snapshot.graph)
  }
}

/// A primary data share to reach, written in percent or as a part of 1.
struct PrimaryTarget: ExpressibleByArgument {
  /// 0…1.
  var value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    guard let share = GapRequest.target(argument) else { return nil }
    value = share
  }

  var defaultValueDescription: String { Numbers.exact(value * 100) }
}
