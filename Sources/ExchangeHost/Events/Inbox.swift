import Footprints
import Formats
import Synchronization

/// Takes in what other hosts send: requests are answered from the catalogue, news handed on.
final class Inbox: Sendable {
  /// Called with news that was checked; the sender hears 200 only when it returns, and 500 when it throws.
  let received: @Sendable (ReceivedEvent) async throws -> Void
  private let trusted: TrustedOrigins
  private let courier: Courier
  private let log: HostLog
  private let scheme: String
  private let now: @Sendable () -> Timestamp
  private let newID: @Sendable () -> String
  private let authority = Mutex("")
  private let answered = Mutex(Recent())

  /// Footprints in one answer at most.
  static let largestAnswer = 100

  init(
    trusted: [WebOrigin], courier: Courier, scheme: String, log: HostLog,
    now: @escaping @Sendable () -> Timestamp,
    newID: @escaping @Sendable () -> String,
    received: @escaping @Sendable (ReceivedEvent) async throws -> Void
  ) {
    self.trusted = TrustedOrigins(origins: trusted)
    self.courier = courier
    self.scheme = scheme
    self.log = log
    self.now = now
    self.newID = newID
    self.received = received
  }

  /// Host and port of this host, known when it listens.
  var ownAuthority: String {
    get { authority.withLock { $0 } }
    set { authority.withLock { $0 = newValue } }
  }

  func take(_ event: HostEvent, _ bytes: [UInt8], from catalogue: Catalogue) async throws {
    switch event.content {
    case .news(let content):
      let news = ReceivedEvent(
        version: event.version, id: event.id, source: event.source, time: event.time, content: content,
        bytes: bytes)
      try await received(news)
      log(.info, "event-received", [("kind", "\(news.kind)"), ("source", event.source)])
    case .requestCreated(let filter, let hasCriteria):
      try await answer(event, filter, hasCriteria, catalogue)
    }
  }

  /// One answer to each request, however often it comes.
  private func answer(
    _ event: HostEvent, _ filter: Filter, _ hasCriteria: Bool, _ catalogue: Catalogue
  ) async throws {
    guard let base = trusted.base(of: event.source) else {
      log(.warning, "event-untrusted", [("source", event.source)])
      throw HostError.untrusted
    }
    let key = event.source + "\u{0}" + event.id
    guard answered.withLock({ $0.add(key) }) else { return }
    let answer = reply(event, filter, hasCriteria, catalogue, base)
    guard await courier.send(answer) else {
      answered.withLock { $0.remove(key) }
      throw HostError.busy
    }
    log(.info, "event-answered", [("kind", answer.kind), ("source", event.source)])
  }

  private func reply(
    _ event: HostEvent, _ filter: Filter, _ hasCriteria: Bool, _ catalogue: Catalogue, _ base: String
  ) -> OutgoingEvent {
    let sender = sender(event.version)
    guard hasCriteria else {
      return .rejected(
        code: "BadRequest", message: "please say which footprints are wanted", to: event, base: base, sender)
    }
    let page = catalogue.shelf.page(event.version, filter, offset: 0, limit: Inbox.largestAnswer)
    let footprints = Inbox.wanted(page.offers, filter).compactMap { $0.value(in: event.version) }
    if footprints.isEmpty {
      return .rejected(
        code: "NotFound", message: "the requested footprint could not be found", to: event, base: base, sender
      )
    }
    return .fulfilled(footprints, to: event, base: base, sender)
  }

  /// Whoever asks without a status wants what stands, and what is replaced only where nothing else is there.
  private static func wanted(_ offers: [Offer], _ filter: Filter) -> [Offer] {
    if case .criteria(let criteria) = filter, criteria.hasStatus { return offers }
    let active = offers.filter { $0.terms.status == "active" }
    return active.isEmpty ? offers : active
  }

  private func sender(_ version: PactVersion) -> OutgoingEvent.Sender {
    OutgoingEvent.Sender(
      source: "\(scheme)://\(ownAuthority)\(version == .v2 ? "/2" : "/3")/events", now: now(), id: newID())
  }

  /// Tells all trusted origins of new or changed footprints.
  func publish(_ ids: [String], in versions: [PactVersion]) async {
    for origin in trusted.origins {
      for version in versions {
        _ = await courier.send(.published(ids, version, base: origin.description, sender(version)))
      }
    }
  }
}

extension ReceivedEvent {
  /// For logs.
  public var kind: String {
    switch content {
    case .fulfilled: "requestFulfilled"
    case .rejected: "requestRejected"
    case .published: "published"
    }
  }
}

/// The last ten thousand texts.
private struct Recent {
  private var texts: Set<String> = []
  private var order: [String] = []

  static let most = 10_000

  /// False when it is there already.
  mutating func add(_ text: String) -> Bool {
    guard texts.insert(text).inserted else { return false }
    order.append(text)
    if order.count > Recent.most {
      for old in order.prefix(Recent.most / 2) { texts.remove(old) }
      order.removeFirst(Recent.most / 2)
    }
    return true
  }

  mutating func remove(_ text: String) {
    texts.remove(text)
    order.removeAll { $0 == text }
  }
}
