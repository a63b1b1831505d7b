import Footprints

/// Links between numbered products: converted, shared out, merged, sorted by product and component.
struct LinkAssembly {
  var starts: [Int32] = [0]
  var components: [Int32] = []
  var amounts: [Double] = []
  /// The row each link was read from, the first where several were merged.
  var rows: [Int32] = []
  var states: [LinkState] = []
  /// What merged rows add to the written amount of the first one.
  var merged: [(row: Int, amount: Double)] = []

  /// Links of the product that has most.
  var mostLinks: Int { zip(starts, starts.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) } }

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
    let sorted = SortedRows(raw, productOfKey, count: targets.count)
    reserve(raw.count, products: targets.count)
    var factors = Factors(units: builder.units.units)
    for p in targets.indices {
      let links = Int(sorted.starts[p])..<Int(sorted.starts[p + 1])
      let counting = raw.hasGroups ? Shares(links.map { sorted.row($0) }, raw, &builder) : nil
      for link in links {
        let (row, component) = (sorted.row(link), sorted.component(link))
        var state = counting?.state[link - links.lowerBound] ?? .counted
        let factor = factor(row, raw, targets, component, &factors, &state, &builder)
        let stated = raw.share(row)
        let share = counting?.share[link - links.lowerBound] ?? (stated.isNaN ? 1 : stated)
        append(row, raw, from: p, to: component, raw.amount[row] * factor * share, state, &builder)
      }
      starts.append(Int32(truncatingIfNeeded: components.count))
    }
  }

  private mutating func reserve(_ count: Int, products: Int) {
    starts.reserveCapacity(products + 1)
    components.reserveLarge(count)
    amounts.reserveLarge(count)
    rows.reserveLarge(count)
    states.reserveLarge(count)
  }

  /// Most links state no unit, and what they lead to need not be looked at.
  @inline(__always)
  private func factor(
    _ row: Int, _ raw: RawLinks, _ targets: [Target], _ component: Int, _ factors: inout Factors,
    _ state: inout LinkState, _ builder: inout SupplyGraphBuilder
  ) -> Double {
    let unit = raw.unit(row)
    if unit < 0 { return 1 }
    let factor = factors.factor(from: unit, to: targets[component])
    if factor == nil {
      state = .notConvertible
      report(.unitMismatch, row, raw, targets[component], &builder)
    }
    if factors.usedMass { report(.unitConverted, row, raw, targets[component], &builder) }
    return factor ?? 1
  }

  /// Adds a link, or adds its amount to the same link of the same product.
  private mutating func append(
    _ row: Int, _ raw: RawLinks, from product: Int, to component: Int, _ converted: Double,
    _ state: LinkState, _ builder: inout SupplyGraphBuilder
  ) {
    var amount = state == .counted ? converted : 0
    let last = components.count - 1
    if last >= Int(starts[starts.count - 1]), Int(components[last]) == component {
      amount += amounts[last]
      if raw.unit(Int(rows[last])) == raw.unit(row) { merged.append((Int(rows[last]), raw.amount[row])) }
      if state == .counted { states[last] = .counted }
      amounts[last] = checked(amount, row, raw, &builder)
      return
    }
    components.append(Int32(truncatingIfNeeded: component))
    amounts.append(checked(amount, row, raw, &builder))
    rows.append(Int32(truncatingIfNeeded: row))
    states.append(state)
    if product == component {
      builder.notices.add(
        Notice(.selfReference, place: raw.place(row), product: builder.keys.texts[raw.product[row]]))
    }
  }

  /// 0 and a notice where conversion or addition left the range of numbers.
  private func checked(
    _ amount: Double, _ row: Int, _ raw: RawLinks, _ builder: inout SupplyGraphBuilder
  ) -> Double {
    if amount.isFinite { return amount }
    builder.notices.add(
      Notice(
        .numberOutOfRange, place: raw.place(row), field: "amount", found: "\(raw.amount[row])",
        product: builder.keys.texts[raw.product[row]]))
    return 0
  }

  private func report(
    _ code: NoticeCode, _ row: Int, _ raw: RawLinks, _ target: Target, _ builder: inout SupplyGraphBuilder
  ) {
    let units = builder.units.units
    builder.notices.add(
      Notice(
        code, place: raw.place(row), field: "unit", found: units[Int(raw.unit(row))].symbol,
        expected: units[Int(target.unit)].symbol, product: builder.keys.texts[raw.product[row]]))
  }
}

/// Rows grouped by product (counting sort), inside a product by component, place and amount.
private struct SortedRows {
  /// By product, into `packed`.
  private(set) var starts: [Int32]
  /// The component in the upper half, the row in the lower: one comparison sorts by both.
  private var packed: [UInt64]

  func row(_ link: Int) -> Int { Int(packed[link] & 0xFFFF_FFFF) }

  func component(_ link: Int) -> Int { Int(packed[link] >> 32) }

  init(_ raw: RawLinks, _ productOfKey: [Int32], count: Int) {
    starts = [Int32](repeating: 0, count: count + 1)
    packed = [UInt64](unsetLarge: raw.count)
    for key in raw.product { starts[Int(productOfKey[Int(key)]) + 1] += 1 }
    for p in 0..<count { starts[p + 1] += starts[p] }
    var next = starts
    for row in 0..<raw.count {
      let p = Int(productOfKey[Int(raw.product[row])])
      let component = UInt64(UInt32(bitPattern: productOfKey[Int(raw.component[row])]))
      packed[Int(next[p])] = component << 32 | UInt64(UInt32(truncatingIfNeeded: row))
      next[p] += 1
    }
    let bounds = starts
    packed.withUnsafeMutableBufferPointer { packed in
      for p in 0..<count {
        let part = Int(bounds[p])..<Int(bounds[p + 1])
        sortSmall(packed, part)
        SortedRows.settleEqual(packed, part, raw)
      }
    }
  }

  /// Rows of one component are in the order of their places, which need not be the order they came in.
  private static func settleEqual(
    _ packed: UnsafeMutableBufferPointer<UInt64>, _ part: Range<Int>, _ raw: RawLinks
  ) {
    var start = part.lowerBound
    while start < part.upperBound {
      var end = start + 1
      while end < part.upperBound, packed[end] >> 32 == packed[start] >> 32 { end += 1 }
      if end - start > 1 {
        var equal = UnsafeMutableBufferPointer(rebasing: packed[start..<end])
        equal.sort { precedes(Int($0 & 0xFFFF_FFFF), Int($1 & 0xFFFF_FFFF), raw) }
      }
      start = end
    }
  }

  private static func precedes(_ a: Int, _ b: Int, _ raw: RawLinks) -> Bool {
    let (x, y) = (raw.place(a), raw.place(b))
    if x != y { return x.precedes(y) }
    if raw.amount[a] != raw.amount[b] { return raw.amount[a] < raw.amount[b] }
    return raw.share(a) < raw.share(b)
  }
}

/// Sorts a part in place; most products have few links, where inserting is quickest.
func sortSmall(_ items: UnsafeMutableBufferPointer<UInt64>, _ part: Range<Int>) {
  guard part.count <= 32 else {
    var part = UnsafeMutableBufferPointer(rebasing: items[part])
    part.sort()
    return
  }
  for i in part.dropFirst() {
    let item = items[i]
    var at = i
    while at > part.lowerBound, items[at - 1] > item {
      items[at] = items[at - 1]
      at -= 1
    }
    items[at] = item
  }
}

/// Which part of each link of one product counts.
private struct Shares {
  /// By position among the product's rows.
  var share: [Double]
  var state: [LinkState]

  init(_ rows: [Int], _ raw: RawLinks, _ builder: inout SupplyGraphBuilder) {
    share = rows.map { raw.share($0).isNaN ? 1 : raw.share($0) }
    state = [LinkState](repeating: .counted, count: rows.count)
    guard rows.contains(where: { raw.group($0) >= 0 }) else { return }
    var groups: [Int32: [Int]] = [:]
    for (position, row) in rows.enumerated() where raw.group(row) >= 0 {
      groups[raw.group(row), default: []].append(position)
    }
    for positions in groups.values { settle(positions, rows, raw, &builder) }
  }

  private mutating func settle(
    _ positions: [Int], _ rows: [Int], _ raw: RawLinks, _ builder: inout SupplyGraphBuilder
  ) {
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
        product: builder.keys.texts[raw.product[row]])
    }
    if stated.isEmpty {
      for position in inPlace.dropFirst() { state[position] = .alternative }
      if inPlace.count > 1 {
        builder.notices.add(notice(.alternativesWithoutShare, found: builder.text[raw.group(row)]))
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
