/// A product carbon footprint as a plain value, whatever wire format it came in.
///
/// All emissions are kg CO2e **per one unit of measurement** (`unit`), cradle to gate: PACT v2 states them so, PACT v3
/// values are divided by the declared amount when they are read. Absent values are nil and never 0.
public struct Footprint: Hashable, Sendable {
  public var id: String
  /// As stated, e.g. `2.3.0`.
  public var specVersion: String
  /// Identifiers of the product, at least one; compared by `ProductKey`.
  public var productIDs: [String]
  public var productName: String
  public var productDescription: String
  public var companyName: String
  public var companyIDs: [String]
  /// Classification URNs; a PACT v2 CPC code becomes `urn:cpc:CODE`.
  public var classifications: [String]

  public var unit: Unit
  /// Units of measurement in the declared unit ("12" of "12 liter").
  public var declaredAmount: Double
  /// kg per one unit of measurement; 0 means "mass not applicable", nil not stated.
  public var massPerUnit: Double?
  public var emissions: Emissions

  /// Percent, 0…100, of the emissions excluding biogenic uptake.
  public var primaryDataShare: Double?
  public var dataQuality: DataQuality?
  public var verification: Verification?
  public var basis: Basis

  public var referenceStart: Timestamp?
  public var referenceEnd: Timestamp?
  /// As stated; see `validity` for the rule when absent.
  public var validityStart: Timestamp?
  public var validityEnd: Timestamp?
  /// Country, subdivision or region; empty for global.
  public var geography: String
  public var status: Status
  public var created: Timestamp?
  /// PACT v2 only: the last minor change, which keeps the id.
  public var updated: Timestamp?
  /// PACT v2 only.
  public var version: Int
  /// Earlier footprints that this one replaces: history, never supply links.
  public var precedingIDs: [String]
  /// Set for iLEAP footprints.
  public var logistics: Logistics?
  public var place: Place

  public enum Status: Hashable, Sendable {
    case active, deprecated
    case other(String)
  }

  /// Kinds of iLEAP footprints. A shipment's value is for the whole shipment, not per tonne-kilometre.
  public enum Logistics: Hashable, Sendable { case shipment, transportOperation, hubOperation }

  public init(
    id: String, specVersion: String, productIDs: [String], unit: Unit, emissions: Emissions, place: Place
  ) {
    self.id = id
    self.specVersion = specVersion
    self.productIDs = productIDs
    self.unit = unit
    self.emissions = emissions
    self.place = place
    productName = ""
    productDescription = ""
    companyName = ""
    companyIDs = []
    classifications = []
    declaredAmount = 1
    basis = .productSpecific
    geography = ""
    status = .active
    version = 0
    precedingIDs = []
  }

  /// When the figures were stated: the last update, else the creation, else the end of the period they are about.
  public var statedOn: Timestamp? {
    [created, updated].compactMap { $0 }.max() ?? referenceEnd ?? validityStart
  }

  /// When the footprint may be used: as stated, else three years from the end of the reference period (PACT).
  public var validity: (start: Timestamp?, end: Timestamp?) {
    (validityStart ?? referenceEnd, validityEnd ?? referenceEnd?.adding(years: 3))
  }
}

/// Emissions of one unit of measurement, kg CO2e. Uptake and removals are negative.
public struct Emissions: Hashable, Sendable {
  /// The headline: total excluding biogenic CO2 uptake.
  public var excludingUptake: Double
  public var includingUptake: Double?
  public var fossil: Double?
  public var landUse: Double?
  public var biogenic: Double?
  /// Memo item, inside the totals.
  public var aircraft: Double?
  public var packaging: Double?

  public init(
    excludingUptake: Double, includingUptake: Double? = nil, fossil: Double? = nil, landUse: Double? = nil,
    biogenic: Double? = nil, aircraft: Double? = nil, packaging: Double? = nil
  ) {
    self.excludingUptake = excludingUptake
    self.includingUptake = includingUptake
    self.fossil = fossil
    self.landUse = landUse
    self.biogenic = biogenic
    self.aircraft = aircraft
    self.packaging = packaging
  }
}

/// The form of a product identifier that is compared: URNs without regard to case, all else as written.
public struct ProductKey: Hashable, Sendable {
  public let text: String

  public init(_ id: some StringProtocol) {
    let trimmed = id.trimmingBlanks()
    text = trimmed.prefix(4).lowercased() == "urn:" ? trimmed.lowercased() : trimmed
  }
}

extension Footprint {
  /// Whether the values of the record are stated for the whole declared unit (PACT v3) and not for one unit of
  /// measurement. A shipment's values are for the whole shipment in any version.
  public var isPerDeclaredUnit: Bool {
    logistics == .shipment || (specVersion.split(separator: ".").first.flatMap { Int($0) } ?? 2) >= 3
  }

  /// The headline value in the convention of the record it came from.
  public var statedValue: Double {
    isPerDeclaredUnit && logistics != .shipment
      ? emissions.excludingUptake * declaredAmount : emissions.excludingUptake
  }
}
