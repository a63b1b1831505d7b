import SupplyGraph

/// A product of a comparison as either side numbers it; nil where a side does not have it.
public struct ProductPair: Hashable, Sendable {
  public var a: ProductIndex?
  public var b: ProductIndex?

  public init(a: ProductIndex?, b: ProductIndex?) {
    self.a = a
    self.b = b
  }
}

/// A number of the model that is another one on either side, and what that brings to the difference of the totals.
public struct ChangedInput: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Own emissions of a product, kg CO2e per unit.
    case own
    /// Units of a component per unit of a product.
    case amount
    /// Units of a product that are in focus.
    case quantity
  }

  public var kind: Kind
  public var product: ProductPair
  /// Of an amount.
  public var component: ProductPair?
  /// On side A; nil where there is none or where it is not known.
  public var before: Double?
  /// On side B.
  public var after: Double?
  public var cause: Cause
  /// kg CO2e of the difference B − A of the totals. Effects of all changed inputs add up to that difference.
  public var effect: Double
}

/// A changed input as the scan meets it, products by row.
struct InputChange {
  var kind: ChangedInput.Kind
  var row: Int
  var component = -1
  var before: Double
  var after: Double
  var cause: Cause
  var effect: Double

  var change: Double { after - before }
}

/// Finds the inputs that differ between two sides, in the order of rows.
struct ChangeScan {
  private let a: ComparedSide
  private let b: ComparedSide
  private let isIdentity: Bool
  /// Whether there can be a difference between the amounts at all.
  private let hasOtherAmounts: Bool
  /// By row: the link of B that leads there, plus one; 0 for none.
  private var linkTo: [Int32]

  /// Figures that agree to this are equal: no sum of the engine promises more.
  static let rounding = 1e-12

  init(_ a: ComparedSide, _ b: ComparedSide, isIdentity: Bool) {
    self.a = a
    self.b = b
    self.isIdentity = isIdentity
    linkTo = isIdentity ? [] : [Int32](repeating: 0, count: a.productOf.count)
    let isShared = a.amounts.withUnsafeBufferPointer { x in
      b.amounts.withUnsafeBufferPointer { y in x.baseAddress == y.baseAddress }
    }
    hasOtherAmounts = !(isIdentity && isShared)
  }

  static func isSame(_ a: Double, _ b: Double) -> Bool {
    a == b || abs(a - b) <= rounding * max(abs(a), abs(b))
  }

  /// Calls `body` for every changed input; `end` after the inputs of each product.
  mutating func run(_ body: (InputChange) -> Void, endOfProduct end: () -> Void = {}) {
    for row in a.productOf.indices {
      guard let p = a.product(row), let q = b.product(row) else { continue }
      let (weightA, weightB) = (a.weight(row), b.weight(row))
      if weightA == 0, weightB == 0 { continue }
      own(row, p, q, (weightA + weightB) / 2, body)
      if hasOtherAmounts { amounts(row, p, q, (weightA, weightB), body) }
      end()
    }
    quantities(body)
  }

  private func own(
    _ row: Int, _ p: ProductIndex, _ q: ProductIndex, _ weight: Double, _ body: (InputChange) -> Void
  ) {
    guard let change = ChangeScan.ownChange(a, p, b, q) else { return }
    let (lacksA, lacksB) = (a.lacksOwn(p), b.lacksOwn(q))
    body(
      InputChange(
        kind: .own, row: row, before: lacksA ? .nan : a.own.total(p),
        after: lacksB ? .nan : b.own.total(q), cause: lacksA != lacksB ? .missing : .value,
        effect: weight * change))
  }

  /// kg CO2e per unit; nil where own emissions are the same, or differ by what subtracting components from a
  /// declaration may leave.
  static func ownChange(
    _ a: ComparedSide, _ p: ProductIndex, _ b: ComparedSide, _ q: ProductIndex
  ) -> Double? {
    let (x, y) = (a.own.total(p), b.own.total(q))
    if isSame(x, y) { return nil }
    let size = max(a.focus.rollUp.model.bounds[p], b.focus.rollUp.model.bounds[q])
    return abs(y - x) <= rounding / 10 * size ? nil : y - x
  }

  // MARK: Amounts

  private mutating func amounts(
    _ row: Int, _ p: ProductIndex, _ q: ProductIndex, _ weights: (a: Double, b: Double),
    _ body: (InputChange) -> Void
  ) {
    func meet(_ component: Int, _ linkA: Int?, _ linkB: Int?) {
      let (x, y) = (linkA.map { a.amounts[$0] } ?? 0, linkB.map { b.amounts[$0] } ?? 0)
      if ChangeScan.isSame(x, y) { return }
      let perUnit = (weights.a * b.totals[component] + weights.b * a.totals[component]) / 2
      body(
        InputChange(
          kind: .amount, row: row, component: component, before: x, after: y,
          cause: x != 0 && y != 0 ? .amount : linkCause(x == 0 ? (a, p, linkA) : (b, q, linkB), component),
          effect: perUnit * (y - x)))
    }
    if isIdentity {
      for link in a.components(of: p) where a.amounts[link] != b.amounts[link] {
        meet(a.component(link), link, link)
      }
      return
    }
    let components = b.components(of: q)
    for link in components { linkTo[b.component(link)] = Int32(truncatingIfNeeded: link) + 1 }
    for link in a.components(of: p) {
      let component = a.component(link)
      let other = linkTo[component]
      linkTo[component] = 0
      meet(component, link, other == 0 ? nil : Int(other) - 1)
    }
    for link in components {
      let component = b.component(link)
      if linkTo[component] == 0 { continue }
      linkTo[component] = 0
      meet(component, nil, link)
    }
  }

  /// Why one side has no amount where the other has one.
  private func linkCause(
    _ lacking: (side: ComparedSide, product: ProductIndex, link: Int?), _ component: Int
  ) -> Cause {
    let side = lacking.side
    if side.status[lacking.product] == .gap { return .missing }
    if side.productOf[component] >= 0, side.product(component) == nil { return .missing }
    if let link = lacking.link, side.graph.state(ofLink: link) == .notConvertible { return .missing }
    return .structure
  }

  // MARK: Quantities

  private func quantities(_ body: (InputChange) -> Void) {
    for row in Set(a.tops.keys).union(b.tops.keys).sorted() {
      let (x, y) = (a.tops[row] ?? 0, b.tops[row] ?? 0)
      if ChangeScan.isSame(x, y) { continue }
      let cause: Cause
      if x != 0, y != 0 {
        cause = .amount
      } else {
        cause = (x == 0 ? a : b).asked[row].map { $0 != 0 } == true ? .missing : .structure
      }
      body(
        InputChange(
          kind: .quantity, row: row, before: x, after: y, cause: cause,
          effect: (a.totals[row] + b.totals[row]) / 2 * (y - x)))
    }
  }
}
