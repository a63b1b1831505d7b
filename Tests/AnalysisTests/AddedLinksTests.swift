import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// Links of amount 0 that are added to a graph change nothing but what can be edited.
@Suite struct AddedLinksTests {
  private static let seeds = Array(UInt64(1)...25)

  /// Anything to anything: known links, self-links, against the order, twice, and products that are not there.
  private func pairs(_ seed: UInt64, _ count: Int) -> [(product: ProductIndex, component: ProductIndex)] {
    var random = Seeded(seed &+ 1000)
    let some = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      (
        product: Int.random(in: 0..<count, using: &random),
        component: Int.random(in: 0..<count, using: &random)
      )
    }
    return some + some.prefix(2) + [(-1, 0), (0, count)]
  }

  private func edges(_ graph: SupplyGraph) -> [String: Double] {
    var result: [String: Double] = [:]
    for link in 0..<graph.linkCount {
      result["\(graph.id(graph.product(ofLink: link)))>\(graph.id(graph.component(link)))"] = graph.amount(
        link)
    }
    return result
  }

  private func loops(_ graph: SupplyGraph) -> Set<Set<String>> {
    Set(graph.loops.map { Set($0.map { graph.id($0) }) })
  }

  @Test(arguments: seeds) func figuresStayAsTheyWere(seed: UInt64) {
    let before = RandomRows(seed: seed).graph()
    let after = before.adding(pairs(seed, before.count))
    #expect(after.count == before.count)
    let (old, new) = (RollUp(graph: before), RollUp(graph: after))
    let (x, y) = (Focus(rollUp: old, subject: .portfolio), Focus(rollUp: new, subject: .portfolio))
    #expect(x.total.isClose(to: y.total))
    let changed = (0..<before.count).filter { p in
      guard let q = after.product(id: before.id(p)) else { return true }
      let slack = 1e-12 * (old.model.bounds[p] + 1)
      return old.status(p) != new.status(q) || x.tier(p) != y.tier(q)
        || abs((old.total(p) ?? -1) - (new.total(q) ?? -1)) > slack
        || abs((old.own(p) ?? -1) - (new.own(q) ?? -1)) > slack
        || abs(x.contribution(p) - y.contribution(q)) > slack * (abs(x.weight(p)) + 1)
    }
    #expect(changed.map { before.id($0) } == [])
    let others = (0..<before.count).filter { p in
      after.product(id: before.id(p)).map { !isSame(before, p, after, $0) } ?? true
    }
    #expect(others.map { before.id($0) } == [])
  }

  private func isSame(_ a: SupplyGraph, _ p: ProductIndex, _ b: SupplyGraph, _ q: ProductIndex) -> Bool {
    a.id(p) == b.id(q) && a.name(p) == b.name(q) && a.nameJa(p) == b.nameJa(q) && a.note(p) == b.note(q)
      && a.supplier(p) == b.supplier(q) && a.country(p) == b.country(q) && a.category(p) == b.category(q)
      && a.unit(p) == b.unit(q) && a.place(p) == b.place(q) && a.rank(p) == b.rank(q)
      && a.given(p) == b.given(q) && a.footprints(of: p) == b.footprints(of: q)
  }

  @Test(arguments: seeds) func theGraphIsThatOfRowsWithSuchLinks(seed: UInt64) {
    var rows = RandomRows(seed: seed)
    let before = rows.graph()
    let pairs = pairs(seed, before.count)
    let after = before.adding(pairs)
    for (product, component) in pairs where product >= 0 && component < before.count {
      rows.links.append(
        LinkRow(product: before.id(product), component: before.id(component), amount: 0, place: .nowhere))
    }
    let built = rows.graph()
    #expect(edges(after) == edges(built))
    #expect(loops(after) == loops(built))
    let tops = { (graph: SupplyGraph) in
      graph.portfolio.map { "\(graph.id($0.product)) \($0.quantity)" }.sorted()
    }
    #expect(tops(after) == tops(built))
    let supplied = { (graph: SupplyGraph) in
      graph.suppliers.indices.map { s in Set(graph.products(ofSupplier: s).map { graph.id($0) }) }
    }
    #expect(supplied(after) == supplied(built))
    #expect(after.suppliers.indices.allSatisfy { isAscending(after.products(ofSupplier: $0)) })
    #expect((0..<after.count).filter { !isInOrder($0, after) } == [])
  }

  private func isAscending(_ numbers: [Int]) -> Bool { numbers == Array(Set(numbers)).sorted() }

  /// Links of one product: sorted, found again, components first, and the users of it are those who use it.
  private func isInOrder(_ p: ProductIndex, _ graph: SupplyGraph) -> Bool {
    let links = graph.components(of: p).allSatisfy { link in
      let component = graph.component(link)
      return graph.product(ofLink: link) == p && graph.link(from: p, to: component) == link
        && (component < p || (graph.loop(p) != nil && graph.loop(p) == graph.loop(component)))
    }
    let users = graph.users(of: p).map { graph.userLink($0) }
    return links && isAscending(graph.components(of: p).map { graph.component($0) })
      && isAscending(users.map { graph.product(ofLink: $0) })
      && users.allSatisfy { graph.component($0) == p }
  }

  @Test(arguments: seeds) func numbersStayWhereOrderAllows(seed: UInt64) {
    let before = RandomRows(seed: seed).graph()
    let pairs = pairs(seed, before.count).map { (product: max($0, $1), component: min($0, $1)) }
    let after = before.adding(pairs)
    #expect((0..<before.count).map { before.id($0) } == (0..<after.count).map { after.id($0) })
    #expect((0..<after.count).filter { !isInOrder($0, after) } == [])
  }

  @Test func anAddedLinkIsCountedAndWasReadNowhere() throws {
    let before = graph(
      [.init(id: "PACK", direct: 1), .init(id: "CELL", direct: 10), .init(id: "NEW", direct: 4)],
      [("PACK", "CELL", 2)], portfolio: [("PACK", 100)])
    let p = { (id: String) in before.product(id: id) ?? -1 }
    let after = before.adding([(p("PACK"), p("NEW"))])
    let pack = try #require(after.product(id: "PACK"))
    let (old, new) = (after.product(id: "CELL") ?? -1, after.product(id: "NEW") ?? -1)
    let link = try #require(after.link(from: pack, to: new))
    #expect(after.state(ofLink: link) == .counted)
    #expect(after.place(ofLink: link) == .nowhere)
    #expect(after.linkAsWritten(link).amount == 0)
    #expect(after.share(ofLink: link) == nil)
    #expect(after.linkCount == 2)
    // The swap: 2 of the new part instead of 2 of the old one.
    var model = EditedModel(focus: Focus(rollUp: RollUp(graph: after), subject: .portfolio))
    #expect(model.focus.total == 2100)
    let used = try #require(after.link(from: pack, to: old))
    try model.move(to: [.amount(used): 0, .amount(link): 2])
    #expect(model.focus.total == 900)
  }

  @Test func nothingNewIsTheSameGraph() {
    let before = RandomRows(seed: 3).graph()
    let known = (0..<before.linkCount).map { (before.product(ofLink: $0), before.component($0)) }
    #expect(before.adding(known).linkCount == before.linkCount)
    #expect(before.adding([]).linkCount == before.linkCount)
  }
}
