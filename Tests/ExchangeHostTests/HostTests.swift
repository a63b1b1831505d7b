import Footprints
import Formats
import Synchronization
import Testing

@testable import ExchangeHost

/// Lists, links, tokens and errors beyond the conformance lists.
@Suite struct HostTests {
  static let catalogue = Catalogue(Records.offers(.v3) + Records.offers(.v2))

  @Test(arguments: [PactVersion.v2, .v3], [1, 3, 7, 1000])
  func pagesGiveEverythingOnce(version: PactVersion, limit: Int) async throws {
    let root = version == .v2 ? "/2" : "/3"
    let expected = Self.catalogue.shelf.offers.filter { $0.isSayable(in: version) }.map(\.id)
    let ids = try await withClient(Self.catalogue) { client, token in
      var ids: [String] = []
      var next: String? = root + "/footprints?limit=\(limit)"
      while let url = next {
        let reply = try await client.send("GET", url, token: token)
        let page = try #require(reply.list)
        #expect(reply.status == 200 && page.count <= limit && !page.isEmpty)
        ids += page.compactMap { $0["id"]?.string }
        next = reply.next
        #expect(next?.hasPrefix(client.base + root + "/footprints?") ?? true)
      }
      return ids
    }
    #expect(ids == expected && expected.count > 10)
  }

  @Test func linksKeepFiltersAndStayValid() async throws {
    try await withClient(Self.catalogue) { client, token in
      let path = "/3/footprints?geography=JP&x-acme-note=a%20b&limit=1&geography=KR"
      let first = try await client.send("GET", path, token: token)
      let next = try #require(first.next)
      #expect(
        next == client.base + "/3/footprints?geography=JP&x-acme-note=a%20b&geography=KR&limit=1&offset=1")
      let second = try await client.send("GET", next, token: token)
      let again = try await client.send("GET", next, token: token)
      #expect(second.list == again.list && second.list != first.list)
      let places = second.list?.compactMap { $0["pcf"]?.object?["geographyCountry"]?.string }
      #expect(places?.allSatisfy { ["JP", "KR"].contains($0) } == true)
    }
  }

  /// The link names the host by which the client came, and nothing that could end the header.
  @Test func linksNameTheHostThatWasAsked() async throws {
    try await withClient(Self.catalogue) { client, token in
      let named = try await client.send(
        "GET", "/3/footprints?limit=1", token: token, headers: [("Host", "pact.example:9")])
      #expect(named.next?.hasPrefix("http://pact.example:9/3/footprints") == true)
      let hostile = try await client.send(
        "GET", "/3/footprints?limit=1", token: token, headers: [("Host", "a>;rel=x,<b")])
      #expect(hostile.next?.hasPrefix(client.base) == true)
      let query = try await client.send("GET", "/3/footprints?limit=1&x=%3E;%22", token: token)
      #expect(query.next?.contains("x=%3E;%22") == true)
    }
  }

  @Test(arguments: [
    ("limit=abc", 400), ("limit=-1", 400), ("limit=1.5", 400), ("limit=%FF", 400),
    ("offset=x", 400), ("limit=99999999999999999999", 400), ("limit=0", 200), ("offset=100000", 200),
    ("unknown=1", 200), ("&&=&a=b=c", 200), ("geography=%FF", 200), ("geography=%zz", 200),
  ])
  func oddQueries(_ query: String, _ status: Int) async throws {
    try await withClient(Self.catalogue) { client, token in
      let reply = try await client.send("GET", "/3/footprints?" + query, token: token)
      #expect(reply.status == status)
      if status == 400 { #expect(reply.code == "BadRequest") } else { #expect(reply.list != nil) }
      if query.hasPrefix("geography") { #expect(reply.text == "{\"data\":[]}") }
    }
  }

  @Test func emptyCriteriaAreNone() async throws {
    try await withClient(Self.catalogue) { client, token in
      let all = try await client.send("GET", "/3/footprints", token: token)
      for query in ["geography=", "productId=&classification=", "validOn=", "status=%20"] {
        #expect(try await client.send("GET", "/3/footprints?" + query, token: token).list == all.list)
      }
      let some = try await client.send("GET", "/3/footprints?geography=&geography=JP", token: token)
      #expect(some.list.map { $0.count < (all.list?.count ?? 0) && !$0.isEmpty } == true)
    }
  }

  @Test func deprecatedFootprintsAreListedUnlessActiveOnesAreAskedFor() async throws {
    try await withClient(Self.catalogue) { client, token in
      let all = try await client.send("GET", "/3/footprints", token: token)
      let active = try await client.send("GET", "/3/footprints?status=ACTIVE", token: token)
      #expect(all.list?.contains { $0["status"] == .string("Deprecated") } == true)
      #expect(active.list?.allSatisfy { $0["status"] == .string("Active") } == true)
      let old = try #require(all.list?.first { $0["status"] == .string("Deprecated") }?["id"]?.string)
      let status1 = try await client.send("GET", "/3/footprints/" + old.uppercased(), token: token).status
      #expect(status1 == 200)
    }
  }

  @Test(arguments: [
    ("created ge '2026-01-01T00:00:00Z' and pcf/geographyCountry eq 'JP'", 200, ""),
    ("productIds/any(p:(p eq 'URN:nothing'))", 200, ""),
    ("created+ge+'2026-01-01T00:00:00+00:00'", 200, ""),
    ("contains(companyName,'x')", 400, "NotImplemented"), ("status eq 'Active'", 400, "NotImplemented"),
    ("created ge '2026-01-01' or created lt '2020-01-01'", 400, "NotImplemented"),
    ("created ge", 400, "BadRequest"), ("created ge 'x'", 400, "BadRequest"), ("((", 400, "BadRequest"),
  ])
  func filtersOfVersion2(_ filter: String, _ status: Int, _ code: String) async throws {
    try await withClient(Self.catalogue) { client, token in
      let encoded = filter.contains("+") ? filter : Query.encoded(filter)
      let reply = try await client.send("GET", "/2/footprints?$filter=" + encoded, token: token)
      #expect(reply.status == status && (reply.code ?? "") == code)
    }
  }

  @Test func companionsOfOneHostAreFoundByIdentifier() async throws {
    let product = try #require(
      Self.catalogue.shelf.offers.first { $0.isSayable(in: .v2) }?.terms.productIDs.first)
    try await withClient(Self.catalogue) { client, token in
      let filter = Query.encoded("productIds/any(productId:(productId eq '\(product.uppercased())'))")
      let list = try #require(
        try await client.send("GET", "/2/footprints?$filter=" + filter, token: token).list)
      #expect(!list.isEmpty)
      #expect(list.allSatisfy { ($0["productIds"]?.strings ?? []).contains { $0.lowercased() == product } })
    }
  }

  // MARK: Tokens

  @Test func tokensExpire() async throws {
    let clock = Mutex<Int64>(1_795_500_000)
    let now = { @Sendable in Timestamp(seconds: clock.withLock { $0 }) }
    try await withClient(Self.catalogue, now: now) { client, token in
      let status2 = try await client.send("GET", "/2/footprints", token: token).status
      #expect(status2 == 200)
      clock.withLock { $0 += 3600 }
      let late = try await client.send("GET", "/2/footprints", token: token)
      #expect(late.status == 401 && late.code == "TokenExpired")
      let status3 = try await client.send("GET", "/2/footprints", token: try await client.token()).status
      #expect(status3 == 200)
    }
  }

  @Test func damagedTokensAreRefused() async throws {
    try await withClient(Self.catalogue) { client, token in
      let cut = String(token.dropLast())
      // Another last sign than it has.
      let damaged = cut + (token.hasSuffix("0") ? "1" : "0")
      let far = "9999999999." + token.split(separator: ".").dropFirst().joined(separator: ".")
      for bad in [cut, damaged, far, "", "a.b.c", String(repeating: "x", count: 4000)] {
        let status4 = try await client.send("GET", "/3/footprints", token: bad).status
        #expect(status4 == 401)
      }
      let status5 = try await client.send("GET", "/3/footprints").status
      #expect(status5 == 401)
      let status6 = try await client.send("GET", "/3/footprints", headers: [("Authorization", token)]).status
      #expect(status6 == 401)
    }
  }

  @Test(arguments: [
    ("grant_type=password", 400, "unsupported_grant_type"), ("", 400, "invalid_request"),
    ("grant_type=client_credentials&scope=x", 200, ""),
  ])
  func grants(_ body: String, _ status: Int, _ error: String) async throws {
    try await withClient(Self.catalogue) { client, _ in
      let pair = Base64.encoded(Array("\(secret.clientID):\(secret.secret)".utf8))
      let reply = try await client.send(
        "POST", "/auth/token", headers: [("Authorization", "Basic " + pair)], body: Array(body.utf8))
      #expect(reply.status == status && (reply.object?["error"]?.string ?? "") == error)
    }
  }

  @Test func credentialsMayStandInTheForm() async throws {
    try await withClient(Self.catalogue) { client, _ in
      for (part, status) in [(secret.secret, 200), ("wrong", 401)] {
        let body = "grant_type=client_credentials&client_id=aoba&client_secret=\(Query.encoded(part))"
        let status7 = try await client.send("POST", "/auth/token", body: Array(body.utf8)).status
        #expect(status7 == status)
      }
      let encoded = Base64.encoded(Array("aoba:\(Query.encoded(secret.secret))".utf8))
      let reply = try await client.send(
        "POST", "/auth/token", headers: [("Authorization", "Basic " + encoded)],
        body: Array("grant_type=client_credentials".utf8))
      #expect(reply.status == 200)
    }
  }

  // MARK: Addresses and methods

  @Test(arguments: [
    ("GET", "/", 404), ("GET", "/1/footprints", 404), ("GET", "/3/footprints/a/b", 404),
    ("POST", "/3/footprints", 405), ("DELETE", "/3/footprints/x", 405), ("GET", "/3/events", 405),
    ("GET", "/auth/token", 405), ("HEAD", "/3/footprints", 200), ("GET", "/2/footprints/not-a-uuid", 404),
    ("GET", "/2/footprints/%FF", 404), ("GET", "/../../etc/passwd", 404), ("PROPFIND", "/3/footprints", 405),
  ])
  func addresses(_ method: String, _ path: String, _ status: Int) async throws {
    try await withClient(Self.catalogue) { client, token in
      let reply = try await client.send(method, path, token: token)
      #expect(reply.status == status)
      if method == "HEAD" { #expect(reply.body.isEmpty) }
      #expect((reply.headers["allow"] != nil) == (status == 405))
      if method != "HEAD" {
        #expect(reply.code != nil && reply.headers["content-type"] == "application/json")
      }
    }
  }

  @Test func rateIsLimited() async throws {
    try await withHost(Self.catalogue, Changes { $0.limits.requestsPerSecond = 0.001 }) { origin, _ in
      let client = TestClient(origin)
      let first = try await client.askToken()
      let second = try await client.askToken()
      #expect(first.status == 200 && second.status == 429)
      #expect(second.headers["retry-after"] == "1" && second.code == "BadRequest")
    }
  }

  @Test func secretsAndTokensAreNotLogged() async throws {
    let lines = LogLines()
    let token = try await withClient(Self.catalogue, log: lines.log) { client, token in
      _ = try await client.send("GET", "/3/footprints?limit=1&productId=\(secret.secret)", token: token)
      _ = try await client.askToken(HostCredentials(clientID: "aoba", secret: "other-secret"))
      return token
    }
    let text = lines.all.joined(separator: "\n")
    #expect(lines.all.count >= 5 && text.contains("path=/3/footprints status=200"))
    #expect(!text.contains(token) && !text.contains(secret.secret) && !text.contains("other-secret"))
    #expect(lines.all.last?.contains("event=stopped") == true)
  }

  @Test func openHostsNeedTLSAndASecret() throws {
    var settings = HostSettings(credentials: secret)
    #expect(settings.refusal(hasOwnSecret: false) == nil)
    settings.address = "0.0.0.0"
    #expect(settings.refusal(hasOwnSecret: true) == .needsTLS)
    settings.identity = try HostIdentity.selfSigned(now: HostClock.now())
    #expect(settings.refusal(hasOwnSecret: false) == .needsSecret)
    #expect(settings.refusal(hasOwnSecret: true) == nil)
  }

  @Test func takenPortIsAnError() async throws {
    try await withHost(Self.catalogue) { origin, _ in
      let port = try #require(WebOrigin(origin)?.port)
      await #expect(throws: (any Error).self) {
        try await withHost(Self.catalogue, Changes { $0.port = port }) { _, _ in }
      }
    }
  }
}
