import Dispatch

/// Work on many independent things, on all processors where there is enough of it.
enum Pieces {
  private static let count = 16
  /// Sweeps over fewer products are done before a second thread has begun.
  static let worthwhileProducts = 20_000

  /// Calls `body` with ranges that make up all numbers below `count`.
  static func run(_ count: Int, isLarge: Bool, _ body: @Sendable (Range<Int>) -> Void) {
    if !isLarge { return body(0..<count) }
    DispatchQueue.concurrentPerform(iterations: Pieces.count) { piece in
      body(count * piece / Pieces.count..<count * (piece + 1) / Pieces.count)
    }
  }
}
