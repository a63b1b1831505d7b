import Footprints

/// What sources state about one product, per one unit of it, before anything is calculated.
public struct GivenFigures: Hashable, Sendable {
  /// Own emissions, kg CO2e, without those of listed components.
  public var direct: Double?
  /// Cradle-to-gate footprint, kg CO2e, components included; of the chosen footprint where there is one.
  public var declared: Double?
  /// Percent, 0…100; of `declared` where that is given, else of `direct`.
  public var primaryShare: Double?
  public var basis: Basis
  public var verified: Bool
  /// Not valid any more on the date of the graph.
  public var expired: Bool
  public var validUntil: Timestamp?
  /// Geometric standard deviation.
  public var gsd: Double?
  public var dataQuality: DataQuality?
  /// Index of the chosen footprint in `SupplyGraph.footprints`.
  public var footprint: Int?
  /// The channels of the chosen footprint, kg CO2e per unit of the product.
  public var emissions: Emissions?

  /// Neither own emissions nor a declaration.
  public var isEmpty: Bool { direct == nil && declared == nil }
}

/// Given figures of all products as columns; NaN stands for absent.
struct FigureColumns: Sendable {
  var direct: [Double] = []
  var declared: [Double] = []
  var primaryShare: [Double] = []
  var gsd: [Double] = []
  var validUntil: [Timestamp?] = []
  var basis: [Basis] = []
  var verified: [Bool] = []
  var expired: [Bool] = []
  var footprint: [Int32] = []
  /// Units of the footprint in one unit of the product; 1 without a footprint.
  var scale: [Double] = []

  mutating func reserve(_ count: Int) {
    direct.reserveCapacity(count)
    declared.reserveCapacity(count)
    primaryShare.reserveCapacity(count)
    gsd.reserveCapacity(count)
    validUntil.reserveCapacity(count)
    basis.reserveCapacity(count)
    verified.reserveCapacity(count)
    expired.reserveCapacity(count)
    footprint.reserveCapacity(count)
    scale.reserveCapacity(count)
  }
}

extension Emissions {
  /// All channels for `factor` units.
  public func scaled(by factor: Double) -> Emissions {
    if factor == 1 { return self }
    return Emissions(
      excludingUptake: excludingUptake * factor, includingUptake: includingUptake.map { $0 * factor },
      fossil: fossil.map { $0 * factor }, landUse: landUse.map { $0 * factor },
      biogenic: biogenic.map { $0 * factor }, aircraft: aircraft.map { $0 * factor },
      packaging: packaging.map { $0 * factor })
  }
}

/// How finely a number is stated.
public enum Precision {
  /// Half a unit of the last digit of the shortest decimal text that reads back to `value`: 0.05 for 7.7, 0.5
  /// for 8. Whole numbers count as stated to one.
  public static func halfUnit(of value: Double) -> Double {
    guard value.isFinite else { return 0 }
    var digits = 0
    var exponent = 0
    var afterPoint = false
    var rest = Substring(String(abs(value)))
    while let character = rest.popFirst() {
      if character == "." {
        afterPoint = true
      } else if character == "e" || character == "E" {
        exponent = Int(rest) ?? 0
        break
      } else if afterPoint {
        digits += 1
      }
    }
    // "7.0" states no decimals: Swift prints the zero for whole numbers too.
    if value == value.rounded() { digits = 0 }
    if exponent > 0 { return 0.5 }
    return 0.5 * power(of10: exponent - digits)
  }

  private static func power(of10 exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<min(abs(exponent), 400) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }
}

extension SupplyGraph {
  /// The headline of one of a product's footprints, kg CO2e per unit of the product; nil where its unit cannot be
  /// converted into that of the product.
  public func value(ofFootprint footprint: Int, for p: ProductIndex) -> Double? {
    let stated = footprints[footprint]
    let unit = unit(p)
    let scale = FootprintChoice.scale(of: stated, for: unit.symbol.isEmpty ? nil : unit)
    return scale.map { stated.emissions.excludingUptake * $0 }
  }
}
