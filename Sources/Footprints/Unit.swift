/// What a quantity measures. Units of one dimension convert into each other exactly.
public enum Dimension: Hashable, Sendable {
  case mass, volume, energy, transport, area, length, time, count, data
}

/// A unit of measurement as used for declared units and amounts.
///
/// The PACT units, SI multiples and usual spreadsheet spellings are known and carry a factor to the base unit of
/// their dimension. Any other text ("VM-year", "set") is kept as it is written: equal to itself, convertible to
/// nothing else.
public struct Unit: Hashable, Sendable, CustomStringConvertible {
  /// Short symbol as shown: `kg`, `kWh`, `t.km`, `piece`.
  public let symbol: String

  private init(symbol: String) { self.symbol = symbol }

  /// The unit that `text` names in any known spelling, or an unknown unit of that name.
  public init(_ text: some StringProtocol) {
    let trimmed = text.trimmingBlanks()
    let folded = trimmed.lowercased()
    // Case tells units apart only where SI prefixes do (mJ, MJ), which nobody uses for footprints.
    self.init(symbol: Unit.symbols[folded] ?? trimmed)
  }

  public var description: String { symbol }

  public var dimension: Dimension? { Unit.known[symbol]?.dimension }

  public var isKnown: Bool { Unit.known[symbol] != nil }

  /// How many `other` one of this unit is; nil when they measure different things or are not known.
  public func factor(to other: Unit) -> Double? {
    if self == other { return 1 }
    guard let mine = Unit.known[symbol], let theirs = Unit.known[other.symbol],
      mine.dimension == theirs.dimension
    else { return nil }
    return mine.factor / theirs.factor
  }

  /// The same through the product's mass: `massPerUnit` is kg per one `other`, the unit the product is counted
  /// in. Zero means "mass not applicable" in PACT and converts nothing.
  public func factor(to other: Unit, massPerUnit: Double?) -> Double? {
    if let direct = factor(to: other) { return direct }
    guard let massPerUnit, massPerUnit > 0, let kilograms = factor(to: .kilogram) else { return nil }
    return kilograms / massPerUnit
  }

  public static let kilogram = Unit(symbol: "kg")
  public static let piece = Unit(symbol: "piece")
  public static let litre = Unit(symbol: "L")
  public static let cubicMetre = Unit(symbol: "m3")
  public static let kilowattHour = Unit(symbol: "kWh")
  public static let megajoule = Unit(symbol: "MJ")
  public static let tonneKilometre = Unit(symbol: "t.km")
  public static let squareMetre = Unit(symbol: "m2")
  public static let hour = Unit(symbol: "h")
  public static let megabitSecond = Unit(symbol: "Mbit.s")

  private struct Known {
    var dimension: Dimension
    var factor: Double
  }

  private static let table: [(symbol: String, dimension: Dimension, factor: Double, spellings: [String])] = [
    ("kg", .mass, 1, ["kilogram", "kilograms", "kgs", "unit:kilogram", "キログラム"]),
    ("g", .mass, 0.001, ["gram", "grams", "unit:gram", "グラム"]),
    ("mg", .mass, 0.000_001, ["milligram"]),
    ("t", .mass, 1000, ["tonne", "tonnes", "metric ton", "mt", "ton", "tons", "unit:tonnemetricton", "トン"]),
    ("lb", .mass, 0.453_592_37, ["pound", "pounds", "lbs", "unit:pound"]),
    ("oz", .mass, 0.028_349_523_125, ["ounce", "unit:ounceavoirdupois"]),
    ("L", .volume, 0.001, ["l", "liter", "litre", "liters", "litres", "unit:litre", "リットル"]),
    ("mL", .volume, 0.000_001, ["ml", "millilitre", "milliliter", "unit:millilitre"]),
    ("m3", .volume, 1, ["cubic meter", "cubic metre", "cubic-meter", "m^3", "unit:cubicmetre", "立方メートル"]),
    ("kWh", .energy, 3.6, ["kwh", "kilowatt hour", "kilowatt-hour", "unit:kilowatthour"]),
    ("MWh", .energy, 3600, ["mwh", "megawatt hour"]),
    ("MJ", .energy, 1, ["mj", "megajoule"]),
    ("GJ", .energy, 1000, ["gj", "gigajoule"]),
    (
      "t.km", .transport, 1,
      ["tkm", "t*km", "t-km", "ton kilometer", "ton-kilometer", "tonne kilometre", "tonne-kilometre", "トンキロ"]
    ),
    ("kg.km", .transport, 0.001, ["kgkm", "kg*km"]),
    ("m2", .area, 1, ["square meter", "square metre", "square-meter", "m^2", "unit:squaremetre"]),
    ("cm2", .area, 0.0001, ["cm^2", "square centimeter", "unit:squarecentimetre"]),
    ("m", .length, 1, ["meter", "metre", "unit:metre"]),
    ("km", .length, 1000, ["kilometer", "kilometre", "unit:kilometre"]),
    ("h", .time, 3600, ["hour", "hours", "hr", "unit:hourunitoftime", "時間"]),
    ("min", .time, 60, ["minute", "minutes", "unit:minuteunitoftime"]),
    ("d", .time, 86_400, ["day", "days", "unit:day"]),
    ("piece", .count, 1, ["pieces", "pcs", "pc", "ea", "each", "unit", "unit:piece", "個", "台", "本", "枚"]),
    ("Mbit.s", .data, 1, ["megabit second", "megabit-second"]),
  ]

  private static let known = Dictionary(
    uniqueKeysWithValues: table.map { ($0.symbol, Known(dimension: $0.dimension, factor: $0.factor)) })

  private static let symbols: [String: String] = {
    var result: [String: String] = [:]
    for row in table {
      result[row.symbol.lowercased()] = row.symbol
      for spelling in row.spellings { result[spelling] = row.symbol }
    }
    return result
  }()
}

extension StringProtocol {
  /// Without blanks, tabs and line ends at both sides.
  public func trimmingBlanks() -> String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) })
    else {
      return ""
    }
    return String(self[first...last])
  }
}
