import Footprints

/// Link rows as columns; products are named by their keys.
///
/// Columns that most tables do not have stay empty until the first row that needs them.
struct RawLinks: Sendable {
  var product: [Int32] = []
  var component: [Int32] = []
  var amount: [Double] = []
  private var places = RowPlaces()
  private var units: [Int32] = []
  private var shares: [Double] = []
  private var groups: [Int32] = []

  var count: Int { amount.count }

  var hasUnits: Bool { !units.isEmpty }
  var hasGroups: Bool { !groups.isEmpty }
  /// No row states a unit, a share or a group.
  var isPlain: Bool { units.isEmpty && shares.isEmpty && groups.isEmpty }

  func place(_ row: Int) -> Place { places[row] }

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
    places.append(place)
    RawLinks.append(unit, to: &units, row, missing: -1, isMissing: unit < 0)
    RawLinks.append(share, to: &shares, row, missing: .nan, isMissing: share.isNaN)
    RawLinks.append(group, to: &groups, row, missing: -1, isMissing: group < 0)
  }

  /// The rows of a piece, with the numbers of the keys that it left open, and of its units.
  mutating func append(_ batch: LinkBatch, open: [Int32], units: [Int32]) {
    let (start, count) = (count, batch.count)
    RawLinks.append(batch.products, open, to: &product)
    RawLinks.append(batch.components, open, to: &component)
    amount.append(contentsOf: batch.amounts)
    places.append(contentsOf: batch.places)
    if !units.isEmpty || !self.units.isEmpty {
      for row in 0..<count {
        let unit = batch.unit(row).map { units[$0] } ?? -1
        RawLinks.append(unit, to: &self.units, start + row, missing: -1, isMissing: unit < 0)
      }
    }
    if !shares.isEmpty { shares.append(contentsOf: repeatElement(.nan, count: count)) }
    if !groups.isEmpty { groups.append(contentsOf: repeatElement(-1, count: count)) }
  }

  private static func append(_ keys: [Int32], _ open: [Int32], to column: inout [Int32]) {
    if open.isEmpty {
      column.append(contentsOf: keys)
    } else {
      column.append(contentsOf: keys.lazy.map { $0 < 0 ? open[LinkBatch.openPosition($0)] : $0 })
    }
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
    places.reserve(rows)
  }

  /// Products and components go once the rows are sorted by them: what is made of the rows takes their memory.
  mutating func forgetKeys() {
    product = []
    component = []
  }

  /// What only the assembly needed goes; merged rows add to what the first of them states.
  mutating func finish(_ merged: [(row: Int, amount: Double)]) {
    groups = []
    for (row, amount) in merged { self.amount[row] += amount }
  }
}
