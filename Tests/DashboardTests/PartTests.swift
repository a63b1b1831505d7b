import Canvas
import Formats
import SupplyGraph
import Testing

@testable import Dashboard

/// Figures of a part of a dataset while the rest is being read.
@Suite struct PartTests {
  private func snapshot(isPartial: Bool) throws -> Snapshot {
    let builder = try readDataset([Files.root + "/SampleData/ev-battery-pack"], asOf: Harness.clock)
    return Snapshot(name: "ev-battery-pack", graph: builder.build(), isPartial: isPartial)
  }

  private func loading(_ percent: Int64) -> Loading {
    var loading = Loading(name: "ev-battery-pack")
    (loading.bytesTotal, loading.bytesDone) = (100, percent)
    return loading
  }

  /// A part is open, marked as such, and 40 % are read.
  private func opened(_ language: Language = .en) throws -> Harness {
    var harness = Harness(language: language)
    harness.send(.progress(loading(40)))
    harness.open(part: try snapshot(isPartial: true))
    return harness
  }

  @Test(arguments: Language.allCases) func aPartSaysHowMuchIsRead(language: Language) throws {
    var harness = try opened(language)
    let texts = language.texts
    #expect(harness.shows(texts.partialSoFar(Numbers.percent(0.4, decimals: 0))))
    harness.send(.progress(loading(75)))
    #expect(harness.shows(texts.partialSoFar(Numbers.percent(0.75, decimals: 0))))
    var last = loading(100)
    last.isCalculating = true
    harness.send(.progress(last))
    #expect(harness.shows(texts.partialAllRead))
    harness.open(try snapshot(isPartial: false))
    #expect(harness.state.ongoing == nil)
    #expect(!harness.shows(texts.partialAllRead) && !harness.shows(texts.partial))
  }

  /// On a screen whose title says something else too; what there is no room for is left out whole.
  @Test(arguments: Language.allCases, [50, 60, 80, 120]) func theStatusLineBeginsWithIt(
    language: Language, columns: Int
  ) throws {
    var harness = Harness(language: language, size: Size(columns: columns, rows: 24))
    harness.send(.progress(loading(40)))
    harness.open(part: try snapshot(isPartial: true))
    harness.type("!")
    let row = harness.screen[22].trimmingPrefix(" ")
    #expect(row.hasPrefix(language.texts.partialSoFar(Numbers.percent(0.4, decimals: 0))))
    let style = harness.state.style
    let parts = Labels(state: harness.state).status
    let shown = row.split(separator: "  ", omittingEmptySubsequences: true).map(String.init)
    #expect(shown.allSatisfy { !$0.contains(style.glyphs.set.ellipsis) })
    #expect(parts.starts(with: shown.prefix { parts.contains($0) }))
    if columns == 120 { #expect(parts.allSatisfy { row.contains($0) }) }
  }

  /// A product that needs one that is not listed, and itself.
  private func incomplete(isPartial: Bool, withLoop: Bool = true) -> Snapshot {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    var row = ProductRow(id: "A")
    row.direct = 1
    builder.add(product: row)
    builder.add(link: LinkRow(product: "A", component: "LATER", amount: 2))
    if withLoop { builder.add(link: LinkRow(product: "A", component: "A", amount: 0.5)) }
    builder.add(portfolio: PortfolioRow(product: "A", quantity: 1))
    return Snapshot(name: "incomplete", graph: builder.build(), isPartial: isPartial)
  }

  @Test(arguments: Language.allCases) func aPartNamesNothingMissing(language: Language) {
    let texts = language.texts
    var harness = Harness(language: language)
    harness.send(.progress(loading(40)))
    harness.open(part: incomplete(isPartial: true, withLoop: false))
    harness.type("!")
    #expect(harness.shows(texts.noNoticesInPart) && harness.shows(texts.missingUntold))
    #expect(!harness.shows(texts.nothingHidden))
    // Wrong whatever else is read.
    harness.open(part: incomplete(isPartial: true))
    #expect(harness.state.snapshot?.notices.map(\.code) == [.loopSolved, .selfReference])
    #expect(harness.shows(texts.noticeTitle(.selfReference)) && harness.shows(texts.missingUntold))
    harness.open(incomplete(isPartial: false))
    #expect(
      Set(harness.state.snapshot?.notices.map(\.code) ?? [])
        == [.unknownProduct, .missingFigure, .selfReference, .loopSolved])
    #expect(harness.shows(texts.noticeTitle(.missingFigure)) && harness.shows(texts.nothingHidden))
  }

  @Test(arguments: Language.allCases) func gapsOfAPartAreMarkedAsSuch(language: Language) throws {
    var harness = try opened(language)
    harness.type("5")
    let row = harness.screen[22].trimmingPrefix(" ")
    #expect(row.hasPrefix(language.texts.partialSoFar(Numbers.percent(0.4, decimals: 0))))
    harness.open(try snapshot(isPartial: false))
    #expect(harness.screen[22].trimmingPrefix(" ").hasPrefix(language.gapTexts.rankedBy(false)))
  }

  @Test func thePlaceStaysWhileMoreComes() throws {
    var harness = try opened()
    harness.press(.enter, .down, .enter)
    let line = harness.cursorLine
    let depth = harness.state.scenes.count
    #expect(!line.isEmpty)
    harness.open(part: try snapshot(isPartial: true))
    #expect(harness.cursorLine == line)
    harness.open(try snapshot(isPartial: false))
    #expect(harness.cursorLine == line)
    #expect(harness.state.scenes.count == depth)
  }

  /// Products without links, the first of them the largest.
  private func ranked(_ ids: [String], isPartial: Bool) -> Snapshot {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    for (place, id) in ids.enumerated() {
      var row = ProductRow(id: id)
      row.direct = Double(ids.count - place)
      builder.add(product: row)
    }
    return Snapshot(name: "ranked", graph: builder.build(), isPartial: isPartial)
  }

  /// Whoever has not moved the cursor sees the largest product below it, not the one that was the largest at first.
  @Test func anUnmovedCursorStaysOnTheFirstLine() {
    var harness = Harness()
    harness.open(part: ranked(["EARLY", "MIDDLE"], isPartial: true))
    harness.open(part: ranked(["LATE", "EARLY", "MIDDLE"], isPartial: true))
    #expect(harness.cursorLine.contains("LATE"))
    harness.open(ranked(["LAST", "MIDDLE", "LATE", "EARLY"], isPartial: false))
    #expect(harness.cursorLine.contains("LAST"))
    // Read again, all of it was there: the product keeps the cursor.
    harness.open(ranked(["NEW", "LAST", "MIDDLE", "LATE", "EARLY"], isPartial: false))
    #expect(harness.cursorLine.contains("LAST"))
  }

  @Test func aMovedCursorStaysOnItsProduct() {
    var harness = Harness()
    harness.open(part: ranked(["EARLY", "MIDDLE"], isPartial: true))
    harness.press(.down)
    harness.open(ranked(["LAST", "LATE", "EARLY", "MIDDLE"], isPartial: false))
    #expect(harness.cursorLine.contains("MIDDLE"))
  }

  @Test func escGoesBackFirstAndThenStopsTheLoading() throws {
    var harness = try opened()
    harness.press(.enter)
    harness.press(.escape)
    #expect(!harness.effects.contains(.cancelLoading))
    #expect(harness.shows("Esc"))
    harness.press(.escape)
    #expect(harness.effects.filter { $0 == .cancelLoading }.count == 1)
    #expect(harness.shows(Language.en.texts.partial))
    harness.press(.escape)
    #expect(harness.effects.filter { $0 == .cancelLoading }.count == 1)
    harness.open(try snapshot(isPartial: true))
    #expect(harness.shows(Language.en.texts.partial))
  }

  @Test func whatGoesWrongLaterLeavesThePartOpen() throws {
    var harness = try opened()
    harness.send(.loadFailed(.unreadable(path: "x", reason: "gone")))
    #expect(harness.state.ongoing == nil)
    #expect(harness.state.snapshot != nil)
    #expect(harness.shows("gone"))
  }
}
