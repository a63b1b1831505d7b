import Canvas
import Glibc
import TestSupport
import Testing

@testable import genryu

/// The built program on a real pseudo-terminal, from the first key to the last.
@Suite(.serialized) struct DashboardJourneys {
  @Test func drillingDownAndBackKeepsThePlace() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.press(.down)
    try journey.waitForCursor(on: "Rayong")
    journey.press(.enter)
    try journey.see("own emissions")
    journey.press(.down, .down)
    try journey.terminal.wait("for the cursor on a part") { screen in
      screen.rows.contains { $0.hasPrefix(">  ") }
    }
    let line = journey.cursorLine
    journey.press(.enter)
    try journey.terminal.wait("for the branch to open") { screen in
      !screen.rows.contains { $0 == line }
    }
    // Back out of the branch, to the head of the product, and out of it.
    for _ in 0..<3 {
      journey.press(.escape)
      journey.terminal.settle()
      if journey.shows("Hotspots") { break }
    }
    try journey.see("Hotspots")
    try journey.waitForCursor(on: "Rayong")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func findingAcrossLanguages() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.send("/ニッケル")
    try journey.waitForCursor(on: "ickel")
    journey.press(.enter)
    try journey.see("[2 Drill-down]")
    try journey.see("own emissions")
    #expect(journey.cursorLine.hasPrefix(">     "))
    journey.press(.control("c"))
    journey.expectEnd()
  }

  /// Whoever pastes or types ahead means the answer, not what was found until then.
  @Test func enterBeforeTheAnswerCountsForIt() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.send("/AL-REC\r")
    try journey.see("[2 Drill-down]")
    try journey.waitForCursor(on: "Recycled aluminium")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func languageSwitchesAndNothingMoves() throws {
    let journey = try Journey(sample: "inbound-logistics")
    try journey.see("Overview")
    try journey.see("share")
    journey.press(.down)
    journey.terminal.settle()
    let before = journey.terminal.screen().firstIndex { $0.hasPrefix(">") }
    journey.press(.character("L"))
    try journey.see("概要")
    #expect(journey.terminal.screen().firstIndex { $0.hasPrefix(">") } == before)
    journey.press(.character("L"))
    try journey.see("Overview")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func noticesHelpAndCommands() throws {
    let journey = try Journey(sample: "data-centre-service")
    try journey.see("Overview")
    try journey.see("notices (!)")
    journey.press(.character("!"))
    try journey.see("To do")
    journey.press(.escape)
    try journey.see("Hotspots")
    journey.press(.character("?"))
    try journey.see("Help")
    journey.press(.escape)
    try journey.see("Hotspots")
    journey.terminal.send(":supplier")
    try journey.see("取引先")
    journey.press(.enter)
    try journey.see("[3 Supplier]")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func figuresShowTheirRecord() throws {
    let journey = try Journey(sample: "ev-battery-pack", size: Size(columns: 120, rows: 60))
    try journey.see("Hotspots")
    journey.terminal.send("/AL-REC")
    try journey.waitForCursor(on: "Recycled")
    journey.press(.enter)
    try journey.see("[2 Drill-down]")
    try journey.waitForCursor(on: "Recycled")
    journey.press(.character("i"))
    try journey.see("wakagane-aluminium.json")
    try journey.terminal.wait("for the record") { screen in
      screen.rows.contains { $0.contains("\"productName") || $0.contains("\"companyName") }
    }
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func copyingKeepsAFileToo() throws {
    let memory = try TemporaryFolder()
    let journey = try Journey([Files.sample("ev-battery-pack"), "--lang", "en"], memory: memory)
    try journey.see("of the portfolio")
    journey.press(.character("y"))
    try journey.see("Copied")
    #expect(memory.read("genryu/copied.txt")?.contains("of the portfolio") == true)
    #expect(String(decoding: journey.terminal.output, as: UTF8.self).contains("\u{1B}]52;c;"))
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func smallWindowsAreServed() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.resize(Size(columns: 30, rows: 8))
    try journey.see("enlarge the window")
    journey.terminal.resize(Size(columns: 100, rows: 30))
    try journey.see("Hotspots")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func theStartPageOpensWhatIsChosenAndRemembersIt() throws {
    let memory = try TemporaryFolder()
    let data = try TemporaryFolder(CommandTests.bothHalves)
    let first = try Journey([data.path, "--lang", "en"], memory: memory)
    try first.see("Beam")
    first.press(.character("q"))
    first.expectEnd()

    let second = try Journey(["--lang", "en"], memory: memory)
    try second.see("Opened lately")
    try second.see("ev-battery-pack")
    second.press(.enter)
    try second.see("Beam")
    second.press(.character("q"))
    second.expectEnd()
  }

  @Test func aDamagedMemoryIsNoProblem() throws {
    let memory = try TemporaryFolder(["genryu/recent.json": "{\"recent\": [1, {"])
    let journey = try Journey(["--lang", "en"], memory: memory)
    try journey.see("ev-battery-pack")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func aLanguageChosenByKeyIsRemembered() throws {
    let memory = try TemporaryFolder()
    let first = try Journey([Files.sample("inbound-logistics")], memory: memory)
    try first.see("Overview")
    first.press(.character("L"))
    try first.see("概要")
    first.press(.character("q"))
    first.expectEnd()
    let second = try Journey([Files.sample("inbound-logistics")], memory: memory)
    try second.see("概要")
    second.press(.character("q"))
    second.expectEnd()
    let other = try Journey(
      [Files.sample("inbound-logistics")], environment: ["LANG": "ja_JP.UTF-8"], memory: memory)
    try other.see("概要")
    other.press(.character("q"))
    other.expectEnd()
  }

  @Test func reloadingTakesChangesIn() throws {
    let data = try TemporaryFolder(CommandTests.bothHalves)
    let journey = try Journey([data.path, "--lang", "en"])
    try journey.see("Beam")
    try data.write("id,name,supplier,unit,direct_kgco2e\nA,Arm,a,kg,1\nB,Girder,b,kg,2\n", to: "products.csv")
    journey.press(.character("r"))
    try journey.see("Girder")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func signalsRestoreTheTerminal(number: Int32) throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.signal(number)
    journey.expectEnd()
  }

  @Test func aVanishedTerminalEndsTheProgram() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.hangUp()
    #expect(journey.terminal.exitStatus(timeout: 10) != nil)
  }

  /// Under a shell with jobs, as people have it: Ctrl-Z gives the terminal to the shell, `fg` takes it back.
  @Test func stoppedAndContinued() throws {
    let terminal = try PseudoTerminal(
      [
        "/bin/sh", "-m", "-c", "\"$GENRYU\" \"$SAMPLE\" --lang en; echo shell has it; sleep 1; fg >/dev/null",
      ],
      environment: ["GENRYU": builtProduct("genryu"), "SAMPLE": Files.sample("ev-battery-pack")])
    try terminal.wait(for: "Hotspots", timeout: 15)
    terminal.send(.control("z"))
    try terminal.wait(for: "shell has it", timeout: 15)
    #expect(!terminal.emulator.isAlternate)
    try terminal.wait(for: "Hotspots", timeout: 15)
    #expect(terminal.emulator.isAlternate)
    terminal.send("q")
    #expect(terminal.exitStatus(timeout: 10) == .exited(0))
    #expect(!terminal.emulator.isAlternate)
  }

  @Test(arguments: ["dumb", "vt100", "no-such-terminal", ""]) func poorTerminals(name: String) throws {
    let journey = try Journey(
      [Files.sample("ev-battery-pack"), "--lang", "en"], environment: ["TERM": name, "LANG": "C"])
    try journey.terminal.wait("for some figure", timeout: 15) {
      $0.text.contains("PACK") || $0.text.contains("EV battery")
    }
    journey.press(.character("q"))
    #expect(journey.terminal.exitStatus(timeout: 10) == .exited(0))
    #expect(journey.terminal.ttySettings == .ordinary)
  }
}
