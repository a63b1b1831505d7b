import Footprints
import Testing

@testable import SupplyGraph

@Suite struct IdentityTests {
  private func place(_ line: Int32, file: Int32 = 0) -> Place { Place(file: file, line: line) }

  private func footprint(_ id: String, _ products: [String], _ value: Double, line: Int32 = 1) -> Footprint {
    Footprint(
      id: id, specVersion: "2.3.0", productIDs: products, unit: .kilogram,
      emissions: Emissions(excludingUptake: value), place: Place(file: 1, line: line))
  }

  @Test func identifiersAreTrimmedAndURNsCompareWithoutCase() {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: " A ", otherIDs: ["URN:gtin:4712345060507"], direct: 1))
    builder.add(product: ProductRow(id: "部品"))
    builder.add(link: LinkRow(product: "部品", component: "urn:GTIN:4712345060507", amount: 1))
    let graph = builder.build()
    #expect(graph.count == 2)
    #expect(graph.product(id: "urn:gtin:4712345060507") == graph.product(id: "A"))
    #expect(graph.product(id: "a") == nil)
    #expect(graph.product(id: "部品")?.description == "1")
    #expect(graph.id(0) == "A")
  }

  @Test func composedAndDecomposedCharactersAreTheSame() {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "\u{304C}"))
    builder.add(product: ProductRow(id: "\u{304B}\u{3099}"))
    #expect(builder.build().count == 1)
  }

  @Test func theFirstOfTwoRowsOfOneProductStands() throws {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "A", declared: 5, place: place(9)))
    builder.add(product: ProductRow(id: "A", declared: 3, place: place(2)))
    builder.add(product: ProductRow(id: "A", declared: 3, place: place(20)))
    let graph = builder.build()
    #expect(graph.given(0).declared == 3)
    let group = try #require(graph.notices.grouped().first)
    #expect(group.code == .duplicateProduct)
    // The row that repeats the first to the letter is nothing to fix.
    #expect(group.count == 1)
    #expect(group.worst.first?.place.line == 9)
    #expect(group.worst.first?.effect == 2)
  }

  @Test func whatOnlyALinkNamesIsAGapWithANotice() throws {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "A", direct: 1))
    builder.add(link: LinkRow(product: "A", component: "nowhere", amount: 1, place: place(7)))
    builder.add(link: LinkRow(product: "A", component: "nowhere", amount: 1, place: place(3)))
    let graph = builder.build()
    let gap = try #require(graph.product(id: "nowhere"))
    #expect(graph.given(gap).isEmpty)
    #expect(graph.name(gap) == "nowhere")
    #expect(graph.place(gap).line == 3)
    #expect(graph.notices.grouped().map(\.code) == [.unknownProduct])
    #expect(graph.notices.grouped().first?.count == 1)
    // The two rows are one link.
    #expect(graph.linkCount == 1)
    #expect(graph.amount(0) == 2)
    #expect(graph.linkAsWritten(0).amount == 2)
  }

  @Test func footprintsMeetRowsByAnyIdentifierAndEachOther() {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "A"))
    builder.add(footprint: footprint("f1", ["urn:x:1", "urn:x:2"], 1, line: 1))
    builder.add(footprint: footprint("f2", ["urn:x:2", "A"], 2, line: 2))
    builder.add(footprint: footprint("f3", ["urn:x:9"], 3, line: 3))
    let graph = builder.build()
    #expect(graph.count == 2)
    #expect(graph.product(id: "urn:x:1") == graph.product(id: "A"))
    #expect(graph.footprints(of: graph.product(id: "A") ?? -1).count == 2)
    let codes = Set(graph.notices.grouped().map(\.code))
    #expect(codes == [.unmatchedFootprint, .severalFootprints])
  }

  @Test func footprintsAloneMakeProductsWithoutComplaint() {
    var builder = SupplyGraphBuilder(asOf: today)
    var only = footprint("f1", ["urn:x:1"], 4)
    only.productName = "Cell"
    only.companyName = "Kaito"
    only.geography = "JP-13"
    builder.add(footprint: only)
    let graph = builder.build()
    #expect(graph.notices.isEmpty)
    #expect(graph.given(0).declared == 4)
    #expect(graph.name(0) == "Cell")
    #expect(graph.supplier(0).map { graph.suppliers[$0].name } == "Kaito")
    #expect(graph.country(0) == "JP")
    #expect(graph.unit(0) == .kilogram)
    #expect(graph.portfolio.map(\.product) == [0])
  }

  @Test func twoRowsAreNeverMadeOneByAFootprint() {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "A"))
    builder.add(product: ProductRow(id: "B"))
    builder.add(footprint: footprint("f", ["B", "A"], 1))
    let graph = builder.build()
    #expect(graph.count == 2)
    #expect(graph.given(graph.product(id: "B") ?? -1).declared == 1)
    #expect(graph.given(graph.product(id: "A") ?? -1).declared == nil)
  }

  @Test func rowsWithoutAnIdentifierAreReported() {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: ProductRow(id: "  "))
    builder.add(link: LinkRow(product: "A", component: "", amount: 1))
    builder.add(portfolio: PortfolioRow(product: "", quantity: 1))
    let graph = builder.build()
    #expect(graph.count == 0)
    #expect(graph.notices.grouped().map(\.code) == [.missingField])
    #expect(graph.notices.count == 3)
  }

  @Test func suppliersJoinByIDElseByName() throws {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(supplier: SupplierRow(id: "S1", name: "Aoi", nameJa: "葵", country: "JP"))
    builder.add(supplier: SupplierRow(name: "Beni", contact: "b@example.com"))
    for (id, supplierID, supplier) in [
      ("1", "S1", "Aoi Co"), ("2", "", "Aoi"), ("3", "", "Beni"), ("4", "S9", "Chai"), ("5", "", "Chai"),
      ("6", "", ""),
    ] {
      builder.add(product: ProductRow(id: id, supplier: supplier, supplierID: supplierID))
    }
    let graph = builder.build()
    #expect(graph.suppliers.map(\.name) == ["Aoi", "Beni", "Chai"])
    let named = ["1", "2", "3", "4", "5", "6"].map { id in
      graph.product(id: id).flatMap { graph.supplier($0) }
    }
    #expect(named == [0, 0, 1, 2, 2, nil])
    #expect(graph.suppliers[0].nameJa == "葵")
    #expect(graph.suppliers[2].nameJa == "Chai")
    #expect(graph.products(ofSupplier: 0).map { graph.id($0) }.sorted() == ["1", "2"])
    #expect(graph.notices.grouped().map(\.code) == [.unknownSupplier])
  }
}
