import Glibc
import SupplyGraph
import Synchronization

/// `EditState.settleColumn` of products outside loops over plain memory.
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

  private static let block = 512

  /// Works out products outside loops, past all loops from `number` on about which nothing changes; the number of the
  /// first other one, or that behind the last. `hasSkipped` is set where products that are not needed were left out.
  func sweep(
    from first: ProductIndex, past loops: [Range<ProductIndex>], from number: Int, _ hasSkipped: inout Bool
  ) -> Int {
    var next = first
    for number in number..<loops.count {
      let loop = loops[number]
      if next < loop.lowerBound { sweep(next..<loop.lowerBound, &hasSkipped) }
      if loop.contains(where: mayChange) { return number }
      next = loop.upperBound
    }
    if next < count { sweep(next..<count, &hasSkipped) }
    return loops.count
  }

  /// Whether a product or something right below it differs, or did before.
  private func mayChange(_ p: ProductIndex) -> Bool {
    isDifferent[p] || pending.contains(p) || seeds.contains(p) || reaches(p)
  }

  private func sweep(_ range: Range<ProductIndex>, _ hasSkipped: inout Bool) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: range.count) { found in
      withUnsafeMutablePointer(to: &hasSkipped) { hasSkipped in
        let blocks = Blocks(range: range, found: found, hasSkipped: hasSkipped)
        if range.count < Pieces.worthwhileProducts {
          for block in 0..<blocks.count { settle(find(block, blocks)) }
        } else {
          sweepOnTwoThreads(blocks)
        }
      }
    }
  }

  private struct Blocks {
    let range: Range<ProductIndex>
    /// Room for the products to work out, those of each block from its first place on.
    let found: UnsafeMutableBufferPointer<Int32>
    let hasSkipped: UnsafeMutablePointer<Bool>

    var count: Int { (range.count + ColumnKernel.block - 1) / ColumnKernel.block }

    func products(_ block: Int) -> Range<ProductIndex> {
      let first = range.lowerBound + block * ColumnKernel.block
      return first..<min(first + ColumnKernel.block, range.upperBound)
    }
  }

  /// What is reached does not depend on how large totals become: one thread finds out, the other works them out
  /// behind it.
  private func sweepOnTwoThreads(_ blocks: Blocks) {
    var counts = [Int](repeating: 0, count: blocks.count)
    let done = Atomic(0)
    counts.withUnsafeMutableBufferPointer { counts in
      // A count is written before `done` passes it and read afterwards.
      nonisolated(unsafe) let (kernel, blocks, counts) = (self, blocks, counts)
      Parallel.forEach(2, threads: 2) { role in
        for block in 0..<blocks.count {
          if role == 0 {
            counts[block] = kernel.find(block, blocks).count
            done.store(block + 1, ordering: .releasing)
          } else {
            // The first role is always taken first.
            while done.load(ordering: .acquiring) <= block { sched_yield() }
            let first = block * ColumnKernel.block
            kernel.settle(UnsafeMutableBufferPointer(rebasing: blocks.found[first..<first + counts[block]]))
          }
        }
      }
    }
  }

  /// The products of a block that have to be worked out, in their order; turned over where the baseline holds again.
  private func find(_ block: Int, _ blocks: Blocks) -> UnsafeMutableBufferPointer<Int32> {
    let first = block * ColumnKernel.block
    var end = first
    for p in blocks.products(block) {
      let isReached = reaches(p) || seeds.contains(p)
      guard isReached || isDifferent[p] || needs == nil || pending.contains(p) else { continue }
      let isOther = isReached && status[p] != .refused && status[p] != .blocked
      isDifferent[p] = isOther
      if let needs, needs[p].tier == Need.unreached {
        blocks.hasSkipped.pointee = true
        continue
      }
      let number = Int32(truncatingIfNeeded: p)
      blocks.found[end] = isOther ? number : ~number
      end += 1
    }
    return UnsafeMutableBufferPointer(rebasing: blocks.found[first..<end])
  }

  /// Without the mark of what is not reached.
  private static func product(_ found: Int32) -> ProductIndex { Int(found < 0 ? ~found : found) }

  private func settle(_ products: UnsafeMutableBufferPointer<Int32>) {
    for (turn, p) in products.enumerated() {
      let next = turn + SweepAhead.products
      if next < products.count { links.askAhead(ColumnKernel.product(products[next])) }
      settle(ColumnKernel.product(p), isReached: p >= 0)
    }
  }

  @inline(__always)
  private func settle(_ p: ProductIndex, isReached: Bool) {
    let masses = links.masses(p)
    recorder.record(masses, p)
    values[p] =
      isReached ? own.heads[p * own.stride][0] + masses.sum : baseline.heads[p * baseline.stride][0]
  }

  @inline(__always)
  private func reaches(_ p: ProductIndex) -> Bool {
    for link in links.of(p) where isDifferent[Int(links.components[link])] && links.amounts[link] != 0 {
      return true
    }
    return false
  }
}
