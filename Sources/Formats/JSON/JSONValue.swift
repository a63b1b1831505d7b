/// A JSON document as a value. Texts of numbers stay as they are written and keys keep their order, so that what is
/// only passed on does not change.
///
/// For single documents of bounded size (a record that is converted, an event); bulk reading is `PactReader`'s.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// As written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// Members of a JSON object in their order. A key that comes twice keeps its last value, as most parsers have it.
public struct JSONObject: Hashable, Sendable {
  public private(set) var members: [Member] = []

  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSONValue
  }

  public init() {}

  public init(_ members: [(String, JSONValue)]) {
    for (key, value) in members { self[key] = value }
  }

  public var isEmpty: Bool { members.isEmpty }

  /// Nil when there is no such member; setting nil removes it. O(members).
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Adds a member that is known to be new.
  mutating func append(_ key: String, _ value: JSONValue) { members.append(Member(key: key, value: value)) }
}

extension JSONValue {
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }

  /// The text of a string or number: what tolerant readers take for either.
  public var scalarText: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  /// The texts of a list, other elements left out; nil for what is no list.
  public var strings: [String]? { array?.compactMap(\.string) }

  public static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}

// MARK: Writing

extension JSONValue {
  /// Compact UTF-8 text.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    write(to: &result)
    return result
  }

  /// Appends the compact text. Strings are escaped as `JSONWriter` does it: also what could act on a terminal.
  public func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let truth): bytes += (truth ? "true" : "false").utf8
    case .number(let text): bytes += text.utf8
    case .string(let text): JSONValue.write(text, to: &bytes)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        item.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONValue.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    guard isPlain else {
      bytes += JSONWriter.quoted(text).utf8
      return
    }
    bytes.append(0x22)
    bytes += text.utf8
    bytes.append(0x22)
  }
}
