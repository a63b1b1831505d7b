import Analysis
import SupplyGraph

/// Samples to draw of a total.
public struct SampleRequest: Hashable, Sendable {
  public var subject: Focus.Subject
  public var edits: [Edit]
  public var range: Spreads.Policy
  public var count: Int
  public var seed: UInt64

  /// Enough for quantiles that stand still to the third digit, and drawn in the blink of an eye on usual data.
  public static let usualCount = 2000
  /// The same picture in every run.
  public static let usualSeed: UInt64 = 1
}

/// What samples show so far.
public struct Sampled: Hashable, Sendable {
  public var request: SampleRequest
  public var done: Int
  public var count: Int
  /// Samples by size, from `low` to `high` in equal steps, kg CO2e.
  public var bins: [Int]
  public var low: Double
  public var high: Double
  public var p5: Double
  public var median: Double
  public var p95: Double
  public var mean: Double
  /// Part of the samples in which the scenario is below the baseline, both drawn with the same inputs; nil without
  /// changes.
  public var shareBelowBaseline: Double?

  public init(
    request: SampleRequest, done: Int, count: Int, bins: [Int], low: Double, high: Double, p5: Double,
    median: Double, p95: Double, mean: Double, shareBelowBaseline: Double?
  ) {
    self.request = request
    self.done = done
    self.count = count
    self.bins = bins
    self.low = low
    self.high = high
    self.p5 = p5
    self.median = median
    self.p95 = p95
    self.mean = mean
    self.shareBelowBaseline = shareBelowBaseline
  }
}

/// Samples that are being drawn, or have been.
struct Sampling: Sendable {
  var request: SampleRequest?
  var latest: Sampled?
  /// Whoever draws is to be told to stop.
  var mustStop = false

  var isRunning: Bool {
    request != nil && (latest?.request != request || (latest?.done ?? 0) < (latest?.count ?? 1))
  }

  func latest(for request: WhatIfRequest) -> Sampled? {
    guard let latest, latest.request.subject == request.subject, latest.request.edits == request.edits,
      latest.request.range == request.range
    else { return nil }
    return latest
  }
}

extension State {
  /// `d`: draws samples of every state that is looked at, or stops doing so.
  mutating func toggleSampling() -> [Effect] {
    whatIf.isSampling.toggle()
    if whatIf.isSampling {
      message = words.samplingOn
      return startSampling()
    }
    sampling.mustStop = sampling.isRunning
    sampling.request = nil
    sampling.latest = nil
    message = words.samplingOff
    return []
  }

  /// Draws samples of what the what-if screen shows, once.
  mutating func startSampling() -> [Effect] {
    guard whatIf.isSampling, let answer = whatIfAnswer, answer.request.edits == scenario.edits,
      answer.total.after != nil
    else { return [] }
    let request = SampleRequest(
      subject: answer.request.subject, edits: answer.request.edits, range: answer.request.range,
      count: SampleRequest.usualCount, seed: SampleRequest.usualSeed)
    if sampling.request == request { return [] }
    sampling.request = request
    sampling.mustStop = false
    return [.sample(request)]
  }

  /// Esc: stops drawing and keeps what is drawn; false when nothing is being drawn.
  mutating func stopsSampling() -> Bool {
    guard sampling.isRunning else { return false }
    whatIf.isSampling = false
    sampling.mustStop = true
    sampling.request = nil
    message = words.samplingOff
    return true
  }

  mutating func take(_ sampled: Sampled) {
    guard sampled.request == sampling.request else { return }
    sampling.latest = sampled
    // Where there is no room for the picture the figures are told.
    if scene?.screen.isWhatIf == true, WhatIfPanes(state: self).uncertainty.isEmpty, let answer = whatIfAnswer
    {
      message = WhatIfPanels(state: self, answer: answer).sampledText(sampled)
    }
  }

  /// What is being drawn and not looked at any more.
  mutating func stopIdleSampling() -> [Effect] {
    if sampling.isRunning, let request = sampling.request,
      request.edits != scenario.edits || whatIfScene == nil
    {
      sampling.request = nil
      sampling.mustStop = true
    }
    guard sampling.mustStop else { return [] }
    sampling.mustStop = false
    return [.stopSampling]
  }
}
