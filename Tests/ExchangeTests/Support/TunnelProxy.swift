import Glibc
import Synchronization
import TestSupport

/// A proxy on the loopback that joins every tunnel to one port of this machine, whatever host it was asked for; or
/// refuses all.
final class TunnelProxy: Sendable {
  let port: Int
  private let listener: Int32
  private let log = Mutex<[String]>([])

  /// The heads of what it was asked.
  var heads: [String] { log.withLock { $0 } }

  /// - Parameter login: the value of `Proxy-Authorization` without which nobody gets through.
  init(to target: Int, refusal: String? = nil, login: String? = nil) throws {
    (listener, port) = try Loopback.listen()
    Loopback.detach { [self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        Loopback.detach { [self] in
          serve(client, target, refusal, login)
          close(client)
        }
      }
    }
  }

  deinit { stop() }

  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve(_ client: Int32, _ target: Int, _ refusal: String?, _ login: String?) {
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while !head.suffix(4).elementsEqual([13, 10, 13, 10]), head.count < 8192, recv(client, &byte, 1, 0) == 1 {
      head.append(byte)
    }
    let text = String(decoding: head, as: UTF8.self)
    log.withLock { $0.append(text) }
    let lines = text.lowercased().split(separator: "\r\n")
    let isKnown = login.map { lines.contains("proxy-authorization: \($0.lowercased())") } ?? true
    if let refusal = isKnown ? refusal : "407 Proxy Authentication Required" {
      return TunnelProxy.put(Array("HTTP/1.1 \(refusal)\r\nContent-Length: 0\r\n\r\n".utf8), client)
    }
    guard let host = Loopback.connect(to: target) else { return }
    defer { close(host) }
    TunnelProxy.put(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8), client)
    var ends = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0),
      pollfd(fd: host, events: Int16(POLLIN), revents: 0),
    ]
    var bytes = [UInt8](repeating: 0, count: 16_384)
    while poll(&ends, 2, 20_000) > 0 {
      for (number, other) in [(0, host), (1, client)] where ends[number].revents != 0 {
        let count = recv(ends[number].fd, &bytes, bytes.count, 0)
        guard count > 0 else { return }
        TunnelProxy.put(Array(bytes[..<count]), other)
      }
    }
  }

  private static func put(_ bytes: [UInt8], _ descriptor: Int32) {
    _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }
}
