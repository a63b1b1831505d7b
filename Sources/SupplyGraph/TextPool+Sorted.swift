extension TextPool {
  /// The positions of `numbers`, of which no two name the same text, sorted by their texts, byte by byte.
  ///
  /// Nearly all texts differ in the eight bytes behind what all of them begin with, and are compared by these as
  /// numbers. The first bits in which any differ say which of some two thousand buckets a text belongs to; each of
  /// them is then sorted by itself, in the cache.
  /// - Complexity: O(n log n); for identifiers that are spread evenly O(n log (n ÷ 2048)).
  func sorted(_ numbers: [Int32], threads: Int) -> [Int32] {
    let (prefixes, shift) = prefixes(numbers, threads)
    let bucket: (Int) -> Int = { Int(prefixes[$0] >> shift) }
    let buckets = Buckets(items: prefixes.count, buckets: 1 << TextPool.bucketBits, threads: threads, bucket)
    let starts = buckets.starts
    var items = [Item](unsetLarge: prefixes.count)
    items.withUnsafeMutableBufferPointer { items in
      buckets.distribute(into: items, bucket) {
        Item(prefix: prefixes[$0], position: Int32(truncatingIfNeeded: $0))
      }
      // Each bucket is written by one thread.
      nonisolated(unsafe) let items = items
      let parts = Parallel.ranges(
        1 << TextPool.bucketBits, parts: Parallel.parts(16, items: items.count))
      Parallel.forEach(parts.count, threads: threads) { part in
        for bucket in parts[part] {
          var alike = UnsafeMutableBufferPointer(
            rebasing: items[Int(starts[bucket])..<Int(starts[bucket + 1])])
          alike.sort { a, b in
            a.prefix != b.prefix
              ? a.prefix < b.prefix : precedes(numbers[Int(a.position)], numbers[Int(b.position)])
          }
        }
      }
    }
    return items.largeMap(\.position)
  }

  private static let bucketBits = 11

  private struct Item {
    let prefix: UInt64
    let position: Int32
  }

  /// Eight bytes of each text behind what all begin with, without the bits in which all are alike, and how many bits
  /// are below those that say the bucket.
  private func prefixes(_ numbers: [Int32], _ threads: Int) -> (prefixes: [UInt64], shift: Int) {
    let parts = Parallel.ranges(
      numbers.count, parts: Parallel.parts(threads, items: numbers.count))
    let common = Parallel.map(parts, threads: threads) { commonPrefix(numbers, $0) }.min() ?? 0
    let first = numbers.first.map { prefix($0, behind: common) } ?? 0
    var prefixes = [UInt64](unsetLarge: numbers.count)
    let differing = prefixes.withUnsafeMutableBufferPointer { prefixes in
      nonisolated(unsafe) let prefixes = prefixes
      return Parallel.map(parts, threads: threads) { part in
        var differing: UInt64 = 0
        for i in part {
          prefixes[i] = prefix(numbers[i], behind: common)
          differing |= prefixes[i] ^ first
        }
        return differing
      }.reduce(0, |)
    }
    let bits = DifferingBits(of: differing)
    prefixes.withUnsafeMutableBufferPointer { prefixes in
      nonisolated(unsafe) let prefixes = prefixes
      Parallel.forEach(parts.count, threads: threads) { part in
        for i in parts[part] { prefixes[i] = bits.packed(prefixes[i]) }
      }
    }
    return (prefixes, max(0, bits.count - TextPool.bucketBits))
  }

  /// The eight bytes of a text from one on, the first as the highest; 0 behind its end.
  @inline(__always)
  private func prefix(_ number: Int32, behind common: Int) -> UInt64 {
    let text = range(number)
    let first = text.lowerBound + common
    return bytes.withUnsafeBytes { all in
      if first + 8 <= text.upperBound {
        return UInt64(bigEndian: all.loadUnaligned(fromByteOffset: first, as: UInt64.self))
      }
      return (first..<first + 8).reduce(0) { $0 << 8 | ($1 < text.upperBound ? UInt64(all[$1]) : 0) }
    }
  }

  /// How many bytes a part of `numbers` begins with like the first of all.
  private func commonPrefix(_ numbers: [Int32], _ part: Range<Int>) -> Int {
    guard let first = numbers.first else { return 0 }
    let model = range(first)
    var common = model.count
    for number in numbers[part] {
      let text = range(number)
      var same = 0
      while same < min(common, text.count), bytes[model.lowerBound + same] == bytes[text.lowerBound + same] {
        same += 1
      }
      common = same
      if common == 0 { break }
    }
    return common
  }

  /// The bits in which some numbers differ. Put together they are in the order of the numbers.
  private struct DifferingBits {
    /// Bits side by side: their mask, and how far down they go.
    private var runs: [(mask: UInt64, shift: UInt64)] = []
    private(set) var count = 0

    init(of mask: UInt64) {
      var rest = mask
      while rest != 0 {
        let start = rest.trailingZeroBitCount
        let length = (~(rest >> start)).trailingZeroBitCount
        let run = length == 64 ? UInt64.max : (1 << length - 1) << start
        runs.append((run, UInt64(start - count)))
        count += length
        rest &= ~run
      }
    }

    @inline(__always)
    func packed(_ number: UInt64) -> UInt64 {
      var packed: UInt64 = 0
      for run in runs { packed |= (number & run.mask) >> run.shift }
      return packed
    }
  }
}
