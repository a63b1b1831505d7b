import Canvas
import FoundationEssentials
import TestSupport
import Testing

@testable import genryu

/// Scenarios on a real pseudo-terminal: changed, taken back, saved, opened again and compared.
@Suite(.serialized) struct ScenarioJourneys {
  private func dataset() throws -> TemporaryFolder { try TemporaryFolder(copyOf: "ev-battery-pack") }

  private func open(
    _ folder: TemporaryFolder, language: String, size: Size = Size(columns: 120, rows: 40),
    memory: TemporaryFolder? = nil
  ) throws -> Journey {
    try Journey(
      [folder.path, "--as-of", "2026-11-23", "--lang", language], size: size, memory: memory)
  }

  private func title(_ journey: Journey) -> String { journey.terminal.screen().first ?? "" }

  /// Presses a key that moves the total, so many times, each once the total of the one before is there.
  private func press(_ key: Key, times: Int, _ journey: Journey) throws {
    for _ in 0..<times {
      let before = title(journey)
      journey.press(key)
      try journey.terminal.wait("for another total") { $0.rows.first != before }
    }
    journey.terminal.settle()
  }

  @Test(arguments: [("en", "Baseline", "Scenario*", "6 Compare"), ("ja", "基準", "試算案*", "6 比較")])
  func nudgeUndoSaveReopenAndCompare(
    language: String, baseline: String, scenario: String, compare: String
  ) throws {
    let folder = try dataset()
    let before = folder.contents
    var journey = try open(folder, language: language)
    try journey.see(compare)
    try journey.terminal.wait("for the list") { $0.rows.contains { $0.hasPrefix(">") } }
    journey.press(.character("4"))
    try journey.terminal.wait("for the inputs") { $0.rows.contains { $0.contains("-181") } }
    journey.terminal.settle()
    let start = journey.terminal.screen()
    try press(.character("-"), times: 3, journey)
    try journey.see(scenario)
    #expect(journey.terminal.screen() != start)
    journey.press(.character("u"), .character("u"), .character("u"))
    try journey.terminal.wait("for the baseline") { $0.rows.first?.contains(baseline) == true }
    journey.press(.down, .up)
    // The title comes first, and the rest a moment later: how much later is up to the machine.
    try journey.terminal.wait("for the screen as it was") { $0.rows.prefix(36) == start.prefix(36) }
    try press(.character("U"), times: 3, journey)
    try journey.see(scenario)
    let changed = title(journey).drop { $0 != "*" }
    journey.press(.character("S"))
    journey.terminal.send("Plan 計画\r")
    try journey.see("scenarios/Plan-計画.json")
    #expect(folder.read("scenarios/Plan-計画.json")?.contains("\"name\": \"Plan 計画\"") == true)
    #expect(before.allSatisfy { folder.contents[$0.key] == $0.value })
    journey.press(.character("q"))
    journey.expectEnd()
    // Another day.
    journey = try open(folder, language: language)
    try journey.see(compare)
    try journey.terminal.wait("for the cursor") { $0.rows.contains { $0.hasPrefix(">") } }
    journey.press(.character("4"), .character("o"))
    try journey.see("Plan 計画")
    journey.press(.down, .enter)
    try journey.terminal.wait("for the scenario") { $0.rows.first?.contains("Plan 計画  ") == true }
    journey.terminal.settle()
    #expect(title(journey).contains(changed.dropFirst(1).trimmingBlanks()))
    journey.press(.character("6"))
    try journey.see("[\(compare)]")
    try journey.see("|")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func aScenarioFromTheCommandLineIsShownEverywhere() throws {
    let folder = try dataset()
    try folder.write(
      #"{"genryu_scenario": 1, "name": "計画 A", "edits": [{"edit": "own:EL-JP=-50%"}]}"#,
      to: "scenarios/a.json")
    let journey = try Journey(
      [folder.path, "--as-of", "2026-11-23", "--lang", "en", "--scenario", "計画 A"],
      size: Size(columns: 120, rows: 40))
    try journey.terminal.wait("for the scenario") { $0.rows.first?.contains("計画 A  ") == true }
    journey.press(.enter)
    try journey.see("Drill-down]")
    try journey.terminal.wait("for the scenario") { $0.rows.first?.contains("計画 A  ") == true }
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func quittingAsksAndCtrlCDoesNot() throws {
    let folder = try dataset()
    var journey = try open(folder, language: "en", size: Size(columns: 80, rows: 24))
    try journey.see("Hotspots")
    journey.press(.character("4"))
    try journey.see("Editing")
    journey.press(.character("-"))
    try journey.see("Scenario*")
    journey.press(.character("q"))
    try journey.see("is not saved")
    journey.press(.escape)
    try journey.see("Enter open")
    journey.press(.character("q"))
    try journey.see("is not saved")
    journey.press(.character("s"))
    journey.terminal.send("Half\r")
    journey.expectEnd()
    #expect(folder.read("scenarios/Half.json") != nil)
    journey = try open(folder, language: "en")
    try journey.see("Hotspots")
    journey.press(.character("4"))
    try journey.see("Editing")
    journey.press(.character("-"))
    try journey.see("Scenario*")
    journey.press(.control("c"))
    journey.expectEnd()
  }

  @Test func brokenScenarioFilesAreNamedAndLeftAlone() throws {
    let folder = try dataset()
    try folder.write("{\"genryu_scenario\": 1, \"edits\": [", to: "scenarios/half.json")
    try folder.write("{\"genryu_scenario\": 9, \"edits\": []}", to: "scenarios/newer.json")
    try folder.write(
      "{\"genryu_scenario\": 1, \"name\": \"Old\", \"edits\": [{\"edit\": \"own:GONE=1\"}, {\"edit\": \"own:AL-PRI=1\"}]}",
      to: "scenarios/old.json")
    let before = folder.contents
    let journey = try open(folder, language: "en")
    try journey.see("newer.json")
    journey.press(.character("4"), .character("o"))
    try journey.see("Old")
    #expect(!journey.shows("half"))
    journey.press(.down, .enter)
    try journey.see("not fit the data")
    try journey.see("not made")
    try journey.see("1 kg/kg  ")
    journey.press(.character("q"))
    journey.expectEnd()
    #expect(folder.contents == before)
  }

  @Test func samplesAreDrawnWhileKeysAreAnswered() throws {
    let folder = try dataset()
    let journey = try open(folder, language: "en")
    try journey.see("Hotspots")
    journey.press(.character("4"))
    try journey.see("Editing")
    journey.press(.character("-"), .character("d"))
    try journey.see("2,000 draws:")
    try journey.see("below the baseline")
    let first = journey.terminal.screen().first { $0.contains("2,000 draws:") }
    journey.press(.character("u"))
    try journey.terminal.waitUntilGone("below the baseline", timeout: 15)
    journey.press(.character("U"))
    // The same seed, the same figures.
    try journey.see(try #require(first))
    journey.press(.character("q"), .character("y"))
    journey.expectEnd()
  }
}
