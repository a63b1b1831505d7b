import Footprints
import Glibc
import SupplyGraph

/// How far each input of a graph may be off, as the standard deviation of its logarithm.
///
/// By data quality, the first that is there: the geometric standard deviation given for a figure; the ratings of its
/// footprint; its basis (see `Pedigree`). What is given for a declared footprint is used for the product's own part,
/// although it was stated for the whole. Amounts carry no ratings: all have the basic variance of `Pedigree`.
/// Or the same fraction for everything.
///
/// Depends on the graph alone, not on edits, so one value serves all scenarios of a graph.
public struct Spreads: Sendable {
  public enum Policy: Hashable, Sendable {
    case dataQuality
    /// Every input up and down by this part of it, above 0, at most 1.
    case fraction(Double)
  }

  /// What the spread of an input rests on.
  public enum Origin: Hashable, Sendable {
    /// Stated as a geometric standard deviation.
    case given
    /// Ratings of the footprint: 1…3 (PACT v2) or 1…5 (v3).
    case ratings(scale: ClosedRange<Int>)
    /// Nothing but the basis is known.
    case basis(Basis)
    case amount
    /// The fraction that was chosen.
    case chosen
  }

  /// Low and high values lie this many standard deviations of the logarithm away: about 95 % of values lie between.
  public static let reach = 2.0
  /// Standard deviations of logarithms count up to this: a factor of e⁶⁰ is beyond any meaning.
  static let largest = 60.0

  public let policy: Policy
  /// All standard deviations of the logarithm that own emissions have.
  let deviations: [Double]
  /// By product: place in `deviations`; empty where all inputs have `amount`.
  let kinds: [Int32]
  let amount: Double

  /// - Complexity: O(products) for `dataQuality`, else constant.
  public init(graph: SupplyGraph, policy: Policy = .dataQuality) {
    self.policy = policy
    switch policy {
    case .dataQuality:
      amount = Pedigree.basicVariance.squareRoot()
      (deviations, kinds) = Spreads.ofProducts(graph)
    case .fraction(let fraction):
      amount = log(1 + Spreads.allowed(fraction)) / Spreads.reach
      (deviations, kinds) = ([], [])
    }
  }

  private static func allowed(_ fraction: Double) -> Double {
    fraction.isFinite ? min(max(fraction, 0), 1) : 0
  }

  private static func ofProducts(_ graph: SupplyGraph) -> ([Double], [Int32]) {
    var deviations = [false, true].flatMap { isVerified in
      Basis.allCases.map { Pedigree.variance(Pedigree.scores($0, isVerified: isVerified)).squareRoot() }
    }
    var known: [Double: Int32] = [:]
    let kinds = (0..<graph.count).map { p -> Int32 in
      guard let stated = stated(p, graph) else {
        let half = graph.isVerified(p) ? Basis.allCases.count : 0
        return Int32(truncatingIfNeeded: half + Int(graph.basis(p).rawValue))
      }
      if let kind = known[stated] { return kind }
      let kind = Int32(truncatingIfNeeded: deviations.count)
      deviations.append(stated)
      known[stated] = kind
      return kind
    }
    return (deviations, kinds)
  }

  /// From the geometric standard deviation or the ratings of the figure.
  private static func stated(_ p: ProductIndex, _ graph: SupplyGraph) -> Double? {
    if let gsd = graph.gsd(p), gsd >= 1 { return min(log(gsd), largest) }
    return graph.dataQuality(p).flatMap(Pedigree.scores).map { Pedigree.variance($0).squareRoot() }
  }

  /// Standard deviation of the logarithm of own emissions or of an amount; 0 for what is taken as certain.
  public func logDeviation(_ input: Parameter) -> Double {
    switch input {
    case .own(let p): ownDeviation(p)
    case .amount: amount
    case .ownPrimary, .quantity: 0
    }
  }

  /// Geometric standard deviation, 1 or more.
  public func gsd(_ input: Parameter) -> Double { exp(logDeviation(input)) }

  @inline(__always)
  func ownDeviation(_ p: ProductIndex) -> Double { kinds.isEmpty ? amount : deviations[Int(kinds[p])] }

  /// What the spread of an input of `graph` rests on.
  public func origin(_ input: Parameter, in graph: SupplyGraph) -> Origin {
    if case .fraction = policy { return .chosen }
    guard case .own(let p) = input else { return .amount }
    if graph.gsd(p).map({ $0 >= 1 }) == true { return .given }
    if let quality = graph.dataQuality(p), Pedigree.scores(quality) != nil {
      return .ratings(scale: quality.scale)
    }
    return .basis(graph.basis(p))
  }

  /// The low and the high value of an input that is `value` now: value ÷ gsd² and value × gsd², or less and more by the
  /// chosen fraction. Low is the one nearer to 0, also for credits, which keep their sign.
  public func levels(_ input: Parameter, value: Double) -> (low: Double, high: Double) {
    let (low, high) = factors(logDeviation(input))
    return (value * low, value * high)
  }

  /// The same as factors.
  func factors(_ deviation: Double) -> (low: Double, high: Double) {
    if case .fraction(let fraction) = policy {
      let fraction = Spreads.allowed(fraction)
      return (1 - fraction, 1 + fraction)
    }
    let factor = exp(Spreads.reach * deviation)
    return (1 / factor, factor)
  }
}
