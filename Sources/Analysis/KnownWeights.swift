/// What is needed of large loops as long as nothing is edited: what sweeps under edits begin with.
///
/// Weights that are worked out from these depend on the edits alone and not on the way there; without edits they are
/// these, to the last bit.
struct KnownWeights: Sendable {
  private let needs: [Need]
  /// By large block, what its members are asked for from outside.
  private let demands: [Int32: [Double]]

  /// Nil where no loop is too large to be factored.
  ///
  /// - Parameter needs: what `tops` need, by product.
  /// - Complexity: O(products + links).
  init?(_ rollUp: RollUp, _ tops: [Focus.Top], _ needs: [Need]) {
    if rollUp.model.blocks.allSatisfy(\.isExact) { return nil }
    self.needs = needs
    var weights = [Double](large: 0, count: needs.count)
    let links = NeedLinks(rollUp, upTo: tops.lastProduct)
    demands = weights.withUnsafeMutableBufferPointer {
      tops.ask($0)
      return links.demands($0, needs)
    }
  }

  /// As `LoopBlock.weights`. A block that edits have made has another number than any without them.
  func weights(_ block: LoopBlock, _ number: Int32, _ demand: [Double]) -> [Double] {
    if block.isExact { return block.weights(demand) }
    let near = block.links.members.map { needs[Int($0)].weight }
    return demands[number] == demand ? near : block.weights(demand, near: near)
  }
}

extension LoopBlock {
  /// `weights` of the block of this number, from what is known of it.
  func weights(_ demand: [Double], _ known: KnownWeights?, _ number: Int32) -> [Double] {
    if demand.allSatisfy({ $0 == 0 }) { return demand }
    return known?.weights(self, number, demand) ?? weights(demand)
  }
}
