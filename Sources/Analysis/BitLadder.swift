/// A set of numbers that gives the highest first: a bit for each, and above them bits for the words that hold any.
///
/// Putting in takes constant time and taking the highest nearly so, however far apart the numbers are: each step
/// looks at one word, and only the uppermost rung is searched, of which a million numbers have four words.
final class BitLadder {
  private let rungs: [UnsafeMutablePointer<UInt64>]
  private let tops: Int
  /// The word that holds the highest number, or a higher one.
  private var word = 0

  /// Of numbers below `count`.
  init(count: Int) {
    var sizes = [(max(1, count) + 63) / 64]
    for _ in 0..<2 { sizes.append((sizes[sizes.count - 1] + 63) / 64) }
    rungs = sizes.map { size in
      let words = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
      words.initialize(repeating: 0, count: size)
      return words
    }
    tops = sizes[2]
    (bits, words, blocks) = (rungs[0], rungs[1], rungs[2])
  }

  deinit { for rung in rungs { rung.deallocate() } }

  private let bits, words, blocks: UnsafeMutablePointer<UInt64>

  /// Puts a number in; false when it is there already.
  @inline(__always)
  func insert(_ number: Int) -> Bool {
    let place = number >> 6
    let bit = UInt64(1) << UInt64(truncatingIfNeeded: number & 63)
    let old = bits[place]
    // Written also where it is there: nobody could foretell which way to branch.
    bits[place] = old | bit
    if old == 0 { enter(place) }
    return old & bit == 0
  }

  private func enter(_ place: Int) {
    words[place >> 6] |= UInt64(1) << UInt64(truncatingIfNeeded: place & 63)
    blocks[place >> 12] |= UInt64(1) << UInt64(truncatingIfNeeded: place >> 6 & 63)
    if place > word { word = place }
  }

  /// Takes the highest number out; nil when there is none, or none from `least` on.
  @inline(__always)
  func popLast(from least: Int = 0) -> Int? {
    guard let highest = last, highest >= least else { return nil }
    bits[word] ^= UInt64(1) << UInt64(truncatingIfNeeded: highest & 63)
    if bits[word] == 0 { leave(word) }
    return highest
  }

  /// The highest number, left where it is; nil when there is none.
  @inline(__always)
  var last: Int? {
    if bits[word] == 0, !descend() { return nil }
    return word << 6 | (63 - bits[word].leadingZeroBitCount)
  }

  private func leave(_ place: Int) {
    words[place >> 6] ^= UInt64(1) << UInt64(truncatingIfNeeded: place & 63)
    if words[place >> 6] == 0 {
      blocks[place >> 12] ^= UInt64(1) << UInt64(truncatingIfNeeded: place >> 6 & 63)
    }
  }

  /// Goes to the highest word that holds any; false when none does.
  private func descend() -> Bool {
    var top = word >> 12
    while blocks[top] == 0 {
      if top == 0 {
        word = 0
        return false
      }
      top -= 1
    }
    let middle = top << 6 | (63 - blocks[top].leadingZeroBitCount)
    word = middle << 6 | (63 - words[middle].leadingZeroBitCount)
    return true
  }

  var isEmpty: Bool { bits[word] == 0 && !descend() }

  private static let blockLength = 4096

  /// The numbers below `count` in blocks, the highest first, for `removeAll(inBlock:_:)`.
  static func blocks(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: blockLength).reversed().map { $0..<min(count, $0 + blockLength) }
  }

  /// Takes out all numbers of one of the `blocks`, the highest first; meanwhile another thread may put in numbers below
  /// it. When all blocks are taken out, `removedAllBlocks` has to be called.
  func removeAll(inBlock block: Range<Int>, _ body: (Int) -> Void) {
    let middle = block.lowerBound / BitLadder.blockLength
    var places = words[middle]
    words[middle] = 0
    while let place = BitLadder.popHighest(&places, middle) {
      var numbers = bits[place]
      bits[place] = 0
      while let number = BitLadder.popHighest(&numbers, place) { body(number) }
    }
  }

  /// No block has anything left in it.
  func removedAllBlocks() {
    for top in 0..<tops { blocks[top] = 0 }
    word = 0
  }

  /// Calls `body` with all numbers, the highest first, until it says true; whether it did.
  func contains(where body: (Int) -> Bool) -> Bool {
    for top in stride(from: tops - 1, through: 0, by: -1) {
      var middles = blocks[top]
      while let middle = BitLadder.popHighest(&middles, top) {
        var places = words[middle]
        while let place = BitLadder.popHighest(&places, middle) {
          var numbers = bits[place]
          while let number = BitLadder.popHighest(&numbers, place) {
            if body(number) { return true }
          }
        }
      }
    }
    return false
  }

  @inline(__always)
  private static func popHighest(_ set: inout UInt64, _ place: Int) -> Int? {
    if set == 0 { return nil }
    let highest = 63 - set.leadingZeroBitCount
    set ^= UInt64(1) << UInt64(truncatingIfNeeded: highest)
    return place << 6 | highest
  }
}
