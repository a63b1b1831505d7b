/// What a place of a PACT document must hold on the wire.
enum PactKind: Hashable {
  /// A UUID, written with or without `urn:uuid:`.
  case uuid
  case uuids
  /// `mayBeEmpty`: an empty text says that there is nothing to say.
  case text(mayBeEmpty: Bool)
  case texts
  case urns
  case date
  /// Decimal as text; `isPositive`: greater than 0.
  case decimal(isPositive: Bool = false, isNonNegative: Bool = false)
  /// A number in version 2, a decimal text in version 3.
  case percent(limit: Int? = 100)
  case truth
  case count
  case word([String])
  case words([String])
  /// `^AR\d+$`
  case reports
  case version
  case unit
  /// Objects that are passed on when they have these members.
  case objects(needs: [String])
  case object(needs: [String])
}

/// A member of a PACT document: its name, what it holds, whether the document is none without it.
struct PactMember {
  var key: String
  var kind: PactKind
  var isRequired: Bool

  init(_ key: String, _ kind: PactKind, required: Bool = false) {
    self.key = key
    self.kind = kind
    isRequired = required
  }
}

/// The documents of a version, from the OpenAPI documents 2.3.3 and 3.0.4 of the PACT Technical Specifications.
struct PactForm {
  let footprint: [PactMember]
  let carbon: [PactMember]
  let version: PactWriter.Version

  static func of(_ version: PactWriter.Version) -> PactForm { version == .v2 ? version2 : version3 }

  private static let identity: [PactMember] = [
    PactMember("id", .uuid, required: true),
    PactMember("specVersion", .version, required: true),
    PactMember("precedingPfIds", .uuids),
    PactMember("created", .date, required: true),
    PactMember("status", .word(["Active", "Deprecated"]), required: true),
    PactMember("validityPeriodStart", .date),
    PactMember("validityPeriodEnd", .date),
    PactMember("companyName", .text(mayBeEmpty: false), required: true),
    PactMember("companyIds", .urns, required: true),
    PactMember("productDescription", .text(mayBeEmpty: true), required: true),
    PactMember("productIds", .urns, required: true),
    PactMember("productClassifications", .urns),
    PactMember("productNameCompany", .text(mayBeEmpty: false), required: true),
    PactMember("extensions", .objects(needs: ["specVersion", "dataSchema", "data"])),
  ]

  private static let circumstances: [PactMember] = [
    PactMember("referencePeriodStart", .date, required: true),
    PactMember("referencePeriodEnd", .date, required: true),
    PactMember("exemptedEmissionsPercent", .percent(), required: true),
    PactMember("fossilGhgEmissions", .decimal(isNonNegative: true), required: true),
    PactMember("fossilCarbonContent", .decimal(isNonNegative: true), required: true),
    PactMember("aircraftGhgEmissions", .decimal(isNonNegative: true)),
    PactMember("packagingGhgEmissions", .decimal(isNonNegative: true)),
    PactMember("productOrSectorSpecificRules", .objects(needs: ["operator", "ruleNames"])),
    PactMember("allocationRulesDescription", .text(mayBeEmpty: true)),
    PactMember("secondaryEmissionFactorSources", .objects(needs: ["name", "version"])),
    PactMember("primaryDataShare", .percent()),
  ]

  private static let version2 = PactForm(
    footprint: identity + [
      PactMember("version", .count, required: true),
      PactMember("updated", .date),
      PactMember("statusComment", .text(mayBeEmpty: true)),
      PactMember("productCategoryCpc", .text(mayBeEmpty: false), required: true),
      PactMember("comment", .text(mayBeEmpty: true), required: true),
    ],
    carbon: circumstances + [
      PactMember("declaredUnit", .unit, required: true),
      PactMember("unitaryProductAmount", .decimal(isPositive: true), required: true),
      PactMember("productMassPerDeclaredUnit", .decimal(isNonNegative: true)),
      PactMember("pCfExcludingBiogenic", .decimal(isNonNegative: true), required: true),
      PactMember("pCfIncludingBiogenic", .decimal()),
      PactMember("biogenicCarbonContent", .decimal(isNonNegative: true), required: true),
      PactMember("dLucGhgEmissions", .decimal(isNonNegative: true)),
      PactMember("landManagementGhgEmissions", .decimal()),
      PactMember("otherBiogenicGhgEmissions", .decimal(isNonNegative: true)),
      PactMember("iLucGhgEmissions", .decimal(isNonNegative: true)),
      PactMember("biogenicCarbonWithdrawal", .decimal()),
      PactMember("packagingEmissionsIncluded", .truth, required: true),
      PactMember("characterizationFactors", .word(["AR5", "AR6"]), required: true),
      PactMember("ipccCharacterizationFactorsSources", .reports, required: true),
      PactMember("crossSectoralStandardsUsed", .words(PactStandards.version2), required: true),
      PactMember("crossSectoralStandards", .words(PactStandards.version23)),
      PactMember("biogenicAccountingMethodology", .word(["PEF", "ISO", "GHGP", "Quantis"])),
      PactMember("boundaryProcessesDescription", .text(mayBeEmpty: true), required: true),
      PactMember("exemptedEmissionsDescription", .text(mayBeEmpty: true), required: true),
      PactMember("uncertaintyAssessmentDescription", .text(mayBeEmpty: true)),
      PactMember(
        "dqi",
        .object(needs: [
          "coveragePercent", "technologicalDQR", "temporalDQR", "geographicalDQR", "completenessDQR",
          "reliabilityDQR",
        ])),
      PactMember("assurance", .object(needs: ["assurance", "providerName"])),
    ],
    version: .v2)

  private static let version3 = PactForm(
    footprint: identity + [PactMember("comment", .text(mayBeEmpty: true))],
    carbon: circumstances + [
      PactMember("declaredUnitOfMeasurement", .unit, required: true),
      PactMember("declaredUnitAmount", .decimal(isPositive: true), required: true),
      PactMember("productMassPerDeclaredUnit", .decimal(isNonNegative: true), required: true),
      PactMember("pcfExcludingBiogenicUptake", .decimal(), required: true),
      PactMember("pcfIncludingBiogenicUptake", .decimal(), required: true),
      PactMember("biogenicCarbonContent", .decimal(isNonNegative: true)),
      PactMember("recycledCarbonContent", .decimal(isNonNegative: true)),
      PactMember("landUseChangeGhgEmissions", .decimal(isNonNegative: true)),
      PactMember("landCarbonLeakage", .decimal(isNonNegative: true)),
      PactMember("landManagementFossilGhgEmissions", .decimal(isNonNegative: true)),
      PactMember("landManagementBiogenicCO2Emissions", .decimal(isNonNegative: true)),
      PactMember("landManagementBiogenicCO2Removals", .decimal()),
      PactMember("biogenicCO2Uptake", .decimal()),
      PactMember("biogenicNonCO2Emissions", .decimal(isNonNegative: true)),
      PactMember("landAreaOccupation", .decimal(isNonNegative: true)),
      PactMember("packagingEmissionsIncluded", .truth),
      PactMember("packagingBiogenicCarbonContent", .decimal(isNonNegative: true)),
      PactMember("outboundLogisticsGhgEmissions", .decimal(isNonNegative: true)),
      PactMember("ccsTechnologicalCO2CaptureIncluded", .truth),
      PactMember("ccsTechnologicalCO2Capture", .decimal()),
      PactMember("technologicalCO2CaptureOrigin", .text(mayBeEmpty: true)),
      PactMember("technologicalCO2Removals", .decimal()),
      PactMember("ccuCarbonContent", .decimal(isNonNegative: true)),
      PactMember("ccuCalculationApproach", .word(["Cut-off", "Credit"])),
      PactMember("ccuCreditCertification", .text(mayBeEmpty: false)),
      PactMember("ipccCharacterizationFactors", .reports, required: true),
      PactMember("crossSectoralStandards", .texts, required: true),
      PactMember("boundaryProcessesDescription", .text(mayBeEmpty: true)),
      PactMember("exemptedEmissionsDescription", .text(mayBeEmpty: true)),
      PactMember("dqi", .object(needs: ["technologicalDQR", "geographicalDQR", "temporalDQR"])),
      PactMember("verification", .object(needs: [])),
    ],
    version: .v3)
}

/// Names of the cross-sectoral standards.
enum PactStandards {
  static let version2 = ["GHG Protocol Product standard", "ISO Standard 14067", "ISO Standard 14044"]
  static let version23 = [
    "ISO14067", "ISO14083", "ISO14040-44", "GHGP-Product", "PEF", "PACT-1.0", "PACT-2.0", "PACT-3.0",
  ]

  private static let pairs = [
    ("GHG Protocol Product standard", "GHGP-Product"), ("ISO Standard 14067", "ISO14067"),
    ("ISO Standard 14044", "ISO14040-44"),
  ]

  static func modern(_ name: String) -> String { pairs.first { $0.0 == name }?.1 ?? name }

  /// Nil for a standard that version 2 has no word for.
  static func old(_ name: String) -> String? {
    pairs.first { $0.1 == name || $0.0 == name }?.0 ?? (name == "GHGP Product" ? pairs[0].0 : nil)
  }
}
