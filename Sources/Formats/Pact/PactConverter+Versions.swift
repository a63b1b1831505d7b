import Footprints

/// From version 2 to version 3.
struct Version2To3 {
  private let record: JSONObject
  private let pcf: JSONObject
  /// Units of measurement in the declared unit; 1 for a shipment, whose values are whole already.
  private let factor: WrittenDecimal
  private var notes: [String] = []

  static func document(_ record: JSONObject) throws(PactGap) -> JSONObject {
    var conversion = try Version2To3(record)
    return try conversion.document()
  }

  private init(_ record: JSONObject) throws(PactGap) {
    self.record = record
    guard let pcf = record["pcf"]?.object else { throw PactGap("pcf", .notStated) }
    self.pcf = pcf
    guard let amount = pcf.decimal("unitaryProductAmount"), amount.isPositive else {
      throw PactGap("pcf.unitaryProductAmount", .notStated)
    }
    factor = PactConverter.isShipment(record) ? .one : amount
  }

  private mutating func document() throws(PactGap) -> JSONObject {
    var carbon = JSONObject()
    carbon["declaredUnitOfMeasurement"] = pcf["declaredUnit"]
    carbon["declaredUnitAmount"] = pcf["unitaryProductAmount"]
    for (old, new) in PactConverter.amounts { carbon[new] = scaled(old) }
    addMass(&carbon)
    addLandManagement(&carbon)
    try addIncludingUptake(&carbon)
    carbon.copy(PactConverter.sameCarbon, from: pcf)
    carbon["ipccCharacterizationFactors"] = .strings(reports)
    carbon["crossSectoralStandards"] = .strings(standards)
    carbon["verification"] = verification
    noteLost()
    return whole(carbon)
  }

  private func whole(_ carbon: JSONObject) -> JSONObject {
    var result = JSONObject()
    result["id"] = record["id"]
    result["specVersion"] = .string("3.0.0")
    result.copy(PactConverter.sameIdentity, from: record)
    if !classifications.isEmpty { result["productClassifications"] = .strings(classifications) }
    let comment = PactConverter.comment(
      [record["comment"]?.string, record["statusComment"]?.string], notes)
    if !comment.isEmpty { result["comment"] = .string(comment) }
    result["pcf"] = .object(carbon)
    return result
  }

  private func scaled(_ key: String) -> JSONValue? {
    guard let value = pcf[key], value != .null else { return nil }
    guard factor != .one, let text = value.scalarText, let decimal = WrittenDecimal(text) else {
      return value
    }
    return .string((decimal * factor).text)
  }

  /// A kilogram weighs a kilogram; else 0, which stands for "not applicable".
  private mutating func addMass(_ carbon: inout JSONObject) {
    guard carbon["productMassPerDeclaredUnit"] == nil else { return }
    let isKilogram = pcf["declaredUnit"]?.string.map { Unit($0) == .kilogram } ?? false
    carbon["productMassPerDeclaredUnit"] = .string(isKilogram ? factor.text : "0")
    if !isKilogram { notes.append("The mass of the product is not stated.") }
  }

  /// Version 3 has emissions and removals apart.
  private func addLandManagement(_ carbon: inout JSONObject) {
    guard let stated = pcf.decimal("landManagementGhgEmissions"),
      let value = scaled("landManagementGhgEmissions")
    else { return }
    let key = stated.isNegative ? "landManagementBiogenicCO2Removals" : "landManagementBiogenicCO2Emissions"
    carbon[key] = value
  }

  /// Where only the total without uptake is stated, the other follows from the uptake.
  private func addIncludingUptake(_ carbon: inout JSONObject) throws(PactGap) {
    guard carbon["pcfIncludingBiogenicUptake"] == nil else { return }
    guard let total = carbon.decimal("pcfExcludingBiogenicUptake"),
      let uptake = carbon.decimal("biogenicCO2Uptake")
    else { throw PactGap("pcf.pCfIncludingBiogenic", .notStated) }
    carbon["pcfIncludingBiogenicUptake"] = .string((total + uptake).text)
  }

  private var reports: [String] {
    if let list = pcf["ipccCharacterizationFactorsSources"]?.strings, !list.isEmpty { return list }
    return [pcf["characterizationFactors"]?.string].compactMap { $0 }
  }

  private var standards: [String] {
    if let list = pcf["crossSectoralStandards"]?.strings, !list.isEmpty { return list }
    return (pcf["crossSectoralStandardsUsed"]?.strings ?? []).map(PactStandards.modern)
  }

  private var classifications: [String] {
    let stated = record["productClassifications"]?.strings ?? []
    guard let code = record["productCategoryCpc"]?.string?.trimmingBlanks(), !code.isEmpty else {
      return stated
    }
    let isKnown = stated.contains { $0.lowercased().contains("cpc:") && $0.hasSuffix(":" + code) }
    return isKnown ? stated : stated + [code.lowercased().hasPrefix("urn:") ? code : "urn:cpc:" + code]
  }

  private var verification: JSONValue? {
    guard let assurance = pcf["assurance"]?.object, assurance["assurance"]?.bool == true,
      let provider = assurance["providerName"]?.string, !provider.trimmingBlanks().isEmpty
    else { return nil }
    var result = JSONObject()
    if assurance["coverage"]?.string == "product level" { result["coverage"] = .string("product level") }
    result.copy(["providerName", "completedAt", "standardName", "comments"], from: assurance)
    return .object(result)
  }

  private mutating func noteLost() {
    if let method = pcf["biogenicAccountingMethodology"]?.string {
      notes.append("biogenicAccountingMethodology: \(method)")
    }
    if let text = pcf["uncertaintyAssessmentDescription"]?.string, !text.trimmingBlanks().isEmpty {
      notes.append("uncertaintyAssessmentDescription: \(text)")
    }
    if pcf["dqi"]?.object != nil {
      notes.append("The data quality ratings are on the scale of PACT v2 and left out.")
    }
    if pcf["assurance"]?.object?["assurance"]?.bool == true {
      for key in ["level", "boundary"] {
        if let word = pcf["assurance"]?.object?[key]?.string { notes.append("assurance.\(key): \(word)") }
      }
    }
  }
}

/// From version 3 to version 2 (2.3).
struct Version3To2 {
  private let record: JSONObject
  private let pcf: JSONObject
  private let unit: String
  private let amount: WrittenDecimal
  /// What the values are divided by; 1 for a shipment, whose values are whole in either version.
  private let divisor: WrittenDecimal

  init(_ record: JSONObject) throws(PactGap) {
    self.record = record
    guard let pcf = record["pcf"]?.object else { throw PactGap("pcf", .notStated) }
    self.pcf = pcf
    guard let stated = pcf.decimal("declaredUnitAmount"), stated.isPositive else {
      throw PactGap("pcf.declaredUnitAmount", .notStated)
    }
    (unit, amount) = try Version3To2.unit(pcf, stated)
    divisor = PactConverter.isShipment(record) ? .one : amount
  }

  /// Units that version 2 does not have are counted in kilograms where the mass is stated: a declared unit of 1 piece
  /// and 9.468 kg is one of 9.468 kg.
  private static func unit(
    _ pcf: JSONObject, _ stated: WrittenDecimal
  ) throws(PactGap) -> (String, WrittenDecimal) {
    let text = pcf["declaredUnitOfMeasurement"]?.string ?? ""
    if let name = PactUnit.name(Unit(text), .v2) { return (name, stated) }
    guard PactUnit.name(Unit(text), .v3) != nil, let mass = pcf.decimal("productMassPerDeclaredUnit"),
      mass.isPositive
    else { throw PactGap("pcf.declaredUnitOfMeasurement", .notSayable(text)) }
    return ("kilogram", mass)
  }

  func document() throws(PactGap) -> JSONObject {
    var carbon = JSONObject()
    carbon["declaredUnit"] = .string(unit)
    carbon["unitaryProductAmount"] = .string(amount.text)
    for (old, new) in PactConverter.amounts { carbon[old] = scaled(new) }
    carbon["landManagementGhgEmissions"] = landManagement
    carbon.copy(PactConverter.sameCarbon, from: pcf)
    for key in ["boundaryProcessesDescription", "exemptedEmissionsDescription"] where carbon[key] == nil {
      carbon[key] = .string("")
    }
    if carbon["packagingEmissionsIncluded"] == nil, carbon["packagingGhgEmissions"] != nil {
      carbon["packagingEmissionsIncluded"] = .bool(true)
    }
    try addReports(&carbon)
    try addStandards(&carbon)
    carbon["assurance"] = assurance
    return try whole(carbon)
  }

  private func whole(_ carbon: JSONObject) throws(PactGap) -> JSONObject {
    var result = JSONObject()
    result["id"] = record["id"]
    result["specVersion"] = .string("2.3.0")
    // Footprints of version 3 never change, so there is only the first version of each.
    result["version"] = .number("0")
    result.copy(PactConverter.sameIdentity + ["productClassifications"], from: record)
    guard let code else { throw PactGap("productCategoryCpc", .notStated) }
    result["productCategoryCpc"] = .string(code)
    result["comment"] = .string(PactConverter.comment([record["comment"]?.string], lost))
    result["pcf"] = .object(carbon)
    return result
  }

  private func scaled(_ key: String) -> JSONValue? {
    guard let value = pcf[key], value != .null else { return nil }
    guard divisor != .one, let text = value.scalarText, let decimal = WrittenDecimal(text),
      let quotient = decimal.divided(by: divisor)
    else { return value }
    return .string(quotient.text)
  }

  private var landManagement: JSONValue? {
    let parts = ["landManagementBiogenicCO2Emissions", "landManagementBiogenicCO2Removals"]
      .compactMap { pcf.decimal($0) }
    guard !parts.isEmpty else { return nil }
    return (parts.reduce(.zero, +).divided(by: divisor)).map { .string($0.text) }
  }

  private func addReports(_ carbon: inout JSONObject) throws(PactGap) {
    let reports = (pcf["ipccCharacterizationFactors"]?.strings ?? []).filter(PactConformer.isReport)
    guard let newest = ["AR6", "AR5"].first(where: reports.contains) else {
      let found = reports.joined(separator: ", ")
      throw PactGap("pcf.ipccCharacterizationFactors", reports.isEmpty ? .notStated : .notSayable(found))
    }
    carbon["characterizationFactors"] = .string(newest)
    carbon["ipccCharacterizationFactorsSources"] = .strings(reports)
  }

  private func addStandards(_ carbon: inout JSONObject) throws(PactGap) {
    let stated = pcf["crossSectoralStandards"]?.strings ?? []
    let old = stated.compactMap(PactStandards.old)
    guard !old.isEmpty else {
      let found = stated.joined(separator: ", ")
      throw PactGap("pcf.crossSectoralStandards", stated.isEmpty ? .notStated : .notSayable(found))
    }
    carbon["crossSectoralStandardsUsed"] = .strings(old)
    let modern = stated.map(PactStandards.modern).filter(PactStandards.version23.contains)
    if !modern.isEmpty { carbon["crossSectoralStandards"] = .strings(modern) }
  }

  /// The code of the UN Central Product Classification among the classifications.
  private var code: String? {
    (record["productClassifications"]?.strings ?? []).lazy.compactMap { urn -> String? in
      guard urn.lowercased().contains("cpc:"), let code = urn.split(separator: ":").last else { return nil }
      return String(code)
    }.first
  }

  private var assurance: JSONValue? {
    guard let verification = pcf["verification"]?.object,
      verification.members.contains(where: { $0.value.string?.trimmingBlanks().isEmpty == false })
    else { return nil }
    var result = JSONObject([("assurance", .bool(true)), ("providerName", .string(""))])
    if verification["coverage"]?.string == "product level" { result["coverage"] = .string("product level") }
    result.copy(["providerName", "completedAt", "standardName", "comments"], from: verification)
    return .object(result)
  }

  /// Members of version 3 that version 2 has no place for.
  private var lost: [String] {
    let keys = [
      "recycledCarbonContent", "landManagementFossilGhgEmissions", "landAreaOccupation",
      "packagingBiogenicCarbonContent", "outboundLogisticsGhgEmissions", "ccsTechnologicalCO2Capture",
      "technologicalCO2CaptureOrigin", "technologicalCO2Removals", "ccuCarbonContent",
      "ccuCalculationApproach", "ccuCreditCertification",
    ]
    var notes = keys.compactMap { key -> String? in
      guard let text = pcf[key]?.scalarText, WrittenDecimal(text)?.isZero != true else { return nil }
      return "\(key): \(text)"
    }
    if !notes.isEmpty {
      notes = ["Stated under PACT v3, for \(amount.text) \(unit): " + notes.joined(separator: "; ")]
    }
    if pcf["dqi"]?.object != nil {
      notes.append("The data quality ratings are on the scale of PACT v3 and left out.")
    }
    return notes
  }
}
