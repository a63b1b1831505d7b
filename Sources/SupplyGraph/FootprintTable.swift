import Footprints

/// Footprints in the order of their places, kept small: what is worked out from them, and the places of the records
/// in their files. A `Footprint` is made when one is asked for; for the whole record its place is read again.
///
/// A footprint takes some 300 bytes and its identifiers, however long the record is.
public struct FootprintTable: RandomAccessCollection, Sendable {
  package private(set) var records: [FootprintRecord] = []
  private var own = TextList()
  private var shared = TextPool()
  private var listed: [Int32] = []
  private var unitPool = UnitPool()
  private var qualities: [DataQuality] = []
  private var verifications: [PackedVerification] = []
  /// The unit of the last record, which is nearly always that of the next.
  private var lastUnit: (unit: Unit, number: Int32) = (Unit(""), -1)

  package init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { records.count }

  /// The footprint, made anew each time.
  public subscript(index: Int) -> Footprint {
    let record = records[index]
    let first = Int(record.firstText)
    var footprint = Footprint(
      id: own[first], specVersion: shared[record.specVersion], productIDs: productIDs(index),
      unit: unit(of: record), emissions: record.emissions, place: record.place)
    footprint.productName = own[first + 1]
    footprint.productDescription = own[first + 2]
    footprint.companyName = shared[record.companyName]
    footprint.companyIDs = texts(record.firstListed, record.companyIDs)
    footprint.classifications = texts(record.firstListed + record.companyIDs, record.classifications)
    footprint.declaredAmount = record.declaredAmount
    footprint.massPerUnit = record.massPerUnit
    footprint.primaryDataShare = record.primaryDataShare
    footprint.dataQuality = quality(of: record)
    footprint.verification = record.verification < 0 ? nil : verification(Int(record.verification))
    footprint.basis = record.basis
    footprint.referenceStart = record.referenceStart
    footprint.referenceEnd = record.referenceEnd
    footprint.validityStart = record.validityStart
    footprint.validityEnd = record.validityEnd
    footprint.geography = shared[record.geography]
    footprint.status = status(of: record)
    footprint.created = record.created
    footprint.updated = record.updated
    footprint.version = Int(record.version)
    let firstPreceding = first + 3 + Int(record.productIDs)
    footprint.precedingIDs = (0..<Int(record.precedingIDs)).map { own[firstPreceding + $0] }
    footprint.logistics = record.logistics
    return footprint
  }

  // MARK: Parts of a footprint

  package func id(_ index: Int) -> String { own[Int(records[index].firstText)] }

  package func hasID(_ index: Int) -> Bool { !own.isEmpty(Int(records[index].firstText)) }

  package func withID<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    own.withBytes(Int(records[index].firstText), body)
  }

  package func productIDs(_ index: Int) -> [String] {
    let first = Int(records[index].firstText) + 3
    return (0..<Int(records[index].productIDs)).map { own[first + $0] }
  }

  package func productIDCount(_ index: Int) -> Int { Int(records[index].productIDs) }

  package func withProductID<Result>(
    _ index: Int, _ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    own.withBytes(Int(records[index].firstText) + 3 + number, body)
  }

  package func productName(_ index: Int) -> String { own[Int(records[index].firstText) + 1] }

  func companyName(_ index: Int) -> String { shared[records[index].companyName] }

  func geography(_ index: Int) -> String { shared[records[index].geography] }

  func firstClassification(_ index: Int) -> String? {
    let record = records[index]
    return record.classifications > 0 ? shared[listed[Int(record.firstListed + record.companyIDs)]] : nil
  }

  package func unit(_ index: Int) -> Unit { unit(of: records[index]) }

  private func unit(of record: FootprintRecord) -> Unit { unitPool.units[Int(Swift.max(0, record.unit))] }

  package func status(_ index: Int) -> Footprint.Status { status(of: records[index]) }

  private func status(of record: FootprintRecord) -> Footprint.Status {
    if record.isDeprecated { return .deprecated }
    return record.otherStatus < 0 ? .active : .other(shared[record.otherStatus])
  }

  func dataQuality(_ index: Int) -> DataQuality? { quality(of: records[index]) }

  private func quality(of record: FootprintRecord) -> DataQuality? {
    record.quality < 0 ? nil : qualities[Int(record.quality)]
  }

  private func texts(_ first: Int32, _ count: Int32) -> [String] {
    (0..<Int(count)).map { shared[listed[Int(first) + $0]] }
  }

  private struct PackedVerification {
    var provider, coverage, level, standard, comments: Int32
    var completed: Timestamp?
  }

  private func verification(_ number: Int) -> Verification {
    let packed = verifications[number]
    return Verification(
      provider: shared[packed.provider], coverage: shared[packed.coverage], level: shared[packed.level],
      standard: shared[packed.standard], completed: packed.completed, comments: shared[packed.comments])
  }
}

/// The texts of one footprint while it is added; all but `productIDs` may be empty.
package struct FootprintTexts {
  package typealias Text = UnsafeBufferPointer<UInt8>

  package var id = Text(start: nil, count: 0)
  package var productName = Text(start: nil, count: 0)
  package var productDescription = Text(start: nil, count: 0)
  package var productIDs: [Text] = []
  package var precedingIDs: [Text] = []
  package var companyIDs: [Text] = []
  package var classifications: [Text] = []

  package init() {}

  /// Empties the lists without giving their memory back.
  package mutating func clear() {
    id = Text(start: nil, count: 0)
    productName = id
    productDescription = id
    productIDs.removeAll(keepingCapacity: true)
    precedingIDs.removeAll(keepingCapacity: true)
    companyIDs.removeAll(keepingCapacity: true)
    classifications.removeAll(keepingCapacity: true)
  }
}

extension FootprintTable {
  // MARK: Adding

  /// The parts of a record that are not numbers, set before the record is appended.
  package mutating func set(
    _ record: inout FootprintRecord, specVersion: FootprintTexts.Text, companyName: FootprintTexts.Text,
    geography: FootprintTexts.Text
  ) {
    record.specVersion = shared.number(of: specVersion)
    record.companyName = shared.number(of: companyName)
    record.geography = shared.number(of: geography)
  }

  package mutating func set(_ record: inout FootprintRecord, status: Footprint.Status) {
    record.isDeprecated = status == .deprecated
    if case .other(let text) = status { record.otherStatus = shared.number(of: text) }
  }

  package mutating func set(_ record: inout FootprintRecord, unit: Unit) {
    if unit != lastUnit.unit { lastUnit = (unit, unitPool.number(of: unit)) }
    record.unit = lastUnit.number
  }

  package mutating func set(
    _ record: inout FootprintRecord, quality: DataQuality?, verification: Verification?
  ) {
    if let quality {
      if qualities.last != quality { qualities.append(quality) }
      record.quality = Int32(truncatingIfNeeded: qualities.count - 1)
    }
    guard let verification else { return }
    verifications.append(
      PackedVerification(
        provider: shared.number(of: verification.provider),
        coverage: shared.number(of: verification.coverage),
        level: shared.number(of: verification.level), standard: shared.number(of: verification.standard),
        comments: shared.number(of: verification.comments), completed: verification.completed))
    record.verification = Int32(truncatingIfNeeded: verifications.count - 1)
  }

  /// Appends a record that the other parts were set of, with its texts: none of them are left.
  package mutating func append(_ record: FootprintRecord, taking texts: inout FootprintTexts) {
    defer { texts.clear() }
    var record = record
    begin(
      &record, productIDs: texts.productIDs.count, precedingIDs: texts.precedingIDs.count,
      companyIDs: texts.companyIDs.count, classifications: texts.classifications.count)
    own.append(texts.id)
    own.append(texts.productName)
    own.append(texts.productDescription)
    for text in texts.productIDs { own.append(text) }
    for text in texts.precedingIDs { own.append(text) }
    for text in texts.companyIDs { listed.append(shared.number(of: text)) }
    for text in texts.classifications { listed.append(shared.number(of: text)) }
    records.append(record)
  }

  /// The texts of the record are appended next.
  private func begin(
    _ record: inout FootprintRecord, productIDs: Int, precedingIDs: Int, companyIDs: Int, classifications: Int
  ) {
    record.firstText = Int32(truncatingIfNeeded: own.count)
    record.productIDs = Int32(truncatingIfNeeded: productIDs)
    record.precedingIDs = Int32(truncatingIfNeeded: precedingIDs)
    record.firstListed = Int32(truncatingIfNeeded: listed.count)
    record.companyIDs = Int32(truncatingIfNeeded: companyIDs)
    record.classifications = Int32(truncatingIfNeeded: classifications)
  }

  package mutating func append(_ footprint: Footprint) {
    var record = FootprintRecord(place: footprint.place)
    record.emissions = footprint.emissions
    record.declaredAmount = footprint.declaredAmount
    record.massPerUnit = footprint.massPerUnit
    record.primaryDataShare = footprint.primaryDataShare
    record.basis = footprint.basis
    record.referenceStart = footprint.referenceStart
    record.referenceEnd = footprint.referenceEnd
    record.validityStart = footprint.validityStart
    record.validityEnd = footprint.validityEnd
    record.created = footprint.created
    record.updated = footprint.updated
    record.version = Int32(clamping: footprint.version)
    record.logistics = footprint.logistics
    record.specVersion = shared.number(of: footprint.specVersion)
    record.companyName = shared.number(of: footprint.companyName)
    record.geography = shared.number(of: footprint.geography)
    set(&record, status: footprint.status)
    set(&record, unit: footprint.unit)
    set(&record, quality: footprint.dataQuality, verification: footprint.verification)
    begin(
      &record, productIDs: footprint.productIDs.count, precedingIDs: footprint.precedingIDs.count,
      companyIDs: footprint.companyIDs.count, classifications: footprint.classifications.count)
    let texts = [footprint.id, footprint.productName, footprint.productDescription]
    for text in texts + footprint.productIDs + footprint.precedingIDs { own.append(text) }
    for text in footprint.companyIDs + footprint.classifications { listed.append(shared.number(of: text)) }
    records.append(record)
  }

  /// Leaves out those for whose number `keeps` says no; what they named stays.
  package mutating func filter(_ keeps: (Int) -> Bool) {
    records = records.indices.filter(keeps).map { records[$0] }
  }

  package mutating func append(contentsOf other: FootprintTable) {
    let textOf = other.shared.renumbered(into: &shared)
    let unitOf = other.unitPool.units.map { unitPool.number(of: $0) }
    let firstQuality = Int32(truncatingIfNeeded: qualities.count)
    let firstVerification = Int32(truncatingIfNeeded: verifications.count)
    let firstListed = Int32(truncatingIfNeeded: listed.count)
    let firstText = Int32(truncatingIfNeeded: own.count)
    func number(_ text: Int32) -> Int32 { text < 0 ? -1 : textOf[Int(text)] }
    qualities += other.qualities
    for packed in other.verifications {
      verifications.append(
        PackedVerification(
          provider: number(packed.provider), coverage: number(packed.coverage), level: number(packed.level),
          standard: number(packed.standard), comments: number(packed.comments), completed: packed.completed))
    }
    listed.append(contentsOf: other.listed.lazy.map { number($0) })
    own.append(contentsOf: other.own)
    let firstRecord = records.count
    records.append(contentsOf: other.records)
    for index in firstRecord..<records.count {
      records[index].firstText += firstText
      records[index].firstListed += firstListed
      records[index].renumberTexts(number)
      if records[index].unit >= 0 { records[index].unit = unitOf[Int(records[index].unit)] }
      if records[index].quality >= 0 { records[index].quality += firstQuality }
      if records[index].verification >= 0 { records[index].verification += firstVerification }
    }
  }

  /// Room for as many records in all, with so many bytes of texts of their own.
  package mutating func reserve(_ count: Int, bytes: Int) {
    records.reserveLarge(count)
    own.reserve(texts: 5 * count, bytes: bytes)
    listed.reserveLarge(2 * count)
    shared.reserve(3 * count)
  }

  /// Room for a table that holds a `part` of what will be there, when the rest is like it.
  package mutating func reserve(part: Double) {
    guard part > 0, part < 1 else { return }
    let whole = 1.02 / part
    func inAll(_ count: Int) -> Int { Int(Swift.min(Double(count) * whole, 1e10)) }
    records.reserveLarge(inAll(records.count))
    own.reserve(texts: inAll(own.count), bytes: inAll(own.byteCount))
    listed.reserveLarge(inAll(listed.count))
  }

  // MARK: Changing

  package mutating func changeShares(from start: Int = 0, _ change: (Double?) -> Double?) {
    for index in records.indices.dropFirst(start) {
      records[index].primaryDataShare = change(records[index].primaryDataShare)
    }
  }

  /// Puts the records in another order.
  mutating func reorder(_ order: [Int]) { records = order.map { records[$0] } }

  /// Names another company as the one that states the footprint.
  mutating func rename(companyOf index: Int, to name: String) {
    records[index].companyName = shared.number(of: name)
    records[index].firstListed += records[index].companyIDs
    records[index].companyIDs = 0
  }
}
