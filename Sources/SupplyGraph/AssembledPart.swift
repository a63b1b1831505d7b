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

  /// What every link needs, as it lies in memory.
  struct Memory {
    let rows: SortedRows.Lookahead
    let amounts: UnsafeBufferPointer<Double>
    let order: UnsafeBufferPointer<Int32>
    let position: UnsafeBufferPointer<Int32>

    /// Asks for the rows of the products that come next, which lie anywhere.
    @inline(__always)
    func askAhead(of new: Int, _ end: Int) {
      if new + Ahead.far < end { rows.askForLinks(of: order[new + Ahead.far]) }
      guard new + Ahead.near < end, let row = rows.firstRow(of: order[new + Ahead.near]) else { return }
      amounts.prefetch(row)
      amounts.prefetch(row + 7)
    }

    /// The links of one product by the final numbers of their components: these in the upper half, the links in the
    /// lower.
    @inline(__always)
    func sort(_ links: Range<Int>, into scratch: UnsafeMutableBufferPointer<UInt64>) {
      for (i, link) in links.enumerated() {
        let component = position[rows.component(link)]
        scratch[i] = UInt64(UInt32(bitPattern: component)) << 32 | UInt64(UInt32(truncatingIfNeeded: link))
      }
      sortSmall(scratch, 0..<links.count)
    }
  }

  func withMemory<Result>(_ body: (Memory) -> Result) -> Result {
    rows.withLookahead { rows in
      raw.amount.withUnsafeBufferPointer { amounts in
        order.withUnsafeBufferPointer { order in
          position.withUnsafeBufferPointer { position in
            body(Memory(rows: rows, amounts: amounts, order: order, position: position))
          }
        }
      }
    }
  }
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
    source.withMemory { add(products, source, $0, sink) }
  }

  private mutating func add(
    _ products: Range<Int>, _ source: LinkSource, _ memory: LinkSource.Memory, _ sink: LinkSink
  ) {
    var factors = Factors(units: source.units)
    var scratch = [UInt64](repeating: 0, count: 64)
    let isPlain = source.raw.isPlain
    for new in products {
      memory.askAhead(of: new, products.upperBound)
      let links = memory.rows.links(of: Int(memory.order[new]))
      if scratch.count < links.count { scratch = [UInt64](repeating: 0, count: 2 * links.count) }
      scratch.withUnsafeMutableBufferPointer { scratch in
        memory.sort(links, into: scratch)
        if isPlain {
          addPlain(new, links, source, memory, sink, scratch)
        } else {
          add(new, links, source, &factors, sink, scratch)
        }
      }
      sink.starts[new + 1] = Int32(truncatingIfNeeded: end)
    }
  }

  /// The links of a product whose rows state neither unit nor share nor group, as all rows of many tables do: nothing
  /// is converted, and nothing left out.
  @inline(__always)
  private mutating func addPlain(
    _ new: Int, _ links: Range<Int>, _ source: LinkSource, _ memory: LinkSource.Memory, _ sink: LinkSink,
    _ scratch: UnsafeMutableBufferPointer<UInt64>
  ) {
    let start = end
    var at = start
    for packed in scratch[..<links.count] {
      let row = memory.rows.row(Int(packed & 0xFFFF_FFFF))
      let component = Int32(truncatingIfNeeded: packed >> 32)
      if Int(component) == new || at > start && sink.components[at - 1] == component {
        end = at
        append(
          row, source, from: new, to: Int(component), memory.amounts[row], .counted, sink, start)
        at = end
        continue
      }
      sink.components[at] = component
      sink.amounts[at] = memory.amounts[row]
      sink.product[at] = Int32(truncatingIfNeeded: new)
      sink.row[at] = Int32(truncatingIfNeeded: row)
      sink.state[at] = .counted
      at += 1
    }
    end = at
  }

  /// The links of one product; `scratch` as `Memory.sort` leaves it.
  @inline(__always)
  private mutating func add(
    _ new: Int, _ links: Range<Int>, _ source: LinkSource, _ factors: inout Factors, _ sink: LinkSink,
    _ scratch: UnsafeMutableBufferPointer<UInt64>
  ) {
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
