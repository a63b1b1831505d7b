import Exchange
import ExchangeHost
import Footprints

/// Puts what other hosts send to a host of ours into the store of its dataset, where `genryu fetch` keeps what it
/// receives.
///
/// Answers to our requests are kept as they came. News of published footprints makes us ask the host that sent it, where
/// it is one of the endpoints that we know; nobody else is asked, whatever an event says.
actor Reception {
  private let folder: String
  private let log: HostLog
  /// Endpoints that are being asked, and whether there was news meanwhile.
  private var asking: [String: Bool] = [:]

  init(folder: String, log: HostLog) {
    self.folder = folder
    self.log = log
  }

  /// What it holds of an answer is on the disk when this returns.
  func take(_ event: ReceivedEvent) throws {
    switch event.content {
    case .fulfilled, .rejected: try keep(event)
    case .published: follow(event.source)
    }
  }

  private func keep(_ event: ReceivedEvent) throws(HostProblem) {
    switch try SourceStore.receive(event: event.bytes, in: folder, now: ExchangeClock.system.now) {
    case .answered(let host, let new): log(.info, "answer-kept", [("host", host), ("new", "\(new)")])
    case .rejected(let host, let reason):
      log(.info, "request-rejected", [("host", host), ("reason", reason)])
    case .unknown: log(.warning, "answer-unasked", [("source", event.source)])
    }
  }

  private func follow(_ source: String) {
    guard let endpoint = KnownEndpoints(dataset: folder).endpoints.first(where: { $0.isMeant(by: source) })
    else {
      return log(.warning, "news-unknown-host", [("source", source)])
    }
    if asking[endpoint.name] != nil {
      asking[endpoint.name] = true
      return
    }
    asking[endpoint.name] = false
    Task { await ask(endpoint) }
  }

  private func ask(_ endpoint: Endpoint) async {
    repeat {
      asking[endpoint.name] = false
      let states = await Fetcher(folder: folder).fetch(
        [endpoint],
        secret: { endpoint throws(HostProblem) in try SecretPrompt.secret(of: endpoint, prompt: nil) })
      for state in states {
        let outcome = state.failure.map { "\($0.code)" } ?? "done"
        log(
          .info, "news-fetched", [("host", state.name), ("new", "\(state.received)"), ("outcome", outcome)])
      }
    } while asking[endpoint.name] == true
    asking[endpoint.name] = nil
  }
}

extension Endpoint {
  /// Whether the source of an event is this host; v2 writes sources without a scheme.
  func isMeant(by source: String) -> Bool {
    if source.hasPrefix("//") {
      return ["https:", "http:"].contains { WebAddress($0 + source)?.origin == base.origin }
    }
    return WebAddress(source)?.origin == base.origin
  }
}
