import Canvas

/// Turns the bytes a terminal sends into keys, mouse events, pastes and reports.
///
/// Bytes may arrive in any pieces. An escape byte may be the Esc key or the start of a sequence: the decoder then
/// waits (``isWaiting``) and takes it for the key when ``flush()`` is called. Whatever is not understood is swallowed
/// whole, so that an unknown report never turns into keystrokes.
struct InputDecoder {
  enum Output: Hashable {
    case event(InputEvent)
    /// A mouse press that may become a double press.
    case mousePress(row: Int, column: Int)
    /// The answer to a question for the cursor's place, counted from 1.
    case cursor(row: Int, column: Int)
    /// Ctrl-Z.
    case suspend
  }

  /// A paste longer than this is delivered in parts.
  static let longestPaste = 1 << 20
  /// A report longer than this is not one.
  private static let longestSequence = 4096

  private let keys: [[UInt8]: Key]
  private let longestKey: Int
  private var bytes: [UInt8] = []
  private var position = 0
  private var paste: [UInt8]?

  /// - Parameter keys: Sequences that the terminal's description gives for keys; they go before the usual ones.
  init(keys: [[UInt8]: Key] = [:]) {
    self.keys = keys.filter { $0.key.count > 1 }
    longestKey = self.keys.keys.map(\.count).max() ?? 0
  }

  /// Whether what came last may be the start of something longer.
  var isWaiting: Bool { !bytes.isEmpty || paste != nil }
  /// Whether all that is waited for is what follows an escape byte.
  var isWaitingAfterEscape: Bool { paste == nil && bytes == [0x1B] }
  var isPasting: Bool { paste != nil }

  mutating func decode(_ new: some Sequence<UInt8>) -> [Output] {
    bytes += new
    var outputs: [Output] = []
    while position < bytes.count {
      let start = position
      let isComplete = paste == nil ? takeOne(&outputs) : takePaste(&outputs)
      guard isComplete else {
        position = start
        break
      }
    }
    bytes.removeFirst(position)
    position = 0
    return outputs
  }

  /// Ends the waiting: an escape byte was the key, a broken sequence is dropped, a paste without end has ended.
  mutating func flush() -> [Output] {
    defer {
      bytes = []
      paste = nil
    }
    if paste != nil { return [pasted(bytes[...])] }
    return bytes == [0x1B] ? [.event(.key(.escape))] : []
  }

  // MARK: One thing at a time. False: more bytes are needed.

  private mutating func takeOne(_ outputs: inout [Output]) -> Bool {
    if let key = takeDescribedKey() {
      outputs.append(.event(.key(key)))
      return true
    }
    let byte = bytes[position]
    switch byte {
    case 0x1B: return takeEscape(&outputs)
    case 0x20..<0x7F:
      position += 1
      outputs.append(.event(.key(.character(Character(Unicode.Scalar(byte))))))
    case 0x80...: return takeCharacters(&outputs)
    default:
      position += 1
      outputs += control(byte)
    }
    return true
  }

  private func control(_ byte: UInt8) -> [Output] {
    switch byte {
    case 0x03: [.event(.interrupt)]
    case 0x1A: [.suspend]
    default: KeySequences.control(byte).map { [.event(.key($0))] } ?? []
    }
  }

  private mutating func takeDescribedKey() -> Key? {
    guard longestKey > 0, bytes[position] < 0x20 || bytes[position] >= 0x7F else { return nil }
    let available = min(longestKey, bytes.count - position)
    for count in stride(from: available, to: 1, by: -1) {
      if let key = keys[Array(bytes[position..<position + count])] {
        position += count
        return key
      }
    }
    return nil
  }

  private mutating func takeEscape(_ outputs: inout [Output]) -> Bool {
    guard position + 1 < bytes.count else { return false }
    switch bytes[position + 1] {
    case UInt8(ascii: "["): return takeCSI(&outputs)
    case UInt8(ascii: "O"): return takeSS3(&outputs)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      return takeString()
    default:
      position += 1  // Esc, or Alt with a key: then Esc and the key
      outputs.append(.event(.key(.escape)))
      return true
    }
  }

  private mutating func takeSS3(_ outputs: inout [Output]) -> Bool {
    guard position + 2 < bytes.count else { return false }
    if let key = KeySequences.ss3(bytes[position + 2]) { outputs.append(.event(.key(key))) }
    position += 3
    return true
  }

  /// A string sent by the terminal, up to BEL or ST: swallowed.
  private mutating func takeString() -> Bool {
    var index = position + 2
    while index < bytes.count, index - position < Self.longestSequence {
      if bytes[index] == 0x07 {
        position = index + 1
        return true
      }
      if bytes[index] == 0x1B {
        guard index + 1 < bytes.count else { return false }
        position = bytes[index + 1] == UInt8(ascii: "\\") ? index + 2 : index
        return true
      }
      index += 1
    }
    guard index - position >= Self.longestSequence else { return false }
    position = index
    return true
  }

  /// All complete characters up to the next ASCII byte, whole `Character`s; bytes that are not UTF-8 are dropped.
  private mutating func takeCharacters(_ outputs: inout [Output]) -> Bool {
    let run = bytes[position...].prefix { $0 >= 0x80 }
    let isAtEnd = run.endIndex == bytes.count
    let cut = isAtEnd ? Self.incompleteTail(run) : 0
    guard cut < run.count else { return false }
    let text = String(decoding: run.dropLast(cut), as: UTF8.self)
    for character in text where character != "\u{FFFD}" && !character.isC1 {
      outputs.append(.event(.key(.character(character))))
    }
    position = run.endIndex - cut
    return true
  }

  /// How many bytes at the end are the start of a character whose rest has not come yet.
  private static func incompleteTail(_ run: ArraySlice<UInt8>) -> Int {
    for (offset, byte) in run.reversed().prefix(4).enumerated() where byte >= 0xC0 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      return offset + 1 < length && byte <= 0xF4 ? offset + 1 : 0
    }
    return 0
  }

  private mutating func takePaste(_ outputs: inout [Output]) -> Bool {
    let end: [UInt8] = Array("\u{1B}[201~".utf8)
    var index = position
    while index < bytes.count {
      if bytes[index] == 0x1B {
        let rest = bytes[index..<min(index + end.count, bytes.count)]
        if rest.elementsEqual(end) {
          outputs.append(pasted(bytes[position..<index]))
          paste = nil
          position = index + end.count
          return true
        }
        if end.starts(with: rest) { break }
      }
      index += 1
    }
    paste?.append(contentsOf: bytes[position..<index])
    bytes.removeSubrange(position..<index)
    if let held = paste, held.count >= Self.longestPaste {
      outputs.append(pasted([]))
      paste = []
    }
    return false
  }

  /// Terminals send a line break as carriage return; the program gets a line feed.
  private func pasted(_ last: ArraySlice<UInt8>) -> Output {
    var text = (paste ?? []) + last
    for index in text.indices where text[index] == 0x0D { text[index] = 0x0A }
    return .event(.paste(String(decoding: text, as: UTF8.self)))
  }

  // MARK: Control sequences

  private mutating func takeCSI(_ outputs: inout [Output]) -> Bool {
    guard let sequence = ControlSequence(bytes[position...]) else {
      guard bytes.count - position >= Self.longestSequence else { return false }
      position = bytes.count
      return true
    }
    position += sequence.length
    if sequence.isPasteStart {
      paste = []
    } else if let output = sequence.output {
      outputs.append(output)
    }
    return true
  }
}

extension Character {
  /// A control character of the upper half, which no key sends.
  fileprivate var isC1: Bool { unicodeScalars.contains { (0x80...0x9F).contains($0.value) } }
}
