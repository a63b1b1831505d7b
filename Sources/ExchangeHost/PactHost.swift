import Footprints
import Formats
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// What a host takes from others.
public struct HostLimits: Sendable {
  /// Footprints on a page when nobody says how many, and at most.
  public var usualPage = 100
  public var largestPage = 1000
  /// Bytes of the body of an event, and of a token request.
  public var largestEvent = 8 << 20
  public var largestForm = 16 << 10
  /// Bytes of all headers of a request together.
  public var largestHeaders = 16 << 10
  public var connections = 256
  /// Requests a second from one address, twice as many at once; 0 for any number.
  public var requestsPerSecond = 500.0
  /// For a body to arrive.
  public var bodyTime: Duration = .seconds(30)
  /// For a connection on which no request arrives or is worked on.
  public var idleTime: Duration = .seconds(30)
  /// Seconds a token is good for.
  public var tokenLifetime: Int64 = 3600

  public init() {}
}

/// How a host is reached and whom it trusts.
public struct HostSettings: Sendable {
  /// An address of this machine.
  public var address = "127.0.0.1"
  /// 0 for a free one.
  public var port = 0
  public var credentials: HostCredentials
  /// Certificate chain and key; nil for plain HTTP.
  public var identity: HostIdentity?
  public var limits = HostLimits()
  /// Origins whose requests are answered and who are told of news.
  public var trusted: [WebOrigin] = []
  /// Ours at those origins.
  public var callbackCredentials: HostCredentials?
  /// A file of certificates to trust there, beside those of the system.
  public var callbackCertificates: String?
  /// Seconds to wait before the nth attempt to deliver; nil for the usual growing pauses.
  public var callbackPause: (@Sendable (Int) -> Double)?

  /// A folder that keeps what is owed to others while the host does not run; nil when nothing is kept.
  public var owedFolder: String?

  public init(credentials: HostCredentials) { self.credentials = credentials }

  /// Why these settings may not be used: whoever can be reached by others needs TLS and a secret of its own.
  ///
  /// - Parameter hasOwnSecret: false for one made up for a rehearsal.
  public func refusal(hasOwnSecret: Bool) -> Refusal? {
    guard !WebOrigin.isLoopback(address) else { return nil }
    if identity == nil { return .needsTLS }
    return hasOwnSecret ? nil : .needsSecret
  }

  public enum Refusal: Hashable, Sendable { case needsTLS, needsSecret }
}

/// A PACT host: the footprints of a catalogue under `/2` and `/3`, tokens, discovery, events both ways.
///
/// ```
/// let host = PactHost(catalogue, settings, log: .standardError)
/// try await host.run { origin in print("listening on \(origin)") }
/// ```
public final class PactHost: Service {
  public let catalogue: Catalogue
  let settings: HostSettings
  let log: HostLog
  let inbox: Inbox
  private let courier: Courier
  private let now: @Sendable () -> Timestamp
  private let isReady: @Sendable (String) async -> Void

  /// - Parameters:
  ///   - now: the clock.
  ///   - newID: ids of events that are sent.
  ///   - received: gets the news that other hosts send: answers to requests and published footprints. The sender is
  ///     told that the event was taken only when it returns.
  ///   - isReady: called with the origin, as `http://127.0.0.1:8080`, when the host listens.
  public init(
    _ catalogue: Catalogue, _ settings: HostSettings, log: HostLog = .silent,
    now: @escaping @Sendable () -> Timestamp = HostClock.now,
    newID: @escaping @Sendable () -> String = HostClock.newID,
    received: @escaping @Sendable (ReceivedEvent) async throws -> Void = { _ in },
    isReady: @escaping @Sendable (String) async -> Void = { _ in }
  ) {
    self.catalogue = catalogue
    self.settings = settings
    self.log = log
    self.now = now
    self.isReady = isReady
    var callbacks = Courier.Settings(
      credentials: settings.callbackCredentials, certificates: settings.callbackCertificates)
    if let pause = settings.callbackPause { callbacks.pause = pause }
    callbacks.outbox = settings.owedFolder.map { Outbox(folder: $0) }
    callbacks.now = now
    courier = Courier(callbacks, log: log)
    inbox = Inbox(
      trusted: settings.trusted, courier: courier, scheme: settings.scheme, log: log, now: now, newID: newID,
      received: received)
  }

  /// Serves until the surrounding service group shuts down gracefully or the task is cancelled.
  public func run() async throws {
    let scheme = settings.scheme
    let tokens = Tokens(settings.credentials, lifetime: settings.limits.tokenLifetime) { [now] in
      now().seconds
    }
    let responder = HostResponder(
      catalogue: catalogue, tokens: tokens, inbox: inbox, limits: settings.limits,
      rate: RateLimit(perSecond: settings.limits.requestsPerSecond), scheme: scheme, log: log)
    let logger = log.logger("host")
    let application = Application(
      responder: responder, server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.address, port: settings.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections, logger: logger)
      ),
      onServerRunning: { [inbox, courier, log, isReady, settings] channel in
        let address = settings.address
        let authority =
          "\(address.contains(":") ? "[\(address)]" : address):\(channel.localAddress?.port ?? 0)"
        inbox.ownAuthority = authority
        log(.info, "listening", [("origin", "\(scheme)://\(authority)")])
        await courier.resume { settings.trusted.contains($0) }
        await isReady("\(scheme)://\(authority)")
      },
      logger: logger)
    let outcome = await Result { try await application.run() }
    await courier.stop()
    log(.info, "stopped")
    try outcome.get()
  }

  private func server() throws -> HTTPServerBuilder {
    let limits = settings.limits
    let configuration = HTTP1Channel.Configuration(
      idleTimeout: TimeAmount(limits.idleTime),
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.largestHeaders, maxHeaderListSize: limits.largestHeaders,
        maxHeaderFieldCount: 100))
    let plain = HTTPServerBuilder.http1(configuration: configuration)
    guard let identity = settings.identity else { return plain }
    return try .tls(plain, tlsConfiguration: try identity.configuration())
  }
}

extension HostSettings {
  var scheme: String { identity == nil ? "http" : "https" }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
