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
    journey.press(.escape)
    try journey.see("Hotspots")
    try journey.waitForCursor(on: "Rayong")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func findingAcrossLanguages() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.send("/ニッケル")
    try journey.see("Nickel sulfate")
    journey.press(.enter)
    try journey.terminal.wait("for the found product in its place") { screen in
      screen.rows.contains { $0.hasPrefix(">") && $0.contains("ickel") }
    }
    journey.press(.control("c"))
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
    journey.terminal.send(":lang")
    try journey.see("anguage")
    journey.press(.enter)
    try journey.see("概要")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func figuresShowTheirRecord() throws {
    let journey = try Journey(sample: "ev-battery-pack", size: Size(columns: 120, rows: 60))
    try journey.see("Hotspots")
    journey.terminal.send("/AL-REC")
    try journey.see("Recycled")
    journey.press(.enter)
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
    try second.see(String(data.path.suffix(12)))
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

  @Test func stoppedAndContinued() throws {
    let journey = try Journey(sample: "ev-battery-pack")
    try journey.see("Hotspots")
    journey.terminal.signal(SIGTSTP)
    try journey.terminal.wait("for the terminal to be given back") { !$0.isAlternate }
    journey.terminal.signal(SIGCONT)
    try journey.see("Hotspots")
    journey.press(.character("q"))
    journey.expectEnd()
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
