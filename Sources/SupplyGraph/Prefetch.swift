import CPrefetch

/// How far ahead of the work the memory is asked for what it will need.
///
/// A pass that follows numbers over a million rows waits for the memory at each of them, since they lie anywhere;
/// asked for some rows ahead, they come while others are worked on. It is only a hint: results are the same without.
enum Ahead {
  /// Far enough for what is asked for to be there, near enough for it not to have gone again.
  static let near = 8
  /// For what is needed to find what is asked for `near`.
  static let far = 24
}

extension UnsafeBufferPointer {
  /// Asks for one element, all lines of it. Nothing happens where there is none.
  @inline(__always)
  func prefetch(_ index: Int) {
    guard index >= 0, index < count, let baseAddress else { return }
    let address = UnsafeRawPointer(baseAddress + index)
    var offset = 0
    while offset < MemoryLayout<Element>.size {
      prefetch_line(address + offset)
      offset += 64
    }
  }
}
