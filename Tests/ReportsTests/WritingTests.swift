import FoundationEssentials
import Glibc
import TestSupport
import Testing

import func Canvas.displayWidth
import func Canvas.sanitised

@testable import Reports

@Suite struct WritingTests {
  static let nasty = "a\u{1B}]0;owned\u{7}b\u{202E}c\u{9B}2J"

  private func table(_ rows: [[Cell]]) -> Table {
    Table(
      columns: [
        Column("id", .text, "Id", "ID"), Column("kg", .mass, "kg", "kg"),
        Column("share", .share, "Share", "割合"),
      ], rows: rows)
  }

  private func write(_ format: Format, _ rows: [[Cell]], isTerminal: Bool = false) throws -> String {
    var sink = MemorySink()
    try TableWriter(format: format, isTerminal: isTerminal).write(table(rows), to: &sink)
    return sink.text
  }

  @Test(arguments: ["plain", "a,b", "say \"x\"", "two\nlines", " edge ", "=1+1", nasty, "電池"])
  func namesComeBackFromCSV(name: String) throws {
    let csv = try write(.csv, [[.text(name), .empty, .empty]])
    #expect(parseCSV(csv) == [["id", "kg", "share"], [name, "", ""]])
  }

  @Test(arguments: ["plain", "a,b", "say \"x\" \\", "two\nlines\u{0}", nasty, "電池", "\u{E0041}\u{1F600}"])
  func namesComeBackFromJSON(name: String) throws {
    let json = try write(.json, [[.text(name), .empty, .number(0.5)]])
    let rows = try JSONDecoder().decode([Row].self, from: Data(json.utf8))
    #expect(rows == [Row(id: name, kg: nil, share: 0.5)])
  }

  private struct Row: Codable, Equatable {
    var id: String
    var kg: Double?
    var share: Double?
  }

  @Test(arguments: [0.1, 1e-300, 123_456_789.125, -0.0, 5e-324, 1.0 / 3, 1e22, .greatestFiniteMagnitude])
  func numbersReadBackToTheSameBits(value: Double) throws {
    let csv = parseCSV(try write(.csv, [[.text("x"), .number(value), .empty]]))
    #expect(Double(csv[1][1])?.bitPattern == value.bitPattern)
    let json = try write(.json, [[.text("x"), .number(value), .empty]])
    let rows = try JSONDecoder().decode([Row].self, from: Data(json.utf8))
    #expect(rows[0].kg == value)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNoNumberIsEmpty(value: Double) throws {
    #expect(Cell(value) == .empty)
    for format in Format.allCases {
      let text = try write(format, [[.text("x"), .number(value), .empty]]).lowercased()
      #expect(!text.contains("nan") && !text.contains("inf"))
    }
  }

  @Test(arguments: [Format.text, .md, .json]) func nothingActsOnATerminal(format: Format) throws {
    let text = try write(format, [[.text(WritingTests.nasty), .empty, .empty]])
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || sanitised(String($0)) == String($0) })
  }

  @Test func csvIsCleanedForScreensOnly() throws {
    let rows: [[Cell]] = [[.text(WritingTests.nasty), .empty, .empty]]
    #expect(try write(.csv, rows).contains("\u{1B}"))
    #expect(try !write(.csv, rows, isTerminal: true).contains("\u{1B}"))
  }

  @Test func textLinesUpByDisplayWidth() throws {
    let text = try write(
      .text, [[.text("電池"), .number(1234.5), .number(0.5)], [.text("ab"), .number(2), .number(1)]])
    let lines = text.split(separator: "\n")
    #expect(lines == ["Id       kg   Share", "電池  1,235   50.0%", "ab        2  100.0%"])
    #expect(Set(lines.dropFirst().map { displayWidth($0) }).count == 1)
  }

  @Test func markdownShowsNamesAsTheyAre() throws {
    let text = try write(.md, [[.text("a|b *c* <i>"), .number(1), .number(0.25)]])
    #expect(text.contains("| a\\|b \\*c\\* \\<i\\> | 1.000 | 25.0% |"))
    #expect(text.contains("| --- | ---: | ---: |"))
  }

  @Test func anEmptyTableIsValidInAllFormats() throws {
    #expect(try write(.csv, []) == "id,kg,share\n")
    #expect(try write(.json, []) == "[]\n")
    #expect(try write(.text, []) == "Id  kg  Share\n")
  }

  @Test func aFullDiskIsToldWithItsReason() {
    var sink = DescriptorSink(open("/dev/full", O_WRONLY))
    defer { close(sink.descriptor) }
    #expect(throws: OutputError.failed(code: ENOSPC, reason: String(cString: strerror(ENOSPC)))) {
      try sink.write(Array("x".utf8)[...])
    }
  }

  @Test func aReaderThatLeftIsNoFailure() {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    var sink = DescriptorSink(ends[1])
    #expect(throws: OutputError.readerLeft) { try sink.write(Array("x".utf8)[...]) }
  }

  @Test func aSlowPipeGetsEverything() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (read, write) = (ends[0], ends[1])
    #expect(fcntl(write, F_SETFL, O_NONBLOCK) == 0)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let received = Task.detached { () -> [UInt8] in
      var all: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 5000)
      while true {
        let count = Glibc.read(read, &piece, piece.count)
        if count <= 0 { return all }
        all += piece[..<count]
      }
    }
    var sink = DescriptorSink(write)
    try sink.write(bytes[...])
    close(write)
    #expect(await received.value == bytes)
    close(read)
  }
}
