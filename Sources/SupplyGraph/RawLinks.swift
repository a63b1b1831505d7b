import Footprints

/// Link rows as columns; products are named by their keys.
///
/// Columns that most tables do not have stay empty until the first row that needs them.
struct RawLinks: Sendable {
  private(set) var product = KeyRuns()
  private(set) var component: [Int32] = []
  private(set) var amount: [Double] = []
  private var places = RowPlaces()
  private var units = SparseColumn<Int32>()
  private var shares = SparseColumn<Stated>()
  private var groups = SparseColumn<Int32>()

  var count: Int { places.count }

  var hasUnits: Bool { !units.isEmpty }
  var hasGroups: Bool { !groups.isEmpty }
  /// No row states a unit, a share or a group.
  var isPlain: Bool { units.isEmpty && shares.isEmpty && groups.isEmpty }

  func place(_ row: Int) -> Place { places[row] }

  /// −1 for none.
  func unit(_ row: Int) -> Int32 { units[row] }

  /// NaN when none is stated.
  func share(_ row: Int) -> Double { shares[row].number }

  /// −1 when in none.
  func group(_ row: Int) -> Int32 { groups[row] }

  mutating func append(
    product: Int32, component: Int32, amount: Double, unit: Int32, share: Double, group: Int32, place: Place
  ) {
    let row = count
    self.product.append(product)
    self.component.append(component)
    self.amount.append(amount)
    places.append(place)
    units.append(unit, behind: row)
    shares.append(Stated(wrappedValue: share), behind: row)
    groups.append(group, behind: row)
  }

  /// The rows of a piece, with the numbers of the keys that it left open, and of its units.
  mutating func append(_ batch: LinkBatch, open: [Int32], units: [Int32]) {
    let (start, count) = (count, batch.count)
    func closed(_ key: Int32) -> Int32 { key < 0 ? open[LinkBatch.openPosition(key)] : key }
    product.append(contentsOf: batch.products, closed)
    component.append(contentsOf: batch.components)
    if !open.isEmpty {
      component.withUnsafeMutableBufferPointer { keys in
        for row in start..<keys.count { keys[row] = closed(keys[row]) }
      }
    }
    amount.append(contentsOf: batch.amounts)
    places.append(contentsOf: batch.places)
    self.units.append(contentsOf: batch.unitOfRow, count, behind: start) { units[Int($0)] }
    shares.append(contentsOf: SparseColumn(), count, behind: start)
    groups.append(contentsOf: SparseColumn(), count, behind: start)
  }

  /// Room for as many rows in all.
  mutating func reserve(_ rows: Int) {
    guard rows > count else { return }
    component.reserveLarge(rows)
    amount.reserveLarge(rows)
    places.reserve(rows)
  }

  /// What only the assembly needed goes; merged rows add to what the first of them states.
  ///
  /// Amounts of rows without units and shares are those of the links they became.
  /// - Returns: the column of components, whose memory can be used again.
  mutating func finish(_ merged: [(row: Int, amount: Double)]) -> [Int32] {
    if isPlain {
      amount = []
    } else {
      for (row, amount) in merged { self.amount[row] += amount }
    }
    groups = SparseColumn()
    let components = component
    (product, component) = (KeyRuns(), [])
    return components
  }

  /// As it was written; nil where it is the amount of the link.
  func amountAsWritten(_ row: Int) -> Double? { amount.isEmpty ? nil : amount[row] }
}
