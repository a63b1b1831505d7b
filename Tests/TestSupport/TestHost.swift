import FoundationEssentials
import Glibc
import Synchronization

/// A host on the loopback that does what a test tells it, right or wrong, byte by byte.
public final class TestHost: Sendable {
  public struct Request: Sendable {
    public var method: String
    /// Path and query.
    public var target: String
    /// Names in small letters.
    public var headers: [String: String]
    public var body: String

    public var path: String { String(target.prefix { $0 != "?" }) }
    public var query: String {
      target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
    }

    /// The decoded value of a parameter.
    public subscript(name: String) -> String? {
      for item in query.split(separator: "&") {
        let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.first.map({ $0 == name }) ?? false { return parts.count > 1 ? decoded(parts[1]) : "" }
      }
      return nil
    }

    private func decoded(_ text: Substring) -> String {
      var bytes: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while let byte = rest.popFirst() {
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16) {
          bytes.append(value)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  public enum Step: Sendable {
    case bytes([UInt8])
    /// The same bytes again and again.
    case repeated([UInt8], count: Int)
    case pause(milliseconds: Int)
    /// Something that the test does at that moment.
    case action(@Sendable () -> Void)
    case hangUp
  }

  public typealias Handler = @Sendable (Request) -> [Step]

  public let port: Int
  private let listener: Int32
  private let handler: Handler
  private let log = Mutex<[Request]>([])
  private let isStopped = Atomic<Bool>(false)

  private let greeting: [UInt8]

  /// Answers with what `handler` says, one connection a thread; `greeting` is sent before anything was asked.
  public init(greeting: String = "", _ handler: @escaping Handler) throws {
    self.greeting = Array(greeting.utf8)
    signal(SIGPIPE, SIG_IGN)
    (listener, port) = try Loopback.listen()
    self.handler = handler
    Loopback.detach { [self] in accept() }
  }

  deinit { stop() }

  public func stop() {
    guard !isStopped.exchange(true, ordering: .relaxed) else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  public var base: String { "http://127.0.0.1:\(port)" }
  public var requests: [Request] { log.withLock { $0 } }

  private func accept() {
    while !isStopped.load(ordering: .relaxed) {
      let connection = Glibc.accept(listener, nil, nil)
      guard connection >= 0 else { return }
      var on: Int32 = 1
      setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      Loopback.detach { [self] in
        serve(connection)
        close(connection)
      }
    }
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    guard send(greeting, to: connection) else { return }
    while let request = TestHost.request(connection, &buffer) {
      log.withLock { $0.append(request) }
      for step in handler(request) {
        guard perform(step, on: connection) else { return }
      }
    }
  }

  private func perform(_ step: Step, on connection: Int32) -> Bool {
    switch step {
    case .bytes(let bytes): return send(bytes, to: connection)
    case .repeated(let bytes, let count):
      for _ in 0..<count { guard send(bytes, to: connection) else { return false } }
      return true
    case .pause(let milliseconds):
      usleep(UInt32(milliseconds) * 1000)
      return true
    case .action(let action):
      action()
      return true
    case .hangUp:
      shutdown(connection, Int32(SHUT_RDWR))
      return false
    }
  }

  private func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      done += count
    }
    return true
  }

  private static func request(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let head = buffer.firstRange(of: end) {
        let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingBlanks() }
        }
        let length = Int(headers["content-length"] ?? "") ?? 0
        while buffer.count < head.upperBound + length { guard fill(connection, &buffer) else { return nil } }
        let body = String(decoding: buffer[head.upperBound..<(head.upperBound + length)], as: UTF8.self)
        buffer.removeFirst(head.upperBound + length)
        let first = lines.first?.split(separator: " ") ?? []
        guard first.count >= 2 else { return nil }
        return Request(method: String(first[0]), target: String(first[1]), headers: headers, body: body)
      }
      guard fill(connection, &buffer) else { return nil }
    }
  }

  private static func fill(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
    var piece = [UInt8](repeating: 0, count: 16_384)
    let count = recv(connection, &piece, piece.count, 0)
    if count > 0 { buffer += piece[..<count] }
    return count > 0
  }
}

extension StringProtocol {
  fileprivate func trimmingBlanks() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension TestHost.Step {
  /// A whole answer.
  public static func answer(
    _ body: String, status: Int = 200, type: String = "application/json", headers: [(String, String)] = []
  ) -> [TestHost.Step] {
    [.bytes(head(status, type: type, length: body.utf8.count, headers: headers) + Array(body.utf8))]
  }

  public static func head(
    _ status: Int = 200, type: String = "application/json", length: Int? = nil,
    headers: [(String, String)] = []
  ) -> [UInt8] {
    var text = "HTTP/1.1 \(status) Status\r\nContent-Type: \(type)\r\n"
    if let length { text += "Content-Length: \(length)\r\n" }
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    return Array((text + "\r\n").utf8)
  }
}

/// A host that behaves: token, paging, a version.
public struct GoodHost: Sendable {
  public var records: [String]
  public var pageSize = 10
  public var version = 3
  public var secret = "s3cret-of-the-client"
  public var token = "token-that-nobody-else-may-see"

  public init(records: [String], pageSize: Int = 10, version: Int = 3) {
    self.records = records
    self.pageSize = pageSize
    self.version = version
  }

  /// Nil for what is not its business.
  public func answer(_ request: TestHost.Request) -> [TestHost.Step]? {
    if request.path == "/auth/token" {
      let basic = Data("aoba:\(secret)".utf8).base64EncodedString()
      guard request.headers["authorization"] == "Basic \(basic)" else {
        return TestHost.Step.answer("{\"error\":\"invalid_client\"}", status: 401)
      }
      return TestHost.Step.answer(
        "{\"access_token\":\"\(token)\",\"token_type\":\"bearer\",\"expires_in\":3600}")
    }
    guard request.path == "/\(version)/footprints" else { return nil }
    guard request.headers["authorization"] == "Bearer \(token)" else {
      return TestHost.Step.answer("{\"code\":\"TokenExpired\",\"message\":\"no\"}", status: 401)
    }
    let offset = Int(request["offset"] ?? "") ?? 0
    let page = Array(records.dropFirst(offset).prefix(pageSize))
    var headers: [(String, String)] = []
    if offset + pageSize < records.count {
      let host = request.headers["host"] ?? ""
      headers = [("Link", "<http://\(host)\(request.path)?offset=\(offset + pageSize)>; rel=\"next\"")]
    }
    return TestHost.Step.answer("{\"data\":[\(page.joined(separator: ","))]}", headers: headers)
  }

  public var handler: TestHost.Handler {
    { answer($0) ?? TestHost.Step.answer("{\"code\":\"NotFound\",\"message\":\"?\"}", status: 404) }
  }
}

/// A footprint of version 3 with all that one must have.
public func footprintRecord(
  _ number: Int, product: String, company: String, created: String, value: String
) -> String {
  """
  {"id":"00000000-0000-4000-8000-00000000000\(number)","specVersion":"3.0.2","created":"\(created)",\
  "status":"Active","companyName":"\(company)","companyIds":["urn:c"],"productDescription":"","productIds":["\(product)"],\
  "productNameCompany":"Salt","pcf":{"declaredUnitOfMeasurement":"kilogram","declaredUnitAmount":"1",\
  "productMassPerDeclaredUnit":"1","referencePeriodStart":"2025-01-01T00:00:00Z",\
  "referencePeriodEnd":"2026-12-01T00:00:00Z","pcfExcludingBiogenicUptake":"\(value)",\
  "pcfIncludingBiogenicUptake":"\(value)","fossilGhgEmissions":"\(value)","fossilCarbonContent":"0",\
  "ipccCharacterizationFactors":["AR6"],"crossSectoralStandards":["ISO14067"],\
  "exemptedEmissionsPercent":"0","primaryDataShare":"40"}}
  """
}
