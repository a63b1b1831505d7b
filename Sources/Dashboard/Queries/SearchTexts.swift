import SupplyGraph
import Synchronization

/// The search index of snapshots that have the same names, made when somebody first searches or filters by a text.
final class SearchTexts: Sendable {
  private let index = Mutex<SearchIndex?>(nil)

  /// - Parameter graph: any of those with these names.
  /// - Complexity: O(length of all names) for the first time.
  func index(of graph: SupplyGraph) -> SearchIndex {
    index.withLock { index in
      if let index { return index }
      let made = SearchIndex(graph: graph)
      index = made
      return made
    }
  }
}
