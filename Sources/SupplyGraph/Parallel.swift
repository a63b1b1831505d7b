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

  /// `0..<count` in ranges of about the same length.
  package static func ranges(_ count: Int, parts: Int) -> [Range<Int>] {
    (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  /// The results of both.
  package static func both<A, B>(threads: Int, _ a: () -> A, _ b: () -> B) -> (A, B) {
    var (first, second): (A?, B?) = (nil, nil)
    forEach(2, threads: threads) { part in if part == 0 { first = a() } else { second = b() } }
    // Both were set: each part was done once.
    return (first.unsafelyUnwrapped, second.unsafelyUnwrapped)
  }
}

/// Counting sort by threads: how much room the items of each bucket take in each part, then where its next one goes.
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

  /// For items that take one position each.
  @inline(__always)
  init(items: Int, buckets: Int, threads: Int, _ bucket: (Int) -> Int) {
    self.init(items: items, buckets: buckets, threads: threads, bucket, size: { _ in 1 })
  }

  /// `bucket` tells that of an item, `size` how many positions it takes.
  @inline(__always)
  init(items: Int, buckets: Int, threads: Int, _ bucket: (Int) -> Int, size: (Int) -> Int) {
    let parts = items < 1 << 16 ? 1 : max(1, threads)
    let ranges = Parallel.ranges(items, parts: parts)
    var next = [Int32](repeating: 0, count: parts * buckets)
    next.withUnsafeMutableBufferPointer { next in
      Parallel.forEach(parts, threads: threads) { part in
        let counts = UnsafeMutableBufferPointer(rebasing: next[part * buckets..<(part + 1) * buckets])
        for item in ranges[part] { counts[bucket(item)] += Int32(truncatingIfNeeded: size(item)) }
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

  /// The same as below for items that take one position each.
  @inline(__always)
  consuming func distribute(_ bucket: (Int) -> Int, _ place: (_ item: Int, _ position: Int) -> Void) {
    distribute(bucket, size: { _ in 1 }, place)
  }

  /// Calls `place` with every item and the first position it goes to.
  @inline(__always)
  consuming func distribute(
    _ bucket: (Int) -> Int, size: (Int) -> Int, _ place: (_ item: Int, _ position: Int) -> Void
  ) {
    let (ranges, buckets) = (ranges, buckets)
    next.withUnsafeMutableBufferPointer { next in
      Parallel.forEach(ranges.count, threads: threads) { part in
        let next = UnsafeMutableBufferPointer(rebasing: next[part * buckets..<(part + 1) * buckets])
        for item in ranges[part] {
          let b = bucket(item)
          place(item, Int(next[b]))
          next[b] += Int32(truncatingIfNeeded: size(item))
        }
      }
    }
  }
}
