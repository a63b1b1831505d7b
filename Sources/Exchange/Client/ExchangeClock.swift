import Footprints
import Glibc

/// Time and chance, from outside, so that tests need neither.
public struct ExchangeClock: Sendable {
  /// The time of day.
  public var now: @Sendable () -> Timestamp
  /// Seconds on a clock that nobody sets.
  public var steady: @Sendable () -> Double
  /// Waits; throws when the task is cancelled.
  public var sleep: @Sendable (_ seconds: Double) async throws -> Void
  /// 0…1.
  public var random: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> Timestamp, steady: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (_ seconds: Double) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.steady = steady
    self.sleep = sleep
    self.random = random
  }

  public static let system = ExchangeClock(
    now: { Timestamp(seconds: Int64(time(nil))) },
    steady: {
      var moment = timespec()
      clock_gettime(CLOCK_MONOTONIC, &moment)
      return Double(moment.tv_sec) + Double(moment.tv_nsec) * 1e-9
    },
    sleep: { try await Task.sleep(for: .seconds($0)) },
    random: { Double.random(in: 0...1) })
}

/// How far a host is followed before it is left.
public struct ExchangeLimits: Sendable {
  /// Seconds until a connection stands, until the head of an answer is there, and between two pieces of it.
  public var connect = 15.0
  public var head = 60.0
  public var idle = 30.0
  /// After so many seconds an answer must have come at `slowest` bytes a second.
  public var grace = 30.0
  public var slowest = 512.0
  /// Bytes of one answer, inflated.
  public var answer: Int64 = 512 << 20
  /// Bytes of an answer that is no list: a token, an error.
  public var small = 1 << 20
  public var pages = 20_000
  public var redirects = 3
  /// Polls of an answer that is not ready.
  public var polls = 6
  public var backoff = Backoff.usual
  /// Seconds that the host's clock may differ from ours without a word.
  public var clockDifference: Int64 = 300

  public static let usual = ExchangeLimits()
}
