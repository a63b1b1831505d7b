import ArgumentParser
import Canvas
import Dashboard
import Glibc
import Reports
import Terminal

/// The dashboard, on a terminal.
struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the dashboard. This is what happens without a command.")

  @OptionGroup var options: DatasetOptions
  @OptionGroup var screen: ScreenOptions

  @Flag(help: "Read the dataset again by itself whenever its files change.")
  var watch = false

  func run() throws {
    let status = isatty(1) == 1 ? try openDashboard() : printOverview()
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func openDashboard() throws -> ExitStatus {
    if let problem = LoadProblem.missing(options.dataset) {
      Console.standard.report(Failure(problem, language: options.language))
      return .unusableInput
    }
    let settings = Session.Settings(
      paths: options.dataset, language: options.lang, isMasked: options.mask, asOf: options.validity,
      isWatching: watch, scenarios: options.scenario, terminal: screen.terminalOptions)
    return MainActor.assumeIsolated { Open.runSession(settings) }
  }

  /// Ends the process itself when all went well: nobody waits for what still runs in the background.
  @MainActor private static func runSession(_ settings: Session.Settings) -> ExitStatus {
    do {
      try Session(settings).run()
      _exit(0)
    } catch {
      Console.standard.errors("genryu: \(error)")
      return .usage
    }
  }

  /// The dashboard is never started into a pipe or a file: the overview as tables, or how to get others.
  private func printOverview() -> ExitStatus {
    var console = Console.standard
    guard !options.dataset.isEmpty else {
      console.errors("genryu: " + options.language.reportTexts.notATerminal)
      return .usage
    }
    var overview = Overview()
    overview.options = options
    overview.printing = PrintOptions()
    overview.printing.format = .text
    return overview.perform(on: &console)
  }
}

/// How to draw.
struct ScreenOptions: ParsableArguments {
  @Option(help: "Colours: auto, always or never. NO_COLOR is respected by auto.")
  var color: ColourChoice = .auto

  @Option(help: "Glyphs: auto, fine, safe or ascii.")
  var glyphs: GlyphChoice = .auto

  @Flag(help: "The same as --glyphs ascii.")
  var ascii = false

  @Option(help: ArgumentHelp("Colours for: \(ThemeChoice.names).", valueName: "name"))
  var theme = ThemeChoice.standard

  @Flag(name: .long, help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Option(
    help: "Columns of ambiguous characters in the terminal's font: 1 or 2. Default: the terminal is asked.")
  var ambiguous: AmbiguousWidth?

  var terminalOptions: TerminalOptions {
    TerminalOptions(
      colour: color, glyphs: ascii ? .ascii : glyphs.ladder, ambiguousWidth: ambiguous?.rawValue,
      mouse: !noMouse,
      theme: theme.theme)
  }
}

enum GlyphChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, fine, safe, ascii

  /// Nil for what the terminal can show.
  var ladder: GlyphLadder? { GlyphLadder(rawValue: rawValue) }
}

enum AmbiguousWidth: Int, ExpressibleByArgument {
  case one = 1
  case two = 2
}

/// One of the themes, by name.
struct ThemeChoice: ExpressibleByArgument {
  var theme: Theme

  static let standard = ThemeChoice(theme: .standard)
  static var names: String { Theme.all.map(\.name).joined(separator: ", ") }

  init(theme: Theme) { self.theme = theme }

  init?(argument: String) {
    guard let theme = Theme.all.first(where: { $0.name == argument }) else { return nil }
    self.theme = theme
  }

  var defaultValueDescription: String { theme.name }
  static var allValueStrings: [String] { Theme.all.map(\.name) }
}

/// The overview as tables: the products of the portfolio and the largest hotspots.
struct Overview: Twin {
  @OptionGroup var options: DatasetOptions
  @OptionGroup var printing: PrintOptions

  func write(_ job: PrintJob, to console: inout Console) throws -> ExitStatus {
    let portfolio = job.report.portfolio()
    var hotspots = job.report.hotspots(job.snapshot.portfolio, top: 20)
    hotspots.heading = job.language.reportTexts.hotspotsHeading
    let first = try job.print(portfolio, to: &console)
    try console.print("\n")
    hotspots.missing = hotspots.missing.filter { !portfolio.missing.contains($0) }
    let second = try job.print(hotspots, to: &console)
    return first == .done ? second : first
  }
}
