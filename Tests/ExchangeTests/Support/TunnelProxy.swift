import Glibc
import Synchronization

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
    struct NoSocket: Error {}
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = TunnelProxy.address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw NoSocket() }
    port = Int(UInt16(bigEndian: address.sin_port))
    TunnelProxy.detach { [self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        TunnelProxy.detach { [self] in
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
    let host = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(host) }
    var address = TunnelProxy.address(target)
    let isThere = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(host, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isThere else { return }
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

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private final class Work {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private static func detach(_ work: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { argument in
        argument.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(Work(work)).toOpaque())
    if started == 0 { pthread_detach(thread) }
  }
}
