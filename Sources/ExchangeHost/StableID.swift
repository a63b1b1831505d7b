import Crypto

/// UUIDs that follow from what they stand for: the same content, the same id (RFC 9562, version 5, SHA-1 by name).
enum StableID {
  /// The namespace: made once, at random, for this program.
  private static let namespace: [UInt8] = [
    0x5d, 0x1f, 0x0e, 0x63, 0x0a, 0x9c, 0x4b, 0x57, 0x9b, 0x0d, 0x62, 0x31, 0xc8, 0x5e, 0x77, 0x21,
  ]

  static func of(_ content: [UInt8]) -> String {
    var hash = Insecure.SHA1()
    hash.update(data: namespace)
    hash.update(data: content)
    return text(Array(hash.finalize().prefix(16)), version: 5)
  }

  static func text(_ bytes: [UInt8], version: UInt8) -> String {
    var bytes = bytes
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }
}
