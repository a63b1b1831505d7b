import SupplyGraph

extension Focus {
  /// Products with the largest contributions, largest first, equal ones by identifier. Only products that the focus
  /// needs; all of them when `top` is large enough. Work grows with the products times the logarithm of `top`.
  public func hotspots(top: Int) -> [ProductIndex] {
    guard top > 0 else { return [] }
    let graph = rollUp.graph
    var best = Largest<Ranked>(top)
    for p in needs.indices where needs[p].tier != Need.unreached {
      best.add(Ranked(contribution: contribution(p), rank: graph.rank(p), number: p))
    }
    return best.sorted().map(\.number)
  }
}

/// A product or group by its contribution, equal ones by identifier or key: the first in a list is the largest.
struct Ranked: Comparable {
  var contribution: Double
  var rank: Int
  var number: Int

  static func < (a: Ranked, b: Ranked) -> Bool {
    if a.contribution != b.contribution { return a.contribution < b.contribution }
    return a.rank > b.rank
  }
}

extension Largest<Ranked> {
  /// The `top` largest of numbers that lie in parts of `size`, of each of which the largest is known: they are in the
  /// `top` parts whose largest are the largest. Work grows with the parts, and with the numbers of those.
  ///
  /// - Parameters:
  ///   - largest: of each part; nil where nothing counts.
  ///   - addPart: adds all numbers of a part that count.
  static func numbers(
    _ top: Int, largest: some Sequence<Ranked?>, size: Int, _ addPart: (Int, inout Largest<Ranked>) -> Void
  ) -> [Int] {
    var first = Largest(top)
    for ranked in largest { if let ranked { first.add(ranked) } }
    var found = Largest(top)
    for ranked in first.sorted() { addPart(ranked.number / size, &found) }
    return found.sorted().map(\.number)
  }
}
