/// One loop in eight samples: x = A x + what comes from outside, with amounts of their own in each sample.
///
/// Small ones by elimination along the diagonal, large ones by Gauss–Seidel sweeps. A sample fails where what goes round
/// does not fade, all amounts taken as positive, as in `LoopBlock`: a pivot that is not above 0, or sweeps that do not
/// settle. A failed sample does not disturb the other seven.
struct SampleLoop {
  typealias Lanes = SIMD8<Double>
  typealias Failed = SIMDMask<SIMD8<Int64>>

  /// Up to this size elimination costs less than sweeps.
  static let largestDense = 40
  private static let smallestPivot = 1e-12
  private static let sweeps = 1_000
  private static let tolerance = 1e-13
  private static let nearlySettled = 1e-11
  private static let bound = 1e250

  private let count: Int
  private let hasCredits: Bool
  private var outside: [Lanes]
  private var starts = [0]
  private var others: [Int32] = []
  private var amounts: [Lanes] = []

  init(count: Int, hasCredits: Bool) {
    self.count = count
    self.hasCredits = hasCredits
    outside = [Lanes](repeating: .zero, count: count)
  }

  mutating func add(_ value: Lanes, to member: Int) { outside[member] += value }

  /// Links come member by member.
  mutating func link(_ member: Int, _ other: Int, _ amount: Lanes) {
    others.append(Int32(truncatingIfNeeded: other))
    amounts.append(amount)
  }

  mutating func finishMember() { starts.append(others.count) }

  func solve() -> (values: [Lanes], failed: Failed) {
    count <= SampleLoop.largestDense ? eliminate() : iterate()
  }

  // MARK: Elimination

  private func eliminate() -> (values: [Lanes], failed: Failed) {
    var failed = Failed(repeating: false)
    var right = outside
    var matrix = matrix(isUnsigned: false)
    reduce(&matrix, &right, &failed)
    if hasCredits {
      var unsigned = self.matrix(isUnsigned: true)
      var nothing = [Lanes](repeating: .zero, count: count)
      reduce(&unsigned, &nothing, &failed)
    }
    for row in (0..<count).reversed() {
      var sum = right[row]
      for column in (row + 1)..<max(count, row + 1) { sum -= matrix[row * count + column] * right[column] }
      right[row] = sum / matrix[row * count + row]
    }
    return (right, failed)
  }

  private func matrix(isUnsigned: Bool) -> [Lanes] {
    var matrix = [Lanes](repeating: .zero, count: count * count)
    for row in 0..<count {
      matrix[row * count + row] = Lanes(repeating: 1)
      for link in starts[row]..<starts[row + 1] {
        matrix[row * count + Int(others[link])] -= isUnsigned ? magnitude(amounts[link]) : amounts[link]
      }
    }
    return matrix
  }

  private func reduce(_ matrix: inout [Lanes], _ right: inout [Lanes], _ failed: inout Failed) {
    let count = count
    matrix.withUnsafeMutableBufferPointer { matrix in
      for column in 0..<count {
        let pivot = matrix[column * count + column]
        // Not "below": what is no number must not pass.
        let isBad = .!(pivot .> SampleLoop.smallestPivot)
        failed .|= isBad
        matrix[column * count + column] = pivot.replacing(with: 1, where: isBad)
        for row in (column + 1)..<max(count, column + 1) where any(matrix[row * count + column] .!= 0) {
          let factor = matrix[row * count + column] / matrix[column * count + column]
          for k in (column + 1)..<max(count, column + 1) {
            matrix[row * count + k] -= factor * matrix[column * count + k]
          }
          right[row] -= factor * right[column]
        }
      }
    }
  }

  // MARK: Sweeps

  /// Beside the totals a unit put in everywhere goes round without signs: it settles exactly when the loop fades, also
  /// where nothing is emitted.
  private func iterate() -> (values: [Lanes], failed: Failed) {
    var failed = Failed(repeating: false)
    var state = State(count: count, shares: ownShares(isUnsigned: false, &failed))
    state.unitShares = ownShares(isUnsigned: true, &failed)
    var moving = Failed(repeating: true)
    for _ in 0..<SampleLoop.sweeps {
      moving = sweep(&state, SampleLoop.tolerance, &failed)
      if !any(moving .& .!failed) { return (state.values, failed) }
      state.clear(failed)
    }
    // Rounding may keep the last bits moving: that is settled too.
    moving = sweep(&state, SampleLoop.nearlySettled, &failed)
    return (state.values, failed .| moving)
  }

  private struct State {
    var values: [Lanes]
    var units: [Lanes]
    let shares: [Lanes]
    var unitShares: [Lanes] = []

    init(count: Int, shares: [Lanes]) {
      values = [Lanes](repeating: .zero, count: count)
      units = values
      self.shares = shares
    }

    /// What has failed is put to rest, lest it slow the others down.
    mutating func clear(_ failed: Failed) {
      guard any(failed) else { return }
      for member in values.indices {
        values[member].replace(with: 0, where: failed)
        units[member].replace(with: 0, where: failed)
      }
    }
  }

  /// Once over all members; the samples in which something moved by more than `tolerance` of itself.
  private func sweep(_ state: inout State, _ tolerance: Double, _ failed: inout Failed) -> Failed {
    var moving = Failed(repeating: false)
    for member in 0..<count {
      var (sum, unit) = (outside[member], Lanes(repeating: 1))
      for link in starts[member]..<starts[member + 1] where Int(others[link]) != member {
        sum += amounts[link] * state.values[Int(others[link])]
        unit += magnitude(amounts[link]) * state.units[Int(others[link])]
      }
      let (value, settled) = (sum * state.shares[member], unit * state.unitShares[member])
      moving .|= (magnitude(settled - state.units[member]) .> settled * tolerance)
      moving .|= (magnitude(value - state.values[member]) .> magnitude(value) * tolerance)
      // Not "above": what is no number must not pass.
      failed .|= .!(settled .< SampleLoop.bound) .| .!(magnitude(value) .< SampleLoop.bound)
      state.values[member] = value
      state.units[member] = settled
    }
    return moving
  }

  /// 1 ÷ (1 − amount of the self-link); a member that needs all of itself fails.
  private func ownShares(isUnsigned: Bool, _ failed: inout Failed) -> [Lanes] {
    (0..<count).map { member in
      var rest = Lanes(repeating: 1)
      for link in starts[member]..<starts[member + 1] where Int(others[link]) == member {
        rest -= isUnsigned ? magnitude(amounts[link]) : amounts[link]
      }
      let isBad = .!(rest .> SampleLoop.smallestPivot)
      failed .|= isBad
      return 1 / rest.replacing(with: 1, where: isBad)
    }
  }

  @inline(__always)
  private func magnitude(_ x: Lanes) -> Lanes {
    unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt64>.self) & 0x7FFF_FFFF_FFFF_FFFF, to: Lanes.self)
  }
}
