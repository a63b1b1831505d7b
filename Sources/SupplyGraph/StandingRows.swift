import Footprints

/// The product rows of a dataset by the products of its graph: what figures are made of when footprints arrive later.
package struct StandingRows: Sendable {
  private let records: [ProductRecord]
  /// By product, into the records; −1 where no row names it.
  private let recordOf: [Int32]

  /// - Parameter graph: what was built of the same rows.
  /// - Returns: nil when rows are not in the order of their places, which decides between those of one product.
  /// - Complexity: O(rows).
  package init?(_ builder: SupplyGraphBuilder, of graph: SupplyGraph) {
    let records = builder.products
    var recordOf = [Int32](repeating: -1, count: graph.count)
    for (number, record) in records.enumerated() {
      if number > 0, !records[number - 1].place.precedes(record.place) { return nil }
      guard Int(record.key) < graph.productOfKey.count else { return nil }
      let product = Int(graph.productOfKey[Int(record.key)])
      guard product >= 0 else { return nil }
      if recordOf[product] < 0 { recordOf[product] = Int32(truncatingIfNeeded: number) }
    }
    self.records = records
    self.recordOf = recordOf
  }

  package var count: Int { recordOf.count }

  func row(_ p: ProductIndex) -> ProductRecord.Content? {
    recordOf[p] < 0 ? nil : records[Int(recordOf[p])].content
  }

  func key(_ p: ProductIndex) -> Int32? { recordOf[p] < 0 ? nil : records[Int(recordOf[p])].key }
}
