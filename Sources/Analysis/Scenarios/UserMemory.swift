import SupplyGraph

/// Who needs a product, over plain memory.
struct UserMemory {
  private let starts: UnsafePointer<Int32>
  private let links: UnsafePointer<Int32>
  /// By link.
  private let products: UnsafePointer<Int32>
  /// By product; below 0 outside of loops. Not read where there are none.
  private let loops: UnsafePointer<Int32>
  private let hasLoops: Bool
  private let loopRanges: UnsafePointer<Range<ProductIndex>>

  static func of<Result>(_ graph: SupplyGraph, _ body: (UserMemory) -> Result) -> Result {
    let (table, products, loops, ranges) = (graph.links, graph.linkProducts, graph.loopColumn, graph.loops)
    return table.userStarts.withUnsafeBufferPointer { starts in
      table.userLinks.withUnsafeBufferPointer { links in
        products.withUnsafeBufferPointer { products in
          loops.withUnsafeBufferPointer { loops in
            ranges.withUnsafeBufferPointer { ranges in
              body(
                UserMemory(
                  starts: starts.base, links: links.base, products: products.base, loops: loops.base,
                  hasLoops: !ranges.isEmpty, loopRanges: ranges.base))
            }
          }
        }
      }
    }
  }

  /// The number of a product's loop, where there are any; −1 outside of loops.
  @inline(__always)
  func loop(_ p: ProductIndex) -> Int32 { loops[p] }

  @inline(__always)
  func isInLoop(_ p: ProductIndex) -> Bool { hasLoops && loops[p] >= 0 }

  /// The product itself, or the first of its loop.
  @inline(__always)
  func first(ofLoop p: ProductIndex) -> ProductIndex {
    isInLoop(p) ? loopRanges[Int(loops[p])].lowerBound : p
  }

  /// Positions of the transposed table.
  @inline(__always)
  func of(_ p: ProductIndex) -> Range<Int> { Int(starts[p])..<Int(starts[p + 1]) }

  @inline(__always)
  func link(_ position: Int) -> Int { Int(links[position]) }

  @inline(__always)
  func product(ofLink link: Int) -> ProductIndex { Int(products[link]) }

  /// Calls `body` with each user whose amount is not 0.
  @inline(__always)
  func forEach(of p: ProductIndex, _ amounts: UnsafePointer<Double>, _ body: (ProductIndex) -> Void) {
    for position in of(p) where amounts[link(position)] != 0 { body(product(ofLink: link(position))) }
  }
}
