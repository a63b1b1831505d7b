/// Every place of a PACT ProductFootprint that is read, in all versions, by its path in the document.
enum PactField: Int, RecordField {
  case id, specVersion, pcf, version, created, updated, status, precedingIDs, companyName, companyIDs
  case productDescription, productIDs, productName, classifications, cpc, validityStart, validityEnd,
    dataSchemas
  // The convention of v2: everything per one unit of measurement.
  case unit2, amount2, excluding2, including2, landUseChange2, landManagement2, otherBiogenic2, uptake2
  case factor2, factors2, standards2
  // The convention of v3: everything for the whole declared unit.
  case unit3, amount3, excluding3, including3, landUseChange3, landManagement3, landRemovals3, biogenic3,
    uptake3
  case technicalRemovals3, capture3, factors3
  // Both.
  case mass, fossil, fossilCarbon, biogenicCarbon, aircraft, packaging, packagingIncluded, standards
  case exempted, boundary, primaryShare
  case referenceStart, referenceEnd, country, subdivision, region
  case coverage, technological, temporal, geographical, completeness, reliability
  case assurance, assured, assuranceProvider, assuranceCoverage, assuranceLevel, assuranceStandard,
    assuranceCompleted
  case assuranceComments, assuranceBoundary
  case verification, verificationProvider, verificationCoverage, verificationStandard, verificationCompleted
  case verificationComments
  // Version 1 only.
  case reportingStart1

  var path: String { Self.paths[rawValue] }

  /// As named in notices.
  var label: String { path.hasSuffix("[]") ? String(path.dropLast(2)) : path }

  private static let paths: [String] = allCases.map { $0.name }

  private var name: String {
    switch self {
    case .id: "id"
    case .specVersion: "specVersion"
    case .pcf: "pcf"
    case .version: "version"
    case .created: "created"
    case .updated: "updated"
    case .status: "status"
    case .precedingIDs: "precedingPfIds[]"
    case .companyName: "companyName"
    case .companyIDs: "companyIds[]"
    case .productDescription: "productDescription"
    case .productIDs: "productIds[]"
    case .productName: "productNameCompany"
    case .classifications: "productClassifications[]"
    case .cpc: "productCategoryCpc"
    case .validityStart: "validityPeriodStart"
    case .validityEnd: "validityPeriodEnd"
    case .dataSchemas: "extensions[].dataSchema"
    default: "pcf." + nameInside
    }
  }

  private var nameInside: String {
    switch self {
    case .unit2: "declaredUnit"
    case .amount2: "unitaryProductAmount"
    case .excluding2: "pCfExcludingBiogenic"
    case .including2: "pCfIncludingBiogenic"
    case .landUseChange2: "dLucGhgEmissions"
    case .landManagement2: "landManagementGhgEmissions"
    case .otherBiogenic2: "otherBiogenicGhgEmissions"
    case .uptake2: "biogenicCarbonWithdrawal"
    case .factor2: "characterizationFactors"
    case .factors2: "ipccCharacterizationFactorsSources[]"
    case .standards2: "crossSectoralStandardsUsed[]"
    case .unit3: "declaredUnitOfMeasurement"
    case .amount3: "declaredUnitAmount"
    case .excluding3: "pcfExcludingBiogenicUptake"
    case .including3: "pcfIncludingBiogenicUptake"
    case .landUseChange3: "landUseChangeGhgEmissions"
    case .landManagement3: "landManagementBiogenicCO2Emissions"
    case .landRemovals3: "landManagementBiogenicCO2Removals"
    case .biogenic3: "biogenicNonCO2Emissions"
    case .uptake3: "biogenicCO2Uptake"
    case .technicalRemovals3: "technologicalCO2Removals"
    case .capture3: "ccsTechnologicalCO2Capture"
    case .factors3: "ipccCharacterizationFactors[]"
    case .mass: "productMassPerDeclaredUnit"
    case .fossil: "fossilGhgEmissions"
    case .fossilCarbon: "fossilCarbonContent"
    case .biogenicCarbon: "biogenicCarbonContent"
    case .aircraft: "aircraftGhgEmissions"
    case .packaging: "packagingGhgEmissions"
    case .packagingIncluded: "packagingEmissionsIncluded"
    case .standards: "crossSectoralStandards[]"
    case .exempted: "exemptedEmissionsPercent"
    case .boundary: "boundaryProcessesDescription"
    case .primaryShare: "primaryDataShare"
    case .referenceStart: "referencePeriodStart"
    case .referenceEnd: "referencePeriodEnd"
    case .country: "geographyCountry"
    case .subdivision: "geographyCountrySubdivision"
    case .region: "geographyRegionOrSubregion"
    case .reportingStart1: "reportingPeriodStart"
    default: nameOfQuality
    }
  }

  private var nameOfQuality: String {
    switch self {
    case .coverage: "dqi.coveragePercent"
    case .technological: "dqi.technologicalDQR"
    case .temporal: "dqi.temporalDQR"
    case .geographical: "dqi.geographicalDQR"
    case .completeness: "dqi.completenessDQR"
    case .reliability: "dqi.reliabilityDQR"
    case .assurance: "assurance"
    case .assured: "assurance.assurance"
    case .assuranceProvider: "assurance.providerName"
    case .assuranceCoverage: "assurance.coverage"
    case .assuranceLevel: "assurance.level"
    case .assuranceBoundary: "assurance.boundary"
    case .assuranceStandard: "assurance.standardName"
    case .assuranceCompleted: "assurance.completedAt"
    case .assuranceComments: "assurance.comments"
    case .verification: "verification"
    case .verificationProvider: "verification.providerName"
    case .verificationCoverage: "verification.coverage"
    case .verificationStandard: "verification.standardName"
    case .verificationCompleted: "verification.completedAt"
    default: "verification.comments"
    }
  }
}

/// The fields of a footprint by name, for a yardstick that reads the same ones.
package enum PactFieldPaths {
  package static let all = PactField.allCases.map(\.path)
}
