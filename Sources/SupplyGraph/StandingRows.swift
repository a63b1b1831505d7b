import Footprints

/// The product rows of a dataset by the products of its graph: what figures are made of when footprints arrive later.
package struct StandingRows: Sendable {
  private let rows: ProductRows
  /// By product, into the rows; −1 where no row names it.
  private let rowOf: [Int32]

  /// - Parameter graph: what was built of the same rows.
  /// - Returns: nil when rows are not in the order of their places, which decides between those of one product.
  /// - Complexity: O(rows).
  package init?(_ builder: SupplyGraphBuilder, of graph: SupplyGraph) {
    let rows = builder.products
    guard rows.places.isAscending else { return nil }
    var rowOf = [Int32](repeating: -1, count: graph.count)
    for (row, key) in rows.keys.enumerated() {
      guard Int(key) < graph.productOfKey.count else { return nil }
      let product = Int(graph.productOfKey[Int(key)])
      guard product >= 0 else { return nil }
      if rowOf[product] < 0 { rowOf[product] = Int32(truncatingIfNeeded: row) }
    }
    self.rows = rows
    self.rowOf = rowOf
  }

  package var count: Int { rowOf.count }

  func row(_ p: ProductIndex) -> ProductRecord? { rowOf[p] < 0 ? nil : rows[Int(rowOf[p])] }

  func key(_ p: ProductIndex) -> Int32? { rowOf[p] < 0 ? nil : rows.keys[Int(rowOf[p])] }
}
