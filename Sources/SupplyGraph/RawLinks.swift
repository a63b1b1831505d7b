import Footprints

/// Link rows as columns; products are named by their keys.
///
/// Columns that most tables do not have stay empty until the first row that needs them.
struct RawLinks: Sendable {
  var product: [Int32] = []
  var component: [Int32] = []
  var amount: [Double] = []
  private var places: [PackedPlace] = []
  private var units: [Int32] = []
  private var shares: [Double] = []
  private var groups: [Int32] = []

  var count: Int { amount.count }

  var hasUnits: Bool { !units.isEmpty }
  var hasGroups: Bool { !groups.isEmpty }

  func place(_ row: Int) -> Place { places[row].place }

  /// −1 for none.
  func unit(_ row: Int) -> Int32 { units.isEmpty ? -1 : units[row] }

  /// NaN when none is stated.
  func share(_ row: Int) -> Double { shares.isEmpty ? .nan : shares[row] }

  /// −1 when in none.
  func group(_ row: Int) -> Int32 { groups.isEmpty ? -1 : groups[row] }

  mutating func append(
    product: Int32, component: Int32, amount: Double, unit: Int32, share: Double, group: Int32, place: Place
  ) {
    let row = count
    self.product.append(product)
    self.component.append(component)
    self.amount.append(amount)
    places.append(PackedPlace(place))
    RawLinks.append(unit, to: &units, row, missing: -1, isMissing: unit < 0)
    RawLinks.append(share, to: &shares, row, missing: .nan, isMissing: share.isNaN)
    RawLinks.append(group, to: &groups, row, missing: -1, isMissing: group < 0)
  }

  /// The rows of a piece, with the numbers of their products, components and units.
  mutating func append(_ batch: LinkBatch, products: [Int32], components: [Int32], units: [Int32]) {
    let (start, count) = (count, batch.count)
    product.append(contentsOf: batch.rows.lazy.map { products[Int($0.product)] })
    component.append(contentsOf: components)
    amount.append(contentsOf: batch.rows.lazy.map(\.amount))
    places.append(
      contentsOf: batch.rows.lazy.map { row in
        PackedPlace(Place(file: batch.file, line: row.line, offset: row.offset, length: row.length))
      })
    if !units.isEmpty || !self.units.isEmpty {
      for (number, row) in batch.rows.enumerated() {
        let unit = row.unit < 0 ? -1 : units[Int(row.unit)]
        RawLinks.append(unit, to: &self.units, start + number, missing: -1, isMissing: unit < 0)
      }
    }
    if !shares.isEmpty { shares.append(contentsOf: repeatElement(.nan, count: count)) }
    if !groups.isEmpty { groups.append(contentsOf: repeatElement(-1, count: count)) }
  }

  @inline(__always)
  private static func append<T>(
    _ value: T, to column: inout [T], _ row: Int, missing: T, isMissing: Bool
  ) {
    if column.isEmpty {
      if isMissing { return }
      column = [T](repeating: missing, count: row)
    }
    column.append(value)
  }

  /// Room for as many rows in all.
  mutating func reserve(_ rows: Int) {
    guard rows > count else { return }
    product.reserveLarge(rows)
    component.reserveLarge(rows)
    amount.reserveLarge(rows)
    places.reserveLarge(rows)
  }

  /// What only the assembly needed goes; merged rows add to what the first of them states.
  mutating func finish(_ merged: [(row: Int, amount: Double)]) {
    product = []
    component = []
    groups = []
    for (row, amount) in merged { self.amount[row] += amount }
  }
}

/// A place in 16 bytes: files below 2²³ and offsets below 2⁴⁰ (1 TB) keep their values.
struct PackedPlace: Sendable {
  private let position: Int64
  private let line: Int32
  private let length: Int32

  private static let bits: Int64 = 40

  init(_ place: Place) {
    let offset = min(max(0, place.offset), (1 << PackedPlace.bits) - 1)
    position = Int64(min(place.file, 1 << 23 - 1)) << PackedPlace.bits | offset
    line = place.line
    length = place.length
  }

  var place: Place {
    Place(
      file: Int32(truncatingIfNeeded: position >> PackedPlace.bits), line: line,
      offset: position & ((1 << PackedPlace.bits) - 1), length: length)
  }
}
