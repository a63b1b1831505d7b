import Footprints

/// A product as a table states it; figures are per one `unit`. Absent values are nil or empty, never 0.
public struct ProductRow: Hashable, Sendable {
  public var id: String
  /// Further identifiers of the same product, compared like `id`.
  public var otherIDs: [String]
  public var name: String
  public var nameJa: String
  public var supplier: String
  public var supplierID: String
  public var country: String
  public var unit: Unit?
  /// Own emissions, kg CO2e per unit, without those of listed components.
  public var direct: Double?
  /// Cradle-to-gate footprint, kg CO2e per unit, components included.
  public var declared: Double?
  /// Percent, 0…100; of `declared` where that is given, else of `direct`.
  public var primaryShare: Double?
  public var category: String
  public var basis: Basis
  public var verified: Bool?
  public var validUntil: Timestamp?
  /// Geometric standard deviation of the figure.
  public var gsd: Double?
  public var note: String
  public var place: Place

  public init(
    id: String, otherIDs: [String] = [], name: String = "", nameJa: String = "", supplier: String = "",
    supplierID: String = "", country: String = "", unit: Unit? = nil, direct: Double? = nil,
    declared: Double? = nil, primaryShare: Double? = nil, category: String = "", basis: Basis = .unknown,
    verified: Bool? = nil, validUntil: Timestamp? = nil, gsd: Double? = nil, note: String = "",
    place: Place = .nowhere
  ) {
    self.id = id
    self.otherIDs = otherIDs
    self.name = name
    self.nameJa = nameJa
    self.supplier = supplier
    self.supplierID = supplierID
    self.country = country
    self.unit = unit
    self.direct = direct
    self.declared = declared
    self.primaryShare = primaryShare
    self.category = category
    self.basis = basis
    self.verified = verified
    self.validUntil = validUntil
    self.gsd = gsd
    self.note = note
    self.place = place
  }
}

/// One unit of `product` needs `amount` (in `unit`) of `component`. Negative amounts are credits.
public struct LinkRow: Hashable, Sendable {
  public var product: String
  public var component: String
  public var amount: Double
  /// Nil: the unit of the component.
  public var unit: Unit?
  /// 0…1 of the amount, where several suppliers share it.
  public var share: Double?
  /// Links of one product with the same group name replace each other; empty for none.
  public var alternativeGroup: String
  public var place: Place

  public init(
    product: String, component: String, amount: Double, unit: Unit? = nil, share: Double? = nil,
    alternativeGroup: String = "", place: Place = .nowhere
  ) {
    self.product = product
    self.component = component
    self.amount = amount
    self.unit = unit
    self.share = share
    self.alternativeGroup = alternativeGroup
    self.place = place
  }
}

/// A yearly quantity of a product, in the unit of the product.
public struct PortfolioRow: Hashable, Sendable {
  public var product: String
  public var quantity: Double
  public var place: Place

  public init(product: String, quantity: Double, place: Place = .nowhere) {
    self.product = product
    self.quantity = quantity
    self.place = place
  }
}

/// What is known about a company, beside its products.
public struct SupplierRow: Hashable, Sendable {
  public var id: String
  public var name: String
  public var nameJa: String
  public var country: String
  public var contact: String
  public var askedOn: Timestamp?
  public var answeredOn: Timestamp?
  public var place: Place

  public init(
    id: String = "", name: String = "", nameJa: String = "", country: String = "", contact: String = "",
    askedOn: Timestamp? = nil, answeredOn: Timestamp? = nil, place: Place = .nowhere
  ) {
    self.id = id
    self.name = name
    self.nameJa = nameJa
    self.country = country
    self.contact = contact
    self.askedOn = askedOn
    self.answeredOn = answeredOn
    self.place = place
  }
}

extension Place {
  /// The order of reading: by file, line and offset.
  func precedes(_ other: Place) -> Bool {
    if file != other.file { return file < other.file }
    if line != other.line { return line < other.line }
    return offset < other.offset
  }
}
