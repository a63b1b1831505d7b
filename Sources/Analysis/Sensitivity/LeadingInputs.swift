import SupplyGraph

/// The inputs with the largest scores, kept as scores change.
///
/// As many again are kept behind those that are wanted: what drops out of the first is mostly followed by one of them,
/// and not all inputs have to be looked through.
struct LeadingInputs: Sendable {
  let top: Int
  /// The largest first.
  private var entries: [InputRanking.Entry]
  /// Every input that comes before it is among `entries`; nil where all inputs are.
  private var floor: InputRanking.Entry?

  /// - Parameter ranking: of all inputs, with room for `kept(top)`.
  init(_ ranking: InputRanking, top: Int) {
    self.top = top
    entries = ranking.entries
    floor = ranking.isFull ? entries.last : nil
  }

  /// How many are kept for so many that are wanted.
  static func kept(_ top: Int) -> Int { 2 * min(top, .max / 2) }

  var inputs: [Parameter] { entries.prefix(top).map(\.input) }

  /// An input that scores less is not among them for sure.
  var bar: Double { floor?.score ?? -.infinity }

  /// Takes what the inputs of some chunks of products score now; whether the first are still known.
  ///
  /// - Parameter ranking: of the inputs of these chunks that score no less than `bar`.
  /// - Complexity: O(kept + inputs in `ranking`).
  mutating func replace(_ chunks: Set<Int>, _ graph: SupplyGraph, with ranking: InputRanking) -> Bool {
    entries.removeAll { chunks.contains(RankedInputs.chunk(of: $0.input, graph)) }
    entries += ranking.entries.filter { [floor] entry in floor.map { entry >= $0 } ?? true }
    entries.sort(by: >)
    let most = LeadingInputs.kept(top)
    if entries.count > most {
      entries.removeLast(entries.count - most)
      floor = entries.last
    }
    return floor == nil || entries.count >= top
  }
}
