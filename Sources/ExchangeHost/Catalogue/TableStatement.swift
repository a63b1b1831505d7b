import Footprints

/// What whoever serves tables has to say about the figures in them, because the tables do not.
///
/// A footprint of PACT states a period, the standards it follows and more. None of that can be known from a table row, so
/// none of it is made up: without these statements products of tables are not served.
public struct TableStatement: Sendable, Equatable {
  public var referenceStart: Timestamp?
  public var referenceEnd: Timestamp?
  /// As `ISO14067`, `PACT-3.0`.
  public var standards: [String] = []
  /// IPCC reports of the characterisation factors: `AR6`.
  public var reports: [String] = []
  /// Percent.
  public var exemptedPercent: Double?
  /// The figures are fossil emissions alone, without uptake: what the tables do not split is fossil.
  public var isFossilOnly = false
  /// kg C per unit of measurement, the same for all products.
  public var fossilCarbonContent: Double?
  public var biogenicCarbonContent: Double?
  public var includesPackaging: Bool?
  public var boundary = ""
  /// Codes of the UN Central Product Classification by product id or category, `*` for all others. Only version 2 needs one.
  public var codes: [String: String] = [:]

  /// Units of PACT for units that are none, by their names in the tables: one `VM-year` is one `piece`.
  public var units: [String: String] = [:]

  /// kg of one unit by product id, for products that are not counted in kilograms. Version 2 has no pieces and counts
  /// them in kilograms.
  public var masses: [String: Double] = [:]

  public init() {}

  /// The keys in the configuration file of what is missing.
  public var missing: [String] {
    var keys: [String] = []
    if referenceStart == nil { keys.append("reference_period_start") }
    if referenceEnd == nil { keys.append("reference_period_end") }
    if standards.isEmpty { keys.append("standards") }
    if reports.isEmpty { keys.append("characterization_factors") }
    if exemptedPercent == nil { keys.append("exempted_percent") }
    if !isFossilOnly { keys.append("fossil_only") }
    if fossilCarbonContent == nil { keys.append("fossil_carbon_content") }
    return keys
  }
}
