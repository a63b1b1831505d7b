import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// How own emissions, their channels and their data quality follow from what is stated.
@Suite struct OwnEmissionsTests {
  private func rollUp(_ parent: ProductRow, component: ProductRow = ProductRow(id: "C", direct: 3)) -> RollUp
  {
    RollUp(graph: graph([parent, component], [("P", "C", 2)]))
  }

  @Test func aDeclarationContainsItsComponents() {
    let result = rollUp(ProductRow(id: "P", declared: 10))
    #expect(result.total("P") == 10)
    #expect(result.own("P") == 4)
    #expect(result.status("P") == .declared)
    #expect(result.notices.isEmpty)
  }

  @Test func componentsBeyondTheDeclarationAreReportedWithTheirEffect() throws {
    let result = rollUp(ProductRow(id: "P", declared: 5.5))
    #expect(result.own("P") == -0.5)
    let group = try #require(result.notices.grouped().first)
    #expect(group.code == .negativeResidual)
    #expect(group.worst.first?.effect == -0.5)
    #expect(group.worst.first?.product == "P")
  }

  @Test func aResidualWithinTheLastDigitIsRounding() {
    let result = RollUp(
      graph: graph([ProductRow(id: "P", declared: 6), ProductRow(id: "C", direct: 3.2)], [("P", "C", 2)]))
    #expect(result.own("P").isClose(to: -0.4))
    #expect(result.notices.isEmpty)
  }

  @Test func ownEmissionsThatAgreeWithTheDeclarationStandAsGiven() {
    let result = rollUp(ProductRow(id: "P", direct: 1, declared: 7.000_000_1))
    #expect(result.own("P") == 1)
    #expect(result.total("P") == 7)
    #expect(result.notices.isEmpty)
  }

  @Test func aDeclarationStandsBeforeOwnEmissionsThatDisagree() throws {
    let result = rollUp(ProductRow(id: "P", direct: 1, declared: 9.5))
    #expect(result.total("P") == 9.5)
    #expect(result.own("P") == 3.5)
    let group = try #require(result.notices.grouped().first)
    #expect(group.code == .declaredDisagrees)
    #expect(group.worst.first?.effect == -2.5)
  }

  @Test func componentsWithoutOwnEmissionsMakeALowerBound() {
    let result = rollUp(ProductRow(id: "P"))
    #expect(result.total("P") == 6)
    #expect(result.status("P") == .lowerBound)
    #expect(result.codes() == [.missingFigure])
  }

  @Test func aGapUpstreamMakesALowerBoundButNotOfADeclaration() {
    let rows = [ProductRow(id: "P", direct: 1), ProductRow(id: "D", declared: 4), ProductRow(id: "G")]
    let result = RollUp(graph: graph(rows, [("P", "G", 1), ("D", "G", 1)]))
    #expect(result.total("G") == nil)
    #expect(result.status("G") == .gap)
    #expect(result.total("P") == 1)
    #expect(result.isLowerBound(result.graph.product(id: "P") ?? -1))
    #expect(result.status("D") == .declared)
  }

  @Test func aLinkOfAmountZeroDependsOnNothing() {
    let rows = [ProductRow(id: "P", direct: 1), ProductRow(id: "G"), ProductRow(id: "L", direct: 1)]
    let result = RollUp(graph: graph(rows, [("P", "G", 0), ("P", "L", 0), ("L", "L", 1)]))
    #expect(result.status("L") == .refused)
    #expect(result.status("P") == .computed)
    #expect(result.total("P") == 1)
  }

  @Test func creditsMayOutweighEmissions() {
    let result = RollUp(
      graph: graph([ProductRow(id: "P", direct: 1), ProductRow(id: "C", direct: 3)], [("P", "C", -2)]))
    #expect(result.total("P") == -5)
    #expect(result.primaryShare(result.graph.product(id: "P") ?? 0) == nil)
    let focus = Focus(rollUp: result, subject: .product(result.graph.product(id: "P") ?? 0))
    #expect(focus.grouped(by: .product).map(\.contribution) == [1, -6])
    #expect(focus.paths(cutoff: 0, limit: 9).rows.map(\.contribution) == [-6, 1])
  }

  @Test func theShareOfADeclarationIsOneOfTheWholeValue() {
    let parent = ProductRow(id: "P", declared: 10, primaryShare: 70)
    let result = rollUp(parent, component: ProductRow(id: "C", direct: 3, primaryShare: 100))
    #expect(result.mix("P").map { $0.primary }.isClose(to: 7))
    #expect(result.mix("P").map { $0.secondary }.isClose(to: 3))
    #expect(result.notices.isEmpty)
  }

  @Test func aShareThatOwnEmissionsCannotCarryIsClippedAndReported() throws {
    let result = rollUp(ProductRow(id: "P", declared: 10, primaryShare: 70))
    #expect(result.mix("P") == Mix(primary: 4, secondary: 0, unknown: 6))
    let group = try #require(result.notices.grouped().first)
    #expect(group.code == .primaryShareClipped)
    #expect(group.worst.first?.effect.isClose(to: -3) == true)
  }

  @Test(arguments: [
    (Basis.database, Mix(secondary: 2)), (.organisationAllocated, Mix(secondary: 2)),
    (.proxy, Mix(unknown: 2)), (.unknown, Mix(unknown: 2)), (.productSpecific, Mix(unknown: 2)),
  ])
  func withoutAShareTheBasisDecides(basis: Basis, mix: Mix) {
    let result = RollUp(graph: graph([ProductRow(id: "P", direct: 2, basis: basis)], []))
    #expect(result.mix("P") == mix)
  }

  @Test func aShareOfOwnEmissionsIsOneOfThose() {
    let result = rollUp(ProductRow(id: "P", direct: 4, primaryShare: 25))
    #expect(result.mix("P") == Mix(primary: 1, secondary: 3, unknown: 6))
  }

  @Test func verifiedAndAllocatedMassesFollowOwnEmissions() {
    let parent = ProductRow(id: "P", direct: 4, basis: .organisationAllocated, verified: true)
    let result = rollUp(parent, component: ProductRow(id: "C", direct: 3, verified: true))
    let p = result.graph.product(id: "P") ?? 0
    #expect(result.value(.verified, p) == 10)
    #expect(result.value(.organisation, p) == 4)
  }

  @Test func channelsOfAFootprintSpreadToWhatUsesIt() {
    var footprint = Footprint(
      id: "f", specVersion: "2.3.0", productIDs: ["C"], unit: .kilogram,
      emissions: Emissions(
        excludingUptake: 3, includingUptake: 1, fossil: 2, landUse: 0.5, biogenic: 0.25, aircraft: 0.125),
      place: .nowhere)
    footprint.primaryDataShare = 50
    var builder = SupplyGraphBuilder(asOf: today)
    builder.add(footprint: footprint)
    builder.add(product: ProductRow(id: "P", direct: 1))
    builder.add(link: LinkRow(product: "P", component: "C", amount: 2))
    let result = RollUp(graph: builder.build())
    let p = result.graph.product(id: "P") ?? 0
    let values = Channel.allCases.map { result.value($0, p) }
    #expect(values == [7, 3, 4, 1, 0.5, 0.25, 0, 1.5, 3, 0, 0, 1])
  }
}
