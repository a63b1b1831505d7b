import HeapModule

/// The largest of many, without sorting them: work grows with the elements times the logarithm of how many are kept.
package struct Largest<Element: Comparable> {
  private let limit: Int
  private var heap = Heap<Element>()

  package init(_ limit: Int) { self.limit = max(0, limit) }

  package mutating func add(_ element: Element) {
    if limit == 0 { return }
    if heap.count < limit {
      heap.insert(element)
    } else if let worst = heap.min, worst < element {
      heap.replaceMin(with: element)
    }
  }

  /// What a further element must exceed to be kept; nil as long as there is room.
  package var bar: Element? { heap.count < limit ? nil : heap.min }

  /// Largest first.
  package func sorted() -> [Element] { heap.unordered.sorted(by: >) }
}
