import Analysis
import CYardstick
import Glibc
import SupplyGraph

/// Sensitivities, break-even and Monte Carlo of one focus.
struct UncertaintyBenchmark {
  private let focus: Focus
  private let yardstick: C
  private let threads: Int

  init(_ focus: Focus, _ yardstick: C, threads: Int) {
    self.focus = focus
    self.yardstick = yardstick
    self.threads = threads
  }

  func run(_ sweep: Double) {
    let graph = focus.rollUp.graph
    let spreads = Spreads(graph: graph)
    Table.time("spreads of all inputs", wallTime { _ = Spreads(graph: graph) }, "C sweep", sweep)
    for measure in SensitivityMeasure.allCases {
      Table.time(
        "sensitivity by \(measure.rawValue), top 100",
        wallTime { _ = focus.sensitivity(by: measure, top: 100, spreads: spreads) }, "C sweep", sweep)
    }
    let target = 0.99 * (focus.total ?? 0)
    Table.time(
      "break-even, top 100", wallTime { _ = focus.breakEven(target: target, top: 100) }, "C sweep", sweep)
    if graph.loops.isEmpty { monteCarlo(spreads) }
  }

  /// 1,000 samples; of large graphs and of the yardstick fewer, and the time for as many.
  private func monteCarlo(_ spreads: Spreads) {
    let links = focus.rollUp.graph.linkCount
    let wanted = 1000
    let (few, many) = (links > 1_000_000 ? 4 : links > 100_000 ? 30 : 200, links > 1_000_000 ? 64 : wanted)
    // One after the other, twice, so that a machine that is busy for a while does not favour one of them.
    let first = yardstick.samples(focus, spreads, few)
    let monteCarlo = MonteCarlo(focus, spreads: spreads, seed: 1)
    let alone = draw(monteCarlo, many, threads: 1, first.mean, few)
    let second = yardstick.samples(focus, spreads, few)
    let shared = draw(monteCarlo, many, threads: threads, first.mean, few)
    let plain = CPU(
      wall: min(first.time.wall, second.time.wall),
      processor: min(first.time.processor, second.time.processor))
    func thousand(_ time: Double, of samples: Int) -> Double { time / Double(samples) * Double(wanted) }
    Table.time(
      "Monte Carlo, \(wanted) samples, 1 thread", thousand(alone.wall, of: many), "plain C, one thread",
      thousand(plain.wall, of: few))
    Table.time(
      "  time on the processor", thousand(alone.processor, of: many), "plain C",
      thousand(plain.processor, of: few))
    Table.time(
      "Monte Carlo, \(wanted) samples, \(threads) threads", thousand(shared.wall, of: many),
      "plain C, one thread",
      thousand(plain.wall, of: few))
  }

  /// The shortest of two runs; says so when samples are missing or their mean is not that of the yardstick.
  private func draw(_ monteCarlo: MonteCarlo, _ count: Int, threads: Int, _ expected: Double, _ few: Int)
    -> CPU
  {
    let times = (0..<2).map { _ in
      var samples = Samples?.none
      let time = CPU.time { samples = monteCarlo.draw(count, threads: threads) }
      guard let samples, samples.isComplete, samples.totals.count == count, let summary = samples.summary
      else {
        print("samples are missing")
        return time
      }
      if abs(summary.mean - expected) > 6 * summary.deviation / Double(few).squareRoot() {
        print("the means differ")
      }
      return time
    }
    return CPU(wall: times.map(\.wall).min() ?? .nan, processor: times.map(\.processor).min() ?? .nan)
  }
}

/// Milliseconds that something took, and those of them that the processor worked for it, on all threads.
struct CPU {
  var wall: Double
  var processor: Double

  static func time(_ body: () -> Void) -> CPU {
    let before = now
    let wall = milliseconds(body)
    return CPU(wall: wall, processor: now - before)
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}

extension C {
  /// Milliseconds of `count` samples in plain C, and their mean.
  func samples(_ focus: Focus, _ spreads: Spreads, _ count: Int) -> (time: CPU, mean: Double) {
    let graph = focus.rollUp.graph
    let links = graph.links
    let own = (0..<graph.count).map { focus.rollUp.own($0) ?? 0 }
    let deviations = (0..<graph.count).map { spreads.logDeviation(.own($0)) }
    var demand = [Double](repeating: 0, count: graph.count)
    for (product, quantity) in graph.portfolio { demand[product] += quantity }
    var totals = [Double](repeating: 0, count: graph.count)
    var results = [Double](repeating: 0, count: count)
    let time = CPU.time {
      yardstick_samples(
        Int32(graph.count), links.starts, links.components, links.amounts, own, deviations,
        spreads.logDeviation(.amount(0)), demand, &totals, Int32(count), 1, &results)
    }
    return (time, results.reduce(0, +) / Double(count))
  }
}
