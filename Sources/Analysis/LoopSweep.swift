import Footprints
import SupplyGraph

// Loops in the roll-up.
extension Sweep {
  private enum Work {
    /// Members that may fall apart into smaller loops and single products.
    case subset([Int32])
    /// Members that all need each other, or one alone.
    case part([Int32])
  }

  /// Settles the members of one loop of the graph.
  ///
  /// Links with amount 0 and links that are cut on the way make a loop fall apart, so its parts are taken one by
  /// one, components first. Each round of splitting leaves out a member or a link, so the work is bounded.
  mutating func solve(loop number: Int) {
    var work: [Work] = [.subset(graph.loops[number].map { Int32(truncatingIfNeeded: $0) })]
    while let item = work.popLast() {
      switch item {
      case .subset(let members):
        work += split(members).reversed()
      case .part(let members):
        if let remaining = settle(members, loop: number) { work.append(.subset(remaining)) }
      }
    }
  }

  private mutating func split(_ members: [Int32]) -> [Work] {
    let links = LocalLinks(members: members, table: graph.links, amounts: amounts, local: &local)
    let parts = links.parts
    return (0..<parts.count).map { .part(parts.order[parts.range($0)].map { members[Int($0)] }) }
  }

  /// Nil when done, else what must be split again.
  private mutating func settle(_ members: [Int32], loop number: Int) -> [Int32]? {
    let links = LocalLinks(members: members, table: graph.links, amounts: amounts, local: &local)
    if links.components.isEmpty, let only = members.first {
      settle(Int(only))
      // A gap has a step too: an edit may fill it.
      if status[Int(only)] != .refused, status[Int(only)] != .blocked { steps[number].append(.single(only)) }
      return nil
    }
    let given = members.map { graph.given(Int($0)) }
    if let free = blockMembers(links, given) { return free }
    for (i, p) in members.enumerated() where given[i].declared != nil { cutWhatHasNoTotal(Int(p)) }
    if let block = LoopBlock(links), let solution = LoopSolution(block, given, self) {
      take(solution, block, given)
      steps[number].append(.block(Int32(truncatingIfNeeded: blocks.count)))
      blocks.append(block)
      return nil
    }
    if cutDeclared(links, given) { return members }
    refuse(links)
    return nil
  }

  /// Blocks members that need something refused, and those that need them, up to declared ones. Nil when there is
  /// none, else the members that are left.
  private mutating func blockMembers(_ links: LocalLinks, _ given: [GivenFigures]) -> [Int32]? {
    if !seen.hasObstacles { return nil }
    var causes = [ProductIndex?](repeating: nil, count: links.count)
    for (i, p) in links.members.enumerated() where given[i].declared == nil { causes[i] = obstacle(Int(p)) }
    guard causes.contains(where: { $0 != nil }) else { return nil }
    spread(links, given, from: causes.indices.filter { causes[$0] != nil }) { from, to in
      if causes[to] != nil { return false }
      causes[to] = causes[from]
      return true
    }
    for (i, p) in links.members.enumerated() {
      if let cause = causes[i] { block(Int(p), cause) }
    }
    return links.members.indices.filter { causes[$0] == nil }.map { links.members[$0] }
  }

  /// Visits members that need the given ones, up to declared ones; `mark` says whether a member is new.
  private func spread(
    _ links: LocalLinks, _ given: [GivenFigures], from seeds: [Int], mark: (_ from: Int, _ to: Int) -> Bool
  ) {
    if seeds.isEmpty { return }
    var open = seeds
    let users = links.reversed
    while let i = open.popLast() {
      for position in users.links(of: i) {
        let user = Int(users.components[position])
        if given[user].declared == nil, mark(i, user) { open.append(user) }
      }
    }
  }

  private mutating func take(_ solution: LoopSolution, _ block: LoopBlock, _ given: [GivenFigures]) {
    let links = block.links
    for (i, p) in links.members.enumerated() {
      own[Int(p)] = solution.own[i]
      values[Int(p)] = solution.values[i]
    }
    settleStatus(links, given)
    for (i, p) in links.members.enumerated() {
      OwnEmissions(given[i], upstream: solution.upstream[i]).report(Int(p), of: graph, to: &notices)
      reportMissing(Int(p), given[i])
    }
  }

  /// With one notice for each solved loop, of which only those are made that anybody will see: there may be very many.
  func noticesWithSolvedLoops() -> NoticeLog {
    let (solved, graph) = (sortedLoops(), graph)
    var notices = notices
    notices.add(count: solved.count) { number in
      let loop = solved[number]
      return Notice(.loopSolved, place: loop.place, found: "\(loop.size)", product: graph.id(loop.first))
    }
    return notices
  }

  private func sortedLoops() -> [SolvedLoop] {
    let (graph, blocks) = (graph, blocks)
    let none = SolvedLoop(first: 0, size: 0, place: .nowhere, rank: 0)
    var solved = [SolvedLoop](repeating: none, count: blocks.count)
    solved.withUnsafeMutableBufferPointer { solved in
      // Each is set by one thread.
      nonisolated(unsafe) let solved = solved
      Pieces.run(blocks.count, isLarge: hasManyLoops) {
        for number in $0 { solved[number] = SolvedLoop(blocks[number].links.members, graph) }
      }
    }
    solved.sort()
    return solved
  }

  /// Fewer are looked at before a second thread has begun.
  var hasManyLoops: Bool { blocks.count >= 500 }

  mutating func settleStatus(_ links: LocalLinks, _ given: [GivenFigures]) {
    var isOpen = links.members.indices.map { i in
      given[i].declared == nil && (given[i].direct == nil || hasOpenComponent(outside: links, i))
    }
    spread(links, given, from: isOpen.indices.filter { isOpen[$0] }) { _, to in
      if isOpen[to] { return false }
      isOpen[to] = true
      return true
    }
    for (i, p) in links.members.enumerated() {
      status[Int(p)] = given[i].declared != nil ? .declared : (isOpen[i] ? .lowerBound : .computed)
    }
  }

  /// Members are still gaps at this point and must not count.
  private func hasOpenComponent(outside links: LocalLinks, _ i: Int) -> Bool {
    if !seen.hasOpen { return false }
    let inside = Set(links.links(of: i).map { links.members[Int(links.components[$0])] })
    return graph.components(of: Int(links.members[i])).contains { link in
      let component = graph.component(link)
      return amounts[link] != 0 && !inside.contains(Int32(truncatingIfNeeded: component))
        && (status[component] == .gap || status[component] == .lowerBound)
    }
  }

  /// In a loop without an answer declared members stand for themselves: their links inside it are not followed.
  /// False when there are none to cut.
  private mutating func cutDeclared(_ links: LocalLinks, _ given: [GivenFigures]) -> Bool {
    let members = Set(links.members)
    var didCut = false
    for (i, p) in links.members.enumerated() where given[i].declared != nil {
      for link in graph.components(of: Int(p))
      where amounts[link] != 0 && members.contains(graph.links.components[link]) {
        amounts[link] = 0
        didCut = true
      }
    }
    return didCut
  }
}

/// A loop that is to be reported as solved, in the order of such notices.
struct SolvedLoop: Comparable {
  /// The member of the smallest identifier.
  let first: ProductIndex
  let size: Int
  let place: Place
  fileprivate let rank: Int

  static func < (a: SolvedLoop, b: SolvedLoop) -> Bool {
    (a.place.file, a.place.line, a.place.offset, a.rank) < (
      b.place.file, b.place.line, b.place.offset, b.rank
    )
  }
}

extension SolvedLoop {
  init(_ members: Stretch<Int32>, _ graph: SupplyGraph) {
    var (first, rank) = (0, Int.max)
    for member in 0..<members.count {
      let p = Int(members[member])
      if graph.rank(p) < rank { (first, rank) = (p, graph.rank(p)) }
    }
    self.init(first: first, size: members.count, place: graph.place(first), rank: rank)
  }
}

/// Own emissions and totals of the members of one loop, over all channels.
struct LoopSolution {
  private(set) var own: [Channels]
  private(set) var values: [Channels]
  /// What components bring, inside and outside the loop.
  private(set) var upstream: [Channels]

  /// Nil when the loop, with its declared members fixed, has no finite answer.
  init?(_ block: LoopBlock, _ given: [GivenFigures], _ sweep: Sweep) {
    // Members count nothing yet, so this is what comes from outside.
    let outside = block.links.members.map { sweep.gather(Int($0)) }
    upstream = outside
    own = []
    values = []
    if given.contains(where: { $0.declared != nil }) {
      guard addUpstreamOfDeclared(block, given, outside) else { return nil }
    }
    own = given.indices.map { OwnEmissions(given[$0], upstream: upstream[$0]).channels }
    guard sumUp(block, outside) else { return nil }
    for (i, given) in given.enumerated() {
      if let declared = given.declared, own[i][.total] != given.direct { values[i][.total] = declared }
    }
  }

  /// Declared members break the loop: what is stated for them is known, whatever comes round. From that follows
  /// what comes up to them, and from that their own part.
  private mutating func addUpstreamOfDeclared(
    _ block: LoopBlock, _ given: [GivenFigures], _ outside: [Channels]
  ) -> Bool {
    func add(_ channel: Channel, stated: (GivenFigures) -> Double?, open: (Int) -> Double) -> Bool {
      let fixed = given.map { $0.declared != nil && stated($0) != nil }
      if !fixed.contains(true) { return true }
      let rhs = given.indices.map { i in
        fixed[i] ? (stated(given[i]) ?? 0) : open(i) + outside[i][channel]
      }
      guard let x = block.solve(rhs, fixed: fixed) else { return false }
      for i in given.indices { upstream[i][channel] = outside[i][channel] + inside(block.links, x, i) }
      return true
    }
    guard add(.total, stated: { $0.declared }, open: { given[$0].direct ?? 0 }) else { return false }
    let totals = given.indices.map { OwnEmissions(given[$0], upstream: upstream[$0]).total }
    return add(.includingUptake, stated: { $0.emissions?.includingUptake }, open: { totals[$0] })
      && add(.fossil, stated: { $0.emissions?.fossil }, open: { _ in 0 })
      && add(.landUse, stated: { $0.emissions?.landUse }, open: { _ in 0 })
      && add(.biogenic, stated: { $0.emissions?.biogenic }, open: { _ in 0 })
      && add(.aircraft, stated: { $0.emissions?.aircraft }, open: { _ in 0 })
      && add(.packaging, stated: { $0.emissions?.packaging }, open: { _ in 0 })
      && add(
        .primary,
        stated: { given in given.primaryShare.map { $0 / 100 * (given.declared ?? 0) } },
        open: { i in given[i].primaryShare.map { $0 / 100 * totals[i] } ?? 0 })
  }

  private func inside(_ links: LocalLinks, _ x: [Double], _ i: Int) -> Double {
    var sum = 0.0
    for link in links.links(of: i) { sum += links.amounts[link] * x[Int(links.components[link])] }
    return sum
  }

  /// Totals of all channels out of own emissions, which are all fixed now.
  private mutating func sumUp(_ block: LoopBlock, _ outside: [Channels]) -> Bool {
    guard let solved = block.solve(own.indices.map { own[$0] + outside[$0] }) else { return false }
    values = solved
    for i in values.indices {
      for channel in Channel.allCases {
        upstream[i][channel] = values[i][channel] - own[i][channel]
      }
    }
    return true
  }
}
