import Footprints

/// Which of a product's footprints is used, and how its figures become figures per unit of the product.
struct FootprintChoice {
  /// Chosen first, then the newest first.
  var order: [Int32]
  var chosen: Int32
  /// Units of the footprint in one unit of the product.
  var scale: Double
  var unit: Unit?
  var validity: Validity

  enum Validity: Int { case valid, expired, notYet }

  /// What a footprint is chosen for.
  struct Demand {
    var id: String
    var country: String
    var unit: Unit?
    var asOf: Timestamp
  }

  init(candidates: [Int32], footprints: FootprintTable, demand: Demand, notices: inout NoticeLog) {
    let usable = candidates.filter { number in
      let fits = FootprintChoice.scale(of: Int(number), footprints, for: demand.unit) != nil
      if !fits { FootprintChoice.reportUnit(Int(number), footprints, demand, &notices) }
      return fits
    }
    let ranked =
      usable.count < 2
      ? usable
      : usable.sorted { a, b in
        FootprintChoice.rank(Int(a), footprints, demand)
          .precedes(FootprintChoice.rank(Int(b), footprints, demand), footprints)
      }
    chosen = ranked.first ?? -1
    let best = chosen
    var rest = candidates.filter { $0 != best }
    if rest.count > 1 {
      rest.sort { a, b in FootprintChoice.isNewer(Int(a), Int(b), footprints) }
    }
    order = (best < 0 ? [] : [best]) + rest
    scale = 1
    validity = .valid
    unit = demand.unit
    guard best >= 0 else { return }
    scale = FootprintChoice.scale(of: Int(best), footprints, for: demand.unit) ?? 1
    unit = demand.unit ?? FootprintChoice.unit(of: Int(best), footprints)
    validity = FootprintChoice.validity(of: footprints.records[Int(best)], demand.asOf)
    report(Int(best), footprints, usable.count, demand, &notices)
  }

  private struct Rank {
    var validity: Int
    var geography: Int
    var inactive: Int
    var footprint: Int

    func precedes(_ other: Rank, _ footprints: FootprintTable) -> Bool {
      if validity != other.validity { return validity < other.validity }
      if geography != other.geography { return geography < other.geography }
      if inactive != other.inactive { return inactive < other.inactive }
      return isNewer(footprint, other.footprint, footprints)
    }
  }

  private static func rank(_ footprint: Int, _ footprints: FootprintTable, _ demand: Demand) -> Rank {
    let record = footprints.records[footprint]
    return Rank(
      validity: validity(of: record, demand.asOf).rawValue,
      geography: distance(footprints.geography(footprint), demand.country),
      inactive: record.isActive ? 0 : 1, footprint: footprint)
  }

  /// The same place, the whole world, anywhere else.
  private static func distance(_ stated: String, _ country: String) -> Int {
    if stated.isEmpty { return 1 }
    if country.isEmpty { return 0 }
    let geography = stated.uppercased()
    let wanted = country.uppercased()
    return geography == wanted || geography.hasPrefix(wanted + "-") ? 0 : 2
  }

  static func isNewer(_ first: Int, _ second: Int, _ footprints: FootprintTable) -> Bool {
    let (a, b) = (footprints.records[first], footprints.records[second])
    let (x, y) = (a.created?.seconds ?? .min, b.created?.seconds ?? .min)
    if x != y { return x > y }
    if a.version != b.version { return a.version > b.version }
    let (i, j) = (footprints.id(first), footprints.id(second))
    if i != j { return i < j }
    return a.place.precedes(b.place)
  }

  static func validity(of footprint: FootprintRecord, _ asOf: Timestamp) -> Validity {
    let (start, end) = footprint.validity
    if let end, end < asOf { return .expired }
    if let start, asOf < start { return .notYet }
    return .valid
  }

  /// A shipment is counted in shipments: its value is not per tonne-kilometre.
  static func unit(of footprint: Int, _ footprints: FootprintTable) -> Unit {
    footprints.records[footprint].logistics == .shipment ? .piece : footprints.unit(footprint)
  }

  /// Units of the footprint in one `unit`; nil when they measure different things.
  static func scale(of number: Int, _ footprints: FootprintTable, for unit: Unit?) -> Double? {
    guard let unit else { return 1 }
    let footprint = footprints.records[number]
    let own = FootprintChoice.unit(of: number, footprints)
    if footprint.logistics == .shipment { return unit.isKnown ? unit.factor(to: own) : 1 }
    guard let factor = unit.factor(to: own, massPerUnit: footprint.massPerUnit),
      (footprint.headline * factor).isFinite
    else { return nil }
    return factor
  }

  private static func reportUnit(
    _ number: Int, _ footprints: FootprintTable, _ demand: Demand, _ notices: inout NoticeLog
  ) {
    notices.add(
      Notice(
        .unitMismatch, place: footprints.records[number].place, field: "declaredUnit",
        found: footprints.unit(number).symbol,
        expected: demand.unit?.symbol ?? "", product: demand.id))
  }

  private func report(
    _ number: Int, _ footprints: FootprintTable, _ count: Int, _ demand: Demand, _ notices: inout NoticeLog
  ) {
    let footprint = footprints.records[number]
    func add(_ code: NoticeCode, field: String = "", found: String = "", expected: String = "") {
      notices.add(
        Notice(
          code, place: footprint.place, field: field, found: found, expected: expected, product: demand.id))
    }
    if count > 1 { add(.severalFootprints, found: "\(count)", expected: footprints.id(number)) }
    if validity == .expired { add(.expired, found: footprint.validity.end?.dateText ?? "") }
    if validity == .notYet { add(.notYetValid, found: footprint.validity.start?.dateText ?? "") }
    if footprint.isDeprecated { add(.deprecated, field: "status") }
    if footprint.logistics == .shipment { add(.shipmentTotal) }
    guard let unit = demand.unit, footprint.logistics != .shipment else { return }
    let own = footprints.unit(number)
    if unit != own, unit.dimension != own.dimension {
      add(.unitConverted, field: "declaredUnit", found: own.symbol, expected: unit.symbol)
    }
  }
}
