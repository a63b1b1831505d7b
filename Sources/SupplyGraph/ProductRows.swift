import Footprints

/// What a product row states: texts as numbers, −1 for none, figures as in `ProductRow`.
package struct ProductRecord: Hashable, Sendable {
  package var id, name, nameJa, supplier, supplierID, country, category, note: Int32
  package var unit: Int32
  @Stated package var direct: Double?
  @Stated package var declared: Double?
  @Stated package var primaryShare: Double?
  @Stated package var gsd: Double?
  package var validUntil: Timestamp?
  package var basis: Basis
  package var verified: Bool?

  /// Nothing but an id.
  package init(id: Int32) {
    self.id = id
    (name, nameJa, supplier, supplierID, country, category, note, unit) = (-1, -1, -1, -1, -1, -1, -1, -1)
    (direct, declared, primaryShare, gsd) = (nil, nil, nil, nil)
    (validUntil, basis, verified) = (nil, .unknown, nil)
  }

  /// The same to the letter: names are equal as texts, not as numbers.
  func isSame(as other: ProductRecord, in text: TextPool) -> Bool {
    var same = other
    (same.id, same.name, same.nameJa, same.note) = (id, name, nameJa, note)
    return self == same && text.areEqual(id, other.id) && text.areEqual(name, other.name)
      && text.areEqual(nameJa, other.nameJa) && text.areEqual(note, other.note)
  }
}

/// A finite number or none in eight bytes, where an optional takes sixteen.
@propertyWrapper package struct Stated: Hashable, Sendable {
  /// NaN for none.
  private(set) var number: Double

  package init(wrappedValue: Double?) { number = wrappedValue ?? .nan }

  package var wrappedValue: Double? {
    get { number.isNaN ? nil : number }
    set { number = newValue ?? .nan }
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.number == b.number || a.number.isNaN && b.number.isNaN
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

/// Product rows as columns: passes over a million of them need a column or two each.
struct ProductRows: Sendable {
  /// The numbers of their keys.
  private(set) var keys: [Int32] = []
  private(set) var id: [Int32] = []
  private(set) var name = SparseColumn<Int32>()
  private(set) var nameJa = SparseColumn<Int32>()
  private(set) var supplier = SparseColumn<Int32>()
  private(set) var supplierID = SparseColumn<Int32>()
  private(set) var country = SparseColumn<Int32>()
  private(set) var category = SparseColumn<Int32>()
  private(set) var note = SparseColumn<Int32>()
  private(set) var unit = SparseColumn<Int32>()
  private(set) var direct = SparseColumn<Stated>()
  private(set) var declared = SparseColumn<Stated>()
  private(set) var primaryShare = SparseColumn<Stated>()
  private(set) var gsd = SparseColumn<Stated>()
  private(set) var validUntil = SparseColumn<Timestamp?>(missing: nil)
  private(set) var basis = SparseColumn<Basis>(missing: .unknown)
  private(set) var verified = SparseColumn<Bool?>(missing: nil)
  /// Further identifiers, in the order of the rows: numbers of keys, or in a batch of texts.
  private(set) var others: [OtherKey] = []
  private(set) var places = RowPlaces()

  /// Texts that hardly ever come twice.
  private static var ownTexts: [WritableKeyPath<Self, SparseColumn<Int32>>] { [\.name, \.nameJa, \.note] }
  /// Texts that come again and again.
  private static var sharedTexts: [WritableKeyPath<Self, SparseColumn<Int32>>] {
    [\.supplier, \.supplierID, \.country, \.category]
  }
  private static var numbers: [WritableKeyPath<Self, SparseColumn<Int32>>] {
    ownTexts + sharedTexts + [\.unit]
  }
  private static var figures: [WritableKeyPath<Self, SparseColumn<Stated>>] {
    [\.direct, \.declared, \.primaryShare, \.gsd]
  }

  struct OtherKey: Sendable {
    var row: Int32
    var key: Int32
  }

  var count: Int { id.count }
  var isEmpty: Bool { id.isEmpty }
  var indices: Range<Int> { id.indices }

  subscript(row: Int) -> ProductRecord {
    var record = ProductRecord(id: id[row])
    (record.name, record.nameJa, record.note) = (name[row], nameJa[row], note[row])
    (record.supplier, record.supplierID) = (supplier[row], supplierID[row])
    (record.country, record.category, record.unit) = (country[row], category[row], unit[row])
    record.direct = direct[row].wrappedValue
    record.declared = declared[row].wrappedValue
    record.primaryShare = primaryShare[row].wrappedValue
    record.gsd = gsd[row].wrappedValue
    (record.validUntil, record.basis, record.verified) = (validUntil[row], basis[row], verified[row])
    return record
  }

  mutating func append(_ record: ProductRecord, key: Int32, place: Place, others: [Int32] = []) {
    let row = count
    keys.append(key)
    id.append(record.id)
    name.append(record.name, behind: row)
    nameJa.append(record.nameJa, behind: row)
    supplier.append(record.supplier, behind: row)
    supplierID.append(record.supplierID, behind: row)
    country.append(record.country, behind: row)
    category.append(record.category, behind: row)
    note.append(record.note, behind: row)
    unit.append(record.unit, behind: row)
    direct.append(Stated(wrappedValue: record.direct), behind: row)
    declared.append(Stated(wrappedValue: record.declared), behind: row)
    primaryShare.append(Stated(wrappedValue: record.primaryShare), behind: row)
    gsd.append(Stated(wrappedValue: record.gsd), behind: row)
    validUntil.append(record.validUntil, behind: row)
    basis.append(record.basis, behind: row)
    verified.append(record.verified, behind: row)
    places.append(place)
    self.others += others.map { OtherKey(row: Int32(truncatingIfNeeded: row), key: $0) }
  }

  /// What the numbers of other rows are here.
  struct Translation {
    /// By row.
    var keys: [Int32]
    /// Those of `others`; −1 for one that names nothing or the row's own key.
    var others: [Int32]
    var text: (Int32) -> Int32
    var name: (Int32) -> Int32
    var unit: (Int32) -> Int32
  }

  mutating func append(contentsOf other: ProductRows, _ translation: Translation) {
    let (row, count) = (count, other.count)
    let (text, shared) = (translation.text, translation.name)
    keys.append(contentsOf: translation.keys)
    id.append(contentsOf: other.id.lazy.map { text($0) })
    for column in Self.ownTexts {
      self[keyPath: column].append(contentsOf: other[keyPath: column], count, behind: row, text)
    }
    for column in Self.sharedTexts {
      self[keyPath: column].append(contentsOf: other[keyPath: column], count, behind: row, shared)
    }
    unit.append(contentsOf: other.unit, count, behind: row, translation.unit)
    for column in Self.figures {
      self[keyPath: column].append(contentsOf: other[keyPath: column], count, behind: row)
    }
    validUntil.append(contentsOf: other.validUntil, count, behind: row)
    basis.append(contentsOf: other.basis, count, behind: row)
    verified.append(contentsOf: other.verified, count, behind: row)
    places.append(contentsOf: other.places)
    for (stated, key) in zip(other.others, translation.others) where key >= 0 {
      others.append(OtherKey(row: stated.row + Int32(truncatingIfNeeded: row), key: key))
    }
  }

  /// One row of others.
  mutating func append(_ row: Int, of other: ProductRows, _ translation: Translation) {
    func translated(_ number: Int32, _ translate: (Int32) -> Int32) -> Int32 {
      number < 0 ? number : translate(number)
    }
    var record = other[row]
    record.id = translated(record.id, translation.text)
    for column in [\ProductRecord.name, \.nameJa, \.note] {
      record[keyPath: column] = translated(record[keyPath: column], translation.text)
    }
    for column in [\ProductRecord.supplier, \.supplierID, \.country, \.category] {
      record[keyPath: column] = translated(record[keyPath: column], translation.name)
    }
    record.unit = translated(record.unit, translation.unit)
    let others = zip(other.others, translation.others).filter { Int($0.row) == row && $1 >= 0 }.map(\.1)
    append(record, key: translation.keys[row], place: other.places[row], others: others)
  }

  /// Room for as many rows in all where others state something.
  mutating func reserve(_ rows: Int, like other: ProductRows) {
    keys.reserveLarge(rows)
    id.reserveLarge(rows)
    for column in Self.numbers { self[keyPath: column].reserve(rows, like: other[keyPath: column]) }
    for column in Self.figures { self[keyPath: column].reserve(rows, like: other[keyPath: column]) }
    basis.reserve(rows, like: other.basis)
    places.reserve(rows)
  }

  /// Changes the primary data shares of the rows behind the first `start`.
  mutating func changeShares(from start: Int, _ change: (Double?) -> Double?) {
    if primaryShare.isEmpty { return }
    for row in indices.dropFirst(start) {
      primaryShare[row].wrappedValue = change(primaryShare[row].wrappedValue)
    }
  }

  mutating func reorder(_ order: [Int]) {
    (keys, id) = (order.map { keys[$0] }, order.map { id[$0] })
    for column in Self.numbers { self[keyPath: column].reorder(order) }
    for column in Self.figures { self[keyPath: column].reorder(order) }
    validUntil.reorder(order)
    basis.reorder(order)
    verified.reorder(order)
    places.reorder(order)
    reorderOthers(order)
  }

  private mutating func reorderOthers(_ order: [Int]) {
    if others.isEmpty { return }
    var new = [Int32](repeating: 0, count: order.count)
    for (row, old) in order.enumerated() { new[old] = Int32(truncatingIfNeeded: row) }
    let moved = others.map { OtherKey(row: new[Int($0.row)], key: $0.key) }
    others = moved.enumerated().sorted { ($0.element.row, $0.offset) < ($1.element.row, $1.offset) }
      .map(\.element)
  }
}
