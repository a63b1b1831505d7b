/// Scheme, host and port of a web address, without anything behind them.
public struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
  public let scheme: String
  /// Small letters; an IPv6 address in brackets.
  public let host: String
  public let port: Int

  /// Reads `https://host`, `https://host:port` and, for this machine itself, `http://127.0.0.1:port`. Nil for all else:
  /// other schemes, user names, plain HTTP elsewhere. What stands behind a slash is not looked at.
  public init?(_ text: some StringProtocol) {
    guard let address = Address(String(text)), let scheme = address.scheme else { return nil }
    guard scheme == "https" || (scheme == "http" && WebOrigin.isLoopback(address.host)) else { return nil }
    self.scheme = scheme
    host = address.host
    port = address.port ?? (scheme == "https" ? 443 : 80)
  }

  public var isLoopback: Bool { WebOrigin.isLoopback(host) }

  public static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  public var description: String {
    let isUsual = port == (scheme == "https" ? 443 : 80)
    return "\(scheme)://\(host)" + (isUsual ? "" : ":\(port)")
  }

  /// Scheme (nil for `//host`), host, port and path of an address.
  struct Address {
    var scheme: String?
    var host: String
    var port: Int?
    var path: String

    init?(_ text: String) {
      guard let slashes = text.range(of: "//") else { return nil }
      let front = text[..<slashes.lowerBound].lowercased()
      guard
        front.isEmpty || (front.hasSuffix(":") && front.dropLast().allSatisfy { $0.isASCII && $0.isLetter })
      else { return nil }
      scheme = front.isEmpty ? nil : String(front.dropLast())
      let rest = text[slashes.upperBound...]
      let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      path = String(rest[authority.endIndex...].prefix { $0 != "?" && $0 != "#" })
      guard let (host, port) = Address.split(authority) else { return nil }
      (self.host, self.port) = (host, port)
      guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !path.contains("..") else { return nil }
    }

    private static func split(_ authority: Substring) -> (String, Int?)? {
      var host = authority.lowercased()[...]
      var port: Int?
      if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
        guard let number = UInt16(host[host.index(after: colon)...]), number > 0 else { return nil }
        port = Int(number)
        host = host[..<colon]
      }
      let isName = host.utf8.allSatisfy { $0 &- 97 < 26 || $0 &- 48 < 10 || $0 == 45 || $0 == 46 }
      let isBracketed =
        host.hasPrefix("[") && host.hasSuffix("]")
        && host.dropFirst().dropLast().utf8.allSatisfy { $0 &- 97 < 6 || $0 &- 48 < 10 || $0 == 58 }
      guard !host.isEmpty, isName || isBracketed else { return nil }
      return (String(host), port)
    }
  }
}

extension StringProtocol {
  /// The first place of a short text.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

/// The origins that events are answered to. Nobody else is ever called: an event's `source` is text from outside.
struct TrustedOrigins: Sendable {
  let origins: [WebOrigin]

  /// Where answers to `source` go: the trusted origin that it names, and the path in front of `/2/events` or
  /// `/3/events`. Nil when it names none. `//host/path` is of the scheme that is trusted for that host.
  func base(of source: String) -> String? {
    guard source.utf8.count <= 2000, let address = WebOrigin.Address(source) else { return nil }
    let origin = origins.first { origin in
      guard origin.host == address.host, address.scheme == nil || address.scheme == origin.scheme else {
        return false
      }
      return origin.port == address.port ?? (origin.scheme == "https" ? 443 : 80)
    }
    guard let origin else { return nil }
    var path = Substring(address.path)
    while path.hasSuffix("/") { path.removeLast() }
    for ending in ["/2/events", "/3/events"] where path.hasSuffix(ending) {
      path = path.dropLast(ending.count)
    }
    while path.hasSuffix("/") { path.removeLast() }
    return origin.description + path
  }
}
