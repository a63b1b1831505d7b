import Footprints

/// Writes footprints as PACT documents, in the wire convention of the version asked for.
///
/// Reading what was written gives the footprint that was written, as far as the version can hold it: version 2 has no
/// ratings of 1…5 and version 3 no `version`, no ratings of 1…3 and no level of assurance. Decimals are written without
/// exponent. A footprint does not hold everything that the specification wants of a document; `Details` can add that,
/// and what nobody stated is left out rather than made up.
public struct PactWriter {
  public enum Version: Hashable, Sendable {
    /// 2.3: every value per one unit of measurement.
    case v2
    /// 3.0: every value for the whole declared unit.
    case v3
  }

  /// Statements of the documents that `Footprint` has no place for.
  public struct Details: Hashable, Sendable {
    /// IPCC reports the figures rest on: `AR6`.
    public var characterisationFactors: [String] = []
    /// `ISO14067`, `PACT-3.0`; for version 2 `ISO Standard 14067`.
    public var standards: [String] = []
    public var boundary: String?
    public var comment: String?
    /// Percent.
    public var exemptedEmissions: Double?
    /// kg C per unit of measurement.
    public var fossilCarbon: Double?
    public var biogenicCarbon: Double?

    public init() {}
  }

  public let version: Version
  public let details: Details

  public init(_ version: Version, details: Details = Details()) {
    self.version = version
    self.details = details
  }

  /// One document.
  public func text(_ footprint: Footprint) -> String {
    var writer = JSONWriter()
    write(footprint, &writer)
    return writer.text
  }

  /// A page of footprints, `{"data": […]}`.
  public func page(_ footprints: [Footprint]) -> String {
    var writer = JSONWriter()
    writer.object { page in
      page.list("data") { list in
        for footprint in footprints { write(footprint, &list) }
      }
    }
    return writer.text
  }

  private func write(_ footprint: Footprint, _ writer: inout JSONWriter) {
    writer.object { document in
      writeIdentity(footprint, &document)
      document.object("pcf") { pcf in
        PactFigures(version: version, footprint: footprint).write(&pcf)
        writeCircumstances(footprint, &pcf)
        writeQuality(footprint, &pcf)
      }
      writeLogistics(footprint, &document)
    }
  }

  // MARK: Identity

  private func writeIdentity(_ footprint: Footprint, _ writer: inout JSONWriter) {
    writer.string("id", footprint.id)
    writer.string("specVersion", specVersion(footprint))
    writer.strings("precedingPfIds", footprint.precedingIDs)
    if version == .v2 { writer.raw("version", "\(footprint.version)") }
    writer.date("created", footprint.created)
    if version == .v2 { writer.date("updated", footprint.updated) }
    writer.string("status", PactWriter.word(footprint.status))
    writer.date("validityPeriodStart", footprint.validityStart)
    writer.date("validityPeriodEnd", footprint.validityEnd)
    writer.string("companyName", footprint.companyName)
    writer.strings("companyIds", footprint.companyIDs)
    writer.string("productDescription", footprint.productDescription)
    writer.strings("productIds", footprint.productIDs)
    writeClassifications(footprint.classifications, &writer)
    writer.string("productNameCompany", footprint.productName)
    if version == .v2 || details.comment != nil { writer.string("comment", details.comment ?? "") }
  }

  /// As stated when it fits the version.
  private func specVersion(_ footprint: Footprint) -> String {
    let (major, standard) = version == .v2 ? ("2", "2.3.0") : ("3", "3.0.0")
    return footprint.specVersion.hasPrefix(major) ? footprint.specVersion : standard
  }

  private static func word(_ status: Footprint.Status) -> String {
    switch status {
    case .active: "Active"
    case .deprecated: "Deprecated"
    case .other(let word): word
    }
  }

  private func writeClassifications(_ classifications: [String], _ writer: inout JSONWriter) {
    if version == .v2 {
      let code = classifications.last { $0.hasPrefix("urn:cpc:") }?.dropFirst("urn:cpc:".count) ?? ""
      writer.string("productCategoryCpc", String(code))
    }
    writer.strings("productClassifications", classifications)
  }

  // MARK: Circumstances

  private func writeCircumstances(_ footprint: Footprint, _ writer: inout JSONWriter) {
    writer.date("referencePeriodStart", footprint.referenceStart)
    writer.date("referencePeriodEnd", footprint.referenceEnd)
    if !footprint.geography.isEmpty {
      writer.string(PactWriter.geographyKey(footprint.geography), footprint.geography)
    }
    if let boundary = details.boundary { writer.string("boundaryProcessesDescription", boundary) }
    let factors = details.characterisationFactors
    writer.strings(
      version == .v2 ? "ipccCharacterizationFactorsSources" : "ipccCharacterizationFactors", factors)
    if version == .v2, let latest = factors.max() { writer.string("characterizationFactors", latest) }
    writer.strings(
      version == .v2 ? "crossSectoralStandardsUsed" : "crossSectoralStandards", details.standards)
    if let exempted = details.exemptedEmissions { percent("exemptedEmissionsPercent", exempted, &writer) }
    if let carbon = details.fossilCarbon {
      PactFigures(version: version, footprint: footprint).value("fossilCarbonContent", carbon, &writer)
    }
    if let carbon = details.biogenicCarbon {
      PactFigures(version: version, footprint: footprint).value("biogenicCarbonContent", carbon, &writer)
    }
  }

  /// By the patterns of the specification: `FR`, `US-CA`, and names for regions.
  private static func geographyKey(_ text: String) -> String {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isCode = { (part: Substring, range: ClosedRange<Int>) in
      range.contains(part.utf8.count)
        && part.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) }
    }
    guard let country = parts.first, isCode(country, 2...2) else { return "geographyRegionOrSubregion" }
    if parts.count == 1 { return "geographyCountry" }
    return parts.count == 2 && isCode(parts[1], 1...3)
      ? "geographyCountrySubdivision" : "geographyRegionOrSubregion"
  }

  // MARK: Quality

  private func writeQuality(_ footprint: Footprint, _ writer: inout JSONWriter) {
    if let share = footprint.primaryDataShare { percent("primaryDataShare", share, &writer) }
    writeRatings(footprint.dataQuality, &writer)
    guard let verification = footprint.verification else { return }
    if version == .v2 {
      writer.object("assurance") { assurance in
        assurance.raw("assurance", "true")
        assurance.texts(of: verification)
        if !verification.level.isEmpty { assurance.string("level", verification.level) }
      }
    } else {
      writer.object("verification") { $0.texts(of: verification) }
    }
  }

  private func writeRatings(_ quality: DataQuality?, _ writer: inout JSONWriter) {
    switch (quality, version) {
    case (.scale3(let coverage, let technological, let temporal, let place, let complete, let reliable), .v2):
      writer.object("dqi") { dqi in
        percent("coveragePercent", coverage, &dqi)
        percent("technologicalDQR", technological, &dqi)
        percent("temporalDQR", temporal, &dqi)
        percent("geographicalDQR", place, &dqi)
        percent("completenessDQR", complete, &dqi)
        percent("reliabilityDQR", reliable, &dqi)
      }
    case (.scale5(let technological, let temporal, let place), .v3):
      writer.object("dqi") { dqi in
        percent("technologicalDQR", technological, &dqi)
        percent("temporalDQR", temporal, &dqi)
        percent("geographicalDQR", place, &dqi)
      }
    case (.none, _), (.scale3, .v3), (.scale5, .v2): break
    }
  }

  /// Percents and ratings: numbers in version 2, strings in version 3.
  private func percent(_ key: String, _ value: Double?, _ writer: inout JSONWriter) {
    guard let value, let text = DecimalText.shortest(value) else { return }
    if version == .v2 { writer.raw(key, text) } else { writer.string(key, text) }
  }

  private func writeLogistics(_ footprint: Footprint, _ writer: inout JSONWriter) {
    guard let logistics = footprint.logistics else { return }
    let name =
      switch logistics {
      case .shipment: "shipment-footprint"
      case .transportOperation: "toc"
      case .hubOperation: "hoc"
      }
    writer.list("extensions") { list in
      list.object { item in
        item.string("specVersion", "2.0.0")
        item.string("dataSchema", "https://api.ileap.sine.dev/\(name).json")
        item.object("data") { _ in }
      }
    }
  }
}

/// The amounts and emissions of a footprint in the convention of a version.
private struct PactFigures {
  let version: PactWriter.Version
  let footprint: Footprint

  /// Version 3 states values for the whole declared unit, but for a shipment, whose value is whole already.
  private var isWhole: Bool { version == .v3 && footprint.logistics != .shipment }

  func write(_ writer: inout JSONWriter) {
    let isVersion2 = version == .v2
    let emissions = footprint.emissions
    writer.string(isVersion2 ? "declaredUnit" : "declaredUnitOfMeasurement", unitName)
    if let amount = DecimalText.shortest(footprint.declaredAmount) {
      writer.string(isVersion2 ? "unitaryProductAmount" : "declaredUnitAmount", amount)
    }
    value("productMassPerDeclaredUnit", footprint.massPerUnit, &writer)
    value(
      isVersion2 ? "pCfExcludingBiogenic" : "pcfExcludingBiogenicUptake", emissions.excludingUptake, &writer)
    value(
      isVersion2 ? "pCfIncludingBiogenic" : "pcfIncludingBiogenicUptake", emissions.includingUptake, &writer)
    value("fossilGhgEmissions", emissions.fossil, &writer)
    value(landUseKey(emissions.landUse), emissions.landUse, &writer)
    value(isVersion2 ? "otherBiogenicGhgEmissions" : "biogenicNonCO2Emissions", emissions.biogenic, &writer)
    value("aircraftGhgEmissions", emissions.aircraft, &writer)
    writer.raw("packagingEmissionsIncluded", emissions.packaging == nil ? "false" : "true")
    value("packagingGhgEmissions", emissions.packaging, &writer)
  }

  /// Land use change is never negative; land management may be.
  private func landUseKey(_ value: Double?) -> String {
    let isRemoval = (value ?? 0) < 0
    switch version {
    case .v2: return isRemoval ? "landManagementGhgEmissions" : "dLucGhgEmissions"
    case .v3: return isRemoval ? "landManagementBiogenicCO2Removals" : "landUseChangeGhgEmissions"
    }
  }

  func value(_ key: String, _ value: Double?, _ writer: inout JSONWriter) {
    guard let value, let plain = DecimalText.shortest(value) else { return }
    let text = isWhole ? DecimalText.product(value, footprint.declaredAmount) ?? plain : plain
    writer.string(key, text)
  }

  private var unitName: String {
    switch footprint.unit {
    case .litre: "liter"
    case .kilogram: "kilogram"
    case .cubicMetre: "cubic meter"
    case .kilowattHour: "kilowatt hour"
    case .megajoule: "megajoule"
    case .tonneKilometre: "ton kilometer"
    case .squareMetre: "square meter"
    case .hour: "hour"
    case .megabitSecond: "megabit second"
    default: footprint.unit.symbol
    }
  }
}

extension JSONWriter {
  fileprivate mutating func strings(_ key: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    list(key) { list in
      for value in values { list.string(nil, value) }
    }
  }

  fileprivate mutating func date(_ key: String, _ date: Timestamp?) {
    if let date { string(key, date.iso8601) }
  }

  fileprivate mutating func texts(of verification: Verification) {
    string("providerName", verification.provider)
    if !verification.coverage.isEmpty { string("coverage", verification.coverage) }
    if !verification.standard.isEmpty { string("standardName", verification.standard) }
    date("completedAt", verification.completed)
    if !verification.comments.isEmpty { string("comments", verification.comments) }
  }
}
