/// A stretch of an array that others may share, numbered from 0: thousands of small loops lie in one piece of memory.
struct Stretch<Element: Sendable>: RandomAccessCollection, Sendable {
  private let whole: [Element]
  private let first: Int
  let count: Int

  /// All of an array.
  init(_ whole: [Element]) { self.init(whole, from: 0, count: whole.count) }

  init(_ whole: [Element], from first: Int, count: Int) {
    precondition(first >= 0 && count >= 0 && first + count <= whole.count)
    (self.whole, self.first, self.count) = (whole, first, count)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  @inline(__always)
  subscript(place: Int) -> Element { whole[first + place] }

  /// Itself where that is all of it.
  var array: [Element] { count == whole.count ? whole : Array(self) }

  func withPointer<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
    whole.withUnsafeBufferPointer { body($0.base + first) }
  }
}
