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

    func row(_ link: Int) -> Int { Int(packed[link] & 0xFFFF_FFFF) }

    func askForLinks(of product: Int32) {
      packed.prefetch(Int(starts[Int(product)]))
      packed.prefetch(Int(starts[Int(product) + 1]) - 1)
    }

    /// Nil without links.
    func firstRow(of product: Int32) -> Int? {
      let first = starts[Int(product)]
      return first < starts[Int(product) + 1] ? row(Int(first)) : nil
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
      raw.product.withMemory { products in
        raw.component.withUnsafeBufferPointer { components in
          let product: (Int) -> Int = { Int(productOfKey[Int(products.keys[$0])]) }
          let rows: (Int) -> Int = { products.rows(of: $0).count }
          let buckets = Buckets(items: products.count, buckets: count, threads: threads, product, size: rows)
          starts = buckets.starts
          packed.withUnsafeMutableBufferPointer { packed in
            buckets.distribute(product, size: rows) { run, position in
              for (place, row) in products.rows(of: run).enumerated() {
                let component = UInt64(UInt32(bitPattern: productOfKey[Int(components[row])]))
                packed[position + place] = component << 32 | UInt64(UInt32(truncatingIfNeeded: row))
              }
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
