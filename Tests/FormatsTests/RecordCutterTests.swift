import CSimdjson
import Footprints
import Testing

@testable import Formats

/// Documents of all shapes, whole and broken, cut into records.
@Suite struct RecordCutterTests {
  static let one = version2(["id": "\"1\""])
  static let two = version3(["id": "\"2\""])

  @Test(arguments: [
    one + two, "[\(one), \(two)]", "{\"data\": [\(one),\(two)]}", "\(one)\n\(two)\n",
    "\(one)\r\n\r\n\(two)\r\n",
    "{\"links\": {\"next\": [1, \"}\"]}, \"data\": [\(one),\(two)], \"more\": [{\"data\": 1}]}",
    "{\"data\": \(one)}\n{\"data\": \(two)}", "\u{feff}[\(one), \(two)]",
    "{\"type\": \"Fulfilled\", \"data\": {\"requestEventId\": \"7\", \"pfs\": [\(one),\(two)]}}",
    "[{\"testCase\": \"a\", \"payloads\": [{\"data\": [\(one)]}]},\n {\"testCase\": \"b\", \"payloads\": [{\"data\": \(two)}]}]",
    "[\n  \(one)\n,\n\(two)]\n\n",
  ])
  func everyShapeGivesTheSameRecords(_ text: String) {
    let document = PactDocument(text)
    #expect(document.footprints.map(\.id) == ["1", "2"])
    #expect(document.notices.isEmpty)
  }

  @Test func placesNameLineAndBytes() throws {
    let text = "{\"data\": [\n\n  \(Self.one),\n  \(Self.two)\n]}"
    let footprints = PactDocument(text, file: 7).footprints
    #expect(footprints.map(\.place.line) == [3, 4])
    #expect(footprints.map(\.place.file) == [7, 7])
    let bytes = Array(text.utf8)
    let place = try #require(footprints.last).place
    let cut = bytes[Int(place.offset)..<Int(place.offset) + Int(place.length)]
    #expect(String(decoding: cut, as: UTF8.self) == Self.two)
  }

  /// However a file is cut into windows, the same records are found.
  @Test(
    arguments: [
      "[\(one), \(two), 7]", "{\"data\": [\(one),\(two)], \"x\": {}}",
      "\(one)\n\n[\(two)]\n{\"broken\n\(one)\n",
      "{\"data\": {\"a\": \"\\\"\", \"pfs\": [\(one), \(two)]}}",
    ], [1, 7, 64])
  func windowsDoNotMatter(_ text: String, _ step: Int) throws {
    let bytes = Array(text.utf8)
    for lines in [false, true] {
      let whole = try spans(bytes, step: bytes.count, lines: lines)
      #expect(try spans(bytes, step: step, lines: lines) == whole)
      #expect(whole.contains { $0.kind == .record } || lines)
    }
  }

  struct Span: Equatable {
    var start, end: Int
    var line: Int64
    var kind: JsonSpanKind
  }

  /// As the reader of a file goes: bytes behind, records in front taken away.
  private func spans(_ bytes: [UInt8], step: Int, lines: Bool) throws -> [Span] {
    let cutter = try #require(RecordCutter(lines: lines))
    var result: [Span] = []
    var start = 0
    var end = 0
    repeat {
      end = min(bytes.count, end + step)
      bytes.withUnsafeBufferPointer { whole in
        for span in cutter.spans(whole.cut(start, end), isLast: end == bytes.count) {
          result.append(
            Span(
              start: start + span.range.lowerBound, end: start + span.range.upperBound, line: span.line,
              kind: span.kind))
        }
      }
      let taken = cutter.position
      cutter.drop(taken)
      start += taken
    } while end < bytes.count
    return result
  }

  // MARK: Broken documents

  @Test func aBrokenLineCostsItselfOnly() {
    let document = PactDocument("\(Self.one)\n{\"id\": \"x\", \"pcf\": {\nnonsense\n\(Self.two)\n")
    #expect(document.footprints.map(\.id) == ["1", "2"])
    #expect(document.notices[.brokenJSON].map(\.place.line) == [2, 3])
  }

  @Test(arguments: [
    ("\"status\": \"Active\"", "\"status\": \"Active"), ("\"pcf\": {", "\"pcf\": "),
    ("\"pcf\": {", "\"pcf\": {{"),
    ("\"id\": \"2\"", "\"id\": \"2\\x\""), ("\"version\": 1", "\"version\" 1"),
    ("\"version\": 1", "\"version\": ]"),
    ("\"companyIds\": [", "\"companyIds\": [["), ("\"comment\": \"\"", "\"comment\": \"\u{1}\""),
  ])
  func aBrokenRecordInAListCostsItselfOnly(_ found: String, _ broken: String) {
    let bad = version2(["id": "\"2\""]).replacing(found, with: broken)
    let texts = [Self.one, bad, version2(["id": "\"3\""]), version2(["id": "\"4\""])]
    let document = PactDocument("[\n" + texts.joined(separator: ",\n") + "\n]")
    let ids = document.footprints.map(\.id)
    #expect(ids.filter { $0 != "2" && !$0.hasPrefix("2") } == ["1", "3", "4"])
    #expect(ids.count == 4 || !document.notices.isEmpty)
  }

  @Test func aTruncatedFileKeepsWhatIsWhole() {
    let text = "[\(Self.one), \(Self.two)"
    for length in [text.utf8.count, text.utf8.count - 1, Self.one.utf8.count + 40] {
      let document = PactDocument(Array(text.utf8.prefix(length)))
      #expect(document.footprints.first?.id == "1")
      #expect(document.notices.count(.brokenJSON) == 1)
    }
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let document = PactDocument("[{\"id\": \"d\", \"pcf\": \(deep)}, \(Self.one)]")
    #expect(document.footprints.map(\.id) == ["1"])
    #expect(document.notices.count(.tooDeep) == 1)
    #expect(PactDocument(deep).footprints.isEmpty)
    #expect(PactDocument(String(repeating: "{\"data\":", count: 100_000)).footprints.isEmpty)
    #expect(PactDocument(String(repeating: "{\"a\":[", count: 100_000)).notices.count == 1)
  }

  @Test func garbageIsOneNotice() {
    var random = SplitMix(seed: 3)
    let bytes = (0..<200_000).map { _ in UInt8.random(in: 32...126, using: &random) }
    let document = PactDocument(bytes)
    #expect(document.footprints.isEmpty)
    #expect(document.notices.count(.brokenJSON) == 1)
  }

  @Test func whatStandsThereInsteadIsShown() {
    let notices = PactDocument("\(Self.one)\n\n<html>Bad gateway</html>").notices
    #expect(notices[.brokenJSON].map(\.place.line) == [3])
    #expect(notices[.brokenJSON].first?.found.hasPrefix("<html>Bad gateway") == true)
  }

  @Test func elementsThatAreNoRecordsAreNamed() {
    let document = PactDocument("[1, \"two\", [3, {\"a\": []}], null, {\"a\": 1}, \(Self.one)]")
    #expect(document.footprints.count == 1)
    #expect(document.notices.count(.unknownDocument) == 5)
  }

  @Test func invalidBytesCostTheirRecordOnly() {
    var bytes = Array("[\(Self.one), ".utf8)
    bytes += Array(version2(["id": "\"x\"", "companyName": "\"caf_\""]).utf8).map { $0 == 0x5F ? 0xE9 : $0 }
    bytes += Array(", \(Self.two)]".utf8)
    let document = PactDocument(bytes)
    #expect(document.footprints.map(\.id) == ["1", "2"])
    #expect(document.notices[.invalidEncoding].first?.found == "ISO 8859-1 / Windows-1252")
  }
}
