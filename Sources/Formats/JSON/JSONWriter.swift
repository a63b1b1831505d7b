/// Writes JSON text with an indentation of two blanks. Numbers are given as text, so that decimals stay as they are.
public struct JSONWriter {
  public private(set) var text = ""
  private var depth = 0
  private var isFirst = true

  public init() {}

  public mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    enclose(key, "{", "}", body)
  }

  public mutating func list(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    enclose(key, "[", "]", body)
  }

  /// A string.
  public mutating func string(_ key: String? = nil, _ value: String) {
    begin(key)
    text += JSONWriter.quoted(value)
  }

  /// A number or truth value as it is to stand there.
  public mutating func raw(_ key: String? = nil, _ value: String) {
    begin(key)
    text += value
  }

  private mutating func begin(_ key: String?) {
    if depth > 0 {
      text += isFirst ? "\n" : ",\n"
      text += String(repeating: "  ", count: depth)
    }
    isFirst = false
    if let key { text += JSONWriter.quoted(key) + ": " }
  }

  private mutating func enclose(
    _ key: String?, _ open: String, _ close: String, _ body: (inout JSONWriter) -> Void
  ) {
    begin(key)
    text += open
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { text += "\n" + String(repeating: "  ", count: depth) }
    isFirst = false
    text += close
  }

  /// With everything escaped that JSON wants, and what could act on a terminal: controls and direction marks.
  public static func quoted(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isHarmless(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          for unit in String(scalar).utf16 { result += escape(unit) }
        }
      }
    }
    return result + "\""
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: true
    }
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
