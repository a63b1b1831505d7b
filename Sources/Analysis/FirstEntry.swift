import SupplyGraph

extension Focus {
  /// The amounts with which the focus first reaches a set of products, such as those of one supplier, and only those
  /// that it reaches.
  ///
  /// The adjoint with the set absorbing: its members take weight in and hand none on. Every path is counted at the
  /// place where it enters the set and never again, so the sum of amount times total is what vanishes when the whole
  /// set is cut out, also where the set delivers to itself or stands in loops.
  ///
  /// - Complexity: O(products + links), and the factoring of loops that hold a member.
  public func firstEntry(into products: [ProductIndex]) -> [(product: ProductIndex, amount: Double)] {
    let weights = NeedSweep.weights(rollUp, tops, cut: Cut(products, rollUp))
    return products.sorted().compactMap { product in
      let amount = weights[product]
      return amount != 0 && amount.isFinite ? (product, amount) : nil
    }
  }

  /// Whether some contribution is negative: a credit or a removal.
  public var hasCredits: Bool { credits < 0 }

  /// kg CO2e that a share of 1 stands for: the total, or with credits the sum of all positive contributions, so that
  /// no credit hides inside a percentage. 0 where there is nothing.
  public var shareBase: Double { max(0, (total ?? 0) - credits) }
}

/// Products that are cut off from their components.
struct Cut: Sendable {
  /// Those of the model; where a loop is cut, those of cut products are 0.
  let amounts: [Double]
  private let isCut: [Bool]

  init(_ products: [ProductIndex], _ rollUp: RollUp) {
    let graph = rollUp.graph
    var amounts = rollUp.model.amounts
    var isCut = [Bool](repeating: false, count: graph.count)
    for product in products { isCut[product] = true }
    if products.contains(where: { graph.loop($0) != nil }) {
      for product in products {
        for link in graph.components(of: product) { amounts[link] = 0 }
      }
    }
    self.amounts = amounts
    self.isCut = isCut
  }

  @inline(__always)
  func contains(_ p: ProductIndex) -> Bool { isCut[p] }

  /// Calls `body` with the parts of a range between cut products, the highest first: O(range).
  func between(_ range: Range<ProductIndex>, _ body: (Range<ProductIndex>) -> Void) {
    var upper = range.upperBound
    for p in range.reversed() where isCut[p] {
      body(p + 1..<upper)
      upper = p
    }
    body(range.lowerBound..<upper)
  }

  /// What is left of a loop; nil where no member is cut, so that its factors still hold. `local` is empty at first and
  /// is used again for every loop.
  func block(_ whole: LoopBlock, _ table: LinkTable, local: inout [Int32]) -> LoopBlock? {
    guard whole.links.members.contains(where: { isCut[Int($0)] }) else { return nil }
    if local.isEmpty { local = [Int32](repeating: -1, count: isCut.count) }
    return LoopBlock(
      LocalLinks(members: whole.links.members.array, table: table, amounts: amounts, local: &local))
  }
}
