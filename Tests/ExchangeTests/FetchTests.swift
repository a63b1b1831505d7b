import Footprints
import Formats
import TestSupport
import Testing

@testable import Exchange

/// The client against hosts that do as they should, and against old ones.
@Suite struct FetchTests {
  let folder = TemporaryFolder()
  var fetching: Fetching { Fetching(into: folder) }

  @Test func everyPageIsKept() async throws {
    let good = GoodHost(records: (1...95).map { record3($0) })
    let host = try TestHost(good.handler)
    let fetching = fetching
    let state = try await fetching.fetch(host.base)
    #expect(state.failure == nil && state.problems.isEmpty && state.version == 3)
    #expect((state.pages, state.listed, state.received, state.kept) == (10, 95, 95, 95))
    #expect(state.lastSync == noon && state.changeCount == 95)
    #expect(fetching.keptText == good.records)
    #expect(host.requests.filter { $0.path == "/auth/token" }.count == 1)
    #expect(host.requests.first?.path == "/.well-known/openid-configuration")
    #expect(fetching.pauses.withLock { $0.isEmpty })
    #expect(fetching.told.withLock { $0.contains { $0.pages == 5 && $0.isBusy } })
  }

  @Test func version2IsFoundWhereThereIsNo3() async throws {
    let host = try TestHost(GoodHost(records: (1...25).map { record2($0) }, version: 2).handler)
    let state = try await fetching.fetch(host.base + "/")
    #expect(state.version == 2 && state.listed == 25 && state.failure == nil)
  }

  @Test func aBaseMayHaveAPath() async throws {
    let good = GoodHost(records: [record3(1)])
    let host = try TestHost { request in
      var inner = request
      guard request.target.hasPrefix("/api/pact/") else { return TestHost.Step.answer("", status: 404) }
      inner.target = String(request.target.dropFirst(9))
      return good.answer(inner) ?? TestHost.Step.answer("", status: 404)
    }
    #expect(try await fetching.fetch(host.base + "/api/pact/3/footprints").kept == 1)
  }

  @Test func tokenAddressIsDiscovered() async throws {
    let good = GoodHost(records: [record3(1)])
    let host = try TestHost { request in
      var inner = request
      switch request.path {
      case "/.well-known/openid-configuration":
        return TestHost.Step.answer(
          "{\"token_endpoint\":\"http://\(request.headers["host"] ?? "")/oauth/v1\"}")
      case "/auth/token": return TestHost.Step.answer("", status: 500)
      case "/oauth/v1": inner.target = "/auth/token"
      default: break
      }
      return good.answer(inner) ?? TestHost.Step.answer("", status: 404)
    }
    let state = try await fetching.fetch(host.base)
    #expect(state.kept == 1 && host.requests.contains { $0.path == "/oauth/v1" && $0.method == "POST" })
  }

  @Test func aHostWithoutLogin() async throws {
    let host = try TestHost { request in
      request.path == "/3/footprints"
        ? TestHost.Step.answer(list([record3(1)])) : TestHost.Step.answer("", status: 404)
    }
    #expect(try await fetching.fetch(host.base, secret: nil).kept == 1)
    #expect(host.requests.allSatisfy { $0.headers["authorization"] == nil })
  }

  @Test func anEmptyListIsNoError() async throws {
    for body in ["{\"data\":[]}", "[]", "{\"data\":null}", " {\"data\" : [ ] } "] {
      let host = try TestHost { _ in TestHost.Step.answer(body) }
      let state = try await fetching.fetch(host.base, secret: nil)
      #expect(state.failure == nil && state.lastSync == noon, "\(body)")
    }
    #expect(!folder.exists("footprints/host.received.ndjson"))
  }

  @Test func gzip() async throws {
    let packed = TestHost.gzipped(list((1...50).map { record3($0) }))
    let host = try TestHost { request in
      #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
      return [
        .bytes(TestHost.Step.head(length: packed.count, headers: [("Content-Encoding", "gzip")]) + packed)
      ]
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 50 && state.failure == nil)
  }

  // MARK: What is new

  @Test func theSecondTimeOnlyWhatIsNewIsAskedFor() async throws {
    let host = try TestHost { request in
      guard request.path == "/2/footprints" else { return TestHost.Step.answer("", status: 404) }
      switch request["$filter"] ?? "" {
      case "": return TestHost.Step.answer(list([record2(1), record2(2)]))
      case "created ge '2026-11-22T12:00:00Z'":
        return TestHost.Step.answer(list([record2(3, created: "2026-11-23T00:00:00Z")]))
      case "updated ge '2026-11-22T12:00:00Z'":
        return TestHost.Step.answer(
          list([record2(1, version: 1, updated: "2026-11-23T00:00:00Z", value: "10")]))
      case let other:
        Issue.record("asked \(other)")
        return TestHost.Step.answer("", status: 400)
      }
    }
    _ = try await fetching.fetch(host.base, secret: nil)
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.failure == nil && state.kept == 4 && state.received == 2 && state.unlisted == 0)
    #expect(state.changes.map(\.kind) == [.changed, .new] && state.changes.first?.after == 10)
    #expect(host.requests.filter { $0.path == "/2/footprints" }.count == 3)
    #expect(host.requests.filter { $0.path == "/3/footprints" }.count == 1)
  }

  @Test func aHostThatIgnoresTheFilterIsListedOnce() async throws {
    let host = try TestHost { request in
      request.path == "/2/footprints"
        ? TestHost.Step.answer(list((1...3).map { record2($0) })) : TestHost.Step.answer("", status: 404)
    }
    _ = try await fetching.fetch(host.base, secret: nil)
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.received == 0 && state.kept == 3 && state.failure == nil)
    #expect(host.requests.filter { $0.path == "/2/footprints" }.count == 2)
  }

  @Test func aHostThatRefusesTheFilterIsAskedForEverything() async throws {
    let host = try TestHost { request in
      guard request.path == "/2/footprints" else { return TestHost.Step.answer("", status: 404) }
      if request["$filter"] != nil {
        return TestHost.Step.answer("{\"code\":\"NotImplemented\",\"message\":\"\"}", status: 400)
      }
      return TestHost.Step.answer(list((1...3).map { record2($0) }))
    }
    _ = try await fetching.fetch(host.base, secret: nil)
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.failure == nil && state.problems.isEmpty && state.kept == 3)
  }

  @Test func whatIsListedNoLongerStays() async throws {
    let first = try TestHost(GoodHost(records: (1...3).map { record3($0) }).handler)
    _ = try await fetching.fetch(first.base)
    let port = first.port
    _ = port
    let store = try SourceStore(reading: "host", in: folder.path)
    #expect(store.keptCount == 3)
    let second = try TestHost(GoodHost(records: [record3(1)]).handler)
    let state = try await fetching.fetch(second.base)
    #expect(state.kept == 3 && state.unlisted == 2 && state.codes == [.noLongerListed])
  }

  // MARK: Criteria

  @Test func criteriaAreSentAndCheckedAgain() async throws {
    // Forgets the criteria on the second page, as reference servers do.
    let host = try TestHost { request in
      guard request.path == "/3/footprints" else { return TestHost.Step.answer("", status: 404) }
      if request["offset"] == nil {
        #expect(request.query == "status=Active&limit=2")
        return TestHost.Step.answer(
          list([record3(1), record3(2)]),
          headers: [
            ("Link", "<http://\(request.headers["host"] ?? "")/3/footprints?offset=2&limit=2>; rel=\"next\"")
          ])
      }
      return TestHost.Step.answer(list([record3(3, status: "Deprecated"), record3(4)]))
    }
    let state = try await fetching.fetch(host.base, secret: nil) { endpoint, _ in
      endpoint.criteria.status = ["Active"]
      endpoint.pageSize = 2
    }
    #expect(state.kept == 3 && state.listed == 4 && state.codes == [.filterIgnored] && state.failure == nil)
  }

  // MARK: Several hosts

  @Test func manyHostsAtOnce() async throws {
    let hosts = try (0..<20).map { host in
      try TestHost(GoodHost(records: (1...30).map { record3(host * 1000 + $0) }).handler)
    }
    var endpoints = try hosts.enumerated().map { number, host in
      try Endpoint(name: "h\(number)", base: host.base)
    }
    for index in endpoints.indices { endpoints[index].clientID = "aoba" }
    var fetcher = Fetcher(folder: folder.path)
    fetcher.clock = fetching.clock
    let states = await fetcher.fetch(endpoints, secret: { _ in Secret("s3cret-of-the-client") })
    #expect(
      states.map(\.name) == endpoints.map(\.name) && states.allSatisfy { $0.kept == 30 && $0.failure == nil })
    #expect(try readDataset([folder.path], asOf: noon).build().count == 600)
  }
}
