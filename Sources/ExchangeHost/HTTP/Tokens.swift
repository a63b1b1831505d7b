import Crypto
import Formats

/// Who may ask for tokens.
public struct HostCredentials: Sendable {
  public var clientID: String
  public var secret: String

  public init(clientID: String, secret: String) {
    self.clientID = clientID
    self.secret = secret
  }

  /// For a rehearsal: 32 random letters and digits.
  public static func generated(clientID: String) -> HostCredentials {
    let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    return HostCredentials(
      clientID: clientID, secret: String((0..<32).map { _ in letters.randomElement() ?? "x" }))
  }
}

/// Hands out access tokens and knows them again. Nothing is stored: a token carries its end and a code (HMAC-SHA256)
/// that only this process can make.
struct Tokens: Sendable {
  enum Judgement: Equatable { case valid, expired, invalid }

  private let credentials: HostCredentials
  /// Seconds.
  let lifetime: Int64
  private let key = SymmetricKey(size: .bits256)
  private let now: @Sendable () -> Int64

  /// `now`: seconds since 1970.
  init(_ credentials: HostCredentials, lifetime: Int64, now: @escaping @Sendable () -> Int64) {
    self.credentials = credentials
    self.lifetime = lifetime
    self.now = now
  }

  // MARK: Clients

  /// Whether the `Authorization` header, or else the form, holds the right id and secret.
  func isClient(authorization: String?, form: Query) -> Bool {
    if let basic = authorization.flatMap(Tokens.basic) {
      return isClient(basic.id, basic.secret)
        || isClient(Query.decoded(basic.id) ?? "", Query.decoded(basic.secret) ?? "")
    }
    guard authorization == nil, let id = form.value("client_id"), let secret = form.value("client_secret")
    else {
      return false
    }
    return isClient(id, secret)
  }

  /// Takes the same time whatever part of it is wrong.
  private func isClient(_ id: String, _ secret: String) -> Bool {
    let given = HMAC<SHA256>.authenticationCode(for: Array((id + "\u{0}" + secret).utf8), using: key)
    let wanted = Array((credentials.clientID + "\u{0}" + credentials.secret).utf8)
    return HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: wanted, using: key)
  }

  /// Id and secret of `Basic …`.
  static func basic(_ header: String) -> (id: String, secret: String)? {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Base64.decoded(parts[1]),
      let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
    else { return nil }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  // MARK: Tokens

  /// A new token.
  func token() -> String {
    let salt = UInt64.random(in: .min ... .max)
    let claim = "\(now() + lifetime).\(String(salt, radix: 36))"
    return claim + "." + Tokens.hex(HMAC<SHA256>.authenticationCode(for: Array(claim.utf8), using: key))
  }

  /// Judges an `Authorization` header.
  func judge(_ header: String?) -> Judgement {
    let parts = (header ?? "").split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .invalid }
    let pieces = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard pieces.count == 3, let end = Int64(pieces[0]), let code = Tokens.unhex(pieces[2]) else {
      return .invalid
    }
    let claim = Array("\(pieces[0]).\(pieces[1])".utf8)
    guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: claim, using: key) else {
      return .invalid
    }
    return now() < end ? .valid : .expired
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func unhex(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    return bytes
  }
}

/// Base 64 of RFC 4648.
enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let piece = bytes[start..<min(start + 3, bytes.count)]
      let value = piece.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - piece.count))
      for place in 0..<4 {
        result.append(
          place <= piece.count ? letters[Int(value >> UInt32(18 - 6 * place)) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Nil when it is none. Padding may be missing.
  static func decoded(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var value: UInt32 = 0
    var bits = 0
    for byte in text.utf8.reversed().drop(while: { $0 == UInt8(ascii: "=") }).reversed() {
      guard let digit = letters.firstIndex(of: byte) else { return nil }
      value = value << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
      }
    }
    return bytes
  }
}
