import Analysis
import SupplyGraph

/// What was worked out last about some subjects, for when the same is asked again.
struct Memo<Subject: Hashable, Value> {
  private let capacity: Int
  /// The one that was asked for last at the end.
  private var kept: [(snapshot: Int, subject: Subject, value: Value)] = []

  /// - Parameter capacity: how many are kept at most.
  init(_ capacity: Int) { self.capacity = capacity }

  mutating func value(_ subject: Subject, in snapshot: Snapshot, _ make: () -> Value) -> Value {
    let known = kept.firstIndex { $0.snapshot == snapshot.number && $0.subject == subject }
    let value = known.map { kept.remove(at: $0).value } ?? make()
    if kept.count == capacity { kept.removeFirst() }
    kept.append((snapshot.number, subject, value))
    return value
  }

  func knows(_ subject: Subject, in snapshot: Snapshot) -> Bool {
    kept.contains { $0.snapshot == snapshot.number && $0.subject == subject }
  }

  /// Of snapshots that are gone nothing is asked any more, and it would keep them in memory.
  mutating func forget(allBut snapshot: Snapshot) { kept.removeAll { $0.snapshot != snapshot.number } }
}

/// Everything about a dataset that is costly to work out twice: answers are looked up from it.
struct Kept {
  /// Each is a few numbers per product.
  var focuses = Memo<ProductIndex, Focus>(4)
  var insights = Memo<Focus.Subject, Insight>(8)
  /// Those of the portfolio.
  var groups = Memo<Grouping, [GroupRow]>(4)
  var suppliers = Memo<SupplierIndex, SuppliedThrough>(2)

  mutating func forget(allBut snapshot: Snapshot) {
    focuses.forget(allBut: snapshot)
    insights.forget(allBut: snapshot)
    groups.forget(allBut: snapshot)
    suppliers.forget(allBut: snapshot)
  }
}
