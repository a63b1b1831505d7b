import CPseudoTerminal
import Canvas
import Glibc

/// A program that runs on a pseudo-terminal, with what its screen shows.
///
///     let terminal = try PseudoTerminal([builtProduct("genryu"), "SampleData/…"], environment: ["LANG": "C"])
///     try terminal.wait(for: "Overview")
///     terminal.send(.down)
///
/// Every wait has an end: a test never hangs. Questions of the program for the cursor's place are answered.
public final class PseudoTerminal {
  /// How a program ended.
  public enum ExitStatus: Equatable, Sendable {
    case exited(Int)
    case signalled(Int)
  }

  /// The terminal's settings that a program must leave as it found them.
  public struct TTYSettings: Equatable, Sendable {
    public var echoes: Bool
    public var isCanonical: Bool
    public var sendsSignals: Bool

    /// As a shell leaves them.
    public static let ordinary = TTYSettings(echoes: true, isCanonical: true, sendsSignals: true)
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let process: Int32
  public private(set) var emulator: VTScreen
  /// Everything the program has sent.
  public private(set) var output: [UInt8] = []
  /// Whether questions for the cursor's place are answered; without, the terminal is a mute one.
  public var answersQuestions = true

  private var master: Int32 = -1
  private var status: ExitStatus?
  private var isGone = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: The program's path, then its arguments.
  ///   - environment: Set on top of a plain environment (TERM=xterm-256color, LANG=C.UTF-8, PATH, HOME); nil drops.
  ///   - errors: A file descriptor for standard error, instead of the terminal.
  public init(
    _ arguments: [String], environment: [String: String?] = [:], size: Size = Size(columns: 80, rows: 24),
    ambiguousWidth: Int = 1, errors: Int32 = -1
  ) throws {
    emulator = VTScreen(size: size, ambiguousWidth: ambiguousWidth)
    var variables: [String: String?] = [
      "TERM": "xterm-256color", "LANG": "C.UTF-8",
      "PATH": getenv("PATH").map { String(cString: $0) } ?? "/bin",
      "HOME": getenv("HOME").map { String(cString: $0) } ?? "/",
    ]
    for (name, value) in environment { variables[name] = .some(value) }
    let settings = variables.compactMap { name, value in value.map { "\(name)=\($0)" } }.sorted()
    var end: Int32 = -1
    process = withCStrings(arguments) { argv in
      withCStrings(settings) { envp in
        pty_start(arguments[0], argv, envp, Int32(size.rows), Int32(size.columns), errors, &end)
      }
    }
    master = end
    guard process > 0 else { throw Failure(description: "cannot start \(arguments)") }
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      while pty_status(process) == -2 { usleep(1000) }
    }
    hangUp()
  }

  // MARK: What the user does

  public func send(_ text: String) { send(bytes: Array(text.utf8)) }

  public func send(_ key: Key) { send(bytes: bytes(of: key)) }

  public func paste(_ text: String) { send("\u{1B}[200~\(text)\u{1B}[201~") }

  /// Presses and releases the first button, as a terminal with SGR mouse reports tells it. Counts from 0.
  public func click(row: Int, column: Int) {
    send("\u{1B}[<0;\(column + 1);\(row + 1)M\u{1B}[<0;\(column + 1);\(row + 1)m")
  }

  public func send(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, master >= 0 {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  public func resize(_ size: Size) {
    _ = pty_resize(master, Int32(size.rows), Int32(size.columns))
    emulator.resize(size)
  }

  public func signal(_ number: Int32) { kill(process, number) }

  /// Closes the terminal, as when its window is closed or the connection is lost.
  public func hangUp() {
    guard master >= 0 else { return }
    close(master)
    master = -1
    isGone = true
  }

  /// Draws on the screen behind the program's back, as a stray message does.
  public func scribble(_ text: String) { emulator.feed(Array(text.utf8)) }

  // MARK: What the user sees

  /// The rows of the screen, without trailing blanks.
  public func screen() -> [String] {
    pump(milliseconds: 0)
    return emulator.rows
  }

  /// Waits until a text stands in one row of the screen.
  public func wait(for text: String, timeout seconds: Double = 5) throws {
    try wait("for “\(text)”", timeout: seconds) { $0.rows.contains { $0.contains(text) } }
  }

  /// Waits until a text stands nowhere on the screen.
  public func waitUntilGone(_ text: String, timeout seconds: Double = 5) throws {
    try wait("for “\(text)” to go", timeout: seconds) { !$0.rows.contains { $0.contains(text) } }
  }

  /// Waits for something about the screen.
  public func wait(
    _ what: String, timeout seconds: Double = 5, until isReached: (VTScreen) -> Bool
  ) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while !isReached(emulator) {
      guard ContinuousClock.now < end, !isGone || pump(milliseconds: 0) else {
        throw Failure(description: "waited \(what); the screen shows:\n\(emulator.text)")
      }
      pump(milliseconds: 20)
    }
  }

  /// Waits until the program has sent nothing for a while.
  public func settle(quiet milliseconds: Int = 60, timeout seconds: Double = 5) {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end, pump(milliseconds: milliseconds) {}
  }

  /// Takes what the program has sent. False when there was nothing.
  @discardableResult private func pump(milliseconds: Int) -> Bool {
    guard !isGone else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Int(pty_read(master, &buffer, Int32(buffer.count), Int32(milliseconds)))
    if count < 0 { isGone = true }
    guard count > 0 else { return false }
    output += buffer[..<count]
    emulator.feed(buffer[..<count])
    if answersQuestions, !emulator.answers.isEmpty { send(bytes: emulator.answers) }
    emulator.answers = []
    return true
  }

  // MARK: How it ends

  /// Waits for the end of the program; nil when it still runs after that time. What it sends is read meanwhile.
  public func exitStatus(timeout seconds: Double = 5) -> ExitStatus? {
    let end = ContinuousClock.now + .seconds(seconds)
    while status == nil {
      let value = Int(pty_status(process))
      if value >= 0 { status = value < 256 ? .exited(value) : .signalled(value - 256) }
      if value == -1 || ContinuousClock.now > end { break }
      if !pump(milliseconds: 5) { usleep(1000) }
    }
    while pump(milliseconds: 0) {}
    return status
  }

  /// The terminal's settings now; nil when the terminal is gone.
  public var ttySettings: TTYSettings? {
    let bits = pty_settings(master)
    guard bits >= 0 else { return nil }
    return TTYSettings(echoes: bits & 1 != 0, isCanonical: bits & 2 != 0, sendsSignals: bits & 4 != 0)
  }
}

/// Calls `body` with a NULL-terminated array of C strings.
private func withCStrings<R>(
  _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
  var pointers = strings.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else {
      preconditionFailure("an array with a NULL in it is not empty")
    }
    return body(base)
  }
}
