import Footprints
import Glibc

/// The clock and the dice of the machine. Everything else takes them from outside.
public enum HostClock {
  public static let now: @Sendable () -> Timestamp = { Timestamp(seconds: Int64(time(nil))) }

  /// A random UUID (RFC 9562, version 4).
  public static let newID: @Sendable () -> String = {
    StableID.text((0..<16).map { _ in UInt8.random(in: .min ... .max) }, version: 4)
  }
}
