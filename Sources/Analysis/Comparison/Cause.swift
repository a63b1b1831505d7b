/// Why a contribution differs between two sides.
public enum Cause: Int, CaseIterable, Hashable, Sendable {
  /// A product's own emissions per unit are others.
  case value
  /// More or less of something is needed: amounts of links, or quantities, that both sides have.
  case amount
  /// Links or products that only one side has: components added, removed or swapped, another supplier's product.
  case structure
  /// A figure that one side does not know: a gap, a refused loop, a unit that cannot be converted.
  case missing
}

/// A difference, kg CO2e, taken apart by cause. The four parts add up to it.
public struct CauseSplit: Hashable, Sendable {
  public var value = 0.0
  public var amount = 0.0
  public var structure = 0.0
  public var missing = 0.0

  public init() {}

  public subscript(cause: Cause) -> Double {
    get {
      switch cause {
      case .value: value
      case .amount: amount
      case .structure: structure
      case .missing: missing
      }
    }
    set {
      switch cause {
      case .value: value = newValue
      case .amount: amount = newValue
      case .structure: structure = newValue
      case .missing: missing = newValue
      }
    }
  }

  public var sum: Double { value + amount + structure + missing }

  /// The cause that explains most, whatever its sign; nil where there is no difference.
  public var main: Cause? {
    let largest = Cause.allCases.max { abs(self[$0]) < abs(self[$1]) }
    return largest.flatMap { self[$0] == 0 ? nil : $0 }
  }

  public static func - (a: CauseSplit, b: CauseSplit) -> CauseSplit {
    var result = a
    for cause in Cause.allCases { result[cause] -= b[cause] }
    return result
  }

  /// Gives what rounding left between the parts and `difference` to the largest part, which it changes least.
  /// Without any part there is nothing to explain, and nothing is given.
  mutating func close(to difference: Double) {
    guard let main else { return }
    self[main] += difference - sum
  }
}

/// A sum that loses no digits over millions of terms (Neumaier 1974).
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var lost = 0.0

  var value: Double { sum + lost }

  mutating func add(_ term: Double) {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}
