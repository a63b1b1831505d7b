import Footprints

/// When to ask again after a host failed: never at once, later each time, and not at the same moment as others.
public struct Backoff: Equatable, Sendable {
  /// Seconds before the second attempt; doubled for each further one.
  public var first = 0.5
  /// Seconds between attempts at most.
  public var longest = 60.0
  /// Attempts in all.
  public var attempts = 6
  /// Seconds that a host may ask to wait; longer ones end the sync with what the host said.
  public var patience = 300.0

  public static let usual = Backoff()

  enum Decision: Equatable {
    case wait(seconds: Double)
    case giveUp
    /// The host asked for more time than one waits for.
    case tooLong(seconds: Double)
  }

  /// - Parameters:
  ///   - attempt: how many were made.
  ///   - random: 0…1; the wait is drawn from the whole range ("full jitter", Brooker 2015), for a host's own wish
  ///     from a tenth above it.
  ///   - retryAfter: the header of that name: seconds or a date.
  ///   - hostTime: the clock of the host, for a date; ours may differ.
  func next(
    afterAttempt attempt: Int, random: Double, retryAfter: String? = nil, hostTime: Timestamp? = nil,
    now: Timestamp
  ) -> Decision {
    guard attempt < attempts else { return .giveUp }
    if let wish = Backoff.seconds(retryAfter, hostTime ?? now) {
      return wish > patience ? .tooLong(seconds: wish) : .wait(seconds: wish + random * max(0.1, wish * 0.1))
    }
    let ceiling = min(longest, first * Double(1 << min(20, max(0, attempt - 1))))
    return .wait(seconds: max(ceiling * 0.1, ceiling * random))
  }

  private static func seconds(_ header: String?, _ now: Timestamp) -> Double? {
    guard let header else { return nil }
    let text = header.filter { $0 != " " }
    if let seconds = Double(text), seconds >= 0 { return min(seconds, 1e9) }
    return HTTPDate.read(header).map { Double(max(0, $0.seconds - now.seconds)) }
  }
}
