import Dashboard
import Synchronization
import Terminal

/// Events from background work to the interface thread. Sending never blocks for long and wakes the terminal only when
/// the mailbox was empty.
final class Mailbox: Sendable {
  private let events = Mutex<[Event]>([])
  private let waker: Waker

  init(waker: Waker) { self.waker = waker }

  func send(_ event: Event) {
    let wasEmpty = events.withLock { events in
      defer { Mailbox.append(event, to: &events) }
      return events.isEmpty
    }
    if wasEmpty { waker.wake() }
  }

  func take() -> [Event] {
    events.withLock { events in
      defer { events = [] }
      return events
    }
  }

  /// Progress replaces progress that nobody has seen yet.
  private static func append(_ event: Event, to events: inout [Event]) {
    if case .progress = event, case .progress = events.last { events.removeLast() }
    events.append(event)
  }
}
