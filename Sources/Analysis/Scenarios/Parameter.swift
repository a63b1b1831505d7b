import SupplyGraph

/// A number of the model that a scenario can change. Everything else follows from these.
public enum Parameter: Hashable, Sendable {
  /// Own emissions of a product, kg CO2e per unit. All channels keep their proportions.
  case own(ProductIndex)
  /// Share of a product's own emissions that rests on primary data, 0…1.
  case ownPrimary(ProductIndex)
  /// Units of the component per unit of the product, by link number of the graph.
  case amount(Int)
  /// Units of a product that the portfolio takes, per year where quantities are stated.
  case quantity(ProductIndex)
}

/// Why a change cannot be made. The model stays as it was.
public enum EditRefusal: Error, Hashable, Sendable {
  /// The product has no figure because it is, or needs, a loop without a finite answer.
  case noFigure(ProductIndex)
  /// A loop would have no finite answer; the shortest way round it, as in `RollUp.refusedLoops`.
  case loopWithoutAnswer([ProductIndex])
  /// A number that cannot be: not finite, or a share outside 0…1.
  case outOfRange(Parameter)
  /// A figure would leave the range of numbers.
  case overflow(ProductIndex)
  /// The portfolio does not list the product.
  case notInPortfolio(ProductIndex)
}
