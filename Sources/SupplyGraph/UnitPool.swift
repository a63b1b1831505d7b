import Footprints

/// Units by number; the factors between known units are worked out once.
struct UnitPool: Sendable {
  private(set) var units: [Unit] = [Unit("")]
  private var numbers: [Unit: Int32] = [Unit(""): 0]
  /// What was asked for last: rows that follow each other mostly have the same unit.
  private var last: (unit: Unit, number: Int32) = (Unit(""), 0)

  /// −1 for none.
  mutating func number(of unit: Unit?) -> Int32 {
    guard let unit, !unit.symbol.isEmpty else { return -1 }
    if unit != last.unit { last = (unit, known(unit)) }
    return last.number
  }

  private mutating func known(_ unit: Unit) -> Int32 {
    if let known = numbers[unit] { return known }
    let number = Int32(truncatingIfNeeded: units.count)
    units.append(unit)
    numbers[unit] = number
    return number
  }
}
