import Footprints

/// Where assembled links go: columns as long as there are rows.
struct LinkSink {
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
  /// By draft number.
  let members: [Identities.Member]
  let text: TextPool

  /// The identifier of a product by its final number, for notices.
  func id(of product: Int) -> String { keys.texts[members[Int(order[product])].key] }
}

/// A run of products whose links are put together by one thread.
struct AssembledPart {
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
    let counting =
      source.raw.hasGroups ? Shares(of: new, links.map { source.rows.row($0) }, source, &notices) : nil
    let start = end
    for packed in scratch[..<links.count] {
      let link = Int(packed & 0xFFFF_FFFF)
      let row = source.rows.row(link)
      var state = counting?.state[link - links.lowerBound] ?? .counted
      let factor = factor(new, row, source, source.rows.component(link), &factors, &state)
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
    _ product: Int, _ row: Int, _ source: LinkSource, _ component: Int, _ factors: inout Factors,
    _ state: inout LinkState
  ) -> Double {
    let unit = source.raw.unit(row)
    if unit < 0 { return 1 }
    let factor = factors.factor(from: unit, to: source.targets[component])
    if factor == nil {
      state = .notConvertible
      report(.unitMismatch, product, row, source, source.targets[component])
    }
    if factors.usedMass { report(.unitConverted, product, row, source, source.targets[component]) }
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
      sink.amounts[last] = checked(amount, product, row, source)
      return
    }
    sink.components[end] = Int32(truncatingIfNeeded: component)
    sink.amounts[end] = checked(amount, product, row, source)
    sink.product[end] = Int32(truncatingIfNeeded: product)
    sink.row[end] = Int32(truncatingIfNeeded: row)
    sink.state[end] = state
    end += 1
    if product == component {
      notices.add(
        Notice(.selfReference, place: source.raw.place(row), product: source.id(of: product)))
    }
  }

  /// 0 and a notice where conversion or addition left the range of numbers.
  @inline(__always)
  private mutating func checked(_ amount: Double, _ product: Int, _ row: Int, _ source: LinkSource) -> Double
  {
    if amount.isFinite { return amount }
    notices.add(
      Notice(
        .numberOutOfRange, place: source.raw.place(row), field: "amount", found: "\(source.raw.amount[row])",
        product: source.id(of: product)))
    return 0
  }

  private mutating func report(
    _ code: NoticeCode, _ product: Int, _ row: Int, _ source: LinkSource, _ target: LinkAssembly.Target
  ) {
    notices.add(
      Notice(
        code, place: source.raw.place(row), field: "unit",
        found: source.units[Int(source.raw.unit(row))].symbol,
        expected: source.units[Int(target.unit)].symbol,
        product: source.id(of: product)))
  }
}
