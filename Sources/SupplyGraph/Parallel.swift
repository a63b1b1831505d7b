import Dispatch

/// Work cut into parts that have nothing to do with each other.
package enum Parallel {
  /// Calls `body` once for each part, on as many threads as there are cores; in order on this one when `threads` is 1.
  /// What comes out must not depend on which is done first.
  package static func forEach(_ parts: Int, threads: Int, _ body: (Int) -> Void) {
    if threads <= 1 || parts <= 1 {
      for part in 0..<parts { body(part) }
    } else {
      withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let body = body  // back before this function is
        DispatchQueue.concurrentPerform(iterations: parts) { body($0) }
      }
    }
  }

  /// Into how many parts to cut work on so many items: fewer are done before another thread has begun.
  static func parts(_ wanted: Int, items: Int) -> Int { items < 1 << 16 ? 1 : max(1, wanted) }

  /// `0..<count` in ranges of about the same length.
  package static func ranges(_ count: Int, parts: Int) -> [Range<Int>] {
    (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// The results of parts, in their order.
  package static func map<Part, Result>(
    _ parts: [Part], threads: Int, _ body: (Part) -> Result
  ) -> [Result] {
    var results = [Result?](repeating: nil, count: parts.count)
    results.withUnsafeMutableBufferPointer { results in
      forEach(parts.count, threads: threads) { results[$0] = body(parts[$0]) }
    }
    return results.compactMap(\.self)
  }

  /// The results of both.
  package static func both<A, B>(threads: Int, _ a: () -> A, _ b: () -> B) -> (A, B) {
    var (first, second): (A?, B?) = (nil, nil)
    forEach(2, threads: threads) { part in if part == 0 { first = a() } else { second = b() } }
    // Both were set: each part was done once.
    return (first.unsafelyUnwrapped, second.unsafelyUnwrapped)
  }
}

/// Counting sort by threads: how many items of each bucket are in each part, then where its next one goes.
///
/// Parts follow each other, so items of one bucket stay in their order whatever the number of parts.
struct Buckets {
  /// Bucket `b` is `starts[b] ..< starts[b + 1]`.
  private(set) var starts: [Int32]
  private let ranges: [Range<Int>]
  private let threads: Int
  /// By part, then by bucket.
  private var next: [Int32]
  private let buckets: Int

  /// `bucket` tells that of an item.
  @inline(__always)
  init(items: Int, buckets: Int, threads: Int, _ bucket: (Int) -> Int) {
    let parts = Parallel.parts(threads, items: items)
    let ranges = Parallel.ranges(items, parts: parts)
    var next = [Int32](large: 0, count: parts * buckets)
    next.withUnsafeMutableBufferPointer { next in
      Parallel.forEach(parts, threads: threads) { part in
        let counts = UnsafeMutableBufferPointer(rebasing: next[part * buckets..<(part + 1) * buckets])
        for item in ranges[part] { counts[bucket(item)] += 1 }
      }
    }
    var starts = [Int32](repeating: 0, count: buckets + 1)
    var sum: Int32 = 0
    for b in 0..<buckets {
      for part in 0..<parts {
        let count = next[part * buckets + b]
        next[part * buckets + b] = sum
        sum += count
      }
      starts[b + 1] = sum
    }
    (self.starts, self.ranges, self.threads, self.next, self.buckets) = (
      starts, ranges, threads, next, buckets
    )
  }

  /// Writes `value` of every item to its place in `column`, which has room for all of them.
  ///
  /// Places lie anywhere, and a processor that waits for one to be written holds up all that come behind it: the
  /// memory is asked for them ahead.
  @inline(__always)
  consuming func distribute<Value>(
    into column: UnsafeMutableBufferPointer<Value>, _ bucket: (Int) -> Int, _ value: (Int) -> Value
  ) {
    let (ranges, buckets) = (ranges, buckets)
    let places = UnsafeBufferPointer(column)
    next.withUnsafeMutableBufferPointer { next in
      Parallel.forEach(ranges.count, threads: threads) { part in
        let next = UnsafeMutableBufferPointer(rebasing: next[part * buckets..<(part + 1) * buckets])
        let end = ranges[part].upperBound
        for item in ranges[part] {
          if item + Ahead.far < end { places.prefetch(Int(next[bucket(item + Ahead.far)])) }
          let b = bucket(item)
          column[Int(next[b])] = value(item)
          next[b] += 1
        }
      }
    }
  }
}
