import Footprints
import Formats
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Exchange

/// The client against hosts that do everything wrong: it ends, says what happened, and keeps what it got.
@Suite struct HostileHostTests {
  let folder = TemporaryFolder()
  var fetching: Fetching { Fetching(into: folder) }

  static let records = (1...30).map { record3($0) }

  /// A host without login whose pages are `answer`'s.
  func host(_ answer: @escaping TestHost.Handler) throws -> TestHost {
    try TestHost { request in
      request.path.hasPrefix("/3/footprints") ? answer(request) : TestHost.Step.answer("", status: 404)
    }
  }

  // MARK: Paging

  @Test func firstLinkFirst() async throws {
    let host = try host { request in
      let offset = Int(request["offset"] ?? "0") ?? 0
      let next = offset + 10 < 30 ? ", <HERE/3/footprints?offset=\(offset + 10)&limit=10>; rel=\"next\"" : ""
      return linked(
        request,
        ["<HERE/3/footprints?offset=0>; rel=\"first\"\(next), <HERE/3/footprints?offset=20>; rel=\"last\""],
        Self.records[offset..<(offset + 10)])
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 30 && state.pages == 3 && state.problems.isEmpty)
  }

  @Test func severalHeadersCommasAndNoQuotes() async throws {
    let host = try host { request in
      request["ids"] == nil
        ? linked(
          request, ["<HERE/3/footprints>; rel=first", "<HERE/3/footprints?ids=1,2,3>; rel=next"],
          Self.records[..<10])
        : linked(request, [], Self.records[10...])
    }
    #expect(try await fetching.fetch(host.base, secret: nil).kept == 30)
  }

  @Test func theSameLinkForEver() async throws {
    let host = try host { linked($0, ["<HERE/3/footprints?page=2>; rel=next"], Self.records[..<10]) }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 10 && state.failure == nil && state.lastSync == noon)
    #expect(state.codes == [.nothingNewOnPage] && host.requests.count == 2)
  }

  @Test func newAddressesForOldPages() async throws {
    let count = Atomic<Int>(0)
    let host = try host { request in
      linked(
        request, ["<HERE/3/footprints?t=\(count.add(1, ordering: .relaxed).newValue)>; rel=next"],
        Self.records)
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 30 && state.codes == [.nothingNewOnPage])
    // What it does not list proves nothing about a host that goes in circles.
    #expect(state.unlisted == 0)
  }

  @Test func endlessNewPages() async throws {
    let count = Atomic<Int>(0)
    let host = try host { request in
      let page = count.add(1, ordering: .relaxed).newValue
      return linked(request, ["<HERE/3/footprints?p=\(page)>; rel=next"], [record3(page)])
    }
    let state = try await fetching.fetch(host.base, secret: nil) { $1.pages = 40 }
    #expect(state.failure?.code == .tooManyPages && state.kept == 40 && state.lastSync == nil)
  }

  @Test func emptyPagesForEver() async throws {
    let count = Atomic<Int>(0)
    let host = try host { request in
      linked(request, ["<HERE/3/footprints?p=\(count.add(1, ordering: .relaxed).newValue)>; rel=next"], [])
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.codes == [.emptyPage] && host.requests.count == 3)
  }

  @Test func aLinkThatHasExpiredIsStartedOver() async throws {
    let expired = Atomic<Bool>(false)
    let host = try host { request in
      guard request["offset"] != nil else {
        return linked(request, ["<HERE/3/footprints?offset=10>; rel=next"], Self.records[..<10])
      }
      if !expired.exchange(true, ordering: .relaxed) { return TestHost.Step.answer("", status: 404) }
      return linked(request, [], Self.records[10...])
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 30 && state.failure == nil && host.requests.count == 4)
  }

  // MARK: Tokens

  /// Where the token may go, whatever links and redirects say.
  @Test func theTokenStaysAtItsOrigin() async throws {
    let good = GoodHost(records: Self.records)
    let thief = try TestHost { _ in TestHost.Step.answer(list([record3(99)])) }
    let steals: [@Sendable (TestHost.Request) -> [TestHost.Step]] = [
      { linked($0, ["<\(thief.base)/3/footprints?offset=10>; rel=next"], Self.records[..<10]) },
      { _ in TestHost.Step.answer("", status: 302, headers: [("Location", "\(thief.base)/3/footprints")]) },
      { _ in
        TestHost.Step.answer(
          "", status: 307, headers: [("Location", "//localhost:\(thief.port)/3/footprints")])
      },
      { linked($0, ["<//127.0.0.1:\(thief.port)/x>; rel=next"], Self.records[..<10]) },
      {
        linked(
          $0, ["<http://127.0.0.1:\(thief.port)@\($0.headers["host"] ?? "")/x>; rel=next"],
          Self.records[..<10])
      },
    ]
    for steal in steals {
      let host = try TestHost { request in
        request.path == "/3/footprints" && request.headers["authorization"] == "Bearer \(good.token)"
          ? steal(request) : good.answer(request) ?? TestHost.Step.answer("", status: 404)
      }
      let state = try await fetching.fetch(host.base)
      #expect([.foreignLink, .redirectedElsewhere, .unreadableLink].contains(state.failure?.code))
      #expect(thief.requests.isEmpty)
    }
    #expect(!folder.everything.contains(good.token) && !folder.everything.contains(good.secret))
  }

  @Test func redirectsInsideTheOriginAreFollowed() async throws {
    let good = GoodHost(records: Self.records)
    let host = try TestHost { request in
      var inner = request
      if request.path == "/3/footprints" {
        return TestHost.Step.answer(
          "", status: 301, headers: [("Location", "/new/3/footprints?\(request.query)")])
      }
      if request.path.hasPrefix("/new") { inner.target = String(request.target.dropFirst(4)) }
      return good.answer(inner) ?? TestHost.Step.answer("", status: 404)
    }
    #expect(try await fetching.fetch(host.base).kept == 30)
    let circle = try host2 { TestHost.Step.answer("", status: 302, headers: [("Location", $0.target)]) }
    #expect(try await fetching.fetch(circle.base, secret: nil).failure?.code == .redirectedElsewhere)
  }

  func host2(_ answer: @escaping TestHost.Handler) throws -> TestHost { try host(answer) }

  @Test func anExpiredTokenIsRenewedOnce() async throws {
    let tokens = Atomic<Int>(0)
    var good = GoodHost(records: Self.records)
    good.token = "second-token-of-two"
    let later = good
    let host = try TestHost { request in
      if request.path == "/auth/token", tokens.add(1, ordering: .relaxed).newValue == 1 {
        return TestHost.Step.answer("{\"access_token\":\"first-token-of-two\"}")
      }
      return later.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    let state = try await fetching.fetch(host.base)
    #expect(state.kept == 30 && tokens.load(ordering: .relaxed) == 2)
  }

  @Test func aHostThatRefusesEveryTokenIsNotAskedForEver() async throws {
    let host = try TestHost { request in
      request.path == "/auth/token"
        ? TestHost.Step.answer("{\"access_token\":\"useless-token\"}") : TestHost.Step.answer("", status: 401)
    }
    let state = try await fetching.fetch(host.base)
    #expect(state.failure?.code == .refusedToken)
    #expect(host.requests.filter { $0.path == "/3/footprints" }.count == 2)
  }

  @Test func refusedCredentials() async throws {
    let host = try TestHost { request in
      request.path == "/auth/token"
        ? TestHost.Step.answer(
          "{\"error\":\"invalid_client\",\"error_description\":\"\(request.headers["authorization"] ?? "")\"}",
          status: 401)
        : TestHost.Step.answer("", status: 404)
    }
    let state = try await fetching.fetch(host.base)
    #expect(state.failure == HostProblem(.refusedCredentials, "HTTP 401"))
  }

  @Test func secretsThatAHostSendsBackAreNotKept() async throws {
    let good = GoodHost(records: Self.records)
    let host = try TestHost { request in
      guard request.path == "/3/footprints", let given = request.headers["authorization"] else {
        return good.answer(request) ?? TestHost.Step.answer("", status: 404)
      }
      let token = given.replacing("Bearer ", with: "")
      return linked(
        request, ["<HERE/3/footprints?session=\(token)>; rel=next"],
        [record3(1), record3(2, more: "\"comment\":\"\(token)\","), record3(3)])
    }
    let state = try await fetching.fetch(host.base)
    #expect(state.codes.contains(.echoedCredentials) && state.kept == 2)
    #expect(!folder.everything.contains(good.token) && !"\(state)".contains(good.token))
  }

  /// Whatever an answer is, nothing confidential is in what is told or kept.
  @Test func nothingConfidentialIsEverTold() async throws {
    let good = GoodHost(records: Self.records)
    let echoes: [(Int, String)] = [
      (200, "<html>TOKEN</html>"), (200, "TOKEN"), (400, "{\"code\":\"BadRequest\",\"message\":\"TOKEN\"}"),
      (403, "{\"code\":\"AccessDenied\",\"message\":\"TOKEN\"}"), (500, "{\"message\":\"TOKEN\"}"),
      (200, "{\"code\":\"x\",\"message\":\"TOKEN\"}"), (404, "TOKEN"), (200, "{\"data\":[\"TOKEN\", TOKEN]}"),
    ]
    for (status, body) in echoes {
      let host = try TestHost { request in
        guard request.path.hasSuffix("/footprints"), let given = request.headers["authorization"] else {
          return good.answer(request) ?? TestHost.Step.answer("", status: 404)
        }
        let token = given.replacing("Bearer ", with: "")
        return TestHost.Step.answer(
          body.replacing("TOKEN", with: token), status: status, headers: [("Location", "/\(token)")])
      }
      let fetching = fetching
      let state = try await fetching.fetch(host.base)
      #expect(!state.problems.isEmpty)
      for text in ["\(state)", "\(fetching.told.withLock { $0 })", folder.everything] {
        #expect(!text.contains(good.token) && !text.contains(good.secret), "\(status) \(body)")
      }
    }
  }

  @Test func unreadableTokens() async throws {
    for (body, code) in [
      ("<html>login</html>", HostProblem.Code.webPage), ("{\"access_token\":\"a\\nb\"}", .unreadableToken),
      ("", .unreadableToken),
    ] {
      let host = try TestHost { request in
        request.path == "/auth/token" ? TestHost.Step.answer(body) : TestHost.Step.answer("", status: 404)
      }
      #expect(try await fetching.fetch(host.base).failure?.code == code)
    }
  }

  // MARK: Busy and failing hosts

  @Test func busyHostsAreAskedAgainLater() async throws {
    let count = Atomic<Int>(0)
    let host = try host { request in
      switch count.add(1, ordering: .relaxed).newValue {
      case 1: TestHost.Step.answer("", status: 429, headers: [("Retry-After", "7")])
      case 2: TestHost.Step.answer("{\"code\":\"InternalError\",\"message\":\"oh\"}", status: 500)
      case 3: [.hangUp]
      default: linked(request, [], Self.records)
      }
    }
    let fetching = fetching
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 30 && state.failure == nil)
    let pauses = fetching.pauses.withLock { $0 }
    #expect(pauses.count == 3 && pauses[0] >= 7 && pauses[1] == 0.5 && pauses[2] == 1)
  }

  @Test func aHostThatNeverRecovers() async throws {
    let host = try host { _ in TestHost.Step.answer("{\"message\":\"tired\"}", status: 503) }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(
      state.failure?.code == .hostFailed && state.failure?.detail == "HTTP 503 tired"
        && state.failure?.count == 6)
    let patient = try self.host { _ in
      TestHost.Step.answer("", status: 429, headers: [("Retry-After", "86400")])
    }
    let other = try await fetching.fetch(patient.base, secret: nil)
    #expect(other.failure == HostProblem(.tooManyRequests, "HTTP 429", count: 86_400))
  }

  @Test func whatIsNotReadyIsAskedForAgain() async throws {
    let count = Atomic<Int>(0)
    let host = try host { request in
      count.add(1, ordering: .relaxed).newValue < 3
        ? TestHost.Step.answer(list(Array(Self.records[..<5])), status: 202)
        : linked(request, [], Self.records)
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 30 && state.problems.isEmpty)
    let never = try self.host { _ in TestHost.Step.answer(list(Self.records), status: 202) }
    let other = try await fetching.fetch(never.base, secret: nil)
    #expect(other.codes == [.stillIncomplete] && other.unlisted == 0 && other.kept == 30)
  }

  @Test func anAnswerThatBreaksOffIsAskedForAgain() async throws {
    let whole = list(Self.records)
    let count = Atomic<Int>(0)
    let host = try host { _ in
      let isLast = count.add(1, ordering: .relaxed).newValue > 2
      // Once with the length told, once without: then only the JSON says that it is not whole.
      let isTold = count.load(ordering: .relaxed) == 1
      let body = Array(isLast ? whole.utf8[...] : whole.utf8.prefix(whole.utf8.count * 2 / 3))
      return [.bytes(TestHost.Step.head(length: isTold || isLast ? whole.utf8.count : nil) + body), .hangUp]
    }
    let fetching = fetching
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.failure == nil)
    #expect(Set(fetching.keptText).count == 30 && state.kept == 30)
    let never = try self.host { _ in
      [.bytes(TestHost.Step.head() + Array(whole.utf8.prefix(whole.utf8.count / 2))), .hangUp]
    }
    let other = try await Fetching(into: TemporaryFolder()).fetch(never.base, secret: nil)
    #expect(other.failure?.code == .brokenOff && other.kept > 10)
  }

  @Test func nobodyIsThere() async throws {
    let (socket, port) = try Loopback.reserve()
    defer { close(socket) }
    let base = "http://127.0.0.1:\(port)"
    let state = try await fetching.fetch(base, secret: nil)
    #expect(state.failure == HostProblem(.cannotConnect, base, count: 6))
  }

  // MARK: Answers that are no list

  @Test(arguments: [
    ("<!DOCTYPE html><title>Please log in</title>", "text/html", HostProblem.Code.webPage),
    ("not json", "text/plain", .notJSON), ("\u{1B}[31mred", "application/json", .notJSON),
    ("{}", "application/json", .notJSON),
    ("{\"code\":\"AccessDenied\",\"message\":\"no\"}", "application/json", .hostRefused),
    ("", "application/json", .notJSON),
    ("{\"foo\":[1,2]}", "application/json", .notJSON), ("17", "application/json", .notJSON),
  ]) func noList(_ body: String, _ type: String, _ code: HostProblem.Code) async throws {
    let host = try TestHost { _ in TestHost.Step.answer(body, type: type) }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.failure?.code == code && state.kept == 0)
  }

  @Test func noPactAtAll() async throws {
    let host = try TestHost { _ in TestHost.Step.answer("", status: 404) }
    #expect(try await fetching.fetch(host.base, secret: nil).failure?.code == .noPact)
  }

  @Test func recordsThatAreNoneHarmNobodyElse() async throws {
    let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
    let body =
      "{\"data\":[\(record3(1)),42,null,\"text\",{\"id\":\"x\",\"deep\":\(deep)},\(record3(2)),{\"pcf\":{}},\(record3(3))]}"
    let host = try host { _ in TestHost.Step.answer(body) }
    let fetching = fetching
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.failure == nil && state.codes == [.unreadableRecords] && state.problems.first?.count == 5)
    #expect(fetching.keptText == [record3(1), record3(2), "{\"pcf\":{}}", record3(3)])
    #expect(folder.read(".genryu/sources/host/unreadable-1") == "42")
  }

  // MARK: Too much, too slow

  /// 1 GB that never becomes a list.
  @Test func aHugeBody() async throws {
    let blanks = [UInt8](repeating: 0x20, count: 1 << 20)
    let before = residentMegabytes()
    let host = try host { _ in
      [
        .bytes(TestHost.Step.head(length: 1 << 30) + Array("{\"data\":[".utf8)),
        .repeated(blanks, count: 1024), .hangUp,
      ]
    }
    let state = try await fetching.fetch(host.base, secret: nil) { $1.answer = 64 << 20 }
    #expect(state.failure?.code == .answerTooLong && state.lastSync == nil)
    #expect(residentMegabytes() - before < 400)
  }

  @Test func aRecordWithoutEnd() async throws {
    let letters = [UInt8](repeating: 0x78, count: 1 << 20)
    let host = try host { _ in
      [
        .bytes(TestHost.Step.head(length: 1 << 30) + Array("{\"data\":[{\"id\":\"".utf8)),
        .repeated(letters, count: 1024), .hangUp,
      ]
    }
    #expect(try await fetching.fetch(host.base, secret: nil).failure?.code == .recordTooLong)
  }

  /// Records that come for ever in one answer: kept as they come, until there are too many.
  @Test func anAnswerWithoutEnd() async throws {
    let record = Array((record3(1) + ",").utf8)
    let host = try host { _ in
      [.bytes(TestHost.Step.head() + Array("{\"data\":[".utf8)), .repeated(record, count: 1 << 20), .hangUp]
    }
    let state = try await fetching.fetch(host.base, secret: nil) { $1.answer = 6 << 20 }
    #expect(state.failure?.code == .answerTooLong && state.kept == 1)
  }

  @Test func aBombOfZeros() async throws {
    let bomb = TestHost.gzipped("{\"data\":[" + String(repeating: " ", count: 64 << 20))
    #expect(bomb.count < 100_000)
    let host = try host { _ in
      [.bytes(TestHost.Step.head(length: bomb.count, headers: [("Content-Encoding", "gzip")]) + bomb)]
    }
    let state = try await fetching.fetch(host.base, secret: nil) { $1.answer = 8 << 20 }
    #expect([.inflatedTooLong, .answerTooLong].contains(state.failure?.code))
  }

  @Test func aSlowDrip() async throws {
    let body = Array(list(Self.records).utf8)
    let host = try host { _ in
      [.bytes(TestHost.Step.head(length: body.count))]
        + body.flatMap { [.bytes([$0]), .pause(milliseconds: 20)] }
    }
    let state = try await Fetching(into: folder).dripping(host.base)
    #expect(state.failure?.code == .tooSlow && state.kept == 0)
  }

  @Test func silence() async throws {
    let host = try host { _ in [.pause(milliseconds: 3000), .hangUp] }
    let state = try await fetching.fetch(host.base, secret: nil) {
      $1.idle = 0.1
      $1.backoff.attempts = 2
    }
    #expect(state.failure?.code == .timedOut && state.failure?.count == 2)
  }

  @Test func headersWithoutEnd() async throws {
    let host = try host { _ in
      [
        .bytes(Array("HTTP/1.1 200 OK\r\n".utf8)),
        .repeated(Array("X-Y: \(String(repeating: "z", count: 1000))\r\n".utf8), count: 100_000), .hangUp,
      ]
    }
    let state = try await fetching.fetch(host.base, secret: nil) { $1.backoff.attempts = 1 }
    #expect(state.failure != nil && state.kept == 0)
  }

  // MARK: Texts and clocks

  @Test func namesThatActOnTerminalsAreKeptAsTheyAre() async throws {
    let name = "\\u001b[2J\\u202eevil"
    let host = try host { _ in TestHost.Step.answer(list([record3(1).replacing("硫酸ニッケル", with: name)])) }
    let fetching = fetching
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.kept == 1 && fetching.keptText.first?.contains(name) == true)
    #expect(state.changes.first?.productName.unicodeScalars.first == "\u{1B}")
  }

  @Test func aClockThatIsWrongIsSaid() async throws {
    let host = try host { _ in
      TestHost.Step.answer(list(Self.records), headers: [("Date", "Mon, 23 Nov 2026 10:00:00 GMT")])
    }
    let state = try await fetching.fetch(host.base, secret: nil)
    #expect(state.problems == [HostProblem(.clockDiffers, count: -7200)] && state.kept == 30)
    let store = try SourceStore(reading: "host", in: folder.path)
    #expect(store.summary.hostTime?.iso8601 == "2026-11-23T10:00:00Z" && store.summary.lastFull == noon)
  }

  @Test func aStopKeepsWhatCame() async throws {
    let fetching = fetching
    let base = Mutex<Task<HostState, any Error>?>(nil)
    let host = try host { request in
      let offset = Int(request["offset"] ?? "0") ?? 0
      let steps = linked(
        request, ["<HERE/3/footprints?offset=\(offset + 10)>; rel=next"],
        Self.records.dropFirst(offset).prefix(10))
      return offset == 10
        ? [.action { base.withLock { $0?.cancel() } }, .pause(milliseconds: 50)] + steps : steps
    }
    let task = Task { try await fetching.fetch(host.base, secret: nil) }
    base.withLock { $0 = task }
    let state = try await task.value
    #expect(state.failure?.code == .cancelled && state.kept == 10 && host.requests.count <= 3)
    #expect(try await self.fetching.fetch(host.base, secret: nil).kept >= 10)
  }
}

extension Fetching {
  /// With the time of day as it is, and a limit that a drip soon meets.
  func dripping(_ base: String) async throws -> HostState {
    var limits = ExchangeLimits.usual
    (limits.grace, limits.slowest) = (0.3, 10_000)
    limits.backoff.attempts = 1
    var fetcher = Fetcher(folder: folder.path)
    fetcher.limits = limits
    return await fetcher.fetch([try Endpoint(name: "host", base: base)], secret: { _ in nil })[0]
  }
}

func residentMegabytes() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(0), &usage)
  return usage.ru_maxrss / 1024
}

/// A page with links; `HERE` in them is the host itself.
private func linked(_ request: TestHost.Request, _ links: [String], _ records: some Sequence<String>)
  -> [TestHost.Step]
{
  let here = "http://\(request.headers["host"] ?? "")"
  return TestHost.Step.answer(
    list(Array(records)), headers: links.map { ("Link", $0.replacing("HERE", with: here)) })
}
