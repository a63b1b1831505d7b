import CPrefetch
import Footprints
import SupplyGraph

/// The roll-up of products about which nothing has to be said, over plain memory.
///
/// `Sweep.settle` and `Sweep.solve` are the rule; this is the same arithmetic without their detours, for one width of
/// the tables. It stops at a product or loop that needs a closer look (a notice, a number out of range, something
/// refused below), which they then take from the beginning.
struct SweepKernel<Row: ChannelRow> {
  let links: LinkPointers
  let figures: FigurePointers
  let own: UnsafeMutablePointer<Row>
  let values: UnsafeMutablePointer<Row>
  let status: UnsafeMutablePointer<Status>
  let bounds: UnsafeMutablePointer<Double>
  let loops: PlainLoopMemory
  /// For the members of one loop.
  let room: UnsafeMutablePointer<Row>
  /// Of the graph.
  let count: (products: Int, links: Int, loops: Int)

  private static var block: Int { 512 }

  /// Settles products from `first` on and loops from `loop` on, up to the first that needs a closer look; returns
  /// which, and in `loop` the next one.
  ///
  /// What products state is looked at ahead of what their components bring, and small loops are worked out, on a thread
  /// of its own: most own emissions follow from the one alone, and the other is one long wait for memory.
  func run(
    _ first: ProductIndex, _ loop: inout Int, _ seen: inout Seen, _ prepared: inout Prepared
  ) -> ProductIndex {
    var next = first
    let (maker, blocks) = (PlainLoopMaker(), (count.products - first + Self.block - 1) / Self.block)
    let isLarge = count.products - prepared.products >= Pieces.worthwhileProducts
    Pieces.inTurn(blocks, isLarge: isLarge) { block in
      prepare(to: end(ofBlock: block, from: first), &prepared, maker)
    } then: { block in
      let end = end(ofBlock: block, from: first)
      next = run(next, end, &loop, &seen)
      return next >= end
    }
    if prepared.signs >> 63 != 0 { seen.hasSigns = true }
    return next
  }

  private func end(ofBlock block: Int, from first: ProductIndex) -> ProductIndex {
    min(first + (block + 1) * Self.block, count.products)
  }

  /// Up to `limit`, or beyond where a loop goes on.
  private func run(_ first: ProductIndex, _ limit: ProductIndex, _ loop: inout Int, _ seen: inout Seen)
    -> ProductIndex
  {
    var next = first
    while next < limit {
      let end = loop < count.loops ? min(limit, loops.loops[loop].lowerBound) : limit
      next = settle(next, end, &seen)
      if next == limit { break }
      guard next == end, solve(loop, &seen) else { break }
      next = loops.loops[loop].upperBound
      loop += 1
    }
    return next
  }

  /// Whether a product's own emissions follow from what is stated about them, whatever its components bring.
  @inline(__always)
  private func isPlain(_ p: ProductIndex) -> Bool {
    figures.declared[p].isNaN && (Row.width == .one || figures.footprint[p] < 0)
  }

  /// Products up to `limit`, and a loop that begins before it to its end: plain ones as if their components brought nothing
  /// and everything were known about them.
  private func prepare(to limit: ProductIndex, _ done: inout Prepared, _ maker: PlainLoopMaker) {
    while done.products < limit {
      let loop = done.loops < count.loops ? loops.loops[done.loops] : count.products..<count.products
      let end = min(loop.lowerBound, limit)
      for p in done.products..<end where isPlain(p) {
        let mine = prepareOwn(p, &done)
        values[p] = mine
        status[p] = statusAlone(p)
      }
      done.products = end
      if end == limit { return }
      for p in loop where isPlain(p) { _ = prepareOwn(p, &done) }
      maker.make(done.loops, of: loops, links)
      done.loops += 1
      done.products = loop.upperBound
    }
  }

  @inline(__always)
  private func prepareOwn(_ p: ProductIndex, _ done: inout Prepared) -> Row {
    let mine = Row(OwnEmissions(stated(p), upstream: .zero).channels)
    own[p] = mine
    done.signs |= mine.head[0].bitPattern
    return mine
  }

  /// If everything is known about its components.
  private func statusAlone(_ p: ProductIndex) -> Status {
    if !figures.declared[p].isNaN { return .declared }
    if !figures.direct[p].isNaN { return .computed }
    return links.of(p).contains { links.amounts[$0] != 0 } ? .lowerBound : .gap
  }

  /// Products outside loops up to `end`, or the first that needs a closer look; returns which.
  private func settle(_ first: ProductIndex, _ end: ProductIndex, _ seen: inout Seen) -> ProductIndex {
    var (isOpen, signs) = (seen.hasOpen, UInt64(0))
    var p = first
    while p < end {
      let range = links.of(p)
      if seen.hasObstacles, hasObstacle(range) { break }
      var upstream = Row.zero
      for link in range {
        prefetch_line(values + Int(links.components[min(link + SweepAhead.links, count.links - 1)]))
        upstream.add(values[Int(links.components[link])], times: links.amounts[link])
        signs |= links.amounts[link].bitPattern
      }
      guard let sum = isPlain(p) ? values[p].plus(upstream) : total(p, upstream, &signs), sum.isFinite
      else { break }
      values[p] = sum
      bounds[p] = sum.head[0]
      if isIncomplete(status[p]) {
        isOpen = true
        seen.empty.append(Int32(truncatingIfNeeded: p))
      } else if isOpen, status[p] == .computed, needsIncomplete(range) {
        status[p] = .lowerBound
      }
      p += 1
    }
    seen.hasOpen = isOpen
    if signs >> 63 != 0 { seen.hasSigns = true }
    return p
  }

  /// The total of a product whose own part hangs on what its components bring, which is set; nil where that needs a
  /// closer look.
  private func total(_ p: ProductIndex, _ upstream: Row, _ signs: inout UInt64) -> Row? {
    let given = stated(p)
    let emissions = OwnEmissions(given, upstream: upstream.channels)
    let mine = Row(emissions.channels)
    guard emissions.isQuiet, mine.isFinite else { return nil }
    own[p] = mine
    status[p] = statusAlone(p)
    signs |= emissions.total.bitPattern
    var sum = mine.plus(upstream)
    if given.isDeclared, !emissions.isAsStated { sum.head[0] = given.declared }
    return sum
  }

  /// A loop about whose members nothing is declared and nothing to be said but that it was solved, all channels at
  /// once; false, and nothing is remembered, for any other.
  private func solve(_ number: Int, _ seen: inout Seen) -> Bool {
    guard loops.isPlain(number) else { return false }
    let (loop, members) = (loops.loops[number], loops.members(number))
    var (isOpen, signs) = (false, UInt64(0))
    for (place, member) in members.enumerated() {
      let p = Int(member)
      let range = links.of(p)
      if seen.hasObstacles, hasObstacle(range) { return false }
      var upstream = Row.zero
      for link in range {
        let component = Int(links.components[link])
        prefetch_line(values + Int(links.components[min(link + SweepAhead.links, count.links - 1)]))
        signs |= links.amounts[link].bitPattern
        // Links inside are in the factors.
        if loop.contains(component) { continue }
        upstream.add(values[component], times: links.amounts[link])
        if seen.hasOpen, links.amounts[link] != 0, isIncomplete(status[component]) { isOpen = true }
      }
      guard let mine = isPlain(p) ? own[p] : ownInLoop(p, upstream), mine.head[0].sign == .plus else {
        return false
      }
      if figures.direct[p].isNaN { isOpen = true }
      room[place] = mine.plus(upstream)
    }
    loops.factor(number).solve(room)
    guard members.indices.allSatisfy({ room[$0].isFinite }) else { return false }
    for (place, member) in members.enumerated() {
      let p = Int(member)
      values[p] = room[place]
      bounds[p] = room[place].head[0]
      // All need each other: what one does not know nobody knows.
      status[p] = isOpen ? .lowerBound : .computed
      if figures.direct[p].isNaN { seen.empty.append(member) }
    }
    if isOpen { seen.hasOpen = true }
    if signs >> 63 != 0 { seen.hasSigns = true }
    seen.solved.append(Int32(truncatingIfNeeded: number))
    return true
  }

  /// The own part of a member that hangs on what its components bring, which is set; nil where something is declared.
  private func ownInLoop(_ p: ProductIndex, _ upstream: Row) -> Row? {
    let given = stated(p)
    if given.isDeclared { return nil }
    let mine = Row(OwnEmissions(given, upstream: upstream.channels).channels)
    own[p] = mine
    return mine
  }

  @inline(__always)
  private func isIncomplete(_ status: Status) -> Bool { status == .gap || status == .lowerBound }

  private func hasObstacle(_ range: Range<Int>) -> Bool {
    range.contains { link in
      let component = status[Int(links.components[link])]
      return component == .refused || component == .blocked
    }
  }

  @inline(__always)
  private func stated(_ p: ProductIndex) -> Stated {
    var emissions: Emissions?
    if Row.width > .one, figures.footprint[p] >= 0 {
      emissions = figures.footprints[Int(figures.footprint[p])].emissions.scaled(by: figures.scale[p])
    }
    return Stated(
      direct: figures.direct[p], declared: figures.declared[p], primaryShare: figures.primaryShare[p],
      basis: figures.basis[p], verified: figures.verified[p], emissions: emissions)
  }

  private func needsIncomplete(_ range: Range<Int>) -> Bool {
    range.contains { links.amounts[$0] != 0 && isIncomplete(status[Int(links.components[$0])]) }
  }
}

extension ChannelRow {
  @inline(__always)
  fileprivate func plus(_ other: Self) -> Self {
    var sum = self
    sum.add(other, times: 1)
    return sum
  }
}

/// How far before their turn sweeps ask for what they will need: components lie anywhere, and waiting for them is most
/// of what a sweep costs. It is only a hint: results are the same without.
enum SweepAhead {
  static let links = 40
  static let products = 4
}

/// How far a sweep has looked at what is stated.
struct Prepared {
  /// Products and loops before these.
  var products: ProductIndex = 0
  var loops = 0
  /// Of all own emissions.
  var signs: UInt64 = 0
}

/// What a sweep has met so far, as far as later products must know.
struct Seen {
  /// Some total leaves something out.
  var hasOpen = false
  /// Something is refused or blocked: what needs it directly takes a closer look.
  var hasObstacles = false
  /// Some amount or own emissions bear a sign, if only that of a negative zero.
  var hasSigns = false
  /// Products without any figure that are not reported yet.
  var empty: [Int32] = []
  /// Plain loops that were solved and are not taken down yet.
  var solved: [Int32] = []

  mutating func see(_ status: Status) {
    if status == .gap || status == .lowerBound { hasOpen = true }
    if status == .refused || status == .blocked { hasObstacles = true }
  }
}

extension Sweep {
  /// Settles products from `first` on and loops from `loop` on that need no closer look; see `SweepKernel.run`.
  mutating func runKernel(_ first: ProductIndex, _ loop: inout Int) -> ProductIndex {
    let width = max(own.width, values.width)
    own.widen(to: width)
    values.widen(to: width)
    room.widen(to: width)
    defer { reportEmpty() }
    return switch width {
    case .one: run(SIMD4<Double>.self, first, &loop)
    case .two: run(TwoParts.self, first, &loop)
    case .three: run(Channels.self, first, &loop)
    }
  }

  private mutating func run<Row: ChannelRow>(_: Row.Type, _ first: ProductIndex, _ loop: inout Int)
    -> ProductIndex
  {
    let graph = graph
    let count = (graph.count, graph.links.components.count, graph.loops.count)
    return graph.links.withPointers(amounts: amounts) { links in
      status.withUnsafeMutableBufferPointer { status in
        bounds.withUnsafeMutableBufferPointer { bounds in
          own.withRows(Row.self) { own in
            values.withRows(Row.self) { values in
              room.withRows(Row.self) { room in
                plainLoops.withMemory(graph) { loops in
                  graph.withFigures { figures in
                    let kernel = SweepKernel<Row>(
                      links: links, figures: figures, own: own, values: values, status: status.base,
                      bounds: bounds.base, loops: loops, room: room, count: count)
                    return kernel.run(first, &loop, &seen, &prepared)
                  } ?? graph.count
                }
              }
            }
          }
        }
      }
    }
  }

  /// What the kernel has only counted.
  private mutating func reportEmpty() {
    for p in seen.empty { reportMissing(Int(p), graph.given(Int(p))) }
    seen.empty.removeAll(keepingCapacity: true)
  }

  /// The plain loops that were solved; their memory is not written to afterwards.
  mutating func takeDownLoops() {
    // Once for all: copies of the graph are counted, column by column.
    let graph = graph
    blocks.reserveCapacity(blocks.count + seen.solved.count)
    for number in seen.solved {
      let block = plainLoops.block(Int(number), count: graph.loops[Int(number)].count)
      steps[Int(number)] = [.block(Int32(truncatingIfNeeded: blocks.count))]
      blocks.append(block)
    }
    seen.solved = []
  }
}

extension UnsafeBufferPointer {
  /// Of an empty array nothing is read.
  var base: UnsafePointer<Element> {
    baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
  }
}

extension ChannelTable.Width {
  /// What a dataset that states these figures needs. Only a guess: tables grow when it is too little.
  init(_ used: UsedFigures) {
    if used.hasRareSplit {
      self = .three
    } else {
      self = used.split || used.verified || used.organisation ? .two : .one
    }
  }
}

extension UnsafeMutableBufferPointer {
  /// Of an empty array nothing is read.
  var base: UnsafeMutablePointer<Element> {
    baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
  }
}
