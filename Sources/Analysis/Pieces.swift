import Glibc
import SupplyGraph
import Synchronization

/// Work on many independent things, on all processors where there is enough of it.
enum Pieces {
  /// Sweeps over fewer products are done before a second thread has begun.
  static let worthwhileProducts = 20_000

  /// All numbers below `count` in as many ranges as there is to gain from.
  static func ranges(_ count: Int, isLarge: Bool) -> [Range<Int>] {
    Parallel.ranges(count, parts: isLarge ? 16 : 1)
  }

  /// Calls `body` with each of these ranges.
  static func run(_ count: Int, isLarge: Bool, _ body: (Range<Int>) -> Void) {
    let ranges = ranges(count, isLarge: isLarge)
    Parallel.forEach(ranges.count, threads: ranges.count) { body(ranges[$0]) }
  }

  /// Calls `first` with each number below `count`, and `second` with the same behind it, until that says that it is
  /// enough: on a thread of its own where there is enough to do. What `first` has written for a number is there for
  /// `second`.
  static func inTurn(_ count: Int, isLarge: Bool, _ first: (Int) -> Void, then second: (Int) -> Bool) {
    guard isLarge else {
      for number in 0..<count {
        first(number)
        if !second(number) { return }
      }
      return
    }
    let done = Atomic(0)
    Parallel.forEach(2, threads: 2) { role in
      for number in 0..<count {
        if role == 0 {
          first(number)
          done.store(number + 1, ordering: .releasing)
        } else {
          // The first role is always taken first.
          wait { done.load(ordering: .acquiring) > number }
          if !second(number) { return }
        }
      }
    }
  }

  /// Until something that another thread is about to do is done: mostly at once, and where it takes longer without
  /// keeping a processor from others.
  private static func wait(_ isDone: () -> Bool) {
    for _ in 0..<16 {
      if isDone() { return }
      sched_yield()
    }
    while !isDone() { usleep(40) }
  }
}
