/// A set of numbers below a limit that are found in their order: a bit for each number, a bit for each 64 of those that
/// tells whether any is set, and so on once more.
///
/// Adding, removing and finding the next one take constant time (up to a scan of limit ÷ 16 million words), so that
/// work in roll-up order costs what it touches and not what there is.
struct NumberSet: Sendable {
  private var bits: [UInt64]
  /// Where the words of each level begin.
  private let starts: (Int, Int, Int)
  private(set) var count = 0

  init(limit: Int) {
    let first = (limit + 63) / 64
    let second = (first + 63) / 64
    let third = (second + 63) / 64
    bits = [UInt64](repeating: 0, count: first + second + third)
    starts = (0, first, first + second)
  }

  var isEmpty: Bool { count == 0 }

  @inline(__always)
  func contains(_ number: Int) -> Bool { bits[number >> 6] & (1 << UInt64(number & 63)) != 0 }

  @inline(__always)
  mutating func insert(_ number: Int) {
    let word = bits[number >> 6]
    let bit: UInt64 = 1 << UInt64(number & 63)
    if word & bit != 0 { return }
    bits[number >> 6] = word | bit
    count += 1
    if word != 0 { return }
    bits[starts.1 + number >> 12] |= 1 << UInt64(number >> 6 & 63)
    bits[starts.2 + number >> 18] |= 1 << UInt64(number >> 12 & 63)
  }

  @inline(__always)
  mutating func remove(_ number: Int) {
    let word = bits[number >> 6]
    let bit: UInt64 = 1 << UInt64(number & 63)
    if word & bit == 0 { return }
    bits[number >> 6] = word & ~bit
    count -= 1
    if word != bit { return }
    bits[starts.1 + number >> 12] &= ~(1 << UInt64(number >> 6 & 63))
    if bits[starts.1 + number >> 12] == 0 {
      bits[starts.2 + number >> 18] &= ~(1 << UInt64(number >> 12 & 63))
    }
  }

  /// O(limit ÷ 64).
  mutating func removeAll() {
    if isEmpty { return }
    for word in bits.indices { bits[word] = 0 }
    count = 0
  }

  /// All of them in their order.
  var numbers: [Int] {
    var result: [Int] = []
    result.reserveCapacity(count)
    var next = 0
    while let number = first(from: next) {
      result.append(number)
      next = number + 1
    }
    return result
  }

  /// The smallest number that is not below `from`.
  func first(from: Int) -> Int? { isEmpty ? nil : first(from, level: 0) }

  /// The largest number below `limit`.
  func last(before limit: Int) -> Int? { isEmpty ? nil : last(before: limit, level: 0) }

  private func words(_ level: Int) -> Range<Int> {
    switch level {
    case 0: starts.0..<starts.1
    case 1: starts.1..<starts.2
    default: starts.2..<bits.count
    }
  }

  private func first(_ from: Int, level: Int) -> Int? {
    let words = words(level)
    let at = words.lowerBound + from >> 6
    guard at < words.upperBound else { return nil }
    let rest = bits[at] & (~0 << UInt64(from & 63))
    if rest != 0 { return from & ~63 | rest.trailingZeroBitCount }
    let next =
      level == 2
      ? (at + 1..<words.upperBound).first { bits[$0] != 0 }.map { $0 - words.lowerBound }
      : first(from >> 6 + 1, level: level + 1)
    return next.map { $0 << 6 | bits[words.lowerBound + $0].trailingZeroBitCount }
  }

  private func last(before limit: Int, level: Int) -> Int? {
    guard limit > 0 else { return nil }
    let words = words(level)
    let number = min(limit, words.count << 6) - 1
    guard number >= 0 else { return nil }
    let at = words.lowerBound + number >> 6
    let rest = bits[at] & (~0 >> UInt64(63 - number & 63))
    if rest != 0 { return number & ~63 | (63 - rest.leadingZeroBitCount) }
    let next =
      level == 2
      ? (words.lowerBound..<at).last { bits[$0] != 0 }.map { $0 - words.lowerBound }
      : last(before: number >> 6, level: level + 1)
    return next.map { $0 << 6 | (63 - bits[words.lowerBound + $0].leadingZeroBitCount) }
  }
}
