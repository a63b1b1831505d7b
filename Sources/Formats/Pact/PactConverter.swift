import Footprints

/// Turns the record of a footprint, of either version, into a document of the version asked for.
///
/// What a record states stays as it is written; what is stated per unit of measurement in one version and per declared
/// unit in the other is multiplied or divided exactly. Nothing is invented: where a version wants what the record does
/// not state, there is no document of that version, and `PactGap` says why. What the other version cannot hold is named
/// in `comment`. Mapping: PACT Technical Specifications 2.3.3 and 3.0.4 and the decision records beside them.
///
/// Neutral values that are used because the specification defines them as "nothing to say": version 0 (v3 footprints
/// never change), an empty description or comment, and a mass of 0 ("not applicable") for a v2 record without mass,
/// unless its unit is the kilogram.
public struct PactConverter: Sendable {
  public let version: PactWriter.Version

  public init(_ version: PactWriter.Version) { self.version = version }

  public func document(_ record: JSONObject) throws(PactGap) -> JSONObject {
    let source = PactConverter.version(of: record)
    var document = record
    if source != version {
      document = version == .v3 ? try Version2To3.document(record) : try Version3To2(record).document()
    } else if version == .v2 {
      PactConverter.complete2(&document)
    }
    return try PactConformer(form: .of(version)).conform(document)
  }

  /// By the names of the fields, not by what `specVersion` says, which is often wrong.
  public static func version(of record: JSONObject) -> PactWriter.Version {
    let pcf = record["pcf"]?.object ?? JSONObject()
    let isVersion3 =
      pcf["declaredUnitOfMeasurement"] != nil || pcf["pcfExcludingBiogenicUptake"] != nil
      || pcf["declaredUnitAmount"] != nil
    return isVersion3 ? .v3 : .v2
  }

  /// 2.0 and 2.1 do not have the list of reports, 2.2 not the one-word form of it alone.
  private static func complete2(_ document: inout JSONObject) {
    guard var pcf = document["pcf"]?.object else { return }
    if pcf["ipccCharacterizationFactorsSources"]?.strings == nil,
      let factors = pcf["characterizationFactors"]?.string
    {
      pcf["ipccCharacterizationFactorsSources"] = .strings([factors])
    }
    if document["comment"] == nil { document["comment"] = .string("") }
    document["pcf"] = .object(pcf)
  }

  /// Shipments state their total beside the tonne-kilometres, in either version.
  static func isShipment(_ record: JSONObject) -> Bool {
    (record["extensions"]?.array ?? []).contains { item in
      let schema = item.object?["dataSchema"]?.string?.lowercased() ?? ""
      return schema.contains("ileap") && schema.hasSuffix("shipment-footprint.json")
    }
  }

  /// Members of a footprint that mean the same in both versions.
  static let sameIdentity = [
    "id", "precedingPfIds", "created", "status", "validityPeriodStart", "validityPeriodEnd", "companyName",
    "companyIds", "productDescription", "productIds", "productNameCompany", "extensions",
  ]

  static let sameCarbon = [
    "referencePeriodStart", "referencePeriodEnd", "geographyRegionOrSubregion", "geographyCountry",
    "geographyCountrySubdivision", "boundaryProcessesDescription", "exemptedEmissionsPercent",
    "exemptedEmissionsDescription", "packagingEmissionsIncluded", "allocationRulesDescription",
    "secondaryEmissionFactorSources", "productOrSectorSpecificRules", "primaryDataShare",
  ]

  /// Amounts per unit (v2) and per declared unit (v3), by their names in both.
  static let amounts = [
    ("productMassPerDeclaredUnit", "productMassPerDeclaredUnit"),
    ("pCfExcludingBiogenic", "pcfExcludingBiogenicUptake"),
    ("pCfIncludingBiogenic", "pcfIncludingBiogenicUptake"),
    ("fossilGhgEmissions", "fossilGhgEmissions"),
    ("fossilCarbonContent", "fossilCarbonContent"),
    ("biogenicCarbonContent", "biogenicCarbonContent"),
    ("dLucGhgEmissions", "landUseChangeGhgEmissions"),
    ("iLucGhgEmissions", "landCarbonLeakage"),
    ("otherBiogenicGhgEmissions", "biogenicNonCO2Emissions"),
    ("biogenicCarbonWithdrawal", "biogenicCO2Uptake"),
    ("aircraftGhgEmissions", "aircraftGhgEmissions"),
    ("packagingGhgEmissions", "packagingGhgEmissions"),
  ]

  static func comment(_ stated: [String?], _ notes: [String]) -> String {
    (stated.compactMap { $0?.trimmingBlanks() }.filter { !$0.isEmpty } + notes).joined(separator: "\n")
  }
}

extension JSONObject {
  mutating func copy(_ keys: [String], from source: JSONObject) {
    for key in keys {
      if let value = source[key], value != .null { self[key] = value }
    }
  }

  /// The number at a key, however it is written.
  func decimal(_ key: String) -> WrittenDecimal? { self[key]?.scalarText.flatMap { WrittenDecimal($0) } }
}
