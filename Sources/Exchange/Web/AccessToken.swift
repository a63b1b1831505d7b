import FoundationEssentials
import Glibc

/// A token as the host gave it, with the time from which a new one should be asked for. Never printed: its description
/// says nothing.
struct AccessToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let value: String
  /// On the steady clock, in seconds.
  let renewAt: Double

  var description: String { "token" }
  var debugDescription: String { "token" }
  var customMirror: Mirror { Mirror(reflecting: "token") }

  /// The lifetime that reference code assumes where none is stated.
  static let usualLifetime = 3600.0

  /// A tenth of the lifetime early, at most a minute.
  init(_ value: String, lifetime: Double?, now: Double) {
    self.value = value
    let lifetime = min(max(lifetime ?? AccessToken.usualLifetime, 0), 86_400)
    renewAt = now + lifetime - min(60, lifetime * 0.1)
  }

  func isGood(now: Double) -> Bool { now < renewAt }

  /// What a token endpoint answers (RFC 6749 §5.1); hosts write the lifetime as a number or as text.
  init?(answer: [UInt8], now: Double) {
    struct Answer: Decodable {
      enum CodingKeys: String, CodingKey {
        case token = "access_token"
        case lifetime = "expires_in"
      }
      var token: String
      var lifetime: Lifetime?
    }
    enum Lifetime: Decodable {
      case seconds(Double?)
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .seconds(number)
        } else {
          self = .seconds((try? container.decode(String.self)).flatMap { Double($0) })
        }
      }
    }
    guard let parsed = try? JSONDecoder().decode(Answer.self, from: Data(answer)),
      AccessToken.isUsable(parsed.token)
    else { return nil }
    var lifetime: Double?
    if case .seconds(let value)? = parsed.lifetime { lifetime = value }
    self.init(parsed.token, lifetime: lifetime, now: now)
  }

  /// A token with line ends or blanks in it would write headers of its own.
  private static func isUsable(_ token: String) -> Bool {
    !token.isEmpty && token.utf8.count < 65_536 && token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}

/// A client secret. Never printed: its description says nothing.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package let value: String

  public init(_ value: String) { self.value = value }

  /// As the basic scheme of HTTP has it (RFC 7617), for a secret that is `user:password`.
  var basic: String { Data(value.utf8).base64EncodedString() }

  public var description: String { "secret" }
  public var debugDescription: String { "secret" }
  public var customMirror: Mirror { Mirror(reflecting: "secret") }
}

/// What must never be kept, shown or sent to anybody else. Looks for it in what a host sends back.
struct Confidential: Sendable {
  private var texts: [[UInt8]] = []

  mutating func add(_ text: String) {
    // Very short ones are found everywhere and give nothing away.
    guard text.utf8.count >= 8 else { return }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    // In an address, and in JSON as some write it and as others do.
    for form in [text, WebAddress.encoded(text), escaped, escaped.replacing("/", with: "\\/")] {
      let bytes = Array(form.utf8)
      if !texts.contains(bytes) { texts.append(bytes) }
    }
  }

  func isIn(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { haystack in texts.contains { Confidential.stands($0, in: haystack) } }
  }

  private static func stands(_ needle: [UInt8], in haystack: UnsafeRawBufferPointer) -> Bool {
    needle.withUnsafeBytes { needle in
      guard let start = haystack.baseAddress, let wanted = needle.baseAddress else { return false }
      var at = 0
      while at + needle.count <= haystack.count,
        let hit = memchr(start + at, Int32(needle[0]), haystack.count - needle.count + 1 - at)
      {
        if memcmp(hit, wanted, needle.count) == 0 { return true }
        at = UnsafeRawPointer(hit) - start + 1
      }
      return false
    }
  }

  /// Also where it is percent-encoded.
  func isIn(_ text: String) -> Bool {
    isIn(Array(text.utf8)) || (text.contains("%") && isIn(Confidential.decoded(text)))
  }

  /// The text of a host, or nothing where it holds what must not be shown.
  func harmless(_ text: String) -> String { isIn(text) ? "" : text }

  private static func decoded(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        result.append(value)
        rest = rest.dropFirst(2)
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
