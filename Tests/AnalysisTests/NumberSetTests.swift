import Testing

@testable import Analysis

@Suite struct NumberSetTests {
  @Test(arguments: [1, 63, 64, 65, 4095, 4097, 300_000]) func findsWhatASortedListFinds(limit: Int) {
    var random = Seeded(UInt64(limit))
    var (set, expected) = (NumberSet(limit: limit), Set<Int>())
    var wrong = 0
    for _ in 0..<400 {
      let number = Int.random(in: 0..<limit, using: &random)
      if random.chance(0.4) {
        set.remove(number)
        expected.remove(number)
      } else {
        set.insert(number)
        expected.insert(number)
      }
      let at = Int.random(in: 0...limit, using: &random)
      let isRight =
        set.count == expected.count && set.contains(number) == expected.contains(number)
        && set.first(from: at) == expected.filter { $0 >= at }.min()
        && set.last(before: at) == expected.filter { $0 < at }.max()
      wrong += isRight ? 0 : 1
    }
    #expect(wrong == 0)
    set.removeAll()
    #expect(set.isEmpty && set.first(from: 0) == nil && set.last(before: limit) == nil)
  }

  @Test func ofNothingThereIsNothing() {
    let set = NumberSet(limit: 0)
    #expect(set.first(from: 0) == nil)
    #expect(set.last(before: 0) == nil)
  }
}
