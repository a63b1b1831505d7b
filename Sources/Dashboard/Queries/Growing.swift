import SupplyGraph

extension Snapshot {
  /// The same figures over a graph with further links of amount 0, which edits may then fill; itself where there are
  /// none to add.
  public func growing(_ links: [(product: ProductIndex, component: ProductIndex)]) -> Snapshot {
    links.isEmpty ? self : Snapshot(name: name, graph: graph.adding(links), isPartial: isPartial)
  }
}
