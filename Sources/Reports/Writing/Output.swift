import Glibc

/// Takes the bytes of what is printed.
public protocol ByteSink {
  mutating func write(_ bytes: ArraySlice<UInt8>) throws(OutputError)
}

/// Why printing stopped.
public enum OutputError: Error, Equatable, Sendable {
  /// Whoever was reading has left, as `head` does. Nothing is wrong.
  case readerLeft
  /// The system's number and words for what went wrong.
  case failed(code: Int32, reason: String)
}

/// An open file or pipe.
public struct DescriptorSink: ByteSink, Sendable {
  public let descriptor: Int32

  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Writes everything, however many pieces the system takes it in.
  public mutating func write(_ bytes: ArraySlice<UInt8>) throws(OutputError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count < 0 {
        try wait(errno)
      }
    }
  }

  /// After a refused write: returns when it is worth another try.
  private func wait(_ code: Int32) throws(OutputError) {
    switch code {
    case EINTR: return
    case EAGAIN:
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&request, 1, -1)
    case EPIPE: throw .readerLeft
    default: throw .failed(code: code, reason: String(cString: strerror(code)))
    }
  }
}

/// Keeps what is printed, for tests and for what is shown elsewhere.
public struct MemorySink: ByteSink, Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write(_ bytes: ArraySlice<UInt8>) throws(OutputError) { self.bytes += bytes }

  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Gathers text and hands it on in large pieces.
struct Buffered<Sink: ByteSink> {
  private var sink: Sink
  private var bytes: [UInt8] = []
  private static var pieceSize: Int { 1 << 16 }

  init(_ sink: Sink) {
    self.sink = sink
    bytes.reserveCapacity(Self.pieceSize + 4096)
  }

  mutating func put(_ text: String) throws(OutputError) {
    bytes.append(contentsOf: text.utf8)
    if bytes.count >= Self.pieceSize { try flush() }
  }

  mutating func flush() throws(OutputError) {
    try sink.write(bytes[...])
    bytes.removeAll(keepingCapacity: true)
  }

  /// What is left goes out; gives the sink back.
  consuming func finish() throws(OutputError) -> Sink {
    try flush()
    return sink
  }
}
