import SupplyGraph

/// The loops of a graph with their blocks, over plain memory.
struct LoopMemory {
  let ranges: UnsafePointer<Range<ProductIndex>>
  let count: Int
  fileprivate let blocks: UnsafePointer<LoopBlock>
  /// Of products: index into `blocks`, −1 outside. Nil where there is none.
  fileprivate let blockOf: UnsafePointer<Int32>?
  /// For the members of one loop.
  fileprivate let room: UnsafeMutablePointer<Double>

  /// Whether a small loop has not fallen apart.
  func isBlock(_ number: Int) -> Bool {
    guard let block = block(number) else { return false }
    return block.pointee.isExact && block.pointee.links.count == ranges[number].count
  }

  private func block(_ number: Int) -> UnsafePointer<LoopBlock>? {
    guard let block = blockOf?[ranges[number].lowerBound], block >= 0 else { return nil }
    return blocks + Int(block)
  }

  // What follows is about loops that are one block.

  /// Works out the values of the members out of what is `given` to each from outside.
  @inline(__always)
  func solve(_ number: Int, _ values: UnsafeMutablePointer<Double>, given: (ProductIndex) -> Double) {
    replace(number, values, given: given) { $0.solve(room) }
  }

  /// Turns the demand on the members from outside into what is needed of each.
  @inline(__always)
  func solveTransposed(_ number: Int, _ demand: UnsafeMutablePointer<Double>) {
    if ranges[number].allSatisfy({ demand[$0] == 0 }) { return }
    replace(number, demand, given: { demand[$0] }, by: { $0.solveTransposed(room) })
  }

  @inline(__always)
  private func replace(
    _ number: Int, _ values: UnsafeMutablePointer<Double>, given: (ProductIndex) -> Double,
    by solve: (FactorMemory) -> Void
  ) {
    guard let block = block(number), let factor = block.pointee.factor else { return }
    block.pointee.links.members.withPointer { members in
      let places = 0..<ranges[number].count
      for place in places { room[place] = given(Int(members[place])) }
      factor.withMemory(solve)
      for place in places { values[Int(members[place])] = room[place] }
    }
  }

  /// Calls `body` with each member, in the order of the block.
  @inline(__always)
  func forEachMember(_ number: Int, _ body: (ProductIndex) -> Void) {
    guard let block = block(number) else { return }
    block.pointee.links.members.withPointer { members in
      for place in 0..<ranges[number].count { body(Int(members[place])) }
    }
  }
}

extension Model {
  func withLoopMemory<Result>(_ graph: SupplyGraph, _ body: (LoopMemory) -> Result) -> Result {
    graph.loops.withUnsafeBufferPointer { ranges in
      blocks.withUnsafeBufferPointer { blocks in
        blockOf.withUnsafeBufferPointer { blockOf in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: LoopBlock.largestDense) { room in
            body(
              LoopMemory(
                ranges: ranges.base, count: ranges.count, blocks: blocks.base,
                // An empty array has an address all the same.
                blockOf: blockOf.isEmpty ? nil : blockOf.baseAddress, room: room.base))
          }
        }
      }
    }
  }
}
