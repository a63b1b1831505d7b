import Foundation
import Glibc
import Testing

@testable import ExchangeHost

/// Requests that mean harm: each gets an error or is cut off, and the host goes on.
@Suite struct HostileTests {
  /// Sends raw bytes and gives what comes back until the other side closes or the time is over.
  private func raw(
    _ origin: String, _ pieces: [[UInt8]], pause: UInt32 = 0, seconds: Int = 10
  ) async throws -> String {
    try await talk(origin, pieces, pause: pause, seconds: seconds).answer
  }

  /// The same, and whether the other side took all of it.
  private func talk(
    _ origin: String, _ pieces: [[UInt8]], pause: UInt32 = 0, seconds: Int = 10
  ) async throws -> (answer: String, isSent: Bool) {
    let port = try #require(WebOrigin(origin)?.port)
    let socket = try RawSocket(port: port, seconds: seconds)
    // On a thread of its own: what waits here must not keep the host from working.
    return await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: socket.talk(pieces, pause: pause)) }.start()
    }
  }

  /// Whether somebody else is served, at least when asking again: a short patience may hit the innocent too.
  private func isAlive(_ origin: String) async throws -> Bool {
    try await eventually { try? await TestClient(origin).askToken().status } == 200
  }

  @Test func hugeHeadersAreRefused() async throws {
    try await withHost(HostTests.catalogue) { origin, _ in
      for head in [
        "GET /3/footprints HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 100_000),
        "GET /3/footprints HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: b\r\n", count: 5000) + "\r\n",
        "GET /" + String(repeating: "a", count: 200_000) + " HTTP/1.1\r\n\r\n",
      ] {
        let answer = try await raw(origin, [Array(head.utf8)])
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.1 431"))
      }
      #expect(try await isAlive(origin))
    }
  }

  @Test(arguments: [
    "\u{0}\u{1}\u{2}", "HELLO\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "GET /3/footprints HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "POST /3/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n",
  ])
  func noHTTPIsRefused(_ text: String) async throws {
    try await withHost(HostTests.catalogue) { origin, _ in
      let answer = try await raw(origin, [Array(text.utf8)], seconds: 3)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
      #expect(try await isAlive(origin))
    }
  }

  /// A header that drips in, a byte at a time, does not keep a connection.
  @Test func slowHeadersAreCutOff() async throws {
    try await withHost(HostTests.catalogue, Changes { $0.limits.idleTime = .milliseconds(300) }) {
      origin, _ in
      let bytes = Array("GET /3/footprints HTTP/1.1\r\nX-Slow: \(String(repeating: "a", count: 500))".utf8)
      let outcome = try await talk(origin, bytes.map { [$0] }, pause: 20_000)
      #expect(!outcome.isSent)
      #expect(try await isAlive(origin))
    }
  }

  @Test func slowBodiesAreCutOff() async throws {
    try await withHost(HostTests.catalogue, Changes { $0.limits.bodyTime = .milliseconds(300) }) {
      origin, _ in
      let head = "POST /auth/token HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n"
      let pieces = [Array(head.utf8)] + Array(repeating: Array("a".utf8), count: 400)
      let answer = try await raw(origin, pieces, pause: 20_000)
      #expect(answer.hasPrefix("HTTP/1.1 408") || answer.isEmpty)
      #expect(try await isAlive(origin))
    }
  }

  /// A body that says it is a gigabyte is refused unread; one that does not say so, when it becomes too large.
  @Test func largeBodiesAreRefused() async throws {
    try await withClient(HostTests.catalogue) { client, token in
      let head =
        "POST /3/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
      let stated = try await raw(client.base, [Array((head + "Content-Length: 1073741824\r\n\r\n{").utf8)])
      #expect(stated.hasPrefix("HTTP/1.1 413"))
      let before = residentMegabytes()
      let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x20, count: 1 << 20) + Array("\r\n".utf8)
      let chunks =
        [Array((head + "Transfer-Encoding: chunked\r\n\r\n").utf8)] + Array(repeating: chunk, count: 1024)
      let dripping = try await raw(client.base, chunks, seconds: 20)
      #expect(dripping.hasPrefix("HTTP/1.1 413") || dripping.isEmpty)
      #expect(residentMegabytes() - before < 200)
      #expect(try await isAlive(client.base))
    }
  }

  @Test func deepAndBrokenTextsAreRefused() async throws {
    try await withClient(HostTests.catalogue) { client, token in
      let deep = String(repeating: "{\"data\":", count: 200_000)
      let bad: [[UInt8]] = [
        Array(deep.utf8), [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], Array("{\"type\":\"\\ud800\"}".utf8),
        [0],
        Array(repeating: 0x5B, count: 1_000_000),
      ]
      for body in bad {
        let reply = try await client.send(
          "POST", "/3/events", token: token, headers: [("Content-Type", "application/json")], body: body)
        #expect(reply.status == 400 && reply.code == "BadRequest")
      }
      #expect(try await isAlive(client.base))
    }
  }

  /// More connections than are allowed wait for their turn; when others go, they are served.
  @Test func connectionsAreLimited() async throws {
    try await withHost(
      HostTests.catalogue,
      Changes { settings in
        settings.limits.connections = 4
        settings.limits.idleTime = .milliseconds(500)
      }
    ) { origin, _ in
      let port = try #require(WebOrigin(origin)?.port)
      let idle = try (0..<12).map { _ in try RawSocket(port: port, seconds: 10) }
      #expect(try await isAlive(origin))
      withExtendedLifetime(idle) {}
    }
  }
}

/// Memory that the process holds.
private func residentMegabytes() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
  return (Int(text.split(separator: " ").dropFirst().first ?? "0") ?? 0) * Int(getpagesize()) >> 20
}

/// A plain TCP connection to this machine.
private final class RawSocket: Sendable {
  private let descriptor: Int32

  struct Refused: Error {}

  init(port: Int, seconds: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let outcome = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else { throw Refused() }
  }

  deinit { close(descriptor) }

  /// Sends until the other side has enough, then reads until it closes.
  func talk(_ pieces: [[UInt8]], pause: UInt32) -> (answer: String, isSent: Bool) {
    for piece in pieces {
      var rest = piece[...]
      while !rest.isEmpty {
        let sent = rest.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent > 0 else { return (answer(), false) }
        rest = rest.dropFirst(sent)
      }
      if pause > 0 { usleep(pause) }
    }
    return (answer(), true)
  }

  private func answer() -> String {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while all.count < 1 << 20 {
      let count = recv(descriptor, &bytes, bytes.count, 0)
      guard count > 0 else { break }
      all += bytes.prefix(count)
      if String(decoding: all, as: UTF8.self).contains("\r\n\r\n") { break }
    }
    return String(decoding: all, as: UTF8.self)
  }
}
