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
    return items.map(\.position)
  }

  private struct Item {
    let prefix: UInt64
    let position: Int32
  }

  private func prefixes(_ numbers: [Int32]) -> [Item] {
    let common = commonPrefix(numbers)
    return bytes.withUnsafeBufferPointer { all in
      numbers.enumerated().map { position, number in
        let text = range(number)
        var prefix: UInt64 = 0
        for i in 0..<8 {
          let at = text.lowerBound + common + i
          prefix = prefix << 8 | (at < text.upperBound ? UInt64(all[at]) : 0)
        }
        return Item(prefix: prefix, position: Int32(truncatingIfNeeded: position))
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

  /// Byte by byte from the last, each time keeping the order (radix sort); bytes in which all are alike are left out.
  private func sortByPrefix(_ items: inout [Item]) {
    guard let first = items.first?.prefix else { return }
    let differing = items.reduce(0) { $0 | ($1.prefix ^ first) }
    var other = items
    for shift in stride(from: 0, to: 64, by: 8) where differing >> shift & 0xFF != 0 {
      var next = [Int](repeating: 0, count: 257)
      for item in items { next[Int(item.prefix >> shift & 0xFF) + 1] += 1 }
      for byte in 0..<256 { next[byte + 1] += next[byte] }
      for item in items {
        let byte = Int(item.prefix >> shift & 0xFF)
        other[next[byte]] = item
        next[byte] += 1
      }
      swap(&items, &other)
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
