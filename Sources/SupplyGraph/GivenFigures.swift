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
  var validUntil = SparseColumn<Timestamp?>(missing: nil)
  var basis: [Basis] = []
  var verified: [Bool] = []
  var expired: [Bool] = []
  var footprint: [Int32] = []
  /// Units of the footprint in one unit of the product; 1 without a footprint.
  var scale: [Double] = []

}

extension FigureColumns {
  /// What product rows state; `rows` by product, −1 for none.
  init(_ products: ProductRows, _ rows: [Int32]) {
    direct = products.direct.gathered(rows, absent: .nan) { $0.number }
    declared = products.declared.gathered(rows, absent: .nan) { $0.number }
    primaryShare = products.primaryShare.gathered(rows, absent: .nan) { $0.number }
    gsd = products.gsd.gathered(rows, absent: .nan) { $0.number }
    validUntil = products.validUntil.gathered(rows)
    basis = products.basis.gathered(rows, absent: .unknown) { $0 }
    verified = products.verified.gathered(rows, absent: false) { $0 == true }
    expired = [Bool](large: false, count: rows.count)
    footprint = [Int32](large: -1, count: rows.count)
    scale = [Double](large: 1, count: rows.count)
  }

  /// Nothing stated, to be written over.
  static var ofOneProduct: FigureColumns { FigureColumns(ProductRows(), [-1]) }
}

/// The columns that own emissions follow from, as they lie in memory.
package struct FigurePointers {
  /// NaN for absent.
  package let direct, declared, primaryShare: UnsafePointer<Double>
  package let basis: UnsafePointer<Basis>
  package let verified: UnsafePointer<Bool>
  /// Into `footprints`; −1 for none.
  package let footprint: UnsafePointer<Int32>
  package let scale: UnsafePointer<Double>
  package let footprints: UnsafePointer<FootprintRecord>
}

extension SupplyGraph {
  /// Calls `body` with the given figures of all products; nil without products, and then nothing is called.
  package func withFigures<Result>(_ body: (FigurePointers) -> Result) -> Result? {
    let figures = columns.figures
    guard count > 0 else { return nil }
    return figures.direct.withUnsafeBufferPointer { direct in
      figures.declared.withUnsafeBufferPointer { declared in
        figures.primaryShare.withUnsafeBufferPointer { share in
          figures.basis.withUnsafeBufferPointer { basis in
            figures.verified.withUnsafeBufferPointer { verified in
              figures.footprint.withUnsafeBufferPointer { footprint in
                figures.scale.withUnsafeBufferPointer { scale in
                  footprints.records.withUnsafeBufferPointer { footprints in
                    body(
                      FigurePointers(
                        direct: SupplyGraph.base(direct), declared: SupplyGraph.base(declared),
                        primaryShare: SupplyGraph.base(share), basis: SupplyGraph.base(basis),
                        verified: SupplyGraph.base(verified), footprint: SupplyGraph.base(footprint),
                        scale: SupplyGraph.base(scale), footprints: SupplyGraph.base(footprints)))
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Of an empty array nothing is read.
  private static func base<T>(_ buffer: UnsafeBufferPointer<T>) -> UnsafePointer<T> {
    buffer.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<T>.alignment).unsafelyUnwrapped
  }

  /// What is stated beside the headline. O(products).
  package var usedFigures: UsedFigures {
    var used = UsedFigures()
    let figures = columns.figures
    used.verified = figures.verified.contains(true)
    used.organisation = figures.basis.contains(.organisationAllocated)
    if footprints.records.isEmpty { return used }
    for number in figures.footprint where number >= 0 {
      used.add(footprints.records[Int(number)].emissions)
      if used.hasRareSplit { break }
    }
    return used
  }
}

/// What of all that can be stated a dataset states.
package struct UsedFigures {
  package var verified = false
  package var organisation = false
  /// Some channel is stated beside the headline.
  package var split = false
  /// Land use, biogenic, aircraft or packaging emissions that are not 0.
  package var hasRareSplit = false

  mutating func add(_ emissions: Emissions) {
    let rare = [emissions.landUse, emissions.biogenic, emissions.aircraft, emissions.packaging]
    if rare.contains(where: { $0.map { $0.bitPattern != 0 } ?? false }) { hasRareSplit = true }
    if emissions.fossil != nil || emissions.includingUptake != nil { split = true }
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
    let unit = unit(p)
    let scale = FootprintChoice.scale(of: footprint, footprints, for: unit.symbol.isEmpty ? nil : unit)
    return scale.map { footprints.records[footprint].headline * $0 }
  }
}
