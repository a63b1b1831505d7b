import Footprints
import Formats
import Foundation
import Testing

@testable import ExchangeHost

/// Events that come in, and answers that go out.
@Suite struct EventTests {
  private func event(
    _ type: String, data: String, version: PactVersion = .v3, source: String = "https://a.example",
    more: String = ""
  ) -> String {
    "{\"type\":\"\(type)\",\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"\(source)\",\"time\":\"2026-11-23T00:00:00Z\",\"data\":\(data)\(more)}"
  }

  private func name(_ type: EventType, _ version: PactVersion = .v3) -> String { type.name(version) }

  @Test func newsIsHandedOnAsItCame() async throws {
    let news = News()
    let footprint =
      "{\"id\":\"11111111-0000-4000-8000-000000000001\",\"pcf\":{\"pcfExcludingBiogenicUptake\":\"1.50\"},\"z\":1.0}"
    try await withClient(Catalogue([]), news: news) { client, token in
      for (type, data) in [
        (EventType.requestFulfilled, "{\"requestEventId\":\"q/1\",\"pfs\":[\(footprint)]}"),
        (
          .requestRejected,
          "{\"requestEventId\":\"q/2\",\"error\":{\"code\":\"NotFound\",\"message\":\"no\"}}"
        ),
        (.published, "{\"pfIds\":[\"11111111-0000-4000-8000-00000000000A\"]}"),
      ] {
        for version in [PactVersion.v2, .v3] {
          let reply = try await client.event(event(name(type, version), data: data), version, token: token)
          #expect(reply.status == 200 && reply.body.isEmpty)
        }
      }
    }
    #expect(news.all.count == 6)
    for event in news.all {
      switch event.content {
      case .fulfilled(let request, let footprints):
        #expect(
          request == "q/1" && footprints.first.map { JSONValue.object($0).bytes } == Array(footprint.utf8))
      case .rejected(let request, let code, let message):
        #expect(request == "q/2" && code == "NotFound" && message == "no")
      case .published(let ids): #expect(ids == ["11111111-0000-4000-8000-00000000000a"])
      }
      #expect(
        event.source == "https://a.example" && event.time?.dateText == "2026-11-23" && !event.bytes.isEmpty)
    }
  }

  /// Who could not keep the news does not say that it was taken.
  @Test func newsThatCannotBeKeptIsNotAcknowledged() async throws {
    struct Full: Error {}
    let courier = Courier(.init(credentials: nil), log: .silent)
    let inbox = Inbox(
      trusted: [], courier: courier, scheme: "http", log: .silent, now: HostClock.now, newID: HostClock.newID
    ) { _ in throw Full() }
    let bytes = Array(
      event(name(.published), data: "{\"pfIds\":[\"11111111-0000-4000-8000-00000000000a\"]}").utf8)
    await #expect(throws: Full.self) {
      try await inbox.take(try HostEvent(bytes, .v3), bytes, from: Catalogue([]))
    }
    await courier.stop()
  }

  @Test(arguments: [
    "", "[]", "{", "{\"type\":1}", "null", "\"x\"",
    "{\"type\":\"org.wbcsd.pact.ProductFootprint.PublishedEvent.3\"}",
  ])
  func otherBodiesAreRefused(_ body: String) async throws {
    try await withClient(Catalogue([])) { client, token in
      let reply = try await client.event(body, .v3, token: token)
      #expect(reply.status == 400 && reply.code == "BadRequest")
    }
  }

  @Test func badEventsAreRefused() throws {
    let id = "\"11111111-0000-4000-8000-00000000000a\""
    let bad: [(EventType, PactVersion, String)] = [
      (.published, .v3, "{}"), (.published, .v3, "{\"pfIds\":[]}"), (.published, .v3, "{\"pfIds\":\(id)}"),
      (.published, .v2, "{\"pfIds\":[\(id),\"urn:gtin:1\"]}"), (.published, .v2, "{\"pfIds\":[\(id),1]}"),
      (.published, .v3, "{\"pfIds\":[\"urn:uuid:11111111-0000-4000-8000-00000000000a\"]}"),
      (.published, .v3, "[]"),
      (.requestFulfilled, .v3, "{\"requestEventId\":\"1\",\"pfs\":[]}"),
      (.requestFulfilled, .v3, "{\"requestEventId\":\"1\",\"pfs\":[{}]}"),
      (.requestFulfilled, .v3, "{\"pfs\":[{\"id\":\(id),\"pcf\":{}}]}"),
      (.requestRejected, .v3, "{\"requestEventId\":\"1\"}"),
      (.requestRejected, .v3, "{\"requestEventId\":\"1\",\"error\":{}}"),
      (.requestCreated, .v2, "{}"), (.requestCreated, .v3, "{\"productId\":[1]}"),
    ]
    for (type, version, data) in bad {
      #expect(throws: HostError.self, "\(type) \(data)") {
        try HostEvent(Array(event(name(type, version), data: data).utf8), version)
      }
    }
    let wrongVersion = event(name(.published, .v2), data: "{\"pfIds\":[\(id)]}")
    #expect(throws: HostError.self) { try HostEvent(Array(wrongVersion.utf8), .v3) }
    let empty = event(name(.requestFulfilled, .v2), data: "{\"requestEventId\":\"1\",\"pfs\":[]}")
    #expect(throws: Never.self) { try HostEvent(Array(empty.utf8), .v2) }
  }

  @Test func contentTypeIsLookedAt() async throws {
    let text = event(name(.published), data: "{\"pfIds\":[\"11111111-0000-4000-8000-00000000000a\"]}")
    try await withClient(Catalogue([])) { client, token in
      for (type, status) in [
        ("application/cloudevents+json", 200), ("Application/JSON;charset=utf-8", 200), ("text/plain", 400),
      ] {
        let status1 = try await client.event(text, .v3, token: token, type: type).status
        #expect(status1 == status)
      }
    }
  }

  @Test func onlyTrustedSourcesAreAnswered() async throws {
    let lines = LogLines()
    try await withClient(
      HostTests.catalogue, Changes { $0.trusted = [WebOrigin("https://good.example")].compactMap { $0 } },
      log: lines.log
    ) {
      client, token in
      for source in [
        "https://evil.example", "http://good.example", "https://good.example.evil.example",
        "//good.example:8443", "x",
      ] {
        let text = event(name(.requestCreated), data: "{\"productId\":[\"urn:x\"]}", source: source)
        let reply = try await client.event(text, .v3, token: token)
        #expect(reply.status == 403 && reply.code == "AccessDenied")
      }
    }
    #expect(lines.all.count { $0.contains("event=event-untrusted") } == 5)
  }

  /// One answer, however often the request comes; and again and again while the recipient does not take it.
  @Test func answersAreDeliveredOnceAndPatiently() async throws {
    let news = News()
    let lines = LogLines()
    try await withHost(Catalogue([]), Changes { $0.limits.requestsPerSecond = 0 }, news: news) {
      recipient, _ in
      let product = try #require(HostTests.catalogue.shelf.offers.first?.terms.productIDs.first)
      let text = event(
        name(.requestCreated), data: "{\"productId\":[\"\(product)\"]}", source: recipient + "/3/events")
      try await withClient(
        HostTests.catalogue,
        Changes {
          $0.trusted = [WebOrigin(recipient)].compactMap { $0 }
          $0.callbackCredentials = secret
        }, log: lines.log
      ) { client, token in
        for _ in 0..<3 { #expect(try await client.event(text, .v3, token: token).status == 200) }
        let answer = try await news.first { $0.kind == "requestFulfilled" }
        #expect(answer.source == client.base + "/3/events")
        _ = try await eventually { lines.all.contains { $0.contains("event=event-sent") } ? true : nil }
      }
    }
    #expect(news.all.count == 1)
  }

  /// Of a product with a replaced footprint the one that stands is sent, and the other when it is asked for.
  @Test func answersHoldWhatStands() async throws {
    let deprecated = try #require(
      Records.offers(.v3).first { offer in
        offer.terms.status == "deprecated"
          && Records.offers(.v3).contains {
            $0.terms.status == "active" && !Set($0.terms.productIDs).isDisjoint(with: offer.terms.productIDs)
          }
      })
    let product = try #require(deprecated.terms.productIDs.first)
    let news = News()
    try await withHost(Catalogue([]), news: news) { recipient, _ in
      let changes = Changes {
        $0.trusted = [WebOrigin(recipient)].compactMap { $0 }
        $0.callbackCredentials = secret
      }
      try await withClient(HostTests.catalogue, changes) { client, token in
        for (number, status) in [(1, ""), (2, ",\"status\":[\"Deprecated\"]")] {
          let text = event(
            name(.requestCreated), data: "{\"productId\":[\"\(product)\"]\(status)}", source: recipient)
          let reply = try await client.event(
            text.replacingOccurrences(of: "\"e-1\"", with: "\"e-\(number)\""), .v3, token: token)
          #expect(reply.status == 200)
          let answer = try await news.first { event in
            if case .fulfilled("e-\(number)", _) = event.content { true } else { false }
          }
          guard case .fulfilled(_, let footprints) = answer.content else { return }
          let statuses = Set(footprints.compactMap { $0["status"]?.string })
          #expect(statuses == [number == 1 ? "Active" : "Deprecated"])
        }
      }
    }
  }

  @Test func unreachableRecipientsAreTriedAgainAndGivenUp() async throws {
    let lines = LogLines()
    var settings = Courier.Settings(credentials: secret)
    settings.pause = { _ in 0.01 }
    settings.patience = 0.05
    let courier = Courier(settings, log: lines.log)
    let event = OutgoingEvent(
      id: "o-1", version: .v3, base: "http://127.0.0.1:9", kind: "published", bytes: [])
    #expect(await courier.send(event))
    _ = try await eventually { lines.all.contains { $0.contains("event=event-given-up") } ? true : nil }
    #expect(lines.all.count { $0.contains("event=event-delayed") } >= 3)
    await courier.stop()
    #expect(await courier.send(event) == false)
  }

  @Test func refusalsAreFinal() async throws {
    let lines = LogLines()
    try await withHost(Catalogue([])) { recipient, _ in
      let wrong = Courier(.init(credentials: HostCredentials(clientID: "x", secret: "y")), log: lines.log)
      let event = OutgoingEvent(
        id: "o-1", version: .v3, base: recipient, kind: "published", bytes: Array("{}".utf8))
      _ = await wrong.send(event)
      _ = try await eventually { lines.all.contains { $0.contains("status 401") } ? true : nil }
      await wrong.stop()
      let right = Courier(.init(credentials: secret), log: lines.log)
      _ = await right.send(event)
      _ = try await eventually {
        lines.all.contains { $0.contains("event=event-refused") && $0.contains("status 400") } ? true : nil
      }
      await right.stop()
    }
  }

  @Test func pausesGrow() {
    for attempt in 1...40 {
      let pause = Courier.usualPause(attempt)
      let base = min(3600, Double(sign: .plus, exponent: attempt - 1, significand: 1))
      #expect(pause >= base && pause <= 2 * base)
    }
  }

  @Test(arguments: [
    ("https://Host.Example", "https://host.example"), ("https://host.example:443/x", "https://host.example"),
    ("https://host.example:8443", "https://host.example:8443"), ("http://127.0.0.1:80", "http://127.0.0.1"),
    ("http://localhost:8080/", "http://localhost:8080"), ("https://[::1]:8443", "https://[::1]:8443"),
  ])
  func origins(_ text: String, _ expected: String) { #expect(WebOrigin(text)?.description == expected) }

  @Test(arguments: [
    "", "host.example", "http://host.example", "ftp://host.example", "https://", "https://user@host.example",
    "https://host.example:0", "https://host.example:99999", "https://ho st.example", "//host.example",
    "https://127.0.0.1.evil.example@x", "javascript://x",
  ])
  func noOrigins(_ text: String) { #expect(WebOrigin(text) == nil) }

  @Test func sourcesLeadToTheirOrigin() {
    let trusted = TrustedOrigins(
      origins: ["https://a.example", "http://127.0.0.1:8080"].compactMap { WebOrigin($0) })
    for (source, base) in [
      ("https://a.example", "https://a.example"), ("//a.example/3/events", "https://a.example"),
      ("//a.example/pact/2/events", "https://a.example/pact"),
      ("https://A.example:443/x/", "https://a.example/x"),
      ("http://127.0.0.1:8080/3/events", "http://127.0.0.1:8080"),
      ("//127.0.0.1:8080", "http://127.0.0.1:8080"),
    ] { #expect(trusted.base(of: source) == base) }
    for source in [
      "http://a.example", "https://a.example:444", "https://b.example", "a.example", "https://a.example/../x",
    ] {
      #expect(trusted.base(of: source) == nil)
    }
  }
}
