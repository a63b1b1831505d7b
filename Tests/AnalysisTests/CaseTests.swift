import SupplyGraph
import Testing

@testable import Analysis

/// Answers that do not come from this project, to a relative 1e-9.
@Suite(.enabled(if: Case.isThere)) struct CaseTests {
  private let near = 1e-9

  private func number(_ row: [String: String], _ column: String) throws -> Double {
    try #require(row[column].flatMap(Double.init), "\(column) in \(row)")
  }

  /// The rows of a table by the product they are about, with the focus on it.
  private func byRoot(
    _ name: String, _ file: String, _ check: (Focus, [[String: String]]) throws -> Void
  ) throws {
    let rollUp = RollUp(graph: try Case(name).graph())
    let rows = try Case(name).rows("answers/\(file)")
    #expect(!rows.isEmpty)
    for (root, rows) in Dictionary(grouping: rows, by: { $0["root_id"] ?? "" }) {
      let p = try #require(rollUp.graph.product(id: root))
      try check(Focus(rollUp: rollUp, subject: .product(p)), rows)
    }
  }

  private func close(_ a: Double, _ b: Double, scale: Double = 0) -> Bool {
    abs(a - b) <= near * max(abs(a), abs(b), scale * 1e-6)
  }

  @Test(arguments: Case.all) func totals(name: String) throws {
    let rollUp = RollUp(graph: try Case(name).graph())
    let rows = try Case(name).rows("answers/expected_totals.csv")
    #expect(rows.count == rollUp.graph.count)
    for row in rows {
      let expected = try number(row, "total_kgco2e_numpy")
      #expect(rollUp.total(row["id"] ?? "").isClose(to: expected, near), "\(row)")
    }
  }

  @Test(arguments: Case.all) func contributions(name: String) throws {
    try byRoot(name, "expected_contributions.csv") { focus, rows in
      let graph = focus.rollUp.graph
      let total = try #require(focus.total)
      for row in rows {
        let p = try #require(graph.product(id: row["id"] ?? ""))
        #expect(close(focus.weight(p), try number(row, "amount_needed_per_root_unit")), "\(row)")
        #expect(close(focus.contribution(p), try number(row, "contribution_kgco2e"), scale: total), "\(row)")
        let share = try number(row, "share_and_elasticity_to_direct")
        #expect(close(focus.contribution(p) / total, share, scale: 1), "\(row)")
        #expect(close(focus.throughput(p), try number(row, "through_kgco2e"), scale: total), "\(row)")
      }
    }
  }

  @Test(arguments: Case.all) func depths(name: String) throws {
    try byRoot(name, "expected_tiers.csv") { focus, rows in
      let found = focus.grouped(by: .depth)
      let total = try #require(focus.total)
      for row in rows {
        let depth = Int(try number(row, "tier"))
        let contribution = found.first { $0.index == depth }?.contribution ?? 0
        #expect(close(contribution, try number(row, "kgco2e"), scale: total), "\(row)")
      }
    }
  }

  @Test(arguments: Case.all) func suppliers(name: String) throws {
    try groups(name, "expected_suppliers.csv", "supplier", .supplier)
  }

  @Test(arguments: Case.all) func countries(name: String) throws {
    try groups(name, "expected_countries.csv", "country", .country)
  }

  private func groups(_ name: String, _ file: String, _ column: String, _ grouping: Grouping) throws {
    try byRoot(name, file) { focus, rows in
      let found = Dictionary(
        uniqueKeysWithValues: focus.grouped(by: grouping).map { ($0.key, $0.contribution) })
      for row in rows {
        let contribution = try #require(found[row[column] ?? ""], "\(row)")
        #expect(close(contribution, try number(row, "contribution_kgco2e")), "\(row)")
      }
    }
  }

  @Test(arguments: Case.all) func paths(name: String) throws {
    try byRoot(name, "expected_paths.csv") { focus, rows in
      let found = focus.paths(cutoff: 1e-9, limit: rows.count)
      let graph = focus.rollUp.graph
      let texts = found.rows.map { $0.products.map { graph.id($0) }.joined(separator: " > ") }
      #expect(found.rows.count == rows.count)
      for (rank, row) in rows.enumerated() where rank < found.rows.count {
        let expected = try number(row, "contribution_kgco2e")
        #expect(close(found.rows[rank].contribution, expected), "\(row)")
        #expect(found.rows[rank].depth == Int(try number(row, "tier")) || isTied(rank, rows))
        #expect(texts[rank] == row["path"] || isTied(rank, rows), "\(row) but \(texts[rank])")
      }
    }
  }

  /// Whether a neighbour differs by no more than rounding, so that their order means nothing.
  private func isTied(_ rank: Int, _ rows: [[String: String]]) -> Bool {
    func value(_ i: Int) -> Double? {
      rows.indices.contains(i) ? rows[i]["contribution_kgco2e"].flatMap(Double.init) : nil
    }
    guard let own = value(rank) else { return false }
    return [value(rank - 1), value(rank + 1)].contains { $0.map { close($0, own) } ?? false }
  }

  @Test func theLoopWithoutAnAnswerIsNamed() throws {
    let rollUp = RollUp(graph: try Case("must-refuse-singular").graph())
    #expect(rollUp.total("P") == nil)
    #expect(rollUp.total("Q") == nil)
    #expect(rollUp.refusedLoops.map { $0.map { rollUp.graph.id($0) } } == [["P", "Q"]])
    #expect(rollUp.notices.grouped().first?.worst.first?.found == "P > Q > P")
  }
}
