import Footprints

/// Links between products in their final numbers: converted, shared out, merged, sorted by product and component.
///
/// Ranges of products are put together on several threads, each into its own part of the columns; where rows were
/// merged, the parts move together at the end.
struct LinkAssembly {
  private(set) var table = LinkTable()
  private(set) var columns: LinkColumns
  private(set) var notices = NoticeLog()
  /// What merged rows add to the written amount of the first one.
  private var merged: [MergedRow] = []

  struct MergedRow {
    var row: Int
    var amount: Double
  }

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

  /// Ranges of products that are put together by one thread at a time: more of them than threads, so that none
  /// waits long for another.
  private static let parts = 8
  private let bounds: [Range<Int>]
  private var results: [AssembledPart?]
  /// Where the links of each part begin, as long as none are merged.
  private let firstLinks: [Int]

  /// Room for the links of products in this order.
  init(_ rows: SortedRows, order: [Int32], raw: RawLinks) {
    columns = LinkColumns(raw: raw)
    bounds = Parallel.ranges(order.count, parts: rows.count < 1 << 16 ? 1 : LinkAssembly.parts)
    results = Array(repeating: nil, count: bounds.count)
    var firstLinks: [Int] = []
    var sum = 0
    for bound in bounds {
      firstLinks.append(sum)
      for old in order[bound] { sum += rows.links(of: Int(old)).count }
    }
    self.firstLinks = firstLinks
    table.starts = [Int32](unsetLarge: order.count + 1)
    table.starts[0] = 0
    table.components = [Int32](unsetLarge: rows.count)
    table.amounts = [Double](unsetLarge: rows.count)
    columns.product = [Int32](unsetLarge: rows.count)
    columns.row = [Int32](unsetLarge: rows.count)
    columns.state = [LinkState](repeating: .counted, count: rows.count)
  }

  /// Puts all parts together, and does `beside` as one part more.
  mutating func assemble(_ source: LinkSource, threads: Int, beside: () -> Void) {
    let (bounds, firstLinks) = (bounds, firstLinks)
    withSink { sink, results in
      Parallel.forEach(bounds.count + 1, threads: threads) { part in
        if part == 0 { return beside() }
        var assembled = AssembledPart(at: firstLinks[part - 1])
        assembled.add(bounds[part - 1], source, sink)
        results[part - 1] = assembled
      }
    }
    closeGaps()
    columns.raw.finish(merged.map { ($0.row, $0.amount) })
    table.indexUsers(threads: threads)
  }

  /// The columns as they lie in memory.
  private mutating func withSink(_ body: (LinkSink, UnsafeMutableBufferPointer<AssembledPart?>) -> Void) {
    results.withUnsafeMutableBufferPointer { results in
      table.starts.withUnsafeMutableBufferPointer { starts in
        table.components.withUnsafeMutableBufferPointer { components in
          table.amounts.withUnsafeMutableBufferPointer { amounts in
            columns.product.withUnsafeMutableBufferPointer { product in
              columns.row.withUnsafeMutableBufferPointer { row in
                columns.state.withUnsafeMutableBufferPointer { state in
                  body(
                    LinkSink(
                      starts: starts, components: components, amounts: amounts, product: product, row: row,
                      state: state), results)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Moves each part to where the one before it ended.
  private mutating func closeGaps() {
    var end = 0
    for (part, bound) in zip(results, bounds) {
      guard let part else { continue }
      let gap = part.first - end
      if gap > 0 {
        table.components.move(part.first..<part.end, by: -gap)
        table.amounts.move(part.first..<part.end, by: -gap)
        columns.product.move(part.first..<part.end, by: -gap)
        columns.row.move(part.first..<part.end, by: -gap)
        columns.state.move(part.first..<part.end, by: -gap)
        for p in bound { table.starts[p + 1] -= Int32(truncatingIfNeeded: gap) }
      }
      end = part.end - gap
      notices.add(contentsOf: part.notices)
      merged += part.merged
    }
    results = []
    let rest = table.components.count - end
    table.components.removeLast(rest)
    table.amounts.removeLast(rest)
    columns.product.removeLast(rest)
    columns.row.removeLast(rest)
    columns.state.removeLast(rest)
  }
}

extension Array {
  fileprivate mutating func move(_ range: Range<Int>, by distance: Int) {
    withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      (base + range.lowerBound + distance).update(from: base + range.lowerBound, count: range.count)
    }
  }
}

/// Where assembled links go: columns as long as there are rows.
private struct LinkSink {
  let starts: UnsafeMutableBufferPointer<Int32>
  let components: UnsafeMutableBufferPointer<Int32>
  let amounts: UnsafeMutableBufferPointer<Double>
  let product: UnsafeMutableBufferPointer<Int32>
  let row: UnsafeMutableBufferPointer<Int32>
  let state: UnsafeMutableBufferPointer<LinkState>
}

/// What links are made of; only read.
struct LinkSource {
  let rows: SortedRows
  let raw: RawLinks
  /// The draft number of each final number, and the other way round.
  let order: [Int32]
  let position: [Int32]
  /// By draft number.
  let targets: [LinkAssembly.Target]
  let units: [Unit]
  let keys: KeyPool
  let text: TextPool
}

/// A run of products whose links are put together by one thread.
private struct AssembledPart {
  /// Its first link, and the one behind its last.
  let first: Int
  private(set) var end: Int
  private(set) var notices = NoticeLog()
  private(set) var merged: [LinkAssembly.MergedRow] = []

  init(at first: Int) {
    self.first = first
    end = first
  }

  mutating func add(_ products: Range<Int>, _ source: LinkSource, _ sink: LinkSink) {
    var factors = Factors(units: source.units)
    var scratch: [UInt64] = []
    source.rows.withLookahead { lookahead in
      source.raw.amount.withUnsafeBufferPointer { amounts in
        for new in products {
          if new + Ahead.far < products.upperBound {
            lookahead.askForLinks(of: source.order[new + Ahead.far])
          }
          if new + Ahead.near < products.upperBound,
            let row = lookahead.firstRow(of: source.order[new + Ahead.near])
          {
            amounts.prefetch(row)
            amounts.prefetch(row + 7)
          }
          let links = source.rows.links(of: Int(source.order[new]))
          if scratch.count < links.count { scratch = [UInt64](repeating: 0, count: 2 * links.count) }
          scratch.withUnsafeMutableBufferPointer { scratch in
            add(new, links, source, &factors, sink, scratch)
          }
          sink.starts[new + 1] = Int32(truncatingIfNeeded: end)
        }
      }
    }
  }

  /// The links of one product, by the final numbers of their components.
  @inline(__always)
  private mutating func add(
    _ new: Int, _ links: Range<Int>, _ source: LinkSource, _ factors: inout Factors, _ sink: LinkSink,
    _ scratch: UnsafeMutableBufferPointer<UInt64>
  ) {
    for (i, link) in links.enumerated() {
      let component = source.position[source.rows.component(link)]
      scratch[i] = UInt64(UInt32(bitPattern: component)) << 32 | UInt64(UInt32(truncatingIfNeeded: link))
    }
    sortSmall(scratch, 0..<links.count)
    let counting = source.raw.hasGroups ? Shares(links.map { source.rows.row($0) }, source, &notices) : nil
    let start = end
    for packed in scratch[..<links.count] {
      let link = Int(packed & 0xFFFF_FFFF)
      let row = source.rows.row(link)
      var state = counting?.state[link - links.lowerBound] ?? .counted
      let factor = factor(row, source, source.rows.component(link), &factors, &state)
      let stated = source.raw.share(row)
      let share = counting?.share[link - links.lowerBound] ?? (stated.isNaN ? 1 : stated)
      append(
        row, source, from: new, to: Int(packed >> 32), source.raw.amount[row] * factor * share,
        state, sink, start)
    }
  }

  /// Most links state no unit, and what they lead to need not be looked at.
  @inline(__always)
  private mutating func factor(
    _ row: Int, _ source: LinkSource, _ component: Int, _ factors: inout Factors, _ state: inout LinkState
  ) -> Double {
    let unit = source.raw.unit(row)
    if unit < 0 { return 1 }
    let factor = factors.factor(from: unit, to: source.targets[component])
    if factor == nil {
      state = .notConvertible
      report(.unitMismatch, row, source, source.targets[component])
    }
    if factors.usedMass { report(.unitConverted, row, source, source.targets[component]) }
    return factor ?? 1
  }

  /// Adds a link, or adds its amount to the same link of the same product, whose links begin at `start`.
  @inline(__always)
  private mutating func append(
    _ row: Int, _ source: LinkSource, from product: Int, to component: Int, _ converted: Double,
    _ state: LinkState, _ sink: LinkSink, _ start: Int
  ) {
    var amount = state == .counted ? converted : 0
    let last = end - 1
    if last >= start, Int(sink.components[last]) == component {
      amount += sink.amounts[last]
      let first = Int(sink.row[last])
      if source.raw.unit(first) == source.raw.unit(row) {
        merged.append(LinkAssembly.MergedRow(row: first, amount: source.raw.amount[row]))
      }
      if state == .counted { sink.state[last] = .counted }
      sink.amounts[last] = checked(amount, row, source)
      return
    }
    sink.components[end] = Int32(truncatingIfNeeded: component)
    sink.amounts[end] = checked(amount, row, source)
    sink.product[end] = Int32(truncatingIfNeeded: product)
    sink.row[end] = Int32(truncatingIfNeeded: row)
    sink.state[end] = state
    end += 1
    if product == component {
      notices.add(
        Notice(
          .selfReference, place: source.raw.place(row), product: source.keys.texts[source.raw.product[row]])
      )
    }
  }

  /// 0 and a notice where conversion or addition left the range of numbers.
  @inline(__always)
  private mutating func checked(_ amount: Double, _ row: Int, _ source: LinkSource) -> Double {
    if amount.isFinite { return amount }
    notices.add(
      Notice(
        .numberOutOfRange, place: source.raw.place(row), field: "amount", found: "\(source.raw.amount[row])",
        product: source.keys.texts[source.raw.product[row]]))
    return 0
  }

  private mutating func report(
    _ code: NoticeCode, _ row: Int, _ source: LinkSource, _ target: LinkAssembly.Target
  ) {
    notices.add(
      Notice(
        code, place: source.raw.place(row), field: "unit",
        found: source.units[Int(source.raw.unit(row))].symbol,
        expected: source.units[Int(target.unit)].symbol,
        product: source.keys.texts[source.raw.product[row]]))
  }
}

/// Rows grouped by product (counting sort), inside a product by component, place and amount.
struct SortedRows {
  /// By product, into `packed`.
  private var starts: [Int32]
  /// The component in the upper half, the row in the lower: one comparison sorts by both.
  private var packed: [UInt64]

  var count: Int { packed.count }

  func links(of product: Int) -> Range<Int> { Int(starts[product])..<Int(starts[product + 1]) }

  func row(_ link: Int) -> Int { Int(packed[link] & 0xFFFF_FFFF) }

  func component(_ link: Int) -> Int { Int(packed[link] >> 32) }

  /// The columns as they lie in memory, to ask for what a product needs before its turn.
  struct Lookahead {
    fileprivate let starts: UnsafeBufferPointer<Int32>
    fileprivate let packed: UnsafeBufferPointer<UInt64>

    func links(of product: Int) -> Range<Int> { Int(starts[product])..<Int(starts[product + 1]) }

    func component(_ link: Int) -> Int { Int(packed[link] >> 32) }

    func askForLinks(of product: Int32) {
      packed.prefetch(Int(starts[Int(product)]))
      packed.prefetch(Int(starts[Int(product) + 1]) - 1)
    }

    /// Nil without links.
    func firstRow(of product: Int32) -> Int? {
      let first = starts[Int(product)]
      return first < starts[Int(product) + 1] ? Int(packed[Int(first)] & 0xFFFF_FFFF) : nil
    }
  }

  func withLookahead<Result>(_ body: (Lookahead) -> Result) -> Result {
    starts.withUnsafeBufferPointer { starts in
      packed.withUnsafeBufferPointer { packed in body(Lookahead(starts: starts, packed: packed)) }
    }
  }

  init(_ raw: RawLinks, _ productOfKey: [Int32], count: Int, threads: Int) {
    packed = [UInt64](unsetLarge: raw.count)
    starts = []
    productOfKey.withUnsafeBufferPointer { productOfKey in
      raw.product.withUnsafeBufferPointer { products in
        raw.component.withUnsafeBufferPointer { components in
          let product: (Int) -> Int = { Int(productOfKey[Int(products[$0])]) }
          let buckets = Buckets(items: raw.count, buckets: count, threads: threads, product)
          starts = buckets.starts
          packed.withUnsafeMutableBufferPointer { packed in
            buckets.distribute(product) { row, position in
              let component = UInt64(UInt32(bitPattern: productOfKey[Int(components[row])]))
              packed[position] = component << 32 | UInt64(UInt32(truncatingIfNeeded: row))
            }
          }
        }
      }
    }
    sortParts(raw, count, threads)
  }

  private mutating func sortParts(_ raw: RawLinks, _ count: Int, _ threads: Int) {
    let starts = starts
    let parts = Parallel.ranges(count, parts: raw.count < 1 << 16 ? 1 : 4)
    packed.withUnsafeMutableBufferPointer { packed in
      Parallel.forEach(parts.count, threads: threads) { part in
        for p in parts[part] {
          let links = Int(starts[p])..<Int(starts[p + 1])
          sortSmall(packed, links)
          SortedRows.settleEqual(packed, links, raw)
        }
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

  init(_ rows: [Int], _ source: LinkSource, _ notices: inout NoticeLog) {
    let raw = source.raw
    share = rows.map { raw.share($0).isNaN ? 1 : raw.share($0) }
    state = [LinkState](repeating: .counted, count: rows.count)
    guard rows.contains(where: { raw.group($0) >= 0 }) else { return }
    var groups: [Int32: [Int]] = [:]
    for (position, row) in rows.enumerated() where raw.group(row) >= 0 {
      groups[raw.group(row), default: []].append(position)
    }
    for positions in groups.values { settle(positions, rows, source, &notices) }
  }

  private mutating func settle(
    _ positions: [Int], _ rows: [Int], _ source: LinkSource, _ notices: inout NoticeLog
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
        product: source.keys.texts[raw.product[row]])
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
