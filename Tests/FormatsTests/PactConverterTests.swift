import Footprints
import Testing

@testable import Formats

/// Records in the other version, and what is left out rather than made up.
@Suite struct PactConverterTests {
  private func record(_ text: String) throws -> JSONObject {
    try #require(try JSONParser.parse(Array(text.utf8)).object)
  }

  private func text(_ document: JSONObject) -> String {
    String(decoding: JSONValue.object(document).bytes, as: UTF8.self)
  }

  private func carbon(_ document: JSONObject) throws -> JSONObject { try #require(document["pcf"]?.object) }

  private let complete2: [String: String?] = [
    "pCfIncludingBiogenic": "\"1.3\"", "productMassPerDeclaredUnit": "\"0.789\"",
    "ipccCharacterizationFactorsSources": "[\"AR6\"]",
  ]
  private let complete3: [String: String?] = [
    "biogenicCarbonContent": "\"1.2\"", "packagingEmissionsIncluded": "false",
  ]
  private let classified: [String: String?] = ["productClassifications": "[\"urn:pact:x:un-cpc:3342\"]"]

  /// The worked example of the specification's decision record: a bottle of 12 litres.
  @Test func bottleOfEthanol() throws {
    let two = try record(version2(pcf: complete2))
    let three = try carbon(try PactConverter(.v3).document(two))
    #expect(three["declaredUnitOfMeasurement"] == .string("liter"))
    #expect(three["declaredUnitAmount"] == .string("12"))
    #expect(three["pcfExcludingBiogenicUptake"] == .string("18"))
    #expect(three["pcfIncludingBiogenicUptake"] == .string("15.6"))
    #expect(three["productMassPerDeclaredUnit"] == .string("9.468"))
    #expect(three["exemptedEmissionsPercent"] == .string("0"))
    let back = try carbon(try PactConverter(.v2).document(try PactConverter(.v3).document(two)))
    for key in [
      "unitaryProductAmount", "pCfExcludingBiogenic", "pCfIncludingBiogenic", "productMassPerDeclaredUnit",
    ] {
      #expect(back[key]?.string == (try carbon(two))[key]?.string)
    }
  }

  @Test func pieceIsCountedInKilograms() throws {
    let pcf = complete3.merging([
      "declaredUnitOfMeasurement": "\"piece\"", "declaredUnitAmount": "\"1\"",
    ]) { $1 }
    let two = try carbon(try PactConverter(.v2).document(try record(version3(classified, pcf: pcf))))
    #expect(two["declaredUnit"] == .string("kilogram") && two["unitaryProductAmount"] == .string("9.468"))
    let value = try #require(two["pCfExcludingBiogenic"]?.string.flatMap(Double.init))
    #expect(abs(value - 18 / 9.468) < 1e-15)
    let weightless = pcf.merging(["productMassPerDeclaredUnit": "\"0\""]) { $1 }
    #expect(throws: PactGap("pcf.declaredUnitOfMeasurement", .notSayable("piece"))) {
      try PactConverter(.v2).document(try record(version3(classified, pcf: weightless)))
    }
  }

  @Test func shipmentsAreWholeInBothVersions() throws {
    let more =
      ", \"extensions\": [{\"specVersion\": \"2.0.0\", \"dataSchema\": \"https://api.ileap.sine.dev/shipment-footprint.json\", \"data\": {}}]"
    let three = try PactConverter(.v3).document(try record(version2(pcf: complete2, more: more)))
    #expect(try carbon(three)["pcfExcludingBiogenicUptake"] == .string("1.5"))
    #expect(three["extensions"]?.array?.count == 1)
  }

  @Test func nothingIsMadeUp() throws {
    let cases: [(String, PactWriter.Version, PactGap)] = [
      (version2(), .v3, PactGap("pcf.pCfIncludingBiogenic", .notStated)),
      (version3(pcf: complete3), .v2, PactGap("productCategoryCpc", .notStated)),
      (
        version3(classified, pcf: ["packagingEmissionsIncluded": "true"]), .v2,
        PactGap("pcf.biogenicCarbonContent", .notStated)
      ),
      (
        version3(classified, pcf: ["biogenicCarbonContent": "\"0\""]), .v2,
        PactGap("pcf.packagingEmissionsIncluded", .notStated)
      ),
      (
        version3(classified, pcf: complete3.merging(["pcfExcludingBiogenicUptake": "\"-3\""]) { $1 }), .v2,
        PactGap("pcf.pCfExcludingBiogenic", .notValid("-0.25"))
      ),
      (version3(["id": "\"x\""]), .v3, PactGap("id", .notValid("x"))),
      (version3(["companyIds": "[\"c1\"]"]), .v3, PactGap("companyIds", .notValid(""))),
      (version2(["created": "\"yesterday\""]), .v2, PactGap("created", .notValid("yesterday"))),
    ]
    for (text, version, gap) in cases {
      #expect(throws: gap) { try PactConverter(version).document(try record(text)) }
    }
  }

  @Test func uptakeGivesTheOtherTotal() throws {
    let pcf: [String: String?] = ["biogenicCarbonWithdrawal": "\"-0.5\""]
    let three = try carbon(try PactConverter(.v3).document(try record(version2(pcf: pcf))))
    #expect(three["pcfIncludingBiogenicUptake"] == .string("12"))
    #expect(three["biogenicCO2Uptake"] == .string("-6"))
  }

  @Test func landManagementIsSplitBySign() throws {
    for (value, key, expected) in [
      ("0.1", "landManagementBiogenicCO2Emissions", "1.2"),
      ("-0.1", "landManagementBiogenicCO2Removals", "-1.2"),
    ] {
      let pcf = complete2.merging(["landManagementGhgEmissions": "\"\(value)\""]) { $1 }
      let three = try carbon(try PactConverter(.v3).document(try record(version2(pcf: pcf))))
      #expect(three[key] == .string(expected))
    }
    let both: [String: String?] = [
      "landManagementBiogenicCO2Emissions": "\"2.4\"", "landManagementBiogenicCO2Removals": "\"-3.6\"",
    ]
    let two = try carbon(
      try PactConverter(.v2).document(try record(version3(classified, pcf: complete3.merging(both) { $1 }))))
    #expect(two["landManagementGhgEmissions"] == .string("-0.1"))
  }

  @Test func ratingsAreNotConvertedAndWordsAre() throws {
    let pcf = complete2.merging([
      "dqi":
        "{\"coveragePercent\":90,\"technologicalDQR\":1,\"temporalDQR\":1,\"geographicalDQR\":1,\"completenessDQR\":1,\"reliabilityDQR\":1}",
      "assurance":
        "{\"assurance\":true,\"providerName\":\"Ten\",\"coverage\":\"corporate level\",\"level\":\"limited\"}",
      "primaryDataShare": "56.12", "biogenicAccountingMethodology": "\"ISO\"",
    ]) { $1 }
    let three = try PactConverter(.v3).document(
      try record(version2(["productCategoryCpc": "\"3342\""], pcf: pcf)))
    let carbon = try carbon(three)
    #expect(carbon["dqi"] == nil && carbon["primaryDataShare"] == .string("56.12"))
    #expect(carbon["verification"] == .object(JSONObject([("providerName", .string("Ten"))])))
    #expect(carbon["crossSectoralStandards"] == .strings(["ISO14067"]))
    #expect(three["productClassifications"] == .strings(["urn:cpc:3342"]))
    let comment = three["comment"]?.string ?? ""
    #expect(
      comment.contains("biogenicAccountingMethodology: ISO") && comment.contains("assurance.level: limited"))
    #expect(comment.contains("data quality ratings"))
    #expect(three["version"] == nil)
  }

  @Test func formIsPutRight() throws {
    let text = version3(
      ["status": "\"active\"", "comment": "null", "created": "\"2025-03-01\"", "vendorExtra": "{\"a\":1}"],
      pcf: [
        "fossilGhgEmissions": "18", "pcfExcludingBiogenicUptake": "\"1.8e1\"",
        "aircraftGhgEmissions": "\"-1\"",
        "primaryDataShare": "12.9", "geographyCountry": "\"jp\"", "geographyCountrySubdivision": "\"JP-23\"",
        "boundaryProcessesDescription": "null",
      ])
    let document = try PactConverter(.v3).document(try record(text))
    let carbon = try carbon(document)
    #expect(document["status"] == .string("Active") && document["created"] == .string("2025-03-01T00:00:00Z"))
    #expect(document["comment"] == nil && document["vendorExtra"] != nil)
    #expect(
      carbon["fossilGhgEmissions"] == .string("18") && carbon["pcfExcludingBiogenicUptake"] == .string("18"))
    #expect(carbon["aircraftGhgEmissions"] == nil && carbon["primaryDataShare"] == .string("12.9"))
    #expect(carbon["geographyCountry"] == nil && carbon["geographyCountrySubdivision"] == .string("JP-23"))
  }

  /// A record that fits is passed on to the byte.
  @Test func whatFitsIsNotTouched() throws {
    for text in [version3(classified, pcf: complete3), version2(pcf: complete2)] {
      let record = try record(text)
      #expect(try PactConverter(PactConverter.version(of: record)).document(record) == record)
    }
  }

  /// The reader finds the same figures in either form.
  @Test func readerFindsTheSameFigures() throws {
    let two = try record(version2(pcf: complete2))
    let first = try footprint(text(two))
    let second = try footprint(text(try PactConverter(.v3).document(two)))
    #expect(first.emissions == second.emissions && first.declaredAmount == second.declaredAmount)
    #expect(first.massPerUnit == second.massPerUnit && first.unit == second.unit)
  }

  @Test(arguments: 0..<3) func damagedRecords(_ seed: Int) {
    let seeds = [version2(pcf: complete2), version3(classified, pcf: complete3), version2()]
    var mutator = Mutator(seed: UInt64(seed) + 5, seeds[seed])
    for _ in 0..<300 {
      guard let record = (try? JSONParser.parse(mutator.next()))?.object else { continue }
      for version in [PactWriter.Version.v2, .v3] {
        guard let document = try? PactConverter(version).document(record) else { continue }
        #expect((try? PactConverter(version).document(document)) == document)
      }
    }
  }
}
