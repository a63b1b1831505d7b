import CNcurses
import Canvas
import Glibc

/// How wide ncurses is told that ambiguous characters are. Only the main thread touches ncurses.
nonisolated(unsafe) private var screenAmbiguousWidth = 1

func setScreenWidths(ambiguous: Int) {
  screenAmbiguousWidth = ambiguous
  cterm_set_width_function { scalar in Int32(scalarWidth(scalar, ambiguous: screenAmbiguousWidth)) }
}

extension Terminal {
  static func openDevices() throws(TerminalError) -> (input: Int32, output: Int32, description: String) {
    let (input, output) = (cterm_descriptor(0), cterm_descriptor(1))
    guard input >= 0, output >= 0 else { throw .notATerminal }
    cterm_remember_modes(output)
    let wanted = environment("TERM") ?? ""
    for name in descriptions(for: wanted) where cterm_open(input, output, name) {
      return (input, output, name)
    }
    throw .noDescription(wanted)
  }

  /// The descriptions to try for a TERM, best first.
  nonisolated static func descriptions(for name: String) -> [String] {
    let fallbacks = ["xterm-256color", "xterm", "vt100", "ansi", "dumb"]
    return name.isEmpty || name == "unknown" ? ["ansi", "vt100", "dumb"] : [name] + fallbacks
  }

  /// The finest glyphs that the fonts of such a terminal are known to have.
  nonisolated static func glyphs(for description: String) -> GlyphLadder {
    let plain = ["dumb", "linux", "ansi", "cons25", "vt52", "vt100", "vt102", "vt220"]
    let family = description.prefix { $0 != "-" }
    return plain.contains(String(family)) ? .ascii : .fine
  }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func capability(_ name: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = Int(cterm_capability(name, &buffer, Int32(buffer.count)))
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static var hasMouse: Bool { capability("kmous") != nil }

  static func describedKeys() -> [[UInt8]: Key] {
    var keys: [[UInt8]: Key] = [:]
    for (name, key) in KeySequences.capabilities {
      if let sequence = capability(name) { keys[Array(sequence.utf8)] = key }
    }
    return keys
  }

  static func currentSize() -> Size {
    var rows: Int32 = 0
    var columns: Int32 = 0
    cterm_size(&rows, &columns)
    return Size(columns: Int(columns), rows: Int(rows))
  }

  /// Draws an ambiguous character, asks where the cursor is, and wipes the character out again. The answer comes
  /// as ``InputDecoder/Output/cursor(row:column:)``, or never.
  func askForAmbiguousWidth() {
    guard canPlace, size.rows > 1, size.columns > 3, Self.capability("u7") != nil else { return }
    write("\u{1B}[2;1H\u{25CB}\u{1B}[6n\u{1B}[2;1H\u{1B}[K\u{1B}[1;1H")
    probeAsked = .now
  }

  /// Takes the terminal's answer.
  func learn(column: Int) {
    guard probeAsked != nil else { return }
    probeAsked = nil
    let width = column == 3 ? 2 : 1
    guard width != style.ambiguousWidth else { return }
    style.ambiguousWidth = width
    setScreenWidths(ambiguous: width)
    redraw()
    queue.append(.ambiguousWidth(width))
  }
}
