/// One made-up PACT record of about 2 KB, as text on one line.
struct SyntheticFootprint {
  private let id: String
  private let number: String
  private let value: String
  private let company: String
  private let share: Int

  init(product: Int, _ random: inout Seeded) {
    func padded(_ number: Int, _ width: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    id = "10000000-0000-4000-8000-" + padded(product, 12)
    number = padded(product, 8)
    value = "\(random.below(100)).\(1 + random.below(9_999))"
    company = padded(random.below(1000), 4)
    share = random.below(101)
  }

  private static let text = String(
    repeating: "Cradle-to-gate boundary with upstream materials, energy and transport to the gate. ", count: 4
  )

  private var common: String {
    """
    "id":"\(id)","created":"2026-03-01T08:30:00Z","status":"Active","companyName":"Company \(company)",\
    "companyIds":["urn:uuid:51131fb5-42a2-4267-a402-0ecfefad\(company)","urn:pact:example.com:company:\(company)"],\
    "productDescription":"\(SyntheticFootprint.text)","productNameCompany":"Part \(number)",\
    "productIds":["urn:pact:example.com:product:\(number)","urn:gtin:\(number)"],\
    "comment":"\(SyntheticFootprint.text)"
    """
  }

  private var period: String {
    """
    "referencePeriodStart":"2025-04-01T00:00:00Z","referencePeriodEnd":"2026-04-01T00:00:00Z",\
    "boundaryProcessesDescription":"\(SyntheticFootprint.text)","fossilGhgEmissions":"\(value)",\
    "fossilCarbonContent":"0.4","biogenicCarbonContent":"0","recycledCarbonContent":"0",\
    "aircraftGhgEmissions":"0","packagingEmissionsIncluded":false,"exemptedEmissionsDescription":""
    """
  }

  var version3: String {
    """
    {"specVersion":"3.0.0",\(common),"pcf":{"declaredUnitOfMeasurement":"kilogram","declaredUnitAmount":"1",\
    "productMassPerDeclaredUnit":"1","geographyCountry":"JP",\(period),\
    "pcfExcludingBiogenicUptake":"\(value)","pcfIncludingBiogenicUptake":"\(value)",\
    "landUseChangeGhgEmissions":"0","landManagementFossilGhgEmissions":"0",\
    "ccsTechnologicalCO2CaptureIncluded":false,"ipccCharacterizationFactors":["AR6"],\
    "crossSectoralStandards":["ISO14067","PACT-3.0"],"exemptedEmissionsPercent":"1","primaryDataShare":"\(share)",\
    "dqi":{"technologicalDQR":"2","geographicalDQR":"2","temporalDQR":"1"}}}
    """
  }

  var version2: String {
    """
    {"specVersion":"2.3.0","version":1,\(common),"productCategoryCpc":"341","pcf":{"declaredUnit":"kilogram",\
    "unitaryProductAmount":"1","geographyCountry":"JP",\(period),"pCfExcludingBiogenic":"\(value)",\
    "pCfIncludingBiogenic":"\(value)","dLucGhgEmissions":"0","landManagementGhgEmissions":"0",\
    "otherBiogenicGhgEmissions":"0","biogenicCarbonWithdrawal":"0","characterizationFactors":"AR6",\
    "crossSectoralStandardsUsed":["ISO Standard 14067"],"exemptedEmissionsPercent":1.0,"primaryDataShare":\(share).0,\
    "dqi":{"coveragePercent":90.0,"technologicalDQR":2.0,"temporalDQR":1.0,"geographicalDQR":2.0,\
    "completenessDQR":2.0,"reliabilityDQR":2.0}}}
    """
  }
}
