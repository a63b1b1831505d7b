/// I − A of a small loop, factored into LU, rows and columns in the order of its members.
///
/// Amounts in different units scale rows and columns by any power of ten. Elimination along the diagonal is
/// indifferent to that. For amounts that are not negative its pivots are all positive exactly when the loop
/// converges (I − A is then a non-singular M-matrix: Berman & Plemmons 1994, ch. 6); with credits they are at least as
/// large as those of the same loop without signs (an H-matrix). So nothing is gained by exchanging rows.
///
/// Work grows with the cube of the members once and with their square for each solution.
struct DenseFactor: Sendable {
  let size: Int
  private let lu: Stretch<Double>

  /// Of a matrix that `FactorMemory` has factored.
  init(factored lu: Stretch<Double>, size: Int) { (self.lu, self.size) = (lu, size) }

  /// Nil when what goes round does not fade.
  init?(matrix: [Double], size: Int) {
    var lu = matrix
    let fades = lu.withUnsafeMutableBufferPointer { FactorMemory.factor($0.base, size: size) }
    if !fades { return nil }
    self.init(factored: Stretch(lu), size: size)
  }

  /// x with (I − A) x = `rhs`.
  func solve(_ rhs: [Double]) -> [Double] { solved(rhs) { $0.solve($1) } }

  /// w with (I − A)ᵀ w = `rhs`.
  func solveTransposed(_ rhs: [Double]) -> [Double] { solved(rhs) { $0.solveTransposed($1) } }

  private func solved(
    _ rhs: [Double], _ body: (FactorMemory, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    var x = rhs
    x.withUnsafeMutableBufferPointer { x in withMemory { body($0, x.base) } }
    return x
  }

  func withMemory<Result>(_ body: (FactorMemory) -> Result) -> Result {
    lu.withPointer { body(FactorMemory(lu: $0, size: size)) }
  }

  /// How often a unit of a member comes round to itself, itself included.
  func rounds(_ member: Int) -> Double {
    var unit = [Double](repeating: 0, count: size)
    unit[member] = 1
    return solve(unit)[member]
  }
}

/// The same over plain memory.
struct FactorMemory {
  let lu: UnsafePointer<Double>
  let size: Int

  /// What is left of a unit after its way round must be more than this.
  private static let smallestPivot = 1e-12

  /// Factors in place; false when what goes round does not fade.
  static func factor(_ lu: UnsafeMutablePointer<Double>, size: Int) -> Bool {
    for column in 0..<size {
      let pivot = lu[column * size + column]
      guard pivot > smallestPivot, pivot.isFinite else { return false }
      for row in (column + 1)..<max(size, column + 1) where lu[row * size + column] != 0 {
        let factor = lu[row * size + column] / pivot
        lu[row * size + column] = factor
        for k in (column + 1)..<size { lu[row * size + k] -= factor * lu[column * size + k] }
      }
    }
    return true
  }

  /// (I − A) x = `x` in place, for one right-hand side or several side by side.
  @inline(__always)
  func solve<Value: Scalable>(_ x: UnsafeMutablePointer<Value>) {
    for row in 0..<size {
      for k in 0..<row { x[row].add(x[k], times: -lu[row * size + k]) }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in (row + 1)..<max(size, row + 1) { x[row].add(x[k], times: -lu[row * size + k]) }
      x[row].divide(by: lu[row * size + row])
    }
  }

  /// (I − A)ᵀ w = `w` in place.
  func solveTransposed(_ w: UnsafeMutablePointer<Double>) {
    for row in 0..<size {
      w[row] /= lu[row * size + row]
      for k in (row + 1)..<max(size, row + 1) { w[k] -= lu[row * size + k] * w[row] }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in 0..<row { w[k] -= lu[row * size + k] * w[row] }
    }
  }
}

/// What linear equations can be solved for: a number, or several side by side.
protocol Scalable {
  mutating func add(_ other: Self, times amount: Double)
  mutating func divide(by divisor: Double)
}

extension Double: Scalable {
  @inline(__always)
  mutating func add(_ other: Double, times amount: Double) { self += other * amount }

  @inline(__always)
  mutating func divide(by divisor: Double) { self /= divisor }
}
