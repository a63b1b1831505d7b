import Canvas
import Glibc
import TestSupport
import Testing

private func probe(
  _ arguments: [String] = [], environment: [String: String?] = [:],
  size: Size = Size(columns: 80, rows: 24), ambiguousWidth: Int = 1
) throws -> PseudoTerminal {
  try PseudoTerminal(
    [builtProduct("terminal-probe")] + arguments, environment: environment, size: size,
    ambiguousWidth: ambiguousWidth)
}

/// Everything about the terminal is as before the program.
private func expectRestored(_ terminal: PseudoTerminal, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(terminal.ttySettings == .ordinary, sourceLocation: sourceLocation)
  #expect(!terminal.emulator.isAlternate, sourceLocation: sourceLocation)
  #expect(terminal.emulator.isCursorVisible, sourceLocation: sourceLocation)
  #expect(
    terminal.emulator.modes.isDisjoint(with: [1000, 1002, 1003, 1006, 2004, 1049]),
    sourceLocation: sourceLocation)
}

@Suite(.serialized) struct RestoreTests {
  @Test(arguments: ["q", "\u{03}"])
  func quitting(keys: String) throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    #expect(terminal.emulator.isAlternate && terminal.emulator.modes.isSuperset(of: [1000, 1006, 2004]))
    #expect(terminal.ttySettings?.echoes == false)
    terminal.send(keys)
    #expect(terminal.exitStatus() == .exited(0))
    expectRestored(terminal)
    #expect(terminal.screen().contains("closed"))
    #expect(terminal.emulator.unknown.isEmpty)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
  func signals(number: Int32) throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.signal(number)
    #expect(terminal.exitStatus() == .exited(0))
    expectRestored(terminal)
  }

  @Test(arguments: [("c", SIGSEGV), ("i", SIGILL), ("a", SIGABRT), ("o", SIGSEGV)])
  func crashes(key: String, number: Int32) throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.send(key)
    #expect(terminal.exitStatus() == .signalled(Int(number)))
    expectRestored(terminal)
    if key == "c" { #expect(terminal.screen().contains("about to crash")) }
    if key == "i" { #expect(terminal.emulator.text.contains("Index out of range")) }
  }

  @Test(arguments: [SIGSEGV, SIGBUS, SIGFPE, SIGTRAP, SIGILL, SIGABRT])
  func crashSignals(number: Int32) throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.signal(number)
    #expect(terminal.exitStatus() == .signalled(Int(number)))
    expectRestored(terminal)
  }

  @Test func exitWithoutClosing() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.send("x")
    #expect(terminal.exitStatus() == .exited(4))
    expectRestored(terminal)
  }

  @Test func vanishedTerminalEndsTheProgram() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.hangUp()
    #expect(terminal.exitStatus() != nil)
  }

  @Test func standardErrorIsShownAfterwards() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.send("e")
    try terminal.wait(for: "key character(\"e\")")
    #expect(!terminal.emulator.text.contains("told to standard error"))
    terminal.send("q")
    #expect(terminal.exitStatus() == .exited(0))
    #expect(terminal.screen().contains("told to standard error"))
  }

  @Test func suspendAndContinue() throws {
    let shell = try PseudoTerminal(
      ["/bin/bash", "--norc", "--noprofile", "-i"], environment: ["PS1": "ready> "])
    try shell.wait(for: "ready>")
    shell.send(builtProduct("terminal-probe") + "\r")
    try shell.wait(for: "end")
    #expect(shell.emulator.isAlternate)
    shell.send("\u{1A}")
    try shell.wait(for: "Stopped")
    #expect(!shell.emulator.isAlternate && shell.emulator.isCursorVisible)
    #expect(shell.emulator.modes.isDisjoint(with: [1000, 1006, 1049]))
    shell.send("fg\r")
    try shell.wait(for: "resumed")
    #expect(shell.emulator.isAlternate && shell.emulator.modes.isSuperset(of: [1000, 1006, 2004]))
    #expect(!shell.emulator.isCursorVisible)
    try shell.wait(for: "end")
    shell.send("j")
    try shell.wait(for: "character(\"j\")")
    shell.send("q")
    try shell.wait(for: "closed")
    shell.send("exit 7\r")
    #expect(shell.exitStatus() == .exited(7))
  }

  @Test func stoppedByOthersAndContinued() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.signal(SIGSTOP)
    terminal.send("j")
    terminal.signal(SIGCONT)
    try terminal.wait(for: "resumed")
    try terminal.wait(for: "character(\"j\")")
    terminal.send("q")
    #expect(terminal.exitStatus() == .exited(0))
    expectRestored(terminal)
  }
}

@Suite(.serialized) struct DeviceTests {
  private func shell(_ script: String) throws -> PseudoTerminal {
    try PseudoTerminal(
      ["/bin/sh", "-c", script], environment: ["PROBE": builtProduct("terminal-probe")],
      size: Size(columns: 100, rows: 24))
  }

  @Test func withoutAnyTerminalItSaysSo() throws {
    let terminal = try shell("setsid --wait sh -c '$PROBE </dev/null 2>&1 | cat'")
    try terminal.wait(for: "error: no terminal to show a screen on")
    #expect(!terminal.emulator.isAlternate)
    #expect(terminal.ttySettings == .ordinary)
  }

  @Test func keysComeFromTheTerminalWhenInputIsAFile() throws {
    let terminal = try shell("$PROBE </dev/null")
    try terminal.wait(for: "end")
    terminal.send("j")
    try terminal.wait(for: "character(\"j\")")
    terminal.send("q")
    #expect(terminal.exitStatus() == .exited(0))
    #expect(terminal.ttySettings == .ordinary)
  }

  @Test func redirectedErrorsAreLeftAlone() throws {
    let terminal = try shell("$PROBE 2>&1 >/dev/tty | cat >/dev/null; echo over")
    try terminal.wait(for: "end")
    terminal.send("e")
    try terminal.wait(for: "character(\"e\")")
    terminal.send("q")
    try terminal.wait(for: "over")
    #expect(!terminal.emulator.text.contains("told to"))
    #expect(terminal.ttySettings == .ordinary)
  }
}

@Suite(.serialized) struct ScreenTests {
  @Test func japaneseLinesUp() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    let rows = terminal.screen()
    #expect(rows[0] == " probe 試験 80x24")
    #expect(rows[2].hasPrefix(" 硫酸ニッ… |  ████████████▒▒▒▒▒▒▒░░░░░"))
    #expect(rows[3].hasPrefix(" ①α×型     |"))
    for row in 2...4 { #expect(displayWidth(rows[row].prefix { $0 != "|" }) == 11) }
    #expect(terminal.emulator.style(row: 0, column: 70).reverse)
    #expect(!terminal.emulator.style(row: 2, column: 14).foreground.isEmpty)
  }

  @Test func wideAmbiguousCharactersAreNoticed() throws {
    let terminal = try probe(ambiguousWidth: 2)
    try terminal.wait(for: "safe ambiguous=2")
    terminal.settle()
    let rows = terminal.screen()
    #expect(rows[10].contains("ambiguousWidth(2)"))
    for row in 2...4 { #expect(displayWidth(rows[row].prefix { $0 != "|" }, ambiguous: 2) == 11) }
    #expect(rows[23].hasSuffix("end") && displayWidth(rows[23]) == 80)
  }

  @Test func aMuteTerminalIsNotWaitedFor() throws {
    let terminal = try probe(ambiguousWidth: 2)
    terminal.answersQuestions = false
    try terminal.wait(for: "end")
    terminal.send("\u{1B}[2;3R")  // a late answer is no keystroke
    try terminal.wait(for: "safe ambiguous=2")
    terminal.settle()
    #expect(!terminal.emulator.text.contains("key "))
  }

  @Test func givenWidthIsNotAskedFor() throws {
    let terminal = try probe(["--ambiguous", "2"], ambiguousWidth: 2)
    try terminal.wait(for: "safe ambiguous=2")
    #expect(!String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}[6n"))
  }

  @Test(arguments: ["C", "POSIX", "", "en_US.UTF-8", "ja_JP.UTF-8", "xx_YY"])
  func anyLocale(name: String) throws {
    let terminal = try probe(environment: ["LANG": name.isEmpty ? nil : name])
    try terminal.wait(for: "end")
    #expect(terminal.screen()[2].hasPrefix(" 硫酸ニッ… |  ████████████▒"))
  }

  @Test(arguments: [
    ("xterm-256color", "palette256"), ("xterm", "ansi16"), ("linux", "ansi16"), ("vt100", "none"),
    ("vt220", "none"),
    ("screen-256color", "palette256"), ("tmux-256color", "palette256"),
    ("xterm-kitty-of-tomorrow", "palette256"),
    ("ansi", "ansi16"), ("xterm-direct", "direct"), ("unknown", "ansi16"), ("", "ansi16"),
  ])
  func anyTerminal(name: String, colours: String) throws {
    let terminal = try probe(environment: ["TERM": name])
    try terminal.wait(for: "end")
    terminal.settle()
    #expect(terminal.screen()[1].contains(colours))
    #expect(terminal.screen()[2].hasPrefix(" 硫酸ニ"))
    terminal.send("q")
    #expect(terminal.exitStatus() == .exited(0))
    #expect(terminal.ttySettings == .ordinary)
  }

  @Test func dumbTerminalsGetLines() throws {
    let terminal = try probe(environment: ["TERM": "dumb"])
    try terminal.wait(for: "end")
    #expect(!terminal.output.contains(0x1B))
    let before = terminal.output.count
    terminal.send("j")
    try terminal.wait(for: "key character(\"j\")")
    terminal.settle()
    #expect(terminal.output.count - before < 60, "only what is new is printed")
    terminal.send("q")
    #expect(terminal.exitStatus() == .exited(0))
    #expect(terminal.ttySettings == .ordinary)
  }

  @Test func noColorLeavesEmphasis() throws {
    let terminal = try probe(environment: ["NO_COLOR": "1"])
    try terminal.wait(for: "end")
    #expect(terminal.screen()[1].contains("none"))
    let output = String(decoding: terminal.output, as: UTF8.self)
    #expect(!output.contains("38;5") && !output.contains("[34m"))
    #expect(terminal.emulator.style(row: 0, column: 3).reverse)
    #expect(try probe(environment: ["NO_COLOR": ""]).waits(for: "palette256"))
  }

  @Test func resizing() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    for size in [(120, 40), (40, 10), (80, 24), (500, 200), (1, 1), (3, 2), (200, 60), (60, 20)] {
      terminal.resize(Size(columns: size.0, rows: size.1))
      terminal.settle(quiet: 30)
    }
    try terminal.wait(for: "probe 試験 60x20")
    try terminal.wait(for: "resize 60x20")
    let rows = terminal.screen()
    #expect(rows.count == 20 && rows[19].hasSuffix("end") && displayWidth(rows[19]) == 60)
    #expect(displayWidth(rows[2].prefix { $0 != "|" }) == 11)
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 5), (10, 2), (500, 200)])
  func anySize(columns: Int, rows: Int) throws {
    let terminal = try probe(size: Size(columns: columns, rows: rows))
    try terminal.wait("for a picture") { $0.text.contains { $0 != " " && $0 != "\n" } }
    terminal.settle()
    terminal.send("q")
    #expect(terminal.exitStatus() == .exited(0))
    expectRestored(terminal)
  }

  @Test func redrawRepairsTheScreen() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.settle()
    let before = terminal.screen()
    terminal.scribble("\u{1B}[3;5Hscribble\u{1B}[24;60Hscribble")
    terminal.send(.control("l"))
    try terminal.wait(for: "control(\"l\")")
    terminal.settle()
    let after = terminal.screen()
    for row in before.indices where row != 10 { #expect(after[row] == before[row]) }
  }

  @Test func theCursorIsSeenWhereTextIsTyped() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.settle()
    #expect(!terminal.emulator.isCursorVisible)
    #expect((terminal.emulator.row, terminal.emulator.column) == (23, 0))
    terminal.send("/")
    try terminal.wait("for the cursor") { $0.isCursorVisible }
    terminal.settle()
    #expect((terminal.emulator.row, terminal.emulator.column) == (6, 3))
    terminal.send("j")
    try terminal.wait("for the cursor to go") { !$0.isCursorVisible }
  }

  @Test func themesChangeLive() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.send("t")
    try terminal.wait(for: "character(\"t\")")
    terminal.settle()
    let light = terminal.emulator.style(row: 2, column: 14).foreground
    terminal.send("t")
    terminal.settle()
    #expect(terminal.emulator.style(row: 2, column: 14).foreground != light)
    #expect(!terminal.emulator.style(row: 12, column: 40).background.isEmpty, "white on black all over")
  }
}

@Suite(.serialized) struct InputTests {
  @Test func keysArrive() throws {
    let terminal = try probe(size: Size(columns: 80, rows: 60))
    try terminal.wait(for: "end")
    let keys: [Key] = [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .insert, .delete, .backspace, .tab,
      .backTab,
      .enter, .function(1), .function(5), .function(12), .escape, .control("a"), .character("電"),
    ]
    for key in keys {
      terminal.send(key)
      terminal.settle(quiet: 40)
    }
    let shown = terminal.screen().dropFirst(10).prefix(keys.count)
    #expect(Array(shown) == keys.map { " key \($0)" })
  }

  @Test func escapeIsFeltAtOnce() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.send("j")
    try terminal.wait(for: "character(\"j\")")
    let start = ContinuousClock.now
    terminal.send(.escape)
    try terminal.wait(for: "key escape")
    #expect(ContinuousClock.now - start < .milliseconds(150))
  }

  @Test func pasteMouseAndClipboard() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.paste("q 電池 \u{1B}[31m")
    try terminal.wait(for: "paste q 電池 ␛[31m")
    terminal.click(row: 4, column: 9)
    terminal.click(row: 4, column: 9)
    try terminal.wait(for: "doublePress 4,9")
    terminal.click(row: 4, column: 8)
    try terminal.wait(for: "press 4,8")
    terminal.send("y")
    try terminal.wait(for: "character(\"y\")")
    #expect(terminal.emulator.commands == ["52;c;5YaZ44GXIGNvcHk="])
  }

  @Test func wakingFromAnotherThread() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.send("w")
    try terminal.wait(for: "woken")
  }

  @Test func idleCostsNothing() throws {
    let terminal = try probe()
    try terminal.wait(for: "end")
    terminal.settle()
    let (output, ticks) = (terminal.output.count, try processorTicks(terminal.process))
    terminal.settle(quiet: 500, timeout: 0.5)
    #expect(terminal.output.count == output)
    #expect(try processorTicks(terminal.process) - ticks <= 1)
  }
}

extension PseudoTerminal {
  fileprivate func waits(for text: String) -> Bool { (try? wait(for: text)) != nil }
}

/// Hundredths of a second of processor time that a process has used.
private func processorTicks(_ process: Int32) throws -> Int {
  let file = try #require(fopen("/proc/\(process)/stat", "r"))
  defer { fclose(file) }
  var buffer = [CChar](repeating: 0, count: 1024)
  let count = fread(&buffer, 1, buffer.count, file)
  let text = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
  return try #require(Int(fields[11])) + #require(Int(fields[12]))
}
