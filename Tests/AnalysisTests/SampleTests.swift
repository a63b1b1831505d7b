import Footprints
import Formats
import SupplyGraph
import Testing

@testable import Analysis

/// The samples against figures worked out independently with a general linear solver, as of 2026-11-23.
@Suite struct SampleTests {
  struct Sample: Sendable {
    var name: String
    var counts: [Int]
    var portfolio: Double
    var primaryShare: Double
    var totals: [String: Double]
    var hotspots: [(String, Double)]
    var gaps: [String]
    var slip: String
  }

  static let samples = [
    Sample(
      name: "ev-battery-pack", counts: [110, 245, 24], portfolio: 385_264_230.70620334,
      primaryShare: 0.280554,
      totals: ["PACK-JP": 4874.683080872, "PACK-TH": 6727.728679133, "MOD-JP": 340.563737856],
      hotspots: [
        ("AL-PRI", 33050952.0596), ("GR-SYN-CN", 28756389.7333), ("EL-JP", 25045776.1730),
        ("EL-YB", 21056114.7904), ("EL-CN", 20202944.1278), ("GR-SYN-JP", 19228122.2709),
        ("MSP", 15358175.7052), ("NISO4-JP", 11711850.9085), ("LIOH-SP", 11305975.0193),
        ("CELL-JP", 9728466.7841),
      ], gaps: ["SAGGAR", "ADDV", "DUNNAGE"], slip: "BMS-JP"),
    Sample(
      name: "data-centre-service", counts: [80, 155, 17], portfolio: 5_303_724.236568722,
      primaryShare: 0.503629,
      totals: [
        "VM8-E": 96.14219634661, "VM4-E": 48.07109817331, "VM8-W": 156.67104797822, "GPU-W": 2887.21912149350,
        "OBJ-E": 527.15621516829,
      ],
      hotspots: [
        ("EL-YB", 2029333.0147), ("EL-JP", 1851852.5888), ("EL-PPA", 229853.5755), ("EL-KR", 203150.0642),
        ("NAND", 140363.3868),
      ], gaps: ["NF3", "RAIL"], slip: "CASE"),
    Sample(
      name: "inbound-logistics", counts: [80, 121, 12], portfolio: 1_208_288.3785872, primaryShare: 0.451026,
      totals: [
        "S01": 3704.4264444, "S04": 8923.04, "S12": 11364.9340416, "S14": 107.77332, "SHP-PRG": 669.37,
      ],
      hotspots: [
        ("TOC-RORO", 308581.5870), ("TOC-TRUCK-M", 210120.7476), ("TOC-DEEPSEA", 138133.5480),
        ("MFO", 117767.5178), ("TOC-AIR-S", 98906.3667),
      ], gaps: ["TOC-TRUCK-VN", "RACK"], slip: "PACKSET"),
  ]

  private func focus(_ sample: Sample, threads: Int = 2) throws -> Focus {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let asOf = try #require(Timestamp(year: 2026, month: 11, day: 23))
    let graph = try readDataset(["\(root)/SampleData/\(sample.name)"], asOf: asOf, threads: threads).build()
    return Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
  }

  private func close(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    a.map { abs($0 - b) <= tolerance * abs(b) } ?? false
  }

  @Test(arguments: samples.indices) func figures(_ index: Int) throws {
    let sample = SampleTests.samples[index]
    let focus = try focus(sample)
    let rollUp = focus.rollUp
    let graph = rollUp.graph
    #expect([graph.count, graph.linkCount, graph.footprints.count] == sample.counts)
    #expect(close(focus.total, sample.portfolio))
    #expect(close(focus.mix.primaryShare, sample.primaryShare, 1e-5))
    for (id, total) in sample.totals {
      let product = try #require(graph.product(id: id))
      #expect(close(rollUp.total(product), total), "\(id)")
    }
    for (product, (id, contribution)) in zip(focus.hotspots(top: 10), sample.hotspots) {
      #expect(graph.id(product) == id)
      #expect(close(focus.contribution(product), contribution))
    }
  }

  @Test(arguments: samples.indices) func imperfectionsAreThereAndNamed(_ index: Int) throws {
    let sample = SampleTests.samples[index]
    let focus = try focus(sample)
    let (rollUp, graph) = (focus.rollUp, focus.rollUp.graph)
    let gaps = (0..<graph.count).filter { rollUp.status($0) == .gap }.map(graph.id)
    #expect(Set(gaps) == Set(sample.gaps))
    let negative = (0..<graph.count).filter { (rollUp.own($0) ?? 0) < 0 }.map(graph.id)
    #expect(negative == [sample.slip])
    let residual = rollUp.notices.grouped().first { $0.code == .negativeResidual }
    #expect(residual?.worst.map(\.product) == [sample.slip])
    let codes = Set(graph.notices.grouped().map(\.code))
    #expect(codes.isSuperset(of: [.expired, .compositionMismatch, .severalFootprints]))
    #expect((0..<graph.count).contains { graph.given($0).verified })
  }

  @Test(arguments: samples.indices) func threadsDoNotMatter(_ index: Int) throws {
    let (one, two) = (
      try focus(SampleTests.samples[index], threads: 1), try focus(SampleTests.samples[index], threads: 2)
    )
    #expect(one.total == two.total)
    for p in 0..<one.rollUp.graph.count {
      #expect(one.rollUp.graph.id(p) == two.rollUp.graph.id(p))
      #expect(one.contribution(p) == two.contribution(p))
    }
  }
}
