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

/// What links are made of.
struct LinkSource {
  let rows: SortedRows
  var raw: RawLinks
  /// The final number of the product of each key; −1 for keys that name nothing.
  let productOfKey: [Int32]
  /// The draft number of each final number.
  let order: [Int32]
  /// By draft number; empty where no row states a unit.
  let targets: [LinkAssembly.Target]
  let units: [Unit]
  let keys: KeyPool
  /// By draft number.
  let members: [Identities.Member]
  let text: TextPool

  /// The identifier of a product by its final number, for notices.
  func id(of product: Int) -> String { keys.texts[members[Int(order[product])].key] }

  /// What links to a product by its final number are converted to.
  func target(_ product: Int) -> LinkAssembly.Target { targets[Int(order[product])] }

  /// What every link needs, as it lies in memory.
  struct Memory {
    let rows: SortedRows.Runs
    let keys: UnsafeBufferPointer<Int32>
    let amounts: UnsafeBufferPointer<Double>
    let productOfKey: UnsafeBufferPointer<Int32>
    let order: UnsafeBufferPointer<Int32>

    /// Asks for the rows of the products that come next, which lie anywhere.
    @inline(__always)
    func askAhead(of new: Int, _ end: Int) {
      if new + Ahead.far < end { rows.askForRuns(of: Int(order[new + Ahead.far])) }
      if new + Ahead.near < end {
        let product = Int(order[new + Ahead.near])
        rows.askForRows(of: product, in: keys)
        rows.askForRows(of: product, in: amounts)
      }
    }

    /// The rows of one product by the final numbers of their components: these in the upper half, the rows in the
    /// lower.
    @inline(__always)
    func sort(_ new: Int, into scratch: UnsafeMutableBufferPointer<UInt64>) {
      var end = 0
      rows.forEachRow(of: Int(order[new])) { row in
        let component = UInt64(UInt32(bitPattern: productOfKey[Int(keys[row])]))
        scratch[end] = component << 32 | UInt64(UInt32(truncatingIfNeeded: row))
        end += 1
      }
      sortSmall(scratch, 0..<end)
    }
  }

  func withMemory<Result>(_ body: (Memory) -> Result) -> Result {
    rows.withRuns { rows in
      raw.component.withUnsafeBufferPointer { keys in
        raw.amount.withUnsafeBufferPointer { amounts in
          productOfKey.withUnsafeBufferPointer { productOfKey in
            order.withUnsafeBufferPointer { order in
              body(
                Memory(
                  rows: rows, keys: keys, amounts: amounts, productOfKey: productOfKey, order: order))
            }
          }
        }
      }
    }
  }

  /// Rows of one component, which follow each other in `sorted`, in the order of their places: it need not be the order
  /// they came in.
  @inline(__always)
  func settleEqual(_ sorted: UnsafeMutableBufferPointer<UInt64>) {
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end] >> 32 == sorted[start] >> 32 { end += 1 }
      if end - start > 1 {
        var equal = UnsafeMutableBufferPointer(rebasing: sorted[start..<end])
        equal.sort { precedes(Int($0 & 0xFFFF_FFFF), Int($1 & 0xFFFF_FFFF)) }
      }
      start = end
    }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (raw.place(a), raw.place(b))
    if x != y { return x.precedes(y) }
    if raw.amount[a] != raw.amount[b] { return raw.amount[a] < raw.amount[b] }
    return raw.share(a) < raw.share(b)
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
      let count = source.rows.count(of: Int(memory.order[new]))
      if scratch.count < count { scratch = [UInt64](repeating: 0, count: 2 * count) }
      scratch.withUnsafeMutableBufferPointer { scratch in
        let rows = UnsafeMutableBufferPointer(rebasing: scratch[..<count])
        memory.sort(new, into: rows)
        source.settleEqual(rows)
        if isPlain {
          addPlain(new, rows, source, memory, sink)
        } else {
          add(new, rows, source, &factors, sink)
        }
      }
      sink.starts[new + 1] = Int32(truncatingIfNeeded: end)
    }
  }

  /// The links of a product whose rows, as `Memory.sort` leaves them, state neither unit nor share nor group, as all
  /// rows of many tables do: nothing is converted, and nothing left out.
  @inline(__always)
  private mutating func addPlain(
    _ new: Int, _ rows: UnsafeMutableBufferPointer<UInt64>, _ source: LinkSource, _ memory: LinkSource.Memory,
    _ sink: LinkSink
  ) {
    let start = end
    var at = start
    for packed in rows {
      let row = Int(packed & 0xFFFF_FFFF)
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

  /// The links of one product; its rows as `Memory.sort` leaves them.
  @inline(__always)
  private mutating func add(
    _ new: Int, _ rows: UnsafeMutableBufferPointer<UInt64>, _ source: LinkSource, _ factors: inout Factors,
    _ sink: LinkSink
  ) {
    let counting =
      source.raw.hasGroups ? Shares(of: new, rows.map { Int($0 & 0xFFFF_FFFF) }, source, &notices) : nil
    let start = end
    for (position, packed) in rows.enumerated() {
      let (row, component) = (Int(packed & 0xFFFF_FFFF), Int(packed >> 32))
      var state = counting?.state[position] ?? .counted
      let factor = factor(new, row, source, component, &factors, &state)
      let stated = source.raw.share(row)
      let share = counting?.share[position] ?? (stated.isNaN ? 1 : stated)
      append(
        row, source, from: new, to: component, source.raw.amount[row] * factor * share, state, sink, start)
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
    let target = source.target(component)
    let factor = factors.factor(from: unit, to: target)
    if factor == nil {
      state = .notConvertible
      report(.unitMismatch, product, row, source, target)
    }
    if factors.usedMass { report(.unitConverted, product, row, source, target) }
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
