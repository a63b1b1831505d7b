import Dispatch
import Glibc

/// Waits for asynchronous work on the main thread of a command that does nothing else meanwhile.
enum Background {
  private final class Box<Value: Sendable>: @unchecked Sendable {
    // Written before the semaphore is signalled, read after it.
    var value: Value?
  }

  /// The result of the work. SIGINT and SIGTERM cancel it once, so that it ends well; `onStop` is told.
  static func wait<Value: Sendable>(
    onStop: @escaping @Sendable () -> Void = {}, work: @escaping @Sendable () async -> Value
  ) -> (value: Value, wasStopped: Bool) {
    let (box, done) = (Box<Value>(), DispatchSemaphore(value: 0))
    let stopped = Box<Bool>()
    let task = Task.detached {
      box.value = await work()
      done.signal()
    }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        stopped.value = true
        onStop()
        task.cancel()
        // Whoever asks a second time does not want to wait; the store bears it.
        signal(number, SIG_DFL)
      }
      source.resume()
      return source
    }
    done.wait()
    for (number, source) in zip([SIGINT, SIGTERM], sources) {
      source.cancel()
      signal(number, SIG_DFL)
    }
    guard let value = box.value else { fatalError("work ended without a value") }
    return (value, stopped.value ?? false)
  }
}
