import Footprints

/// Links between products in their final numbers: converted, shared out, merged, sorted by product and component.
///
/// Ranges of products are put together on several threads, each into its own part of the columns; where rows were
/// merged, the parts move together at the end.
struct LinkAssembly {
  private(set) var table: LinkTable
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
  private static let parts = 16
  private let bounds: [Range<Int>]
  private var results: [AssembledPart?]
  /// Where the links of each part begin, as long as none are merged.
  private let firstLinks: [Int]

  /// For the links of products in this order.
  init(_ rows: SortedRows, order: [Int32], _ room: consuming LinkRoom) {
    (table, columns) = (room.table, room.columns)
    // Nobody else must hold what is written now.
    _ = consume room
    bounds = Parallel.ranges(
      order.count, parts: Parallel.parts(LinkAssembly.parts, items: rows.count))
    results = Array(repeating: nil, count: bounds.count)
    var firstLinks: [Int] = []
    var sum = 0
    for bound in bounds {
      firstLinks.append(sum)
      for old in order[bound] { sum += rows.count(of: Int(old)) }
    }
    self.firstLinks = firstLinks
  }

  /// Puts all parts together, and does `beside` as one part more. The source is empty afterwards.
  mutating func assemble(_ source: inout LinkSource, threads: Int, beside: () -> Void) {
    let (bounds, firstLinks) = (bounds, firstLinks)
    withSink { sink, results in
      Parallel.forEach(bounds.count + 1, threads: threads) { part in
        if part == 0 { return beside() }
        var assembled = AssembledPart(at: firstLinks[part - 1])
        assembled.add(bounds[part - 1], source, sink)
        results[part - 1] = assembled
      }
    }
    closeGaps(threads)
    swap(&columns.raw, &source.raw)
    let room = columns.raw.finish(merged.map { ($0.row, $0.amount) })
    table.indexUsers(in: room, threads: threads)
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
  private mutating func closeGaps(_ threads: Int) {
    var end = 0
    var moves: [(range: Range<Int>, distance: Int)] = []
    for (part, bound) in zip(results, bounds) {
      guard let part else { continue }
      let gap = part.first - end
      if gap > 0 {
        moves.append((part.first..<part.end, -gap))
        for p in bound { table.starts[p + 1] -= Int32(truncatingIfNeeded: gap) }
      }
      end = part.end - gap
      notices.add(contentsOf: part.notices)
      merged += part.merged
    }
    if !moves.isEmpty { withSink { sink, _ in sink.move(moves, threads) } }
    results = []
    let rest = table.components.count - end
    table.components.removeLast(rest)
    table.amounts.removeLast(rest)
    columns.product.removeLast(rest)
    columns.row.removeLast(rest)
    columns.state.removeLast(rest)
  }
}

extension LinkSink {
  /// Moves ranges of links one after the other, each column by itself.
  fileprivate func move(_ moves: [(range: Range<Int>, distance: Int)], _ threads: Int) {
    func move<Value>(_ column: UnsafeMutableBufferPointer<Value>) {
      guard let base = column.baseAddress else { return }
      for (range, distance) in moves {
        (base + range.lowerBound + distance).update(from: base + range.lowerBound, count: range.count)
      }
    }
    Parallel.forEach(5, threads: threads) { column in
      switch column {
      case 0: move(amounts)
      case 1: move(components)
      case 2: move(product)
      case 3: move(row)
      default: move(state)
      }
    }
  }
}

/// Memory for links that are to be put together.
struct LinkRoom: Sendable {
  fileprivate var table = LinkTable()
  fileprivate var columns = LinkColumns()

  /// - Parameter components: a column that is not needed any more, whose memory is used again: getting more of it
  ///   from the system takes as long as writing it.
  init(products: Int, in components: consuming [Int32]) {
    let links = components.count
    table.components = components
    columns.product = [Int32](unsetLarge: links)
    table.starts = [Int32](unsetLarge: products + 1)
    table.starts[0] = 0
    table.amounts = [Double](unsetLarge: links)
    columns.row = [Int32](unsetLarge: links)
    columns.state = [LinkState](unsetLarge: links)
  }
}
