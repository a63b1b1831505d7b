import AsyncHTTPClient
import Footprints
import Formats
import NIOCore
import NIOSSL

/// Brings events to other hosts: a token from there, then the event; again and again with growing pauses, up to three
/// days (PACT), until it is taken. Redirects are never followed and the token goes to the origin it came from.
///
/// What waits is kept in an outbox, where there is one, and delivered when the host runs again; else a host that is
/// stopped does not deliver it any more.
actor Courier {
  /// What can be set.
  struct Settings: Sendable {
    /// Ours at other hosts; nil when nothing can be delivered.
    var credentials: HostCredentials?
    /// A file of certificates to trust beside those of the system.
    var certificates: String?
    /// Seconds to wait before the nth attempt after a failure, n from 1.
    var pause: @Sendable (Int) -> Double = Courier.usualPause
    /// Seconds after which an event is given up.
    var patience: Double = 72 * 3600
    var timeout: TimeAmount = .seconds(30)
    var outbox: Outbox?
    var now: @Sendable () -> Timestamp = HostClock.now

    init(credentials: HostCredentials?, certificates: String? = nil) {
      self.credentials = credentials
      self.certificates = certificates
    }
  }

  static let mostWaiting = 1000
  private static let largestAnswer = 64 << 10

  private let settings: Settings
  private let log: HostLog
  private let client: HTTPClient
  private var deliveries: [Int: Task<Void, Never>] = [:]
  private var next = 0
  private var isStopped = false

  init(_ settings: Settings, log: HostLog) {
    self.settings = settings
    self.log = log
    var tls = TLSConfiguration.makeClientConfiguration()
    if let file = settings.certificates { tls.additionalTrustRoots = [.file(file)] }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: settings.timeout))
    configuration.httpVersion = .http1Only
    // Attempts are made here, with pauses of ours.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// 1, 2, 4, … seconds up to an hour, each up to twice as long by chance.
  static let usualPause: @Sendable (Int) -> Double = { attempt in
    min(3600, pow2(attempt - 1)) * Double.random(in: 1...2)
  }

  private static func pow2(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: min(exponent, 30), significand: 1)
  }

  /// False when too many wait already.
  func send(_ event: OutgoingEvent) -> Bool {
    guard !isStopped, deliveries.count < Courier.mostWaiting else { return false }
    keep(event)
    start(event, waited: 0)
    return true
  }

  /// Delivers what was owed when the host ran last, to those that are still trusted.
  func resume(_ isTrusted: (WebOrigin) -> Bool) {
    guard let outbox = settings.outbox, !isStopped else { return }
    let now = settings.now()
    for owed in outbox.owed() where deliveries.count < Courier.mostWaiting {
      let fields = [("kind", owed.event.kind), ("to", owed.event.url)]
      guard WebOrigin(owed.event.base).map(isTrusted) ?? false else {
        log(.warning, "event-untrusted", fields)
        continue
      }
      log(.info, "event-resumed", fields)
      start(owed.event, waited: max(0, Double(now.seconds - owed.since.seconds)))
    }
  }

  private func keep(_ event: OutgoingEvent) {
    do throws(Outbox.Failure) {
      try settings.outbox?.keep(event, since: settings.now())
    } catch {
      // It is delivered all the same, as long as the host runs.
      log(.warning, "event-not-kept", [("kind", event.kind), ("reason", error.reason)])
    }
  }

  private func start(_ event: OutgoingEvent, waited: Double) {
    let number = next
    next += 1
    deliveries[number] = Task {
      if await self.deliver(event, waited: waited) { self.settings.outbox?.remove(event.id) }
      self.finished(number)
    }
  }

  private func finished(_ number: Int) { deliveries[number] = nil }

  /// Ends what is on its way and closes all connections.
  func stop() async {
    isStopped = true
    let waiting = deliveries
    for delivery in waiting.values { delivery.cancel() }
    for delivery in waiting.values { await delivery.value }
    try? await client.shutdown()
  }

  // MARK: Delivery

  private enum Failure: Error {
    /// Worth another attempt.
    case later(String)
    case final(String)
  }

  /// True when nothing more is owed: it was taken, refused, or given up.
  private func deliver(_ event: OutgoingEvent, waited: Double) async -> Bool {
    let fields = [("kind", event.kind), ("to", event.url)]
    var waited = waited
    var attempt = 0
    while !Task.isCancelled {
      do {
        try await attemptDelivery(event)
        log(.info, "event-sent", fields)
        return true
      } catch Failure.final(let reason) {
        log(.warning, "event-refused", fields + [("reason", reason)])
        return true
      } catch {
        if Task.isCancelled { break }
        attempt += 1
        let pause = settings.pause(attempt)
        waited += pause
        let reason = if case Failure.later(let text) = error { text } else { "\(error)" }
        guard waited <= settings.patience else {
          log(.warning, "event-given-up", fields + [("reason", reason)])
          return true
        }
        log(.warning, "event-delayed", fields + [("reason", reason), ("attempt", "\(attempt)")])
        try? await Task.sleep(for: .seconds(pause))
      }
    }
    let outcome = settings.outbox == nil ? "event-not-sent" : "event-waits"
    log(.warning, outcome, fields + [("reason", "the host stops")])
    return false
  }

  private func attemptDelivery(_ event: OutgoingEvent) async throws {
    let token = try await token(event.base)
    var request = HTTPClientRequest(url: event.url)
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    request.headers.add(name: "Content-Type", value: "application/cloudevents+json; charset=UTF-8")
    request.headers.add(name: "Accept", value: "application/json")
    request.body = .bytes(event.bytes)
    let response = try await client.execute(request, timeout: settings.timeout)
    _ = try? await response.body.collect(upTo: Courier.largestAnswer)
    try Courier.check(Int(response.status.code))
  }

  /// Success, or which kind of failure a status is.
  private static func check(_ status: Int) throws {
    switch status {
    case 200..<300: return
    case 401, 408, 425, 429, 500...: throw Failure.later("status \(status)")
    default: throw Failure.final("status \(status)")
    }
  }

  /// A token of the recipient, at the address its discovery document names or else the usual one.
  private func token(_ base: String) async throws -> String {
    guard let credentials = settings.credentials else {
      throw Failure.final("no credentials for answers are set")
    }
    var request = HTTPClientRequest(url: await discovered(base) ?? base + "/auth/token")
    request.method = .POST
    let pair = Base64.encoded(Array("\(credentials.clientID):\(credentials.secret)".utf8))
    request.headers.add(name: "Authorization", value: "Basic \(pair)")
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.headers.add(name: "Accept", value: "application/json")
    request.body = .bytes(Array("grant_type=client_credentials".utf8))
    let response = try await client.execute(request, timeout: settings.timeout)
    let body = try await response.body.collect(upTo: Courier.largestAnswer)
    try Courier.check(Int(response.status.code))
    let answer = (try? JSONParser.parse(Array(body.readableBytesView)))?.object
    guard let token = answer?["access_token"]?.string, !token.isEmpty,
      token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw Failure.later("no token in the answer") }
    return token
  }

  /// The token endpoint that OpenID discovery names, when it is at the same origin: the secret goes nowhere else.
  private func discovered(_ base: String) async -> String? {
    var request = HTTPClientRequest(url: base + "/.well-known/openid-configuration")
    request.headers.add(name: "Accept", value: "application/json")
    guard let response = try? await client.execute(request, timeout: settings.timeout),
      let body = try? await response.body.collect(upTo: Courier.largestAnswer), response.status == .ok,
      let url = (try? JSONParser.parse(Array(body.readableBytesView)))?.object?["token_endpoint"]?.string,
      let origin = WebOrigin(url), origin == WebOrigin(base)
    else { return nil }
    return url
  }
}
