import SupplyGraph

// What the focus needs of each product: w = e + Aᵀ w.
extension EditState {
  /// Works out the needs of everything that is pending, users first, and from there what changes with it.
  mutating func updateNeeds() {
    var limit = graph.count
    var left = productsToAsk
    while let p = withNeedKernel({ $0.follow(&$1, below: limit, &left) }) {
      guard let loop = graph.loop(p) else { return sweepNeeds() }
      left -= graph.loops[loop].count
      if left < 0 { return sweepNeeds() }
      updateNeeds(loop)
      limit = graph.loops[loop].lowerBound
    }
    mayMoveTiers = false
  }

  /// Products whose users are asked, who lie anywhere, before a sweep takes over, which is quicker for many.
  private var productsToAsk: Int { max(graph.count / 256, min(640, graph.count / 64)) }

  /// All of them: quicker where much changes.
  mutating func sweepNeeds() {
    needQueue.pending.removeAll()
    needQueue.hubSums.forgetAll()
    otherNeeds.lose()
    if mayMoveTiers { sweepWeightsAndTiers() } else { sweepWeights() }
  }

  private mutating func sweepWeightsAndTiers() {
    var sweep = NeedSweep(RollUp(baseline, model: model), knownTops, known: known)
    sweep.run()
    needs = sweep.needs
    countNeeds()
    sums.touchAll()
    inputs.touchAll()
    mayMoveTiers = false
  }

  /// Tiers go by which amounts are 0 and not by how large they are: mostly they stay.
  private mutating func sweepWeights() {
    NeedSweep.weights(RollUp(baseline, model: model), knownTops, known: known, into: &weights)
    let size = ContributionSums.chunk
    let chunks = (graph.count + size - 1) / size
    var changes = [(isChanged: Bool, beyondNumbers: Int)](repeating: (false, 0), count: chunks)
    changes.withUnsafeMutableBufferPointer { changes in
      needs.withUnsafeMutableBufferPointer { needs in
        weights.withUnsafeBufferPointer { weights in
          // Each chunk is written by one thread.
          nonisolated(unsafe) let (changes, needs, weights) = (changes, needs, weights)
          Pieces.run(chunks, isLarge: needs.count >= Pieces.worthwhileProducts) { range in
            for p in range.lowerBound * size..<min(range.upperBound * size, needs.count)
            where needs[p].weight != weights[p] {
              changes[p / size].isChanged = true
              changes[p / size].beyondNumbers -= needs[p].isBeyondNumbers
              needs[p].weight = weights[p]
              changes[p / size].beyondNumbers += needs[p].isBeyondNumbers
            }
          }
        }
      }
    }
    notFinite += changes.reduce(0) { $0 + $1.beyondNumbers }
    let isChanged = changes.map(\.isChanged)
    sums.touch(chunks: isChanged)
    inputs.touch(chunks: isChanged, of: size)
  }

  mutating func countNeeds() {
    (reached, notFinite) = (0, 0)
    for need in needs where need.tier != Need.unreached {
      reached += 1
      if !need.weight.isFinite { notFinite += 1 }
    }
  }

  private mutating func updateNeeds(_ loop: Int) {
    let (steps, blocks, known, members) = (model.steps[loop], model.blocks, known, graph.loops[loop])
    withNeedKernel { kernel, queue in
      for step in steps.reversed() {
        switch step {
        case .single(let p): if queue.pending.contains(Int(p)) { kernel.settle(Int(p), &queue) }
        case .block(let number): kernel.settle(blocks[Int(number)], number, known, &queue)
        }
      }
      for p in members { queue.pending.remove(p) }
    }
  }

  /// Has the needs of components looked at, because what their users ask of them by some links may be something else.
  mutating func askAgain(_ links: some Sequence<Int>) {
    withNeedKernel { kernel, queue in
      for link in links { kernel.askAgain(link, &queue) }
    }
  }

  /// What `body` changes is taken note of behind it.
  private mutating func withNeedKernel<Result>(_ body: (NeedKernel, inout NeedQueue) -> Result) -> Result {
    let (links, borders, hubs, mayMoveTiers) = (graph.links, borders, model.hubs, mayMoveTiers)
    let direct = DirectNeeds(asked: asked, places: topPlaces, unknown: unknownTops)
    defer { noteNeeds() }
    return UserMemory.of(graph) { users in
      links.withPointers(amounts: model.amounts) { links in
        model.blockOf.withUnsafeBufferPointer { blockOf in
          turns.withUnsafeBufferPointer { turns in
            needs.withUnsafeMutableBufferPointer { needs in
              let kernel = NeedKernel(
                users: users, links: links, needs: needs.base, borders: borders, direct: direct,
                turns: turns.base, blockOf: blockOf.base, hubs: hubs, mayMoveTiers: mayMoveTiers)
              return body(kernel, &needQueue)
            }
          }
        }
      }
    }
  }

  private mutating func noteNeeds() {
    for change in needQueue.changes {
      let p = Int(change.product)
      let (before, need) = (change.before, needs[p])
      reached += (need.tier == Need.unreached ? 0 : 1) - (before.tier == Need.unreached ? 0 : 1)
      notFinite += need.isBeyondNumbers - before.isBeyondNumbers
      sums.touch(p)
      inputs.touch(p)
      otherNeeds.note(p, need.weight)
    }
    needQueue.changes.removeAll(keepingCapacity: true)
  }
}

extension Need {
  fileprivate var isBeyondNumbers: Int { tier != Need.unreached && !weight.isFinite ? 1 : 0 }
}
