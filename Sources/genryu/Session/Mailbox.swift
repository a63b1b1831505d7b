import Dashboard
import Synchronization
import Terminal

/// What background work tells the interface. Posting never waits; the interface is woken once for all there is.
final class Mailbox: Sendable {
  struct Letter: Sendable {
    var event: Event
    /// The job it belongs to: letters of a job that was given up are thrown away.
    var job: Int
  }

  private let letters = Mutex<[Letter]>([])
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  func post(_ event: Event, job: Int) {
    let isFirst = letters.withLock { letters in
      defer { letters.append(Letter(event: event, job: job)) }
      // Only the latest news of a progress counts.
      if case .progress = event, case .progress = letters.last?.event, letters.last?.job == job {
        letters.removeLast()
        return false
      }
      if case .host(let state) = event {
        // Of a host that is being asked too.
        letters.removeAll { letter in
          if case .host(let older) = letter.event { older.name == state.name } else { false }
        }
      }
      return letters.isEmpty
    }
    if isFirst { wake() }
  }

  /// Everything that has come, in order.
  func take() -> [Letter] {
    letters.withLock { letters in
      defer { letters = [] }
      return letters
    }
  }
}
