import SupplyGraph

/// The way round by which a loop without an answer is named: the shortest on which a unit does not fade; where only
/// several ways together keep it from fading, the shortest of all, the one with the largest gain among equals.
struct LoopName {
  let members: [ProductIndex]

  /// Links looked at in the search: a loop of thousands is named by one of its short ways all the same.
  private static let budget = 20_000_000
  private static let longest = 64

  private struct Way {
    /// In the order of links, places among the members.
    var places: [Int]
    var gain: Double
    var lasts: Bool { gain >= 1 - 1e-12 }
  }

  init(_ links: LocalLinks, _ graph: SupplyGraph) {
    let byID = links.members.indices.sorted {
      graph.rank(Int(links.members[$0])) < graph.rank(Int(links.members[$1]))
    }
    var best: Way?
    var work = 0
    for start in byID {
      let longest = min(
        links.count, LoopName.longest, (best.map { $0.lasts ? $0.places.count : .max }) ?? .max)
      var search = WaySearch(links, start: start)
      search.run(longest: longest)
      for way in search.found.map({ Way(places: $0.places, gain: $0.gain) }) {
        if let known = best, !LoopName.isBetter(way, known) { continue }
        best = way
      }
      work += search.work
      if work > LoopName.budget { break }
    }
    members = LoopName.fromSmallest(best?.places ?? LoopName.anyWay(links), byID).map {
      Int(links.members[$0])
    }
  }

  private static func isBetter(_ a: Way, _ b: Way) -> Bool {
    if a.lasts != b.lasts { return a.lasts }
    if a.places.count != b.places.count { return a.places.count < b.places.count }
    return a.gain > b.gain * (1 + 1e-12)
  }

  /// The same way from the member with the smallest identifier.
  private static func fromSmallest(_ round: [Int], _ byID: [Int]) -> [Int] {
    var rank = [Int](repeating: 0, count: byID.count)
    for (position, place) in byID.enumerated() { rank[place] = position }
    let first = round.indices.min { rank[round[$0]] < rank[round[$1]] } ?? 0
    return Array(round[first...]) + Array(round[..<first])
  }

  /// Where every way round is long: follow links until a member comes again.
  private static func anyWay(_ links: LocalLinks) -> [Int] {
    var seenAt = [Int](repeating: -1, count: links.count)
    var path: [Int] = []
    var place = 0
    while place < links.count, seenAt[place] < 0 {
      seenAt[place] = path.count
      path.append(place)
      guard let link = links.links(of: place).first else { return path }
      place = Int(links.components[link])
    }
    return place < links.count ? Array(path[seenAt[place]...]) : path
  }
}

/// Ways from one member back to it: for each number of links the one with the largest gain.
private struct WaySearch {
  private let links: LocalLinks
  private let start: Int
  /// The shortest way back and the shortest that does not fade.
  private(set) var found: [(places: [Int], gain: Double)] = []
  private(set) var work = 0
  private var gains: [Double]
  /// By step: where the best way to a member comes from, −1 where none does.
  private var from: [[Int32]] = []

  init(_ links: LocalLinks, start: Int) {
    self.links = links
    self.start = start
    gains = [Double](repeating: 0, count: links.count)
    gains[start] = 1
  }

  mutating func run(longest: Int) {
    var reached = [start]
    for _ in 0..<longest where !reached.isEmpty {
      reached = step(reached)
      guard gains[start] > 0 else { continue }
      if found.isEmpty || gains[start] >= 1 - 1e-12 { found.append((way(), gains[start])) }
      if gains[start] >= 1 - 1e-12 { return }
    }
  }

  /// One link further from all members that were reached; the members reached now.
  private mutating func step(_ reached: [Int]) -> [Int] {
    var next = [Double](repeating: 0, count: links.count)
    var origin = [Int32](repeating: -1, count: links.count)
    var members: [Int] = []
    work += links.count
    for i in reached {
      for link in links.links(of: i) {
        let component = Int(links.components[link])
        let gain = min(gains[i] * abs(links.amounts[link]), 1e200)
        if origin[component] < 0 { members.append(component) }
        if origin[component] < 0 || gain > next[component] {
          next[component] = gain
          origin[component] = Int32(truncatingIfNeeded: i)
        }
        work += 1
      }
    }
    gains = next
    from.append(origin)
    return members
  }

  private func way() -> [Int] {
    var places: [Int] = []
    var place = start
    for origin in from.reversed() {
      place = Int(origin[place])
      places.append(place)
    }
    return places.reversed()
  }
}
