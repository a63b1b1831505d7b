import Canvas
import FoundationEssentials
import Reports
import TestSupport
import Testing

@testable import genryu

enum Files {
  static let root: String = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static func sample(_ name: String) -> String { "\(root)/SampleData/\(name)" }

  static let samples = ["ev-battery-pack", "data-centre-service", "inbound-logistics"]
}

/// A folder that goes when the test is over.
final class TemporaryFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = FileManager.default.temporaryDirectory.path() + "/genryu-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  /// A copy of a sample that may be written to.
  convenience init(copyOf sample: String) throws {
    try self.init()
    let source = Files.sample(sample)
    for name in try FileManager.default.subpathsOfDirectory(atPath: source) where name.contains(".") {
      try write(Array(FileManager.default.contents(atPath: "\(source)/\(name)") ?? Data()), to: name)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = "\(path)/\(name)"
    let folder = file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex)
    try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: file))
  }

  func read(_ name: String) -> String? {
    (try? Data(contentsOf: URL(filePath: "\(path)/\(name)"))).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Everything in it, for "nothing was written".
  var contents: [String: Data] {
    var result: [String: Data] = [:]
    for name in (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? [] {
      result[name] = FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data()
    }
    return result
  }
}

/// What a command printed, run inside the test.
struct Printed {
  var status: Int32
  var output: String
  var errors: [String]

  var records: [[String: String]] { csvRecords(output) }
}

private final class Lines { var all: [String] = [] }

func run<Command: Twin>(_ command: Command.Type, _ arguments: [String]) throws -> Printed {
  let errors = Lines()
  var console = Console(output: MemorySink(), isTerminal: false) { errors.all.append($0) }
  let status = try Command.parse(arguments).perform(on: &console)
  return Printed(
    status: status.rawValue, output: (console.output as? MemorySink)?.text ?? "", errors: errors.all)
}

/// The program on a terminal of its own, with a memory of its own.
final class Journey {
  let terminal: PseudoTerminal
  private let memory: TemporaryFolder

  init(
    _ arguments: [String], environment: [String: String?] = [:], size: Size = Size(columns: 80, rows: 24),
    memory: TemporaryFolder? = nil
  ) throws {
    let folder = try memory ?? TemporaryFolder()
    self.memory = folder
    var variables: [String: String?] = ["XDG_STATE_HOME": folder.path]
    for (name, value) in environment { variables[name] = .some(value) }
    terminal = try PseudoTerminal([builtProduct("genryu")] + arguments, environment: variables, size: size)
  }

  convenience init(
    sample: String, _ options: [String] = ["--lang", "en"], size: Size = Size(columns: 80, rows: 24)
  ) throws {
    try self.init([Files.sample(sample), "--as-of", "2026-11-23"] + options, size: size)
  }

  func press(_ keys: Key...) { for key in keys { terminal.send(key) } }

  func see(_ text: String, timeout: Double = 15) throws { try terminal.wait(for: text, timeout: timeout) }

  func shows(_ text: String) -> Bool { terminal.screen().contains { $0.contains(text) } }

  /// The line with the cursor.
  var cursorLine: String { terminal.screen().first { $0.hasPrefix(">") } ?? "" }

  func waitForCursor(on text: String) throws {
    try terminal.wait("for the cursor on “\(text)”", timeout: 10) { screen in
      screen.rows.contains { $0.hasPrefix(">") && $0.contains(text) }
    }
  }

  /// The program has ended well and the terminal is as it was.
  func expectEnd(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(terminal.exitStatus(timeout: 10) == .exited(0), sourceLocation: sourceLocation)
    #expect(terminal.ttySettings == .ordinary, sourceLocation: sourceLocation)
    #expect(!terminal.emulator.isAlternate, sourceLocation: sourceLocation)
    #expect(terminal.emulator.isCursorVisible, sourceLocation: sourceLocation)
    #expect(
      terminal.emulator.modes.isDisjoint(with: [1000, 1002, 1003, 1006, 2004, 1049]),
      sourceLocation: sourceLocation)
  }
}
