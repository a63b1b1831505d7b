import Footprints

/// Links between numbered products: converted, shared out, merged, sorted by product and component.
struct LinkAssembly {
  var starts: [Int32] = [0]
  var components: [Int32] = []
  var amounts: [Double] = []
  var columns = LinkColumns()

  /// What conversion needs to know of a component.
  struct Target {
    var unit: Int32
    /// The unit of the chosen footprint, −1 without one.
    var footprintUnit: Int32
    /// Units of the footprint in one unit of the product.
    var scale: Double
    /// kg per unit of the footprint.
    var mass: Double?
  }

  init(_ builder: inout SupplyGraphBuilder, productOfKey: [Int32], targets: [Target]) {
    let raw = builder.links
    let sorted = LinkAssembly.sorted(raw, productOfKey, count: targets.count)
    reserve(raw.count)
    starts.reserveCapacity(targets.count + 1)
    var factors = Factors(units: builder.units.units)
    for p in targets.indices {
      let rows = sorted.rows[sorted.starts[p]..<sorted.starts[p + 1]]
      let counting = Shares(rows, raw, &builder)
      for (position, row) in rows.enumerated() {
        let component = productOfKey[Int(raw.component[Int(row)])]
        var state = counting.state[position]
        var factor = 1.0
        if let found = factors.factor(from: raw.unit[Int(row)], to: targets[Int(component)]) {
          factor = found
        } else {
          state = .notConvertible
          report(.unitMismatch, row, raw, targets[Int(component)], &builder)
        }
        if factors.usedMass { report(.unitConverted, row, raw, targets[Int(component)], &builder) }
        let amount = raw.amount[Int(row)] * factor * counting.share[position]
        append(row, raw, from: Int32(p), to: component, amount, state, &builder)
      }
      starts.append(Int32(truncatingIfNeeded: components.count))
    }
  }

  private mutating func reserve(_ count: Int) {
    components.reserveCapacity(count)
    amounts.reserveCapacity(count)
    columns.product.reserveCapacity(count)
    columns.written.reserveCapacity(count)
    columns.unit.reserveCapacity(count)
    columns.share.reserveCapacity(count)
    columns.state.reserveCapacity(count)
    columns.place.reserveCapacity(count)
  }

  /// Adds a link, or adds its amount to the same link of the same product.
  private mutating func append(
    _ row: Int32, _ raw: RawLinks, from product: Int32, to component: Int32, _ converted: Double,
    _ state: LinkState, _ builder: inout SupplyGraphBuilder
  ) {
    let number = Int(row)
    var amount = state == .counted ? converted : 0
    if components.count > Int(starts[starts.count - 1]), components[components.count - 1] == component {
      let last = components.count - 1
      amount += amounts[last]
      if columns.unit[last] == raw.unit[number] { columns.written[last] += raw.amount[number] }
      if state == .counted { columns.state[last] = .counted }
      amounts[last] = checked(amount, row, raw, &builder)
      return
    }
    components.append(component)
    amounts.append(checked(amount, row, raw, &builder))
    columns.product.append(product)
    columns.written.append(raw.amount[number])
    columns.unit.append(raw.unit[number])
    columns.share.append(raw.share[number])
    columns.state.append(state)
    columns.place.append(raw.place[number])
    if product == component {
      builder.notices.add(
        Notice(.selfReference, place: raw.place[number], product: builder.keys.texts[raw.product[number]]))
    }
  }

  /// 0 and a notice where conversion or addition left the range of numbers.
  private func checked(
    _ amount: Double, _ row: Int32, _ raw: RawLinks, _ builder: inout SupplyGraphBuilder
  ) -> Double {
    if amount.isFinite { return amount }
    builder.notices.add(
      Notice(
        .numberOutOfRange, place: raw.place[Int(row)], field: "amount", found: "\(raw.amount[Int(row)])",
        product: builder.keys.texts[raw.product[Int(row)]]))
    return 0
  }

  private func report(
    _ code: NoticeCode, _ row: Int32, _ raw: RawLinks, _ target: Target,
    _ builder: inout SupplyGraphBuilder
  ) {
    let units = builder.units.units
    builder.notices.add(
      Notice(
        code, place: raw.place[Int(row)], field: "unit", found: units[Int(raw.unit[Int(row)])].symbol,
        expected: units[Int(target.unit)].symbol,
        product: builder.keys.texts[raw.product[Int(row)]]))
  }
}

extension LinkAssembly {
  /// Rows grouped by product (counting sort), inside a product by component, place and amount.
  private static func sorted(
    _ raw: RawLinks, _ productOfKey: [Int32], count: Int
  ) -> (rows: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in raw.product { starts[Int(productOfKey[Int(key)]) + 1] += 1 }
    for p in 0..<count { starts[p + 1] += starts[p] }
    var next = starts
    var rows = [Int32](repeating: 0, count: raw.count)
    for row in 0..<raw.count {
      let p = Int(productOfKey[Int(raw.product[row])])
      rows[next[p]] = Int32(truncatingIfNeeded: row)
      next[p] += 1
    }
    for p in 0..<count where starts[p + 1] - starts[p] > 1 {
      rows[starts[p]..<starts[p + 1]].sort { a, b in precedes(Int(a), Int(b), raw, productOfKey) }
    }
    return (rows, starts)
  }

  private static func precedes(_ a: Int, _ b: Int, _ raw: RawLinks, _ productOfKey: [Int32]) -> Bool {
    let (x, y) = (productOfKey[Int(raw.component[a])], productOfKey[Int(raw.component[b])])
    if x != y { return x < y }
    if raw.place[a] != raw.place[b] { return raw.place[a].precedes(raw.place[b]) }
    if raw.amount[a] != raw.amount[b] { return raw.amount[a] < raw.amount[b] }
    return raw.share[a] < raw.share[b]
  }
}

/// Which part of each link of one product counts.
private struct Shares {
  /// By position among the product's rows.
  var share: [Double]
  var state: [LinkState]

  init(_ rows: ArraySlice<Int32>, _ raw: RawLinks, _ builder: inout SupplyGraphBuilder) {
    share = rows.map { raw.share[Int($0)].isNaN ? 1 : raw.share[Int($0)] }
    state = [LinkState](repeating: .counted, count: rows.count)
    guard rows.contains(where: { raw.group[Int($0)] >= 0 }) else { return }
    var groups: [Int32: [Int]] = [:]
    for (position, row) in rows.enumerated() where raw.group[Int(row)] >= 0 {
      groups[raw.group[Int(row)], default: []].append(position)
    }
    let numbers = Array(rows)
    for positions in groups.values { settle(positions, numbers, raw, &builder) }
  }

  private mutating func settle(
    _ positions: [Int], _ rows: [Int32], _ raw: RawLinks, _ builder: inout SupplyGraphBuilder
  ) {
    let inPlace = positions.sorted { a, b in
      let (x, y) = (raw.place[Int(rows[a])], raw.place[Int(rows[b])])
      return x == y ? a < b : x.precedes(y)
    }
    guard let first = inPlace.first else { return }
    let stated = inPlace.filter { !raw.share[Int(rows[$0])].isNaN }
    let row = Int(rows[first])
    func notice(_ code: NoticeCode, found: String) -> Notice {
      Notice(
        code, place: raw.place[row], field: "alternative_group", found: found,
        product: builder.keys.texts[raw.product[row]])
    }
    if stated.isEmpty {
      for position in inPlace.dropFirst() { state[position] = .alternative }
      if inPlace.count > 1 {
        builder.notices.add(notice(.alternativesWithoutShare, found: builder.text[raw.group[row]]))
      }
      return
    }
    let sum = stated.reduce(0) { $0 + raw.share[Int(rows[$1])] }
    let open = inPlace.count - stated.count
    // Alternatives without a share take equal parts of what the stated shares leave.
    for position in inPlace where raw.share[Int(rows[position])].isNaN {
      share[position] = max(0, 1 - sum) / Double(open)
    }
    if abs(sum - 1) > 1e-6, open == 0 || sum > 1 {
      builder.notices.add(notice(.sharesDoNotAddUp, found: "\(sum)"))
    }
  }
}

/// Factors between units, remembered by pairs.
private struct Factors {
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
