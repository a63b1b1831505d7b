import Footprints
import Testing

@testable import Formats

@Suite struct PactWriterTests {
  /// Reading what was written gives the footprint that was written.
  @Test(arguments: [PactWriter.Version.v2, .v3])
  func whatIsWrittenReadsBack(_ version: PactWriter.Version) throws {
    var random = SplitMix(seed: 42)
    let writer = PactWriter(version)
    for _ in 0..<300 {
      let footprint = RandomFootprint(version, &random).footprint
      let document = PactDocument(writer.text(footprint))
      var read = try #require(document.footprints.first)
      read.place = footprint.place
      #expect(read == footprint)
      #expect(
        document.notices.codes.isDisjoint(with: [.brokenJSON, .notANumber, .invalidDate, .shareOutOfRange]))
    }
  }

  @Test func pagesHoldAll() {
    var random = SplitMix(seed: 5)
    let footprints = (0..<3).map { _ in RandomFootprint(.v3, &random).footprint }
    let read = PactDocument(PactWriter(.v3).page(footprints)).footprints
    #expect(read.map(\.id) == footprints.map(\.id))
    #expect(PactDocument(PactWriter(.v2).page([])).notices.isEmpty)
  }

  /// The example of the PACT decision record on declared units: ethanol in a bottle of 12 litres.
  @Test func versionsStateTheSameProductDifferently() throws {
    let footprint = try footprint(version2(pcf: ["productMassPerDeclaredUnit": "\"0.789\""]))
    let text = PactWriter(.v3).text(footprint)
    #expect(text.contains("\"pcfExcludingBiogenicUptake\": \"18\""))
    #expect(text.contains("\"productMassPerDeclaredUnit\": \"9.468\""))
    #expect(text.contains("\"declaredUnitAmount\": \"12\""))
    #expect(text.contains("\"specVersion\": \"3.0.0\""))
    #expect(PactWriter(.v2).text(footprint).contains("\"pCfExcludingBiogenic\": \"1.5\""))
  }

  @Test func detailsCompleteTheDocument() throws {
    var details = PactWriter.Details()
    details.characterisationFactors = ["AR5", "AR6"]
    details.standards = ["ISO14067"]
    details.boundary = ""
    details.exemptedEmissions = 2.5
    details.fossilCarbon = 0
    details.biogenicCarbon = 0.25
    for version in [PactWriter.Version.v2, .v3] {
      var source = try footprint(version3())
      source.emissions.fossil = 1.5
      let document = PactDocument(PactWriter(version, details: details).text(source))
      #expect(document.notices.isEmpty)
    }
  }

  @Test func hostileTextIsEscaped() throws {
    let text = JSONWriter.quoted("a\u{1b}[2J\u{202e}\"\\\n\u{feff}é😀")
    #expect(text == "\"a\\u001b[2J\\u202e\\\"\\\\\\n\\ufeffé😀\"")
  }
}

/// A footprint that a version can hold, with everything that may be there or not.
private struct RandomFootprint {
  let footprint: Footprint

  init(_ version: PactWriter.Version, _ random: inout SplitMix) {
    var made = Footprint(
      id: "id-\(random.next())", specVersion: version == .v2 ? "2.3.1" : "3.0.2",
      productIDs: (0..<Int.random(in: 1...3, using: &random)).map { "urn:x:\($0)" },
      unit: Self.units.randomElement(using: &random) ?? .kilogram,
      emissions: Emissions(excludingUptake: Self.number(&random)), place: .nowhere)
    made.productName = ["", "Steel \"coil\"", "鋼板\u{202e}\n"].randomElement(using: &random) ?? ""
    made.companyName = "Company"
    made.companyIDs = Bool.random(using: &random) ? [] : ["urn:c:1", "urn:c:2"]
    made.classifications = Bool.random(using: &random) ? [] : ["urn:unspsc:1", "urn:cpc:123"]
    made.declaredAmount = abs(Self.number(&random)) + 0.001
    made.massPerUnit = Self.maybe(&random).map { abs($0) }
    made.emissions.includingUptake = Self.maybe(&random)
    made.emissions.fossil = Self.maybe(&random)
    made.emissions.landUse = Self.maybe(&random)
    made.emissions.biogenic = Self.maybe(&random)
    made.emissions.aircraft = Self.maybe(&random)
    made.emissions.packaging = Self.maybe(&random)
    made.primaryDataShare = Bool.random(using: &random) ? nil : Double.random(in: 1.5...100, using: &random)
    made.referenceEnd = Self.date(&random)
    made.validityStart = Self.date(&random)
    made.created = Self.date(&random)
    if version == .v2 { made.updated = Self.date(&random) }
    made.geography = ["", "JP", "US-CA", "Western Europe"].randomElement(using: &random) ?? ""
    made.status = [.active, .deprecated, .other("Draft")].randomElement(using: &random) ?? .active
    made.precedingIDs = Bool.random(using: &random) ? [] : ["older"]
    made.logistics = [nil, nil, .shipment, .transportOperation].randomElement(using: &random) ?? nil
    if Bool.random(using: &random) { made.verification = Self.verification(version) }
    if version == .v2 {
      made.version = Int.random(in: 0...9, using: &random)
      made.dataQuality = .scale3(
        coveragePercent: 90, technological: Double.random(in: 1...3, using: &random), temporal: nil,
        geographical: 1, completeness: 2, reliability: nil)
    } else {
      made.dataQuality = .scale5(
        technological: nil, temporal: Double.random(in: 1...5, using: &random), geographical: 5)
    }
    footprint = made
  }

  private static let units = [
    Unit.kilogram, .litre, .piece, .tonneKilometre, .kilowattHour, .megabitSecond, Unit("crate"),
  ]

  private static func number(_ random: inout SplitMix) -> Double {
    let size: Double = [1e-6, 0.01, 1, 100, 1e6].randomElement(using: &random) ?? 1
    return Double.random(in: -1...1, using: &random) * size
  }

  private static func maybe(_ random: inout SplitMix) -> Double? {
    switch Int.random(in: 0...3, using: &random) {
    case 0: nil
    case 1: 0
    default: number(&random)
    }
  }

  private static func date(_ random: inout SplitMix) -> Timestamp? {
    Bool.random(using: &random)
      ? nil : Timestamp(seconds: Int64.random(in: -1_000_000_000...4_000_000_000, using: &random))
  }

  private static func verification(_ version: PactWriter.Version) -> Verification {
    Verification(
      provider: "Assurer", coverage: "product level", level: version == .v2 ? "limited" : "",
      completed: Timestamp(seconds: 1_700_000_000), comments: "")
  }
}
