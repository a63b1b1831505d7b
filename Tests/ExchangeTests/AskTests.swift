import Footprints
import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import Exchange

@Suite struct AskTests {
  let folder = TemporaryFolder()

  func ask(_ host: TestHost, _ request: FootprintRequest, version: Endpoint.Version = .automatic) async throws
  {
    var endpoint = try Endpoint(name: "host", base: host.base)
    endpoint.version = version
    endpoint.clientID = "aoba"
    var fetcher = Fetcher(folder: folder.path)
    fetcher.clock = Fetching(into: folder).clock
    try await fetcher.ask(request, of: endpoint, secret: { _ in Secret("s3cret-of-the-client") })
  }

  let request = FootprintRequest(
    id: "run/12", productIDs: ["urn:pact:hikari.example:product-id:7"], comment: "お願いします")

  /// Takes events and serves `records` once somebody asked.
  func host(version: Int, records: [String]) throws -> TestHost {
    let good = GoodHost(records: [], version: version)
    let isAsked = Atomic<Bool>(false)
    return try TestHost { request in
      var good = good
      if request.path == "/\(version)/events", request.method == "POST" {
        guard request.headers["authorization"] == "Bearer \(good.token)" else {
          return TestHost.Step.answer("", status: 401)
        }
        isAsked.store(true, ordering: .relaxed)
        return TestHost.Step.answer("")
      }
      if isAsked.load(ordering: .relaxed) { good.records = records }
      return good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
  }

  func state() throws -> HostState { try SourceStore(reading: "host", in: folder.path).state }

  @Test(arguments: [2, 3]) func askedAndAnswered(_ version: Int) async throws {
    let record = version == 2 ? record2(7) : record3(7)
    let host = try host(version: version, records: [version == 2 ? record2(8) : record3(8), record])
    try await ask(host, request)
    #expect(try state().questions.map(\.state) == [.asked])
    let event = try #require(host.requests.last { $0.path.hasSuffix("/events") })
    #expect(event.headers["content-type"] == "application/cloudevents+json; charset=UTF-8")
    #expect(event.body.contains("\"id\":\"run/12\"") && event.body.contains("お願いします"))
    #expect(event.body.contains(version == 2 ? "\"pf\":{\"productIds\":[" : "\"productId\":["))
    _ = try await Fetching(into: folder).fetch(host.base)
    let question = try #require(try state().questions.first)
    #expect(
      question.state == .answered && question.asked == noon && question.productIDs == request.productIDs)
  }

  @Test func aHostWithoutEvents() async throws {
    let host = try TestHost(GoodHost(records: []).handler)
    await #expect(throws: HostProblem(.noPact, host.base + "/events")) { try await ask(host, request) }
    #expect(try state().questions.isEmpty)
  }

  @Test func aHostThatRefuses() async throws {
    let good = GoodHost(records: [])
    let host = try TestHost { request in
      request.path == "/3/events"
        ? TestHost.Step.answer("{\"code\":\"BadRequest\",\"message\":\"who are you\"}", status: 400)
        : good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    await #expect(throws: HostProblem(.hostRefused, "HTTP 400 BadRequest: who are you")) {
      try await ask(host, request)
    }
  }

  /// Hosts that answer only whom they know deny access to who does not say where he is.
  @Test func aHostThatWantsToKnowWhereToAnswer() async throws {
    let good = GoodHost(records: [])
    let host = try TestHost { request in
      let isKnown = request.body.contains("https://pact.aoba.example")
      return request.path == "/3/events"
        ? TestHost.Step.answer(
          isKnown ? "" : "{\"code\":\"AccessDenied\",\"message\":\"not trusted\"}",
          status: isKnown ? 200 : 403)
        : good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    await #expect(throws: HostProblem(.noReturnAddress, "HTTP 403 AccessDenied: not trusted")) {
      try await ask(host, request)
    }
    var known = request
    known.source = "https://pact.aoba.example"
    try await ask(host, known)
    var unknown = request
    unknown.source = "https://unknown.example"
    await #expect(throws: HostProblem(.accessDenied, "HTTP 403 AccessDenied: not trusted")) {
      try await ask(host, unknown)
    }
  }

  @Test func answersThatComeAsEvents() async throws {
    let host = try host(version: 3, records: [])
    try await ask(host, request)
    func receive(_ type: String, _ data: String) throws -> EventOutcome {
      let body =
        "{\"type\":\"\(type)\",\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"//h\",\"data\":{\(data)}}"
      return try SourceStore.receive(event: Array(body.utf8), in: folder.path) { noon }
    }
    let fulfilled = "org.wbcsd.pact.ProductFootprint.RequestFulfilledEvent.3"
    #expect(try receive(fulfilled, "\"requestEventId\":\"other\",\"pfs\":[\(record3(7))]") == .unknown)
    #expect(
      try receive(fulfilled, "\"requestEventId\":\"run/12\",\"pfs\":[\(record3(7))]")
        == .answered(host: "host", new: 1))
    #expect(try state().questions.map(\.state) == [.answered] && state().kept == 1)
    #expect(folder.read("footprints/host.received.ndjson") == record3(7) + "\n")
    let rejected = "org.wbcsd.pact.ProductFootprint.RequestRejectedEvent.3"
    #expect(
      try receive(
        rejected, "\"requestEventId\":\"run/12\",\"error\":{\"code\":\"NotFound\",\"message\":\"no\"}")
        == .rejected(host: "host", reason: "NotFound: no"))
    #expect(try state().questions.map(\.state) == [.rejected])
    #expect(try SourceStore.receive(event: Array("[]".utf8), in: folder.path) { noon } == .unknown)
  }
}
