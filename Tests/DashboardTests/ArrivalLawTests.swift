import Analysis
import Footprints
import Formats
import Foundation
import SupplyGraph
import Testing

@testable import Dashboard

/// Whatever arrives, in whatever order: taking it into what is there gives what reading everything anew gives.
@Suite struct ArrivalLawTests {
  @Test(arguments: UInt64(1)...24) func arrivalsAreReadingAnew(_ seed: UInt64) throws {
    var world = try World(seed: seed, products: seed % 6 == 0 ? 400 : 24, hasLoops: seed % 3 != 0)
    for _ in 0..<Int.random(in: 0...6, using: &world.random) { try world.arrive(records: 3) }
    let (builder, reading) = try GrowingDataset.read(
      [world.path], growing: World.names, asOf: Harness.clock, threads: 2)
    var dataset = try #require(reading)
    let first = Snapshot(name: "a", graph: builder.build())
    var (shown, base) = (first, first)
    var figures = 0
    for round in 0..<12 {
      try world.arrive(records: Int.random(in: 1...4, using: &world.random))
      if round % 4 == 3 { base = shown }
      let growth = dataset.readOn(to: shown.graph)
      switch try #require(growth) {
      case .figures(let update):
        figures += 1
        shown = Snapshot(shown, arrived: update, after: base)
      case .everything(let builder): shown = Snapshot(name: "a", graph: builder.build(), after: base)
      }
      let anew = Snapshot(
        name: "a", graph: try readDataset([world.path], asOf: Harness.clock).build(), after: base)
      let (a, b) = (Told(shown).lines, Told(anew).lines)
      if let at = zip(a, b).enumerated().first(where: { $1.0 != $1.1 }) {
        Issue.record("seed \(seed), round \(round), after \(figures):\n\(at.element.0)\n\(at.element.1)")
        return
      }
      #expect(a.count == b.count)
    }
  }

  /// Much that arrives only changes figures, or the law above would prove nothing.
  @Test func manyArrivalsAreFigures() throws {
    var (figures, rounds) = (0, 0)
    for seed in UInt64(100)..<106 {
      var world = try World(seed: seed, products: 24, hasLoops: true)
      let (builder, reading) = try GrowingDataset.read(
        [world.path], growing: World.names, asOf: Harness.clock, threads: 2)
      var dataset = try #require(reading)
      var graph = builder.build()
      for _ in 0..<10 {
        try world.arrive(records: 2)
        rounds += 1
        let growth = dataset.readOn(to: graph)
        switch try #require(growth) {
        case .figures(let update):
          figures += 1
          #expect(update.graph.isSameValue(as: graph))
          graph = update.graph
        case .everything(let builder): graph = builder.build()
        }
      }
    }
    #expect(figures * 4 > rounds)
  }

  @Test func namesAreIndexedOnce() throws {
    var world = try World(seed: 7, products: 24, hasLoops: false)
    let (builder, reading) = try GrowingDataset.read(
      [world.path], growing: World.names, asOf: Harness.clock, threads: 2)
    var dataset = try #require(reading)
    let before = Snapshot(name: "a", graph: builder.build())
    try world.append(world.record(3, plain: true), to: 0)
    guard case .figures(let update)? = dataset.readOn(to: before.graph) else {
      Issue.record("a figure of a known product is more than a figure")
      return
    }
    let after = Snapshot(before, arrived: update, after: before)
    #expect(after.searchTexts === before.searchTexts)
    var (a, b) = (Analyst(snapshot: after), Analyst(snapshot: Snapshot(name: "a", graph: update.graph)))
    let (found, wanted) = (
      a.answer(.find(text: "product 3", limit: 9)), b.answer(.find(text: "product 3", limit: 9))
    )
    #expect("\(found)" == "\(wanted)")
  }
}

/// A small random dataset in a folder, and hosts that send to it.
private struct World: ~Copyable {
  static let names: Set = ["aoi.received.ndjson", "beni.received.ndjson", "zen.received.ndjson"]

  let path = FileManager.default.temporaryDirectory.path + "/genryu-\(UUID().uuidString)"
  var random: SplitMix
  private let products: Int
  private var sizes: [Int: Int] = [:]

  init(seed: UInt64, products: Int, hasLoops: Bool) throws {
    random = SplitMix(seed: seed)
    self.products = products
    try FileManager.default.createDirectory(atPath: path + "/footprints", withIntermediateDirectories: true)
    try write(rows(), to: "products.csv")
    try write(links(hasLoops), to: "links.csv")
    if seed % 4 != 0 { try write("product_id,quantity_per_year\nP0,100\nP1,7.5\n", to: "portfolio.csv") }
    let standing = (0..<4).map { _ in record(below(products)) }
    try write("[" + standing.joined(separator: ",") + "]", to: "footprints/more.json")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  private mutating func rows() -> String {
    var text =
      "id,name,supplier,country,unit,direct_kgco2e,declared_pcf_kgco2e,primary_data_share,category,verified,product_ids\n"
    // Two products have no row.
    for p in 0..<products - 2 {
      let name = chance(90) ? "Product \(p)" : ""
      let supplier = chance(90) ? "S\(below(4))" : ""
      let country = chance(70) ? ["JP", "CN", "DE"][below(3)] : ""
      let direct = chance(70) ? "\(below(100)).5" : ""
      let declared = chance(30) ? "\(below(400)).25" : ""
      let share = chance(40) ? "\(below(101))" : ""
      let category = chance(60) ? "c\(below(3))" : ""
      let verified = chance(20) ? "true" : ""
      text += "P\(p),\(name),\(supplier),\(country),\(chance(90) ? "liter" : ""),\(direct),\(declared),"
      text += "\(share),\(category),\(verified),\(p % 3 == 0 ? "urn:other:\(p)" : "")\n"
    }
    return text
  }

  private mutating func links(_ hasLoops: Bool) -> String {
    let hasUnits = chance(40)
    var text = "product_id,component_id,amount,unit\n"
    for p in 0..<products {
      for _ in 0..<below(4) {
        let isBack = hasLoops && chance(12)
        if !isBack, p == products - 1 { continue }
        let other = isBack ? below(p + 1) : p + 1 + below(products - 1 - p)
        let amount = chance(6) ? "-0.5" : chance(4) ? "0" : isBack && chance(20) ? "3" : "0.\(1 + below(20))"
        let unit = hasUnits && chance(30) ? ["liter", "kilogram"][below(2)] : ""
        text += "P\(p),P\(other),\(amount),\(unit)\n"
      }
    }
    return text
  }

  mutating func arrive(records: Int) throws {
    for _ in 0..<records {
      let p = below(100) < 3 ? products + below(3) : below(products)
      try append(chance(3) ? "{\"id\": broken" : record(p), to: chance(95) ? p % 3 : below(3))
    }
  }

  mutating func append(_ record: String, to host: Int) throws {
    let file = path + "/footprints/" + World.names.sorted()[host]
    if !FileManager.default.fileExists(atPath: file) {
      FileManager.default.createFile(atPath: file, contents: nil)
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((record + "\n").utf8))
    try handle.close()
  }

  /// A footprint of a product; nothing but figures of it, where it is `plain`.
  mutating func record(_ p: Int, plain: Bool = false) -> String {
    let id = String(format: "00000000-0000-4000-8000-%08d%04d", p, plain ? 9 : below(3))
    let value = !plain && chance(1) ? "1e308" : "\(below(900)).25"
    let company = !plain && chance(2) ? "Elsewhere" : "Company \(p % 5)"
    let ids = [p % 3 == 0 && chance(50) ? "\"urn:other:\(p)\"" : "\"P\(p)\""]
    let more = !plain && chance(10) ? ["\"urn:extra:\(p)\""] : []
    let unit = !plain && chance(4) ? "kilogram" : "liter"
    var pcf =
      "\"declaredUnitOfMeasurement\":\"\(unit)\",\"declaredUnitAmount\":\"\(1 + below(2))\","
      + "\"productMassPerDeclaredUnit\":\"\(1 + (plain ? 0 : below(2)))\","
      + "\"referencePeriodStart\":\"2024-01-01T00:00:00Z\","
      + "\"referencePeriodEnd\":\"\(chance(15) ? 2021 : 2026)-12-01T00:00:00Z\","
      + "\"pcfExcludingBiogenicUptake\":\"\(value)\",\"pcfIncludingBiogenicUptake\":\"\(below(9))\","
      + "\"fossilGhgEmissions\":\"\(below(200))\",\"fossilCarbonContent\":\"0\","
      + "\"ipccCharacterizationFactors\":[\"AR\(chance(5) ? 5 : 6)\"],\"crossSectoralStandards\":[\"ISO14067\"],"
      + "\"exemptedEmissionsPercent\":\"0\""
    if chance(60) { pcf += ",\"primaryDataShare\":\"\(chance(10) ? "0.5" : "\(2 + below(99))")\"" }
    if chance(10) { pcf += ",\"aircraftGhgEmissions\":\"1.5\"" }
    if chance(60) { pcf += ",\"geographyCountry\":\"\(["JP", "CN", "VN"][below(3)])\"" }
    return "{\"id\":\"\(id)\",\"specVersion\":\"3.0.2\",\"created\":\"2025-0\(1 + below(9))-03T00:00:00Z\","
      + "\"status\":\"\(chance(10) ? "Deprecated" : "Active")\",\"companyName\":\"\(company)\","
      + "\"companyIds\":[\"urn:c\"],\"productDescription\":\"\",\"productIds\":[\((ids + more).joined(separator: ","))],"
      + "\"productClassifications\":[\"urn:cpc:\(p % 4)\"],\"productNameCompany\":\"Product \(p)\",\"pcf\":{\(pcf)}}"
  }
}

/// Everything that a snapshot tells, to the last bit, a line for each thing.
private struct Told {
  private(set) var lines: [String] = []
  private let snapshot: Snapshot

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
    let graph = snapshot.graph
    lines.append("\(graph.count) \(graph.linkCount) \(graph.loops) \(graph.portfolio)")
    lines.append("\(graph.countries) \(graph.categories) \(graph.suppliers.map { [$0.id, $0.name] })")
    for p in 0..<graph.count { tell(p) }
    for link in 0..<graph.linkCount {
      lines.append(
        "link \(link) \(bits(graph.amount(link))) \(bits(snapshot.rollUp.amount(link))) \(graph.state(ofLink: link))"
      )
    }
    tell(snapshot.portfolio)
    tell(graph.notices.grouped())
    tell(snapshot.rollUp.notices.grouped())
    tell(snapshot.notices)
    lines.append("\(snapshot.rollUp.refusedLoops)")
    let changes = snapshot.changes
    lines.append("\(changes?.products.sorted() ?? []) \(changes?.removed ?? 0)")
    lines.append("\(bits(changes?.totalBefore)) \(bits(changes?.totalAfter)) \(snapshot.largestTop ?? -1)")
  }

  private func bits(_ number: Double?) -> String { number.map { "\($0) \($0.bitPattern)" } ?? "none" }

  private func name(_ place: Place) -> String {
    let files = snapshot.graph.files
    let file = files.indices.contains(Int(place.file)) ? files[Int(place.file)].name : ""
    return "\(file):\(place.line):\(place.offset):\(place.length)"
  }

  private mutating func tell(_ p: ProductIndex) {
    let (graph, rollUp, focus) = (snapshot.graph, snapshot.rollUp, snapshot.portfolio)
    var given = graph.given(p)
    let chosen = given.footprint.map { graph.footprints[$0].id } ?? ""
    given.footprint = nil
    lines.append(
      "\(graph.id(p)) \(graph.name(p)) \(graph.supplier(p) ?? -1) \(graph.country(p)) \(graph.category(p)) "
        + "\(graph.unit(p)) \(given) \(chosen) \(name(graph.place(p))) \(graph.identifiers(of: p).sorted())")
    for number in graph.footprints(of: p) {
      var footprint = graph.footprints[number]
      let place = name(footprint.place)
      footprint.place = .nowhere
      lines.append("  \(place) \(footprint)")
    }
    lines.append(
      "  \(rollUp.status(p)) \(bits(rollUp.total(p))) \(bits(rollUp.own(p))) \(snapshot.marks(p).rawValue)")
    lines.append(
      "  " + Channel.allCases.map { bits(rollUp.value($0, p)) + bits(rollUp.ownValue($0, p)) }.joined())
    lines.append(
      "  \(bits(focus.weight(p))) \(bits(focus.contribution(p))) \(focus.tier(p) ?? -1) \(bits(focus.throughput(p)))"
    )
  }

  private mutating func tell(_ focus: Focus) {
    lines.append(
      "\(bits(focus.total)) \(focus.mix) \(focus.isLowerBound) \(focus.excluded) \(focus.reached) "
        + "\(focus.hasCredits) \(bits(focus.shareBase)) \(focus.demand)")
    for row in focus.grouped(by: .tier) { lines.append("\(row)") }
    for row in focus.paths(cutoff: 0.001, limit: 40).rows { lines.append("\(row)") }
  }

  /// Sums of effects may have been added up in another order.
  private mutating func tell(_ groups: [NoticeGroup]) {
    for group in groups {
      lines.append("\(group.code) \(group.count) \(Float(group.effect)) \(group.fixes)")
      for notice in group.worst {
        lines.append(
          "  \(name(notice.place)) \(notice.field) \(notice.found) \(notice.expected) \(notice.product) "
            + "\(bits(notice.effect)) \(notice.severity)")
      }
    }
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed &* 0x5851_F42D_4C95_7F2D }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
