import Footprints
import Formats
import Testing

@testable import ExchangeHost

/// A case of the official conformance lists, over a dataset of one version or the other.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
  var number: String
  var name: String
  var records: PactVersion
  var run: @Sendable (ConformanceTool) async throws -> Void

  var testDescription: String { "\(number) \(name), over \(records == .v2 ? "v2" : "v3") records" }

  /// Each case over both datasets.
  fileprivate static func both(_ cases: [Case]) -> [ConformanceCase] {
    cases.flatMap { test in
      [PactVersion.v2, .v3].map {
        ConformanceCase(number: test.number, name: test.name, records: $0, run: test.run)
      }
    }
  }
}

/// The conformance lists of PACT v2 (22 cases) and v3 (41 cases), each case by its number.
@Suite struct ConformanceTests {
  @Test(arguments: ConformanceCase.both(Cases.common + Cases.version2))
  func version2(_ test: ConformanceCase) async throws {
    try await ConformanceTool.run(.v2, over: test.records, test.run)
  }

  @Test(arguments: ConformanceCase.both(Cases.common + Cases.version3))
  func version3(_ test: ConformanceCase) async throws {
    try await ConformanceTool.run(.v3, over: test.records, test.run)
  }

  @Test func noCaseIsMissing() {
    let numbers2 = (1...13).map(String.init) + ["14.A", "14.B"] + (15...21).map(String.init)
    let numbers3 = (1...13).map(String.init) + ["14.A", "14.B"] + (15...40).map(String.init)
    #expect(
      (Cases.common + Cases.version2).map(\.number).sorted() == numbers2.sorted() && numbers2.count == 22)
    #expect(
      (Cases.common + Cases.version3).map(\.number).sorted() == numbers3.sorted() && numbers3.count == 41)
  }
}

private struct Case: Sendable {
  var number: String
  var name: String
  var run: @Sendable (ConformanceTool) async throws -> Void

  init(_ number: String, _ name: String, _ run: @Sendable @escaping (ConformanceTool) async throws -> Void) {
    self.number = number
    self.name = name
    self.run = run
  }
}

private enum Cases {
  static let common: [Case] = [
    Case("1", "token with valid credentials") { tool in
      let reply = try await tool.client.askToken()
      #expect(reply.status == 200 && reply.object?["access_token"]?.string?.isEmpty == false)
      #expect(
        reply.object?["token_type"] == .string("Bearer") && reply.headers["cache-control"] == "no-store")
    },
    Case("2", "token with invalid credentials") { tool in
      let reply = try await tool.client.askToken(HostCredentials(clientID: "aoba", secret: "wrong"))
      #expect(reply.status == 401 && reply.object?["error"] == .string("invalid_client"))
    },
    Case("3", "GetFootprint") { tool in
      let reply = try await tool.get("/footprints/\(tool.id)")
      let footprint = try #require(reply.object?["data"]?.object)
      #expect(reply.status == 200 && footprint["id"]?.string == tool.id)
      #expect(isConformant(footprint, tool.version) && footprint == tool.first)
    },
    Case("4", "ListFootprints") { tool in
      let reply = try await tool.get("/footprints")
      #expect(reply.status == 200 && reply.list?.count == tool.count)
      #expect(reply.list?.allSatisfy { isConformant($0, tool.version) } == true)
    },
    Case("5", "pagination link") { tool in
      #expect(tool.next.hasPrefix(tool.client.base + tool.root))
      for _ in 0..<2 {
        let reply = try await tool.client.send("GET", tool.next, token: tool.token)
        #expect(reply.status == 200 && reply.list?.count == 1)
        #expect(reply.list?.allSatisfy { $0["id"]?.string?.isEmpty == false } == true)
        #expect(reply.list?.first?["id"]?.string != tool.id)
      }
    },
    Case("6", "ListFootprints with invalid token") { tool in
      let reply = try await tool.get("/footprints", token: ConformanceTool.badToken)
      #expect(reply.status == 401 && reply.code == "BadRequest")
    },
    Case("7", "GetFootprint with invalid token") { tool in
      let reply = try await tool.get("/footprints/\(tool.id)", token: ConformanceTool.badToken)
      #expect(reply.status == 401 && reply.code == "BadRequest")
    },
    Case("8", "GetFootprint with an unknown id") { tool in
      let reply = try await tool.get("/footprints/00000000-0000-0000-0000-000000000000")
      #expect(reply.status == 404 && reply.code == (tool.version == .v2 ? "NoSuchFootprint" : "NotFound"))
    },
    Case("9", "authentication through HTTP") { tool in #expect(await tool.fails("POST", "/auth/token")) },
    Case("10", "ListFootprints through HTTP") { tool in
      #expect(await tool.fails("GET", tool.root + "/footprints"))
    },
    Case("11", "GetFootprint through HTTP") { tool in
      #expect(await tool.fails("GET", tool.root + "/footprints/\(tool.id)"))
    },
    Case("12", "request for a footprint is taken") { tool in
      let product = try #require(tool.productIDs.first)
      let reply = try await tool.post(tool.requestCreated("12", product: product))
      #expect(reply.status == 200 && reply.body.isEmpty)
    },
    Case("13", "callback with RequestFulfilled") { tool in
      let product = try #require(tool.productIDs.first)
      _ = try await tool.post(tool.requestCreated("12", product: product))
      let event = try await tool.news.first { $0.kind == "requestFulfilled" }
      guard case .fulfilled(let request, let footprints) = event.content else { return }
      #expect(request == "run-1/12" && event.version == tool.version && event.time != nil)
      #expect(footprints.contains { ($0["productIds"]?.strings ?? []).contains(product) })
      #expect(footprints.allSatisfy { isConformant($0, tool.version) })
    },
    Case("14.A", "request that must be rejected is taken") { tool in
      let reply = try await tool.post(tool.requestCreated("14", product: "urn:pact:null"))
      #expect(reply.status == 200)
    },
    Case("14.B", "callback with RequestRejected") { tool in
      _ = try await tool.post(tool.requestCreated("14", product: "urn:pact:null"))
      let event = try await tool.news.first { $0.kind == "requestRejected" }
      guard case .rejected(let request, let code, let message) = event.content else { return }
      #expect(request == "run-1/14" && code == "NotFound" && !message.isEmpty)
    },
    Case("15", "notification of an update") { tool in
      for type in ["application/json", "application/cloudevents+json; charset=UTF-8"] {
        let reply = try await tool.post(tool.published([tool.id]), type: type)
        #expect(reply.status == 200 && reply.body.isEmpty)
      }
    },
    Case("16", "event with invalid token") { tool in
      let reply = try await tool.post(tool.published([tool.id]), token: ConformanceTool.badToken)
      #expect(reply.status == 401 && reply.code == "BadRequest")
    },
    Case("17", "event through HTTP") { tool in #expect(await tool.fails("POST", tool.root + "/events")) },
    Case("18", "OpenID flow with valid credentials") { tool in
      let endpoint = try await endpoint(tool)
      #expect(endpoint.hasPrefix(tool.client.base))
      let status1 = try await tool.client.askToken(at: endpoint).status
      #expect(status1 == 200)
    },
    Case("19", "OpenID flow with invalid credentials") { tool in
      let wrong = HostCredentials(clientID: "someone", secret: secret.secret)
      let status2 = try await tool.client.askToken(wrong, at: try await endpoint(tool)).status
      #expect(status2 == 401)
    },
  ]

  private static func endpoint(_ tool: ConformanceTool) async throws -> String {
    let reply = try await tool.client.send("GET", "/.well-known/openid-configuration")
    return try #require(reply.object?["token_endpoint"]?.string)
  }

  static let version2: [Case] = [
    Case("20", "filtered list") { tool in
      let created = try #require(tool.first["created"]?.string)
      let reply = try await tool.filtered([("$filter", "created ge '\(created)'")])
      let list = try #require(reply.list)
      let moment = try #require(Timestamp(iso8601: created))
      #expect(reply.status == 200 && list.contains { $0["id"]?.string == tool.id })
      #expect(
        list.allSatisfy {
          ($0["created"]?.string).flatMap { Timestamp(iso8601: $0) }.map { $0 >= moment } == true
        })
    },
    Case("21", "malformed notification") { tool in try await malformedNotification(tool) },
  ]

  private static func malformedNotification(_ tool: ConformanceTool) async throws {
    let reply = try await tool.post(tool.published(["urn:gtin:4712345060507"]))
    #expect(reply.status == 400 && reply.code == "BadRequest")
  }

  // MARK: Filters of version 3

  static let version3: [Case] =
    [
      Case(
        "20", "productId",
        filter {
          [("productId", $0.productIDs.first ?? "")]
        } matching: { tool, footprint in
          (footprint["productIds"]?.strings ?? []).contains {
            $0.lowercased() == tool.productIDs.first?.lowercased()
          }
        }),
      Case(
        "21", "companyId",
        filter {
          [("companyId", $0.companyIDs.first ?? "")]
        } matching: { tool, footprint in
          (footprint["companyIds"]?.strings ?? []).contains { $0 == tool.companyIDs.first }
        }),
      Case(
        "22", "geography",
        filter {
          [("geography", $0.geography)]
        } matching: { tool, footprint in
          let pcf = footprint["pcf"]?.object
          return tool.geography.isEmpty
            || ["geographyCountry", "geographyRegionOrSubregion", "geographyCountrySubdivision"]
              .contains { pcf?[$0]?.string == tool.geography }
        }),
      Case(
        "23", "classification",
        filter {
          [("classification", $0.classifications.first ?? "")]
        } matching: {
          tool, footprint in
          tool.classifications.isEmpty
            || (footprint["productClassifications"]?.strings ?? []).contains {
              $0 == tool.classifications.first
            }
        }),
      Case(
        "24", "validOn",
        filter {
          [("validOn", $0.validity($0.first)?.start.adding(years: 1).iso8601 ?? "")]
        } matching: {
          tool, footprint in
          guard let (start, end) = tool.validity(footprint), let own = tool.validity(tool.first) else {
            return false
          }
          let moment = own.start.adding(years: 1)
          return start <= moment && moment <= end
        }),
      Case(
        "25", "validAfter",
        filter {
          [("validAfter", $0.validity($0.first)?.start.adding(years: -1).iso8601 ?? "")]
        } matching: {
          tool, footprint in
          guard let (start, _) = tool.validity(footprint), let own = tool.validity(tool.first) else {
            return false
          }
          return start > own.start.adding(years: -1)
        }),
      Case(
        "26", "validBefore",
        filter {
          [("validBefore", $0.validity($0.first)?.end.adding(years: 1).iso8601 ?? "")]
        } matching: {
          tool, footprint in
          guard let (_, end) = tool.validity(footprint), let own = tool.validity(tool.first) else {
            return false
          }
          return end < own.end.adding(years: 1)
        }),
      Case(
        "27", "status",
        filter {
          [("status", $0.status)]
        } matching: {
          $1["status"]?.string == $0.status
        }),
      Case(
        "28", "status and productId",
        filter {
          [("status", $0.status), ("productId", $0.productIDs.first ?? "")]
        } matching: { tool, footprint in
          footprint["status"]?.string == tool.status
            && (footprint["productIds"]?.strings ?? []).contains { $0 == tool.productIDs.first }
        }),
      Case(
        "29", "one of three companyIds",
        filter {
          [
            ("companyId", "urn:bogus:1"), ("companyId", $0.companyIDs.first ?? ""),
            ("companyId", "urn:bogus:2"),
          ]
        } matching: { tool, footprint in
          (footprint["companyIds"]?.strings ?? []).contains { $0 == tool.companyIDs.first }
        }),
      Case("30", "productId of nothing", nothing([("productId", "urn:bogus:product:null")])),
      Case("31", "companyId of nobody", nothing([("companyId", "urn:bogus:company:null")])),
      Case("32", "geography of nowhere", nothing([("geography", "XX")])),
      Case("33", "classification of nothing", nothing([("classification", "urn:bogus:classification:null")])),
      Case("34", "validOn long ago", nothing([("validOn", "1900-01-01T00:00:00Z")])),
      Case("35", "validAfter far away", nothing([("validAfter", "2099-12-31T23:59:59Z")])),
      Case("36", "validBefore long ago", nothing([("validBefore", "1900-01-01T00:00:00Z")])),
      Case("37", "status that is none", nothing([("status", "Bogus")])),
      Case(
        "38", "two that match nothing", nothing([("productId", "urn:bogus:p"), ("companyId", "urn:bogus:c")])),
      Case(
        "39", "three of which none matches",
        nothing([("productId", "urn:bogus:1"), ("productId", "urn:bogus:2"), ("productId", "urn:bogus:3")])
      ),
      Case("40", "malformed notification") { tool in try await malformedNotification(tool) },
    ]

  /// Something is found, the first footprint among it where it is asked for, and all of it matches.
  private static func filter(
    _ pairs: @Sendable @escaping (ConformanceTool) -> [(String, String)],
    matching fits: @Sendable @escaping (ConformanceTool, JSONObject) -> Bool
  ) -> @Sendable (ConformanceTool) async throws -> Void {
    { tool in
      let pairs = pairs(tool)
      #expect(pairs.allSatisfy { !$0.1.isEmpty })
      let reply = try await tool.filtered(pairs)
      let list = try #require(reply.list)
      #expect(reply.status == 200 && list.contains { $0["id"]?.string == tool.id })
      #expect(list.allSatisfy { fits(tool, $0) && isConformant($0, .v3) })
      let shouting = try await tool.filtered(pairs.map { ($0.0, $0.1.uppercased()) })
      #expect(shouting.list == list)
    }
  }

  private static func nothing(
    _ pairs: [(String, String)]
  ) -> @Sendable (ConformanceTool) async throws -> Void {
    { tool in
      let reply = try await tool.filtered(pairs)
      #expect(reply.status == 200 && reply.text == "{\"data\":[]}")
    }
  }
}
