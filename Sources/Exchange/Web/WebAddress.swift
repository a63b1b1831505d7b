/// An http or https address, taken apart strictly: what another program might read in another way is refused, so that
/// the host that was checked is the host that is asked.
public struct WebAddress: Hashable, Sendable {
  /// Scheme, host and port: what a credential belongs to.
  public struct Origin: Hashable, Sendable, CustomStringConvertible {
    public var isSecure: Bool
    /// In small letters; an IPv6 address stands in brackets.
    public var host: String
    public var port: Int

    public var description: String {
      let usual = isSecure ? 443 : 80
      return "\(isSecure ? "https" : "http")://\(host)\(port == usual ? "" : ":\(port)")"
    }

    /// The machine itself: the only place where an unprotected connection is allowed.
    public var isLoopback: Bool {
      if host == "localhost" || host == "[::1]" { return true }
      let parts = host.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// May credentials go there?
    public var isSafe: Bool { isSecure || isLoopback }
  }

  public var origin: Origin
  /// Begins with a slash, or is empty.
  public var path: String
  /// Without the question mark.
  public var query: String?

  public var text: String { "\(origin)\(path.isEmpty ? "/" : path)\(query.map { "?\($0)" } ?? "")" }

  /// Without the query, for people.
  public var place: String { "\(origin)\(path)" }

  /// Nil for anything but a plain http or https address: with a user name in it, with characters that do not belong
  /// there, with a port that is none. A fragment is dropped.
  public init?(_ text: String) {
    guard text.utf8.count < 8192, text.utf8.allSatisfy(WebAddress.isAllowed) else { return nil }
    let isSecure: Bool
    let rest: Substring
    if text.lowercased().hasPrefix("https://") {
      (isSecure, rest) = (true, text.dropFirst(8))
    } else if text.lowercased().hasPrefix("http://") {
      (isSecure, rest) = (false, text.dropFirst(7))
    } else {
      return nil
    }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    guard let origin = Origin(authority: rest[..<end], isSecure: isSecure) else { return nil }
    self.origin = origin
    (path, query) = WebAddress.parts(rest[end...])
  }

  private static func parts(_ text: Substring) -> (path: String, query: String?) {
    let text = text.prefix { $0 != "#" }
    guard let mark = text.firstIndex(of: "?") else { return (String(text), nil) }
    return (String(text[..<mark]), String(text[text.index(after: mark)...]))
  }

  /// The characters of RFC 3986 and the percent sign.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x23...0x3B, 0x3D, 0x3F...0x5B, 0x5D, 0x5F, 0x61...0x7A, 0x7E: true
    default: false
    }
  }

  /// The address that a reference means here (RFC 3986 §5.2 for what hosts use: whole, `//host/…`, `/…`, `?…`, a name).
  public func resolving(_ reference: String) -> WebAddress? {
    if reference.hasPrefix("//") { return WebAddress("\(origin.isSecure ? "https" : "http"):\(reference)") }
    if reference.hasPrefix("/") { return WebAddress("\(origin)\(reference)") }
    if reference.hasPrefix("?") { return WebAddress("\(origin)\(path)\(reference)") }
    let name = reference.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if name.contains(":") { return WebAddress(reference) }
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
    return WebAddress("\(origin)\(folder)\(reference)")
  }

  /// With `/name` behind the path.
  public func appending(_ name: String) -> WebAddress {
    var address = self
    while address.path.hasSuffix("/") { address.path.removeLast() }
    address.path += "/" + name
    address.query = nil
    return address
  }

  /// With a query of names and values, percent-encoded; nothing for no items.
  public func asking(_ items: [(name: String, value: String)]) -> WebAddress {
    var address = self
    let encoded = items.map { "\(WebAddress.encoded($0.name))=\(WebAddress.encoded($0.value))" }
    address.query = items.isEmpty ? nil : encoded.joined(separator: "&")
    return address
  }

  /// Everything but the unreserved characters as `%XX`: `+` and `:` in URNs and times must arrive as they are.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x24:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result.append("%")
        result.append(digits[Int(byte >> 4)])
        result.append(digits[Int(byte & 15)])
      }
    }
    return result
  }
}

extension WebAddress.Origin {
  fileprivate init?(authority: Substring, isSecure: Bool) {
    var host = authority
    var port = isSecure ? 443 : 80
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = authority[...close]
      guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
        return nil
      }
      let rest = authority[authority.index(after: close)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
      if rest.count > 1 { port = Int(rest.dropFirst()) ?? -1 }
    } else {
      if let colon = authority.firstIndex(of: ":") {
        host = authority[..<colon]
        let digits = authority[authority.index(after: colon)...]
        if !digits.isEmpty { port = digits.allSatisfy(\.isNumber) ? Int(digits) ?? -1 : -1 }
      }
      let isName = host.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
      }
      guard isName else { return nil }
    }
    guard !host.isEmpty, (1...65_535).contains(port) else { return nil }
    self.init(isSecure: isSecure, host: host.lowercased(), port: port)
  }
}
