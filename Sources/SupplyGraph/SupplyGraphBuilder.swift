import Footprints

/// Collects rows and footprints in any order and makes a graph of them.
///
/// Nothing that is added can stop the others: what cannot be used becomes a notice. The graph is the same
/// whatever order things were added in.
public struct SupplyGraphBuilder: Sendable {
  /// Notices of the reading may be added here; those of joining follow in `build`.
  public var notices = NoticeLog()

  let files: [SourceFile]
  let asOf: Timestamp
  var text = TextPool()
  var keys = KeyPool()
  var units = UnitPool()
  var products: [ProductRecord] = []
  var otherKeys: [Int32] = []
  var links = RawLinks()
  var portfolio: [RawPortfolio] = []
  var suppliers: [SupplierRow] = []
  var footprints = FootprintTable()
  /// Whether hardly any of the last links named something new.
  var hasKnownKeys = false

  /// `asOf` is the date on which figures must be valid; `files` are those that places refer to.
  public init(files: [SourceFile] = [], asOf: Timestamp) {
    self.files = files
    self.asOf = asOf
  }

  /// Room for as many products in all; a guess is enough.
  package mutating func reserve(products count: Int) { products.reserveLarge(count) }

  /// The same as adding each of them.
  package mutating func add(products rows: [ProductRow]) {
    for (number, row) in rows.enumerated() {
      if number + Ahead.near < rows.count { keys.prefetch(rows[number + Ahead.near].id) }
      add(product: row)
    }
  }

  public mutating func add(product row: ProductRow) {
    let key = keys.number(of: row.id)
    guard key >= 0 else {
      notices.add(Notice(.missingField, place: row.place, field: "id"))
      return
    }
    let firstOther = Int32(truncatingIfNeeded: otherKeys.count)
    for id in row.otherIDs {
      let other = keys.number(of: id)
      if other >= 0, other != key { otherKeys.append(other) }
    }
    products.append(
      ProductRecord(
        key: key, otherKeys: firstOther..<Int32(truncatingIfNeeded: otherKeys.count), place: row.place,
        content: content(of: row)))
  }

  /// The product rows so far, to be named when all of a file are there.
  package var productCount: Int { products.count }

  /// Changes the primary data shares of the product rows behind the first `start`, once it is known how a file
  /// states them.
  package mutating func changeShares(from start: Int, _ change: (Double?) -> Double?) {
    for row in products.indices.dropFirst(start) {
      products[row].content.primaryShare = change(products[row].content.primaryShare)
    }
  }

  private mutating func content(of row: ProductRow) -> ProductRecord.Content {
    ProductRecord.Content(
      id: text.append(row.id.trimmed()), name: text.append(row.name.trimmed()),
      nameJa: text.append(row.nameJa.trimmed()), supplier: intern(row.supplier),
      supplierID: intern(row.supplierID), country: intern(row.country), category: intern(row.category),
      note: text.append(row.note.trimmed()), unit: units.number(of: row.unit),
      direct: figure(row.direct, row, "direct_kgco2e"),
      declared: figure(row.declared, row, "declared_pcf_kgco2e"),
      primaryShare: share(row.primaryShare, row), gsd: figure(row.gsd, row, "gsd"),
      validUntil: row.validUntil, basis: row.basis, verified: row.verified)
  }

  private mutating func intern(_ raw: String) -> Int32 { text.number(of: raw.trimmed()) }

  /// The figure, or nil and a notice when it is no finite number.
  private mutating func figure(_ value: Double?, _ row: ProductRow, _ field: String) -> Double? {
    guard let value, !value.isFinite else { return value }
    notices.add(
      Notice(.numberOutOfRange, place: row.place, field: field, found: "\(value)", product: row.id))
    return nil
  }

  private mutating func share(_ percent: Double?, _ row: ProductRow) -> Double? {
    guard let percent, !(0...100).contains(percent) else { return percent }
    notices.add(
      Notice(
        .shareOutOfRange, place: row.place, field: "primary_data_share", found: "\(percent)",
        expected: "0…100", product: row.id))
    return nil
  }

  public mutating func add(link row: LinkRow) {
    let product = keys.number(of: row.product)
    let component = keys.number(of: row.component)
    guard product >= 0, component >= 0 else {
      notices.add(
        Notice(.missingField, place: row.place, field: product < 0 ? "product_id" : "component_id"))
      return
    }
    guard row.amount.isFinite else {
      notices.add(
        Notice(
          .numberOutOfRange, place: row.place, field: "amount", found: "\(row.amount)", product: row.product))
      return
    }
    if !(row.amount > 0) { noteAmount(row) }
    links.append(
      product: product, component: component, amount: row.amount == 0 ? 0 : row.amount,
      unit: units.number(of: row.unit), share: share(of: row),
      group: row.alternativeGroup.isEmpty ? -1 : group(row.alternativeGroup), place: row.place)
  }

  private mutating func group(_ name: String) -> Int32 {
    let number = intern(name)
    return text.isEmpty(number) ? -1 : number
  }

  private mutating func noteAmount(_ row: LinkRow) {
    notices.add(
      Notice(
        row.amount == 0 ? .zeroAmount : .negativeAmount, place: row.place, field: "amount",
        found: "\(row.amount)", product: row.product))
  }

  private mutating func share(of row: LinkRow) -> Double {
    guard let share = row.share else { return .nan }
    if (0...1).contains(share) { return share }
    notices.add(
      Notice(
        .shareOutOfRange, place: row.place, field: "share", found: "\(share)", expected: "0…1",
        product: row.product))
    return .nan
  }

  public mutating func add(portfolio row: PortfolioRow) {
    let product = keys.number(of: row.product)
    guard product >= 0 else {
      notices.add(Notice(.missingField, place: row.place, field: "product_id"))
      return
    }
    guard row.quantity.isFinite else {
      notices.add(
        Notice(
          .numberOutOfRange, place: row.place, field: "quantity_per_year", found: "\(row.quantity)",
          product: row.product))
      return
    }
    if !(row.quantity > 0) {
      notices.add(
        Notice(
          row.quantity == 0 ? .zeroAmount : .negativeAmount, place: row.place, field: "quantity_per_year",
          found: "\(row.quantity)", product: row.product))
    }
    portfolio.append(RawPortfolio(product: product, quantity: row.quantity, place: row.place))
  }

  public mutating func add(supplier row: SupplierRow) { suppliers.append(row) }

  /// The same as adding each of them.
  package mutating func add(footprints new: FootprintTable) {
    if !new.records.allSatisfy({ $0.headline.isFinite }) {
      for footprint in new { add(footprint: footprint) }
    } else if footprints.isEmpty {
      footprints = new
    } else {
      footprints.append(contentsOf: new)
    }
  }

  /// A footprint without any product identifier stands for a product named by the footprint's own id.
  public mutating func add(footprint: Footprint) {
    guard footprint.emissions.excludingUptake.isFinite else {
      notices.add(
        Notice(
          .numberOutOfRange, place: footprint.place, field: "pCfExcludingBiogenic",
          found: "\(footprint.emissions.excludingUptake)", product: footprint.productIDs.first ?? ""))
      return
    }
    footprints.append(footprint)
  }
}

/// A product row with its texts as numbers.
struct ProductRecord: Sendable {
  var key: Int32
  /// Into the builder's `otherKeys`.
  var otherKeys: Range<Int32>
  var place: Place
  var content: Content

  struct Content: Hashable, Sendable {
    var id, name, nameJa, supplier, supplierID, country, category, note: Int32
    var unit: Int32
    var direct, declared, primaryShare, gsd: Double?
    var validUntil: Timestamp?
    var basis: Basis
    var verified: Bool?

    /// The same to the letter: names are equal as texts, not as numbers.
    func isSame(as other: Content, in text: TextPool) -> Bool {
      var same = other
      (same.id, same.name, same.nameJa, same.note) = (id, name, nameJa, note)
      return self == same && text.areEqual(id, other.id) && text.areEqual(name, other.name)
        && text.areEqual(nameJa, other.nameJa) && text.areEqual(note, other.note)
    }
  }
}

struct RawPortfolio: Sendable {
  var product: Int32
  var quantity: Double
  var place: Place
}

/// Units by number; the factors between known units are worked out once.
struct UnitPool: Sendable {
  private(set) var units: [Unit] = [Unit("")]
  private var numbers: [Unit: Int32] = [Unit(""): 0]

  /// −1 for none.
  mutating func number(of unit: Unit?) -> Int32 {
    guard let unit, !unit.symbol.isEmpty else { return -1 }
    if let known = numbers[unit] { return known }
    let number = Int32(truncatingIfNeeded: units.count)
    units.append(unit)
    numbers[unit] = number
    return number
  }
}

extension String {
  /// `trimmingBlanks`, without looking at characters where both ends are plain ASCII.
  func trimmed() -> String {
    guard let first = utf8.first, let last = utf8.last else { return self }
    let plain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x80 }
    return plain(first) && plain(last) ? self : trimmingBlanks()
  }
}
