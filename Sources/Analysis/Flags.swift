import Glibc

/// Yes or no for each of many things, over plain memory.
struct Flags: @unchecked Sendable {
  /// Read by many threads, written by none.
  private let flags: UnsafePointer<Bool>

  init(_ flags: UnsafeMutableBufferPointer<Bool>) { self.flags = UnsafePointer(flags.base) }

  @inline(__always)
  func contains(_ number: Int) -> Bool { flags[number] }

  func contains(in range: Range<Int>) -> Bool { memchr(flags + range.lowerBound, 1, range.count) != nil }

  func count(in range: Range<Int>) -> Int { range.reduce(0) { $0 + (flags[$1] ? 1 : 0) } }
}
