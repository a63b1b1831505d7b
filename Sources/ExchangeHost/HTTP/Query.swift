/// The query of a request: its parts as they came, and decoded.
struct Query {
  struct Part: Equatable {
    /// Decoded; empty when it cannot be.
    var key: String
    /// Decoded; nil when it is no UTF-8.
    var value: String?
    /// As it came.
    var raw: Substring
  }

  private(set) var parts: [Part] = []

  static let mostParts = 1000

  /// Takes what stands behind the `?`. A plus sign is a plus sign: URNs and time zones hold them.
  init(_ text: some StringProtocol) {
    for piece in text.split(separator: "&").prefix(Query.mostParts) {
      let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = Query.decoded(halves[0]) ?? ""
      let value = halves.count > 1 ? Query.decoded(halves[1]) : ""
      parts.append(Part(key: key, value: value, raw: Substring(piece)))
    }
  }

  /// The last value of a key; nil without it.
  func value(_ key: String) -> String? { parts.last { $0.key == key }?.value }

  func has(_ key: String) -> Bool { parts.contains { $0.key == key } }

  /// The whole number of a key.
  ///
  /// - Returns: nil without the key; `.failure` for what is no number of 0 and more.
  func number(_ key: String) -> Result<Int, HostError>? {
    guard has(key) else { return nil }
    guard let text = value(key), text.utf8.allSatisfy({ $0 &- 48 < 10 }), let number = Int(text) else {
      return .failure(.badRequest("\(key) must be a whole number of 0 or more"))
    }
    return .success(number)
  }

  /// Values for filters. What cannot be decoded stays as a value that matches nothing; a plus sign may also stand for
  /// a blank, as forms write it.
  var pairs: [(key: String, value: String)] {
    parts.flatMap { part -> [(key: String, value: String)] in
      guard let value = part.value else { return [(part.key, "\u{FFFD}")] }
      guard part.raw.contains("+") else { return [(part.key, value)] }
      return [(part.key, value), (part.key, spaced(part))]
    }
  }

  /// A value in which plus signs that were not encoded are blanks.
  func spacedValue(_ key: String) -> String? { parts.last { $0.key == key }.map(spaced) }

  private func spaced(_ part: Part) -> String {
    let raw = part.raw.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
    let blanks = String((raw ?? "").map { $0 == "+" ? " " : $0 })
    return Query.decoded(blanks) ?? "\u{FFFD}"
  }

  /// The parts but those of `keys`, fit to stand in a link.
  func text(without keys: [String]) -> [String] {
    parts.filter { !keys.contains($0.key) }.map { Query.harmless($0.raw) }
  }

  // MARK: Encoding

  /// With percent signs resolved; nil when that gives no UTF-8 or they are broken.
  static func decoded(_ text: some StringProtocol) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hex), let low = rest.popFirst().flatMap(hex) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// Encodes what has no place in a URI (RFC 3986), percent signs left alone.
  static func harmless(_ text: some StringProtocol) -> String {
    var result = ""
    for byte in text.utf8 {
      let isAllowed =
        (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || "-._~!$&'()*+,;=:@/?%".utf8.contains(byte)
      if isAllowed {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count == 1 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }
}

extension Query {
  /// Everything encoded but letters, digits and `-._~`: for a part of a URN.
  static func encoded(_ text: String) -> String {
    harmless(
      text.utf8.map { byte -> String in
        let isPlain = (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || "-._~".utf8.contains(byte)
        let digits = String(byte, radix: 16, uppercase: true)
        return isPlain ? String(Unicode.Scalar(byte)) : (digits.count == 1 ? "%0" : "%") + digits
      }.joined())
  }
}
