import Canvas

/// Fields of comma-separated values, RFC 4180.
enum CSVText {
  static func quoted(_ text: String) -> String {
    let needsQuotes =
      text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
      || text.utf8.first == 32 || text.utf8.last == 32
    guard needsQuotes else { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

/// Strings of JSON, RFC 8259.
enum JSONText {
  /// Besides what has to be escaped, everything that could act on a terminal: it reads back to the same string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    var isPlain = true
    for byte in text.utf8 where byte < 32 || byte > 126 || byte == 34 || byte == 92 {
      isPlain = false
      break
    }
    if isPlain { return result + text + "\"" }
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result + "\""
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 34: result += "\\\""
    case 92: result += "\\\\"
    case 10: result += "\\n"
    case 13: result += "\\r"
    case 9: result += "\\t"
    case 0..<32, 0x7F..<0xA0: result += escape(scalar.value)
    default:
      // Marks that turn the direction of text, and the like.
      if scalar.properties.generalCategory == .format || scalar.value == 0x2028 || scalar.value == 0x2029 {
        for unit in String(scalar).utf16 { result += escape(UInt32(unit)) }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func escape(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

/// Text inside Markdown: shown as it is, never as markup.
enum MarkdownText {
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in sanitised(text) {
      if "\\`*_[]<>|#".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
