import CPrefetch

/// Gauss–Seidel sweeps for loops too large to be factored, in the order of the members: components mostly first, so
/// that only what goes round needs another sweep. Several right-hand sides share a sweep, whose cost is the look-up
/// of members and not the arithmetic; each is what it would be alone, to the last bit.
///
/// For amounts that are not negative the sweeps converge exactly when the loop does (Stein & Rosenberg 1948). The number
/// of sweeps in which `fades` must tell is bounded: a loop that takes more is as good as one that does not fade.
enum Iteration {
  static let sweeps = 1_000
  /// In a loop that is known to fade everything does so equally fast in the long run, whatever it starts from: what ones
  /// reached within `sweeps`, totals and weights reach well within this.
  static let sweepsOnceKnown = 10 * sweeps
  /// Relative change below which a value has settled.
  static let tolerance = 1e-15
  /// What is larger is taken to grow without end: more than any total that an edit may have, see `Headroom`.
  static let beyond = 1e300
  /// Rounding may keep the last bits moving: this is settled too once nothing improves.
  static let nearlySettled = 1e-12

  /// What goes round shrinks to this in a sweep, member by member, in loops that settle long before `sweeps`.
  static let quick = 0.9

  /// What a unit put in everywhere adds up to at most in any member; nil where it does not stay finite and positive. For
  /// amounts that are not negative.
  static func gain(_ links: LocalLinks) -> Double? {
    GaussSeidel(links: links, fixed: nil, ascending: true).gain()
  }

  /// Of a loop that fades, whatever the signs.
  ///
  /// - Parameter near: values that the answer may be close to, which saves sweeps: it is the same within rounding.
  static func totals(
    _ links: LocalLinks, own: [[Double]], fixed: [Bool]? = nil, near: [[Double]]? = nil
  ) -> [[Double]]? {
    GaussSeidel(links: links, fixed: fixed, ascending: true).solve(own, near: near)
  }

  /// Along the links of a loop the other way round. Zeros where the sweeps do not settle, which `gain` has ruled out.
  static func weights(_ users: LocalLinks, demand: [[Double]], near: [[Double]]? = nil) -> [[Double]] {
    GaussSeidel(links: users, fixed: nil, ascending: false).solve(demand, near: near)
      ?? demand.map { $0.map { _ in 0 } }
  }
}

/// One direction of a loop's links.
private struct GaussSeidel {
  let links: LocalLinks
  let fixed: [Bool]?
  let ascending: Bool

  /// Nil when the values of one leave all bounds or do not settle.
  ///
  /// What is far from the answer may take longer to come to it than nothing at all: that is what those begin with that
  /// do not settle soon.
  func solve(_ rhs: [[Double]], near start: [[Double]]?) -> [[Double]]? {
    var solved = [[Double]?](repeating: nil, count: rhs.count)
    if let start { solved = inLanes(rhs, from: start, limit: Iteration.sweeps) }
    let open = solved.indices.filter { solved[$0] == nil }
    let rest = inLanes(open.map { rhs[$0] }, from: nil, limit: Iteration.sweepsOnceKnown)
    for (number, values) in zip(open, rest) { solved[number] = values }
    return solved.contains(nil) ? nil : solved.map { $0 ?? [] }
  }

  /// Four at a time.
  private func inLanes(_ rhs: [[Double]], from start: [[Double]]?, limit: Int) -> [[Double]?] {
    guard !rhs.isEmpty, let shares = shares(links.count) else { return rhs.map { _ in nil } }
    return stride(from: 0, to: rhs.count, by: 4).flatMap { first in
      let lanes = first..<min(first + 4, rhs.count)
      let (rhs, start) = (rhs[lanes], start?[lanes])
      return lanes.count == 1
        ? solve(Double.self, rhs, shares, from: start, limit: limit)
        : solve(SIMD4<Double>.self, rhs, shares, from: start, limit: limit)
    }
  }

  /// Nil for those whose values leave all bounds or do not settle.
  private func solve<V: Lanes>(
    _: V.Type, _ lanes: ArraySlice<[Double]>, _ shares: [Double], from start: ArraySlice<[Double]>?,
    limit: Int
  ) -> [[Double]?] {
    let count = links.count
    let rhs = packed(V.self, lanes, count)
    var x = start.map { packed(V.self, $0, count) } ?? [V](repeating: .zero, count: count)
    if let fixed {
      for i in 0..<count where fixed[i] { x[i] = rhs[i] }
    }
    var progress = [Progress](repeating: Progress(), count: lanes.count)
    var settled = [[Double]?](repeating: nil, count: lanes.count)
    var open = Array(0..<lanes.count)
    for _ in 0..<limit {
      var changes = V.zero
      sweep(&x, rhs, shares) { changes = changes.larger($2.changes(from: $1)) }
      open.removeAll { lane in
        let state = progress[lane].see(changes[lane])
        if state == .settled { settled[lane] = x.map { $0[lane] } }
        return state != .moves
      }
      if open.isEmpty { break }
    }
    return settled
  }

  /// 1 ÷ (1 − amount of the self-link) of each member; 0 for fixed ones. Nil when one needs all of itself.
  private func shares(_ count: Int) -> [Double]? {
    var shares = [Double](repeating: 0, count: count)
    for i in 0..<count where fixed?[i] != true {
      var own = 1.0
      for link in links.links(of: i) where Int(links.components[link]) == i { own -= links.amounts[link] }
      guard own > 1e-12 else { return nil }
      shares[i] = 1 / own
    }
    return shares
  }

  /// The largest x that a unit put in everywhere settles at. Sweeps add more and more to it, x = Σ Δ with Δ' = M Δ; as
  /// soon as every Δ' is at most q Δ no eigenvalue of M is above q (Collatz 1942), all that follows is at most Δ' q ÷
  /// (1 − q), and nobody needs to see it settle.
  func gain() -> Double? {
    let ones = [Double](repeating: 1, count: links.count)
    var (x, added) = ([Double](repeating: 0, count: links.count), ones)
    guard let shares = shares(links.count) else { return nil }
    var progress = Progress()
    for round in 0..<Iteration.sweeps {
      var (change, slowest) = (0.0, 0.0)
      added.withUnsafeMutableBufferPointer { added in
        sweep(&x, ones, shares) { i, old, new in
          change = max(change, new.changes(from: old))
          let more = new - old
          // Less than that is rounding.
          if more > 1e-13 * new { slowest = max(slowest, more / added[i]) }
          added[i] = more
        }
      }
      if round > 0, slowest <= Iteration.quick {
        return zip(x, added).map { $0 + $1 * slowest / (1 - slowest) }.max()
      }
      switch progress.see(change) {
      case .moves: continue
      case .settled: return x.max()
      case .beyondBounds: return nil
      }
    }
    return nil
  }

  /// How the largest change develops from sweep to sweep.
  private struct Progress {
    enum State { case moves, settled, beyondBounds }

    private var best = Double.infinity
    private var idle = 0

    mutating func see(_ change: Double) -> State {
      if !change.isFinite { return .beyondBounds }
      if change <= Iteration.tolerance { return .settled }
      if change < best { (best, idle) = (change, 0) } else { idle += 1 }
      return idle >= 8 && best < Iteration.nearlySettled ? .settled : .moves
    }
  }

  /// Once over all members; `look` is told what each was and is.
  @inline(__always)
  private func sweep<V: Lanes>(
    _ x: inout [V], _ rhs: [V], _ shares: [Double], _ look: (_ member: Int, _ old: V, _ new: V) -> Void
  ) {
    let (count, last) = (rhs.count, links.components.count - 1)
    let ahead = ascending ? SweepAhead.links : -SweepAhead.links
    links.starts.withPointer { starts in
      links.components.withPointer { others in
        links.amounts.withPointer { amounts in
          x.withUnsafeMutableBufferPointer { x in
            for step in 0..<count {
              let i = ascending ? step : count - 1 - step
              if shares[i] == 0 { continue }
              let old = x[i]
              // The self-link is in `shares`: with nothing here it adds nothing.
              x[i] = .zero
              var sum = rhs[i]
              for link in Int(starts[i])..<Int(starts[i + 1]) {
                prefetch_line(x.base + Int(others[min(max(link + ahead, 0), last)]))
                sum += x[Int(others[link])] * amounts[link]
              }
              let value = sum * shares[i]
              x[i] = value
              look(i, old, value)
            }
          }
        }
      }
    }
  }

  private func packed<V: Lanes>(_: V.Type, _ lanes: ArraySlice<[Double]>, _ count: Int) -> [V] {
    var result = [V](repeating: .zero, count: count)
    for (lane, values) in lanes.enumerated() {
      for i in 0..<count { result[i][lane] = values[i] }
    }
    return result
  }
}

/// The values of one member in the right-hand sides that share a sweep.
private protocol Lanes {
  static var zero: Self { get }
  static func += (sum: inout Self, term: Self)
  static func * (values: Self, factor: Double) -> Self
  subscript(lane: Int) -> Double { get set }
  func larger(_ other: Self) -> Self
  /// By lane, relative to what it is now: 0 where it did not change by more than the tolerance, infinite where it is
  /// out of bounds.
  func changes(from old: Self) -> Self
}

extension Double: Lanes {
  @inline(__always)
  fileprivate subscript(lane: Int) -> Double {
    get { self }
    set { self = newValue }
  }

  @inline(__always)
  fileprivate func larger(_ other: Double) -> Double { max(self, other) }

  @inline(__always)
  fileprivate func changes(from old: Double) -> Double {
    let (moved, size) = (abs(self - old), abs(self))
    // Not "more than": what is not a number must not pass for settled.
    if moved <= size * Iteration.tolerance { return 0 }
    return size < Iteration.beyond ? moved / size : .infinity
  }
}

extension SIMD4<Double>: Lanes {
  @inline(__always)
  fileprivate func larger(_ other: SIMD4<Double>) -> SIMD4<Double> { pointwiseMax(self, other) }

  @inline(__always)
  fileprivate func changes(from old: SIMD4<Double>) -> SIMD4<Double> {
    let difference = self - old
    let moved = difference.replacing(with: -difference, where: difference .< 0)
    let size = replacing(with: -self, where: self .< 0)
    if !any(.!(moved .<= size * Iteration.tolerance)) { return .zero }
    var changes = SIMD4<Double>.zero
    for lane in 0..<4 { changes[lane] = self[lane].changes(from: old[lane]) }
    return changes
  }
}
