import SupplyGraph

/// Products whose needs are not those of the baseline, as long as changes are followed one by one.
struct OtherNeeds: Sendable {
  /// Nil where the baseline has no total, and so no needs.
  private let baseline: [Need]?
  private var numbers: NumberSet
  private var isFollowed: Bool

  /// - Parameter baseline: by product.
  init(_ baseline: [Need]?, count: Int) {
    self.baseline = baseline
    numbers = NumberSet(limit: count)
    isFollowed = baseline != nil
  }

  /// A product is needed otherwise than before.
  mutating func note(_ p: ProductIndex, _ weight: Double) {
    guard isFollowed, let baseline else { return }
    if weight == baseline[p].weight { numbers.remove(p) } else { numbers.insert(p) }
  }

  /// Any needs may have changed.
  mutating func lose() { isFollowed = false }

  /// All needs are those of the baseline.
  mutating func reset() {
    numbers.removeAll()
    isFollowed = baseline != nil
  }

  /// They and `seeds`, in their order; nil where they are not known.
  func with(_ seeds: NumberSet) -> [ProductIndex]? {
    guard isFollowed else { return nil }
    return (numbers.numbers + seeds.numbers.filter { !numbers.contains($0) }).sorted()
  }
}
