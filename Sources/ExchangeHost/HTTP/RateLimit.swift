import Synchronization

/// So many requests a second from one address, with some in reserve (a token bucket for each address).
///
/// Holds a bounded number of addresses; when there are more, all start anew.
final class RateLimit: Sendable {
  private struct Bucket {
    var tokens: Double
    var last: ContinuousClock.Instant
  }

  private let perSecond: Double
  /// In reserve.
  private var most: Double { max(1, 2 * perSecond) }
  private let buckets = Mutex<[String: Bucket]>([:])

  static let mostAddresses = 10_000

  /// 0 for no limit.
  init(perSecond: Double) { self.perSecond = perSecond }

  /// Whether one more request is allowed at `now`.
  func allows(_ address: String, now: ContinuousClock.Instant = .now) -> Bool {
    guard perSecond > 0 else { return true }
    return buckets.withLock { buckets in
      if buckets.count >= RateLimit.mostAddresses, buckets[address] == nil { buckets.removeAll() }
      var bucket = buckets[address] ?? Bucket(tokens: most, last: now)
      let seconds =
        Double((now - bucket.last).components.seconds)
        + Double((now - bucket.last).components.attoseconds) / 1e18
      bucket.tokens = min(most, bucket.tokens + max(0, seconds) * perSecond)
      bucket.last = now
      let isAllowed = bucket.tokens >= 1
      if isAllowed { bucket.tokens -= 1 }
      buckets[address] = bucket
      return isAllowed
    }
  }
}
