import Footprints
import Formats
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers requests. Holds no state of its own but what it was made with.
struct HostResponder: HTTPResponder {
  typealias Context = HostContext

  let catalogue: Catalogue
  let tokens: Tokens
  let inbox: Inbox
  let limits: HostLimits
  let rate: RateLimit
  let scheme: String
  let log: HostLog
  let clock: ContinuousClock = .continuous

  func respond(to request: Request, context: HostContext) async throws -> Response {
    let start = clock.now
    let address = context.address
    var answer: Answer
    do {
      guard rate.allows(address) else { throw HostError.tooMany }
      answer = try await route(request)
    } catch let error as HostError {
      answer = Answer(error)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      log(.error, "failure", [("reason", "\(type(of: error))")])
      answer = Answer(.internalError)
    }
    report(request, answer, address, clock.now - start)
    let response = answer.response(context.channel)
    return request.method == .head ? response.createHeadResponse() : response
  }

  private func report(_ request: Request, _ answer: Answer, _ address: String, _ duration: Duration) {
    let path = (request.head.path ?? "").prefix { $0 != "?" }
    let microseconds =
      duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    log(
      .info, "request",
      [
        ("method", request.method.rawValue), ("path", String(path.prefix(200))),
        ("status", "\(answer.status)"),
        ("bytes", "\(answer.body.readableBytes)"), ("us", "\(microseconds)"), ("from", address),
      ])
  }

  // MARK: Addresses

  private func route(_ request: Request) async throws -> Answer {
    let path = request.head.path ?? ""
    let mark = path.firstIndex(of: "?")
    let query = Query(mark.map { path[path.index(after: $0)...] } ?? "")
    let parts = path[..<(mark ?? path.endIndex)].split(separator: "/").map(String.init)
    switch (parts.first, parts.count) {
    case ("auth", 2) where parts[1] == "token":
      try require(.post, request)
      return try await token(request)
    case (".well-known", 2) where parts[1] == "openid-configuration":
      try require(.get, request)
      return discovery(request)
    case ("2", 2...), ("3", 2...): return try await action(parts, query, request)
    default: throw HostError.noResource
    }
  }

  private func require(_ method: HTTPRequest.Method, _ request: Request) throws {
    let isMethod = request.method == method || (method == .get && request.method == .head)
    guard isMethod else { throw HostError.method(method == .get ? "GET, HEAD" : method.rawValue) }
  }

  private func action(_ parts: [String], _ query: Query, _ request: Request) async throws -> Answer {
    let version: PactVersion = parts[0] == "2" ? .v2 : .v3
    switch (parts[1], parts.count) {
    case ("footprints", 2):
      try authorise(request, .get)
      return try list(version, query, request)
    case ("footprints", 3):
      try authorise(request, .get)
      return try footprint(parts[2], version)
    case ("events", 2):
      try authorise(request, .post)
      return try await event(version, request)
    default: throw HostError.noResource
    }
  }

  /// The method first: who may not do it, may not do it with a token either.
  private func authorise(_ request: Request, _ method: HTTPRequest.Method) throws {
    try require(method, request)
    switch tokens.judge(request.headers[.authorization]) {
    case .valid: return
    case .expired: throw HostError.expired
    case .invalid: throw HostError.unauthorised
    }
  }

  // MARK: Footprints

  private func list(_ version: PactVersion, _ query: Query, _ request: Request) throws -> Answer {
    let asked = try query.number("limit")?.get()
    let limit = min(asked ?? limits.usualPage, limits.largestPage)
    let offset = try query.number("offset")?.get() ?? 0
    let filter = version == .v2 ? try expression(query) : criteria(query)
    guard limit > 0 else { return Answer(list: [], in: version) }
    let page = catalogue.shelf.page(version, filter, offset: offset, limit: limit)
    var answer = Answer(list: page.offers, in: version)
    if page.hasMore {
      answer.link = next(query, offset: offset + page.offers.count, limit: limit, request)
    }
    return answer
  }

  private func criteria(_ query: Query) -> Filter {
    let criteria = Criteria(query.pairs)
    return criteria.isEmpty ? .none : .criteria(criteria)
  }

  private func expression(_ query: Query) throws -> Filter {
    guard let text = query.spacedValue("$filter"), !text.trimmingBlanks().isEmpty else { return .none }
    do {
      return .expression(try ODataFilter(text))
    } catch ODataFilter.Problem.unsupported(let word) {
      throw HostError.notImplemented("this host does not know the filter \(word.prefix(100))")
    } catch {
      throw HostError.badRequest("the filter cannot be read")
    }
  }

  /// An absolute link to the next page on the host that was asked, with all other parameters kept.
  private func next(_ query: Query, offset: Int, limit: Int, _ request: Request) -> String {
    let path = (request.head.path ?? "").prefix { $0 != "?" }
    let parts = query.text(without: ["limit", "offset"]) + ["limit=\(limit)", "offset=\(offset)"]
    return "<\(base(request))\(Query.harmless(path))?\(parts.joined(separator: "&"))>; rel=\"next\""
  }

  private func footprint(_ id: String, _ version: PactVersion) throws -> Answer {
    guard let id = Query.decoded(id), let text = catalogue.shelf.offer(id: id, in: version)?.text(in: version)
    else {
      throw HostError.noFootprint(version)
    }
    var body = ByteBuffer(string: "{\"data\":")
    body.writeBytes(text)
    body.writeString("}")
    return Answer(status: 200, body: body)
  }

  // MARK: Authentication

  /// The client credentials grant of OAuth 2 (RFC 6749, 4.4), with errors as there (5.2).
  private func token(_ request: Request) async throws -> Answer {
    let bytes = try await body(request, atMost: limits.largestForm)
    let form = Query(String(decoding: bytes, as: UTF8.self))
    let authorization = request.headers[.authorization]
    guard tokens.isClient(authorization: authorization, form: form) else {
      return Answer(oauth: "invalid_client", "client authentication failed", status: 401)
    }
    switch form.value("grant_type") {
    case "client_credentials":
      let object = JSONObject([
        ("access_token", .string(tokens.token())), ("token_type", .string("Bearer")),
        ("expires_in", .number("\(tokens.lifetime)")),
      ])
      var answer = Answer(status: 200, body: ByteBuffer(bytes: JSONValue.object(object).bytes))
      answer.isStored = false
      return answer
    case nil: return Answer(oauth: "invalid_request", "grant_type is missing", status: 400)
    default:
      return Answer(oauth: "unsupported_grant_type", "only client_credentials is known here", status: 400)
    }
  }

  /// OpenID discovery, as far as it concerns tokens.
  private func discovery(_ request: Request) -> Answer {
    let base = base(request)
    let object = JSONObject([
      ("issuer", .string(base)), ("token_endpoint", .string(base + "/auth/token")),
      ("grant_types_supported", .strings(["client_credentials"])),
      ("token_endpoint_auth_methods_supported", .strings(["client_secret_basic", "client_secret_post"])),
      ("response_types_supported", .strings(["token"])),
    ])
    return Answer(status: 200, body: ByteBuffer(bytes: JSONValue.object(object).bytes))
  }

  /// The address by which the client reached this host.
  private func base(_ request: Request) -> String {
    let authority = request.head.authority ?? ""
    let isPlain = authority.utf8.allSatisfy {
      ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 || ".-:[]".utf8.contains($0)
    }
    return "\(scheme)://" + (isPlain && !authority.isEmpty ? authority : inbox.ownAuthority)
  }

  // MARK: Events

  private func event(_ version: PactVersion, _ request: Request) async throws -> Answer {
    let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.trimmingBlanks().lowercased()
    guard type == "application/cloudevents+json" || type == "application/json" else {
      throw HostError.badRequest("the content type must be application/cloudevents+json")
    }
    let bytes = try await body(request, atMost: limits.largestEvent)
    try await inbox.take(try HostEvent(bytes, version), bytes, from: catalogue)
    return Answer(status: 200, body: ByteBuffer())
  }

  /// The whole body, within a size and a time.
  private func body(_ request: Request, atMost limit: Int) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
      throw HostError.tooLarge
    }
    let time = limits.bodyTime
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        do {
          return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
          throw HostError.tooLarge
        }
      }
      group.addTask {
        try await Task.sleep(for: time)
        throw HostError.tooSlow
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }
}

/// What is known of a connection.
struct HostContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  /// The address of the other side, without its port.
  var address: String { channel.remoteAddress?.ipAddress ?? "?" }
}
