import Footprints
import Testing

@testable import Formats

@Suite struct PactReaderTests {
  // MARK: Units of reference

  @Test func version2IsPerUnitAlready() throws {
    let footprint = try footprint(version2(pcf: ["productMassPerDeclaredUnit": "\"0.789\""]))
    #expect(footprint.unit == .litre)
    #expect(footprint.declaredAmount == 12)
    #expect(footprint.emissions.excludingUptake == 1.5)
    #expect(footprint.emissions.fossil == 1.25)
    #expect(footprint.massPerUnit == 0.789)
  }

  @Test func version3IsDividedByTheDeclaredAmount() throws {
    let footprint = try footprint(version3())
    #expect(footprint.emissions.excludingUptake == 1.5)
    #expect(footprint.emissions.includingUptake == 1.5)
    #expect(footprint.massPerUnit == 0.789)
    #expect(footprint.declaredAmount == 12)
  }

  @Test func anAmountThatIsMissingOrNotPositiveCountsAsOne() throws {
    for amount in [nil, "\"0\"", "\"-3\"", "null"] as [String?] {
      let document = PactDocument(version3(pcf: ["declaredUnitAmount": amount]))
      let footprint = try #require(document.footprints.first)
      #expect(footprint.emissions.excludingUptake == 18)
      #expect(!document.notices.codes.isDisjoint(with: [.missingField, .numberOutOfRange]))
    }
  }

  @Test func shipmentsAreNeitherMultipliedNorDivided() throws {
    let schema = "https://api.ileap.sine.dev/shipment-footprint.json"
    let more =
      ", \"extensions\": [{\"specVersion\": \"2.0.0\", \"dataSchema\": \"\(schema)\", \"data\": {\"mass\": \"1\"}}]"
    #expect(try footprint(version2(more: more)).logistics == .shipment)
    let footprint = try footprint(version3(more: more))
    #expect(footprint.logistics == .shipment)
    #expect(footprint.emissions.excludingUptake == 18)
  }

  @Test(arguments: [
    ("https://api.ileap.sine.dev/toc.json", Footprint.Logistics.transportOperation),
    ("https://api.ileap.sine.dev/hoc.json", .hubOperation), ("https://example.org/toc.json", nil),
  ])
  func recognisesLogistics(_ schema: String, _ kind: Footprint.Logistics?) throws {
    let more =
      ", \"extensions\": [{\"dataSchema\": \"https://x.org/y.json\"}, {\"dataSchema\": \"\(schema)\"}]"
    #expect(try footprint(version2(more: more)).logistics == kind)
  }

  // MARK: Absent, null, zero

  @Test func absentNullAndZeroStayApart() throws {
    let absent = try footprint(version3(pcf: ["aircraftGhgEmissions": nil]))
    let null = try footprint(version3(pcf: ["aircraftGhgEmissions": "null"]))
    let zero = try footprint(version3(pcf: ["aircraftGhgEmissions": "\"0\""]))
    #expect(absent.emissions.aircraft == nil)
    #expect(null.emissions.aircraft == nil)
    #expect(zero.emissions.aircraft == 0)
  }

  @Test func partsAreSummedWhenAnyIsStated() throws {
    let one = try footprint(version2(pcf: ["dLucGhgEmissions": "\"0.85\"", "iLucGhgEmissions": "\"9\""]))
    #expect(one.emissions.landUse == 0.85)
    let two = try footprint(
      version2(pcf: ["dLucGhgEmissions": "\"0.5\"", "landManagementGhgEmissions": "\"-0.75\""]))
    #expect(two.emissions.landUse == -0.25)
    #expect(try footprint(version2()).emissions.landUse == nil)
    let three = try footprint(version3(pcf: ["biogenicNonCO2Emissions": "\"1.2\""]))
    #expect(three.emissions.biogenic == 0.1)
  }

  // MARK: Numbers

  @Test(arguments: ["\"1.5e0\"", "\"+1.5\"", "1.5", "15e-1", "\" 1.5 \""])
  func decimalsAreTakenBothWays(_ text: String) throws {
    #expect(try footprint(version2(pcf: ["pCfExcludingBiogenic": text])).emissions.excludingUptake == 1.5)
  }

  @Test func theOtherWayIsSaidOncePerField() {
    let record = version2(pcf: ["pCfExcludingBiogenic": "1.5", "primaryDataShare": "\"12.9\""])
    let notices = PactDocument("[\(record), \(record)]").notices
    #expect(notices.count(.stringAsNumber) == 1)
    #expect(notices.count(.numberAsString) == 1)
    #expect(notices[.numberAsString].first?.field == "pcf.primaryDataShare")
  }

  @Test(arguments: [
    ("\"1,5\"", NoticeCode.decimalComma), ("\"about 2\"", .notANumber), ("true", .notANumber),
    ("{}", .notANumber),
    ("\"1e999\"", .numberOutOfRange), ("12abc", .notANumber), ("\"\"", .missingField),
    ("null", .missingField),
  ])
  func aHeadlineThatIsNoNumberIsNotUsed(_ text: String, _ code: NoticeCode) {
    let document = PactDocument(version2(pcf: ["pCfExcludingBiogenic": text]))
    #expect(document.footprints.isEmpty)
    #expect(document.notices[code].first?.field == "pcf.pCfExcludingBiogenic")
    #expect(document.notices[code].first?.product == "urn:gtin:1")
  }

  @Test func anotherBrokenNumberCostsItselfOnly() throws {
    let document = PactDocument(version2(pcf: ["fossilGhgEmissions": "\"x\""]))
    #expect(try #require(document.footprints.first).emissions.fossil == nil)
    #expect(document.notices[.notANumber].first?.found == "x")
  }

  @Test func negativeValuesAreSaid() {
    let document = PactDocument(
      version2(pcf: ["pCfExcludingBiogenic": "\"-1\"", "fossilGhgEmissions": "\"-2\""]))
    #expect(document.footprints.first?.emissions.excludingUptake == -1)
    #expect(document.notices.count(.numberOutOfRange) == 2)
    // Version 3 allows a negative headline.
    #expect(
      PactDocument(version3(pcf: ["pcfExcludingBiogenicUptake": "\"-1\""])).notices.count(.numberOutOfRange)
        == 0)
  }

  // MARK: Shares and ratings

  @Test(arguments: [
    (["0.6", "1", "0"], [60.0, 100, 0], 1), (["0.6", "45.2"], [0.6, 45.2], 0), (["0", "0"], [0, 0], 0),
    (["0.07"], [7], 1),
  ])
  func sharesNotAboveOneAreFractions(_ written: [String], _ read: [Double], _ notices: Int) {
    let records = written.map { version2(pcf: ["primaryDataShare": $0]) }
    let document = PactDocument(records.joined(separator: "\n"))
    #expect(document.footprints.map(\.primaryDataShare) == read)
    #expect(document.notices.count(.sharesAreFractions) == notices)
  }

  @Test func sharesOutOfRangeAreNotUsed() {
    let document = PactDocument(version2(pcf: ["primaryDataShare": "120"]))
    #expect(document.footprints.first?.primaryDataShare == nil)
    #expect(document.notices.count(.shareOutOfRange) == 1)
  }

  @Test func theTwoRatingScalesStayApart() throws {
    let dqi =
      "{\"technologicalDQR\": 2.5, \"temporalDQR\": 1, \"coveragePercent\": 80, \"reliabilityDQR\": 4}"
    let two = PactDocument(version2(pcf: ["dqi": dqi]))
    #expect(
      two.footprints.first?.dataQuality
        == .scale3(
          coveragePercent: 80, technological: 2.5, temporal: 1, geographical: nil, completeness: nil,
          reliability: nil))
    #expect(two.notices[.numberOutOfRange].first?.field == "pcf.dqi.reliabilityDQR")
    let three = try footprint(
      version3(pcf: ["dqi": "{\"technologicalDQR\": \"4.5\", \"temporalDQR\": null}"]))
    #expect(three.dataQuality == .scale5(technological: 4.5, temporal: nil, geographical: nil))
    #expect(try footprint(version3(pcf: ["dqi": "{}"])).dataQuality == nil)
  }

  @Test(arguments: [
    ("{\"assurance\": true, \"providerName\": \"TUV\", \"level\": \"limited\"}", true, false),
    ("{\"assurance\": false, \"providerName\": \"\"}", false, false),
    ("{\"assurance\": false, \"providerName\": \"TUV\"}", false, false),
    ("{\"assurance\": true, \"providerName\": \" \"}", false, true), ("{}", false, false),
    ("null", false, false),
  ])
  func assuranceCountsWhenSomebodyGaveIt(_ assurance: String, _ isVerified: Bool, _ isSaid: Bool) {
    let document = PactDocument(version2(pcf: ["assurance": assurance]))
    #expect((document.footprints.first?.verification != nil) == isVerified)
    #expect((document.notices.count(.notVerified) > 0) == isSaid)
  }

  @Test(arguments: [
    ("{\"coverage\": \"product level\"}", true, false), ("{\"providerName\": \"\"}", false, true),
    ("{}", false, true),
    ("null", false, false),
  ])
  func verificationCountsWhenItSaysSomething(_ verification: String, _ isVerified: Bool, _ isSaid: Bool) {
    let document = PactDocument(version3(pcf: ["verification": verification]))
    #expect((document.footprints.first?.verification != nil) == isVerified)
    #expect((document.notices.count(.notVerified) > 0) == isSaid)
  }

  // MARK: Identity and life cycle

  @Test func aPredecessorIsNeverTheFootprintItself() {
    let own = "11111111-0000-4000-8000-000000000001"
    let document = PactDocument(version2(["precedingPfIds": "[\"\(own.uppercased())\", \"other\"]"]))
    #expect(document.footprints.first?.precedingIDs == ["other"])
    #expect(document.notices.count(.selfReference) == 1)
  }

  @Test func unknownWordsAreKeptAndSaid() {
    let document = PactDocument(
      version3(
        ["status": "\"Retired\"", "unheardOf": "{\"a\": [1, {}]}"],
        pcf: ["declaredUnitOfMeasurement": "\"crate\""]))
    #expect(document.footprints.first?.status == .other("Retired"))
    #expect(document.footprints.first?.unit.symbol == "crate")
    #expect(Set(document.notices[.unknownValue].map(\.found)) == ["Retired", "crate"])
  }

  @Test func cpcCodesBecomeClassifications() throws {
    #expect(try footprint(version2()).classifications == ["urn:cpc:3342"])
    let stated = version2(["productClassifications": "[\"urn:cpc:3342\", \"urn:unspsc:1\"]"])
    #expect(try footprint(stated).classifications == ["urn:cpc:3342", "urn:unspsc:1"])
  }

  @Test func validityIsThreeYearsUnlessStated() throws {
    let footprint = try footprint(version3())
    #expect(footprint.validity.end == Timestamp(iso8601: "2029-01-01"))
    #expect(footprint.referenceEnd == Timestamp(iso8601: "2026-01-01"))
  }

  @Test func wrongDatesAreSaid() {
    let document = PactDocument(version2(["created": "\"last week\""]))
    #expect(document.footprints.first?.created == nil)
    #expect(document.notices[.invalidDate].first?.field == "created")
  }

  @Test func missingFieldsAreNamedOncePerRecord() throws {
    let document = PactDocument(version3(["companyName": nil], pcf: ["fossilCarbonContent": nil]))
    let notice = try #require(document.notices[.missingField].first)
    #expect(document.footprints.count == 1)
    #expect(notice.field == "companyName, pcf.fossilCarbonContent")
    #expect(notice.severity == .note)
    #expect(PactDocument(version3()).notices.isEmpty)
    #expect(PactDocument(version2()).notices.isEmpty)
  }

  @Test func aFootprintWithoutProductIsNotUsed() {
    let document = PactDocument(version3(["productIds": "[]"]))
    #expect(document.footprints.isEmpty)
    #expect(document.notices[.missingField].first?.field == "productIds")
    #expect(document.notices[.missingField].first?.severity == .fix)
  }

  @Test func theNamesDecideTheConvention() throws {
    #expect(try footprint(version3(["specVersion": "\"2.0.0\""])).emissions.excludingUptake == 1.5)
    #expect(try footprint(version2(["specVersion": "\"2.99.0-20300101\""])).emissions.excludingUptake == 1.5)
  }

  @Test func version1IsNamed() {
    let text =
      "{\"id\": \"a\", \"specVersion\": \"1.0.1\", \"productIds\": [\"p\"], \"pcf\": {\"fossilGhgEmissions\": \"1\"}}"
    let document = PactDocument(text)
    #expect(document.footprints.isEmpty)
    #expect(document.notices[.unknownDocument].first?.found == "PACT 1.0.1")
  }

  @Test func compositionIsCheckedInVersion3() {
    let wrong = PactDocument(version3(pcf: ["fossilGhgEmissions": "\"9\""]))
    #expect(wrong.notices[.compositionMismatch].first?.expected == "9")
    #expect(wrong.notices[.compositionMismatch].first?.severity == .note)
    let right = version3(
      pcf: [
        "fossilGhgEmissions": "\"10\"", "landUseChangeGhgEmissions": "\"5\"",
        "biogenicNonCO2Emissions": "\"4\"",
        "landManagementBiogenicCO2Removals": "\"-1\"", "pcfIncludingBiogenicUptake": "\"3.5\"",
        "biogenicCO2Uptake": "\"-14.5\"",
      ])
    #expect(PactDocument(right).notices.isEmpty)
  }

  // MARK: Hostile text

  @Test func hostileNamesAreData() throws {
    let name = "\"\\u001b[2J\\u202eevil\\u0000\\ud83d\\ude00\""
    #expect(try footprint(version2(["productNameCompany": name])).productName == "\u{1b}[2J\u{202e}evil\0😀")
    // A lone surrogate cannot be unescaped: the text stays as it is written.
    #expect(try footprint(version2(["productNameCompany": "\"\\ud83d!\""])).productName == "\\ud83d!")
  }

  @Test func keysMayBeEscapedAndRepeated() throws {
    let text = version2().replacing("\"companyName\"", with: "\"company\\u004eame\"")
    #expect(try footprint(text).companyName == "Aoi")
    let twice = version2(more: ", \"companyName\": \"Last\"")
    #expect(try footprint(twice).companyName == "Last")
  }
}
