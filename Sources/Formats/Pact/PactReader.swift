import CSimdjson
import Footprints
import SupplyGraph

/// Reads PACT ProductFootprints of versions 2 and 3, one record at a time.
///
/// The names of the fields decide the convention, not `specVersion`: `declaredUnit` states everything per one unit
/// of measurement (v2), `declaredUnitOfMeasurement` for the whole declared unit (v3), which is divided here.
/// What is wrong in a record becomes a notice; a record is used as long as it names a product and a headline.
final class PactReader {
  // One thread at a time, and nothing here is lent to anybody who comes back: checking that at each access of each
  // field of each record would cost as much as reading the numbers.
  @exclusivity(unchecked) var batch = Batch()
  let fields: FieldReader<PactField>
  /// Of the record being read.
  @exclusivity(unchecked) var place = Place.nowhere
  @exclusivity(unchecked) private var productID = Bytes(start: nil, count: 0)
  var product: String { productID.text }
  @exclusivity(unchecked) var convention = Convention.version3
  @exclusivity(unchecked) private var units: [String: Unit] = [:]
  /// The unit of the last record, as it is written.
  @exclusivity(unchecked) private var lastUnit: (text: [UInt8], unit: Unit) = ([], Unit(""))
  @exclusivity(unchecked) private var texts = FootprintTexts()

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
    productID = Bytes(start: nil, count: 0)
    switch fields.read(record) {
    case .read:
      if addFootprint() {
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
    productID = Bytes(start: nil, count: 0)
    refuse(code, found: found, expected: expected)
  }

  private func refuse(_ code: NoticeCode, found: String = "", expected: String = "") {
    batch.add(Notice(code, place: place, found: found, expected: expected, product: product))
    batch.refused += 1
  }

  /// False, with a notice, when the record is none.
  private func addFootprint() -> Bool {
    texts.clear()
    fields.forEach(in: .productIDs) { id in
      if !id.isBlankText { texts.productIDs.append(id) }
    }
    productID = texts.productIDs.first ?? productID
    let hasProduct = !texts.productIDs.isEmpty
    guard let convention = recognise(hasProduct: hasProduct) else { return false }
    self.convention = convention
    guard let headline = headline(), hasProduct else {
      if !hasProduct { missing(.productIDs) }
      return false
    }
    var record = FootprintRecord(place: place)
    batch.footprints.set(&record, unit: unit())
    identify(&record)
    quantify(&record, headline)
    rate(&record)
    checkMandatory()
    batch.footprints.append(record, taking: &texts)
    return true
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
    guard let content = fields[field].content, !content.isBlankText else {
      missing(field)
      return Unit("")
    }
    if content.equals(lastUnit.text) { return lastUnit.unit }
    let text = content.text
    if let unit = units[text] {
      lastUnit = (Array(content), unit)
      return unit
    }
    let unit = Unit(text)
    if unit.isKnown, units.count < 100 { units[text] = unit }
    if !unit.isKnown { note(.unknownValue, field, found: text) }
    return unit
  }

  private func identify(_ record: inout FootprintRecord) {
    texts.id = content(.id)
    texts.productName = content(.productName)
    if !sparesTexts { texts.productDescription = content(.productDescription) }
    fields.forEach(in: .companyIDs) { texts.companyIDs.append($0) }
    fields.forEach(in: .classifications) { texts.classifications.append($0) }
    addProductCategory()
    batch.footprints.set(&record, status: status())
    record.version = version()
    addPrecedingIDs()
    record.created = date(.created)
    record.updated = date(.updated)
    record.referenceStart = date(.referenceStart)
    record.referenceEnd = date(.referenceEnd)
    record.validityStart = date(.validityStart)
    record.validityEnd = date(.validityEnd)
    batch.footprints.set(
      &record, specVersion: content(.specVersion), companyName: content(.companyName), geography: geography())
    record.logistics = logistics()
  }

  private func content(_ field: PactField) -> Bytes { fields[field].content ?? Bytes(start: nil, count: 0) }

  /// The CPC code of version 2 as one of the classifications.
  private func addProductCategory() {
    guard let content = fields[.cpc].content else { return }
    let urn: Bytes
    if content.allSatisfy({ 48...57 ~= $0 }), !content.isEmpty {
      urn = fields.keep("urn:cpc:", content)
    } else {
      var code = content.text.trimmingBlanks()
      guard !code.isEmpty else { return }
      let isURN = code.lowercased().hasPrefix("urn:")
      urn = code.withUTF8 { fields.keep(isURN ? "" : "urn:cpc:", $0) }
    }
    if texts.classifications.contains(where: { $0.text == urn.text }) { return }
    texts.classifications.append(urn)
  }

  private func status() -> Footprint.Status {
    guard let content = fields[.status].content, !content.isEmpty else { return .active }
    if content.equals("Active") { return .active }
    let text = content.text
    switch text.lowercased() {
    case "active": return .active
    case "deprecated": return .deprecated
    default:
      note(.unknownValue, .status, found: text)
      return .other(text)
    }
  }

  private func version() -> Int32 {
    guard let text = fields[.version].text else { return 0 }
    guard let version = Int32(text), version >= 0 else {
      note(.numberOutOfRange, .version, found: text, severity: .note)
      return 0
    }
    return version
  }

  /// Footprints that this one replaces; an official example names itself among them.
  private func addPrecedingIDs() {
    var isOwn = false
    fields.forEach(in: .precedingIDs) { other in
      if other.text.lowercased() == texts.id.text.lowercased() {
        isOwn = true
      } else {
        texts.precedingIDs.append(other)
      }
    }
    if isOwn { note(.selfReference, .precedingIDs, found: texts.id.text) }
  }

  private func geography() -> Bytes {
    for field in [PactField.subdivision, .country, .region] {
      if let text = fields[field].content, !text.isEmpty { return text }
    }
    return Bytes(start: nil, count: 0)
  }

  /// By the schema of an iLEAP extension, of which a footprint has one.
  private func logistics() -> Footprint.Logistics? {
    guard fields.hasItems(.dataSchemas) else { return nil }
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
