import Analysis
import Footprints
import Formats
import Foundation
import SupplyGraph
import Testing

@testable import ExchangeHost

/// What of a dataset is served, and footprints made from tables.
@Suite struct StockTests {
  private static let day = Timestamp(year: 2026, month: 11, day: 23) ?? Timestamp(seconds: 0)

  private static let stated: TableStatement = {
    var statement = TableStatement()
    statement.referenceStart = Timestamp(year: 2025, month: 4, day: 1)
    statement.referenceEnd = Timestamp(year: 2026, month: 4, day: 1)
    statement.standards = ["ISO14067"]
    statement.reports = ["AR6"]
    statement.exemptedPercent = 0
    statement.isFossilOnly = true
    statement.fossilCarbonContent = 0
    statement.biogenicCarbonContent = 0
    statement.includesPackaging = false
    statement.codes = ["*": "46420"]
    return statement
  }()

  private func graph(_ products: [ProductRow], _ links: [LinkRow] = [], _ tops: [PortfolioRow] = [])
    -> SupplyGraph
  {
    var builder = SupplyGraphBuilder(files: [SourceFile(name: "t", path: "/nonexistent")], asOf: Self.day)
    for row in products { builder.add(product: row) }
    for row in links { builder.add(link: row) }
    for row in tops { builder.add(portfolio: row) }
    return builder.build()
  }

  private var chain: SupplyGraph {
    graph(
      [
        ProductRow(
          id: "PACK", name: "Pack", nameJa: "パック", supplier: "Hoshi", supplierID: "H", country: "JP",
          unit: .piece, direct: 2),
        ProductRow(
          id: "CELL", name: "Cell", supplier: "Kumo", supplierID: "K", country: "JP", unit: .kilogram,
          declared: 14.5, primaryShare: 40),
        ProductRow(id: "ORE", name: "Ore", supplier: "Mine", unit: Unit("t"), direct: 300),
        ProductRow(id: "GAP", name: "Gap", supplier: "Mine", unit: .kilogram),
        ProductRow(id: "SET", name: "Set", supplier: "Mine", unit: Unit("set"), direct: 1),
      ], [LinkRow(product: "PACK", component: "CELL", amount: 10)],
      [PortfolioRow(product: "PACK", quantity: 5)])
  }

  private func stock(_ selection: Selection = Selection(), _ statement: TableStatement = stated) -> Stock {
    let rollUp = RollUp(graph: chain)
    return Stock(rollUp, selection, statement, own: Stock.ownCompany(chain))
  }

  private func names(_ stock: Stock) -> [String] {
    stock.offers.compactMap { $0.document["productNameCompany"]?.string }
  }

  @Test func ownProductsAreServed() throws {
    let stock = stock()
    #expect(stock.own == "Hoshi" && names(stock) == ["Pack"])
    let document = try #require(stock.offers.first?.document)
    let pcf = try #require(document["pcf"]?.object)
    #expect(
      pcf["pcfExcludingBiogenicUptake"] == .string("147") && pcf["fossilGhgEmissions"] == .string("147"))
    #expect(document["productIds"] == .strings(["urn:pathfinder:product:customcode:vendor-assigned:PACK"]))
    #expect(document["companyIds"] == .strings(["urn:pact:company:customcode:vendor-assigned:H"]))
    #expect(document["productDescription"] == .string("パック") && pcf["geographyCountry"] == .string("JP"))
    #expect(stock.left.contains { $0.reason.contains("another company") && $0.count == 4 })
    #expect(isConformant(document, .v3))
  }

  @Test func othersAreServedWhenTheyMayBe() {
    var selection = Selection()
    selection.shareable = ["cell"]
    #expect(names(stock(selection)) == ["Pack", "Cell"])
    selection.shareable = ["KUMO", "mine"]
    #expect(names(stock(selection)) == ["Pack", "Cell", "Ore"])
    selection = Selection()
    selection.isAll = true
    let all = stock(selection)
    #expect(
      all.shelves.map(\.company) == ["Hoshi", "Kumo", "Mine"]
        && all.shelves.map(\.isOwn) == [true, false, false])
    #expect(all.left.contains { $0.reason == "has no figure" && $0.examples == ["GAP"] })
    #expect(all.left.contains { $0.reason.contains("set") && $0.examples == ["SET"] })
  }

  @Test func tonnesAreServedPerKilogram() throws {
    var selection = Selection()
    selection.isAll = true
    let ore = try #require(
      stock(selection).offers.first { $0.document["productNameCompany"] == .string("Ore") })
    let pcf = try #require(ore.document["pcf"]?.object)
    #expect(
      pcf["declaredUnitOfMeasurement"] == .string("kilogram")
        && pcf["pcfExcludingBiogenicUptake"] == .string("0.3"))
  }

  @Test func piecesNeedAMassInVersion2() throws {
    var statement = Self.stated
    #expect(stock(Selection(), statement).offers.first?.isSayable(in: .v2) == false)
    statement.masses = ["PACK": 4.9]
    let two = try #require(stock(Selection(), statement).offers.first?.value(in: .v2)?["pcf"]?.object)
    #expect(two["declaredUnit"] == .string("kilogram") && two["pCfExcludingBiogenic"] == .string("30"))
    #expect(two["unitaryProductAmount"] == .string("4.9"))
  }

  /// Nothing is made up: without the statements nothing of the tables is served, and it is said what is missing.
  @Test func tablesAreNotServedWithoutStatements() {
    let bare = stock(Selection(), TableStatement())
    #expect(bare.offers.isEmpty)
    let left = bare.left.first { $0.reason.contains("tables only") }
    #expect(left?.count == 1 && left?.remedy.contains("reference_period_start") == true)
    #expect(left?.remedy.contains("fossil_carbon_content") == true)
  }

  @Test func idsStayWhileTheContentDoes() throws {
    let (first, again) = (stock(), stock())
    var changed = Self.stated
    changed.exemptedPercent = 1
    #expect(first.offers.map(\.id) == again.offers.map(\.id))
    #expect(first.offers.map(\.id) != stock(Selection(), changed).offers.map(\.id))
    #expect(first.offers.allSatisfy { UUIDText($0.id) != nil })
  }

  /// What a sample offers when all of it is asked for.
  static func everything(of sample: String) throws -> [Offer] {
    let folder = "\(Files.root)/SampleData/\(sample)"
    let rollUp = RollUp(graph: try readDataset([folder], asOf: day).build())
    var selection = Selection()
    selection.isAll = true
    return Stock(rollUp, selection, stated, own: nil).offers
  }

  @Test(arguments: ["ev-battery-pack", "data-centre-service", "inbound-logistics"])
  func samples(_ sample: String) throws {
    let folder = "\(Files.root)/SampleData/\(sample)"
    let rollUp = RollUp(graph: try readDataset([folder], asOf: Self.day).build())
    var selection = Selection()
    selection.isAll = true
    let stock = Stock(rollUp, selection, Self.stated, own: Stock.ownCompany(rollUp.graph))
    #expect(stock.offers.count >= 24 && Set(stock.offers.map(\.id)).count == stock.offers.count)
    for offer in stock.offers {
      for version in [PactVersion.v2, .v3] {
        guard let document = offer.value(in: version) else { continue }
        #expect(isConformant(document, version))
      }
    }
    // Figures are those of the program: per unit of the product, brought back from the declared unit.
    for offer in stock.offers where offer.terms.status == "active" {
      guard let text = offer.text(in: .v3), let footprint = PactDocument(text).footprints.first,
        let product = footprint.productIDs.compactMap({ rollUp.graph.product(id: $0) }).first,
        rollUp.graph.given(product).footprint.map({ rollUp.graph.footprints[$0].id.lowercased() })
          == offer.id,
        rollUp.graph.unit(product) == footprint.unit, let total = rollUp.total(product)
      else { continue }
      #expect(abs(footprint.emissions.excludingUptake - total) <= 1e-9 * abs(total))
    }
  }

  // MARK: Changes over time

  @Test func changesRepeatWithTheirSeed() {
    func run(_ seed: UInt64) -> [String] {
      var changes = LiveChanges(
        catalogues: [Catalogue(Records.offers(.v3)), Catalogue(Records.offers(.v2))], seed: seed)
      return (0..<40).compactMap { _ in
        changes.next(at: Self.day).map { "\($0.catalogue) \($0.old) \($0.new.id) \($0.value) \($0.share)" }
      }
    }
    #expect(run(1) == run(1) && run(1) != run(2) && run(1).count == 40)
  }

  @Test func changesAreNewFootprintsOfTheSameProduct() throws {
    let catalogue = Catalogue(Records.offers(.v3))
    let before = catalogue.shelf
    var changes = LiveChanges(catalogues: [catalogue], seed: 3)
    for _ in 0..<60 {
      let next = changes.next(at: Self.day)
      let change = try #require(next)
      let old = try #require(catalogue.shelf.offer(id: change.old, in: .v3))
      let new = try #require(catalogue.shelf.offer(id: change.new.id, in: .v3))
      #expect(old.terms.status == "deprecated" && new.terms.status == "active")
      #expect(new.document["precedingPfIds"] == .strings([change.old]))
      #expect(new.terms.productIDs == old.terms.productIDs && isConformant(new.document, .v3))
      let share = new.document["pcf"]?.object?["primaryDataShare"]?.string.flatMap(Double.init)
      #expect(share.map { (0...100).contains($0) } ?? true)
    }
    #expect(catalogue.shelf.offers.count == before.offers.count + 60)
    // The old ones stand where they stood: pages that were handed out stay what they were.
    #expect(catalogue.shelf.offers.prefix(before.offers.count).map(\.id) == before.offers.map(\.id))
  }

  @Test func followersAreToldOfChanges() async throws {
    let news = News()
    let catalogue = Catalogue(Records.offers(.v3))
    try await withHost(Catalogue([]), news: news) { recipient, _ in
      var settings = HostSettings(credentials: secret)
      settings.trusted = [WebOrigin(recipient)].compactMap { $0 }
      settings.callbackCredentials = secret
      let host = PactHost(catalogue, settings)
      let feed = LiveFeed([host], seed: 9, every: .milliseconds(20))
      let group = HostGroup.group([host, feed], log: .silent)
      let running = Task { try await group.run() }
      let event = try await news.first { $0.kind == "published" }
      await group.triggerGracefulShutdown()
      try await running.value
      guard case .published(let ids) = event.content else { return }
      #expect(ids.count == 2 && ids.allSatisfy { catalogue.shelf.offer(id: $0, in: .v3) != nil })
    }
  }
}
