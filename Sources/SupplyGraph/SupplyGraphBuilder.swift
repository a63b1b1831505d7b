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
  var products = ProductRows()
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
    // There from the beginning: a graph that needs it would otherwise copy all texts to add it.
    _ = text.number(of: "")
  }

  public mutating func add(product row: ProductRow) {
    let key = keys.number(of: row.id)
    guard key >= 0 else {
      notices.add(Notice(.missingField, place: row.place, field: "id"))
      return
    }
    let others = row.otherIDs.map { keys.number(of: $0) }.filter { $0 >= 0 && $0 != key }
    products.append(record(of: row), key: key, place: row.place, others: others)
  }

  private mutating func record(of row: ProductRow) -> ProductRecord {
    var record = ProductRecord(id: text.append(row.id.trimmed()))
    record.name = text.append(row.name.trimmed())
    record.nameJa = text.append(row.nameJa.trimmed())
    record.note = text.append(row.note.trimmed())
    record.supplier = intern(row.supplier)
    record.supplierID = intern(row.supplierID)
    record.country = intern(row.country)
    record.category = intern(row.category)
    record.unit = units.number(of: row.unit)
    record.direct = figure(row.direct, row, "direct_kgco2e")
    record.declared = figure(row.declared, row, "declared_pcf_kgco2e")
    record.primaryShare = share(row.primaryShare, row)
    record.gsd = figure(row.gsd, row, "gsd")
    (record.validUntil, record.basis, record.verified) = (row.validUntil, row.basis, row.verified)
    return record
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

struct RawPortfolio: Sendable {
  var product: Int32
  var quantity: Double
  var place: Place
}

extension String {
  /// `trimmingBlanks`, without looking at characters where both ends are plain ASCII.
  func trimmed() -> String {
    guard let first = utf8.first, let last = utf8.last else { return self }
    let plain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x80 }
    return plain(first) && plain(last) ? self : trimmingBlanks()
  }
}
