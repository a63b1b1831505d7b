import Analysis
import ArgumentParser
import Canvas
import Dashboard
import Footprints
import Glibc
import Reports
import Terminal

/// What to open and how; the same for all commands.
struct DatasetOptions: ParsableArguments {
  @Argument(
    help: "Folders and files: tables (.csv, .tsv) and footprints (.json, .ndjson).", completion: .file())
  var dataset: [String] = []

  @Option(help: "Language: en or ja. Default: that of the locale (LC_ALL, LC_MESSAGES, LANG).")
  var lang: Language?

  @Flag(help: "Replace the names of suppliers by Supplier A, B, ...")
  var mask = false

  @Option(help: ArgumentHelp("The day on which figures must be valid. Default: today.", valueName: "date"))
  var asOf: Timestamp?

  @Option(
    help: ArgumentHelp(
      "Show the figures under a scenario: a file, or the name of one kept in the dataset's scenarios/. Several are made one after the other.",
      valueName: "name|file"))
  var scenario: [String] = []

  var validity: Timestamp { asOf ?? Today.utc }

  /// The language for people.
  var language: Language { lang ?? Language(locale: Environment.messageLocale) }
}

/// How tables are printed.
struct PrintOptions: ParsableArguments {
  @Option(help: "text, csv, json or md.")
  var format: Format = .text
}

enum Environment {
  static func value(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// The locale for messages, as POSIX orders the variables.
  static var messageLocale: String? { value("LC_ALL") ?? value("LC_MESSAGES") ?? value("LANG") }
}

extension Language: ExpressibleByArgument {}
extension Format: ExpressibleByArgument {}
extension Grouping: ExpressibleByArgument {}
extension ColourChoice: ExpressibleByArgument {}

extension Timestamp: ExpressibleByArgument {
  public init?(argument: String) { self.init(iso8601: argument) }
}

/// A part of a whole, 0…1, also written as a percentage.
struct Share: ExpressibleByArgument {
  var value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
    value = isPercent ? number / 100 : number
    guard value >= 0, value <= 1 else { return nil }
  }

  var defaultValueDescription: String { Numbers.exact(value) }
}

/// A number of rows.
struct Count: ExpressibleByArgument {
  var value: Int

  init(_ value: Int) { self.value = value }

  init?(argument: String) {
    guard let value = Int(argument), value >= 0 else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { "\(value)" }
}
