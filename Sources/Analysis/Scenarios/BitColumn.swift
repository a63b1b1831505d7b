/// A yes or no for each product, a bit each: for a million products they stay in the cache while a sweep looks them up.
struct BitColumn: Sendable {
  private var words: [UInt64]

  /// All no.
  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  subscript(p: Int) -> Bool {
    get { words[p >> 6] >> UInt64(p & 63) & 1 != 0 }
    set { withWords { $0[p] = newValue } }
  }

  mutating func withWords<Result>(_ body: (Words) -> Result) -> Result {
    words.withUnsafeMutableBufferPointer { body(Words(words: $0.base)) }
  }

  /// The same in plain memory.
  struct Words {
    fileprivate let words: UnsafeMutablePointer<UInt64>

    subscript(p: Int) -> Bool {
      @inline(__always)
      get { words[p >> 6] >> UInt64(truncatingIfNeeded: p & 63) & 1 != 0 }
      @inline(__always)
      nonmutating set {
        let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: p & 63)
        words[p >> 6] = newValue ? words[p >> 6] | bit : words[p >> 6] & ~bit
      }
    }
  }
}
