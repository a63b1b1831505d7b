import Footprints
import Foundation
import SupplyGraph
import Testing

@testable import Formats

/// What hosts add to a dataset is read on, and the graph that comes of it is that of reading everything anew.
struct GrowingDatasetTests {
  private static let names: Set = ["aoi.received.ndjson", "beni.received.ndjson", "zen.received.ndjson"]

  private func read(_ folder: TemporaryFolder, chunkSize: Int = 4096) throws -> (SupplyGraph, GrowingDataset?)
  {
    let (builder, dataset) = try GrowingDataset.read(
      [folder.path], growing: Self.names, asOf: today, threads: 2, chunkSize: chunkSize)
    return (builder.build(), dataset)
  }

  private func folder(_ more: [String: String] = [:]) throws -> TemporaryFolder {
    var files = [
      "products.csv": "id,name,unit,declared_pcf_kgco2e,product_ids\n"
        + (0..<12).map { "P\($0),Product \($0),liter,\($0).5,urn:gtin:\($0)\n" }.joined(),
      "links.csv": "product_id,component_id,amount\nTop,P1,2\nTop,P2,0.5\nP2,P3,1\nP3,P2,0.25\n",
      "portfolio.csv": "product_id,quantity_per_year\nTop,100\n",
      "footprints/more.json": "[" + version2(["productIds": "[\"urn:gtin:4\"]"]) + "]",
    ]
    for (name, text) in more { files[name] = text }
    return try TemporaryFolder(files)
  }

  private func add(_ text: String, to name: String, in folder: TemporaryFolder) throws {
    let path = folder.file("footprints/" + name)
    let before = FileManager.default.contents(atPath: path) ?? Data()
    if before.isEmpty {
      try folder.write(Array(text.utf8), to: "footprints/" + name)
    } else {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    }
  }

  /// Everything that a graph says, places by the names of files.
  private func content(_ graph: SupplyGraph) -> [String] {
    func name(_ place: Place) -> String {
      let file = graph.files.indices.contains(Int(place.file)) ? graph.files[Int(place.file)].name : ""
      return "\(file):\(place.line):\(place.offset):\(place.length)"
    }
    var lines = ["\(graph.count) \(graph.linkCount) \(graph.loops) \(graph.portfolio)"]
    for p in 0..<graph.count {
      var given = graph.given(p)
      given.footprint = nil
      let supplier = graph.supplier(p).map { graph.suppliers[$0].name } ?? ""
      lines.append(
        "\(graph.id(p)) \(graph.name(p)) \(supplier) \(graph.country(p)) \(graph.unit(p)) \(given) "
          + "\(name(graph.place(p))) \(graph.identifiers(of: p).sorted())")
      for number in graph.footprints(of: p) {
        let footprint = graph.footprints[number]
        lines.append("  \(footprint.id) \(footprint.version) \(name(footprint.place)) \(footprint.emissions)")
      }
      for link in graph.components(of: p) {
        lines.append(
          "  > \(graph.id(graph.component(link))) \(graph.amount(link)) \(name(graph.place(ofLink: link)))")
      }
    }
    for group in graph.notices.grouped() {
      lines.append("\(group.code) \(group.count) \(group.effect) \(group.fixes)")
      for notice in group.worst {
        lines.append(
          "  \(name(notice.place)) \(notice.field) \(notice.found) \(notice.expected) \(notice.product)")
      }
    }
    return lines
  }

  private func record(_ random: inout SplitMix) -> String {
    if random.below(12) == 0 { return "{\"id\": broken\n" }
    let number = random.below(16)
    let value = "\"\(random.below(900)).25\""
    let share = ["0.4", "40", "0.9", "1"][random.below(random.below(3) == 0 ? 4 : 1)]
    let id = "\"11111111-0000-4000-8000-0000000000\(10 + random.below(30))\""
    let fields: [String: String?] = [
      "id": id, "productIds": "[\"urn:gtin:\(number)\"]", "version": "\(random.below(3))",
      "created": "\"2025-0\(1 + random.below(9))-01T00:00:00Z\"",
      "companyName": "\"Company \(random.below(3))\"",
    ]
    return random.below(2) == 0
      ? version2(fields, pcf: ["pCfExcludingBiogenic": value, "primaryDataShare": share]) + "\n"
      : version3(fields, pcf: ["pcfExcludingBiogenicUptake": value, "primaryDataShare": share]) + "\n"
  }

  private func readOn(_ dataset: inout GrowingDataset) throws -> SupplyGraph {
    let builder = dataset.readOn()
    return try #require(builder).build()
  }

  private func expect(
    _ dataset: inout GrowingDataset, canReadOn: Bool, location: SourceLocation = #_sourceLocation
  ) {
    let builder = dataset.readOn()
    #expect((builder != nil) == canReadOn, sourceLocation: location)
  }

  // MARK: Laws

  @Test(arguments: 1...10) func readingOnIsReadingAnew(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let folder = try folder()
    if seed % 2 == 0 { try add(record(&random) + record(&random), to: "beni.received.ndjson", in: folder) }
    var dataset = try #require(try read(folder, chunkSize: 64 << (seed % 5)).1)
    for _ in 0..<6 {
      for _ in 0..<(1 + random.below(4)) {
        let name = Self.names.sorted()[random.below(3)]
        try add((0..<1 + random.below(4)).map { _ in record(&random) }.joined(), to: name, in: folder)
      }
      // What cannot be read on is said to be so, and here all can.
      let grown = try readOn(&dataset)
      let (anew, _) = try read(folder)
      #expect(content(grown) == content(anew))
      #expect(grown.links.amounts.map(\.bitPattern) == anew.links.amounts.map(\.bitPattern))
      let plain = try readDataset([folder.path], asOf: today).build()
      #expect(content(grown) == content(plain))
    }
  }

  @Test func nothingNewChangesNothing() throws {
    let folder = try folder(["footprints/aoi.received.ndjson": version2() + "\n"])
    let (before, dataset) = try read(folder)
    var growing = try #require(dataset)
    let after = try readOn(&growing)
    #expect(content(after) == content(before))
  }

  /// A share above 1 makes percents of all shares of a file, also of those that were read before.
  @Test func sharesAreJudgedOverTheWholeFileAgain() throws {
    let one = version2(["productIds": "[\"urn:gtin:1\"]"], pcf: ["primaryDataShare": "0.5"]) + "\n"
    let folder = try folder(["footprints/aoi.received.ndjson": one])
    let (before, dataset) = try read(folder)
    #expect(before.given(try #require(before.product(id: "P1"))).primaryShare == 50)
    try add(
      version2(
        ["id": "\"x\"", "productIds": "[\"urn:gtin:2\"]"], pcf: ["primaryDataShare": "60"]) + "\n",
      to: "aoi.received.ndjson", in: folder)
    var growing = try #require(dataset)
    let after = try readOn(&growing)
    #expect(after.given(try #require(after.product(id: "P1"))).primaryShare == 0.5)
    #expect(after.given(try #require(after.product(id: "P2"))).primaryShare == 60)
    #expect(after.notices.count(.sharesAreFractions) == 0)
  }

  /// The files that did not grow are not opened: what stands in them could not be read any more.
  @Test func onlyWhatWasAddedIsRead() throws {
    let folder = try folder(["footprints/aoi.received.ndjson": version2() + "\n"])
    let links = folder.file("links.csv")
    // Access times are only kept where the file system does; a time long ago is.
    var growing = try #require(try read(folder).1)
    var status = stat()
    #expect(stat(links, &status) == 0)
    var times = [timespec(tv_sec: 1, tv_nsec: 0), status.st_mtim]
    #expect(utimensat(AT_FDCWD, links, &times, 0) == 0)
    try add(version2(["id": "\"b\""]) + "\n", to: "aoi.received.ndjson", in: folder)
    expect(&growing, canReadOn: true)
    #expect(stat(links, &status) == 0)
    #expect(status.st_atim.tv_sec == 1)
  }

  // MARK: What must be read anew

  @Test func anotherFileThatChanged() throws {
    let folder = try folder()
    var growing = try #require(try read(folder).1)
    try folder.write(Array("product_id,component_id,amount\nTop,P1,3\n".utf8), to: "links.csv")
    expect(&growing, canReadOn: false)
  }

  @Test func aFileThatCameOrWent() throws {
    let folder = try folder()
    var (one, other) = (try #require(try read(folder).1), try #require(try read(folder).1))
    try folder.write(Array("id,name\nX,x\n".utf8), to: "new.csv")
    expect(&one, canReadOn: false)
    try FileManager.default.removeItem(atPath: folder.file("new.csv"))
    try FileManager.default.removeItem(atPath: folder.file("links.csv"))
    expect(&other, canReadOn: false)
  }

  @Test func aGrowingFileThatWasCutOrReplaced() throws {
    let two = version2(["id": "\"a\""]) + "\n" + version2(["id": "\"b\""]) + "\n"
    let folder = try folder(["footprints/aoi.received.ndjson": two])
    var cut = try #require(try read(folder).1)
    var rewritten = try #require(try read(folder).1)
    var gone = try #require(try read(folder).1)
    let path = folder.file("footprints/aoi.received.ndjson")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: 10)
    expect(&cut, canReadOn: false)
    // Longer than before, and something else.
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((two + two).utf8))
    expect(&rewritten, canReadOn: false)
    try handle.close()
    try FileManager.default.removeItem(atPath: path)
    expect(&gone, canReadOn: false)
  }

  @Test func aLineThatIsNotWhole() throws {
    let folder = try folder(["footprints/aoi.received.ndjson": version2() + "\n"])
    var growing = try #require(try read(folder).1)
    try add(String(version2(["id": "\"b\""]).prefix(40)), to: "aoi.received.ndjson", in: folder)
    expect(&growing, canReadOn: false)
    // Nor can be read on what was read so.
    #expect(try read(folder).1 == nil)
  }

  @Test func aDatasetThatWasNotReadToItsEnd() throws {
    let folder = try folder()
    let stopped = try GrowingDataset.read(
      [folder.path], growing: Self.names, asOf: today, isCancelled: { true })
    #expect(stopped.dataset == nil)
  }

  @Test func withoutGrowingFilesNothingIsKept() throws {
    let folder = try folder()
    #expect(try GrowingDataset.read([folder.path], growing: [], asOf: today).dataset == nil)
    let files = [folder.file("products.csv"), folder.file("links.csv")]
    #expect(try GrowingDataset.read(files, growing: Self.names, asOf: today).dataset == nil)
    #expect(
      try GrowingDataset.read([folder.file("products.csv")], growing: Self.names, asOf: today).dataset == nil)
  }

  /// A file that is not there yet is no file of the dataset.
  @Test func awaitedFilesAreNotCounted() throws {
    let folder = try folder()
    nonisolated(unsafe) var last = LoadProgress()
    _ = try GrowingDataset.read([folder.path], growing: Self.names, asOf: today, progress: { last = $0 })
    #expect(last.filesTotal == 4)
    #expect(last.filesDone == 4)
  }
}

extension SplitMix {
  fileprivate mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}
