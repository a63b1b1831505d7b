import SupplyGraph

/// The total of a focus as an exact function of one input, everything else as it is.
///
/// With Δ the change of the input, s what the total changes per unit of it and g what of a unit comes round again:
///
///     total(x) = total + s Δ / (1 − g Δ)
///
/// For own emissions of i: s = w[i], g = 0; for the amount of c in p: s = w[p] t[c], g = L[c,p], the entry of the
/// inverse of I − A that says how many units of p one unit of c needs (Sherman & Morrison 1950); for a quantity of the
/// portfolio: s = t, g = 0. Outside loops g is 0 and the function is a straight line. In a loop it ends where what
/// goes round no longer fades, all amounts taken as positive, as everywhere in this module.
public struct Response: Sendable {
  public let input: Parameter
  /// The input now.
  public let value: Double
  /// The total now, kg CO2e.
  public let total: Double
  /// kg CO2e by which the total changes per unit of the input, at `value`.
  public let slope: Double
  var feedback: Feedback

  /// What comes round to the product of a link per unit of its component: 0 outside loops.
  struct Feedback: Hashable, Sendable {
    var signed = 0.0
    /// With all amounts of the loop taken as positive.
    var unsigned = 0.0
  }

  /// What is left of a unit after its way round must be more than this part of what is left now.
  private static let smallestRest = 1e-12

  /// What the total is in proportion to the input at first order: the elasticity is this ÷ total. kg CO2e.
  public var mass: Double { slope * value }

  /// The relative change of the total per relative change of the input; exact in loops too, for small changes. Nil
  /// where the total is 0.
  public var elasticity: Double? { total == 0 ? nil : mass / total }

  /// The total when the input is `x`; nil where the loop has no finite answer or the total leaves the range of numbers.
  public func total(at x: Double) -> Double? {
    guard x.isFinite, 1 - (abs(x) - abs(value)) * feedback.unsigned > Response.smallestRest else {
      return nil
    }
    let change = x - value
    // Nothing goes round: a straight line, without a division that could round.
    let result =
      feedback.signed == 0 ? total + slope * change : total + slope * change / (1 - feedback.signed * change)
    return result.isFinite ? result : nil
  }

  /// The value at which the total becomes `target`, on the side of 0 on which the input is now (0 itself included).
  /// Nil where there is none.
  public func value(reaching target: Double) -> Double? {
    let difference = target - total
    if difference == 0 { return value }
    let pull = slope + feedback.signed * difference
    guard pull != 0, target.isFinite else { return nil }
    var x = value + difference / pull
    // Rounding must not push an input that can just be done without to the other side.
    if abs(x) <= 1e-13 * abs(value) { x = 0 }
    guard value < 0 ? x <= 0 : x >= 0, let reached = total(at: x) else { return nil }
    // Beyond the pole the formula has another branch, which no change leads to.
    return abs(reached - target) <= 1e-6 * max(abs(target), abs(total)) ? x : nil
  }
}

extension Focus {
  /// How the total answers to one input; nil where there is no total, or no figure that could be changed: what is, or
  /// needs, a loop without a finite answer.
  ///
  /// - Complexity: constant outside loops; in a loop one solution of it.
  public func response(_ input: Parameter) -> Response? { responses([input])[0] }

  /// The same for several inputs; those in one loop share work.
  public func responses(_ inputs: [Parameter]) -> [Response?] { effects.responses(inputs) }
}
