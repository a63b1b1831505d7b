import Footprints
import Foundation
import Glibc
import SupplyGraph
import Synchronization
import Testing

@testable import Formats

@Suite struct DatasetTests {
  static let tables = [
    "products.csv": "id,name,supplier,unit,direct_kgco2e\nA,Pack,Aoi,piece,1\nB,Cell,Beni,kg,2\n",
    "links.csv": "product_id,component_id,amount\nA,B,3\nA,C,1\n",
    "portfolio.csv": "product_id,quantity_per_year\nA,10\n",
    "suppliers.csv": "supplier_id,name,contact\nS1,Aoi,Sato\n",
    "footprints/c.json": version3(["productIds": "[\"C\"]"]),
  ]

  @Test func aFolderGivesItsFiles() throws {
    let folder = try TemporaryFolder(Self.tables)
    try folder.write(Array("broken".utf8), to: "scenarios/a.json")
    try folder.write(Array("broken".utf8), to: "other/products.csv")
    try folder.write(Array("x = 1".utf8), to: "genryu.toml")
    try folder.write(Array("# Notes".utf8), to: "README.md")
    let before = try folder.contents()
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(
      graph.files.map(\.name) == [
        "footprints/c.json", "links.csv", "portfolio.csv", "products.csv", "suppliers.csv",
      ])
    #expect(graph.count == 3)
    #expect(graph.linkCount == 2)
    #expect(graph.hasPortfolio)
    #expect(graph.product(id: "C").map { graph.given($0).declared } == 1.5)
    #expect(graph.notices.count(.unknownProduct) == 0)
    #expect(try folder.contents() == before)
  }

  @Test func filesMayBeGivenOneByOne() throws {
    let folder = try TemporaryFolder(Self.tables)
    let paths = ["portfolio.csv", "products.csv", "links.csv", "footprints/c.json", "products.csv"].map(
      folder.file)
    let graph = try readDataset(paths, asOf: today).build()
    #expect(graph.files.map(\.name) == ["c.json", "links.csv", "portfolio.csv", "products.csv"])
    #expect(graph.count == 3)
  }

  @Test func footprintsAloneMakeProducts() throws {
    let folder = try TemporaryFolder(["a.ndjson": version2(["productIds": "[\"P\"]"]) + "\n"])
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 1)
    #expect(graph.notices.count(.unmatchedFootprint) == 0)
  }

  // MARK: What cannot be read

  @Test func aWrongPathSaysWhatWasLookedFor() {
    #expect(throws: DatasetError.notFound(path: "/no/such/place", lookedFor: ["/no/such/place"])) {
      try readDataset(["/no/such/place"], asOf: today)
    }
    #expect(throws: DatasetError.self) { try readDataset([], asOf: today) }
  }

  @Test func anEmptyFolderHasNothingUsable() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DatasetError.nothingUsable(path: folder.path)) {
      try readDataset([folder.path], asOf: today)
    }
    let full = try TemporaryFolder(Self.tables)
    let graph = try readDataset([folder.path, full.path], asOf: today).build()
    #expect(graph.notices.count(.emptyFolder) == 1)
    #expect(graph.count == 3)
  }

  @Test func oddFilesAreNamedAndCostNothing() throws {
    let folder = try TemporaryFolder(Self.tables)
    try folder.write([], to: "empty.json")
    try folder.write(Array(" \n\r\n".utf8), to: "blank.csv")
    try folder.write(Array("x,y\n1,2\n".utf8), to: "foreign.csv")
    try folder.write(Array("{\"a\": 1}".utf8), to: "foreign.json")
    try folder.write([0x50, 0x4B, 3, 4, 0, 0], to: "book.xlsx")
    try folder.write([0, 1, 2, 3, 0, 0, 0, 0, 9], to: "binary.json")
    try FileManager.default.createDirectory(
      atPath: folder.file("folder.csv"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("gone.json"), withDestinationPath: "nowhere")
    #expect(mkfifo(folder.file("pipe.csv"), 0o600) == 0)
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 3)
    #expect(names(.emptyFile, graph) == ["blank.csv", "empty.json"])
    #expect(names(.unknownTable, graph) == ["foreign.csv"])
    #expect(names(.unknownDocument, graph) == ["book.xlsx", "foreign.json"])
    #expect(names(.notText, graph) == ["binary.json"])
    #expect(names(.unreadableFile, graph) == ["folder.csv", "gone.json", "pipe.csv"])
  }

  @Test func aPipeIsRefusedAtOnce() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("pipe.csv")
    #expect(mkfifo(path, 0o600) == 0)
    #expect(throws: DatasetError.unreadable(path: path, reason: "not a regular file")) {
      try readDataset([path], asOf: today)
    }
  }

  @Test func withoutPermissionItIsSaid() throws {
    guard geteuid() != 0 else { return }
    let folder = try TemporaryFolder(Self.tables)
    #expect(chmod(folder.file("links.csv"), 0) == 0)
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(names(.unreadableFile, graph) == ["links.csv"])
    #expect(graph.count == 3)
  }

  private func names(_ code: NoticeCode, _ graph: SupplyGraph) -> [String] {
    graph.notices[code].map { graph.files[Int($0.place.file)].name }.sorted()
  }

  // MARK: Encodings

  @Test(
    arguments: [
      ([0x92, 0xB2, 0x92, 0x42, 0x90, 0xE6, 0x83, 0x54, 0x83, 0x4E, 0x83, 0x89], "Shift_JIS"),
      ([0x43, 0x61, 0x66, 0xE9], "ISO 8859-1 / Windows-1252"),
    ] as [([UInt8], String)])
  func otherEncodingsAreRefused(_ name: [UInt8], _ encoding: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("id,name\nA,".utf8) + name + Array("\n".utf8), to: "products.csv")
    let notices = try readDataset([folder.path], asOf: today).build().notices
    #expect(notices[.invalidEncoding].map(\.found) == [encoding])
    #expect(notices[.invalidEncoding].map(\.expected) == ["UTF-8"])
  }

  @Test(arguments: ["products.csv", "products.json"])
  func utf16IsRefused(_ name: String) throws {
    let text = Array("id,name\nA,B\nC,D\n".utf16)
    for units in [[0xFEFF] + text, text] {
      let folder = try TemporaryFolder()
      try folder.write(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, to: name)
      let notices = try readDataset([folder.path], asOf: today).build().notices
      #expect(notices[.invalidEncoding].map(\.found) == ["UTF-16"])
    }
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    let folder = try TemporaryFolder(Self.tables.mapValues { "\u{feff}" + $0 })
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 3)
    let product = try #require(graph.product(id: "A"))
    #expect(graph.place(product).offset == Int64("\u{feff}id,name,supplier,unit,direct_kgco2e\n".utf8.count))
  }

  @Test func aDamagedRowCostsItselfOnly() throws {
    let folder = try TemporaryFolder()
    let text = "id,name\nA,蒼\nB,青\nC,X_Y\nD,碧\n"
    try folder.write(Array(text.utf8).map { $0 == 0x5F ? 0xFF : $0 }, to: "products.csv")
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 3)
    #expect(graph.notices[.invalidEncoding].map(\.place.line) == [4])
  }

  // MARK: Laws

  @Test func threadsPiecesAndOrderDoNotMatter() throws {
    let folder = try Self.large()
    let one = try summary(readDataset([folder.path], asOf: today, threads: 1).build())
    for (threads, size) in [(1, 64), (2, 100), (4, 1000), (3, 4097), (2, 50_000)] {
      let builder = try readDataset([folder.path], asOf: today, threads: threads, chunkSize: size)
      #expect(summary(builder.build()) == one)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted(by: >)
    #expect(try summary(readDataset(names.map(folder.file), asOf: today, threads: 2).build()) == one)
  }

  /// Enough rows for many small chunks of each kind.
  static func large() throws -> TemporaryFolder {
    var products = "id,name,unit,direct_kgco2e,primary_data_share\n"
    var links = "product_id,component_id,amount\n"
    for number in 0..<1000 {
      products += "P\(number),\"Product, number \(number)\",kg,\(number % 7),0.\(number % 10)\n"
      if number > 0 { links += "P\(number),P\(number / 2),0.5\n" }
      if number % 250 == 0 { links += "P\(number),P0,1,5\n" }
    }
    var records = ""
    for number in 0..<200 {
      records += version2(["id": "\"f\(number)\"", "productIds": "[\"P\(number)\"]"]) + "\n"
      if number % 40 == 7 { records += "{\"id\": \n" }
    }
    return try TemporaryFolder(["products.csv": products, "links.csv": links, "f.ndjson": records])
  }

  private func summary(_ graph: SupplyGraph) -> [String] {
    var lines = ["\(graph.count) \(graph.linkCount)"]
    for product in 0..<graph.count where product % 7 == 0 {
      let given = graph.given(product)
      lines.append(
        "\(graph.id(product)) \(given.direct ?? -1) \(given.primaryShare ?? -1) \(graph.place(product))")
    }
    for group in graph.notices.grouped() {
      lines.append("\(group.code) \(group.count) \(group.worst.map { "\($0.place.line)\($0.found)" })")
    }
    return lines
  }

  @Test func sharesAreJudgedOverTheWholeFile() throws {
    let folder = try Self.large()
    let graph = try readDataset([folder.path], asOf: today).build()
    let product = try #require(graph.product(id: "P19"))
    #expect(graph.notices.count(.sharesAreFractions) == 1)
    #expect(graph.notices.count(.brokenRow) == 4)
    #expect(graph.notices.count(.brokenJSON) == 5)
    #expect(graph.given(try #require(graph.product(id: "P999"))).primaryShare == 90)
    #expect(graph.footprints(of: product).count == 1)
  }

  @Test func progressGrowsToTheEnd() throws {
    let folder = try Self.large()
    let seen = Mutex<[LoadProgress]>([])
    _ = try readDataset(
      [folder.path], asOf: today, threads: 2, progress: { step in seen.withLock { $0.append(step) } })
    let steps = seen.withLock { $0 }
    let last = try #require(steps.last)
    #expect(steps.count > 1)
    #expect(
      zip(steps, steps.dropFirst()).allSatisfy {
        $0.bytesDone <= $1.bytesDone && $0.filesDone <= $1.filesDone
      })
    #expect((last.filesDone, last.filesTotal) == (3, 3))
    #expect((last.products, last.links, last.footprints) == (1000, 999, 200))
    #expect(last.notices > 0)
  }

  @Test func cancellingKeepsWhatWasRead() throws {
    let folder = try Self.large()
    #expect(try readDataset([folder.path], asOf: today, isCancelled: { true }).build().count == 0)
  }

  /// What is there so far can be built at any time, and nobody notices in the end.
  @Test(arguments: [1, 2]) func partsOnTheWayGrowAndChangeNothing(threads: Int) throws {
    let folder = try Self.large()
    var parts: [SupplyGraph] = []
    let whole = try readDataset(
      [folder.path], asOf: today, threads: threads, chunkSize: 1024,
      partial: { progress, make in
        parts.append(make().build())
        #expect(parts[parts.count - 1].linkCount <= progress.links)
      }
    ).build()
    let plain = try readDataset([folder.path], asOf: today).build()
    #expect(parts.count > 3)
    #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.count <= $1.count && $0.linkCount <= $1.linkCount })
    #expect(parts.contains { $0.count > 0 && $0.footprints.count < plain.footprints.count })
    #expect(whole.count == plain.count)
    #expect(
      (0..<whole.count).allSatisfy { whole.id($0) == plain.id($0) && whole.given($0) == plain.given($0) })
    #expect(whole.links.components == plain.links.components)
    #expect(whole.notices.grouped() == plain.notices.grouped())
  }

  /// Descriptions of many footprints stay in the file; a single record is read whole.
  @Test func descriptionsOfDatasetsStayInTheFile() throws {
    let record = version3(["productDescription": "\"A pack of cells\""])
    let folder = try TemporaryFolder(["footprints.json": record])
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.footprints.map(\.productDescription) == [""])
    #expect(PactDocument(record).footprints.map(\.productDescription) == ["A pack of cells"])
    let lines = try RecordText(graph.footprints[0].place, files: graph.files).lines
    #expect(lines.contains { $0.contains("A pack of cells") })
  }

  /// Rows of three plain cells take a short way; those between them that are odd must not be read any differently.
  @Test func plainAndOddLinksStandSideBySide() throws {
    let rows = [
      "amount,product_id,component_id", "0.5,A,B", "\"0.25\",A,C", " 2 , A ,\tD ", "-1,A,E", "x,A,F", "1,A",
      "1,A,G,9",
      "", "1e-3,A,H", "3,B,C",
    ]
    let folder = try TemporaryFolder(["links.csv": rows.joined(separator: "\r\n")])
    let graph = try readDataset([folder.path], asOf: today).build()
    let links = (0..<graph.linkCount).map { link in
      "\(graph.id(graph.product(ofLink: link)))>\(graph.id(graph.component(link))) \(graph.amount(link)) "
        + "\(graph.place(ofLink: link).line)"
    }
    #expect(
      links.sorted() == ["A>B 0.5 2", "A>C 0.25 3", "A>D 2.0 4", "A>E -1.0 5", "A>H 0.001 10", "B>C 3.0 11"])
    #expect(graph.notices[.notANumber].map(\.place.line) == [6])
    #expect(graph.notices[.missingField].map(\.place.line) == [7])
    #expect(graph.notices[.brokenRow].map(\.place.line) == [8])
    let text = try RecordText(graph.place(ofLink: graph.linkCount - 1), files: graph.files)
    #expect(text.cells.map(\.value).count == 3)
  }

  // MARK: Versions of footprints

  @Test func theLatestVersionOfAnIdStands() throws {
    let texts = [
      version2(["version": "1", "productNameCompany": "\"old\""]),
      version2(["version": "3", "productNameCompany": "\"new\""]),
      version2(["version": "2", "productNameCompany": "\"middle\""]),
    ]
    let folder = try TemporaryFolder(["a.json": "[" + texts.joined(separator: ",") + "]"])
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.footprints.map(\.productName) == ["new"])
    #expect(graph.notices.count(.superseded) == 2)
  }

  @Test func aDeprecatedCopyStands() throws {
    let folder = try TemporaryFolder([
      "a.json": version3(["status": "\"Deprecated\""]), "b.json": version3(),
    ])
    #expect(try readDataset([folder.path], asOf: today).build().footprints.map(\.status) == [.deprecated])
  }

  @Test func contradictingCopiesAreSaid() throws {
    let folder = try TemporaryFolder([
      "a.json": version3(), "b.json": version3(pcf: ["pcfExcludingBiogenicUptake": "\"19\""]),
      "c.json": version3(),
    ])
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.footprints.count == 1)
    #expect(graph.notices.count(.duplicateFootprint) == 1)
    #expect(graph.notices.count(.superseded) == 1)
  }

  @Test func mixedFactorsAreSaidOnce() throws {
    let folder = try TemporaryFolder([
      "a.json": version3(["id": "\"1\""]), "b.json": version3(["id": "\"2\""]),
      "c.json": version3(["id": "\"3\""], pcf: ["ipccCharacterizationFactors": "[\"AR5\"]"]),
    ])
    let notices = try readDataset([folder.path], asOf: today).build().notices
    #expect(notices[.mixedCharacterisation].map(\.found) == ["AR5: 1; AR6: 2"])
    #expect(notices[.mixedCharacterisation].map(\.place.file) == [2])
  }
}

@Suite struct SharedIdentifierTests {
  @Test func oneIdForTwoProductsLosesNeither() {
    func footprint(_ product: String) -> Footprint {
      Footprint(
        id: "F", specVersion: "2.0.0", productIDs: [product], unit: .kilogram,
        emissions: Emissions(excludingUptake: 1), place: .nowhere)
    }
    var table = FootprintTable()
    for product in ["urn:x:HUB", "urn:x:truck", "URN:X:hub"] { table.append(footprint(product)) }
    let versions = FootprintVersions(table)
    #expect(versions.keeps(1))
    #expect([versions.keeps(0), versions.keeps(2)].filter(\.self).count == 1)
  }

  @Test func threadsDoNotMatter() {
    var table = FootprintTable()
    for number in 0..<9_000 {
      var footprint = Footprint(
        id: number < 4_500 ? "f\(number)" : "F\(number - 4_500 - number / 8_500)", specVersion: "2.0.0",
        productIDs: ["urn:x:\(number % 4_500)"], unit: .kilogram, emissions: Emissions(excludingUptake: 1),
        place: .nowhere)
      footprint.version = number % 3
      table.append(footprint)
    }
    let (one, several) = (FootprintVersions(table), FootprintVersions(table, threads: 3))
    let kept = table.indices.filter(one.keeps)
    #expect(kept == table.indices.filter(several.keeps) && one.notices.count == several.notices.count)
    #expect(kept.count == 5_000)
  }
}
