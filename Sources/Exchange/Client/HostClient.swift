import Footprints
import FoundationEssentials
import Glibc
import NIOCore

/// Speaks to one host as PACT wants it: gets a token and renews it, repeats what may be repeated, and gives the token to
/// nobody else.
actor HostClient {
  let endpoint: Endpoint
  private let secret: Secret?
  private let transport: HTTPTransport
  private let limits: ExchangeLimits
  private let clock: ExchangeClock
  private var token: AccessToken?
  private var tokenAddress: WebAddress?
  private(set) var confidential = Confidential()
  /// The host's clock at its first answer, with ours.
  private(set) var hostTime: (host: Timestamp, ours: Timestamp)?

  init(
    _ endpoint: Endpoint, secret: Secret?, limits: ExchangeLimits, clock: ExchangeClock
  ) throws(HostProblem) {
    self.endpoint = endpoint
    self.secret = secret
    self.limits = limits
    self.clock = clock
    let login = try HostClient.proxyLogin(endpoint)
    transport = try HTTPTransport(endpoint, login: login, limits: limits, clock: clock)
    if let secret { confidential.add(secret.value) }
    if let login {
      confidential.add(login.value)
      confidential.add(login.basic)
    }
  }

  /// Read where it is needed, as nobody is ever asked for it.
  private static func proxyLogin(_ endpoint: Endpoint) throws(HostProblem) -> Secret? {
    guard let source = endpoint.proxy?.login else { return nil }
    let login = try source.read { name in getenv(name).map { String(cString: $0) } }
    guard login?.value.contains(":") ?? true else { throw HostProblem(.unusableProxyLogin) }
    return login
  }

  func close() async { await transport.close() }

  // MARK: Token

  /// A token that is good for a while; nil for a host without client id.
  private func bearer() async throws -> AccessToken? {
    guard let id = endpoint.clientID else { return nil }
    if let token, token.isGood(now: clock.steady()) { return token }
    guard let secret else { throw HostProblem(.noSecret, endpoint.name) }
    let token = try await requestToken(id, secret)
    self.token = token
    confidential.add(token.value)
    return token
  }

  private func requestToken(_ id: String, _ secret: Secret) async throws -> AccessToken {
    let address = try await discover()
    let pair = Data("\(HostClient.formEncoded(id)):\(HostClient.formEncoded(secret.value))".utf8)
    let plain = Data("\(id):\(secret.value)".utf8).base64EncodedString()
    let basic = pair.base64EncodedString()
    confidential.add(basic)
    confidential.add(plain)
    var request = WebRequest(method: .post, address: address)
    request.headers = [
      ("Authorization", "Basic \(plain)"), ("Accept", "application/json"),
      ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    request.body = Array("grant_type=client_credentials".utf8)
    var answer = try await small(request)
    if answer.head.status == 401 || answer.head.status == 400, basic != plain {
      // RFC 6749 wants both parts form-encoded; the reference client of PACT does not do it. Hosts know one of the two.
      request.headers[0].value = "Basic \(basic)"
      answer = try await small(request)
    }
    switch answer.head.status {
    case 200..<300: break
    case 400, 401, 403: throw HostProblem(.refusedCredentials, message(answer.body, or: answer.head.status))
    default:
      throw HostProblem(
        answer.head.status >= 500 ? .hostFailed : .unreadableToken,
        message(answer.body, or: answer.head.status))
    }
    guard let token = AccessToken(answer: answer.body, now: clock.steady()) else {
      throw HostProblem(HostClient.isWebPage(answer.body) ? .webPage : .unreadableToken, address.place)
    }
    return token
  }

  private static func formEncoded(_ text: String) -> String {
    WebAddress.encoded(text).replacing("$", with: "%24").replacing("%20", with: "+")
  }

  /// The token address of the endpoint, of its discovery document, or the usual one. A discovery that fails in any way
  /// is passed over in silence; one that would send the secret over an open line is not.
  private func discover() async throws -> WebAddress {
    if let tokenAddress { return tokenAddress }
    let base = endpoint.tokenAddress ?? endpoint.base
    if base.path.hasSuffix("/token") {
      tokenAddress = base
      return base
    }
    var found = base.appending("auth").appending("token")
    struct Document: Decodable {
      enum CodingKeys: String, CodingKey { case tokenEndpoint = "token_endpoint" }
      var tokenEndpoint: String
    }
    let wellKnown = base.appending(".well-known").appending("openid-configuration")
    if let answer = try? await small(WebRequest(address: wellKnown), attempts: 1),
      (200..<300).contains(answer.head.status),
      let document = try? JSONDecoder().decode(Document.self, from: Data(answer.body)),
      let address = wellKnown.resolving(document.tokenEndpoint)
    {
      found = address
    }
    try Task.checkCancellation()
    // The machine itself is only a safe place for those who asked for it.
    guard found.origin.isSecure || (found.origin.isLoopback && base.origin.isLoopback) else {
      throw HostProblem(.insecureTokenAddress, found.origin.description)
    }
    tokenAddress = found
    return found
  }

  // MARK: Questions

  struct Answer: Sendable {
    var head: WebHead
    var address: WebAddress
    var body: [UInt8] = []
    /// Bytes of the body, inflated.
    var count: Int64 = 0
  }

  /// A short question without the token, repeated when the host fails.
  private func small(_ request: WebRequest, attempts: Int? = nil) async throws -> Answer {
    var backoff = limits.backoff
    if let attempts { backoff.attempts = attempts }
    return try await repeating(backoff) {
      var body: [UInt8] = []
      let head = try await self.transport.send(request, limit: Int64(self.limits.small)) { _, piece in
        body += piece
      }
      self.note(head)
      return Answer(head: head, address: request.address, body: body)
    }
  }

  /// Posts an event; any 2xx is a success.
  func post(_ address: WebAddress, _ body: [UInt8], type: String) async throws -> Answer {
    try await authorised(to: address) { headers in
      var request = WebRequest(method: .post, address: address)
      request.headers = headers + [("Content-Type", type), ("Accept", "application/json")]
      request.body = body
      return try await self.small(request)
    }
  }

  /// What becomes of the body of a successful answer.
  struct Receiver: Sendable {
    /// An answer begins, for the first time or once more: what was handed over before counts no longer.
    var begin: @Sendable () async -> Void
    var piece: @Sendable (ByteBufferView) async throws -> Void
    /// The answer is over. Throws `.brokenOff` where it should not be, and is then asked for again.
    var end: @Sendable () async throws -> Void
    /// The connection failed: what came is all there is.
    var fail: @Sendable () async -> Void
  }

  /// Gets a list with the token, piece by piece.
  func get(_ address: WebAddress, _ receiver: Receiver) async throws -> Answer {
    var target = address
    for _ in 0...limits.redirects {
      let place = target
      let answer = try await authorised(to: place) { headers in
        try await self.repeating(self.limits.backoff) {
          await receiver.begin()
          return try await self.read(place, headers, receiver)
        }
      }
      guard (300..<400).contains(answer.head.status) else { return answer }
      target = try redirected(answer, from: place)
    }
    throw HostProblem(.redirectedElsewhere, target.place)
  }

  private func read(
    _ address: WebAddress, _ headers: [(name: String, value: String)],
    _ receiver: Receiver
  ) async throws -> Answer {
    var request = WebRequest(address: address)
    request.headers = headers + [("Accept", "application/json")]
    var (body, count): ([UInt8], Int64) = ([], 0)
    let head: WebHead
    do {
      head = try await transport.send(request, limit: limits.answer) { head, bytes in
        count += Int64(bytes.count)
        if (200..<300).contains(head.status) {
          try await receiver.piece(bytes)
        } else if body.count < self.limits.small {
          body += bytes
        } else {
          throw HostProblem(.answerTooLong, "\(head.status)", count: self.limits.small)
        }
      }
    } catch {
      if count > 0 { await receiver.fail() }
      throw error
    }
    note(head)
    if (200..<300).contains(head.status) { try await receiver.end() }
    return Answer(head: head, address: address, body: body, count: count)
  }

  /// With the token in the headers, and once with a new one when the host does not know the first any more.
  private func authorised(
    to address: WebAddress, _ ask: ([(name: String, value: String)]) async throws -> Answer
  ) async throws -> Answer {
    for attempt in 0...1 {
      let token = try await bearer()
      // The token belongs to the configured origin. Whoever calls has checked; this is the last door.
      guard address.origin == endpoint.base.origin else {
        throw HostProblem(.foreignLink, address.origin.description)
      }
      let answer = try await ask(token.map { [("Authorization", "Bearer \($0.value)")] } ?? [])
      switch answer.head.status {
      case 401 where attempt == 0 && token != nil: self.token = nil
      case 401:
        throw HostProblem(token == nil ? .refusedCredentials : .refusedToken, message(answer.body, or: 401))
      case 403: throw HostProblem(.accessDenied, message(answer.body, or: 403))
      default: return answer
      }
    }
    throw HostProblem(.refusedToken)
  }

  /// Only inside the origin, where nobody new learns anything.
  private func redirected(_ answer: Answer, from address: WebAddress) throws -> WebAddress {
    guard let target = answer.head["location"].flatMap(address.resolving) else {
      throw HostProblem(.redirectedElsewhere, "\(answer.head.status)")
    }
    guard target.origin == address.origin else {
      throw HostProblem(.redirectedElsewhere, confidential.harmless(target.origin.description))
    }
    return target
  }

  /// Repeats a question while the host is busy or fails, with pauses.
  private func repeating(
    _ backoff: Backoff, _ ask: () async throws -> Answer
  ) async throws -> Answer {
    var attempt = 0
    while true {
      attempt += 1
      var retryAfter: String?
      var problem: HostProblem
      do {
        let answer = try await ask()
        guard HostClient.isPassing(answer.head.status) else { return answer }
        retryAfter = answer.head["retry-after"]
        problem = HostProblem(
          answer.head.status == 429 ? .tooManyRequests : .hostFailed,
          message(answer.body, or: answer.head.status))
      } catch let failure as HostProblem where failure.mayPass && failure.code != .cancelled {
        problem = failure
      }
      let now = clock.now()
      switch backoff.next(
        afterAttempt: attempt, random: clock.random(), retryAfter: retryAfter, hostTime: hostNow(now),
        now: now)
      {
      case .wait(let seconds): try await pause(seconds)
      case .giveUp:
        // The count of a busy host is the time that it asks for.
        if problem.code != .tooManyRequests { problem.count = attempt }
        throw problem
      case .tooLong(let seconds): throw HostProblem(.tooManyRequests, problem.detail, count: Int(seconds))
      }
    }
  }

  /// Answers that may be others a moment later.
  private static func isPassing(_ status: Int) -> Bool {
    switch status {
    case 408, 425, 429, 500, 502, 503, 504: true
    default: false
    }
  }

  func pause(_ seconds: Double) async throws {
    pausing?(seconds)
    defer { pausing?(0) }
    do { try await clock.sleep(seconds) } catch { throw HostProblem(.cancelled) }
  }

  /// Told when a pause begins, and with 0 when it ends.
  private var pausing: (@Sendable (Double) -> Void)?

  func onPause(_ tell: @escaping @Sendable (Double) -> Void) { pausing = tell }

  // MARK: What hosts say

  private func note(_ head: WebHead) {
    guard hostTime == nil, let host = head["date"].flatMap(HTTPDate.read) else { return }
    hostTime = (host, clock.now())
  }

  private func hostNow(_ now: Timestamp) -> Timestamp? {
    hostTime.map { Timestamp(seconds: $0.host.seconds + now.seconds - $0.ours.seconds) }
  }

  /// The host's own words for an error, cut, and without anything confidential; else its status.
  func message(_ body: [UInt8], or status: Int) -> String {
    struct Words: Decodable {
      var code: String?
      var message: String?
      var error: String?
      var description: String?

      enum CodingKeys: String, CodingKey {
        case code, message, error
        case description = "error_description"
      }
    }
    guard let words = try? JSONDecoder().decode(Words.self, from: Data(body)) else { return "HTTP \(status)" }
    let parts = [words.code, words.message, words.error, words.description].compactMap { $0 }
    let text = "HTTP \(status) " + parts.joined(separator: ": ")
    return confidential.isIn(text) ? "HTTP \(status)" : String(text.prefix(300))
  }

  static func isWebPage(_ bytes: [UInt8]) -> Bool {
    bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
  }
}
