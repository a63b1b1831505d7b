import Footprints
import Formats
import Synchronization

@testable import Exchange

/// A fetch as a test makes it: waiting takes no time, chance is known, what is told is written down.
final class Fetching: Sendable {
  let folder: TemporaryFolder
  let pauses = Mutex<[Double]>([])
  let told = Mutex<[HostState]>([])

  init(into folder: TemporaryFolder) { self.folder = folder }

  /// Time stands still but for the pauses, which are over at once.
  var clock: ExchangeClock {
    ExchangeClock(
      now: { noon },
      steady: { [self] in 1000 + pauses.withLock { $0.reduce(0, +) } },
      sleep: { [self] seconds in
        try Task.checkCancellation()
        pauses.withLock { $0.append(seconds) }
        await Task.yield()
      }, random: { 0.5 })
  }

  func fetch(
    _ base: String, secret: String? = "s3cret-of-the-client", asksForAll: Bool = false,
    _ change: (inout Endpoint, inout ExchangeLimits) throws -> Void = { _, _ in }
  ) async throws -> HostState {
    var endpoint = try Endpoint(name: "host", base: base)
    if secret != nil { endpoint.clientID = "aoba" }
    var limits = ExchangeLimits.usual
    try change(&endpoint, &limits)
    var fetcher = Fetcher(folder: folder.path)
    fetcher.limits = limits
    fetcher.clock = clock
    fetcher.asksForAll = asksForAll
    let states = await fetcher.fetch(
      [endpoint], secret: { _ throws(HostProblem) in secret.map { Secret($0) } },
      tell: { [self] state in told.withLock { $0.append(state) } })
    return states[0]
  }

  /// Records in the store, in order.
  var kept: [Substring] { folder.read("footprints/host.received.ndjson")?.split(separator: "\n") ?? [] }

  var keptText: [String] { kept.map(String.init) }
}

extension HostState {
  var codes: [HostProblem.Code] { problems.map(\.code) }
}
