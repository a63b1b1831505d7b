import Exchange
import Footprints
import Glibc

/// Secrets from where an endpoint says, and from the terminal where it does not.
enum SecretPrompt {
  /// - Parameter prompt: the question; nil where nobody can be asked.
  static func secret(of endpoint: Endpoint, prompt: String?) throws(HostProblem) -> Secret? {
    CoreDumps.forbid()
    let usual = Endpoint.SecretSource.environment(Endpoint.usualVariable(endpoint.name))
    let isUsual = endpoint.secret == usual
    if let prompt, endpoint.secret == .prompt || (isUsual && !isSet(usual)), let typed = typed(prompt) {
      return typed
    }
    return try endpoint.secret.read(Environment.value)
  }

  private static func isSet(_ source: Endpoint.SecretSource) -> Bool {
    guard case .environment(let name) = source else { return false }
    return Environment.value(name) != nil
  }

  /// A line from the terminal, which does not show what is typed. Nil without a terminal or without a line.
  private static func typed(_ prompt: String) -> Secret? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return nil }
    let before = settings
    let signals = Restoring(terminal, before)
    settings.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(terminal, TCSAFLUSH, &settings)
    defer {
      var before = before
      tcsetattr(terminal, TCSAFLUSH, &before)
      signals.end()
      put("\n", to: terminal)
    }
    put(prompt, to: terminal)
    return line(from: terminal).map { Secret($0) }
  }

  private static func put(_ text: String, to descriptor: Int32) {
    _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  private static func line(from descriptor: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 4096 {
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 || byte == 10 { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}

/// The terminal as it was before, for a signal handler, which may look at nothing else.
private nonisolated(unsafe) var asked: (terminal: Int32, settings: termios) = (-1, termios())

/// While somebody types a secret: whoever is stopped leaves a terminal that shows what is typed.
private struct Restoring {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private let before: [sigaction]

  init(_ terminal: Int32, _ settings: termios) {
    asked = (terminal, settings)
    before = Restoring.signals.map { number in
      var (action, before) = (sigaction(), sigaction())
      action.__sigaction_handler.sa_handler = { number in
        tcsetattr(asked.terminal, TCSANOW, &asked.settings)
        signal(number, SIG_DFL)
        kill(getpid(), number)
      }
      sigaction(number, &action, &before)
      return before
    }
  }

  func end() {
    for (number, var action) in zip(Restoring.signals, before) { sigaction(number, &action, nil) }
  }
}
