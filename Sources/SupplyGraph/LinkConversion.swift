import Footprints

/// Which part of each link of one product counts.
struct Shares {
  /// By position among the product's rows.
  var share: [Double]
  var state: [LinkState]

  /// `product` by its final number.
  init(of product: Int, _ rows: [Int], _ source: LinkSource, _ notices: inout NoticeLog) {
    let raw = source.raw
    share = rows.map { raw.share($0).isNaN ? 1 : raw.share($0) }
    state = [LinkState](repeating: .counted, count: rows.count)
    guard rows.contains(where: { raw.group($0) >= 0 }) else { return }
    var groups: [Int32: [Int]] = [:]
    for (position, row) in rows.enumerated() where raw.group(row) >= 0 {
      groups[raw.group(row), default: []].append(position)
    }
    for positions in groups.values { settle(product, positions, rows, source, &notices) }
  }

  private mutating func settle(
    _ product: Int, _ positions: [Int], _ rows: [Int], _ source: LinkSource, _ notices: inout NoticeLog
  ) {
    let raw = source.raw
    let inPlace = positions.sorted { a, b in
      let (x, y) = (raw.place(rows[a]), raw.place(rows[b]))
      return x == y ? a < b : x.precedes(y)
    }
    guard let first = inPlace.first else { return }
    let stated = inPlace.filter { !raw.share(rows[$0]).isNaN }
    let row = rows[first]
    func notice(_ code: NoticeCode, found: String) -> Notice {
      Notice(
        code, place: raw.place(row), field: "alternative_group", found: found,
        product: source.id(of: product))
    }
    if stated.isEmpty {
      for position in inPlace.dropFirst() { state[position] = .alternative }
      if inPlace.count > 1 {
        notices.add(notice(.alternativesWithoutShare, found: source.text[raw.group(row)]))
      }
      return
    }
    let sum = stated.reduce(0) { $0 + raw.share(rows[$1]) }
    let open = inPlace.count - stated.count
    // Alternatives without a share take equal parts of what the stated shares leave.
    for position in inPlace where raw.share(rows[position]).isNaN {
      share[position] = max(0, 1 - sum) / Double(open)
    }
    if abs(sum - 1) > 1e-6, open == 0 || sum > 1 {
      notices.add(notice(.sharesDoNotAddUp, found: "\(sum)"))
    }
  }
}

/// Factors between units, remembered by pairs.
struct Factors {
  let units: [Unit]
  private var known: [UInt64: Double] = [:]
  /// Whether the last factor went through a mass that a footprint states.
  private(set) var usedMass = false

  init(units: [Unit]) { self.units = units }

  /// Units of `target` in one `unit`; nil when they measure different things.
  mutating func factor(from unit: Int32, to target: LinkAssembly.Target) -> Double? {
    usedMass = false
    if unit < 0 || unit == target.unit || units[Int(target.unit)].symbol.isEmpty { return 1 }
    if let direct = direct(unit, target.unit) { return direct }
    guard target.footprintUnit >= 0, target.scale != 0 else { return nil }
    usedMass = true
    if let through = direct(unit, target.footprintUnit) { return through / target.scale }
    if let mass = target.mass, mass > 0, let kilograms = units[Int(unit)].factor(to: .kilogram) {
      return kilograms / mass / target.scale
    }
    usedMass = false
    return nil
  }

  private mutating func direct(_ a: Int32, _ b: Int32) -> Double? {
    if a == b { return 1 }
    let pair = UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    if let known = known[pair] { return known.isNaN ? nil : known }
    let factor = units[Int(a)].factor(to: units[Int(b)])
    known[pair] = factor ?? .nan
    return factor
  }
}
