import CPrefetch
import SupplyGraph

/// The links of a graph in plain memory.
struct LinkPointers {
  let starts: UnsafePointer<Int32>
  let components: UnsafePointer<Int32>
  let amounts: UnsafePointer<Double>

  @inline(__always)
  func of(_ p: ProductIndex) -> Range<Int> { Int(starts[p])..<Int(starts[p + 1]) }

  /// Asks for what is known of the components of a product: they lie anywhere. Nothing where there is no such product.
  @inline(__always)
  func askAhead<Value>(_ values: UnsafePointer<Value>, of p: ProductIndex) {
    guard p >= 0 else { return }
    for link in of(p) { prefetch_line(values + Int(components[link])) }
  }
}

extension LinkTable {
  /// `amounts` may be others than those of the table.
  func withPointers<Result>(amounts: [Double], _ body: (LinkPointers) -> Result) -> Result {
    starts.withUnsafeBufferPointer { starts in
      components.withUnsafeBufferPointer { components in
        amounts.withUnsafeBufferPointer { amounts in
          body(LinkPointers(starts: starts.base, components: components.base, amounts: amounts.base))
        }
      }
    }
  }
}
