/// Which products of two graphs are one and the same: a pairing in which nobody has two partners.
///
/// Products meet by the identifier that stands first in either graph, then by any other of their identifiers, URNs
/// without regard to case. Two graphs that are copies of one value need no looking up.
public struct ProductMatching: Sendable {
  /// By product of A: its partner in B, −1 for none.
  public private(set) var partnersOfA: [Int32]
  /// By product of B.
  public private(set) var partnersOfB: [Int32]
  /// Both graphs are one value and every product is its own partner: links have the same numbers too.
  public private(set) var isIdentity: Bool

  /// - Complexity: O(identifiers); O(products) for copies of one graph.
  public init(_ a: SupplyGraph, _ b: SupplyGraph) {
    isIdentity = a.isSameValue(as: b)
    guard !isIdentity else {
      partnersOfA = (0..<a.count).map { Int32(truncatingIfNeeded: $0) }
      partnersOfB = partnersOfA
      return
    }
    partnersOfA = [Int32](repeating: -1, count: a.count)
    partnersOfB = [Int32](repeating: -1, count: b.count)
    for p in 0..<a.count {
      if let q = b.product(id: a.id(p)) { pairIfFree(p, q) }
    }
    pairByOtherIdentifiers(a, b)
  }

  /// Makes two products partners that have no identifier in common, such as two designs that are compared. Those
  /// that were their partners have none then.
  public mutating func pair(_ a: ProductIndex, _ b: ProductIndex) {
    if partnersOfA[a] == Int32(truncatingIfNeeded: b) { return }
    isIdentity = false
    if partnersOfA[a] >= 0 { partnersOfB[Int(partnersOfA[a])] = -1 }
    if partnersOfB[b] >= 0 { partnersOfA[Int(partnersOfB[b])] = -1 }
    partnersOfA[a] = Int32(truncatingIfNeeded: b)
    partnersOfB[b] = Int32(truncatingIfNeeded: a)
  }

  public func partner(ofA p: ProductIndex) -> ProductIndex? {
    partnersOfA[p] < 0 ? nil : Int(partnersOfA[p])
  }

  public func partner(ofB p: ProductIndex) -> ProductIndex? {
    partnersOfB[p] < 0 ? nil : Int(partnersOfB[p])
  }

  private mutating func pairIfFree(_ p: ProductIndex, _ q: ProductIndex) {
    guard partnersOfA[p] < 0, partnersOfB[q] < 0 else { return }
    partnersOfA[p] = Int32(truncatingIfNeeded: q)
    partnersOfB[q] = Int32(truncatingIfNeeded: p)
  }

  /// In the order of the identifiers, so that nothing depends on the order of reading.
  private mutating func pairByOtherIdentifiers(_ a: SupplyGraph, _ b: SupplyGraph) {
    var found: [(key: String, a: ProductIndex, b: ProductIndex)] = []
    for key in a.productOfKey.indices {
      let p = a.productOfKey[key]
      guard p >= 0, partnersOfA[Int(p)] < 0 else { continue }
      let text = a.keys.texts[Int32(truncatingIfNeeded: key)]
      if let q = b.product(id: text), partnersOfB[q] < 0 { found.append((text, Int(p), q)) }
    }
    found.sort { $0.key < $1.key }
    for (_, p, q) in found { pairIfFree(p, q) }
  }
}

extension SupplyGraph {
  /// Whether both are copies of one value, figures of products aside, told by their memory and not by comparing it;
  /// graphs that are only equal answer false. Constant time.
  public func isSameValue(as other: SupplyGraph) -> Bool {
    guard count == other.count, linkCount == other.linkCount else { return false }
    return SupplyGraph.share(columns.id, other.columns.id)
      && SupplyGraph.share(linkColumns.product, other.linkColumns.product)
  }

  private static func share(_ a: [Int32], _ b: [Int32]) -> Bool {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in a.baseAddress == b.baseAddress } }
  }
}
