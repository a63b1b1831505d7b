import ExchangeHost
import Footprints
import Glibc
import TOMLKit

/// What `genryu.toml` in a dataset says to `serve`:
///
/// ```toml
/// company = "Hoshinagi Mobility Power"     # the own company: name or id
///
/// [serve]
/// shareable = ["CELL-JP", "Kumosaki Cell Works"]  # of others: products or companies that may be passed on
/// # What tables do not say of their figures. Without it, products of tables are not served.
/// reference_period_start = "2025-04-01"
/// reference_period_end = "2026-04-01"
/// standards = ["ISO14067"]
/// characterization_factors = ["AR6"]
/// exempted_percent = 1
/// fossil_only = true                       # the figures hold fossil emissions only, no uptake
/// fossil_carbon_content = 0                # kg C per unit
/// biogenic_carbon_content = 0              # for version 2, as the following
/// packaging_included = false
/// boundary = "Raw materials to factory gate"
/// [serve.cpc]                              # UN CPC codes by product id or category
/// "battery pack" = "46420"
/// [serve.units]                            # PACT units for units that are none of PACT
/// "VM-year" = "piece"
/// [serve.mass]                             # kg of one unit, by product id; version 2 counts pieces in kilograms
/// "PACK-JP" = 377.25
/// ```
struct ServeFile {
  var company = ""
  var shareable: Set<String> = []
  var statement = TableStatement()

  struct Problem: Error { var reason: String }

  static let name = "genryu.toml"
  private static let largest = 1 << 20

  init() {}

  init(_ text: String) throws(Problem) {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Problem(reason: "line \(error.source.begin.line): \(error.description)")
    } catch {
      throw Problem(reason: "\(error)")
    }
    company = try ServeFile.text(table, "company") ?? ""
    guard let serve = table["serve"] else { return }
    guard let serve = serve.table else { throw Problem(reason: "serve must be a table") }
    shareable = Set(try ServeFile.texts(serve, "shareable"))
    try read(serve)
  }

  private mutating func read(_ serve: TOMLTable) throws(Problem) {
    statement.referenceStart = try ServeFile.date(serve, "reference_period_start")
    statement.referenceEnd = try ServeFile.date(serve, "reference_period_end")
    statement.standards = try ServeFile.texts(serve, "standards")
    statement.reports = try ServeFile.texts(serve, "characterization_factors")
    statement.exemptedPercent = try ServeFile.number(serve, "exempted_percent")
    statement.isFossilOnly = try ServeFile.truth(serve, "fossil_only") ?? false
    statement.fossilCarbonContent = try ServeFile.number(serve, "fossil_carbon_content")
    statement.biogenicCarbonContent = try ServeFile.number(serve, "biogenic_carbon_content")
    statement.includesPackaging = try ServeFile.truth(serve, "packaging_included")
    statement.boundary = try ServeFile.text(serve, "boundary") ?? ""
    statement.codes = try ServeFile.dictionary(serve, "cpc")
    statement.units = try ServeFile.dictionary(serve, "units")
    guard let masses = serve["mass"] else { return }
    guard let entries = masses.table else { throw Problem(reason: "mass must be a table") }
    for name in entries.keys { statement.masses[name] = try ServeFile.number(entries, name) }
  }

  private static func dictionary(_ table: TOMLTable, _ key: String) throws(Problem) -> [String: String] {
    guard let value = table[key] else { return [:] }
    guard let entries = value.table else { throw Problem(reason: "\(key) must be a table") }
    var result: [String: String] = [:]
    for name in entries.keys { result[name] = try text(entries, name) }
    return result
  }

  private static func text(_ table: TOMLTable, _ key: String) throws(Problem) -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string else { throw Problem(reason: "\(key) must be a text") }
    return text
  }

  private static func texts(_ table: TOMLTable, _ key: String) throws(Problem) -> [String] {
    guard let value = table[key] else { return [] }
    if let text = value.string { return [text] }
    guard let list = value.array else { throw Problem(reason: "\(key) must be a list of texts") }
    let texts = list.compactMap(\.string)
    guard texts.count == list.count else { throw Problem(reason: "\(key) must be a list of texts") }
    return texts
  }

  private static func number(_ table: TOMLTable, _ key: String) throws(Problem) -> Double? {
    guard let value = table[key] else { return nil }
    guard let number = value.double ?? value.int.map(Double.init), number.isFinite, number >= 0 else {
      throw Problem(reason: "\(key) must be a number of 0 or more")
    }
    return number
  }

  private static func truth(_ table: TOMLTable, _ key: String) throws(Problem) -> Bool? {
    guard let value = table[key] else { return nil }
    guard let truth = value.bool else { throw Problem(reason: "\(key) must be true or false") }
    return truth
  }

  private static func date(_ table: TOMLTable, _ key: String) throws(Problem) -> Timestamp? {
    guard let text = try text(table, key) else { return nil }
    guard let date = Timestamp(iso8601: text) else {
      throw Problem(reason: "\(key) must be a date in quotes")
    }
    return date
  }

  /// The one in the first folder of a dataset that has one; empty without.
  static func find(_ dataset: [String], _ texts: ServeTexts) throws(Failure) -> ServeFile {
    for folder in dataset where Path.isFolder(folder) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      guard Path.exists(path) else { continue }
      do {
        return try ServeFile(try read(path))
      } catch {
        throw Failure(status: .unusableInput, title: texts.badSettings(path, error.reason))
      }
    }
    return ServeFile()
  }

  private static func read(_ path: String) throws(Problem) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Problem(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: largest)
    var count = 0
    while count < largest {
      let length = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, largest - count)
      }
      if length < 0, errno != EINTR { throw Problem(reason: String(cString: strerror(errno))) }
      if length == 0 { break }
      count += max(0, length)
    }
    guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw Problem(reason: "it is not UTF-8")
    }
    return text
  }
}
