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
  private var lu: [Double]
  /// The inverse's diagonal: how often a unit of a member comes round to itself, itself included.
  private(set) var inverseDiagonal: [Double] = []

  /// What is left of a unit after its way round must be more than this.
  private static let smallestPivot = 1e-12

  /// Nil when what goes round does not fade.
  init?(matrix: [Double], size: Int) {
    self.size = size
    lu = matrix
    for column in 0..<size {
      let pivot = lu[column * size + column]
      guard pivot > DenseFactor.smallestPivot, pivot.isFinite else { return nil }
      eliminate(column)
    }
  }

  private mutating func eliminate(_ column: Int) {
    let size = size
    lu.withUnsafeMutableBufferPointer { lu in
      let pivot = lu[column * size + column]
      for row in (column + 1)..<max(size, column + 1) where lu[row * size + column] != 0 {
        let factor = lu[row * size + column] / pivot
        lu[row * size + column] = factor
        for k in (column + 1)..<max(size, column + 1) {
          lu[row * size + k] -= factor * lu[column * size + k]
        }
      }
    }
  }

  /// x with (I − A) x = `rhs`.
  func solve(_ rhs: [Double]) -> [Double] {
    var x = rhs
    for row in 0..<size {
      var sum = x[row]
      for k in 0..<row { sum -= lu[row * size + k] * x[k] }
      x[row] = sum
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      var sum = x[row]
      for k in (row + 1)..<max(size, row + 1) { sum -= lu[row * size + k] * x[k] }
      x[row] = sum / lu[row * size + row]
    }
    return x
  }

  /// The same for several right-hand sides side by side, in place.
  func solve<Row: ChannelRow>(_ x: inout [Row]) {
    for row in 0..<size {
      for k in 0..<row { x[row].add(x[k], times: -lu[row * size + k]) }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in (row + 1)..<max(size, row + 1) { x[row].add(x[k], times: -lu[row * size + k]) }
      x[row].divide(by: lu[row * size + row])
    }
  }

  /// w with (I − A)ᵀ w = `rhs`.
  func solveTransposed(_ rhs: [Double]) -> [Double] {
    var x = rhs
    for row in 0..<size {
      x[row] /= lu[row * size + row]
      for k in (row + 1)..<max(size, row + 1) { x[k] -= lu[row * size + k] * x[row] }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in 0..<row { x[k] -= lu[row * size + k] * x[row] }
    }
    return x
  }

  mutating func findDiagonal() {
    var unit = [Double](repeating: 0, count: size)
    inverseDiagonal = (0..<size).map { i in
      unit[i] = 1
      defer { unit[i] = 0 }
      return solve(unit)[i]
    }
  }
}
