import SupplyGraph

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
}
