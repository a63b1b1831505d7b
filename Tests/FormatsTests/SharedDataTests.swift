import Footprints
import Foundation
import SupplyGraph
import Testing

@testable import Formats

/// Public samples, where they are at hand. The numbers were counted in the files with another program.
@Suite struct SharedDataTests {
  struct Expectation: Sendable, CustomTestStringConvertible {
    var file: String
    var footprints: Int
    var codes: Set<NoticeCode>
    var testDescription: String { file }

    init(_ file: String, _ footprints: Int, _ codes: Set<NoticeCode> = []) {
      self.file = file
      self.footprints = footprints
      self.codes = codes
    }
  }

  @Test(arguments: [
    Expectation("mocks/demo-api-v2-list-response.json", 5),
    Expectation("mocks/demo-api-v3-list-response.json", 3, [.compositionMismatch]),
    Expectation("ileap/pcf-toc.example.json", 1), Expectation("ileap/pcf-hoc.example.json", 1),
    Expectation("ileap/pcf-shipment-footprint.example.json", 1),
    Expectation("ileap/shipment-footprint.schema.json", 0, [.unknownDocument]),
    Expectation("catenax/pcf_9.0.0_example.json", 0, [.unknownDocument]),
    Expectation("catenax/pcf_7.0.0_example.json", 0, [.missingField]),
  ])
  func samplesAreRead(_ expectation: Expectation) throws {
    guard let folder = sharedFolder("pact/data") else { return }
    let document = try document(folder + "/" + expectation.file)
    #expect(document.footprints.count == expectation.footprints)
    #expect(document.notices.codes == expectation.codes)
  }

  @Test func conformancePayloadsAreOpened() throws {
    guard let folder = sharedFolder("pact/data/mocks") else { return }
    for name in ["conformance-v2-payloads.json", "conformance-v3-payloads.json"] {
      let document = try document(folder + "/" + name)
      #expect(!document.footprints.isEmpty)
      #expect(document.notices.count(.unknownDocument) > 10)
      #expect(document.notices.count(.brokenJSON) == 0)
      #expect(document.notices.grouped().flatMap(\.worst).allSatisfy { $0.place.line > 0 })
    }
  }

  @Test func tieredSamplesStateFractions() throws {
    guard let folder = sharedFolder("pact/data/samples-mit") else { return }
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".json") {
      let document = try document(folder + "/" + name)
      count += document.footprints.count
      #expect(document.notices.count(.sharesAreFractions) == 1)
      #expect(document.footprints.allSatisfy { ($0.primaryDataShare ?? 0) > 1 })
    }
    #expect(count == 90)
  }

  @Test func aShipmentIsItsTotal() throws {
    guard let folder = sharedFolder("pact/data/ileap") else { return }
    let shipment = try #require(document(folder + "/pcf-shipment-footprint.example.json").footprints.first)
    #expect(shipment.logistics == .shipment)
    #expect(shipment.emissions.excludingUptake == 3.6801)
    #expect(shipment.primaryDataShare == 56.12)
  }

  /// Every JSON file that is there, schemas and foreign formats too, as one dataset.
  @Test func nothingCrashes() throws {
    guard let folder = sharedFolder("pact/data") else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let path = folder + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
        try FileManager.default.contentsOfDirectory(atPath: path).contains(where: { $0.hasSuffix(".json") })
      else { continue }
      let graph = try readDataset([path], asOf: today).build()
      #expect(graph.files.allSatisfy { $0.name.hasSuffix(".json") })
    }
  }

  /// Case by case the number of rows that `wc` counts.
  @Test(arguments: ["diamond", "heijungs-suh", "lib-raw-materials", "miller-blair", "uk-ons-2010"])
  func casesAreReadWhole(_ name: String) throws {
    guard let folder = sharedFolder("cases/\(name)") else { return }
    let graph = try readDataset([folder], asOf: today).build()
    let rows =
      try String(contentsOfFile: folder + "/products.csv", encoding: .utf8)
      .split(separator: "\n").count - 1
    #expect(graph.count == rows)
    #expect(graph.notices.codes.isDisjoint(with: [.brokenRow, .unknownTable, .notANumber, .unknownProduct]))
  }

  private func document(_ path: String) throws -> PactDocument {
    PactDocument(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
  }
}
