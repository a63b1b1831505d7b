import SupplyGraph

/// Why an edit does not fit a dataset.
public enum EditProblem: Error, Hashable, Sendable {
  case unknownProduct(String)
  case unknownSupplier(String)
  /// The supplier supplies nothing that has a figure.
  case nothingSupplied(String)
  /// The product does not use the component.
  case noLink(product: String, component: String)
  /// The components are counted in units that do not convert.
  case unitsDiffer(String, String)
  /// Something is to take its own place, or a product to be its own component.
  case sameProduct(String)
  /// A link that the graph does not have, not even with amount 0: see `ScenarioModel.newLinks`.
  case linkMissing(product: ProductIndex, component: ProductIndex)
  /// What the edit is about is 0, so that a change in percent is none.
  case nothingToScale
  case refused(EditRefusal)
}

/// How an edit fared.
public struct EditOutcome: Hashable, Sendable {
  public var edit: Edit
  /// The edited figure before and after, in the unit of the edit; nil where there is none, or several.
  public var before: Double?
  public var after: Double?
  /// Nil when it was made.
  public var problem: EditProblem?

  public init(edit: Edit, before: Double? = nil, after: Double? = nil, problem: EditProblem? = nil) {
    self.edit = edit
    self.before = before
    self.after = after
    self.problem = problem
  }
}
