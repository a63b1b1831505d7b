extension RandomAccessCollection where Element: BinaryInteger, Index == Int {
  /// Of rising numbers the index of the first that is not below `number`; that behind the last where there is none.
  ///
  /// - Complexity: O(log count).
  @inlinable package func first(notBelow number: Int) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if Int(self[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
