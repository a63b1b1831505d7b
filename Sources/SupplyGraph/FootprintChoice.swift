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

  init(candidates: [Int32], footprints: [Footprint], demand: Demand, notices: inout NoticeLog) {
    let usable = candidates.filter { number in
      let fits = FootprintChoice.scale(of: footprints[Int(number)], for: demand.unit) != nil
      if !fits { FootprintChoice.reportUnit(footprints[Int(number)], demand, &notices) }
      return fits
    }
    let ranked =
      usable.count < 2
      ? usable
      : usable.sorted { a, b in
        FootprintChoice.rank(footprints[Int(a)], demand)
          .precedes(FootprintChoice.rank(footprints[Int(b)], demand))
      }
    chosen = ranked.first ?? -1
    let best = chosen
    var rest = candidates.filter { $0 != best }
    if rest.count > 1 {
      rest.sort { a, b in FootprintChoice.isNewer(footprints[Int(a)], footprints[Int(b)]) }
    }
    order = (best < 0 ? [] : [best]) + rest
    scale = 1
    validity = .valid
    unit = demand.unit
    guard best >= 0 else { return }
    let footprint = footprints[Int(best)]
    scale = FootprintChoice.scale(of: footprint, for: demand.unit) ?? 1
    unit = demand.unit ?? FootprintChoice.unit(of: footprint)
    validity = FootprintChoice.validity(of: footprint, demand.asOf)
    report(footprint, usable.count, demand, &notices)
  }

  private struct Rank {
    var validity: Int
    var geography: Int
    var inactive: Int
    var footprint: Footprint

    func precedes(_ other: Rank) -> Bool {
      if validity != other.validity { return validity < other.validity }
      if geography != other.geography { return geography < other.geography }
      if inactive != other.inactive { return inactive < other.inactive }
      return isNewer(footprint, other.footprint)
    }
  }

  private static func rank(_ footprint: Footprint, _ demand: Demand) -> Rank {
    Rank(
      validity: validity(of: footprint, demand.asOf).rawValue, geography: distance(footprint, demand.country),
      inactive: footprint.status == .active ? 0 : 1, footprint: footprint)
  }

  /// The same place, the whole world, anywhere else.
  private static func distance(_ footprint: Footprint, _ country: String) -> Int {
    if footprint.geography.isEmpty { return 1 }
    if country.isEmpty { return 0 }
    let geography = footprint.geography.uppercased()
    let wanted = country.uppercased()
    return geography == wanted || geography.hasPrefix(wanted + "-") ? 0 : 2
  }

  static func isNewer(_ a: Footprint, _ b: Footprint) -> Bool {
    let (x, y) = (a.created?.seconds ?? .min, b.created?.seconds ?? .min)
    if x != y { return x > y }
    if a.version != b.version { return a.version > b.version }
    if a.id != b.id { return a.id < b.id }
    return a.place.precedes(b.place)
  }

  static func validity(of footprint: Footprint, _ asOf: Timestamp) -> Validity {
    let (start, end) = footprint.validity
    if let end, end < asOf { return .expired }
    if let start, asOf < start { return .notYet }
    return .valid
  }

  /// A shipment is counted in shipments: its value is not per tonne-kilometre.
  static func unit(of footprint: Footprint) -> Unit {
    footprint.logistics == .shipment ? .piece : footprint.unit
  }

  /// Units of the footprint in one `unit`; nil when they measure different things.
  static func scale(of footprint: Footprint, for unit: Unit?) -> Double? {
    guard let unit else { return 1 }
    let own = FootprintChoice.unit(of: footprint)
    if footprint.logistics == .shipment { return unit.isKnown ? unit.factor(to: own) : 1 }
    guard let factor = unit.factor(to: own, massPerUnit: footprint.massPerUnit),
      (footprint.emissions.excludingUptake * factor).isFinite
    else { return nil }
    return factor
  }

  private static func reportUnit(_ footprint: Footprint, _ demand: Demand, _ notices: inout NoticeLog) {
    notices.add(
      Notice(
        .unitMismatch, place: footprint.place, field: "declaredUnit", found: footprint.unit.symbol,
        expected: demand.unit?.symbol ?? "", product: demand.id))
  }

  private func report(_ footprint: Footprint, _ count: Int, _ demand: Demand, _ notices: inout NoticeLog) {
    func add(_ code: NoticeCode, field: String = "", found: String = "", expected: String = "") {
      notices.add(
        Notice(
          code, place: footprint.place, field: field, found: found, expected: expected, product: demand.id))
    }
    if count > 1 { add(.severalFootprints, found: "\(count)", expected: footprint.id) }
    if validity == .expired { add(.expired, found: footprint.validity.end?.dateText ?? "") }
    if validity == .notYet { add(.notYetValid, found: footprint.validity.start?.dateText ?? "") }
    if footprint.status == .deprecated { add(.deprecated, field: "status") }
    if footprint.logistics == .shipment { add(.shipmentTotal) }
    if let unit = demand.unit, unit != FootprintChoice.unit(of: footprint),
      unit.dimension != FootprintChoice.unit(of: footprint).dimension, footprint.logistics != .shipment
    {
      add(.unitConverted, field: "declaredUnit", found: footprint.unit.symbol, expected: unit.symbol)
    }
  }
}
