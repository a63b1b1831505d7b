import Canvas
import Glibc
import TestSupport
import Testing

@testable import genryu

/// Wrong paths, pipes, and data that means harm.
@Suite(.serialized) struct InputJourneys {
  /// Runs a line of shell, the program's path in `$GENRYU`.
  private func shell(_ line: String) throws -> PseudoTerminal {
    try PseudoTerminal(
      ["/bin/sh", "-c", line],
      environment: [
        "GENRYU": builtProduct("genryu"), "SAMPLE": Files.sample("ev-battery-pack"), "LANG": "C.UTF-8",
      ],
      size: Size(columns: 160, rows: 60))
  }

  @Test func aWrongPathSaysWhatWasLookedFor() throws {
    let journey = try Journey(
      [Files.sample("ev-batery-pack"), "--lang", "en"], size: Size(columns: 200, rows: 24))
    #expect(journey.terminal.exitStatus(timeout: 10) == .exited(65))
    let text = journey.terminal.screen().joined(separator: "\n")
    #expect(text.contains("ev-batery-pack was not found") && text.contains("ev-battery-pack"))
    #expect(!journey.terminal.output.contains(where: { $0 == 0x1B }))
  }

  @Test(arguments: [
    ("\"$GENRYU\"", 64, "totals, hotspots"),
    ("\"$GENRYU\" \"$SAMPLE\" --lang en", 1, "Hotspots, whole chain"),
    ("\"$GENRYU\" totals \"$SAMPLE\" --format csv", 1, "id,name,supplier"),
    ("\"$GENRYU\" --version", 0, "0."),
    ("\"$GENRYU\" totals", 64, "dataset"), ("\"$GENRYU\" totals /nowhere", 65, "/nowhere"),
  ])
  func intoAPipe(line: String, status: Int, text: String) throws {
    let terminal = try shell("{ \(line); echo \"status $?.\"; } 2>&1 | cut -c1-150 | cat")
    #expect(terminal.exitStatus(timeout: 15) == .exited(0))
    let output = String(decoding: terminal.output, as: UTF8.self)
    #expect(output.contains("status \(status)."))
    #expect(output.contains(text))
    #expect(!output.contains("\u{1B}"))
  }

  @Test func aReaderThatLeavesIsNoFailure() throws {
    let terminal = try shell(
      "{ \"$GENRYU\" paths \"$SAMPLE\" --cutoff 0.00001; echo \"status $?.\" >&2; } | head -1")
    #expect(terminal.exitStatus(timeout: 15) == .exited(0))
    let output = String(decoding: terminal.output, as: UTF8.self)
    #expect(output.contains("status 0.") || output.contains("status 1."))
    #expect(!output.contains("roken pipe"))
  }

  @Test func aFullDiskIsToldByStatus74() throws {
    let terminal = try shell("\"$GENRYU\" totals \"$SAMPLE\" > /dev/full; echo \"status $?.\"")
    #expect(terminal.exitStatus(timeout: 15) == .exited(0))
    #expect(String(decoding: terminal.output, as: UTF8.self).contains("status 74."))
  }

  // MARK: Bad data

  static let name = "Evil \\u001b]0;owned\\u0007\\u001b[2J \\u202eelddim"

  static func badFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder([
      "products.csv":
        "id,name,supplier,unit,direct_kgco2e\nA,\u{1B}]0;owned\u{7}Arm\u{202E},\"\u{9B}31mred\",kg,1\n"
        + "A,Again,b,kg,1\nB,Beam,b,kg,1e400\nC,Credit,c,kg,-3\nD,Comma,d,kg,\"1,5\"\n",
      "links.csv": "product_id,component_id,amount\nA,B,0\nA,C,-1\nA,nowhere,2\nA,D,huge\n",
      "truncated.json": "{\"id\": \"3fa85f64\", \"productName\": \"cut",
      "evil.json":
        "{\"id\":\"3fa85f64-5717-4562-b3fc-2c963f66afa6\",\"specVersion\":\"2.2.0\",\"productIds\":[\"urn:x:\(name)\"],"
        + "\"productNameCompany\":\"\(name)\",\"companyName\":\"\(name)\","
        + "\"pcf\":{\"declaredUnit\":\"kilogram\",\"unitaryProductAmount\":\"1\",\"pCfExcludingBiogenic\":\"2\"}}",
      "empty.csv": "", "footprints/nul.json": "\u{0}\u{0}{}", "\u{1B}[31mname.csv": "x,y\n1,2\n",
    ])
    try folder.write(
      (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }, to: "garbage.json")
    try folder.write(String(repeating: "[", count: 100_000), to: "deep.json")
    return folder
  }

  @Test(arguments: ["text", "csv", "json", "md"]) func badDataIsPrintedHarmlessly(format: String) throws {
    let folder = try InputJourneys.badFolder()
    let before = folder.contents
    let terminal = try shell(
      "for c in totals hotspots paths tree check; do \"$GENRYU\" $c '\(folder.path)' --format \(format) || :; done; "
        + "echo finished")
    #expect(terminal.exitStatus(timeout: 20) == .exited(0))
    let output = String(decoding: terminal.output, as: UTF8.self)
    #expect(output.contains("finished"))
    #expect(!output.unicodeScalars.contains { InputJourneys.isHarmful($0) })
    #expect(folder.contents == before)
  }

  static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10, 13: false
    case 0..<32, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  @Test func badDataNeverReachesTheTerminalRaw() throws {
    let folder = try InputJourneys.badFolder()
    let journey = try Journey([folder.path, "--lang", "en"], size: Size(columns: 120, rows: 40))
    try journey.see("notices (!)")
    journey.press(.enter)
    journey.terminal.settle()
    journey.press(.character("!"))
    try journey.see("To do")
    for _ in 0..<12 { journey.press(.down) }
    journey.terminal.settle()
    journey.press(.enter)
    journey.terminal.settle()
    journey.press(.character("3"))
    journey.terminal.settle()
    let output = String(decoding: journey.terminal.output, as: UTF8.self)
    #expect(!output.contains("owned\u{7}") && !output.contains("\u{202E}") && !output.contains("\u{9B}"))
    #expect(!output.contains("\u{1B}]0;"))
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func anEmptyFolderIsExplained() throws {
    let folder = try TemporaryFolder()
    let journey = try Journey([folder.path, "--lang", "en"])
    try journey.see("holds nothing")
    try journey.see("ev-battery-pack")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNoFileHoldsNothingUp() throws {
    let folder = try TemporaryFolder(CommandTests.bothHalves)
    #expect(mkfifo("\(folder.path)/footprints.json", 0o600) == 0)
    #expect(mkdir("\(folder.path)/more.csv", 0o700) == 0)
    let printed = try run(Totals.self, [folder.path, "--format", "csv"])
    #expect(printed.records.count == 2)
    let notices = try run(Check.self, [folder.path, "--format", "csv"])
    #expect(notices.records.count { $0["file"] == "footprints.json" || $0["file"] == "more.csv" } == 2)
  }

  @Test(.enabled(if: geteuid() != 0)) func anUnreadableFileLosesNothingElse() throws {
    let folder = try TemporaryFolder(CommandTests.bothHalves)
    try folder.write("product_id,quantity_per_year\nA,1\n", to: "portfolio.csv")
    #expect(chmod("\(folder.path)/portfolio.csv", 0) == 0)
    let printed = try run(Check.self, [folder.path, "--format", "csv"])
    #expect(printed.records.contains { $0["file"] == "portfolio.csv" && $0["severity"] == "fix" })
    #expect(try run(Totals.self, [folder.path, "--format", "csv"]).records.count == 2)
  }
}
