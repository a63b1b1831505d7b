/// Link rows grouped by product: which rows each product has, and what they lead to.
///
/// Rows stay where they were read: the rows of a product are runs of rows that followed each other, of which nearly
/// all products have one.
struct SortedRows {
  /// By product, into `runs`.
  private let runStarts: [Int32]
  private let runs: [Run]
  /// By product, into `components`.
  private let starts: [Int32]
  /// The components of each product in their order, as often as rows name them.
  private var components: [Int32]

  /// Rows that follow each other.
  fileprivate struct Run {
    let first: Int32
    let end: Int32

    var rows: Range<Int> { Int(first)..<Int(end) }
  }

  /// Rows in all.
  let count: Int

  /// Of one product.
  func count(of product: Int) -> Int { Int(starts[product + 1] - starts[product]) }

  /// Numbers of products are those of `productOfKey`.
  init(_ raw: RawLinks, _ productOfKey: [Int32], count: Int, threads: Int) {
    self.count = raw.count
    (runs, runStarts) = SortedRows.runs(raw.product, productOfKey, count, threads)
    starts = SortedRows.starts(runs, runStarts)
    components = SortedRows.components(runs, runStarts, starts, raw.component, productOfKey, threads)
  }

  private static func runs(
    _ products: KeyRuns, _ productOfKey: [Int32], _ count: Int, _ threads: Int
  ) -> (runs: [Run], starts: [Int32]) {
    var runs = [Run](unsetLarge: products.runs.count)
    let starts = productOfKey.withUnsafeBufferPointer { productOfKey in
      products.withMemory { products in
        let product: (Int) -> Int = { Int(productOfKey[Int(products.keys[$0])]) }
        let buckets = Buckets(items: products.count, buckets: count, threads: threads, product)
        let starts = buckets.starts
        runs.withUnsafeMutableBufferPointer { runs in
          buckets.distribute(into: runs, product) { run in
            let rows = products.rows(of: run)
            return Run(
              first: Int32(truncatingIfNeeded: rows.lowerBound),
              end: Int32(truncatingIfNeeded: rows.upperBound))
          }
        }
        return starts
      }
    }
    return (runs, starts)
  }

  private static func starts(_ runs: [Run], _ runStarts: [Int32]) -> [Int32] {
    var starts = runStarts
    var sum: Int32 = 0
    for product in 0..<(runStarts.count - 1) {
      starts[product] = sum
      for run in runs[Int(runStarts[product])..<Int(runStarts[product + 1])] { sum += run.end - run.first }
    }
    starts[runStarts.count - 1] = sum
    return starts
  }

  private static func components(
    _ runs: [Run], _ runStarts: [Int32], _ starts: [Int32], _ keys: [Int32], _ productOfKey: [Int32],
    _ threads: Int
  ) -> [Int32] {
    var components = [Int32](unsetLarge: keys.count)
    let parts = Parallel.ranges(starts.count - 1, parts: Parallel.parts(4, items: keys.count))
    Runs.with(runs, runStarts) { runs in
      components.withUnsafeMutableBufferPointer { components in
        keys.withUnsafeBufferPointer { keys in
          productOfKey.withUnsafeBufferPointer { productOfKey in
            Parallel.forEach(parts.count, threads: threads) { part in
              runs.sort(parts[part], keys, productOfKey, into: components, starts)
            }
          }
        }
      }
    }
    return components
  }

  /// The column of components, whose memory can be used again once nobody looks at it any more.
  mutating func takeComponents() -> [Int32] {
    let taken = components
    components = []
    return taken
  }

  /// Calls `body` with where the components of each product begin, and with the components.
  func withComponents<Result>(
    _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Int32>) -> Result
  ) -> Result {
    starts.withUnsafeBufferPointer { starts in
      components.withUnsafeBufferPointer { components in body(starts, components) }
    }
  }

  /// The rows of products as they lie in memory.
  struct Runs {
    fileprivate let starts: UnsafeBufferPointer<Int32>
    fileprivate let runs: UnsafeBufferPointer<Run>

    fileprivate static func with<Result>(_ runs: [Run], _ starts: [Int32], _ body: (Runs) -> Result) -> Result
    {
      starts.withUnsafeBufferPointer { starts in
        runs.withUnsafeBufferPointer { runs in body(Runs(starts: starts, runs: runs)) }
      }
    }

    /// Writes the components of these products, each product's in their order.
    fileprivate func sort(
      _ products: Range<Int>, _ keys: UnsafeBufferPointer<Int32>, _ productOfKey: UnsafeBufferPointer<Int32>,
      into components: UnsafeMutableBufferPointer<Int32>, _ starts: [Int32]
    ) {
      for product in products {
        if product + Ahead.near < products.upperBound { askForRows(of: product + Ahead.near, in: keys) }
        var end = Int(starts[product])
        forEachRow(of: product) { row in
          components[end] = productOfKey[Int(keys[row])]
          end += 1
        }
        sortSmall(components, Int(starts[product])..<end)
      }
    }

    @inline(__always)
    func forEachRow(of product: Int, _ body: (Int) -> Void) {
      for run in Int(starts[product])..<Int(starts[product + 1]) {
        for row in runs[run].rows { body(row) }
      }
    }

    /// Asks for what tells the rows of a product.
    @inline(__always)
    func askForRuns(of product: Int) { runs.prefetch(Int(starts[product])) }

    /// Asks for the first rows of a product in a column.
    @inline(__always)
    func askForRows<Element>(of product: Int, in column: UnsafeBufferPointer<Element>) {
      let run = Int(starts[product])
      guard run < Int(starts[product + 1]) else { return }
      column.prefetch(Int(runs[run].first))
      column.prefetch(Int(runs[run].first) + 7)
    }
  }

  func withRuns<Result>(_ body: (Runs) -> Result) -> Result { Runs.with(runs, runStarts, body) }
}

/// Sorts a part in place; most products have few links, where inserting is quickest.
@inline(__always)
func sortSmall<Element: Comparable>(_ items: UnsafeMutableBufferPointer<Element>, _ part: Range<Int>) {
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
