import SupplyGraph

/// Products of one graph, a bit for each: changes may reach most of a million.
public struct ProductSet: Sendable, Equatable, Sequence {
  private var words: [UInt64]
  public private(set) var count = 0

  /// An empty set of products below `limit`.
  init(limit: Int) { words = [UInt64](repeating: 0, count: (limit + 63) / 64) }

  public var isEmpty: Bool { count == 0 }

  public func contains(_ product: ProductIndex) -> Bool {
    product >> 6 < words.count && words[product >> 6] & bit(product) != 0
  }

  mutating func insert(_ product: ProductIndex) {
    if contains(product) { return }
    words[product >> 6] |= bit(product)
    count += 1
  }

  mutating func remove(_ product: ProductIndex) {
    if !contains(product) { return }
    words[product >> 6] &= ~bit(product)
    count -= 1
  }

  @inline(__always)
  private func bit(_ product: ProductIndex) -> UInt64 { 1 << UInt64(product & 63) }

  /// In their order.
  public func makeIterator() -> some IteratorProtocol<ProductIndex> {
    words.indices.lazy.flatMap { word in
      (0..<64).lazy.map { word * 64 + $0 }
    }
    .filter { contains($0) }.makeIterator()
  }
}

extension ProductSet: ExpressibleByArrayLiteral {
  public init(arrayLiteral products: ProductIndex...) {
    self.init(limit: (products.max() ?? -1) + 1)
    for product in products { insert(product) }
  }
}
