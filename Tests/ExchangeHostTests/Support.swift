import AsyncHTTPClient
import Footprints
import Formats
import Foundation
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import Testing

@testable import ExchangeHost

enum Files {
  static let root: String = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// Files beside the checkout that are not always there.
  static func shared(_ name: String) -> String? {
    let folder = root.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/shared/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

func object(_ text: String) throws -> JSONObject {
  try #require(try JSONParser.parse(Array(text.utf8)).object)
}

/// Footprints of the samples by the version they are stated in.
enum Records {
  static let all: [JSONObject] = ["ev-battery-pack", "data-centre-service", "inbound-logistics"].flatMap {
    sample in
    let folder = "\(Files.root)/SampleData/\(sample)/footprints"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return names.flatMap { records("\(folder)/\($0)") }
  }

  private static func records(_ path: String) -> [JSONObject] {
    let bytes = (FileManager.default.contents(atPath: path)).map(Array.init) ?? []
    let texts = path.hasSuffix(".ndjson") ? bytes.split(separator: 10).map(Array.init) : [bytes]
    return texts.flatMap { text -> [JSONObject] in
      guard let value = try? JSONParser.parse(text) else { return [] }
      if let list = value.array ?? value.object?["data"]?.array { return list.compactMap(\.object) }
      return [value.object].compactMap { $0 }
    }
  }

  static func offers(_ version: PactVersion) -> [Offer] { version == .v2 ? offers2 : offers3 }

  private static let offers2 = make(.v2)
  private static let offers3 = make(.v3)

  private static func make(_ version: PactVersion) -> [Offer] {
    all.filter { PactConverter.version(of: $0) == version }.compactMap { try? Offer($0) }
  }
}

/// Lines of a log.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var log: HostLog {
    HostLog(
      now: { Timestamp(seconds: 1_795_500_000) }, write: { line in self.lines.withLock { $0.append(line) } })
  }

  var all: [String] { lines.withLock { $0 } }
}

/// News that a host was sent.
final class News: Sendable {
  private let events = Mutex<[ReceivedEvent]>([])

  var all: [ReceivedEvent] { events.withLock { $0 } }

  func add(_ event: ReceivedEvent) { events.withLock { $0.append(event) } }

  /// The first that fits, within ten seconds.
  func first(where fits: @Sendable (ReceivedEvent) -> Bool) async throws -> ReceivedEvent {
    try await eventually { self.all.first(where: fits) }
  }
}

struct TookTooLong: Error {}

/// The value as soon as there is one, within ten seconds.
func eventually<Value: Sendable>(_ value: @Sendable () async throws -> Value?) async throws -> Value {
  for _ in 0..<1000 {
    if let value = try await value() { return value }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw TookTooLong()
}

let secret = HostCredentials(clientID: "aoba", secret: "s3cr:t/±")

/// What a test sets otherwise.
struct Changes {
  let apply: (inout HostSettings) -> Void

  init(_ apply: @escaping (inout HostSettings) -> Void) { self.apply = apply }
}

/// Runs a host, calls `body` with its origin, and stops it.
func withHost<Outcome: Sendable>(
  _ catalogue: Catalogue, _ changes: Changes = Changes { _ in }, log: HostLog = .silent,
  now: @escaping @Sendable () -> Timestamp = HostClock.now, news: News = News(),
  _ body: @Sendable @escaping (String, PactHost) async throws -> Outcome
) async throws -> Outcome {
  var settings = HostSettings(credentials: secret)
  settings.limits.requestsPerSecond = 0
  settings.callbackPause = { _ in 0.02 }
  changes.apply(&settings)
  let (origins, ready) = AsyncStream.makeStream(of: String.self)
  let host = PactHost(
    catalogue, settings, log: log, now: now, received: { news.add($0) }, isReady: { ready.yield($0) })
  let group = HostGroup.group([host], log: log)
  let running = Task {
    defer { ready.finish() }
    try await group.run()
  }
  var iterator = origins.makeAsyncIterator()
  guard let origin = await iterator.next() else {
    try await running.value
    throw TookTooLong()
  }
  do {
    let outcome = try await body(origin, host)
    await group.triggerGracefulShutdown()
    try await running.value
    return outcome
  } catch {
    await group.triggerGracefulShutdown()
    try? await running.value
    throw error
  }
}

/// What a client got.
struct Reply: Sendable {
  var status: Int
  var headers: [String: String]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var value: JSONValue? { try? JSONParser.parse(body) }
  var object: JSONObject? { value?.object }
  var code: String? { object?["code"]?.string }
  var list: [JSONObject]? { object?["data"]?.array?.compactMap(\.object) }

  /// The target of `rel="next"`.
  var next: String? {
    guard let link = headers["link"], link.hasSuffix(">; rel=\"next\""), link.hasPrefix("<") else {
      return nil
    }
    return String(link.dropFirst().dropLast(13))
  }
}

/// A client of one host.
final class TestClient: Sendable {
  let base: String
  private let client: HTTPClient

  /// Clients that live as long as the tests: one for plain connections, one for each certificate.
  private static let clients = Mutex<[String: HTTPClient]>([:])

  init(_ base: String, certificates: String = "") {
    self.base = base
    client = TestClient.clients.withLock { clients in
      if let known = clients[certificates] { return known }
      var tls = TLSConfiguration.makeClientConfiguration()
      if let trusted = try? NIOSSLCertificate.fromPEMBytes(Array(certificates.utf8)), !trusted.isEmpty {
        tls.trustRoots = .certificates(trusted)
      }
      var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
      configuration.httpVersion = .http1Only
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      clients[certificates] = client
      return client
    }
  }

  func send(
    _ method: String, _ path: String, token: String? = nil, headers: [(String, String)] = [],
    body: [UInt8]? = nil
  ) async throws -> Reply {
    var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : base + path)
    request.method = .RAW(value: method)
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body { request.body = .bytes(body) }
    let response = try await client.execute(request, timeout: .seconds(20))
    let bytes = try await response.body.collect(upTo: 256 << 20)
    let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
    return Reply(
      status: Int(response.status.code), headers: Dictionary(pairs) { $0 + ", " + $1 },
      body: Array(bytes.readableBytesView))
  }

  func askToken(_ credentials: HostCredentials = secret, at path: String = "/auth/token") async throws
    -> Reply
  {
    let pair = Base64.encoded(Array("\(credentials.clientID):\(credentials.secret)".utf8))
    return try await send(
      "POST", path,
      headers: [("Authorization", "Basic \(pair)"), ("Content-Type", "application/x-www-form-urlencoded")],
      body: Array("grant_type=client_credentials".utf8))
  }

  func token() async throws -> String { try #require(try await askToken().object?["access_token"]?.string) }

  func event(
    _ event: String, _ version: PactVersion, token: String?, type: String = "application/cloudevents+json"
  ) async throws -> Reply {
    try await send(
      "POST", version == .v2 ? "/2/events" : "/3/events", token: token, headers: [("Content-Type", type)],
      body: Array(event.utf8))
  }
}

/// A host with a client that has logged in.
func withClient<Outcome: Sendable>(
  _ catalogue: Catalogue, _ changes: Changes = Changes { _ in }, log: HostLog = .silent,
  now: @escaping @Sendable () -> Timestamp = HostClock.now, news: News = News(),
  _ body: @Sendable @escaping (TestClient, String) async throws -> Outcome
) async throws -> Outcome {
  try await withHost(catalogue, changes, log: log, now: now, news: news) { origin, _ in
    let client = TestClient(origin)
    return try await body(client, try await client.token())
  }
}
