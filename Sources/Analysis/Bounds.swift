import SupplyGraph

/// For each product a number that no part of its total exceeds, whatever its sign: the total with all own emissions
/// and amounts taken as positive. Without credits it is the total itself, and nobody needs to ask here.
enum Bounds {
  static func bounds(_ sweep: Sweep, _ graph: SupplyGraph) -> [Double] {
    var bounds = [Double](large: 0, count: graph.count)
    var next = 0
    for (number, loop) in graph.loops.enumerated() {
      for p in next..<loop.lowerBound { bounds[p] = single(p, sweep, bounds) }
      for step in sweep.steps[number] {
        switch step {
        case .single(let p): bounds[Int(p)] = single(Int(p), sweep, bounds)
        case .block(let block): solve(sweep.blocks[Int(block)], sweep, &bounds)
        }
      }
      next = loop.upperBound
    }
    for p in next..<graph.count { bounds[p] = single(p, sweep, bounds) }
    return bounds
  }

  private static func single(_ p: ProductIndex, _ sweep: Sweep, _ bounds: [Double]) -> Double {
    var sum = abs(sweep.own.total(p))
    for link in sweep.graph.components(of: p) {
      sum += abs(sweep.amounts[link]) * bounds[sweep.graph.component(link)]
    }
    return min(sum, .greatestFiniteMagnitude)
  }

  /// Loops that fade only because credits cancel something are refused, so there is a solution.
  private static func solve(_ block: LoopBlock, _ sweep: Sweep, _ bounds: inout [Double]) {
    let rhs = block.links.members.map { single(Int($0), sweep, bounds) }
    let solution = block.withoutSigns?.solve(rhs)
    for (i, p) in block.links.members.enumerated() {
      bounds[Int(p)] = solution?[i] ?? .greatestFiniteMagnitude
    }
  }
}
