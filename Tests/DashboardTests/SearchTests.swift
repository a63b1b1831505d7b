import Analysis
import Footprints
import Formats
import SupplyGraph
import Testing

@testable import Dashboard

@Suite struct SearchIndexTests {
  /// Enough for more than one thread.
  private func large() -> Snapshot {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    for number in 0..<21_000 {
      var row = ProductRow(id: "P\(number * 7919 % 21_000)")
      row.name = number % 5 == 0 ? "" : "Part \(number)"
      if number % 3 == 0 { row.nameJa = "部品ﾊﾞｯﾃﾘｰ\(number % 97)" }
      row.supplier = "Supplier \(number % 40)"
      row.direct = Double(number % 113)
      builder.add(product: row)
    }
    return Snapshot(name: "large", graph: builder.build())
  }

  private func sample(_ name: String) throws -> Snapshot {
    let builder = try readDataset([Files.root + "/SampleData/" + name], asOf: Harness.clock)
    return Snapshot(name: name, graph: builder.build())
  }

  /// Every name looked at, the best first.
  private func expected(_ text: String, limit: Int, in snapshot: Snapshot) -> [Found] {
    let (graph, wanted) = (snapshot.graph, Array(SearchIndex.folded(text).utf8))
    func score(_ names: [String]) -> Int? {
      SearchIndex.score(Array(SearchIndex.folded(names.joined(separator: "\n")).utf8), wanted)
    }
    var found: [(score: Int, found: Found)] = []
    for (index, supplier) in graph.suppliers.enumerated() {
      if let score = score([supplier.name, supplier.nameJa, supplier.id]) {
        found.append((score, Found(target: .supplier(index), contribution: 0)))
      }
    }
    for p in 0..<graph.count {
      let (name, nameJa) = (graph.name(p), graph.nameJa(p))
      if let score = score(nameJa == name ? [name, graph.id(p)] : [name, nameJa, graph.id(p)]) {
        found.append(
          (score, Found(target: .product(p), contribution: snapshot.portfolio.contribution(p))))
      }
    }
    // Stable: suppliers before products, each in their order.
    found.sort {
      $0.score != $1.score ? $0.score > $1.score : $0.found.contribution > $1.found.contribution
    }
    return found.prefix(limit).map(\.found)
  }

  @Test func findsWhatLookingAtEachNameFinds() throws {
    for snapshot in [large(), try sample("ev-battery-pack"), try sample("data-centre-service")] {
      let index = SearchIndex(graph: snapshot.graph)
      for text in ["p", "part 12", "ばってりー", "cell", "sup 7", "ppt9", "部品", "none of these", "ＰＡＲＴ"] {
        let expected = expected(text, limit: 100, in: snapshot)
        for limit in [1, 10, 100] {
          #expect(
            index.matches(text, limit: limit, in: snapshot) == Array(expected.prefix(limit)),
            "\(text), \(limit) of \(snapshot.name)")
        }
      }
    }
  }

  @Test func containsWhatTheNamesContain() throws {
    let snapshot = large()
    let index = SearchIndex(graph: snapshot.graph)
    let graph = snapshot.graph
    for p in stride(from: 0, to: graph.count, by: 331) {
      for text in [graph.name(p), graph.nameJa(p), graph.id(p), "", "ばってりー", "part 1"] {
        let wanted = SearchIndex.folded(text)
        let names = [graph.name(p), graph.nameJa(p), graph.id(p)].map(SearchIndex.folded)
        let isThere = wanted.isEmpty || names.contains { $0.contains(wanted) }
        #expect(index.contains(Array(wanted.utf8), p) == isThere, "\(text) in \(names)")
      }
    }
  }
}

@Suite struct WayTests {
  /// A plain search, level by level.
  private func way(from root: ProductIndex, to product: ProductIndex, in rollUp: RollUp) -> [Int]? {
    let graph = rollUp.graph
    var ways: [ProductIndex: [Int]] = [root: []]
    var level = [root]
    while !level.isEmpty {
      var next: [ProductIndex] = []
      for user in level {
        for link in graph.components(of: user) where rollUp.amount(link) != 0 {
          let component = graph.component(link)
          if ways[component] != nil { continue }
          ways[component] = (ways[user] ?? []) + [link]
          next.append(component)
        }
      }
      level = next
    }
    return ways[product]
  }

  /// Between all pairs of products, also of a dataset with loops.
  @Test(arguments: ["ev-battery-pack", "inbound-logistics", "data-centre-service"])
  func theWayHasTheFewestLinks(_ sample: String) throws {
    let graph = try readDataset([Files.root + "/SampleData/" + sample], asOf: Harness.clock).build()
    expectShortestWays(Snapshot(name: sample, graph: graph))
  }

  @Test func alsoThroughLoops() {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    for number in 0..<9 {
      var row = ProductRow(id: "P\(number)")
      row.direct = 1
      builder.add(product: row)
    }
    // Two loops, one above the other, and a way round the upper one.
    for (product, component) in [
      (0, 1), (1, 2), (2, 3), (3, 1), (2, 4), (4, 5), (5, 6), (6, 4), (5, 7), (0, 8), (8, 6), (3, 7),
    ] {
      builder.add(link: LinkRow(product: "P\(product)", component: "P\(component)", amount: 0.25))
    }
    expectShortestWays(Snapshot(name: "loops", graph: builder.build()))
  }

  private func expectShortestWays(_ snapshot: Snapshot) {
    var analyst = Analyst(snapshot: snapshot)
    for root in 0..<snapshot.graph.count {
      for product in 0..<snapshot.graph.count {
        guard case .located(let links, let start) = analyst.answer(.locate(product, root: root)) else {
          Issue.record("no way to \(product)")
          continue
        }
        if let expected = way(from: root, to: product, in: snapshot.rollUp) {
          #expect(start == root && links == expected, "from \(root) to \(product)")
        } else {
          #expect(start != root, "from \(root) to \(product)")
        }
      }
    }
  }
}
