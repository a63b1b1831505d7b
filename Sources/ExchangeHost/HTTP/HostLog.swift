import Footprints
import Glibc
import Logging

/// Lines about what a host does: `key=value` pairs, one line an event, cleaned of everything that could act on a
/// terminal. Never holds secrets, tokens or queries.
public struct HostLog: Sendable {
  public enum Level: String, Sendable { case info, warning, error }

  private let write: @Sendable (String) -> Void
  private let now: @Sendable () -> Timestamp

  /// `write` gets lines without an end.
  public init(
    now: @escaping @Sendable () -> Timestamp = { Timestamp(seconds: Int64(time(nil))) },
    write: @escaping @Sendable (String) -> Void
  ) {
    self.write = write
    self.now = now
  }

  public static let silent = HostLog { _ in }

  /// Each line in one piece on standard error.
  public static let standardError = HostLog { line in
    let bytes = Array((line + "\n").utf8)
    bytes.withUnsafeBytes { _ = Glibc.write(2, $0.baseAddress, $0.count) }
  }

  public func callAsFunction(_ level: Level, _ event: String, _ fields: [(String, String)] = []) {
    let pairs = [("time", now().iso8601), ("level", level.rawValue), ("event", event)] + fields
    write(pairs.map { "\($0.0)=\(HostLog.quoted($0.1))" }.joined(separator: " "))
  }

  /// Plain words as they are, all else in quotes with escapes.
  static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    if isPlain { return text }
    var result = "\""
    for scalar in text.unicodeScalars.prefix(500) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// For the libraries below, whose warnings go into the same log and nowhere else.
  func logger(_ label: String) -> Logger {
    var logger = Logger(label: label) { _ in LogBridge(log: self) }
    logger.logLevel = .warning
    return logger
  }
}

private struct LogBridge: LogHandler {
  let log: HostLog
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .warning

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard event.level >= logLevel else { return }
    log(event.level >= .error ? .error : .warning, "library", [("message", "\(event.message)")])
  }

  func log(
    level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
    function: String, line: UInt
  ) {
    guard level >= logLevel else { return }
    log(level >= .error ? .error : .warning, "library", [("message", "\(message)")])
  }
}
