import Footprints
import Glibc
import TOMLKit

/// Endpoints as a TOML file lists them:
///
/// ```toml
/// [endpoints.hikari]
/// url = "https://pact.hikari.example"
/// client_id = "aoba"
/// secret_env = "GENRYU_SECRET_HIKARI"   # or secret_file = "/home/sato/.secrets/hikari"
/// token_url = "https://login.hikari.example"  # optional, as are the following
/// version = "auto"                      # auto, 2 or 3
/// ca = "/etc/ssl/hikari.pem"
/// proxy = "http://proxy.example:3128"
/// proxy_login_env = "OFFICE_PROXY"      # user:password; or proxy_login_file; only in the user's own file
/// page_size = 500
/// return_address = "https://pact.aoba.example"  # of our own host, where answers are to be sent; before any table
///                                       # it is meant for all endpoints of the file
/// [endpoints.hikari.filters]
/// status = "Active"                     # product_id, company_id, geography, classification: one or a list
/// valid_on = "2026-11-23"               # valid_after, valid_before
/// ```
public struct EndpointFile: Sendable {
  public let path: String
  public private(set) var endpoints: [Endpoint] = []
  /// The endpoints that cannot be used, and why; the others can.
  public private(set) var problems: [Problem] = []
  /// Where answers are to be sent by endpoints that name no address of their own, which have it already.
  public private(set) var returnAddress: String?

  public struct Problem: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      case unreadable(reason: String)
      /// Not TOML; nothing of the file is used.
      case syntax(line: Int, reason: String)
      case unknownKey(String)
      case missing(key: String)
      case wrongValue(key: String, value: String)
      /// Plain http beyond the machine itself.
      case insecure(address: String)
      /// A secret written into the file.
      case secretInFile(key: String)
      /// A file that lies beside data, and thus may be somebody else's, asks for a secret of this machine.
      case foreignSecret(key: String)
    }

    public var file: String
    /// Empty where it is about the whole file.
    public var endpoint: String
    public var kind: Kind
  }

  /// - Parameters:
  ///   - isOwn: the file is the user's own and not one that came with a dataset. A dataset's file may only name
  ///     variables that begin with `GENRYU_`: whoever sends a dataset must not be able to have other secrets sent to
  ///     a host of theirs.
  ///   - returnAddress: where answers are to be sent unless the file says otherwise.
  public init(_ text: String, path: String, isOwn: Bool, returnAddress: String? = nil) {
    self.path = path
    self.returnAddress = returnAddress
    do {
      let table = try TOMLTable(string: text)
      read(table, isOwn: isOwn)
    } catch let error as TOMLParseError {
      add(.syntax(line: Int(error.source.begin.line), reason: error.description))
    } catch {
      add(.syntax(line: 0, reason: "\(error)"))
    }
  }

  /// Nil when there is no such file.
  public init?(reading path: String, isOwn: Bool, returnAddress: String? = nil) {
    guard access(path, F_OK) == 0 else { return nil }
    switch SmallFile.read(path) {
    case .success(let bytes):
      self.init(
        String(decoding: bytes, as: UTF8.self), path: path, isOwn: isOwn, returnAddress: returnAddress)
    case .failure(let reason):
      self.init("", path: path, isOwn: isOwn)
      add(.unreadable(reason: reason.text))
    }
  }

  private mutating func add(_ kind: Problem.Kind, _ endpoint: String = "") {
    problems.append(Problem(file: path, endpoint: endpoint, kind: kind))
  }

  private mutating func read(_ table: TOMLTable, isOwn: Bool) {
    do throws(Problem) {
      returnAddress = try Reader(table: table, file: path, endpoint: "").returnAddress() ?? returnAddress
    } catch {
      problems.append(error)
    }
    guard let endpoints = table["endpoints"]?.table else { return }
    for name in endpoints.keys.sorted() {
      guard let entry = endpoints[name]?.table else {
        add(.wrongValue(key: name, value: ""), name)
        continue
      }
      do throws(Problem) {
        var endpoint = try EndpointFile.endpoint(name, entry, path, isOwn: isOwn)
        endpoint.returnAddress = endpoint.returnAddress ?? returnAddress
        self.endpoints.append(endpoint)
      } catch {
        problems.append(error)
      }
    }
  }

  private static let keys: Set = [
    "url", "client_id", "secret_env", "secret_file", "token_url", "version", "ca", "proxy", "proxy_login_env",
    "proxy_login_file", "page_size", "filters", "return_address",
  ]

  private static func endpoint(
    _ name: String, _ table: TOMLTable, _ path: String, isOwn: Bool
  ) throws(Problem) -> Endpoint {
    let reader = Reader(table: table, file: path, endpoint: name)
    for key in table.keys where !keys.contains(key) {
      let isSecret = ["secret", "client_secret", "password", "token", "proxy_login", "proxy_password"]
        .contains(key)
      throw reader.problem(isSecret ? .secretInFile(key: key) : .unknownKey(key))
    }
    guard let address = try reader.text("url") else { throw reader.problem(.missing(key: "url")) }
    var endpoint: Endpoint
    do { endpoint = try Endpoint(name: name, base: address) } catch {
      throw error == .insecure
        ? reader.problem(.insecure(address: address)) : reader.noAddress("url", address)
    }
    endpoint.clientID = try reader.text("client_id")
    endpoint.tokenAddress = try reader.address("token_url")
    if let secret = try reader.secret(isOwn: isOwn) { endpoint.secret = secret }
    if let version = try reader.version() { endpoint.version = version }
    endpoint.ca = try reader.text("ca").map { absolute($0, beside: path) }
    endpoint.proxy = try reader.proxy(isOwn: isOwn)
    endpoint.pageSize = try reader.pageSize()
    endpoint.returnAddress = try reader.returnAddress()
    if let filters = table["filters"] {
      guard let filters = filters.table else { throw reader.problem(.wrongValue(key: "filters", value: "")) }
      endpoint.criteria = try Reader(table: filters, file: path, endpoint: name).criteria()
    }
    return endpoint
  }

  /// Paths in the file are meant from where the file is.
  static func absolute(_ path: String, beside file: String) -> String {
    if path.hasPrefix("~/"), let home = getenv("HOME") { return String(cString: home) + path.dropFirst(1) }
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }
}

private typealias Problem = EndpointFile.Problem

/// Takes values of the right kind out of a table.
private struct Reader {
  let table: TOMLTable
  let file: String
  let endpoint: String

  func problem(_ kind: Problem.Kind) -> Problem { Problem(file: file, endpoint: endpoint, kind: kind) }

  func text(_ key: String) throws(Problem) -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string, !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 }) else {
      throw problem(.wrongValue(key: key, value: value.string ?? ""))
    }
    return text
  }

  func address(_ key: String) throws(Problem) -> WebAddress? {
    guard let text = try text(key) else { return nil }
    guard let address = WebAddress(text) else { throw noAddress(key, text) }
    guard address.origin.isSafe else { throw problem(.insecure(address: text)) }
    return address
  }

  /// What is no address may hold a name and a password, which are not repeated.
  func noAddress(_ key: String, _ text: String) -> Problem {
    problem(text.contains("@") ? .secretInFile(key: key) : .wrongValue(key: key, value: text))
  }

  /// The base of a host, without a slash at its end: `/3/events` is put behind it by whoever answers.
  func returnAddress() throws(Problem) -> String? {
    guard let address = try address("return_address") else { return nil }
    var text = address.place
    while text.hasSuffix("/") { text.removeLast() }
    return text
  }

  func version() throws(Problem) -> Endpoint.Version? {
    guard let value = table["version"] else { return nil }
    switch value.string ?? value.int.map(String.init) ?? "" {
    case "auto": return .automatic
    case "2": return .two
    case "3": return .three
    case let text: throw problem(.wrongValue(key: "version", value: text))
    }
  }

  func pageSize() throws(Problem) -> Int? {
    guard let value = table["page_size"] else { return nil }
    guard let size = value.int, (1...100_000).contains(size) else {
      throw problem(.wrongValue(key: "page_size", value: value.int.map(String.init) ?? ""))
    }
    return size
  }

  func proxy(isOwn: Bool) throws(Problem) -> Endpoint.Proxy? {
    let login = try proxyLogin(isOwn: isOwn)
    guard let text = try text("proxy") else {
      if login != nil { throw problem(.missing(key: "proxy")) }
      return nil
    }
    guard let address = WebAddress(text.contains("://") ? text : "http://" + text) else {
      throw noAddress("proxy", text)
    }
    return Endpoint.Proxy(host: address.origin.host, port: address.origin.port, login: login)
  }

  /// A proxy belongs to the network one is in. A file that came with data could name one that collects logins.
  private func proxyLogin(isOwn: Bool) throws(Problem) -> Endpoint.SecretSource? {
    let (path, variable) = (try text("proxy_login_file"), try text("proxy_login_env"))
    guard let key = path != nil ? "proxy_login_file" : variable != nil ? "proxy_login_env" : nil else {
      return nil
    }
    guard isOwn else { throw problem(.foreignSecret(key: key)) }
    return path.map { .file(EndpointFile.absolute($0, beside: file)) } ?? variable.map { .environment($0) }
  }

  func secret(isOwn: Bool) throws(Problem) -> Endpoint.SecretSource? {
    if let path = try text("secret_file") {
      guard isOwn else { throw problem(.foreignSecret(key: "secret_file")) }
      return .file(EndpointFile.absolute(path, beside: file))
    }
    guard let name = try text("secret_env") else { return nil }
    guard isOwn || isOpenToDatasets(name) else { throw problem(.foreignSecret(key: "secret_env")) }
    return .environment(name)
  }

  /// Variables that are meant for this program, but for the secret of another host or the login of a proxy.
  private func isOpenToDatasets(_ variable: String) -> Bool {
    variable.hasPrefix("GENRYU_") && !variable.hasPrefix("GENRYU_PROXY")
      && (!variable.hasPrefix("GENRYU_SECRET_")
        || variable == Endpoint.usualVariable(Endpoint.fileName(endpoint)))
  }

  func criteria() throws(Problem) -> Criteria {
    var criteria = Criteria()
    for key in table.keys {
      switch key {
      case "product_id": criteria.productIDs = try texts(key)
      case "company_id": criteria.companyIDs = try texts(key)
      case "geography": criteria.geographies = try texts(key)
      case "classification": criteria.classifications = try texts(key)
      case "status": criteria.status = try texts(key)
      case "valid_on": criteria.validOn = try time(key)
      case "valid_after": criteria.validAfter = try time(key)
      case "valid_before": criteria.validBefore = try time(key)
      default: throw problem(.unknownKey("filters." + key))
      }
    }
    return criteria
  }

  private func texts(_ key: String) throws(Problem) -> [String] {
    guard let list = table[key]?.array else { return try text(key).map { [$0] } ?? [] }
    var texts: [String] = []
    for value in list {
      guard let text = value.string else { throw problem(.wrongValue(key: key, value: "")) }
      texts.append(text)
    }
    return texts
  }

  private func time(_ key: String) throws(Problem) -> Timestamp {
    let value = table[key]
    let text = value?.string ?? value?.date?.debugDescription ?? value?.dateTime?.debugDescription ?? ""
    guard let time = Timestamp(iso8601: text) else { throw problem(.wrongValue(key: key, value: text)) }
    return time
  }
}
