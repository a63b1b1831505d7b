import CPrefetch
import Footprints
import SupplyGraph

/// The roll-up of products about which nothing has to be said, over plain memory.
///
/// `Sweep.settle` is the rule; this is the same arithmetic without its detours, for one width of the tables. It stops
/// at a product that needs a closer look (a notice, a number out of range, something refused below), which `settle`
/// then takes from the beginning.
struct SweepKernel<Row: ChannelRow> {
  let starts: UnsafePointer<Int32>
  let components: UnsafePointer<Int32>
  let amounts: UnsafePointer<Double>
  let figures: FigurePointers
  let own: UnsafeMutablePointer<Row>
  let values: UnsafeMutablePointer<Row>
  let status: UnsafeMutablePointer<Status>
  let bounds: UnsafeMutablePointer<Double>
  /// Of the graph.
  let lastLink: Int

  /// Settles products from `first` on, up to `end` or the first that needs a closer look; returns which.
  func run(_ first: ProductIndex, _ end: ProductIndex, _ seen: inout Seen) -> ProductIndex {
    var (isOpen, signs) = (seen.hasOpen, UInt64(0))
    var p = first
    while p < end {
      let links = Int(starts[p])..<Int(starts[p + 1])
      if seen.hasObstacles, hasObstacle(links) { break }
      var upstream = Row.zero
      for link in links {
        prefetch_line(values + Int(components[min(link + SweepAhead.links, lastLink)]))
        upstream.add(values[Int(components[link])], times: amounts[link])
        signs |= amounts[link].bitPattern
      }
      let given = stated(p)
      let emissions = OwnEmissions(given, upstream: upstream.channels)
      let mine = Row(emissions.channels)
      var sum = mine
      sum.add(upstream, times: 1)
      if given.isDeclared, !emissions.isAsStated { sum.head[0] = given.declared }
      guard emissions.isQuiet, mine.isFinite, sum.isFinite else { break }
      own[p] = mine
      values[p] = sum
      bounds[p] = sum.head[0]
      signs |= emissions.total.bitPattern
      let state = state(given, links, isOpen)
      status[p] = state
      if state == .gap || state == .lowerBound { isOpen = true }
      if given.isEmpty { seen.empty.append(Int32(truncatingIfNeeded: p)) }
      p += 1
    }
    seen.hasOpen = isOpen
    if signs >> 63 != 0 { seen.hasSigns = true }
    return p
  }

  private func hasObstacle(_ links: Range<Int>) -> Bool {
    links.contains { link in
      let component = status[Int(components[link])]
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

  @inline(__always)
  private func state(_ given: Stated, _ links: Range<Int>, _ isOpen: Bool) -> Status {
    if given.isDeclared { return .declared }
    if given.direct.isNaN { return links.contains { amounts[$0] != 0 } ? .lowerBound : .gap }
    if !isOpen { return .computed }
    for link in links {
      let component = status[Int(components[link])]
      if component == .gap || component == .lowerBound, amounts[link] != 0 { return .lowerBound }
    }
    return .computed
  }
}

/// How far before their turn sweeps ask for what they will need: components lie anywhere, and waiting for them is most
/// of what a sweep costs. It is only a hint: results are the same without.
enum SweepAhead {
  static let links = 40
  static let products = 4
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

  mutating func see(_ status: Status) {
    if status == .gap || status == .lowerBound { hasOpen = true }
    if status == .refused || status == .blocked { hasObstacles = true }
  }
}

extension Sweep {
  /// Settles products outside loops, whose components are settled.
  mutating func settle(_ range: Range<ProductIndex>) {
    var next = range.lowerBound
    while next < range.upperBound {
      if !isThorough {
        next = runKernel(next, range.upperBound)
        reportEmpty()
      }
      guard next < range.upperBound else { return }
      settle(next)
      next += 1
    }
  }

  private mutating func runKernel(_ first: ProductIndex, _ end: ProductIndex) -> ProductIndex {
    let width = max(own.width, values.width)
    own.widen(to: width)
    values.widen(to: width)
    return switch width {
    case .one: run(SIMD4<Double>.self, first, end)
    case .two: run(TwoParts.self, first, end)
    case .three: run(Channels.self, first, end)
    }
  }

  private mutating func run<Row: ChannelRow>(
    _: Row.Type, _ first: ProductIndex, _ end: ProductIndex
  ) -> ProductIndex {
    let links = graph.links
    return links.starts.withUnsafeBufferPointer { starts in
      links.components.withUnsafeBufferPointer { components in
        amounts.withUnsafeBufferPointer { amounts in
          status.withUnsafeMutableBufferPointer { status in
            bounds.withUnsafeMutableBufferPointer { bounds in
              own.withRows(Row.self) { own in
                values.withRows(Row.self) { values in
                  graph.withFigures { figures in
                    guard let starts = starts.baseAddress, let status = status.baseAddress,
                      let bounds = bounds.baseAddress
                    else { return first }
                    let kernel = SweepKernel<Row>(
                      starts: starts, components: components.base, amounts: amounts.base, figures: figures,
                      own: own, values: values, status: status, bounds: bounds, lastLink: components.count - 1
                    )
                    return kernel.run(first, end, &seen)
                  } ?? end
                }
              }
            }
          }
        }
      }
    }
  }

  private mutating func reportEmpty() {
    for p in seen.empty { reportMissing(Int(p), graph.given(Int(p))) }
    seen.empty.removeAll(keepingCapacity: true)
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
