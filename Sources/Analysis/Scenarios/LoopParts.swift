import HeapModule
import SupplyGraph

/// What a loop of the graph falls into under changed amounts: links of amount 0 hold nothing together.
struct LoopParts {
  enum Part {
    case single(Int32)
    case block(LoopBlock)
  }

  /// In roll-up order.
  private(set) var parts: [Part] = []

  /// Only members that have a figure take part. `local` is −1 everywhere and is left so.
  ///
  /// - Throws: `loopWithoutAnswer` where what goes round does not fade.
  init(_ members: [Int32], _ graph: SupplyGraph, amounts: [Double], local: inout [Int32]) throws(EditRefusal)
  {
    let links = LocalLinks(members: members, table: graph.links, amounts: amounts, local: &local)
    let components = links.parts
    for number in 0..<components.count {
      let part = components.order[components.range(number)].map { members[Int($0)] }
      let links = LocalLinks(members: part, table: graph.links, amounts: amounts, local: &local)
      if links.components.isEmpty, let only = part.first {
        parts.append(.single(only))
      } else if let block = LoopBlock(links) {
        parts.append(.block(block))
      } else {
        throw .loopWithoutAnswer(LoopName(links, graph).members)
      }
    }
  }
}

extension Model {
  /// Members of a loop that have a figure, in their order.
  func answered(_ loop: Range<ProductIndex>) -> [Int32] {
    loop.filter { status[$0] != .refused && status[$0] != .blocked }.map { Int32(truncatingIfNeeded: $0) }
  }
}

extension LoopBlock {
  /// Fewest borders inside the loop, from members that are reached from outside with these (Dijkstra 1959).
  func tiers(from outside: [Int32], _ borders: Borders) -> [Int32] {
    var tiers = outside
    var open = Heap<Int64>()
    for (i, tier) in tiers.enumerated() where tier != Need.unreached {
      open.insert(Int64(tier) << 32 | Int64(i))
    }
    while let entry = open.popMin() {
      let i = Int(entry & 0xFFFF_FFFF)
      guard entry >> 32 == Int64(tiers[i]) else { continue }
      for link in links.links(of: i) {
        let component = Int(links.components[link])
        let crosses = borders.crosses(Int(links.members[i]), Int(links.members[component]))
        let tier = tiers[i] + (crosses ? 1 : 0)
        if tier >= tiers[component] { continue }
        tiers[component] = tier
        open.insert(Int64(tier) << 32 | Int64(component))
      }
    }
    return tiers
  }
}
