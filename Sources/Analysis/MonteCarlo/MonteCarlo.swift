import Dispatch
import SupplyGraph
import Synchronization

/// Totals of a focus with all its own emissions and amounts drawn at random, many times over.
///
/// Each input is lognormal with its value as the median and the standard deviation of `Spreads` for its logarithm,
/// independent of all others; what is negative stays so. Loops are solved anew in every sample; samples in which one has
/// no finite answer are counted and left out. Only products that the focus needs are drawn and swept.
///
/// Sample number s gives the same bits whatever the threads, the order, or how many others are drawn with it. Models
/// of the same products draw the same numbers for the same inputs, so that their difference shows what differs between
/// them and not chance (common random numbers).
public struct MonteCarlo: Sendable {
  public let seed: UInt64
  private let plan: SamplePlan
  private let graph: SupplyGraph

  /// - Complexity: O(products + links), once.
  public init(_ focus: Focus, spreads: Spreads, seed: UInt64 = 1) {
    self.seed = seed
    graph = focus.rollUp.graph
    plan = SamplePlan(focus, spreads)
  }

  /// Stops a run from any thread.
  public final class Cancellation: Sendable {
    private let flag = Atomic(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .relaxed) }

    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
  }

  /// Draws `samples` totals, on `threads` threads at once; returns when all are there, or soon after `cancellation`.
  ///
  /// - Parameters:
  ///   - interval: `publish` is called when about this many more samples are there.
  ///   - publish: gets the first samples, as many as there are without a gap; on one of the threads, never twice at a
  ///     time, always more than before.
  /// - Returns: All samples, or of a run that was cancelled those without a gap.
  /// - Complexity: O(samples × entries), entries being own emissions and amounts other than 0 that the focus needs; 64
  ///   bytes of memory for each product and thread.
  public func draw(
    _ samples: Int, threads: Int = 2, cancellation: Cancellation = Cancellation(), interval: Int = 100,
    publish: @Sendable (Samples) -> Void = { _ in }
  ) -> Samples {
    let batches = max(0, samples + SampleSweep.lanes - 1) / SampleSweep.lanes
    guard batches > 0, !plan.tops.isEmpty else {
      return Samples(totals: [], isComplete: !cancellation.isCancelled)
    }
    let progress = Mutex(Progress(samples: samples, batches: batches))
    let next = Atomic(0)
    let (plan, seed) = (plan, seed)
    DispatchQueue.concurrentPerform(iterations: min(max(1, threads), batches)) { _ in
      var sweep = SampleSweep(plan, seed: seed)
      while true {
        let batch = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard batch < batches, let totals = sweep.run(batch: batch, isCancelled: { cancellation.isCancelled })
        else {
          return
        }
        // Published under the lock: one after the other, and never fewer than before.
        progress.withLock { progress in
          progress.take(totals, batch: batch)
          if progress.isDue(interval), !cancellation.isCancelled { publish(progress.samples) }
        }
      }
    }
    return progress.withLock { $0.samples }
  }

  /// Standard deviations by which an input was off in a sample: its logarithm is that of its value plus this times its
  /// spread. Nil for what is not drawn.
  public func drawn(_ input: Parameter, sample: Int) -> Double? {
    SamplePlan.number(input, graph).map { NormalDraw.number(seed: seed, sample: sample, input: $0) }
  }

  /// For each input the squared correlation of its logarithm with that of the total (with the total itself where it
  /// changes sign): the part of the variance it explains, comparable with the analytic one. Chance alone gives about
  /// 1 ÷ samples.
  ///
  /// - Complexity: O(inputs × samples): numbers are drawn again, not kept.
  public func varianceShares(_ inputs: [Parameter], _ samples: Samples) -> [Double?] {
    let valid = samples.totals.indices.filter { samples.totals[$0].isFinite }
    let totals = valid.map { samples.totals[$0] }
    let y = SampleStatistics.logarithms(totals) ?? totals
    return inputs.map { input in
      guard let number = SamplePlan.number(input, graph), valid.count > 2 else { return nil }
      let x = valid.map { NormalDraw.number(seed: seed, sample: $0, input: number) }
      return SampleStatistics.squaredCorrelation(x, y)
    }
  }

  /// What is there of a run.
  private struct Progress {
    private var totals: [Double]
    private var isThere: [Bool]
    private let wanted: Int
    private var complete = 0
    private var published = 0

    init(samples: Int, batches: Int) {
      wanted = samples
      totals = [Double](repeating: .nan, count: batches * SampleSweep.lanes)
      isThere = [Bool](repeating: false, count: batches)
    }

    mutating func take(_ lanes: SIMD8<Double>, batch: Int) {
      for lane in 0..<SampleSweep.lanes { totals[batch * SampleSweep.lanes + lane] = lanes[lane] }
      isThere[batch] = true
      while complete < isThere.count, isThere[complete] { complete += 1 }
    }

    private var count: Int { min(wanted, complete * SampleSweep.lanes) }

    mutating func isDue(_ interval: Int) -> Bool {
      guard count >= published + max(1, interval) || (count == wanted && published < wanted) else {
        return false
      }
      published = count
      return true
    }

    var samples: Samples { Samples(totals: Array(totals[..<count]), isComplete: count == wanted) }
  }
}
