extension TextPool {
  /// The positions of `numbers`, of which no two name the same text, sorted by their texts, byte by byte.
  ///
  /// Nearly all texts differ in the eight bytes behind what all of them begin with. They are sorted by these as by
  /// numbers, and only those that are alike in them are compared.
  /// - Complexity: O(n) for texts that differ there.
  func sorted(_ numbers: [Int32]) -> [Int32] {
    var items = prefixes(numbers)
    sortByPrefix(&items)
    sortAlike(&items, numbers)
    return items.largeMap(\.position)
  }

  private struct Item {
    var prefix: UInt64
    let position: Int32
  }

  private func prefixes(_ numbers: [Int32]) -> [Item] {
    let common = commonPrefix(numbers)
    return bytes.withUnsafeBufferPointer { all in
      var position: Int32 = -1
      return numbers.largeMap { number in
        position += 1
        let text = range(number)
        var prefix: UInt64 = 0
        for i in 0..<8 {
          let at = text.lowerBound + common + i
          prefix = prefix << 8 | (at < text.upperBound ? UInt64(all[at]) : 0)
        }
        return Item(prefix: prefix, position: position)
      }
    }
  }

  /// How many bytes all of `numbers` begin with alike.
  private func commonPrefix(_ numbers: [Int32]) -> Int {
    guard let first = numbers.first else { return 0 }
    let model = range(first)
    var common = model.count
    for number in numbers {
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

  /// Eleven bits at a time from the last, each time keeping the order (radix sort). Bits in which all are alike are
  /// left out: of a digit that leaves four.
  private func sortByPrefix(_ items: inout [Item]) {
    guard let first = items.first?.prefix else { return }
    let bits = DifferingBits(of: items.reduce(0) { $0 | ($1.prefix ^ first) })
    for i in items.indices { items[i].prefix = bits.packed(items[i].prefix) }
    var other = Array(largeCopy: items)
    for shift in stride(from: 0, to: bits.count, by: 11) {
      var next = [Int](repeating: 0, count: 1 << 11 + 1)
      for item in items { next[Int(item.prefix >> shift & 0x7FF) + 1] += 1 }
      for digit in 0..<1 << 11 { next[digit + 1] += next[digit] }
      for item in items {
        let digit = Int(item.prefix >> shift & 0x7FF)
        other[next[digit]] = item
        next[digit] += 1
      }
      swap(&items, &other)
    }
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

  private func sortAlike(_ items: inout [Item], _ numbers: [Int32]) {
    var start = 0
    while start < items.count {
      var end = start + 1
      while end < items.count, items[end].prefix == items[start].prefix { end += 1 }
      if end - start > 1 {
        items[start..<end].sort { precedes(numbers[Int($0.position)], numbers[Int($1.position)]) }
      }
      start = end
    }
  }
}
