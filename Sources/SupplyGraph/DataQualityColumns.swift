import Footprints

// What is known about how sure a figure is, one column at a time: for sweeps over the whole graph.
extension SupplyGraph {
  /// Geometric standard deviation as given for the product's figure, 1 or more. Constant time.
  public func gsd(_ p: ProductIndex) -> Double? {
    let gsd = columns.figures.gsd[p]
    return gsd.isNaN ? nil : gsd
  }

  /// Whether a third party has confirmed the figure. Constant time.
  public func isVerified(_ p: ProductIndex) -> Bool { columns.figures.verified[p] }

  /// Ratings of the chosen footprint. Constant time.
  public func dataQuality(_ p: ProductIndex) -> DataQuality? {
    let footprint = columns.figures.footprint[p]
    return footprint < 0 ? nil : footprints.dataQuality(Int(footprint))
  }
}
