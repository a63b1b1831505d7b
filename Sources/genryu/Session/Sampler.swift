import Analysis
import Canvas
import Dashboard
import Dispatch
import Synchronization

/// Draws samples in the background, on all processors, and tells what they show so far. One run at a time: the next
/// takes the place of the one before.
final class Sampler: Sendable {
  /// The focus to draw, and that of the baseline where it is another one.
  struct Job: Sendable {
    var request: SampleRequest
    var spreads: Spreads
    var focus: Focus
    var baseline: Focus?
  }

  private let queue = DispatchQueue(label: "genryu.sampler", qos: .utility)
  private let running = Mutex<MonteCarlo.Cancellation?>(nil)
  private let post: @Sendable (Event) -> Void
  private let threads: Int

  /// Columns of the picture.
  private static let bins = 40

  init(threads: Int, post: @escaping @Sendable (Event) -> Void) {
    self.threads = threads
    self.post = post
  }

  func start(_ job: Job) {
    let cancellation = MonteCarlo.Cancellation()
    running.withLock { running in
      running?.cancel()
      running = cancellation
    }
    queue.async { self.run(job, cancellation) }
  }

  func stop() {
    running.withLock { running in
      running?.cancel()
      running = nil
    }
  }

  private func run(_ job: Job, _ cancellation: MonteCarlo.Cancellation) {
    if cancellation.isCancelled { return }
    let request = job.request
    let interval = max(50, request.count / 10)
    let tell: @Sendable (Samples, Samples?) -> Void = { samples, baseline in
      if cancellation.isCancelled { return }
      if let sampled = Sampler.sampled(samples, baseline, request) { self.post(.sampled(sampled)) }
    }
    let model = MonteCarlo(job.focus, spreads: job.spreads, seed: request.seed)
    let samples = model.draw(
      request.count, threads: threads, cancellation: cancellation, interval: interval,
      publish: { tell($0, nil) })
    // The same numbers for the baseline: what differs is the scenario and not chance.
    guard let baseline = job.baseline else { return tell(samples, nil) }
    tell(samples, nil)
    let other = MonteCarlo(baseline, spreads: job.spreads, seed: request.seed)
    tell(samples, other.draw(request.count, threads: threads, cancellation: cancellation))
  }

  private static func sampled(_ samples: Samples, _ baseline: Samples?, _ request: SampleRequest) -> Sampled?
  {
    guard let summary = samples.summary else { return nil }
    let histogram = summary.histogram(bins: bins)
    return Sampled(
      request: request, done: samples.totals.count, count: request.count, bins: histogram.counts,
      low: histogram.low, high: histogram.high, p5: summary.p5, median: summary.median, p95: summary.p95,
      mean: summary.mean, shareBelowBaseline: baseline.flatMap { samples.probabilityBelow($0)?.value })
  }
}
