import Footprints
import Testing

@testable import SupplyGraph

/// Footprints that arrive for known products change figures and nothing else; what changes more is said to.
@Suite struct ArrivingTests {
  private func footprint(
    _ id: String, _ value: Double, of product: String = "A", line: Int32 = 9,
    _ change: (inout Footprint) -> Void = { _ in }
  ) -> Footprint {
    var result = Footprint(
      id: id, specVersion: "2.3.0", productIDs: [product], unit: .kilogram,
      emissions: Emissions(excludingUptake: value), place: Place(file: 3, line: line))
    result.created = Timestamp(seconds: Int64(line))
    change(&result)
    return result
  }

  /// A is described whole; B has a row without a name, unit or country; C only a footprint; D only a link.
  private func builder() -> SupplyGraphBuilder {
    var builder = SupplyGraphBuilder(asOf: today)
    var row = ProductRow(id: "A", place: Place(file: 0, line: 2))
    (row.name, row.unit, row.supplier, row.country, row.direct) = ("Salt", .kilogram, "Aoi", "JP", 1)
    builder.add(product: row)
    var other = ProductRow(id: "B", place: Place(file: 0, line: 3))
    (other.unit, other.supplier, other.name) = (.kilogram, "Beni", "Bolt")
    builder.add(product: other)
    builder.add(link: link("A", "B", .kilogram, 2))
    builder.add(link: link("B", "C", .piece, 3))
    builder.add(link: link("B", "D", nil, 4))
    builder.add(footprint: footprint("c", 3, of: "C", line: 1))
    return builder
  }

  private func link(_ product: String, _ component: String, _ unit: Unit?, _ line: Int32) -> LinkRow {
    var row = LinkRow(product: product, component: component, amount: 2, place: Place(file: 1, line: line))
    row.unit = unit
    return row
  }

  private func update(_ footprints: [Footprint], superseded: Set<Int> = []) throws -> GraphUpdate? {
    let builder = builder()
    let graph = builder.build()
    var table = FootprintTable()
    for footprint in footprints { table.append(footprint) }
    let rows = try #require(StandingRows(builder, of: graph))
    return graph.arriving(FootprintArrivals(footprints: table, superseded: superseded), rows: rows)
  }

  @Test func figuresAreReplacedAndTheRestIsShared() throws {
    let graph = builder().build()
    let update = try #require(try update([footprint("a", 7), footprint("b", 8, of: "B", line: 10)]))
    let after = update.graph
    let (a, b) = (try #require(after.product(id: "A")), try #require(after.product(id: "B")))
    #expect(update.products == [a, b].sorted())
    #expect(after.given(a).declared == 7)
    #expect(after.given(a).direct == 1)
    #expect(after.given(b).declared == 8)
    #expect(after.footprints(of: a).map { after.footprints[$0].id } == ["a"])
    #expect(graph.given(a).declared == nil)
    var all = builder()
    all.add(footprint: footprint("a", 7))
    all.add(footprint: footprint("b", 8, of: "B", line: 10))
    #expect(after.notices.grouped() == all.build().notices.grouped())
  }

  @Test func groupsThatAreNewOrNoLongerUsed() throws {
    let update = try #require(
      try update([
        footprint("b", 8, of: "B") {
          ($0.geography, $0.classifications) = ("VN", ["urn:cpc:1"])
        }
      ]))
    let b = try #require(update.graph.product(id: "B"))
    #expect(update.graph.country(b) == "VN")
    #expect(update.graph.countries == ["JP", "VN"])
    #expect(update.graph.category(b) == "urn:cpc:1")
  }

  @Test func anotherIdentifierBecomesOneOfTheProduct() throws {
    let update = try #require(try update([footprint("a", 7) { $0.productIDs = ["urn:x:1", "A"] }]))
    #expect(update.graph.product(id: "URN:X:1") == update.graph.product(id: "A"))
  }

  @Test func whatChangesMoreThanFigures() throws {
    // Products that nobody knew, or that only a link names.
    #expect(try update([footprint("x", 7, of: "X")]) == nil)
    #expect(try update([footprint("d", 7, of: "D")]) == nil)
    // Two products in one.
    #expect(try update([footprint("a", 7) { $0.productIDs = ["A", "B"] }]) == nil)
    // Of a product that only footprints describe: its first one, its name, its unit, its supplier.
    #expect(try update([footprint("c2", 7, of: "C", line: 0)]) == nil)
    #expect(try update([footprint("c2", 7, of: "C") { $0.productName = "Cog" }]) == nil)
    #expect(try update([footprint("c2", 7, of: "C") { $0.unit = .piece }]) == nil)
    #expect(try update([footprint("c2", 7, of: "C") { $0.companyName = "Zen" }]) == nil)
    #expect(try update([footprint("c", 7, of: "C")], superseded: [0]) == nil)
    // By the mass that it states, pieces of C are converted into kilograms.
    #expect(try update([footprint("c2", 7, of: "C") { $0.massPerUnit = 4 }]) == nil)
    #expect(try update([footprint("c2", 7, of: "C")]) != nil)
  }

  /// Through an identifier that nobody names any more, others may have come to the product.
  @Test func anIdentifierThatIsGone() throws {
    var all = builder()
    all.add(footprint: footprint("a", 7, line: 1) { $0.productIDs = ["A", "urn:x:1"] })
    let graph = all.build()
    let rows = try #require(StandingRows(all, of: graph))
    let old = try #require(graph.product(id: "A").map { graph.footprints(of: $0)[0] })
    for (ids, fits) in [(["A"], false), (["A", "urn:x:1"], true)] {
      var table = FootprintTable()
      table.append(footprint("a", 8) { $0.productIDs = ids })
      let update = graph.arriving(FootprintArrivals(footprints: table, superseded: [old]), rows: rows)
      #expect((update != nil) == fits)
    }
  }
}
