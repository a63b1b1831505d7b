/// Reads one JSON document (RFC 8259) within a bounded depth.
///
/// O(bytes), memory in proportion to them. Nothing but a complete document is accepted.
public struct JSONParser {
  /// Why a text is no document that is taken.
  public enum Problem: Error, Equatable, Sendable {
    case notUTF8
    /// Offset of the first byte that does not fit.
    case broken(at: Int)
    /// Nested deeper than `deepest`.
    case tooDeep
  }

  /// Levels of nesting. The deepest PACT document known has nine.
  public static let deepest = 64

  public static func parse(_ bytes: [UInt8]) throws(Problem) -> JSONValue {
    try bytes.withUnsafeBufferPointer { buffer in Result { () throws(Problem) in try parse(buffer) } }.get()
  }

  static func parse(_ bytes: Bytes) throws(Problem) -> JSONValue {
    guard bytes.isEmpty || String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
    var parser = JSONParser(bytes)
    parser.skipBlanks()
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.at == bytes.count else { throw .broken(at: parser.at) }
    return value
  }

  private let bytes: Bytes
  private var at = 0

  private init(_ bytes: Bytes) { self.bytes = bytes }

  private var broken: Problem { .broken(at: at) }
  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 32 || byte == 10 || byte == 13 || byte == 9 { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let byte = next, UInt32(byte) == character.value else { return false }
    at += 1
    return true
  }

  private mutating func value(depth: Int) throws(Problem) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Problem) -> JSONValue {
    let count = word.utf8CodeUnitCount
    guard at + count <= bytes.count, (0..<count).allSatisfy({ bytes[at + $0] == word.utf8Start[$0] }) else {
      throw broken
    }
    at += count
    return value
  }

  private mutating func object(depth: Int) throws(Problem) -> JSONObject {
    guard depth <= JSONParser.deepest else { throw .tooDeep }
    at += 1
    var members = JSONObject()
    var seen: Set<String> = []
    skipBlanks()
    if take("}") { return members }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw broken }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw broken }
      skipBlanks()
      let value = try value(depth: depth)
      if seen.insert(key).inserted { members.append(key, value) } else { members[key] = value }
      skipBlanks()
    } while take(",")
    guard take("}") else { throw broken }
    return members
  }

  private mutating func array(depth: Int) throws(Problem) -> [JSONValue] {
    guard depth <= JSONParser.deepest else { throw .tooDeep }
    at += 1
    var items: [JSONValue] = []
    skipBlanks()
    if take("]") { return items }
    repeat {
      skipBlanks()
      items.append(try value(depth: depth))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw broken }
    return items
  }

  private mutating func number() throws(Problem) -> String {
    let start = at
    _ = take("-")
    let whole = digits()
    guard whole == 1 || (whole > 1 && bytes[at - whole] != UInt8(ascii: "0")) else { throw broken }
    if take("."), digits() == 0 { throw broken }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw broken }
    }
    return bytes.cut(start, at).text
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, byte &- 48 < 10 { at += 1 }
    return at - start
  }

  // MARK: Strings

  private mutating func string() throws(Problem) -> String {
    at += 1
    let start = at
    while let byte = next, byte != 0x22, byte != 0x5C, byte >= 0x20 { at += 1 }
    if next == 0x22 {
      at += 1
      return bytes.cut(start, at - 1).text
    }
    var text = Array(bytes[start..<at])
    while let byte = next, byte != 0x22 {
      guard byte >= 0x20 else { throw broken }
      at += 1
      if byte == 0x5C { try escape(into: &text) } else { text.append(byte) }
    }
    guard take("\"") else { throw broken }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape(into text: inout [UInt8]) throws(Problem) {
    guard let byte = next else { throw broken }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"): text += Array(String(try scalar()).utf8)
    default: throw .broken(at: at - 1)
    }
  }

  /// The character behind `\u`, of one or two units; half a pair becomes the replacement character.
  private mutating func scalar() throws(Problem) -> Character {
    let first = try unit()
    guard (0xD800..<0xDC00).contains(first) else {
      return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
    }
    let mark = at
    guard take("\\"), take("u") else {
      at = mark
      return "\u{FFFD}"
    }
    let second = try unit()
    guard (0xDC00..<0xE000).contains(second) else {
      at = mark
      return "\u{FFFD}"
    }
    let value = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
    return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
  }

  private mutating func unit() throws(Problem) -> UInt16 {
    guard at + 4 <= bytes.count else { throw broken }
    var value: UInt16 = 0
    for _ in 0..<4 {
      let byte = bytes[at]
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 65...70: digit = byte - 55
      case 97...102: digit = byte - 87
      default: throw broken
      }
      value = value << 4 | UInt16(digit)
      at += 1
    }
    return value
  }
}
