import Dashboard
import Footprints
import Formats
import Synchronization

/// Answers the questions of the screens in the background, one after the other. A newer question of the same kind
/// replaces one that waits: nobody looks at its answer any more.
final class Worker: Sendable {
  private struct Waiting {
    var snapshot: Snapshot?
    var queries: [Query] = []
    var isRunning = false
  }

  private let waiting = Mutex(Waiting())
  private let mailbox: Mailbox

  init(mailbox: Mailbox) { self.mailbox = mailbox }

  /// Questions from now on are about this snapshot; older ones are dropped.
  func work(on snapshot: Snapshot) {
    waiting.withLock { waiting in
      waiting.snapshot = snapshot
      waiting.queries = []
    }
  }

  func ask(_ query: Query) {
    let mustStart = waiting.withLock { waiting in
      waiting.queries.removeAll { $0.isReplaced(by: query) }
      waiting.queries.append(query)
      defer { waiting.isRunning = true }
      return !waiting.isRunning
    }
    if mustStart { Task.detached(priority: .userInitiated) { self.run() } }
  }

  private func run() {
    var analyst: Analyst?
    while let (snapshot, query) = next() {
      if analyst?.snapshot !== snapshot { analyst = Analyst(snapshot: snapshot) }
      guard let answer = answer(query, by: &analyst, snapshot) else { continue }
      let isCurrent = waiting.withLock { $0.snapshot === snapshot }
      if isCurrent { mailbox.send(.answer(query, answer)) }
    }
  }

  private func next() -> (Snapshot, Query)? {
    waiting.withLock { waiting in
      guard let snapshot = waiting.snapshot, !waiting.queries.isEmpty else {
        waiting.isRunning = false
        return nil
      }
      return (snapshot, waiting.queries.removeFirst())
    }
  }

  private func answer(_ query: Query, by analyst: inout Analyst?, _ snapshot: Snapshot) -> Answer? {
    if case .record(let place) = query { return record(place, of: snapshot) }
    return analyst?.answer(query)
  }

  private func record(_ place: Place, of snapshot: Snapshot) -> Answer {
    do {
      let record = try RecordText(place, files: snapshot.graph.files)
      switch record.kind {
      case .json: return .record(record.lines)
      case .row: return .record(record.cells.map { "\($0.name): \($0.value)" })
      }
    } catch .nowhere {
      return .noRecord(.notRead)
    } catch .unreadable(let reason) {
      return .noRecord(.unreadable(reason: reason))
    } catch .changed {
      return .noRecord(.changed)
    } catch {
      return .noRecord(.notRead)
    }
  }
}

extension Query {
  /// Whether an unanswered question is pointless once `newer` is asked.
  fileprivate func isReplaced(by newer: Query) -> Bool {
    switch (self, newer) {
    case (.find, .find), (.tree, .tree), (.overview, .overview), (.suppliers, .suppliers), (.locate, .locate): true
    default: self == newer
    }
  }
}
