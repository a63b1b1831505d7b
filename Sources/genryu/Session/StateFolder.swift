import Dashboard
import FoundationEssentials
import Glibc

/// Where the program keeps what it remembers between runs: `$XDG_STATE_HOME/genryu`, else `~/.local/state/genryu`.
/// Nothing here is needed: a folder that cannot be written to costs the memory and nothing else.
struct StateFolder: Sendable {
  /// Nil where there is no home.
  let path: String?

  init(path: String?) { self.path = path }

  /// That of the user. A relative path in the variable is ignored, as the XDG specification says.
  static var user: StateFolder {
    if let given = Environment.value("XDG_STATE_HOME"), given.hasPrefix("/") {
      return StateFolder(path: given + "/genryu")
    }
    guard let home = Environment.value("HOME"), home.hasPrefix("/") else { return StateFolder(path: nil) }
    return StateFolder(path: home + "/.local/state/genryu")
  }

  /// Writes a text for the clipboard's sake and says where to.
  func keep(copied text: String) throws(AtomicFile.Problem) -> String {
    guard let path else { throw AtomicFile.Problem(ENOENT) }
    let file = path + "/copied.txt"
    try AtomicFile.write(Array((text + "\n").utf8), to: file)
    return file
  }

  // MARK: Memory

  private var memoryFile: String? { path.map { $0 + "/recent.json" } }

  /// What was remembered; nothing where the file is missing or damaged.
  func memory() -> Memory {
    guard let memoryFile, let bytes = StateFolder.read(memoryFile),
      let memory = try? JSONDecoder().decode(Memory.self, from: Data(bytes))
    else { return Memory() }
    return memory
  }

  /// Remembers, or does not: nobody is told.
  func remember(_ change: (inout Memory) -> Void) {
    guard let memoryFile else { return }
    let before = memory()
    var after = before
    change(&after)
    guard after != before else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(after) else { return }
    try? AtomicFile.write(Array(data) + [10], to: memoryFile)
  }

  private static let largest = 1 << 20

  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count < largest {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    return bytes
  }
}

/// What is remembered between runs.
struct Memory: Codable, Equatable, Sendable {
  /// Paths from the root, the latest first.
  var recent: [String] = []
  /// The language of the last run.
  var language: String?

  private static let kept = 10

  mutating func open(_ path: String) {
    recent.removeAll { $0 == path }
    recent.insert(path, at: 0)
    recent.removeLast(max(0, recent.count - Memory.kept))
  }

  var lastLanguage: Language? { language.flatMap(Language.init(rawValue:)) }
}
