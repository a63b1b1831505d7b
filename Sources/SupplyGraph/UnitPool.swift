import Footprints

/// Units by number; the factors between known units are worked out once.
struct UnitPool: Sendable {
  private(set) var units: [Unit] = [Unit("")]
  private var numbers: [Unit: Int32] = [Unit(""): 0]

  /// −1 for none.
  mutating func number(of unit: Unit?) -> Int32 {
    guard let unit, !unit.symbol.isEmpty else { return -1 }
    if let known = numbers[unit] { return known }
    let number = Int32(truncatingIfNeeded: units.count)
    units.append(unit)
    numbers[unit] = number
    return number
  }
}
