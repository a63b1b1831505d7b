import Analysis
import Dashboard
import Footprints
import SupplyGraph
import TestSupport
import Testing

@testable import Reports

@Suite struct PageTests {
  @Test func totalsGiveEveryProductInTheOrderOfIds() throws {
    let page = Report(diamond()).totals()
    let rows = try records(page)
    #expect(rows.map { $0["id"] } == ["A", "B", "C", "D", "R"])
    #expect(rows.map { $0["total_kgco2e"] } == ["27.5", "37", "8.5", "7", "100"])
    #expect(rows.map { $0["status"] } == ["computed", "computed", "computed", "computed", "computed"])
    #expect(rows.map { $0["tier_min"] } == ["1", "1", "2", "1", "0"])
    #expect(rows[4]["primary_data_share"] == "2.5" && rows[4]["declared_kgco2e"] == "")
    #expect(page.missing.isEmpty)
  }

  @Test func hotspotsAddUpToTheTotal() throws {
    let report = Report(diamond())
    let focus = Focus(
      rollUp: report.snapshot.rollUp, subject: .product(try #require(report.graph.product(id: "R"))))
    let rows = try records(report.hotspots(focus))
    #expect(rows.map { $0["id"] } == ["C", "D", "A", "B", "R"])
    #expect(rows.map { $0["contribution_kgco2e"] } == ["50", "42", "4", "3", "1"])
    #expect(rows.map { $0["through_kgco2e"] } == ["85", "42", "55", "37", "100"])
    #expect(rows.map { $0["amount_needed"] } == ["10", "6", "2", "1", "1"])
    #expect(sum(rows, "share").isClose(to: 1) && rows.last?["cumulative_share"] == "1")
  }

  /// A ring of 240: each unit needs half of the next. What passes through is worked out for 200, or for all asked for.
  @Test func veryLargeLoopsDoNotHoldPrintingUp() throws {
    let ids = (0..<240).map { "P\($0 + 100)" }
    let ring = snapshot(
      ids.map { ProductRow(id: $0, direct: 1) },
      ids.indices.map { (ids[$0], ids[($0 + 1) % ids.count], 0.5) }, portfolio: [("P100", 1)])
    let all = Report(ring).hotspots(ring.portfolio)
    let rows = try records(all)
    #expect(rows.count == 240 && rows.count { $0["through_kgco2e"] == "" } == 40)
    #expect(all.missing.count == 1)
    let asked = Report(ring).hotspots(ring.portfolio, top: 240)
    #expect(asked.missing.isEmpty)
    #expect(try records(asked).allSatisfy { $0["through_kgco2e"] != "" })
    #expect(sum(rows, "contribution_kgco2e").isClose(to: ring.portfolio.total ?? 0))
  }

  @Test(arguments: [0, 1, 3, 4, 5, 9]) func theRestIsARowOfItsOwn(top: Int) throws {
    let report = Report(diamond())
    let rows = try records(report.hotspots(report.snapshot.portfolio, top: top))
    #expect(rows.count == min(top, 5) + (top < 5 ? 1 : 0))
    #expect(sum(rows, "contribution_kgco2e").isClose(to: 1000))
    #expect(rows.last?["id"] == (top < 5 ? "…" : "R"))
  }

  @Test(arguments: Grouping.allCases, [nil, 1]) func everyGroupingAddsUp(grouping: Grouping, top: Int?) throws
  {
    let report = Report(diamond())
    let rows = try records(report.hotspots(report.snapshot.portfolio, by: grouping, top: top))
    #expect(sum(rows, "contribution_kgco2e").isClose(to: 1000))
    #expect(sum(rows, "share").isClose(to: 1))
    #expect(Double(rows.last?["cumulative_share"] ?? "")?.isClose(to: 1) == true)
  }

  @Test(arguments: [0, 0.05, 0.25, 1]) func pathsAndRemainderAddUp(cutoff: Double) throws {
    let report = Report(diamond())
    let rows = try records(report.paths(report.snapshot.portfolio, cutoff: cutoff))
    #expect(sum(rows, "contribution_kgco2e").isClose(to: 1000))
    #expect(rows.last?["rank"] == "" && rows.last?["path"] == "…")
    if cutoff == 0.25 { #expect(rows.map { $0["path"] } == ["R > A > C", "…"]) }
  }

  /// The rows right below a branch are its parts.
  @Test(arguments: [0, 0.03, 0.3], [nil, 1, 2]) func branchesAreTheSumOfTheirParts(
    cutoff: Double, depth: Int?
  ) throws {
    let report = Report(diamond())
    let root = try #require(report.graph.product(id: "R"))
    let rows = try records(report.tree(root, TreeLimits(depth: depth, cutoff: cutoff)))
    let masses = rows.map { Double($0["contribution_kgco2e"] ?? "") ?? .nan }
    let depths = rows.map { Int($0["depth"] ?? "") ?? -1 }
    #expect(masses.first == 100)
    for (index, mass) in masses.enumerated() {
      let below = rows.indices[(index + 1)...].prefix { depths[$0] > depths[index] }
      let parts = below.filter { depths[$0] == depths[index] + 1 }
      if !parts.isEmpty { #expect(parts.reduce(0) { $0 + masses[$1] }.isClose(to: mass)) }
    }
    if let depth { #expect(depths.allSatisfy { $0 <= depth }) }
  }

  @Test func aTreeOverALoopEnds() throws {
    let loop = snapshot(
      [ProductRow(id: "A", direct: 1), ProductRow(id: "B", direct: 1)],
      [("A", "B", 0.999), ("B", "A", 0.999)])
    let report = Report(loop)
    let page = report.tree(0, TreeLimits(cutoff: 0, rows: 500))
    #expect(page.table.count > 100 && page.table.count < 600)
  }

  @Test func aRefusedLoopIsNamedAndTheRestAnswered() throws {
    let page = Report(
      snapshot(
        [
          ProductRow(id: "P", direct: 1), ProductRow(id: "Q", direct: 1), ProductRow(id: "T", direct: 1),
          ProductRow(id: "X", direct: 4),
        ], [("P", "Q", 1), ("Q", "P", 1), ("T", "P", 1)])
    ).totals()
    let rows = try records(page)
    #expect(rows.map { $0["total_kgco2e"] } == ["", "", "", "4"])
    #expect(rows.map { $0["status"] } == ["refused", "refused", "blocked", "computed"])
    #expect(page.missing.contains { $0.contains("P > Q > P") })
    #expect(page.missing.count == 3)
  }

  @Test func gapsAreEmptyAndOneLineHoweverMany() throws {
    let gaps = (0..<50).map { ProductRow(id: "G\($0 + 10)") }
    let page = Report(snapshot([ProductRow(id: "R", direct: 1)] + gaps, gaps.map { ("R", $0.id, 1) }))
      .totals()
    #expect(page.missing.count == 1)
    #expect(
      page.missing.first?.contains("50 products") == true && page.missing.first?.contains("47 more") == true)
    let rows = try records(page)
    #expect(rows.filter { $0["total_kgco2e"] == "" }.count == 50)
  }

  @Test func sharesOfCreditsAreOfTheGrossAndSaySo() throws {
    let report = Report(
      snapshot([ProductRow(id: "R", direct: 10), ProductRow(id: "S", direct: 5)], [("R", "S", -1)]))
    let page = report.hotspots(report.snapshot.portfolio)
    let rows = try records(page)
    #expect(rows.map { $0["share"] } == ["1", "-0.5"])
    #expect(page.notes == [Language.en.reportTexts.sharesOfGross])
  }

  @Test(arguments: Format.allCases, Language.allCases) func noticesArePrinted(
    format: Format, language: Language
  ) throws {
    let bad = snapshot([ProductRow(id: "R", direct: 1, declared: 1)], [("R", "missing", 1)])
    let report = Report(bad, format, language)
    #expect(report.check().table.count == bad.noticeCount)
    #expect(try text(report.check(), format, language).contains("missing"))
    #expect(report.noticeText().contains(language.texts.noticeTitle(.unknownProduct)))
  }

  @Test func noticesOfOneKindAreCut() throws {
    let links = (0..<30).map { ("R", "missing\($0)", 1.0) }
    let report = Report(snapshot([ProductRow(id: "R", direct: 1)], links))
    let all = report.check().table.count
    let few = try records(report.check(top: 4))
    #expect(all >= 30 && few.count < all)
    #expect(few.contains { $0["message"]?.contains("26 more") == true })
  }

  @Test func japaneseIsForPeople() throws {
    let page = Report(diamond(), .text, .ja).hotspots(diamond().portfolio)
    #expect(try text(page, .text, .ja).contains("完成品"))
    #expect(try text(page, .csv, .ja).hasPrefix("rank,id,name,supplier,country,amount_needed,"))
  }
}

@Suite struct MaskTests {
  @Test(arguments: zip([0, 1, 25, 26, 27, 701, 702], ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]))
  func lettersGoOn(rank: Int, letters: String) { #expect(Mask.letters(rank) == letters) }

  @Test func theLargestIsA() throws {
    let masked = Mask.masked(diamond())
    let rows = try records(Report(masked).hotspots(masked.portfolio, by: .supplier))
    #expect(rows.map { $0["key"] } == ["Supplier A", "Supplier B", "Supplier C", "Supplier D"])
    let products = try records(Report(masked).totals())
    #expect(
      products.map { $0["supplier"] } == [
        "Supplier B", "Supplier C", "Supplier A", "Supplier A", "Supplier D",
      ])
  }

  @Test func figuresStayTheSame() throws {
    let columns = ["id", "total_kgco2e", "own_kgco2e", "tier_min", "status"]
    let (open, masked) = (
      try records(Report(diamond()).totals()), try records(Report(Mask.masked(diamond())).totals())
    )
    #expect(open.map { row in columns.map { row[$0] } } == masked.map { row in columns.map { row[$0] } })
  }
}
