import Footprints

/// A host to ask, as somebody has written it down.
public struct Endpoint: Sendable, Hashable {
  public enum Version: Sendable, Hashable {
    /// 3 where the host has it, else 2.
    case automatic
    case two, three
  }

  /// Where a secret comes from. Never from the command line, where everybody on the machine could read it.
  public enum SecretSource: Sendable, Hashable {
    case environment(String)
    case file(String)
    /// Asked for without showing what is typed.
    case prompt
  }

  public struct Proxy: Sendable, Hashable {
    public var host: String
    public var port: Int
    /// Where `user:password` comes from, for a proxy that wants to know who asks. Never the file of endpoints itself.
    public var login: SecretSource?

    /// A proxy that asks nobody who he is, unless `login` is given.
    public init(host: String, port: Int, login: SecretSource? = nil) {
      self.host = host
      self.port = port
      self.login = login
    }
  }

  public var name: String
  /// Without the `/2` or `/3` of the protocol.
  public var base: WebAddress
  /// Nil for what discovery finds, else `/auth/token`.
  public var tokenAddress: WebAddress?
  /// Nil for a host that wants none.
  public var clientID: String?
  public var secret: SecretSource
  public var version: Version
  public var criteria = Criteria()
  /// A file of certificates (PEM) that are trusted for this host beside nothing else.
  public var ca: String?
  public var proxy: Proxy?
  /// The address of our own host, which answers to our questions are sent to; nil when none is told.
  public var returnAddress: String?
  /// Footprints to ask for on a page; nil for what the host likes.
  public var pageSize: Int?

  public enum Refusal: Error, Equatable {
    case noAddress
    /// Plain http to anything but the machine itself.
    case insecure
  }

  /// Takes what people copy: with or without a version, `/footprints` or a slash at its end.
  public init(name: String, base text: String) throws(Refusal) {
    guard var base = WebAddress(text) else { throw .noAddress }
    guard base.origin.isSafe else { throw .insecure }
    var version = Version.automatic
    var parts = base.path.split(separator: "/").map(String.init)
    if parts.last == "footprints" { parts.removeLast() }
    if parts.last == "2" || parts.last == "3" { version = parts.removeLast() == "2" ? .two : .three }
    base.path = parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
    base.query = nil
    self.base = base
    self.version = version
    self.name = Endpoint.fileName(name)
    secret = .environment(Endpoint.usualVariable(self.name))
  }

  /// Named after its host.
  public init(address: String) throws(Refusal) {
    guard let base = WebAddress(address) else { throw .noAddress }
    let isUsual = base.origin.port == (base.origin.isSecure ? 443 : 80)
    try self.init(name: isUsual ? base.origin.host : "\(base.origin.host)-\(base.origin.port)", base: address)
  }

  /// The variable that holds the secret where nothing else is said: `GENRYU_SECRET_` and the name.
  public static func usualVariable(_ name: String) -> String {
    "GENRYU_SECRET_" + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }).uppercased()
  }

  /// What may be the name of a file anywhere: letters, digits, dots and dashes, no dot in front.
  public static func fileName(_ name: String) -> String {
    let kept = name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." ? $0 : "-" }
    let text = String(kept.prefix(80)).lowercased()
    let start = text.drop { $0 == "." || $0 == "-" }
    return start.isEmpty ? "source" : String(start)
  }
}
