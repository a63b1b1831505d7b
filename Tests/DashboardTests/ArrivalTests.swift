import Analysis
import Dashboard
import Footprints
import Formats
import Foundation
import SupplyGraph
import TestSupport
import Testing

/// Figures after hosts have sent something are those of reading everything anew, to the last bit.
@Suite struct ArrivalTests {
  private static let name = "kumosaki.received.ndjson"

  @Test(arguments: ["ev-battery-pack", "data-centre-service", "inbound-logistics"])
  func arrivalsAreAReload(_ sample: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/genryu-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: Files.root + "/SampleData/" + sample, toPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try? FileManager.default.createDirectory(
      atPath: folder + "/footprints", withIntermediateDirectories: true)
    let (builder, reading) = try GrowingDataset.read(
      [folder], growing: [Self.name], asOf: Harness.clock, threads: 2)
    var dataset = try #require(reading)
    let before = Snapshot(name: sample, graph: builder.build())
    FileManager.default.createFile(atPath: folder + "/footprints/" + Self.name, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/footprints/" + Self.name))
    for round in 0..<4 {
      // Of known products, new figures; now and then of one that nobody knew.
      let product = before.graph.id(round * 5 % before.graph.count)
      try file.write(
        contentsOf: Data(
          (record(round, product: round == 3 ? "urn:new:1" : product, value: "\(round + 1).75") + "\n").utf8))
      let reading = dataset.readOn()
      let grown = try #require(reading)
      let arrived = Snapshot(name: sample, graph: grown.build(), after: before)
      let anew = Snapshot(
        name: sample, graph: try readDataset([folder], asOf: Harness.clock).build(), after: before)
      expectSame(arrived, anew)
      #expect(round < 3 || arrived.changes?.isEmpty == false)
    }
  }

  private func expectSame(_ a: Snapshot, _ b: Snapshot) {
    #expect(a.graph.count == b.graph.count && a.portfolio.total?.bitPattern == b.portfolio.total?.bitPattern)
    for p in 0..<min(a.graph.count, b.graph.count) {
      #expect(a.graph.id(p) == b.graph.id(p))
      #expect(a.rollUp.total(p)?.bitPattern == b.rollUp.total(p)?.bitPattern)
      #expect(a.marks(p) == b.marks(p))
    }
    #expect(a.changes == b.changes)
    #expect(
      a.notices.map { "\($0.code) \($0.count) \($0.effect)" }
        == b.notices.map { "\($0.code) \($0.count) \($0.effect)" })
  }

  private func record(_ number: Int, product: String, value: String) -> String {
    footprintRecord(
      number, product: product, company: "Kumosaki", created: "2026-10-0\(number + 1)T03:04:05Z", value: value
    )
  }
}
