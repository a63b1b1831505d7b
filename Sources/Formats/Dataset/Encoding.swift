import CSimdjson

/// Encodings that a text may be in. Only UTF-8 is read; the others are recognised to name the remedy.
enum Encoding: Equatable {
  case utf8, utf16, shiftJIS, latin1, binary

  var name: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16: "UTF-16"
    case .shiftJIS: "Shift_JIS"
    case .latin1: "ISO 8859-1 / Windows-1252"
    case .binary: "binary"
    }
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Whether `bytes`, which may end inside a character, are text in UTF-8, and what else they look like.
  ///
  /// A text that is UTF-8 but for a few damaged characters counts as UTF-8: its records are judged one by one.
  static func guess(_ bytes: Bytes) -> Encoding {
    if isUTF16(bytes) { return .utf16 }
    if bytes.contains(0) { return .binary }
    guard let base = bytes.baseAddress else { return .utf8 }
    let whole = bytes.count - incompleteTail(bytes)
    if json_is_utf8(base, Int64(whole)) { return .utf8 }
    let sequences = countUTF8(bytes)
    if sequences.valid > sequences.invalid { return .utf8 }
    return looksLikeShiftJIS(bytes) ? .shiftJIS : .latin1
  }

  static func isUTF8(_ bytes: Bytes) -> Bool {
    bytes.baseAddress.map { json_is_utf8($0, Int64(bytes.count)) } ?? true
  }

  /// A byte order mark, or every other byte of the beginning zero.
  private static func isUTF16(_ bytes: Bytes) -> Bool {
    guard bytes.count >= 4 else { return false }
    if bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF { return true }
    let sample = bytes.prefix(200).enumerated()
    let even = sample.count { $0.offset % 2 == 0 && $0.element == 0 }
    let odd = sample.count { $0.offset % 2 == 1 && $0.element == 0 }
    let half = min(bytes.count, 200) / 2
    return max(even, odd) * 10 > half * 6 && min(even, odd) * 10 < half
  }

  /// Bytes at the end that begin a character without finishing it.
  private static func incompleteTail(_ bytes: Bytes) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte & 0xC0 == 0x80 { continue }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > back ? back : 0
    }
    return 0
  }

  /// Characters of several bytes, and bytes that belong to none.
  private static func countUTF8(_ bytes: Bytes) -> (valid: Int, invalid: Int) {
    var (valid, invalid, at) = (0, 0, 0)
    while at < bytes.count {
      let byte = bytes[at]
      let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0
      let isWhole =
        length > 0 && at + length <= bytes.count
        && bytes[(at + 1)..<(at + max(length, 1))].allSatisfy { $0 & 0xC0 == 0x80 }
      if length > 1 && isWhole { valid += 1 }
      if !isWhole { invalid += 1 }
      at += isWhole ? length : 1
    }
    return (valid, invalid)
  }

  /// Every byte above 0x7F is half-width katakana or begins a pair with a second byte that Shift_JIS allows, and
  /// most of them are pairs.
  private static func looksLikeShiftJIS(_ bytes: Bytes) -> Bool {
    var (pairs, singles, wrong, at) = (0, 0, 0, 0)
    while at < bytes.count {
      switch bytes[at] {
      case 0..<0x80: break
      case 0xA1...0xDF: singles += 1
      case 0x81...0x9F, 0xE0...0xFC:
        guard at + 1 < bytes.count else { break }
        let second = bytes[at + 1]
        if (0x40...0x7E).contains(second) || (0x80...0xFC).contains(second) { pairs += 1 } else { wrong += 1 }
        at += 1
      default: wrong += 1
      }
      at += 1
    }
    return wrong * 20 <= pairs + singles && pairs + singles > 0 && (pairs >= singles || pairs >= 4)
  }
}
