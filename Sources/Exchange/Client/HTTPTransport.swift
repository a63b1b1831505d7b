import AsyncHTTPClient
import Footprints
import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

/// A question to a host.
struct WebRequest {
  enum Method { case get, post }
  var method = Method.get
  var address: WebAddress
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
}

/// The head of an answer.
struct WebHead: Sendable {
  var status: Int
  private var headers: [(name: String, value: String)]

  init(status: Int, headers: [(name: String, value: String)]) {
    self.status = status
    self.headers = headers
  }

  func all(_ name: String) -> [String] {
    headers.filter { $0.name.lowercased() == name }.map(\.value)
  }

  subscript(name: String) -> String? { all(name).first }
}

/// Sends requests to one host and hands over what comes back, in pieces. Thin: follows no redirect, repeats nothing,
/// knows no credentials. The only place that touches the network.
final class HTTPTransport: Sendable {
  private let client: HTTPClient
  private let limits: ExchangeLimits
  private let clock: ExchangeClock

  /// - Parameter login: `user:password` for the proxy.
  /// - Throws: `.unreadableCA` when the file of certificates cannot be used.
  init(
    _ endpoint: Endpoint, login: Secret?, limits: ExchangeLimits, clock: ExchangeClock
  ) throws(HostProblem) {
    var configuration = HTTPClient.Configuration.singletonConfiguration
    var tls = TLSConfiguration.makeClientConfiguration()
    if let ca = endpoint.ca {
      do { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(ca)) } catch {
        throw HostProblem(.unreadableCA, ca)
      }
    }
    configuration.tlsConfiguration = tls
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(
      connect: .milliseconds(Int64(limits.connect * 1000)), read: .milliseconds(Int64(limits.idle * 1000)))
    configuration.decompression = .enabled(limit: .size(Int(clamping: limits.answer)))
    configuration.connectionPool.idleTimeout = .seconds(15)
    // Repeating is decided in one place, not here.
    configuration.connectionPool.retryConnectionEstablishment = false
    if let proxy = endpoint.proxy, !endpoint.base.origin.isLoopback {
      configuration.proxy = .server(
        host: proxy.host, port: proxy.port,
        authorization: login.map { .basic(credentials: $0.basic) })
    }
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    self.limits = limits
    self.clock = clock
  }

  func close() async { try? await client.shutdown() }

  /// Sends a request. `piece` is called with the head and each piece of the body; when it throws, the rest is not read.
  func send(
    _ request: WebRequest, limit: Int64, isolation: isolated (any Actor)? = #isolation,
    piece: (WebHead, ByteBufferView) async throws -> Void
  ) async throws -> WebHead {
    do {
      return try await exchange(request, limit: limit, piece: piece)
    } catch let problem as HostProblem {
      throw problem
    } catch {
      if Task.isCancelled { throw HostProblem(.cancelled) }
      throw HostProblem(transport: error, at: request.address.origin)
    }
  }

  private func exchange(
    _ request: WebRequest, limit: Int64, isolation: isolated (any Actor)? = #isolation,
    piece: (WebHead, ByteBufferView) async throws -> Void
  ) async throws -> WebHead {
    var wire = HTTPClientRequest(url: request.address.text)
    wire.method = request.method == .get ? .GET : .POST
    for (name, value) in request.headers { wire.headers.add(name: name, value: value) }
    wire.headers.add(name: "Accept-Encoding", value: "gzip, deflate")
    wire.headers.add(name: "User-Agent", value: "genryu")
    if request.method == .post { wire.body = .bytes(request.body) }
    let deadline = NIODeadline.now() + .milliseconds(Int64(limits.head * 1000))
    let response = try await client.execute(wire, deadline: deadline)
    let head = WebHead(
      status: Int(response.status.code),
      headers: response.headers.map { (name: $0.name, value: $0.value) })
    let started = clock.steady()
    var count: Int64 = 0
    for try await buffer in response.body {
      count += Int64(buffer.readableBytes)
      if count > limit { throw HostProblem(.answerTooLong, count: Int(clamping: limit)) }
      let elapsed = clock.steady() - started
      if elapsed > limits.grace, Double(count) < elapsed * limits.slowest {
        throw HostProblem(.tooSlow, count: Int(Double(count) / elapsed))
      }
      try Task.checkCancellation()
      try await piece(head, buffer.readableBytesView)
    }
    return head
  }
}

extension HostProblem {
  /// What a failure below HTTP means for people. Never takes over the text of an error that could hold a header.
  fileprivate init(transport error: any Error, at origin: WebAddress.Origin) {
    switch error {
    case let error as HTTPClientError: self.init(error, at: origin)
    case let error as NIOConnectionError:
      let isUnknown = error.connectionErrors.isEmpty && (error.dnsAError != nil || error.dnsAAAAError != nil)
      self.init(isUnknown ? .unknownHost : .cannotConnect, origin.description)
    case let error as NIOSSLError: self.init(error, at: origin)
    case is NIOSSLExtraError: self.init(.certificateOtherHost, origin.host)
    case let error as BoringSSLError: self.init(.secureConnectionFailed, "\(error)")
    case is NIOHTTPDecompression.DecompressionError: self.init(.inflatedTooLong)
    case let error as NIOHTTPDecompression.ExtraDecompressionError: self.init(.brokenOff, "\(error)")
    case HTTPParserError.invalidEOFState: self.init(.brokenOff, origin.description)
    case is HTTPParserError: self.init(.notJSON, "HTTP")
    case is ChannelError: self.init(.cannotConnect, origin.description)
    case let error as IOError:
      let isRefused = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL].contains(error.errnoCode)
      self.init(isRefused ? .cannotConnect : .connectionLost, origin.description)
    default: self.init(.connectionLost, origin.description)
    }
  }

  private init(_ error: HTTPClientError, at origin: WebAddress.Origin) {
    switch error {
    case .connectTimeout, .tlsHandshakeTimeout, .readTimeout, .deadlineExceeded, .writeTimeout,
      .getConnectionFromPoolTimeout:
      self.init(.timedOut, origin.description)
    case .proxyAuthenticationRequired: self.init(.proxyWantsLogin)
    case .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
      self.init(.proxyFailed, error.shortDescription)
    case .remoteConnectionClosed, .uncleanShutdown, .bodyLengthMismatch:
      self.init(.brokenOff, origin.description)
    case .cancelled: self.init(.cancelled)
    default: self.init(.connectionLost, error.shortDescription)
    }
  }

  private init(_ error: NIOSSLError, at origin: WebAddress.Origin) {
    let text = "\(error)".uppercased()
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      self.init(.certificateUntrusted, origin.host)
    } else if text.contains("HOSTNAME") || text.contains("UNABLETOVALIDATE") {
      self.init(.certificateOtherHost, origin.host)
    } else if text.contains("UNCLEANSHUTDOWN") {
      self.init(.brokenOff, origin.description)
    } else {
      self.init(.secureConnectionFailed, origin.host)
    }
  }
}
