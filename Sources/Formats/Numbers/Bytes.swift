import CSimdjson
import Glibc

/// A piece of a file in memory, valid as long as the chunk it was cut from.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  /// The bytes from `start` up to `end`.
  func cut(_ start: Int, _ end: Int) -> Bytes { Bytes(rebasing: self[start..<end]) }

  /// As text; bytes that are not UTF-8 become U+FFFD.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// Where `byte` stands first.
  func firstOffset(of byte: UInt8) -> Int? {
    guard let base = baseAddress, let found = memchr(base, Int32(byte), count) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Where `byte` stands last.
  func lastOffset(of byte: UInt8) -> Int? {
    var at = count - 1
    while at >= 0, self[at] != byte { at -= 1 }
    return at < 0 ? nil : at
  }

  /// How many line ends there are.
  var lineCount: Int { baseAddress.map { Int(text_count_lines($0, Int64(count))) } ?? 0 }

  /// Without blanks, tabs and carriage returns at both ends.
  @inline(__always)
  var trimmed: Bytes {
    // Nearly all that is read has none.
    if let first, let last, !isBlank(first), !isBlank(last) { return self }
    return trimmedOneByOne
  }

  private var trimmedOneByOne: Bytes {
    var start = 0
    var end = count
    while start < end, isBlank(self[start]) { start += 1 }
    while end > start, isBlank(self[end - 1]) { end -= 1 }
    return cut(start, end)
  }

  /// Whether `trimmingBlanks` would leave nothing of the text.
  var isBlankText: Bool {
    guard let first else { return true }
    return first > 0x20 && first < 0x80 ? false : text.trimmingBlanks().isEmpty
  }

  /// Tells changed bytes from these; see `Place.check`.
  var check: UInt32 { baseAddress.map { json_check($0, Int64(count)) } ?? 0 }

  /// The same of two, for little more than one takes.
  func check(with other: Bytes) -> (own: UInt32, other: UInt32) {
    guard let base = baseAddress, let start = other.baseAddress else { return (check, other.check) }
    var (own, others): (UInt32, UInt32) = (0, 0)
    json_check_two(base, Int64(count), start, Int64(other.count), &own, &others)
    return (own, others)
  }

  var isBlankOnly: Bool { trimmed.isEmpty }

  func equals(_ text: StaticString) -> Bool {
    equals(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func equals(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { equals($0) } }

  /// Byte for byte.
  func equals(_ other: Bytes) -> Bool {
    guard count == other.count, let base = baseAddress, let start = other.baseAddress else {
      return count == other.count
    }
    return memcmp(base, start, count) == 0
  }
}

/// A blank inside a line.
func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

/// `text` cut to a length that a notice can carry, at a character.
func excerpt(_ bytes: Bytes, limit: Int = 80) -> String {
  guard bytes.count > limit else { return bytes.text }
  var end = limit
  while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
  return bytes.cut(0, end).text + "…"
}

func excerpt(_ text: String, limit: Int = 80) -> String {
  text.unicodeScalars.count > limit ? String(text.prefix(limit)) + "…" : text
}
