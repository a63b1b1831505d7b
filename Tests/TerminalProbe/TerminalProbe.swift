import Canvas
import Glibc
import Terminal

/// A program to be tested: draws a known picture, tells every event, and ends or crashes when asked.
///
/// Keys: `q` quits, `c` crashes, `i` traps on an index, `a` aborts, `o` overflows the stack, `x` exits without closing, `e` writes to standard
/// error, `w` is woken by another thread, `y` copies, `t` changes the theme.
@main @MainActor struct TerminalProbe {
  var log: [String] = []
  var themes = Theme.all
  var isRunning = true

  static func main() {
    let arguments = CommandLine.arguments
    var options = TerminalOptions()
    if let index = arguments.firstIndex(of: "--ambiguous"), index + 1 < arguments.count {
      options.ambiguousWidth = Int(arguments[index + 1])
    }
    if arguments.contains("--light") { options.theme = .light }
    if arguments.contains("--contrast") { options.theme = .highContrast }
    if arguments.contains("--never") { options.colour = .never }
    do throws(TerminalError) {
      let terminal = try Terminal(options: options)
      var probe = TerminalProbe()
      probe.run(terminal)
      terminal.close()
      print("closed")
    } catch {
      print("error: \(error)")
      exit(3)
    }
  }

  mutating func run(_ terminal: Terminal) {
    while isRunning {
      let isTyping = log.last == "key character(\"/\")"
      terminal.present(picture(terminal), cursor: isTyping ? (row: 6, column: 3) : nil)
      let events = terminal.wait()
      if events.isEmpty { log.append("woken") }
      for event in events { handle(event, terminal) }
    }
  }

  mutating func handle(_ event: InputEvent, _ terminal: Terminal) {
    log.append(text(of: event))
    switch event {
    case .key(.character("q")), .interrupt, .terminate: isRunning = false
    case .key(.character("c")): crash()
    case .key(.character("i")): print([1, 2, 3][log.count + 7])
    case .key(.character("a")): abort()
    case .key(.character("o")): print(depth(0))
    case .key(.character("x")): exit(4)
    case .key(.character("e")): complain("told to standard error\n")
    case .key(.character("w")): wakeLater(terminal.waker)
    case .key(.character("y")): terminal.copy("写し copy")
    case .key(.character("t")):
      themes.append(themes.removeFirst())
      terminal.theme = themes[0]
    case .key(.control("l")): terminal.redraw()
    default: break
    }
  }

  private func text(of event: InputEvent) -> String {
    switch event {
    case .key(let key): "key \(key)"
    case .paste(let text): "paste \(text)"
    case .mouse(let mouse): "\(mouse.kind) \(mouse.row),\(mouse.column)"
    case .resize(let size): "resize \(size.columns)x\(size.rows)"
    default: "\(event)"
    }
  }

  private func complain(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
  }

  private func depth(_ level: Int) -> Int {
    level < 0 ? level : depth(level + 1) + log.count
  }

  private func crash() {
    complain("about to crash\n")
    UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
  }

  private func wakeLater(_ waker: Waker) {
    Task.detached {
      usleep(20_000)
      waker.wake()
    }
  }

  private func picture(_ terminal: Terminal) -> Canvas {
    var page = Canvas(size: terminal.size, style: terminal.style)
    let style = terminal.style
    page.put(
      " probe 試験 \(terminal.size.columns)x\(terminal.size.rows)", row: 0, column: 0, width: page.size.columns,
      role: .title)
    page.put(
      "\(style.glyphs.rawValue) ambiguous=\(style.ambiguousWidth) \(terminal.colours)", row: 1, column: 1,
      role: .muted)
    page.put("硫酸ニッケル", row: 2, column: 1, width: 9)
    page.put("|", row: 2, column: 11)
    page.put("①α×型", row: 3, column: 1, width: 10)
    page.put("|", row: 3, column: 11)
    page.put("🔋カ\u{3099}e\u{301}❤\u{FE0F}𛄲", row: 4, column: 1, width: 10)
    page.put("|", row: 4, column: 11)
    for (row, mix) in [
      (2, QualityMix(primary: 5, secondary: 3, unknown: 2)),
      (3, QualityMix(primary: 2.2, secondary: 0, unknown: 0)),
      (4, QualityMix(primary: 0, secondary: 0, unknown: 0.1)),
    ] {
      page.bar(mix, row: row, column: 14, width: 24, full: 10)
    }
    page.spark([1, 2, 3, 5, 8, 13], row: 4, column: 20)
    page.put("selected row 選択", row: 5, column: 1, width: 38)
    page.bar(QualityMix(primary: 5, secondary: 3, unknown: 2), row: 5, column: 20, width: 12, full: 10)
    page.restyle(row: 5, column: 0, width: page.size.columns, role: .selected)
    drawRoles(&page)
    for (offset, line) in log.suffix(max(page.size.rows - 11, 0)).enumerated() {
      page.put(line, row: 10 + offset, column: 1)
    }
    page.put("end", row: page.size.rows - 1, column: page.size.columns - 3, role: .key)
    return page
  }

  private func drawRoles(_ page: inout Canvas) {
    var column = 1
    for role in Role.allCases where role != .text {
      if column > 60 { column = 1 }
      let row = role.rawValue < 9 ? 7 : 8
      if role.rawValue == 9 { column = 1 }
      column += page.put("\(role)", row: row, column: column, role: role) + 1
    }
  }
}
