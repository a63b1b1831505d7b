import Footprints
import Formats
import Foundation
import NIOSSL
import Testing

@testable import ExchangeHost

/// Plays the official conformance service against a host: over TLS, with a host of its own that waits for callbacks.
struct ConformanceTool: Sendable {
  let version: PactVersion
  let client: TestClient
  /// Address of the tool's own host.
  let source: String
  let news: News
  let token: String
  /// The footprint that tests are made with, and how many there are.
  let first: JSONObject
  let count: Int
  /// The Link of a list of one.
  let next: String

  static let identity = Result { try HostIdentity.selfSigned(now: HostClock.now()) }
  static let badToken = "very-invalid-access-token-0000"

  var root: String { version == .v2 ? "/2" : "/3" }

  /// Starts both hosts, does what the service does before its tests, and runs one.
  static func run(
    _ version: PactVersion, over records: PactVersion,
    _ test: @Sendable @escaping (ConformanceTool) async throws -> Void
  ) async throws {
    let identity = try identity.get()
    let news = News()
    let folder = try TemporaryFile(identity.certificates)
    try await withHost(Catalogue([]), Changes { $0.identity = identity }, news: news) { source, _ in
      let catalogue = Catalogue(Records.offers(records))
      let changes = Changes { settings in
        settings.identity = identity
        settings.trusted = WebOrigin(source).map { [$0] } ?? []
        settings.callbackCredentials = secret
        settings.callbackCertificates = folder.path
      }
      try await withHost(catalogue, changes) { origin, _ in
        let client = TestClient(origin, certificates: identity.certificates)
        try await test(try await prepare(version, client, source, news))
      }
    }
  }

  private static func prepare(
    _ version: PactVersion, _ client: TestClient, _ source: String, _ news: News
  ) async throws -> ConformanceTool {
    let discovery = try await client.send("GET", "/.well-known/openid-configuration")
    let endpoint = try #require(discovery.object?["token_endpoint"]?.string)
    let token = try #require(try await client.askToken(at: endpoint).object?["access_token"]?.string)
    let root = version == .v2 ? "/2" : "/3"
    let list = try #require(try await client.send("GET", root + "/footprints", token: token).list)
    #expect(list.count >= 2)
    let one = try await client.send("GET", root + "/footprints?limit=1", token: token)
    #expect(one.list?.count == 1)
    return ConformanceTool(
      version: version, client: client, source: source, news: news, token: token,
      first: try #require(list.first),
      count: list.count, next: try #require(one.next))
  }

  // MARK: Requests

  func get(_ path: String, token: String? = nil) async throws -> Reply {
    try await client.send("GET", root + path, token: token ?? self.token)
  }

  func filtered(_ pairs: [(String, String)]) async throws -> Reply {
    let query = pairs.map { "\($0.0)=\(Query.encoded($0.1))" }.joined(separator: "&")
    return try await get("/footprints?" + query)
  }

  /// The same over plain HTTP, which must not work.
  func fails(_ method: String, _ path: String) async -> Bool {
    let plain = client.base.replacingOccurrences(of: "https://", with: "http://")
    do {
      let reply = try await client.send(method, plain + path, token: token)
      return !(200..<300).contains(reply.status)
    } catch {
      return true
    }
  }

  // MARK: The footprint

  var id: String { first["id"]?.string ?? "" }
  var productIDs: [String] { first["productIds"]?.strings ?? [] }
  var companyIDs: [String] { first["companyIds"]?.strings ?? [] }
  var classifications: [String] { first["productClassifications"]?.strings ?? [] }
  var status: String { first["status"]?.string ?? "" }
  var pcf: JSONObject { first["pcf"]?.object ?? JSONObject() }

  /// Empty where the footprint has none, as the service does it.
  var geography: String {
    ["geographyCountry", "geographyRegionOrSubregion", "geographyCountrySubdivision"]
      .compactMap { pcf[$0]?.string }.first ?? ""
  }

  func validity(_ footprint: JSONObject) -> (start: Timestamp, end: Timestamp)? {
    let date = { (value: JSONValue?) in value?.string.flatMap { Timestamp(iso8601: $0) } }
    guard let reference = date(footprint["pcf"]?.object?["referencePeriodEnd"]) else { return nil }
    return (
      date(footprint["validityPeriodStart"]) ?? reference,
      date(footprint["validityPeriodEnd"]) ?? reference.adding(years: 3)
    )
  }

  // MARK: Events

  func requestCreated(_ number: String, product: String) -> String {
    let data: JSONObject =
      version == .v2
      ? JSONObject([("pf", .object(JSONObject([("productIds", .strings([product]))])))])
      : JSONObject([
        ("productId", .strings([product])), ("comment", .string("Please send PCF data for this year.")),
      ])
    return event(.requestCreated, id: "run-1/\(number)", data)
  }

  func published(_ ids: [String]) -> String {
    event(.published, id: "run-1/15", JSONObject([("pfIds", .strings(ids))]))
  }

  private func event(_ type: EventType, id: String, _ data: JSONObject) -> String {
    let envelope = JSONObject([
      ("type", .string(type.name(version))), ("specversion", .string("1.0")), ("id", .string(id)),
      ("source", .string(source)), ("time", .string("2026-11-23T10:30:00Z")), ("data", .object(data)),
    ])
    return String(decoding: JSONValue.object(envelope).bytes, as: UTF8.self)
  }

  func post(_ event: String, token: String? = nil, type: String = "application/json") async throws -> Reply {
    try await client.event(event, version, token: token ?? self.token, type: type)
  }
}

/// The documents as the OpenAPI documents want them, as far as the program itself knows them.
func isConformant(_ document: JSONObject, _ version: PactVersion) -> Bool {
  (try? PactConverter(version).document(document)) == document
    && PactConverter.version(of: document) == version
}

/// A file that goes with its holder.
final class TemporaryFile: Sendable {
  let path: String

  init(_ text: String) throws {
    path = FileManager.default.temporaryDirectory.path + "/genryu-\(UUID().uuidString).pem"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
