import Analysis
import ArgumentParser
import Dashboard
import Glibc
import Reports

/// Edits made from the command line, and what they do.
struct WhatIf: Twin {
  static let configuration = CommandConfiguration(
    commandName: "whatif",
    abstract: "Print what edits do to a total, and which products moved.",
    discussion: """
      Edits, made one after the other:
        own:ID=4.1             own emissions, kg CO2e per unit
        declared:ID=-20%       the whole footprint, components included
        primary:ID=80%         share of own emissions on primary data
        amount:P>C=1.5         units of component C per unit of P
        quantity:ID=1200       units in the portfolio
        swap:P>C=NEW           another component in place of C
        split:P>C>OTHER=60%    how C and OTHER share their amount
        supplier:NAME=-20%     all footprints of a supplier
        supplier-own:NAME=-20% the own emissions of its products
        supplier-primary:NAME=90%
        redirect:NAME>C=NEW    wherever a supplier (or a product) uses C
      A value with a sign and a percentage is a change: own:ID=-20%.

      The baseline is the dataset as it is; --scenario comes before --set.
      """)

  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  @Option(help: ArgumentHelp("The product in focus. Default: the portfolio.", valueName: "id"))
  var product: String?

  @Option(
    name: .customLong("set"), parsing: .upToNextOption,
    help: ArgumentHelp("An edit, or several.", valueName: "edit"))
  var edits: [String] = []

  @Option(help: ArgumentHelp("Rows below the total; the others become one row.", valueName: "n"))
  var top: Count?

  @Option(
    help: ArgumentHelp("Keep the edits in the dataset's scenarios/ under this name.", valueName: "name"))
  var save: String?

  func ownEdits(over baseline: Snapshot) throws(Failure) -> [Scenario.Entry] {
    let graph = baseline.graph
    var entries: [Scenario.Entry] = []
    for text in edits {
      do throws(EditText.Problem) {
        let edit = try EditText.edit(
          text, isKnown: { graph.product(id: $0) != nil || graph.supplier(named: $0) != nil })
        entries.append(Scenario.Entry(edit))
      } catch {
        throw Failure(status: .usage, title: options.language.editTexts.problem(error))
      }
    }
    return entries
  }

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    try refuse(job)
    let after = try job.focus(product)
    let before =
      try product.map { Focus(rollUp: job.staging.baseline.rollUp, subject: .product(try job.product($0))) }
      ?? job.staging.baseline.portfolio
    let status = try job.print(job.report.whatIf(before, after, top: top?.value), to: &console)
    if let save { try keep(job, as: save, console) }
    return status
  }

  /// An edit that was typed and does not fit is a mistake; nothing is printed or saved.
  private func refuse(_ job: PrintJob) throws(Failure) {
    let staging = job.staging
    for outcome in staging.outcomes.suffix(edits.count) {
      guard let problem = outcome.problem else { continue }
      let texts = job.language.editTexts
      throw Failure(
        status: .unusableInput,
        title: texts.notMade(
          outcome.edit.description, texts.problem(problem, name: staging.baseline.graph.id)))
    }
  }

  private func keep(_ job: PrintJob, as name: String, _ console: Console) throws(Failure) {
    let words = job.language.reportTexts
    let path = ScenarioShelf.path(for: name, in: options.dataset, graph: job.staging.baseline.graph)
    guard let path else { throw Failure(status: .cannotWrite, title: words.nowhereToSave) }
    var scenario = job.staging.scenario
    scenario.name = name
    scenario.date = Today.utc.dateText
    for (number, outcome) in job.staging.outcomes.enumerated() {
      scenario.entries[number].before = outcome.before
    }
    do throws(AtomicFile.Problem) {
      try AtomicFile.write(Array(ScenarioFile.text(scenario).utf8), to: path)
    } catch {
      throw Failure(status: .cannotWrite, title: words.cannotWrite(error.reason))
    }
    console.errors("genryu: " + words.savedTo(path))
  }
}
