import HeapModule
import SupplyGraph

/// Keeps the inputs with the largest scores; equal ones own emissions before amounts, then by identifiers.
struct InputRanking {
  private let graph: SupplyGraph
  private let top: Int
  private var heap = Heap<Entry>()
  /// What scores less is not kept.
  private(set) var threshold: Double

  struct Entry: Comparable, Sendable {
    var score: Double
    var isAmount: Bool
    var rank: Int32
    var componentRank: Int32
    var number: Int

    static func < (a: Entry, b: Entry) -> Bool {
      if a.score != b.score { return a.score < b.score }
      if a.isAmount != b.isAmount { return a.isAmount }
      if a.rank != b.rank { return a.rank > b.rank }
      return a.componentRank > b.componentRank
    }

    var input: Parameter { isAmount ? .amount(number) : .own(number) }
  }

  /// - Parameter least: what scores less is not among the first `top` for sure.
  init(_ graph: SupplyGraph, top: Int, least: Double = -.infinity) {
    self.graph = graph
    self.top = top
    threshold = top == 0 ? .infinity : least
  }

  /// Whether there is no room left.
  var isFull: Bool { heap.count == top }

  /// The largest first.
  var entries: [Entry] { heap.unordered.sorted(by: >) }

  /// Their inputs.
  var sorted: [Parameter] { entries.map(\.input) }

  @inline(__always)
  mutating func offer(_ score: Double, _ input: Parameter) {
    // Equal scores go on: their order is decided by identifiers.
    if score >= threshold { insert(score, input) }
  }

  private mutating func insert(_ score: Double, _ input: Parameter) {
    guard top > 0 else { return }
    let entry = entry(score, input)
    if heap.count < top {
      heap.insert(entry)
    } else if let worst = heap.min, worst < entry {
      heap.replaceMin(with: entry)
    }
    if heap.count == top { threshold = heap.min?.score ?? threshold }
  }

  private func entry(_ score: Double, _ input: Parameter) -> Entry {
    switch input {
    case .amount(let link):
      return Entry(
        score: score, isAmount: true,
        rank: Int32(truncatingIfNeeded: graph.rank(graph.product(ofLink: link))),
        componentRank: Int32(truncatingIfNeeded: graph.rank(graph.component(link))), number: link)
    case .own(let p), .ownPrimary(let p), .quantity(let p):
      return Entry(
        score: score, isAmount: false, rank: Int32(truncatingIfNeeded: graph.rank(p)), componentRank: 0,
        number: p)
    }
  }
}
