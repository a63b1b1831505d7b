/// One value a row, kept from the first row on that states one: of all columns that a table may have most have few.
struct SparseColumn<Value: Equatable & Sendable>: Sendable {
  private let missing: Value
  /// As long as there are rows, or empty.
  private var values: [Value] = []

  init(missing: Value) { self.missing = missing }

  /// No row states one.
  var isEmpty: Bool { values.isEmpty }

  subscript(row: Int) -> Value {
    get { values.isEmpty ? missing : values[row] }
    set { values[row] = newValue }
  }

  /// - Parameter rows: how many there are before it.
  @inline(__always)
  mutating func append(_ value: Value, behind rows: Int) {
    if values.isEmpty {
      if value == missing { return }
      begin(behind: rows)
    }
    values.append(value)
  }

  /// Keeps what room there is.
  private mutating func begin(behind rows: Int) {
    values.append(contentsOf: repeatElement(missing, count: rows))
  }

  /// Another column with `count` rows, what it states translated.
  mutating func append(
    contentsOf other: SparseColumn, _ count: Int, behind rows: Int, _ translated: (Value) -> Value = { $0 }
  ) {
    if other.isEmpty {
      // Nothing stated in either, or nothing more.
      if !isEmpty { values.append(contentsOf: repeatElement(missing, count: count)) }
      return
    }
    if isEmpty { begin(behind: rows) }
    for value in other.values { values.append(value == missing ? missing : translated(value)) }
  }

  /// Room for as many rows in all where another column states something.
  mutating func reserve(_ rows: Int, like other: SparseColumn) {
    if !other.isEmpty { values.reserveLarge(rows) }
  }

  /// The values of some rows; `absent` for row −1 and where nothing is stated.
  func gathered<Result>(_ rows: [Int32], absent: Result, _ stated: (Value) -> Result) -> [Result] {
    if isEmpty { return [Result](large: absent, count: rows.count) }
    return rows.largeMap { row in
      guard row >= 0 else { return absent }
      let value = values[Int(row)]
      return value == missing ? absent : stated(value)
    }
  }

  /// The values of some rows; nothing for row −1.
  func gathered(_ rows: [Int32]) -> SparseColumn {
    var result = SparseColumn(missing: missing)
    if !isEmpty { result.values = gathered(rows, absent: missing) { $0 } }
    return result
  }

  /// - Parameter rows: how many there are.
  mutating func set(_ value: Value, at row: Int, of rows: Int) {
    if self[row] == value { return }
    if isEmpty { begin(behind: rows) }
    values[row] = value
  }

  mutating func reorder(_ order: [Int]) {
    if !isEmpty { values = order.map { values[$0] } }
  }
}

extension SparseColumn<Int32> {
  /// Numbers of something; −1 for none.
  init() { self.init(missing: -1) }
}

extension SparseColumn<Stated> {
  init() { self.init(missing: Stated(wrappedValue: nil)) }
}
