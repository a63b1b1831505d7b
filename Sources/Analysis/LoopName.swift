import SupplyGraph

/// The way round by which a loop is named: among the shortest ways through each member one that does not fade, if
/// there is any, and of those the shortest.
struct LoopName {
  let members: [ProductIndex]

  /// Ways are looked for from this many members; a loop of thousands is named by one of its short ways all the same.
  private static let starts = 256

  private struct Way {
    /// In the order of links, places among the members.
    var places: [Int]
    var gain: Double
  }

  init(_ links: LocalLinks, _ graph: SupplyGraph) {
    let byID = links.members.indices.sorted {
      graph.id(Int(links.members[$0])) < graph.id(Int(links.members[$1]))
    }
    var best: Way?
    for start in byID.prefix(LoopName.starts) {
      guard let way = LoopName.shortestWay(through: start, links) else { continue }
      if let known = best, !LoopName.isBetter(way, known) { continue }
      best = way
    }
    let round = best?.places ?? []
    var rank = [Int](repeating: 0, count: links.count)
    for (position, place) in byID.enumerated() { rank[place] = position }
    let first = round.indices.min { rank[round[$0]] < rank[round[$1]] } ?? 0
    members = (Array(round[first...]) + Array(round[..<first])).map { Int(links.members[$0]) }
  }

  private static func isBetter(_ a: Way, _ b: Way) -> Bool {
    let (x, y) = (a.gain >= 1 - 1e-12, b.gain >= 1 - 1e-12)
    if x != y { return x }
    if a.places.count != b.places.count { return a.places.count < b.places.count }
    return a.gain > b.gain * (1 + 1e-12)
  }

  /// Breadth first from a member's components back to it.
  private static func shortestWay(through start: Int, _ links: LocalLinks) -> Way? {
    var from = [Int](repeating: -1, count: links.count)
    var through = [Double](repeating: 0, count: links.count)
    var queue = [start]
    var next = 0
    while next < queue.count {
      let i = queue[next]
      next += 1
      for link in links.links(of: i) {
        let component = Int(links.components[link])
        if component == start { return way(start, i, abs(links.amounts[link]), from, through) }
        if from[component] >= 0 { continue }
        from[component] = i
        through[component] = abs(links.amounts[link])
        queue.append(component)
      }
    }
    return nil
  }

  private static func way(_ start: Int, _ last: Int, _ closing: Double, _ from: [Int], _ through: [Double])
    -> Way
  {
    var places: [Int] = []
    var gain = closing
    var i = last
    while i != start {
      places.append(i)
      gain *= through[i]
      i = from[i]
    }
    return Way(places: [start] + places.reversed(), gain: gain)
  }
}
