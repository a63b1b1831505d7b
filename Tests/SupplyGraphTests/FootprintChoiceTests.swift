import Footprints
import Testing

@testable import SupplyGraph

@Suite struct FootprintChoiceTests {
  private let day: Int64 = 86_400

  private func footprint(
    _ id: String, _ value: Double, created: Int64 = 0, from: Int64 = -100, to: Int64 = 100,
    _ change: (inout Footprint) -> Void = { _ in }
  ) -> Footprint {
    var result = Footprint(
      id: id, specVersion: "2.3.0", productIDs: ["A"], unit: .kilogram,
      emissions: Emissions(excludingUptake: value, fossil: value / 2), place: .nowhere)
    result.created = Timestamp(seconds: created)
    result.validityStart = Timestamp(seconds: today.seconds + from * day)
    result.validityEnd = Timestamp(seconds: today.seconds + to * day)
    change(&result)
    return result
  }

  private func graph(_ footprints: [Footprint], _ row: ProductRow = ProductRow(id: "A")) -> SupplyGraph {
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(product: row)
    for footprint in footprints { builder.add(footprint: footprint) }
    return builder.build()
  }

  private func codes(_ graph: SupplyGraph) -> Set<NoticeCode> { Set(graph.notices.grouped().map(\.code)) }

  @Test func theLatestOfSeveralStandsAndTheOthersStayReachable() {
    let result = graph([
      footprint("old", 1, created: 1), footprint("new", 2, created: 3), footprint("mid", 3, created: 2),
    ])
    #expect(result.given(0).declared == 2)
    #expect(result.footprints(of: 0).map { result.footprints[$0].id } == ["new", "mid", "old"])
    #expect(result.given(0).footprint.map { result.footprints[$0].id } == "new")
    #expect(codes(result) == [.severalFootprints])
  }

  @Test func validityComesBeforeNewness() {
    let result = graph([footprint("valid", 1), footprint("past", 2, created: 9, to: -1)])
    #expect(result.given(0).declared == 1)
    #expect(!result.given(0).expired)
  }

  @Test func anExpiredFootprintIsUsedWhenThereIsNoOther() {
    let result = graph([footprint("past", 2, to: -1)])
    #expect(result.given(0).declared == 2)
    #expect(result.given(0).expired)
    #expect(codes(result) == [.expired])
  }

  @Test func aFootprintOfTomorrowIsUsedWhenThereIsNoOther() {
    let result = graph([footprint("soon", 2, from: 1)])
    #expect(result.given(0).declared == 2)
    #expect(codes(result) == [.notYetValid])
  }

  @Test func theSameCountryComesFirstThenTheWorldThenAnother() {
    let all = [
      footprint("elsewhere", 1, created: 3) { $0.geography = "CN" },
      footprint("world", 2, created: 2),
      footprint("here", 3, created: 1) { $0.geography = "JP-23" },
    ]
    let row = ProductRow(id: "A", country: "JP")
    #expect(graph(all, row).given(0).declared == 3)
    #expect(graph(Array(all.prefix(2)), row).given(0).declared == 2)
    #expect(graph(Array(all.prefix(1)), row).given(0).declared == 1)
  }

  @Test func aDeprecatedFootprintComesAfterAnActiveOne() {
    let deprecated = footprint("gone", 1, created: 9) { $0.status = .deprecated }
    #expect(graph([deprecated, footprint("here", 2)]).given(0).declared == 2)
    let alone = graph([deprecated])
    #expect(alone.given(0).declared == 1)
    #expect(codes(alone) == [.deprecated])
  }

  @Test func figuresBecomeOnesPerUnitOfTheProduct() {
    let result = graph([footprint("f", 3)], ProductRow(id: "A", unit: Unit("t")))
    #expect(result.given(0).declared == 3000)
    #expect(result.given(0).emissions?.fossil == 1500)
    #expect(result.unit(0) == Unit("t"))
    // Stated to one kilogram per kilogram: half a unit is 500 kg per tonne.
    #expect(result.declaredTolerance(0) == 500)
  }

  @Test func aFootprintInAnotherDimensionIsNotUsed() {
    let result = graph([footprint("f", 3)], ProductRow(id: "A", unit: .litre, declared: 7))
    #expect(result.given(0).declared == 7)
    #expect(result.given(0).footprint == nil)
    #expect(result.footprints(of: 0).count == 1)
    #expect(codes(result) == [.unitMismatch])
  }

  @Test func aShipmentIsCountedInShipmentsNeverInTonneKilometres() {
    let shipment = footprint("s", 120) {
      $0.unit = .tonneKilometre
      $0.declaredAmount = 800
      $0.logistics = .shipment
    }
    let result = graph([shipment])
    #expect(result.given(0).declared == 120)
    #expect(result.unit(0) == .piece)
    #expect(codes(result) == [.shipmentTotal])
    let perTonneKilometre = graph([shipment], ProductRow(id: "A", unit: .tonneKilometre))
    #expect(perTonneKilometre.given(0).declared == nil)
    #expect(codes(perTonneKilometre) == [.unitMismatch])
  }

  @Test func theFootprintStandsBeforeTheRow() throws {
    let result = graph([footprint("f", 3)], ProductRow(id: "A", declared: 4, basis: .database))
    #expect(result.given(0).declared == 3)
    #expect(result.given(0).basis == .database)
    let notice = try #require(result.notices.grouped().first?.worst.first)
    #expect(notice.code == .contradictingDeclarations)
    #expect(notice.effect == -1)
    #expect(graph([footprint("f", 3.2)], ProductRow(id: "A", declared: 3)).notices.isEmpty)
  }

  @Test func aRowExpiresToo() {
    let result = graph(
      [], ProductRow(id: "A", declared: 1, validUntil: Timestamp(seconds: today.seconds - 1)))
    #expect(result.given(0).expired)
    #expect(codes(result) == [.expired])
  }

  @Test(arguments: [(7.7, 0.05), (8, 0.5), (0.001, 0.0005), (1.25e-7, 0.5e-9), (1e20, 0.5), (-2.50, 0.05)])
  func halfAUnitOfTheLastDigit(value: Double, expected: Double) {
    #expect(abs(Precision.halfUnit(of: value) - expected) <= 1e-12 * expected)
  }
}
