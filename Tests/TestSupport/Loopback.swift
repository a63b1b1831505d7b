import Glibc

/// What hosts and proxies of the tests stand on: ports of this machine, and threads.
public enum Loopback {
  public struct NoSocket: Error {}

  /// A port that nobody had, being listened to.
  public static func listen() throws -> (listener: Int32, port: Int) {
    let (descriptor, port) = try reserve()
    guard Glibc.listen(descriptor, 128) == 0 else {
      close(descriptor)
      throw NoSocket()
    }
    return (descriptor, port)
  }

  /// A port that nobody had and that refuses connections. Until its socket is closed nobody else gets it either, which
  /// the port of a host that has stopped cannot promise: tests beside this one start hosts all the time.
  public static func reserve() throws -> (socket: Int32, port: Int) {
    let descriptor = stream()
    var address = address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else {
      close(descriptor)
      throw NoSocket()
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// A connection to a port; nil where nobody listens.
  public static func connect(to port: Int) -> Int32? {
    let descriptor = stream()
    var address = address(port)
    let isThere = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isThere { return descriptor }
    close(descriptor)
    return nil
  }

  private static func stream() -> Int32 {
    socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
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

  /// A thread of its own: those of Dispatch are few, and a host waits most of the time.
  public static func detach(_ work: @escaping @Sendable () -> Void) {
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
