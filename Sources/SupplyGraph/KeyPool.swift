import Footprints

/// Product identifiers in the form in which they are compared (`ProductKey`), each with a number.
///
/// Plain ASCII identifiers are looked up by their bytes without making a string; others by Swift's own
/// comparison, for which composed and decomposed characters are the same.
struct KeyPool: Sendable {
  private(set) var texts = TextPool(keepsHeads: true)
  private var wide: [String: Int32] = [:]

  var count: Int { texts.count }

  /// The number of the key of `id`; −1 when nothing but blanks is in it.
  mutating func number(of id: String) -> Int32 {
    var id = id
    let plain = id.withUTF8 { bytes in KeyPool.isPlain(bytes) ? texts.number(of: bytes) : -1 }
    if plain >= 0 { return plain }
    let key = ProductKey(id).text
    if key.isEmpty { return -1 }
    if key.utf8.allSatisfy({ $0 < 0x80 }) { return texts.number(of: key) }
    if let known = wide[key] { return known }
    let number = texts.number(of: key)
    wide[key] = number
    return number
  }

  /// The same from the bytes of a text. A plain URN, which identifiers of footprints are, needs no text either.
  mutating func number(of id: UnsafeBufferPointer<UInt8>) -> Int32 {
    if KeyPool.isPlain(id) { return texts.number(of: id) }
    guard KeyPool.isPlainURN(id), id.count <= 256 else {
      return number(of: String(decoding: id, as: UTF8.self))
    }
    return KeyPool.withLowered(id) { texts.number(of: $0) }
  }

  /// Calls `body` with the same bytes, capital letters as small ones.
  static func withLowered<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, bytes.count)) { lowered in
      for (index, byte) in bytes.enumerated() {
        lowered.initializeElement(at: index, to: KeyPool.lowered(byte))
      }
      return body(UnsafeBufferPointer(rebasing: lowered[..<bytes.count]))
    }
  }

  static func lowered(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

  /// ASCII that begins with `urn:` in any case, with no blank at either end.
  static func isPlainURN(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= 4, bytes[0] | 0x20 == UInt8(ascii: "u"), bytes[1] | 0x20 == UInt8(ascii: "r"),
      bytes[2] | 0x20 == UInt8(ascii: "n"), bytes[3] == UInt8(ascii: ":"), bytes[bytes.count - 1] > 0x20
    else { return false }
    var all: UInt8 = 0
    for byte in bytes { all |= byte }
    return all < 0x80
  }

  /// The number of an identifier that is its own key; `hash` is that of its bytes.
  mutating func number(ofPlain id: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32 {
    texts.number(of: id, hash: hash)
  }

  /// Room for as many keys in all.
  mutating func reserve(_ count: Int) { texts.reserve(count) }

  /// Asks for where a key that is about to be looked up should stand.
  @inline(__always)
  func prefetch(hash: UInt64) { texts.prefetch(hash: hash) }

  /// The numbers of those that are here already; −1 for others.
  func known(_ items: UnsafeBufferPointer<PlainKey>, _ base: UnsafePointer<UInt8>) -> [Int32] {
    texts.known(items, base)
  }

  /// The numbers of all of them.
  mutating func numbers(of items: [PlainKey], _ base: UnsafePointer<UInt8>) -> [Int32] {
    texts.numbers(of: items, base)
  }

  func find(_ id: some StringProtocol) -> Int32? {
    var key = ProductKey(id).text
    if !key.utf8.allSatisfy({ $0 < 0x80 }) { return wide[key] }
    return key.withUTF8 { texts.find($0) }
  }

  /// ASCII with no blank at either end and not a URN: such a text is its own key.
  static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, let last = bytes.last, first > 0x20, last > 0x20, isASCII(bytes) else {
      return false
    }
    return !(first | 0x20 == UInt8(ascii: "u") && bytes.count >= 4 && bytes[3] == UInt8(ascii: ":"))
  }

  /// Eight bytes at a time, the last eight perhaps for the second time.
  @inline(__always)
  private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    guard raw.count >= 8 else { return bytes.allSatisfy { $0 < 0x80 } }
    var all = raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
    var at = 0
    while at + 8 < raw.count {
      all |= raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      at += 8
    }
    return all & 0x8080_8080_8080_8080 == 0
  }
}
