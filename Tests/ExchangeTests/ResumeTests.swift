import Footprints
import Synchronization
import TestSupport
import Testing

@testable import Exchange

/// A list that broke off is gone on with, where the host still has the link.
@Suite struct ResumeTests {
  let folder = TemporaryFolder()
  var fetching: Fetching { Fetching(into: folder) }

  /// Serves a list and breaks off at a page as long as it is told to; without login.
  final class Host: Sendable {
    let good: GoodHost
    let breaksAt = Mutex<Int?>(nil)
    /// Status for pages behind the first that are asked for first, so many times.
    let refusal = Mutex<Int?>(nil)
    let refusals = Mutex(1)
    let refusesFirst = Mutex(false)
    let needsLogin = Mutex(false)
    let retryAfter = Mutex<String?>(nil)
    private let offsets = Mutex<[Int]>([])

    init(_ count: Int, version: Int = 3) {
      let records = (1...count).map { version == 3 ? record3($0) : record2($0) }
      good = GoodHost(records: records, pageSize: 10, version: version)
    }

    /// Offsets asked for since the last time.
    func asked() -> [Int] {
      offsets.withLock { offsets in
        defer { offsets = [] }
        return offsets
      }
    }

    func start() throws -> TestHost {
      try TestHost { [self] request in
        var request = request
        guard request.path == "/\(good.version)/footprints" else {
          return good.answer(request) ?? TestHost.Step.answer("", status: 404)
        }
        let offset = Int(request["offset"] ?? "") ?? 0
        let isRefused = offsets.withLock { offsets in
          offsets.append(offset)
          return offsets.count <= refusals.withLock { $0 }
        }
        if let status = refusal.withLock({ $0 }), isRefused, offset > 0 || refusesFirst.withLock({ $0 }) {
          return TestHost.Step.answer(
            "{\"code\":\"X\",\"message\":\"gone\"}", status: status,
            headers: retryAfter.withLock { $0 }.map { [("Retry-After", $0)] } ?? [])
        }
        if breaksAt.withLock({ $0 }) == offset { return [.hangUp] }
        if !needsLogin.withLock({ $0 }) { request.headers["authorization"] = "Bearer \(good.token)" }
        return good.answer(request) ?? TestHost.Step.answer("", status: 404)
      }
    }
  }

  private func broken(_ host: Host, _ base: String, at offset: Int) async throws -> HostState {
    host.breaksAt.withLock { $0 = offset }
    let state = try await fetching.fetch(base, secret: nil) { $1.backoff.attempts = 1 }
    host.breaksAt.withLock { $0 = nil }
    return state
  }

  @Test(arguments: [2, 3]) func theListGoesOnWhereItBrokeOff(_ version: Int) async throws {
    let host = Host(95, version: version)
    let server = try host.start()
    let first = try await broken(host, server.base, at: 50)
    #expect(first.failure?.mayPass == true && first.kept == 50)
    #expect(host.asked() == [0, 10, 20, 30, 40, 50])
    let second = try await fetching.fetch(server.base, secret: nil)
    // Once more the last page that came, and what was missing.
    #expect(host.asked() == [40, 50, 60, 70, 80, 90])
    #expect(second.failure == nil && second.kept == 95 && second.received == 45)
    #expect(second.codes == [.resumed] && second.lastSync == noon)
    #expect(fetching.keptText == host.good.records)
    // Next time all is listed again, which finds what is gone.
    let third = try await fetching.fetch(server.base, secret: nil)
    #expect(host.asked().first == 0 && third.codes.isEmpty && third.received == 0)
  }

  @Test func severalTimes() async throws {
    let host = Host(95)
    let server = try host.start()
    for offset in [20, 50, 50, 80] { _ = try await broken(host, server.base, at: offset) }
    #expect(host.asked() == [0, 10, 20, 10, 20, 30, 40, 50, 40, 50, 40, 50, 60, 70, 80])
    let last = try await fetching.fetch(server.base, secret: nil)
    #expect(host.asked() == [70, 80, 90] && last.kept == 95 && last.failure == nil)
  }

  /// What was not listed by a list that went on in its middle is not taken for gone.
  @Test func nothingIsMarkedAsGone() async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    let state = try await fetching.fetch(server.base, secret: nil)
    #expect(state.unlisted == 0)
    #expect(try await fetching.fetch(server.base, secret: nil).unlisted == 0)
  }

  /// Whatever a host says to a link of another day, the list is asked for once from its start.
  @Test(arguments: [400, 401, 403, 404, 405, 408, 409, 410, 422, 425, 429, 500, 503])
  func aLinkThatIsRefused(_ status: Int) async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    host.refusal.withLock { $0 = status }
    _ = host.asked()
    let state = try await fetching.fetch(server.base, secret: nil) { $1.backoff.attempts = 1 }
    #expect(host.asked() == [40, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    #expect(state.failure == nil && state.kept == 95 && state.codes.isEmpty)
    // It was listed from its start, so what is gone is found.
    #expect(state.lastSync == noon && state.unlisted == 0)
  }

  /// A link that the host refuses under a new token too is no matter of the token.
  @Test func aLinkThatIsRefusedUnderEveryToken() async throws {
    let host = Host(95)
    host.needsLogin.withLock { $0 = true }
    let server = try host.start()
    host.breaksAt.withLock { $0 = 50 }
    _ = try await fetching.fetch(server.base) { $1.backoff.attempts = 1 }
    host.breaksAt.withLock { $0 = nil }
    (_, _) = (host.asked(), host.refusals.withLock { $0 = 2 })
    host.refusal.withLock { $0 = 401 }
    let state = try await fetching.fetch(server.base)
    #expect(host.asked() == [40, 40, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    #expect(state.failure == nil && state.kept == 95)
  }

  /// 429 as often as it is asked again, and then the first page.
  @Test func aLinkThatIsTooMuchEveryTime() async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    host.refusal.withLock { $0 = 429 }
    (_, _) = (host.asked(), host.refusals.withLock { $0 = 3 })
    let state = try await fetching.fetch(server.base, secret: nil) { $1.backoff.attempts = 3 }
    #expect(host.asked() == [40, 40, 40, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    #expect(state.failure == nil && state.kept == 95)
  }

  /// A host that names a time to wait is left alone for as long.
  @Test func aHostThatAsksToWait() async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    host.refusal.withLock { $0 = 429 }
    (_, _) = (host.asked(), host.retryAfter.withLock { $0 = "7200" })
    let state = try await fetching.fetch(server.base, secret: nil)
    #expect(host.asked() == [40] && state.failure?.code == .tooManyRequests && state.failure?.count == 7200)
  }

  /// A host that refuses its first page as well is asked for it once, and what it says of that is told.
  @Test(arguments: [
    (401, HostProblem.Code.refusedCredentials), (403, .accessDenied), (429, .tooManyRequests),
  ])
  func aHostThatRefusesAll(_ status: Int, _ code: HostProblem.Code) async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    host.refusal.withLock { $0 = status }
    host.refusesFirst.withLock { $0 = true }
    (_, _) = (host.asked(), host.refusals.withLock { $0 = 2 })
    let state = try await fetching.fetch(server.base, secret: nil) { $1.backoff.attempts = 1 }
    #expect(host.asked() == [40, 0] && state.failure?.code == code && state.kept == 50)
  }

  @Test func otherCriteriaBeginAnew() async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    _ = host.asked()
    _ = try await fetching.fetch(server.base, secret: nil) { endpoint, _ in
      endpoint.criteria.status = ["Active"]
    }
    #expect(host.asked().first == 0)
  }

  @Test func askingForAllBeginsAnew() async throws {
    let host = Host(95)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 50)
    _ = host.asked()
    _ = try await fetching.fetch(server.base, secret: nil, asksForAll: true)
    #expect(host.asked().first == 0)
  }

  @Test func longAgoIsAnotherList() {
    let place = JournalSummary.BreakOff(first: "f", page: "p", at: noon)
    #expect(place.stands(for: "f", at: Timestamp(seconds: noon.seconds + 3600)))
    #expect(!place.stands(for: "f", at: Timestamp(seconds: noon.seconds + 3601)))
    #expect(!place.stands(for: "f", at: Timestamp(seconds: noon.seconds - 1)))
    #expect(!place.stands(for: "g", at: noon))
    #expect(!JournalSummary.BreakOff(first: "f", page: "f", at: noon).stands(for: "f", at: noon))
  }

  /// A page that itself is what fails would be asked for in vain for ever.
  @Test func aTrapIsNotGoneBackTo() async throws {
    let offsets = Mutex<[String]>([])
    let server = try TestHost { request in
      guard request.path == "/3/footprints" else { return TestHost.Step.answer("", status: 404) }
      let offset = request["offset"] ?? ""
      offsets.withLock { $0.append(offset) }
      let next = offset.isEmpty ? "/3/footprints?offset=1" : "https://elsewhere.example/3/footprints"
      return TestHost.Step.answer(
        list([record3(offset.isEmpty ? 1 : 2)]), headers: [("Link", "<\(next)>; rel=\"next\"")])
    }
    for _ in 0..<2 {
      #expect(try await fetching.fetch(server.base, secret: nil).failure?.code == .foreignLink)
    }
    #expect(offsets.withLock { $0 } == ["", "1", "", "1"])
  }

  /// An address of another origin in the journal, which nobody but us should have written, is not followed.
  @Test func theJournalLeadsNowhereElse() async throws {
    let host = Host(30)
    let server = try host.start()
    _ = try await broken(host, server.base, at: 20)
    _ = host.asked()
    let journal = ".genryu/sources/host/journal.ndjson"
    let text = try #require(folder.read(journal))
    folder.write(
      text.replacing("\(server.base)/3/footprints?offset=10", with: "http://127.0.0.1:9/x"), to: journal)
    let state = try await fetching.fetch(server.base, secret: nil)
    #expect(state.failure == nil && host.asked() == [0, 10, 20])
  }

  // MARK: Records that cannot be used

  /// A host that always sends some of them has listed all it has, so that what is gone is found.
  @Test func unusableRecordsAreListedAllTheSame() async throws {
    let records = Mutex([record3(1), "42", record3(2), "{\"pcf\":{}}"])
    let server = try TestHost { request in
      request.path == "/3/footprints"
        ? TestHost.Step.answer(list(records.withLock { $0 })) : TestHost.Step.answer("", status: 404)
    }
    let first = try await fetching.fetch(server.base, secret: nil)
    #expect(first.codes == [.unreadableRecords] && first.problems.first?.count == 2)
    records.withLock { $0 = [record3(1), "42", "{\"pcf\":{}}"] }
    let second = try await fetching.fetch(server.base, secret: nil)
    #expect(second.unlisted == 1 && Set(second.codes) == [.unreadableRecords, .noLongerListed])
    // Kept once, however often it is sent.
    #expect(
      folder.exists(".genryu/sources/host/unreadable-1")
        && !folder.exists(".genryu/sources/host/unreadable-2"))
  }
}
