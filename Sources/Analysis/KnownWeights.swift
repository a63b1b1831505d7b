/// What is needed of large loops as long as nothing is edited: what sweeps under edits begin with.
///
/// Weights that are worked out from these depend on the edits alone and not on the way there; without edits they are
/// these, to the last bit.
struct KnownWeights: Sendable {
  private let needs: [Need]
  private let demands: [Int32: [Double]]

  /// - Parameters:
  ///   - needs: by product.
  ///   - demands: by large block, what its members are asked for from outside.
  init(_ needs: [Need], _ demands: [Int32: [Double]]) {
    (self.needs, self.demands) = (needs, demands)
  }

  /// As `LoopBlock.weights`; `number` tells blocks apart, and those without edits are told by theirs.
  func weights(_ block: LoopBlock, _ number: Int32, _ demand: [Double]) -> [Double] {
    if block.isExact { return block.weights(demand) }
    let near = block.links.members.map { needs[Int($0)].weight }
    return demands[number] == demand ? near : block.weights(demand, near: near)
  }
}
