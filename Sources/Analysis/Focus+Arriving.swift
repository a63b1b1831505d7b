import SupplyGraph

extension Focus {
  /// The same subject in a roll-up of the same products and links with other figures, to the last bit.
  ///
  /// What the focus needs rests on amounts alone: as long as all of them count as before, needs are shared and only
  /// what they add up to is worked out.
  ///
  /// - Parameter rollUp: made of the one before by `RollUp.following`.
  /// - Parameter reached: products whose total or status is another one.
  /// - Complexity: O(products in focus + products), without looking at links; a sweep where amounts count otherwise.
  public func following(_ rollUp: RollUp, reached: [ProductIndex]) -> Focus {
    let known = asked.filter { rollUp.status($0.product).hasTotal }
    let total = known.reduce(0) { $0 + $1.quantity * rollUp.value(.total, $1.product) }
    guard self.total != nil, total.isFinite, countsAsBefore(rollUp, reached) else {
      return Focus(rollUp, subject, asked: asked)
    }
    return Focus(
      rollUp, subject, asked: asked, tops: known, total: total, needs: needs, reached: self.reached,
      credits: credits(in: rollUp))
  }

  private func countsAsBefore(_ rollUp: RollUp, _ changed: [ProductIndex]) -> Bool {
    let before = self.rollUp
    let moved = changed.filter { rollUp.status($0).hasTotal != before.status($0).hasTotal }
    if !moved.isEmpty {
      // Loops leave out members without a total, and the focus what it asks for in vain.
      let tops = Set(asked.map(\.product))
      if moved.contains(where: { tops.contains($0) || rollUp.graph.loop($0) != nil }) { return false }
    }
    // Arrays that share their memory are not looked at.
    return rollUp.model.amounts == before.model.amounts
  }

  private func credits(in rollUp: RollUp) -> Double {
    if !rollUp.model.hasCredits, needs.count == rollUp.graph.count,
      !asked.contains(where: { $0.quantity < 0 })
    {
      return 0
    }
    var credits = 0.0
    rollUp.model.own.withHeads { own, stride in
      for p in needs.indices { credits += min(0, needs[p].weight * own[p * stride][0]) }
    }
    return credits
  }
}
