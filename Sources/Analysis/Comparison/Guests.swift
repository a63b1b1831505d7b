import SupplyGraph

/// The guests of one side, which are products of the other side (their home), and the two sweeps over them.
///
/// What needs guests are guests, and no loop leads from this side's products back to them. So their totals follow
/// after this side's, and what they need comes before it.
struct Guests: Sendable {
  private enum Step: Sendable {
    case single(Int32)
    case block(LoopBlock)
  }

  private let steps: [Step]
  private let isGuest: [Bool]
  var isEmpty: Bool { steps.isEmpty }

  /// Those that the home side's focus needs at all; others can change nothing.
  init(of side: ComparedSide, from home: ComparedSide) {
    var isGuest = [Bool](repeating: false, count: home.graph.count)
    var any = false
    for q in isGuest.indices where home.needs[q].tier != Need.unreached {
      let row = Int(home.rowOf[q])
      if side.product(row) == nil, home.product(row) != nil {
        isGuest[q] = true
        any = true
      }
    }
    self.isGuest = isGuest
    steps = any ? Guests.steps(isGuest, home.focus.rollUp) : []
  }

  private static func steps(_ isGuest: [Bool], _ home: RollUp) -> [Step] {
    var steps: [Step] = []
    func add(_ range: Range<Int>) {
      for q in range where isGuest[q] { steps.append(.single(Int32(truncatingIfNeeded: q))) }
    }
    var next = 0
    for (number, loop) in home.graph.loops.enumerated() {
      add(next..<loop.lowerBound)
      for step in home.model.steps[number] {
        switch step {
        case .single(let q): add(Int(q)..<Int(q) + 1)
        case .block(let block):
          if let part = part(of: home.model.blocks[Int(block)], isGuest, home) { steps.append(.block(part)) }
        }
      }
      next = loop.upperBound
    }
    add(next..<isGuest.count)
    return steps
  }

  /// The guests of a loop: a part of what fades does so itself.
  private static func part(of block: LoopBlock, _ isGuest: [Bool], _ home: RollUp) -> LoopBlock? {
    let members = block.links.members.filter { isGuest[Int($0)] }
    if members.isEmpty { return nil }
    if members.count == block.links.count { return block }
    var local = [Int32](repeating: -1, count: isGuest.count)
    return LoopBlock(
      LocalLinks(members: members, table: home.graph.links, amounts: home.model.amounts, local: &local))
  }

  /// Works out the totals of guests: t = d + A t with the totals of `side` for all that are none.
  func settle(_ side: inout ComparedSide, from home: ComparedSide) {
    for step in steps {
      switch step {
      case .single(let q):
        side.setTotal(
          own(Int(q), home) + gather(Int(q), home, side, but: []), ofGuest: Int(home.rowOf[Int(q)]))
      case .block(let block):
        let inside = Set(block.links.members)
        let outside = block.links.members.map {
          own(Int($0), home) + gather(Int($0), home, side, but: inside)
        }
        guard let totals = block.solve(outside) else { continue }
        for (q, total) in zip(block.links.members, totals) {
          side.setTotal(total, ofGuest: Int(home.rowOf[Int(q)]))
        }
      }
    }
  }

  private func own(_ q: ProductIndex, _ home: ComparedSide) -> Double { home.own.total(q) }

  private func gather(
    _ q: ProductIndex, _ home: ComparedSide, _ side: ComparedSide, but inside: Set<Int32>
  ) -> Double {
    var sum = 0.0
    for link in home.components(of: q) where home.amounts[link] != 0 {
      if !inside.isEmpty, inside.contains(home.links.components[link]) { continue }
      sum += home.amounts[link] * side.totals[home.component(link)]
    }
    return sum
  }

  /// Turns the demand for guests into what is needed of them, and hands it on: w = e + Aᵀ w. `demand` is by row;
  /// afterwards the rows of guests hold their weights.
  func hand(_ demand: inout [Double], from home: ComparedSide) {
    for step in steps.reversed() {
      switch step {
      case .single(let q): hand(Int(q), &demand, home, but: [])
      case .block(let block):
        let rows = block.links.members.map { Int(home.rowOf[Int($0)]) }
        let asked = rows.map { demand[$0] }
        if asked.allSatisfy({ $0 == 0 }) { continue }
        for (row, weight) in zip(rows, block.weights(asked)) { demand[row] = weight }
        let inside = Set(block.links.members)
        for q in block.links.members { hand(Int(q), &demand, home, but: inside) }
      }
    }
  }

  private func hand(
    _ q: ProductIndex, _ demand: inout [Double], _ home: ComparedSide, but inside: Set<Int32>
  ) {
    let weight = demand[Int(home.rowOf[q])]
    if weight == 0 { return }
    for link in home.components(of: q) where home.amounts[link] != 0 {
      if !inside.isEmpty, inside.contains(home.links.components[link]) { continue }
      demand[home.component(link)] += weight * home.amounts[link]
    }
  }
}
