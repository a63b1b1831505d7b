import Footprints
import SupplyGraph

/// What an edit means for the parameters of a model.
struct EditResolver {
  let model: EditedModel
  /// What differs from the baseline before the edit; only whole footprints (`declared:`) are those of the model as it
  /// is now.
  let overrides: [Parameter: Double]
  private var graph: SupplyGraph { model.baseline.graph }

  init(model: EditedModel) { self.init(model: model, overrides: model.overrides) }

  init(model: EditedModel, overrides: [Parameter: Double]) {
    self.model = model
    self.overrides = overrides
  }

  private func value(_ parameter: Parameter) -> Double? {
    overrides[parameter] ?? model.baselineValue(parameter)
  }

  /// The parameters that change, with the values they get, and the one that the edit is about where it is one.
  struct Resolved {
    var values: [Parameter: Double] = [:]
    var before: Double?
    var after: Double?

    fileprivate static func one(_ parameter: Parameter, from before: Double, to after: Double) -> Resolved {
      Resolved(values: [parameter: after], before: before, after: after)
    }
  }

  func resolve(_ edit: Edit) throws(EditProblem) -> Resolved {
    switch edit.target {
    case .own(let id): try single(.own(try product(id)), edit.change, id)
    case .primary(let id): try single(.ownPrimary(try product(id)), edit.change, id)
    case .quantity(let id): try single(.quantity(try product(id)), edit.change, id)
    case .declared(let id): try declared(try product(id), edit.change)
    case .amount(let id, let component):
      try single(.amount(try link(try product(id), try product(component))), edit.change, id)
    case .swap(let id, let component):
      try swap([try product(id)], try product(component), try replacement(edit.change))
    case .redirect(let user, let component):
      try swap(try users(user), try product(component), try replacement(edit.change))
    case .split(let id, let component, let other):
      try split(try product(id), try product(component), try product(other), edit.change)
    case .supplier(let name): try wholeSupplier(try products(ofSupplier: name), edit.change)
    case .supplierOwn(let name): try owns(try products(ofSupplier: name), edit.change)
    case .supplierPrimary(let name): try primary(try products(ofSupplier: name), edit.change)
    }
  }

  // MARK: Names

  private func product(_ id: String) throws(EditProblem) -> ProductIndex {
    guard let product = graph.product(id: id) else { throw .unknownProduct(id) }
    return product
  }

  /// Products of a supplier that have figures; the name may be the id, or the name in either language.
  private func products(ofSupplier name: String) throws(EditProblem) -> [ProductIndex] {
    guard let supplier = graph.supplier(named: name) else { throw .unknownSupplier(name) }
    let products = graph.products(ofSupplier: supplier).filter { value(.own($0)) != nil }
    if products.isEmpty { throw .nothingSupplied(name) }
    return products
  }

  private func users(_ name: String) throws(EditProblem) -> [ProductIndex] {
    if let product = graph.product(id: name) { return [product] }
    return try products(ofSupplier: name)
  }

  private func replacement(_ change: Edit.Change) throws(EditProblem) -> ProductIndex {
    guard case .with(let id) = change else { throw .unknownProduct("") }
    return try product(id)
  }

  private func link(_ product: ProductIndex, _ component: ProductIndex) throws(EditProblem) -> Int {
    guard let link = graph.link(from: product, to: component) else {
      throw .noLink(product: graph.id(product), component: graph.id(component))
    }
    return link
  }

  // MARK: One figure

  private func single(_ parameter: Parameter, _ change: Edit.Change, _ id: String) throws(EditProblem)
    -> Resolved
  {
    guard let before = value(parameter) else {
      if case .quantity(let p) = parameter { throw .refused(.notInPortfolio(p)) }
      throw .refused(.noFigure(graph.product(id: id) ?? 0))
    }
    return .one(parameter, from: before, to: try EditResolver.changed(before, change))
  }

  private static func changed(_ before: Double, _ change: Edit.Change) throws(EditProblem) -> Double {
    switch change {
    case .to(let value): return value
    case .by(let part):
      if before == 0 { throw .nothingToScale }
      return before * (1 + part)
    case .with(let id): throw .unknownProduct(id)
    }
  }

  /// t' = t + δ / (units of the product that one of it makes, which is more than 1 in loops only).
  private func declared(_ p: ProductIndex, _ change: Edit.Change) throws(EditProblem) -> Resolved {
    guard let own = value(.own(p)) else { throw .refused(.noFigure(p)) }
    let before = model.rollUp.total(p) ?? 0
    let after = try EditResolver.changed(before, change)
    let rounds = model.rollUp.amplification(p)
    return Resolved(values: [.own(p): own + (after - before) / rounds], before: before, after: after)
  }

  // MARK: Components

  /// The users that have the component get as many units of the other one, converted.
  private func swap(_ users: [ProductIndex], _ component: ProductIndex, _ other: ProductIndex)
    throws(EditProblem) -> Resolved
  {
    if component == other { throw .sameProduct(graph.id(other)) }
    let links = users.compactMap { graph.link(from: $0, to: component) }.filter {
      (value(.amount($0)) ?? 0) != 0
    }
    if links.isEmpty { throw .noLink(product: graph.id(users[0]), component: graph.id(component)) }
    let factor = try self.factor(component, other)
    var result = Resolved()
    for link in links {
      let user = graph.product(ofLink: link)
      if user == other { throw .sameProduct(graph.id(other)) }
      guard let new = graph.link(from: user, to: other) else {
        throw .linkMissing(product: user, component: other)
      }
      let amount = value(.amount(link)) ?? 0
      result.values[.amount(link)] = 0
      result.values[.amount(new)] = (value(.amount(new)) ?? 0) + amount * factor
      if links.count == 1 { (result.before, result.after) = (amount, 0) }
    }
    return result
  }

  /// Units of one product in a unit of the other.
  private func factor(_ a: ProductIndex, _ b: ProductIndex) throws(EditProblem) -> Double {
    let (from, to) = (graph.unit(a), graph.unit(b))
    guard let factor = from.factor(to: to) else { throw .unitsDiffer(graph.id(a), graph.id(b)) }
    return factor
  }

  private func split(_ p: ProductIndex, _ a: ProductIndex, _ b: ProductIndex, _ change: Edit.Change)
    throws(EditProblem) -> Resolved
  {
    if a == b { throw .sameProduct(graph.id(b)) }
    guard case .to(let part) = change else { throw .nothingToScale }
    let factor = try self.factor(a, b)
    let first = try link(p, a)
    guard let second = graph.link(from: p, to: b) else { throw .linkMissing(product: p, component: b) }
    let before = value(.amount(first)) ?? 0
    let whole = before + (value(.amount(second)) ?? 0) / factor
    if whole == 0 { throw .nothingToScale }
    return Resolved(
      values: [.amount(first): whole * part, .amount(second): whole * (1 - part) * factor],
      before: before / whole, after: part)
  }

  // MARK: Suppliers

  /// Own emissions and what is drawn from others fall alike, so that every footprint of the supplier changes by exactly
  /// the same part. Links between its own products stay: what comes through them has changed already.
  private func wholeSupplier(_ products: [ProductIndex], _ change: Edit.Change) throws(EditProblem)
    -> Resolved
  {
    guard case .by(let part) = change else { throw .nothingToScale }
    let inside = Set(products)
    var result = try owns(products, change)
    for link in products.lazy.flatMap({ graph.components(of: $0) })
    where !inside.contains(graph.component(link)) {
      let amount = value(.amount(link)) ?? 0
      if amount != 0 { result.values[.amount(link)] = amount * (1 + part) }
    }
    return result
  }

  private func owns(_ products: [ProductIndex], _ change: Edit.Change) throws(EditProblem) -> Resolved {
    guard case .by(let part) = change else { throw .nothingToScale }
    var result = Resolved()
    for p in products {
      let own = value(.own(p)) ?? 0
      if own != 0 { result.values[.own(p)] = own * (1 + part) }
    }
    return result
  }

  private func primary(_ products: [ProductIndex], _ change: Edit.Change) throws(EditProblem) -> Resolved {
    guard case .to(let share) = change else { throw .nothingToScale }
    return Resolved(
      values: Dictionary(uniqueKeysWithValues: products.map { (.ownPrimary($0), share) }), after: share)
  }
}

extension SupplyGraph {
  /// The supplier of that id, else of that name in either language; the first by name and id where several share it.
  public func supplier(named name: String) -> SupplierIndex? {
    suppliers.firstIndex { $0.id == name }
      ?? suppliers.firstIndex { $0.name == name || $0.nameJa == name }
  }
}

extension RollUp {
  /// Units of a product that a demand for one of it makes: 1, and more in a loop that comes back to it.
  public func amplification(_ p: ProductIndex) -> Double {
    guard let (block, member) = model.member(p) else { return 1 }
    return model.blocks[block].amplifications([member])[0]
  }
}
