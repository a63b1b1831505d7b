import SupplyGraph

// Loops whose amounts change.
extension EditState {
  /// Solves loops anew whose amounts have changed, or gives them back what the baseline has.
  mutating func takeLoops(_ loops: Set<Int>, _ wanted: [Parameter: Double]) throws(EditRefusal) {
    var changed: Set<Int> = []
    for case .amount(let link) in wanted.keys {
      if let loop = graph.loop(ofLink: link) { changed.insert(loop) }
    }
    var parts: [(loop: Int, parts: LoopParts?)] = []
    for loop in loops.sorted() {
      let new =
        changed.contains(loop)
        ? try LoopParts(
          baseline.model.answered(graph.loops[loop]), graph, amounts: model.amounts, local: &local) : nil
      parts.append((loop, new))
    }
    for (loop, parts) in parts { set(loop, parts) }
    changedLoops = changed
  }

  /// - Parameter parts: nil for those of the baseline.
  private mutating func set(_ loop: Int, _ parts: LoopParts?) {
    free(loop)
    if let parts {
      model.steps[loop] = parts.parts.map { part in
        switch part {
        case .single(let p): .single(p)
        case .block(let block): .block(add(block))
        }
      }
    } else {
      model.steps[loop] = baseline.model.steps[loop]
    }
    index(loop)
    setTurns(loop)
    for p in graph.loops[loop] {
      markPending(p)
      needQueue.pending.insert(p)
    }
    // Members may hand on in another order than before.
    askAgain(graph.loops[loop].lazy.flatMap { [graph] in graph.components(of: $0) })
  }

  private mutating func free(_ loop: Int) {
    for case .block(let number) in model.steps[loop] where Int(number) >= baseline.model.blocks.count {
      freeBlocks.append(Int(number))
    }
    if model.blockOf.isEmpty { return }
    for p in graph.loops[loop] { (model.blockOf[p], model.memberOf[p]) = (-1, -1) }
  }

  private mutating func add(_ block: LoopBlock) -> Int32 {
    if let number = freeBlocks.popLast() {
      model.blocks[number] = block
      return Int32(truncatingIfNeeded: number)
    }
    model.blocks.append(block)
    return Int32(truncatingIfNeeded: model.blocks.count - 1)
  }

  private mutating func index(_ loop: Int) {
    for case .block(let number) in model.steps[loop] {
      if model.blockOf.isEmpty {
        model.blockOf = [Int32](repeating: -1, count: graph.count)
        model.memberOf = model.blockOf
      }
      for (place, p) in model.blocks[Int(number)].links.members.enumerated() {
        model.blockOf[Int(p)] = number
        model.memberOf[Int(p)] = Int32(truncatingIfNeeded: place)
      }
    }
  }

  /// Steps are taken backwards, the members of a block in their order: see `NeedSweep`.
  mutating func setTurns(_ loop: Int) {
    var turn = Int32(truncatingIfNeeded: graph.loops[loop].lowerBound)
    for step in model.steps[loop] {
      switch step {
      case .single(let p):
        turns[Int(p)] = turn
        turn += 1
      case .block(let number):
        for p in model.blocks[Int(number)].links.members.reversed() {
          turns[Int(p)] = turn
          turn += 1
        }
      }
    }
  }
}
