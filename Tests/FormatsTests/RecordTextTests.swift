import Footprints
import SupplyGraph
import Testing

@testable import Formats

@Suite struct RecordTextTests {
  @Test func aRecordOfJSONIsIndented() throws {
    let record = "{\"b\":1.50e+3,\"a\":[ ],\"c\":{\"x\":[1,{\"y\":\"\\u202e, {\\\"\"}]},\"pcf\":null}"
    let folder = try TemporaryFolder(["a.json": "[{\"x\": 1},\n\(record)]"])
    let graph = try readDataset([folder.path], asOf: today).build()
    let place = try #require(graph.notices[.unknownDocument].last).place
    let text = try RecordText(place, files: graph.files)
    #expect(text.kind == .json)
    #expect(
      text.lines == [
        "{", "  \"b\": 1.50e+3,", "  \"a\": [],", "  \"c\": {", "    \"x\": [", "      1,", "      {",
        "        \"y\": \"\\u202e, {\\\"\"", "      }", "    ]", "  },", "  \"pcf\": null", "}",
      ])
  }

  @Test func aRowComesWithItsHeader() throws {
    let folder = try TemporaryFolder(["p.csv": "\u{feff}sep=;\nid;name;unit\nA;\"x; \"\"y\"\"\";kg;;\n"])
    let graph = try readDataset([folder.path], asOf: today).build()
    let text = try RecordText(graph.place(try #require(graph.product(id: "A"))), files: graph.files)
    #expect(text.kind == .row)
    #expect(text.lines == ["id;name;unit", "A;\"x; \"\"y\"\"\";kg;;"])
    #expect(text.cells.map(\.name) == ["id", "name", "unit", "", ""])
    #expect(text.cells.map(\.value) == ["A", "x; \"y\"", "kg", "", ""])
  }

  @Test func aChangedOrVanishedFileIsSaid() throws {
    let folder = try TemporaryFolder(["a.json": "   " + version2()])
    let graph = try readDataset([folder.path], asOf: today).build()
    let place = try #require(graph.footprints.first).place
    #expect(try RecordText(place, files: graph.files).lines.first == "{")
    try folder.write(Array("   [1, 2, 3]".utf8), to: "a.json")
    #expect(throws: RecordText.Problem.changed) { try RecordText(place, files: graph.files) }
    // Another record in its place is no less of a change than none.
    try folder.write(Array(("   " + version2()).replacing("liter", with: "Liter").utf8), to: "a.json")
    #expect(throws: RecordText.Problem.changed) { try RecordText(place, files: graph.files) }
    #expect(throws: RecordSource.Problem.changed) { try RecordSource(files: graph.files).record(place) }
    #expect(throws: RecordText.Problem.nowhere) { try RecordText(.nowhere, files: graph.files) }
    let gone = [SourceFile(name: "x", path: folder.file("gone.json"))]
    #expect(throws: RecordText.Problem.unreadable(reason: "No such file or directory")) {
      try RecordText(place, files: gone)
    }
  }

  @Test func aFileThatOnlyGrewKeepsItsRecords() throws {
    let folder = try TemporaryFolder(["a.ndjson": version2() + "\n"])
    let graph = try readDataset([folder.path], asOf: today).build()
    let place = try #require(graph.footprints.first).place
    try folder.write(Array((version2() + "\n" + version3() + "\n").utf8), to: "a.ndjson")
    #expect(try RecordText(place, files: graph.files).lines.first == "{")
    #expect(try RecordSource(files: graph.files).record(place)["id"] != nil)
  }

  @Test func aRowOfATableThatWasChangedIsSaid() throws {
    let folder = try TemporaryFolder(["p.csv": "id,name\nA,x\nB,y\n"])
    let graph = try readDataset([folder.path], asOf: today).build()
    let place = graph.place(try #require(graph.product(id: "A")))
    try folder.write(Array("id,name\nB,y\nA,xx\n".utf8), to: "p.csv")
    #expect(throws: RecordText.Problem.changed) { try RecordText(place, files: graph.files) }
  }
}
