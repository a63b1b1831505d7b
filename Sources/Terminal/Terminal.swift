import CNcurses
import Canvas
import Glibc

func wakeTerminal() { cterm_wake() }

/// The terminal the program runs on: shows canvases, delivers what the user does, and always gives the terminal back.
///
/// One at a time, on the main thread. Between ``init(options:)`` and ``close()`` the terminal shows the alternate
/// screen and sends keys unprocessed. It is given back on every way out: ``close()``, `exit`, Ctrl-Z, and crashes;
/// SIGTERM, SIGHUP and a vanished terminal arrive as ``Canvas/InputEvent/terminate``. Only SIGKILL cannot be helped.
/// What is written to standard error meanwhile is shown after closing.
///
///     let terminal = try Terminal(options: TerminalOptions())
///     defer { terminal.close() }
///     while true {
///       terminal.present(draw(terminal.size, terminal.style))
///       for event in terminal.wait() { … }
///     }
@MainActor public final class Terminal {
  /// Wakes ``wait(timeout:)`` from any thread.
  public nonisolated let waker = Waker()

  /// The size the terminal had when it last told.
  public internal(set) var size: Size

  /// What to draw with. Changes when the terminal tells how wide it draws ambiguous characters.
  public internal(set) var style: DrawingStyle

  public var theme: Theme {
    didSet {
      palette = Palette(theme: theme, depth: colours, count: colourCount)
      shown = nil
    }
  }

  /// How many colours are used.
  public let colours: ColourDepth

  let options: TerminalOptions
  let input: Int32
  let output: Int32
  /// The name of the terminal's description that is used.
  let description: String
  /// The cursor can be placed; otherwise frames are printed one after another.
  let canPlace: Bool
  /// Understands what xterm brought: mouse reports, marked pastes, the clipboard. The Linux console does in part, and
  /// prints what it does not understand.
  let isXtermLike: Bool
  let colourCount: Int
  var palette: Palette
  /// What the terminal shows now; nil when that is not known.
  var shown: Canvas?
  /// The place of the cursor, if it is to be seen.
  var shownCursor: CursorPlace?
  var decoder: InputDecoder
  /// Events found but not yet delivered.
  var queue: [InputEvent] = []
  var isOpen = true
  var isInputGone = false
  var isMouseOn = false
  /// When the question for the width of ambiguous characters was asked, if it has not been answered.
  var probeAsked: ContinuousClock.Instant?
  /// When the last bytes came of what the decoder waits to see the end of.
  var decoderSince: ContinuousClock.Instant?
  var takenBack: ContinuousClock.Instant?
  var lastPress: (row: Int, column: Int, at: ContinuousClock.Instant)?

  /// Takes the terminal. The first bytes go out before this returns; nothing waits for an answer.
  ///
  /// An unknown TERM is treated as xterm, a missing one as a plain ANSI terminal, `dumb` gets frames as lines of text.
  public init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    self.options = options
    let devices = try Self.openDevices()
    (input, output, description) = devices
    canPlace = cterm_can_place()
    isXtermLike = canPlace && Self.hasMouse && !description.hasPrefix("linux")
    colourCount = Int(cterm_colours())
    colours = Palette.depth(count: colourCount, choice: options.colour, noColor: Self.environment("NO_COLOR"))
    theme = options.theme
    palette = Palette(theme: options.theme, depth: colours, count: colourCount)
    style = DrawingStyle(
      glyphs: options.glyphs ?? Self.glyphs(for: description), ambiguousWidth: options.ambiguousWidth ?? 1)
    decoder = InputDecoder(keys: Self.describedKeys())
    size = Self.currentSize()
    start()
  }

  private func start() {
    setScreenWidths(ambiguous: style.ambiguousWidth)
    cterm_capture_errors()
    cterm_watch_signals()
    let restore = restoreSequence
    cterm_guard(output, restore, Int32(restore.utf8.count))
    enter()
    if options.ambiguousWidth == nil { askForAmbiguousWidth() }
  }

  /// Gives the terminal back, then shows what was written to standard error. Further calls do nothing.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    leave()
    cterm_close()
    cterm_unguard()
    cterm_unwatch_signals()
    replayErrors()
    for descriptor in [input, output] where descriptor > 2 { _ = Glibc.close(descriptor) }
  }

  func replayErrors() {
    var buffer = [CChar](repeating: 0, count: 16_384)
    let count = Int(cterm_release_errors(&buffer, Int32(buffer.count)))
    guard count > 0 else { return }
    let text = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
      sanitised(String($0)) + "\n"
    }
    let safe = lines.joined()
    cterm_write_all(2, safe, Int32(safe.utf8.count))
  }

  // MARK: Modes

  /// Switches on what ncurses does not know of.
  func enter() {
    guard canPlace else { return }
    cterm_erase()
    cterm_show()
    guard isXtermLike else { return }
    write("\u{1B}[?2004h")
    isMouseOn = false
    if options.mouse { setMouse(true) }
  }

  func leave() {
    guard isXtermLike else { return }
    setMouse(false)
    write("\u{1B}[?2004l")
  }

  /// Lets the terminal report the mouse, or leaves it to the terminal's own selection.
  public func setMouse(_ on: Bool) {
    guard isXtermLike, on != isMouseOn else { return }
    isMouseOn = on
    write(on ? "\u{1B}[?1000h\u{1B}[?1006h" : "\u{1B}[?1006l\u{1B}[?1000l")
  }

  /// Puts a text on the clipboard of the terminal (OSC 52), also over ssh and through tmux.
  ///
  /// - Returns: False when the text is too long or the terminal is known not to understand. True does not mean that
  ///   it worked: terminals do not tell, and some are set to refuse.
  @discardableResult public func copy(_ text: String) -> Bool {
    let insideTmux = !(Self.environment("TMUX") ?? "").isEmpty
    guard isOpen, isXtermLike, let sequence = Clipboard.sequence(text, insideTmux: insideTmux) else {
      return false
    }
    write(sequence)
    return true
  }

  func write(_ text: String) { cterm_write(text, Int32(text.utf8.count)) }

  /// All that brings a terminal back from whatever state it is in.
  private var restoreSequence: String {
    guard canPlace else { return "\r\n" }
    let extras =
      isXtermLike ? "\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l\u{1B}[?2004l" : ""
    let described = ["sgr0", "rmkx", "cnorm", "rmcup"].compactMap(Self.capability).joined()
    return extras + described + (Self.capability("rmcup") == nil ? "\r\n" : "")
  }
}
