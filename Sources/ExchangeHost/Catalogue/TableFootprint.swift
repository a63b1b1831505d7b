import Analysis
import Footprints
import Formats
import SupplyGraph

/// Makes the record of a footprint (PACT v3) from a product that only tables know: its declared or computed total, and
/// what is stated for all of them.
///
/// The id follows from the content, so that it stays while the content does and a changed figure is a new footprint.
struct TableFootprint {
  let graph: SupplyGraph
  let rollUp: RollUp
  let statement: TableStatement
  /// When the file of a row was changed last, by its number.
  let changed: [Timestamp?]

  /// Why a product has no footprint.
  enum Problem: Error, Hashable {
    case noFigure
    case noCompany
    case unit(String)
    /// Keys that the configuration would have to state.
    case statements([String])
  }

  func record(_ p: ProductIndex, identifiers: [String], isOwn: Bool) throws(Problem) -> JSONObject {
    guard statement.missing.isEmpty else { throw .statements(statement.missing) }
    guard let total = rollUp.total(p), let text = DecimalWriting.text(total) else { throw .noFigure }
    guard let supplier = graph.supplier(p) else { throw .noCompany }
    var record = JSONObject()
    record["specVersion"] = .string("3.0.0")
    record["status"] = .string("Active")
    record["companyName"] = .string(graph.suppliers[supplier].name)
    record["companyIds"] = .strings([companyID(graph.suppliers[supplier])])
    record["productNameCompany"] = .string(graph.name(p))
    record["productDescription"] = .string(graph.nameJa(p) == graph.name(p) ? "" : graph.nameJa(p))
    record["productIds"] = .strings(productIDs(p, identifiers, isOwn: isOwn))
    if let code = code(p) { record["productClassifications"] = .strings(["urn:cpc:\(code)"]) }
    record["comment"] = .string(comment(p))
    record["pcf"] = .object(try carbon(p, text))
    return numbered(record, p)
  }

  /// With an id that follows from all the rest, and the time at which the table was changed.
  private func numbered(_ record: JSONObject, _ p: ProductIndex) -> JSONObject {
    var result = JSONObject()
    result["id"] = .string(StableID.of(JSONValue.object(record).bytes))
    let place = graph.place(p)
    let known = changed.indices.contains(Int(place.file)) ? changed[Int(place.file)] : nil
    result["created"] = .string((known ?? graph.asOf).iso8601)
    for member in record.members { result[member.key] = member.value }
    return result
  }

  private func carbon(_ p: ProductIndex, _ total: String) throws(Problem) -> JSONObject {
    let unit = statement.units[graph.unit(p).symbol].map { Unit($0) } ?? graph.unit(p)
    guard let (name, factor) = TableFootprint.unit(unit) else { throw .unit(unit.symbol) }
    let scaled = { (value: String) in factor == 1 ? value : DecimalWriting.quotient(value, factor) ?? value }
    var carbon = JSONObject()
    carbon["declaredUnitOfMeasurement"] = .string(name)
    carbon["declaredUnitAmount"] = .string("1")
    carbon["productMassPerDeclaredUnit"] = .string(name == "kilogram" ? "1" : mass(p, factor))
    carbon["referencePeriodStart"] = statement.referenceStart.map { .string($0.iso8601) }
    carbon["referencePeriodEnd"] = statement.referenceEnd.map { .string($0.iso8601) }
    let country = graph.country(p)
    if !country.isEmpty { carbon["geographyCountry"] = .string(country) }
    carbon["boundaryProcessesDescription"] = .string(statement.boundary)
    carbon["pcfExcludingBiogenicUptake"] = .string(scaled(total))
    for (key, value) in split(p) { carbon[key] = DecimalWriting.text(value).map { .string(scaled($0)) } }
    carbon["fossilCarbonContent"] = statement.fossilCarbonContent.flatMap(DecimalWriting.text).map {
      .string($0)
    }
    carbon["biogenicCarbonContent"] =
      statement.biogenicCarbonContent.flatMap(DecimalWriting.text).map { .string($0) }
    carbon["packagingEmissionsIncluded"] = statement.includesPackaging.map { .bool($0) }
    carbon["ipccCharacterizationFactors"] = .strings(statement.reports)
    carbon["crossSectoralStandards"] = .strings(statement.standards)
    carbon["exemptedEmissionsPercent"] =
      statement.exemptedPercent.flatMap(DecimalWriting.text).map { .string($0) }
    if let share = rollUp.primaryShare(p).flatMap({ DecimalWriting.text($0 * 100) }) {
      carbon["primaryDataShare"] = .string(share)
    }
    return carbon
  }

  /// kg of one PACT unit; 0 where the mass means nothing or is not known, as version 3 has it.
  private func mass(_ p: ProductIndex, _ factor: Double) -> String {
    guard let stated = statement.masses[graph.id(p)].flatMap(DecimalWriting.text) else { return "0" }
    return factor == 1 ? stated : DecimalWriting.quotient(stated, factor) ?? "0"
  }

  /// The parts that are known; what nobody split is fossil, as is stated.
  private func split(_ p: ProductIndex) -> [(String, Double)] {
    let value = { (channel: Channel) in rollUp.value(channel, p) }
    var parts = [
      ("pcfIncludingBiogenicUptake", value(.includingUptake)),
      ("fossilGhgEmissions", value(.fossil) + value(.unsplit)),
    ]
    if value(.landUse) > 0 { parts.append(("landUseChangeGhgEmissions", value(.landUse))) }
    if value(.biogenic) > 0 { parts.append(("biogenicNonCO2Emissions", value(.biogenic))) }
    return parts
  }

  /// The PACT unit of a unit and how many of it one is: a tonne is 1000 kilograms.
  static func unit(_ unit: Unit) -> (name: String, factor: Double)? {
    let known: [(Unit, String)] = [
      (.kilogram, "kilogram"), (.piece, "piece"), (.litre, "liter"), (.cubicMetre, "cubic meter"),
      (.kilowattHour, "kilowatt hour"), (.megajoule, "megajoule"), (.tonneKilometre, "ton kilometer"),
      (.squareMetre, "square meter"), (.hour, "hour"), (.megabitSecond, "megabit second"),
    ]
    if let same = known.first(where: { $0.0 == unit }) { return (same.1, 1) }
    for (other, name) in known { if let factor = unit.factor(to: other) { return (name, factor) } }
    return nil
  }

  private func code(_ p: ProductIndex) -> String? {
    statement.codes[graph.id(p)] ?? statement.codes[graph.category(p)] ?? statement.codes["*"]
  }

  private func comment(_ p: ProductIndex) -> String {
    let source =
      rollUp.status(p) == .declared ? "Declared in a table." : "Computed from own emissions and components."
    return rollUp.isLowerBound(p) ? source + " Lower bound: something upstream has no figure." : source
  }

  private func companyID(_ supplier: Supplier) -> String {
    let id = supplier.id.isEmpty ? supplier.name : supplier.id
    return "urn:pact:company:customcode:vendor-assigned:" + Query.encoded(id)
  }

  /// The URNs that are stated; else the id of the row, which the buyer gave to what others make.
  private func productIDs(_ p: ProductIndex, _ identifiers: [String], isOwn: Bool) -> [String] {
    let urns = identifiers.filter { $0.hasPrefix("urn:") }
    if !urns.isEmpty { return urns }
    let issuer = isOwn ? "vendor-assigned" : "buyer-assigned"
    return ["urn:pathfinder:product:customcode:\(issuer):" + Query.encoded(graph.id(p))]
  }
}
