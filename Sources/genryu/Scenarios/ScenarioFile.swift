import Analysis
import Dashboard
import Formats
import FoundationEssentials
import Glibc
import SupplyGraph

/// Scenarios as small JSON files that people can read, compare and correct:
///
/// ```json
/// {
///   "genryu_scenario": 1,
///   "name": "Renewable power",
///   "note": "",
///   "date": "2026-11-23",
///   "edits": [
///     { "edit": "own:EL-KR=0.1", "before": 0.45 }
///   ]
/// }
/// ```
///
/// Written atomically; a file that cannot be read whole is refused and left as it is.
enum ScenarioFile {
  /// The newest form that is understood, and the one that is written.
  static let version = 1
  private static let largest = 16 << 20

  enum Problem: Error, Hashable {
    case unreadable(reason: String)
    /// No JSON, or half of it.
    case broken
    /// JSON of something else.
    case notAScenario
    case newer(Int)
    /// The edit of that number, from 1, cannot be read.
    case edit(Int, EditText.Problem)
  }

  /// - Parameter graph: what the edits are about; it decides where edits are cut whose identifiers contain `>` or `=`.
  static func read(_ path: String, for graph: SupplyGraph) throws(Problem) -> Scenario {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .unreadable(reason: String(cString: strerror(errno))) }
      if count == 0 { break }
      bytes += piece[..<count]
      if bytes.count > largest { throw .notAScenario }
    }
    return try scenario(
      bytes, called: Path.lastName(path).withoutExtension,
      isKnown: { graph.product(id: $0) != nil || graph.supplier(named: $0) != nil })
  }

  /// - Parameter called: the name where the file states none.
  static func scenario(_ bytes: [UInt8], called name: String, isKnown: (String) -> Bool = { _ in true })
    throws(Problem) -> Scenario
  {
    let decoder = JSONDecoder()
    guard (try? decoder.decode(Anything.self, from: Data(bytes))) != nil else { throw .broken }
    guard let mark = try? decoder.decode(Mark.self, from: Data(bytes)) else { throw .notAScenario }
    if mark.version > version { throw .newer(mark.version) }
    guard let content = try? decoder.decode(Content.self, from: Data(bytes)) else { throw .notAScenario }
    var entries: [Scenario.Entry] = []
    for (number, line) in content.edits.enumerated() {
      do throws(EditText.Problem) {
        let edit = try EditText.edit(line.edit, isKnown: isKnown)
        entries.append(Scenario.Entry(edit, before: line.before, note: line.note ?? ""))
      } catch {
        throw .edit(number + 1, error)
      }
    }
    return Scenario(
      name: content.name ?? name, note: content.note ?? "", date: content.date ?? "", entries: entries)
  }

  static func text(_ scenario: Scenario) -> String {
    var json = JSONWriter()
    json.object { json in
      json.raw("genryu_scenario", "\(version)")
      json.string("name", scenario.name)
      json.string("note", scenario.note)
      json.string("date", scenario.date)
      json.list("edits") { json in
        for entry in scenario.entries { json.object { write(entry, to: &$0) } }
      }
    }
    return json.text + "\n"
  }

  private static func write(_ entry: Scenario.Entry, to json: inout JSONWriter) {
    json.string("edit", entry.edit.description)
    if let before = entry.before, before.isFinite { json.raw("before", Numbers.exact(before)) }
    if !entry.note.isEmpty { json.string("note", entry.note) }
  }

  // MARK: Content

  /// Any JSON at all.
  private struct Anything: Decodable {
    init(from decoder: any Decoder) throws {}
  }

  private struct Mark: Decodable {
    var version: Int

    enum CodingKeys: String, CodingKey { case version = "genryu_scenario" }
  }

  private struct Content: Decodable {
    struct Line: Decodable {
      var edit: String
      var before: Double?
      var note: String?
    }
    var name: String?
    var note: String?
    var date: String?
    var edits: [Line]
  }
}

extension String {
  fileprivate var withoutExtension: String {
    guard let dot = lastIndex(of: "."), dot != startIndex else { return self }
    return String(self[..<dot])
  }
}
