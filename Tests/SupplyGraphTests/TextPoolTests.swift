import Footprints
import Testing

@testable import SupplyGraph

@Suite struct TextPoolTests {
  private let texts =
    (0..<3000).map { "P\(($0 * 7919) % 3001)" } + ["", "P", "PART-0000000001", "PART-00000000011"]

  @Test(arguments: [false, true]) func lookingUpInBlocksGivesTheNumbersOfLookingUpOneByOne(
    keepsHeads: Bool
  ) throws {
    var (one, blocks) = (TextPool(), TextPool(keepsHeads: keepsHeads))
    let twice = (texts + texts).filter { !$0.isEmpty }
    let expected = twice.map { one.number(of: $0) }
    let all = Array(twice.joined().utf8)
    let found = try all.withUnsafeBufferPointer { bytes -> [Int32] in
      let base = try #require(bytes.baseAddress)
      var at = 0
      let keys = twice.compactMap { text -> PlainKey? in
        defer { at += text.utf8.count }
        return PlainKey(UnsafeBufferPointer(rebasing: bytes[at..<(at + text.utf8.count)]), base)
      }
      return blocks.numbers(of: keys, base)
    }
    #expect(found == expected)
  }

  /// Each byte counts up to the fifteenth, and so does the length.
  @Test func headsTellTextsApart() {
    func head(_ text: [UInt8]) -> TextHead { text.withUnsafeBufferPointer { TextHead($0) } }
    for length in 0...24 {
      let text = (0..<length).map { UInt8($0 + 65) }
      #expect(head(text) == head(Array(text)))
      #expect(head(text).isWhole == (length <= 15))
      for place in text.indices.prefix(15) {
        var other = text
        other[place] ^= 0x80
        #expect(head(text) != head(other), "byte \(place) of \(length)")
      }
      if length <= 15 { for end in [0, 1] as [UInt8] { #expect(head(text) != head(text + [end])) } }
    }
  }

  @Test func sortsByBytes() {
    var pool = TextPool()
    let numbers = texts.map { pool.number(of: $0) }
    let sorted = pool.sorted(numbers, threads: 1).map { texts[Int($0)] }
    #expect(sorted == texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  /// Texts that differ in any of their bits, in few of them, behind a long common beginning, or only in their length.
  @Test(arguments: 0..<12 as Range<UInt64>) func sortsWhateverBitsDiffer(seed: UInt64) {
    var random = Seeded(state: seed)
    let common = String(repeating: "x", count: Int.random(in: 0...9, using: &random))
    let letters = random.pick([["0", "1", "7"], ["a", "~", "é", "供"], ["A", "a"]])
    let texts = Set(
      (0..<200).map { _ in
        common + (0..<Int.random(in: 0...11, using: &random)).map { _ in random.pick(letters) }.joined()
      }
    ).sorted().shuffled(using: &random)
    var pool = TextPool()
    let numbers = texts.map { pool.number(of: $0) }
    let sorted = pool.sorted(numbers, threads: 1).map { texts[Int($0)] }
    #expect(sorted == texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  /// Enough for both threads to have a part of their own: some differ early, some behind the eight bytes only.
  @Test func sortsManyOnTwoThreads() {
    var pool = TextPool()
    let numbers = (0..<70_000).map { i in
      pool.number(of: i % 7 == 0 ? "P-long-beginning-\(i &* 7919 % 70_001)" : "P\(i &* 7919 % 70_001)")
    }
    let sorted = pool.sorted(numbers, threads: 2)
    #expect(sorted == pool.sorted(numbers, threads: 1))
    #expect(zip(sorted, sorted.dropFirst()).allSatisfy { pool.precedes(numbers[Int($0)], numbers[Int($1)]) })
    #expect(Set(sorted).count == numbers.count)
  }
}
