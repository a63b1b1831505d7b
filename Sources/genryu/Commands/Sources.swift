import ArgumentParser
import Dashboard
import Reports

/// What was received from PACT hosts so far.
struct Sources: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the hosts of a dataset and what was received from them, without asking them.")

  @Argument(help: "The dataset: a folder.", completion: .directory)
  var dataset: String

  @OptionGroup var printing: PrintOptions

  @Flag(help: "Print what the last sync of each host changed.")
  var changes = false

  @Flag(help: "Replace the names of hosts and suppliers by Host A, Supplier A, ...; addresses are left out.")
  var mask = false

  @Option(help: "Language: en or ja. Default: that of the locale (LC_ALL, LC_MESSAGES, LANG).")
  var lang: Language?

  private var language: Language { lang ?? Language(locale: Environment.messageLocale) }

  func run() throws {
    var console = Console.standard
    let status = perform(on: &console)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  func perform(on console: inout Console) -> ExitStatus {
    if let problem = LoadProblem.missing([dataset]) {
      console.report(Failure(problem, language: language))
      return .unusableInput
    }
    let known = KnownEndpoints(dataset: dataset)
    for problem in known.problems { console.report(Failure(problem, language: language)) }
    let tableLanguage = printing.format.isForPeople ? language : lang ?? .en
    var states = KnownHosts.states(known, in: dataset)
    if mask {
      let mask = HostMask(of: dataset, known, language: tableLanguage)
        .naming(companiesIn: dataset, language: tableLanguage)
      states = states.map(mask.masked)
    }
    let pages = HostPages(states, language: tableLanguage, format: printing.format)
    do throws(OutputError) {
      try console.print(changes ? pages.changes() : pages.hosts(), printing.format, language)
      return known.problems.isEmpty ? .done : .incomplete
    } catch {
      guard case .failed(_, let reason) = error else { return .done }
      console.errors("genryu: " + language.reportTexts.cannotWrite(reason))
      return .cannotWrite
    }
  }
}
