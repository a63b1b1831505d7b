/// One change that people talk about, by identifiers, so that it can be kept in a file and made again on newer data.
///
/// As text `kind:what=value`, for example `own:CELL=4.1`, `amount:PACK>CELL=-20%` or `swap:PACK>CELL=OTHER-CELL`;
/// see `EditText`. What it does to the numbers of a model is worked out when it is applied: see
/// `ScenarioModel`.
public struct Edit: Hashable, Sendable {
  public enum Target: Hashable, Sendable {
    /// Own emissions of a product, kg CO2e per unit.
    case own(String)
    /// The whole footprint of a product, kg CO2e per unit, components included: its own emissions take up the
    /// difference.
    case declared(String)
    /// Share of a product's own emissions that rests on primary data, 0…1.
    case primary(String)
    /// Units of a product in the portfolio.
    case quantity(String)
    /// Units of a component per unit of a product.
    case amount(product: String, component: String)
    /// A component of a product gives way to another one, unit for unit.
    case swap(product: String, component: String)
    /// How the amount of two components of a product together is shared out: the part of the first, 0…1.
    case split(product: String, component: String, other: String)
    /// The footprints of all products of a supplier: own emissions and what they draw from others alike.
    case supplier(String)
    /// The own emissions of all products of a supplier.
    case supplierOwn(String)
    /// Share of the own emissions of all products of a supplier that rests on primary data, 0…1.
    case supplierPrimary(String)
    /// Wherever a product, or any product of a supplier, uses a component, it uses another one, unit for unit: a
    /// renewable contract in place of the grid's electricity.
    case redirect(user: String, component: String)
  }

  public enum Change: Hashable, Sendable {
    case to(Double)
    /// Relative to what is there when the edit is applied: −0.2 for 20 % less.
    case by(Double)
    /// The identifier of a product that takes the place of another.
    case with(String)
  }

  public var target: Target
  public var change: Change

  public init(_ target: Target, _ change: Change) {
    self.target = target
    self.change = change
  }
}

extension Edit.Target {
  /// Its word in text.
  public var kind: EditText.Kind {
    switch self {
    case .own: .own
    case .declared: .declared
    case .primary: .primary
    case .quantity: .quantity
    case .amount: .amount
    case .swap: .swap
    case .split: .split
    case .supplier: .supplier
    case .supplierOwn: .supplierOwn
    case .supplierPrimary: .supplierPrimary
    case .redirect: .redirect
    }
  }

  /// The identifiers in it, in the order of the text.
  public var names: [String] {
    switch self {
    case .own(let id), .declared(let id), .primary(let id), .quantity(let id): [id]
    case .supplier(let name), .supplierOwn(let name), .supplierPrimary(let name): [name]
    case .amount(let product, let component), .swap(let product, let component): [product, component]
    case .redirect(let user, let component): [user, component]
    case .split(let product, let component, let other): [product, component, other]
    }
  }
}
