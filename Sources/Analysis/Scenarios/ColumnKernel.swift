import SupplyGraph

/// `EditState.settleColumn` of products outside loops and of loops that are one block, over plain memory.
struct ColumnKernel {
  let links: LinkMemory
  let own: (heads: UnsafePointer<SIMD4<Double>>, stride: Int)
  let baseline: (heads: UnsafePointer<SIMD4<Double>>, stride: Int)
  /// Of the baseline.
  let status: UnsafePointer<Status>
  let values: UnsafeMutablePointer<Double>
  /// Of products.
  let count: Int
  let isDifferent: BitColumn.Words
  let recorder: MassRecorder
  /// Nil where every product is worked out.
  let needs: UnsafePointer<Need>?
  /// Products with an edit, and those that are to be worked out anew.
  let seeds: NumberSet
  let pending: NumberSet
  let loops: LoopMemory
  let threads: Int

  private static let block = 512

  /// Works out products and loops, past all loops from `number` on about which nothing changes or which are one block;
  /// the number of the first other one, or that behind the last. `hasSkipped` is set where products that are not
  /// needed were left out.
  func sweep(from first: ProductIndex, past number: Int, _ hasSkipped: inout Bool) -> Int {
    var (next, from) = (first, number)
    for number in number..<loops.count where !loops.isBlock(number) {
      let loop = loops.ranges[number]
      if next < loop.lowerBound { sweep(next..<loop.lowerBound, from, &hasSkipped) }
      if loop.contains(where: mayChange) { return number }
      (next, from) = (loop.upperBound, number + 1)
    }
    if next < count { sweep(next..<count, from, &hasSkipped) }
    return loops.count
  }

  /// Whether a product or something right below it differs, or did before.
  private func mayChange(_ p: ProductIndex) -> Bool {
    isDifferent[p] || pending.contains(p) || seeds.contains(p) || reaches(p)
  }

  private func sweep(_ range: Range<ProductIndex>, _ firstLoop: Int, _ hasSkipped: inout Bool) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: range.count) { found in
      withUnsafeMutablePointer(to: &hasSkipped) { hasSkipped in
        let blocks = Blocks(range: range, found: found, hasSkipped: hasSkipped)
        var (finder, settler) = (LoopWalk(next: firstLoop), LoopWalk(next: firstLoop))
        var counts = [Int](repeating: 0, count: blocks.count)
        counts.withUnsafeMutableBufferPointer { counts in
          // What is reached does not depend on how large totals become.
          Pieces.inTurn(blocks.count, isLarge: threads > 1 && range.count >= Pieces.worthwhileProducts) {
            block in
            counts[block] = find(block, blocks, &finder).count
          } then: { block in
            let first = block * ColumnKernel.block
            settle(
              UnsafeMutableBufferPointer(rebasing: blocks.found[first..<first + counts[block]]), &settler)
            return true
          }
        }
      }
    }
  }

  /// Comes by loops in their order.
  private struct LoopWalk {
    /// The first that is not behind.
    var next: Int

    /// The loop that begins at a product, products coming in their order.
    @inline(__always)
    mutating func loop(at p: ProductIndex, _ loops: LoopMemory) -> Int? {
      while next < loops.count, loops.ranges[next].lowerBound < p { next += 1 }
      return next < loops.count && loops.ranges[next].lowerBound == p ? next : nil
    }
  }

  private struct Blocks {
    let range: Range<ProductIndex>
    /// Room for the products to work out, those of each block from its first place on; a loop goes by its first
    /// member.
    let found: UnsafeMutableBufferPointer<Int32>
    let hasSkipped: UnsafeMutablePointer<Bool>

    var count: Int { (range.count + ColumnKernel.block - 1) / ColumnKernel.block }

    func products(_ block: Int) -> Range<ProductIndex> {
      let first = range.lowerBound + block * ColumnKernel.block
      return first..<min(first + ColumnKernel.block, range.upperBound)
    }
  }

  /// The products of a block that have to be worked out, in their order; turned over where the baseline holds again.
  private func find(_ block: Int, _ blocks: Blocks, _ walk: inout LoopWalk) -> UnsafeMutableBufferPointer<
    Int32
  > {
    let first = block * ColumnKernel.block
    var end = first
    let products = blocks.products(block)
    var p = products.lowerBound
    if walk.next > 0 { p = max(p, loops.ranges[walk.next - 1].upperBound) }
    while p < products.upperBound {
      let (at, loop) = (p, walk.loop(at: p, loops))
      if let loop {
        p = loops.ranges[loop].upperBound
        walk.next += 1
      } else {
        p += 1
      }
      // What is needed needs nothing that is not: it need not even be known whether that changes.
      if let needs, needs[at].tier == Need.unreached {
        blocks.hasSkipped.pointee = true
        continue
      }
      let found = loop.map { find(loops.ranges[$0]) } ?? find(at)
      if found == .same { continue }
      // A loop is worked out as a whole. Own emissions lie far apart: whoever sums up need not wait for them.
      if p == at + 1 { values[at] = found == .other ? own.heads[at * own.stride][0] : baselineTotal(at) }
      let number = Int32(truncatingIfNeeded: at)
      blocks.found[end] = found == .other ? number : ~number
      end += 1
    }
    return UnsafeMutableBufferPointer(rebasing: blocks.found[first..<end])
  }

  private enum Finding {
    /// Nothing has to be worked out.
    case same
    /// The baseline holds again.
    case asBefore
    case other
  }

  @inline(__always)
  private func find(_ p: ProductIndex) -> Finding {
    let isReached = reaches(p) || seeds.contains(p)
    guard isReached || isDifferent[p] || needs == nil || pending.contains(p) else { return .same }
    let isOther = isReached && canHaveFigure(p)
    isDifferent[p] = isOther
    return isOther ? .other : .asBefore
  }

  @inline(__always)
  private func canHaveFigure(_ p: ProductIndex) -> Bool { status[p] != .refused && status[p] != .blocked }

  /// Members of a block need each other: what reaches one reaches all.
  private func find(_ loop: Range<ProductIndex>) -> Finding {
    let isReached = loop.contains { seeds.contains($0) || reaches($0, outside: loop) }
    guard isReached || needs == nil || loop.contains(where: { isDifferent[$0] || pending.contains($0) })
    else {
      return .same
    }
    for p in loop { isDifferent[p] = isReached }
    return isReached ? .other : .asBefore
  }

  /// Without the mark of what is not reached.
  private static func product(_ found: Int32) -> ProductIndex { Int(found < 0 ? ~found : found) }

  private func settle(_ products: UnsafeMutableBufferPointer<Int32>, _ walk: inout LoopWalk) {
    for (turn, found) in products.enumerated() {
      let next = turn + SweepAhead.products
      if next < products.count { links.askAhead(ColumnKernel.product(products[next])) }
      let p = ColumnKernel.product(found)
      if let number = walk.loop(at: p, loops) {
        settle(loop: number, isReached: found >= 0)
      } else {
        settle(p, isReached: found >= 0)
      }
    }
  }

  private func settle(loop number: Int, isReached: Bool) {
    let loop = loops.ranges[number]
    if isReached {
      loops.solve(number, values) { p in
        var sum = 0.0
        for link in links.of(p) {
          let component = Int(links.components[link])
          if links.amounts[link] == 0 || loop.contains(component) { continue }
          sum += values[component] * links.amounts[link]
        }
        return own.heads[p * own.stride][0] + sum
      }
    } else {
      for p in loop { values[p] = baselineTotal(p) }
    }
    for p in loop { recorder.touchLinks(of: p) }
  }

  /// What `find` has left in `values`, and what components bring.
  @inline(__always)
  private func settle(_ p: ProductIndex, isReached: Bool) {
    if recorder.isWanted {
      let masses = links.masses(p)
      recorder.record(masses, p)
      if isReached { values[p] += masses.sum }
    } else if isReached {
      values[p] += links.sum(p)
    }
  }

  @inline(__always)
  private func baselineTotal(_ p: ProductIndex) -> Double { baseline.heads[p * baseline.stride][0] }

  @inline(__always)
  private func reaches(_ p: ProductIndex) -> Bool {
    for link in links.of(p) where isDifferent[Int(links.components[link])] && links.amounts[link] != 0 {
      return true
    }
    return false
  }

  @inline(__always)
  private func reaches(_ p: ProductIndex, outside loop: Range<ProductIndex>) -> Bool {
    for link in links.of(p) {
      let component = Int(links.components[link])
      if isDifferent[component], links.amounts[link] != 0, !loop.contains(component) { return true }
    }
    return false
  }
}

// One by one.
extension ColumnKernel {
  /// Works out what is pending, in roll-up order, and from there what changes with it: up to a product of a loop, or to
  /// one behind which nothing is left of the links that may be followed; nil where all is done.
  func follow(_ pending: inout NumberSet, _ users: UserMemory, _ left: inout Int) -> ProductIndex? {
    var next = 0
    while let p = pending.first(from: next) {
      if users.isInLoop(p) { return p }
      left -= 1 + users.of(p).count
      if left <= 0 { return p }
      pending.remove(p)
      if settleAlone(p) { users.forEach(of: p, links.amounts) { pending.insert($0) } }
      next = p + 1
    }
    return nil
  }

  /// Whether anything about the product has changed.
  private func settleAlone(_ p: ProductIndex) -> Bool {
    let wasReached = isDifferent[p]
    let isReached = (reaches(p) || seeds.contains(p)) && canHaveFigure(p)
    let before = values[p]
    values[p] = isReached ? own.heads[p * own.stride][0] : baselineTotal(p)
    settle(p, isReached: isReached)
    isDifferent[p] = isReached
    return values[p] != before || isReached != wasReached
  }
}
