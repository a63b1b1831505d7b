import Testing

@testable import SupplyGraph

@Suite struct StrongComponentsTests {
  /// Nodes with links, most of them downwards, some back; some nodes twice, some to themselves.
  private static func links(_ random: inout Seeded, _ count: Int) -> [[Int]] {
    (0..<count).map { node in
      (0..<Int.random(in: 0...3, using: &random)).map { _ in
        Int.random(in: 0..<6, using: &random) == 0
          ? Int.random(in: 0..<count, using: &random) : Int.random(in: 0...node, using: &random)
      }
    }
  }

  /// By node, what can be reached from it.
  private static func reached(_ links: [[Int]]) -> [Set<Int>] {
    links.indices.map { start in
      var (reached, open): (Set<Int>, [Int]) = ([start], [start])
      while let node = open.popLast() {
        for next in links[node] where reached.insert(next).inserted { open.append(next) }
      }
      return reached
    }
  }

  /// One search after the other in the same room, also of fewer nodes, is as each in its own.
  @Test func membersReachEachOtherAndWhatTheyNeedComesBefore() {
    var random = Seeded(state: 4)
    var (parts, room) = (StrongComponents(), StrongComponents.Room())
    for count in [0, 1, 9, 150, 3, 64, 65, 40] + (0..<20).map({ _ in Int.random(in: 0..<90, using: &random) })
    {
      let links = StrongComponentsTests.links(&random, count)
      let starts = links.reduce(into: [Int32(0)]) { $0.append(($0.last ?? 0) + Int32($1.count)) }
      let targets = links.flatMap { $0.map { Int32($0) } }
      starts.withUnsafeBufferPointer { starts in
        targets.withUnsafeBufferPointer { targets in parts.find(count: count, starts, targets, &room) }
      }
      #expect(parts.order.sorted() == (0..<count).map { Int32($0) })
      #expect(parts.order == StrongComponents(count: count, starts: starts, targets: targets).order)
      let reached = StrongComponentsTests.reached(links)
      var component = [Int](repeating: -1, count: count)
      for number in 0..<parts.count {
        for place in parts.range(number) { component[Int(parts.order[place])] = number }
      }
      for a in 0..<count {
        #expect(links[a].allSatisfy { component[$0] <= component[a] })
        for b in 0..<count {
          #expect((component[a] == component[b]) == (reached[a].contains(b) && reached[b].contains(a)))
        }
      }
    }
  }
}
