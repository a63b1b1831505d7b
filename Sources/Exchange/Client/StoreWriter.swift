import Dispatch
import Footprints
import Formats

/// A store on a queue of its own: waiting for the disk never holds up the threads that talk to hosts.
final class StoreWriter: @unchecked Sendable {
  // Everything below is touched on the queue alone.
  private let queue: DispatchQueue
  private var store: SourceStore?
  private let gate: StoreGate?

  init(name: String, gate: StoreGate?) {
    queue = DispatchQueue(label: "genryu.store.\(name)", qos: .utility)
    self.gate = gate
  }

  func open(
    folder: String, name: String, now: @escaping @Sendable () -> Timestamp
  ) async throws -> (HostState, JournalSummary) {
    try await perform {
      let store = try SourceStore(folder: folder, name: name, now: now)
      self.store = store
      return (store.state, store.summary)
    }
  }

  /// Does something with the store; nobody reads the dataset meanwhile.
  func write<Result: Sendable>(
    _ action: @escaping @Sendable (SourceStore) throws(HostProblem) -> Result
  ) async throws -> Result {
    try await perform {
      guard let store = self.store else { throw HostProblem(.cannotWrite) }
      self.gate?.enter()
      defer { self.gate?.leave() }
      return try action(store)
    }
  }

  func close() async {
    await withCheckedContinuation { done in
      queue.async {
        self.store = nil
        done.resume()
      }
    }
  }

  private func perform<Result: Sendable>(_ action: @escaping @Sendable () throws -> Result) async throws
    -> Result
  {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Swift.Result(catching: action)) }
    }
  }
}

/// Lets a reader of the dataset see whole pages only: writers wait until it is done, and it for them.
public final class StoreGate: Sendable {
  private let door = DispatchSemaphore(value: 1)

  public init() {}

  public func enter() { door.wait() }
  public func leave() { door.signal() }

  public func pass<Result>(_ action: () throws -> Result) rethrows -> Result {
    enter()
    defer { leave() }
    return try action()
  }
}
