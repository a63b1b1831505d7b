import SupplyGraph

/// Small loops as the links alone make them, worked out beforehand and on all threads.
enum PlainLoops {
  /// Loops that one thread does sooner than a second one begins.
  private static let worthAThread = 64

  /// By loop of the graph; nil for one that falls apart, does not fade or is large: `Sweep.solve` then tells.
  static func blocks(_ graph: SupplyGraph, threads: Int = 2) -> [LoopBlock?] {
    let loops = graph.loops
    var blocks = [LoopBlock?](repeating: nil, count: loops.count)
    let parts = Parallel.ranges(loops.count, parts: loops.count < worthAThread ? 1 : threads)
    blocks.withUnsafeMutableBufferPointer { blocks in
      // Each is set by one thread.
      nonisolated(unsafe) let blocks = blocks
      Parallel.forEach(loops.isEmpty ? 0 : parts.count, threads: threads) { part in
        var local = [Int32](repeating: -1, count: graph.count)
        for number in parts[part] where loops[number].count <= LoopBlock.largestDense {
          blocks[number] = block(loops[number], graph, &local)
        }
      }
    }
    return blocks
  }

  /// The members in the order in which `Sweep.solve` would take them.
  private static func block(_ loop: Range<ProductIndex>, _ graph: SupplyGraph, _ local: inout [Int32])
    -> LoopBlock?
  {
    let members = loop.map { Int32(truncatingIfNeeded: $0) }
    let (table, amounts) = (graph.links, graph.links.amounts)
    let links = LocalLinks(members: members, table: table, amounts: amounts, local: &local)
    let parts = StrongComponents(count: members.count, starts: links.starts, targets: links.components)
    guard parts.count == 1, !links.components.isEmpty, !links.hasCredits else { return nil }
    if parts.order.elementsEqual(0..<Int32(truncatingIfNeeded: members.count)) { return LoopBlock(links) }
    let ordered = parts.order.map { members[Int($0)] }
    return LoopBlock(LocalLinks(members: ordered, table: table, amounts: amounts, local: &local))
  }
}

extension Sweep {
  /// Settles a loop about whose members nothing is declared and nothing to be said but that it was solved: the same
  /// arithmetic as that of `solve`, all channels at once. False, with nothing done, for any other loop.
  mutating func solvePlainly(loop number: Int) -> Bool {
    guard !isThorough, !seen.hasObstacles, let block = plainLoops[number] else { return false }
    let width = max(own.width, values.width)
    own.widen(to: width)
    values.widen(to: width)
    return switch width {
    case .one: solvePlainly(SIMD4<Double>.self, block, number)
    case .two: solvePlainly(TwoParts.self, block, number)
    case .three: solvePlainly(Channels.self, block, number)
    }
  }

  private mutating func solvePlainly<Row: ChannelRow>(_: Row.Type, _ block: LoopBlock, _ number: Int) -> Bool
  {
    let members = block.links.members
    let given = members.map { graph.given(Int($0)) }
    var mine: [Channels] = []
    var sums: [Row] = []
    for (i, p) in members.enumerated() {
      guard given[i].declared == nil else { return false }
      let outside = gather(Int(p))
      let stated = OwnEmissions(given[i], upstream: outside)
      let channels = stated.channels
      guard stated.total.sign == .plus, channels.width <= Row.width else { return false }
      mine.append(channels)
      var sum = Row(channels)
      sum.add(Row(outside), times: 1)
      sums.append(sum)
    }
    guard block.solve(&sums) else { return false }
    for (i, p) in members.enumerated() { (own[Int(p)], values[Int(p)]) = (mine[i], sums[i].channels) }
    settleStatus(block.links, given)
    for (i, p) in members.enumerated() { reportMissing(Int(p), given[i]) }
    steps[number].append(.block(Int32(truncatingIfNeeded: blocks.count)))
    blocks.append(block)
    noteSolved(block.links)
    return true
  }
}
