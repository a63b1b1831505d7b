import CSimdjson
import Footprints

/// Reads PACT ProductFootprints of versions 2 and 3, one record at a time.
///
/// The names of the fields decide the convention, not `specVersion`: `declaredUnit` states everything per one unit
/// of measurement (v2), `declaredUnitOfMeasurement` for the whole declared unit (v3), which is divided here.
/// What is wrong in a record becomes a notice; a record is used as long as it names a product and a headline.
final class PactReader {
  var batch = Batch()
  let fields: FieldReader<PactField>
  /// Of the record being read.
  var place = Place.nowhere
  var product = ""
  var convention = Convention.version3
  private var units: [String: Unit] = [:]

  enum Convention { case version2, version3 }

  /// Whether descriptions stay in the file, where the whole record can be read again: of many footprints they would be
  /// most of the memory.
  private let sparesTexts: Bool

  /// Nil without memory.
  init?(sparingTexts: Bool = false) {
    sparesTexts = sparingTexts
    guard let fields = FieldReader<PactField>() else { return nil }
    self.fields = fields
  }

  /// Adds the footprint in `record` to the batch, or says why there is none. `record` is an object with
  /// `JSON_PADDING` readable bytes behind it.
  func read(_ record: Bytes, at place: Place) {
    self.place = place
    product = ""
    switch fields.read(record) {
    case .read:
      if let footprint = footprint() {
        batch.footprints.append(footprint)
        batch.used += 1
      } else {
        batch.refused += 1
      }
    case .notUTF8: refuse(.invalidEncoding, found: Encoding.guess(record).name, expected: "UTF-8")
    case .broken, .noMemory: refuse(.brokenJSON, found: excerpt(record))
    }
  }

  /// Says why the record at `place` is not used.
  func refuse(_ code: NoticeCode, at place: Place, found: String = "", expected: String = "") {
    self.place = place
    product = ""
    refuse(code, found: found, expected: expected)
  }

  private func refuse(_ code: NoticeCode, found: String = "", expected: String = "") {
    batch.add(Notice(code, place: place, found: found, expected: expected, product: product))
    batch.refused += 1
  }

  private func footprint() -> Footprint? {
    let productIDs = fields.list(.productIDs).filter { !$0.trimmingBlanks().isEmpty }
    product = productIDs.first ?? ""
    guard let convention = recognise(hasProduct: !productIDs.isEmpty) else { return nil }
    self.convention = convention
    guard let headline = headline(), !productIDs.isEmpty else {
      if productIDs.isEmpty { missing(.productIDs) }
      return nil
    }
    var footprint = Footprint(
      id: fields[.id].text ?? "", specVersion: fields[.specVersion].text ?? "", productIDs: productIDs,
      unit: unit(), emissions: Emissions(excludingUptake: 0), place: place)
    identify(&footprint)
    quantify(&footprint, headline)
    rate(&footprint)
    checkMandatory(footprint)
    return footprint
  }

  /// The convention that the record follows; nil, with a notice, when it is no footprint of version 2 or 3.
  private func recognise(hasProduct: Bool) -> Convention? {
    if fields[.excluding3].isGiven || fields[.unit3].isGiven || fields[.amount3].isGiven { return .version3 }
    if fields[.excluding2].isGiven || fields[.amount2].isGiven { return .version2 }
    let isVersion1 = fields[.reportingStart1].isGiven || fields[.specVersion].text?.hasPrefix("1.") == true
    guard fields[.pcf].kind == .object, hasProduct, !isVersion1 else {
      let found = isVersion1 ? "PACT \(fields[.specVersion].text ?? "1")" : ""
      batch.add(Notice(.unknownDocument, place: place, found: found, expected: "PACT 2, 3", product: product))
      return nil
    }
    return fields[.specVersion].text?.hasPrefix("2") == true ? .version2 : .version3
  }

  private func headline() -> Decimal? {
    let field: PactField = convention == .version2 ? .excluding2 : .excluding3
    if let value = decimal(field) { return value }
    if fields[field].content?.isBlankOnly ?? !fields[field].isGiven { missing(field) }
    return nil
  }

  private func unit() -> Unit {
    let field: PactField = convention == .version2 ? .unit2 : .unit3
    guard let text = fields[field].text, !text.trimmingBlanks().isEmpty else {
      missing(field)
      return Unit("")
    }
    if let unit = units[text] { return unit }
    let unit = Unit(text)
    if unit.isKnown, units.count < 100 { units[text] = unit }
    if !unit.isKnown { note(.unknownValue, field, found: text) }
    return unit
  }

  private func identify(_ footprint: inout Footprint) {
    footprint.productName = fields[.productName].text ?? ""
    if !sparesTexts { footprint.productDescription = fields[.productDescription].text ?? "" }
    footprint.companyName = fields[.companyName].text ?? ""
    footprint.companyIDs = fields.list(.companyIDs)
    footprint.classifications = classifications()
    footprint.status = status()
    footprint.version = version()
    footprint.precedingIDs = precedingIDs(of: footprint.id)
    footprint.created = date(.created)
    footprint.updated = date(.updated)
    footprint.referenceStart = date(.referenceStart)
    footprint.referenceEnd = date(.referenceEnd)
    footprint.validityStart = date(.validityStart)
    footprint.validityEnd = date(.validityEnd)
    footprint.geography = geography()
    footprint.logistics = logistics()
  }

  private func classifications() -> [String] {
    let stated = fields.list(.classifications)
    guard let code = fields[.cpc].text?.trimmingBlanks(), !code.isEmpty else { return stated }
    let urn = code.lowercased().hasPrefix("urn:") ? code : "urn:cpc:" + code
    return stated.contains(urn) ? stated : stated + [urn]
  }

  private func status() -> Footprint.Status {
    guard let text = fields[.status].text, !text.isEmpty else { return .active }
    switch text.lowercased() {
    case "active": return .active
    case "deprecated": return .deprecated
    default:
      note(.unknownValue, .status, found: text)
      return .other(text)
    }
  }

  private func version() -> Int {
    guard let text = fields[.version].text else { return 0 }
    guard let version = Int(text), (0...Int(Int32.max)).contains(version) else {
      note(.numberOutOfRange, .version, found: text, severity: .note)
      return 0
    }
    return version
  }

  /// Footprints that this one replaces; an official example names itself among them.
  private func precedingIDs(of id: String) -> [String] {
    let stated = fields.list(.precedingIDs)
    let others = stated.filter { $0.lowercased() != id.lowercased() }
    if others.count < stated.count { note(.selfReference, .precedingIDs, found: id) }
    return others
  }

  private func geography() -> String {
    for field in [PactField.subdivision, .country, .region] {
      if let text = fields[field].text, !text.isEmpty { return text }
    }
    return ""
  }

  /// By the schema of an iLEAP extension, of which a footprint has one.
  private func logistics() -> Footprint.Logistics? {
    for schema in fields.list(.dataSchemas) {
      let lowered = schema.lowercased()
      guard lowered.contains("ileap") else { continue }
      if lowered.hasSuffix("shipment-footprint.json") { return .shipment }
      if lowered.hasSuffix("toc.json") { return .transportOperation }
      if lowered.hasSuffix("hoc.json") { return .hubOperation }
    }
    return nil
  }
}
