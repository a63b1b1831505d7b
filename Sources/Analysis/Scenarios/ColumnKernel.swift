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
  let isDifferent: BitColumn.Words
  let recorder: MassRecorder
  /// Nil where every product is worked out.
  let needs: UnsafePointer<Need>?

  private static let block = 512

  /// Whether products that are not needed were left out.
  func sweep(_ range: Range<ProductIndex>, _ seeds: NumberSet, _ pending: NumberSet) -> Bool {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: range.count) { found in
      var hasSkipped = false
      return withUnsafeMutablePointer(to: &hasSkipped) { hasSkipped in
        let blocks = Blocks(range: range, found: found, hasSkipped: hasSkipped)
        if range.count < Pieces.worthwhileProducts {
          for block in 0..<blocks.count { settle(find(block, blocks, seeds, pending)) }
        } else {
          sweepOnTwoThreads(blocks, seeds, pending)
        }
        return hasSkipped.pointee
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
  private func sweepOnTwoThreads(_ blocks: Blocks, _ seeds: NumberSet, _ pending: NumberSet) {
    var counts = [Int](repeating: 0, count: blocks.count)
    let done = Atomic(0)
    counts.withUnsafeMutableBufferPointer { counts in
      // A count is written before `done` passes it and read afterwards.
      nonisolated(unsafe) let (kernel, blocks, counts) = (self, blocks, counts)
      Parallel.forEach(2, threads: 2) { role in
        for block in 0..<blocks.count {
          if role == 0 {
            counts[block] = kernel.find(block, blocks, seeds, pending).count
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
  private func find(_ block: Int, _ blocks: Blocks, _ seeds: NumberSet, _ pending: NumberSet)
    -> UnsafeMutableBufferPointer<Int32>
  {
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

  private func settle(_ products: UnsafeMutableBufferPointer<Int32>) {
    for p in products { settle(Int(p < 0 ? ~p : p), isReached: p >= 0) }
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
