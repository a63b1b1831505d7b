import Glibc

/// Memory in large pages, where the system has them.
///
/// A sweep over a million products jumps about in tables of many megabytes, and with pages of 4 KB it waits for the
/// addresses more than for the numbers; getting the pages in the first place takes one interrupt for each. Asking is
/// only a hint: without large pages everything is the same and somewhat slower.
@usableFromInline
package enum LargePages {
  private static let size = 2 << 20

  @usableFromInline
  package static func prefer(_ start: UnsafeMutableRawPointer?, bytes: Int) {
    guard let start, bytes >= size else { return }
    let first = (Int(bitPattern: start) + size - 1) / size * size
    let end = (Int(bitPattern: start) + bytes) / size * size
    guard end > first, let address = UnsafeMutableRawPointer(bitPattern: first) else { return }
    _ = madvise(address, end - first, Int32(MADV_HUGEPAGE))
  }
}

extension Array {
  /// The same as `init(repeating:count:)`, in large pages.
  @inlinable
  package init(large value: Element, count: Int) {
    self.init(unsafeUninitializedCapacity: count) { buffer, filled in
      LargePages.prefer(buffer.baseAddress, bytes: count * MemoryLayout<Element>.stride)
      buffer.initialize(repeating: value)
      filled = count
    }
  }

  /// Elements hold anything until they are set: for plain numbers that all are set.
  @inlinable
  package init(unsetLarge count: Int) {
    self.init(unsafeUninitializedCapacity: count) { buffer, filled in
      LargePages.prefer(buffer.baseAddress, bytes: count * MemoryLayout<Element>.stride)
      filled = count
    }
  }

  /// Another array of the same plain numbers, in memory of its own.
  @inlinable
  package init(largeCopy other: [Element]) {
    self.init(unsafeUninitializedCapacity: other.count) { buffer, filled in
      LargePages.prefer(buffer.baseAddress, bytes: other.count * MemoryLayout<Element>.stride)
      _ = buffer.initialize(from: other)
      filled = other.count
    }
  }

  /// As `map`, in large pages.
  @inlinable
  package func largeMap<Result>(_ transform: (Element) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, filled in
      LargePages.prefer(buffer.baseAddress, bytes: count * MemoryLayout<Result>.stride)
      for element in self {
        buffer.initializeElement(at: filled, to: transform(element))
        filled += 1
      }
    }
  }

  /// Room for as many elements in all, in large pages.
  @inlinable
  package mutating func reserveLarge(_ wanted: Int) {
    guard wanted > capacity else { return }
    reserveCapacity(wanted)
    let room = capacity
    withUnsafeMutableBufferPointer { buffer in
      LargePages.prefer(buffer.baseAddress, bytes: room * MemoryLayout<Element>.stride)
    }
  }
}
