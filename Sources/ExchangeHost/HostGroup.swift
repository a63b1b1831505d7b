import Glibc
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Runs hosts, and what belongs to them, together.
public enum HostGroup {
  /// Seconds that open requests may take to end once it is time to stop.
  public static let patience = 5

  /// Runs until SIGTERM or SIGINT, or until one of the services fails; then all stop gracefully.
  ///
  /// - Throws: what a service failed with, as when its port is taken.
  public static func run(_ services: [any Service], log: HostLog) async throws {
    try await group(services, log: log, signals: [.sigterm, .sigint]).run()
  }

  /// Why hosts could not be run, for people; nil when they only took too long to stop and were cut off.
  public static func reason(of error: any Error) -> String? {
    if error is CancellationError || error is ServiceGroupError { return nil }
    if let problem = error as? IOError { return String(cString: strerror(problem.errnoCode)) }
    return "\(error)"
  }

  /// The same without signals, to be stopped by `triggerGracefulShutdown`.
  static func group(_ services: [any Service], log: HostLog, signals: [UnixSignal] = []) -> ServiceGroup {
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: signals, logger: log.logger("group"))
    configuration.maximumGracefulShutdownDuration = .seconds(patience)
    return ServiceGroup(configuration: configuration)
  }
}
