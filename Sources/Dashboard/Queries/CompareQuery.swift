import Analysis
import SupplyGraph

/// A dataset that is open beside the one in focus, only to be compared with it.
public struct OtherDataset: Hashable, Sendable {
  public var path: String
  public var snapshot: Snapshot

  public init(path: String, snapshot: Snapshot) {
    self.path = path
    self.snapshot = snapshot
  }

  public static func == (a: Self, b: Self) -> Bool { a.path == b.path && a.snapshot === b.snapshot }
  public func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// What a column of a comparison holds.
public enum CompareColumn: Hashable, Sendable {
  /// The subject under these edits; none for the baseline.
  case edits([Edit])
  /// Another product of the dataset.
  case product(ProductIndex)
  /// The subject in another dataset.
  case dataset(OtherDataset)
}

public struct CompareRequest: Hashable, Sendable {
  public var subject: Focus.Subject
  public var columns: [CompareColumn]
  /// The column whose difference from the first is explained.
  public var against: Int
  public var isOnlyDifferences: Bool
  public var limit: Int

  public init(
    subject: Focus.Subject, columns: [CompareColumn], against: Int, isOnlyDifferences: Bool = true,
    limit: Int = 100
  ) {
    self.subject = subject
    self.columns = columns
    self.against = against
    self.isOnlyDifferences = isOnlyDifferences
    self.limit = limit
  }
}

/// A product in all columns.
public struct CompareRow: Hashable, Sendable {
  /// In the dataset in focus; nil for one that only another dataset has.
  public var product: ProductIndex?
  public var id: String
  public var name: String
  public var nameJa: String
  /// kg CO2e in each column; nil where it is not there or has no figure.
  public var values: [Double?]
  /// kg CO2e, from the first column to the one it is compared with.
  public var difference: Double
  public var causes: CauseSplit
}

public struct CompareAnswer: Sendable {
  public var request: CompareRequest
  /// kg CO2e of each column; nil where it has none.
  public var totals: [Double?]
  /// Primary data share of each column, 0…1.
  public var primaryShares: [Double?]
  public var rows: [CompareRow]
  /// Everything that is not listed.
  public var rest: DifferenceRemainder
  /// The same in each column, kg CO2e.
  public var restValues: [Double?]
  public var difference: Double?
  public var causes: CauseSplit
  public var counts: DifferenceCounts

  var list: [Row] {
    var list = rows.map { row in
      Row(id: .difference(row.product, key: row.id), mass: row.difference, share: 0, mix: .none)
    }
    if rest.count > 0 {
      list.append(
        Row(
          id: .more(list: .differences, path: []), mass: rest.difference, share: 0, mix: .none,
          count: rest.count))
    }
    return list
  }
}

/// States worked out for a comparison, kept for the next question about the same columns.
struct ComparedStates {
  struct Key: Hashable {
    var subject: Focus.Subject
    var column: CompareColumn
  }
  var focuses: [Key: Focus] = [:]
  var pair: (a: Key, b: Key, comparison: Comparison)?
}

extension Analyst {
  mutating func compare(_ request: CompareRequest) -> Answer {
    guard request.columns.count > 1, request.columns.indices.contains(request.against) else { return .failed }
    let keys = request.columns.map { ComparedStates.Key(subject: request.subject, column: $0) }
    let kept = compared.focuses.filter { keys.contains($0.key) }
    compared.focuses = kept
    var columns: [Focus] = []
    for key in keys {
      guard let focus = compared.focuses[key] ?? focus(of: key) else { return .failed }
      compared.focuses[key] = focus
      columns.append(focus)
    }
    let comparison = comparison(keys[0], keys[request.against])
    var (rows, rest) = comparison.rows(top: request.limit, includingEqual: !request.isOnlyDifferences)
    // What subtracting the rows from the total leaves by rounding is no difference.
    if rest.differing == 0 { (rest.difference, rest.causes) = (0, CauseSplit()) }
    let others = columns.indices.filter { $0 != 0 && $0 != request.against }
    let listed = rows.map { row($0, comparison, columns, request.against, others) }
    let restValues = columns.indices.map { column in
      columns[column].total.map { total in listed.reduce(total) { $0 - ($1.values[column] ?? 0) } }
    }
    return .compare(
      CompareAnswer(
        request: request, totals: columns.map(\.total), primaryShares: columns.map { $0.mix.primaryShare },
        rows: listed, rest: rest, restValues: restValues, difference: comparison.difference,
        causes: comparison.causes, counts: comparison.counts))
  }

  private mutating func comparison(_ a: ComparedStates.Key, _ b: ComparedStates.Key) -> Comparison {
    if let pair = compared.pair, pair.a == a, pair.b == b { return pair.comparison }
    let (x, y) = (compared.focuses[a] ?? baseline.portfolio, compared.focuses[b] ?? baseline.portfolio)
    let comparison = Comparison(x, y)
    compared.pair = (a, b, comparison)
    return comparison
  }

  private mutating func focus(of key: ComparedStates.Key) -> Focus? {
    switch key.column {
    case .edits(let edits):
      if let now = whatIfModel, now.subject == key.subject, now.edits == edits { return now.model.focus }
      var model = WhatIfModel(baselineFocus(key.subject))
      model.move(to: edits)
      return model.model.focus
    case .product(let p): return p < snapshot.graph.count ? baselineFocus(.product(p)) : nil
    case .dataset(let other):
      guard case .product(let p) = key.subject else { return other.snapshot.portfolio }
      // A product that the other dataset does not have is nothing there.
      let there = other.snapshot.graph.product(id: snapshot.graph.id(p))
      return there.map { Focus(rollUp: other.snapshot.rollUp, subject: .product($0)) }
        ?? Focus(rollUp: other.snapshot.rollUp, demand: [])
    }
  }

  private func row(
    _ row: DifferenceRow, _ comparison: Comparison, _ columns: [Focus], _ against: Int, _ others: [Int]
  ) -> CompareRow {
    let (graphA, graphB) = (comparison.a.rollUp.graph, comparison.b.rollUp.graph)
    let (graph, p) = row.product.a.map { (graphA, $0) } ?? (graphB, row.product.b ?? 0)
    let id = graph.id(p)
    var values = [Double?](repeating: nil, count: columns.count)
    values[0] = row.a
    values[against] = row.b
    for column in others {
      let there = columns[column].rollUp.graph
      if let q = there.product(id: id) { values[column] = columns[column].contribution(q) }
    }
    return CompareRow(
      product: snapshot.graph.product(id: id), id: id, name: graph.name(p), nameJa: graph.nameJa(p),
      values: values,
      difference: row.difference, causes: row.causes)
  }

  /// How edits fare on the portfolio.
  mutating func fit(_ edits: [Edit]) -> Answer {
    var model = WhatIfModel(baseline.portfolio)
    model.move(to: edits)
    return .fit(model.outcomes)
  }
}
