import SupplyGraph

/// The difference between two results, B − A, explained: by product, by changed input, and by cause.
///
/// The sides may be a baseline and a scenario, two products of one dataset, or two datasets or years. Products of one
/// identifier are the same product; two products in focus are too, whatever they are called.
///
/// **Derivation.** With amounts A, own emissions d, totals t = d + A t, what is in focus e and weights w = e + Aᵀ w, a
/// total is T = e·t = w·d. Write Δ for B − A. From t_B − t_A = Δd + A_A Δt + ΔA t_B follows, exactly,
///
///     ΔT = w_A·Δd + w_A·ΔA t_B + Δe·t_B      and, with the sides exchanged,
///     ΔT = w_B·Δd + w_B·ΔA t_A + Δe·t_A.
///
/// Neither order is better than the other, so the mean of both is taken, as Dietzenbacher & Los (1998) do with the two
/// polar decompositions. That gives every changed input an effect of its own, and the effects add up to ΔT:
///
/// - own emissions of p: ½ (w_A[p] + w_B[p]) Δd[p]
/// - amount of c in p: ½ (w_A[p] t_B[c] + w_B[p] t_A[c]) ΔA[p,c]
/// - quantity of p: ½ (t_A[p] + t_B[p]) Δe[p]
///
/// The same two orders split each product's own difference. If k is one of the causes of changed amounts and
/// quantities, with the demands Δe^k and ΔA^k, then in A's world u_A^k = L_Aᵀ (Δe^k + ΔA^kᵀ w_B), in B's
/// u_B^k = L_Bᵀ (Δe^k + ΔA^kᵀ w_A), with L the Leontief inverse. Summed over k both are Δw, so that
///
///     Δ(w d)[p] = ½ (w_A + w_B)[p] Δd[p] + Σ_k ½ (d_A[p] u_A^k[p] + d_B[p] u_B^k[p]),
///
/// and summed over p a cause brings exactly what its inputs bring. So rows add up to ΔT, the causes of a row to its
/// difference, and the causes of all rows to the causes of the total. Exchanging the sides changes every sign.
///
/// **Products that one side lacks**, or has no figure for, are its guests: they take part there with the other side's
/// own emissions and links, needed by nobody, so that no total changes. The whole difference is then in the links
/// (and quantities) that lead to them, where a person looks for it.
///
/// **Causes.** Own emissions: `value`, or `missing` where one side does not know them. Amounts and quantities that
/// are on both sides: `amount`. On one side: `structure`, or `missing` where the other side has the link but its unit
/// or its component has no figure, or has a gap in the product's place. A declared product's own emissions are what its
/// components leave of its declaration: where the declaration stays and a component changes, both are told.
///
/// **Rounding.** Figures that agree to 1e-12 are equal and have no causes. What rounding leaves between a difference
/// and its parts, no more than 1e-12 of the largest part, is given to the largest part, so parts add up to the
/// difference as printed. A side without a total counts as nothing, and then there is no `difference`.
///
/// - Complexity: O(products + links) to make, plus two sweeps for each cause where changed amounts have several.
public struct Comparison: Sendable {
  public let a: Focus
  public let b: Focus
  public let matching: ProductMatching
  /// kg CO2e, B − A; nil where a side has no total.
  public let difference: Double?
  /// What adds up to the difference.
  public let causes: CauseSplit
  public let counts: DifferenceCounts

  let rows: ComparedRows
  let sideA: ComparedSide
  let sideB: ComparedSide
  /// Of changed amounts and quantities, when there is only one.
  private let onlyWeightCause: Cause?
  private let weightEffects: [Cause: [Double]]
  /// What rounding left of the total, before the largest cause took it.
  let leftByRounding: Double

  /// - Parameter matching: which products are the same; nil for those of one identifier, and the products in focus.
  public init(_ a: Focus, _ b: Focus, matching: ProductMatching? = nil) {
    let matching = matching ?? Comparison.matching(a, b)
    let rows = ComparedRows(matching)
    var sideA = ComparedSide(a, productOf: rows.productOfA, rowOf: rows.rowOfA)
    var sideB = ComparedSide(b, productOf: rows.productOfB, rowOf: rows.rowOfB)
    let (guestsOfA, guestsOfB) = (Guests(of: sideA, from: sideB), Guests(of: sideB, from: sideA))
    guestsOfA.settle(&sideA, from: sideB)
    guestsOfB.settle(&sideB, from: sideA)
    var scan = ChangeScan(sideA, sideB, isIdentity: matching.isIdentity)
    var tally = Tally()
    scan.run {
      tally.add($0)
    } endOfProduct: {
      tally.endProduct()
    }
    tally.addDescriptions(sideA, sideB, matching)
    weightEffects =
      tally.weightCauses.count > 1
      ? WeightEffects(tally.weightCauses, &scan, (sideA, guestsOfA), (sideB, guestsOfB)).effects : [:]
    onlyWeightCause = tally.weightCauses.count == 1 ? tally.weightCauses.first : nil
    var causes = tally.causes
    let change = Comparison.change(a.total ?? 0, b.total ?? 0)
    leftByRounding = causes.main == nil ? 0 : change - causes.sum
    causes.close(to: change)
    difference = a.total == nil || b.total == nil ? nil : causes.main == nil ? 0 : change
    self.causes = causes
    counts = tally.counts
    (self.a, self.b, self.matching, self.rows) = (a, b, matching, rows)
    (self.sideA, self.sideB) = (sideA, sideB)
  }

  private static func matching(_ a: Focus, _ b: Focus) -> ProductMatching {
    var matching = ProductMatching(a.rollUp.graph, b.rollUp.graph)
    if case .product(let p) = a.subject, case .product(let q) = b.subject,
      p < a.rollUp.graph.count, q < b.rollUp.graph.count
    {
      matching.pair(p, q)
    }
    return matching
  }

  /// B − A; 0 where both agree but for rounding.
  static func change(_ a: Double, _ b: Double) -> Double { ChangeScan.isSame(a, b) ? 0 : b - a }

  // MARK: Rows

  /// The causes of a row's difference, without what rounding leaves.
  func split(_ row: Int) -> CauseSplit {
    var split = CauseSplit()
    let (p, q) = (sideA.product(row), sideB.product(row))
    if p == nil, q == nil { return split }
    let (weightA, weightB) = (sideA.weight(row), sideB.weight(row))
    if let p, let q, let change = ChangeScan.ownChange(sideA, p, sideB, q) {
      let cause: Cause = sideA.lacksOwn(p) != sideB.lacksOwn(q) ? .missing : .value
      split[cause] += (weightA + weightB) / 2 * change
    }
    if let onlyWeightCause, !ChangeScan.isSame(weightA, weightB) {
      split[onlyWeightCause] += meanOwn(p, q) * (weightB - weightA)
    }
    for (cause, effects) in weightEffects { split[cause] += effects[row] }
    return split
  }

  /// kg CO2e per unit; a guest's are those of the side it comes from.
  private func meanOwn(_ p: ProductIndex?, _ q: ProductIndex?) -> Double {
    let x = p.map { sideA.own.total($0) }
    let y = q.map { sideB.own.total($0) }
    return ((x ?? y ?? 0) + (y ?? x ?? 0)) / 2
  }

  /// Whether both sides have the same product with the same figures, to the bit: most rows of most scenarios.
  func isUntouched(_ row: Int) -> Bool {
    let (p, q) = (Int(rows.productOfA[row]), Int(rows.productOfB[row]))
    return p >= 0 && q >= 0 && sideA.needs[p].weight == sideB.needs[q].weight && sideA.own[p] == sideB.own[q]
      && sideA.status[p] == sideB.status[q] && !hasWeightEffect(row)
  }

  func hasWeightEffect(_ row: Int) -> Bool { weightEffects.values.contains { $0[row] != 0 } }

  func contribution(_ row: Int) -> (a: Double, b: Double) {
    let (p, q) = (rows.productOfA[row], rows.productOfB[row])
    return (
      p < 0 ? 0 : sideA.needs[Int(p)].weight * sideA.own.total(Int(p)),
      q < 0 ? 0 : sideB.needs[Int(q)].weight * sideB.own.total(Int(q))
    )
  }

  // MARK: Changed inputs

  /// The changed inputs with the largest effects, largest first whatever the sign; all of them when `top` is large
  /// enough. Inputs of products that neither side needs are not among them.
  public func changedInputs(top: Int) -> [ChangedInput] {
    var best = LargestBySize<InputChange>(top)
    var scan = ChangeScan(sideA, sideB, isIdentity: matching.isIdentity)
    scan.run { change in
      best.offer(change, size: abs(change.effect), tie: (order(change.row), order(change.component)))
    }
    return best.sorted().map { change in
      ChangedInput(
        kind: change.kind, product: pair(change.row),
        component: change.component < 0 ? nil : pair(change.component), before: known(change.before, change),
        after: known(change.after, change), cause: change.cause, effect: change.effect)
    }
  }

  /// Where an amount or a quantity is 0 there is none.
  private func known(_ value: Double, _ change: InputChange) -> Double? {
    if value.isNaN || (value == 0 && change.kind != .own) { return nil }
    return value
  }

  func pair(_ row: Int) -> ProductPair {
    let (p, q) = (Int(rows.productOfA[row]), Int(rows.productOfB[row]))
    return ProductPair(a: p < 0 ? nil : p, b: q < 0 ? nil : q)
  }

  /// The order of identifiers, those of A first.
  func order(_ row: Int) -> Int {
    if row < 0 { return -1 }
    let p = Int(rows.productOfA[row])
    return p >= 0
      ? a.rollUp.graph.rank(p) : a.rollUp.graph.count + b.rollUp.graph.rank(Int(rows.productOfB[row]))
  }
}
