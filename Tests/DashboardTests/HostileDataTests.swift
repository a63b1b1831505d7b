import Analysis
import Canvas
import Footprints
import SupplyGraph
import Testing

@testable import Dashboard

/// Names come from other companies and figures from anywhere: nothing of them may reach the screen raw or break it.
@Suite struct HostileDataTests {
  private static let names = [
    "\u{1B}[2J\u{1B}]0;owned\u{07}", "a\u{202E}tfel ot thgir", "two\nlines\r\nand\ttab", "\u{0}nul", "",
    String(repeating: "長い名前", count: 400), "e\u{301}\u{302}\u{303}\u{304}\u{305}", "👩‍👩‍👧‍👦 family", "\u{FEFF}bom",
  ]

  private func harness(size: Size = Size(columns: 80, rows: 24)) -> Harness {
    var builder = SupplyGraphBuilder(
      files: [SourceFile(name: "\u{1B}[31mfile.csv", path: "/x")], asOf: Harness.clock)
    let place = Place(file: 0, line: 1)
    for (index, name) in HostileDataTests.names.enumerated() {
      builder.add(
        product: ProductRow(
          id: "P\(index)\u{1B}[0m", name: name, nameJa: name, supplier: name, country: "J\u{9B}P",
          direct: [1, -5, 1e300, 0, .nan, 1e-300, nil, .infinity, 3][index], note: name, place: place))
    }
    for index in 1..<HostileDataTests.names.count {
      builder.add(
        link: LinkRow(
          product: "P0\u{1B}[0m", component: "P\(index)\u{1B}[0m", amount: index == 2 ? 1e300 : 1,
          place: place))
    }
    var harness = Harness(size: size)
    harness.open(Snapshot(name: "\u{1B}[5mname", graph: builder.build()))
    return harness
  }

  private func isClean(_ harness: Harness) -> Bool {
    harness.state.render().text().unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
          && !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
    }
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 41, rows: 11), Size(columns: 20, rows: 3)])
  func noScreenShowsAnythingRaw(_ size: Size) {
    for keys in [
      "", "l", "lljj", "2", "3", "!", "!l", "?", ":", "/e", "2G l", "LL2jjjl", "4", "4-", "4w", "4-E", "4F",
      "6", "6c", "D",
    ] {
      var harness = harness(size: size)
      harness.type(keys)
      #expect(isClean(harness), "after \(keys)")
      harness.press(.enter)
      #expect(isClean(harness), "after \(keys) and Enter")
    }
  }

  @Test func copiedSentencesAreClean() {
    var harness = harness()
    harness.type("jy")
    for case .copy(let text) in harness.effects {
      #expect(text == sanitised(text))
    }
    #expect(harness.effects.contains { if case .copy = $0 { true } else { false } })
  }

  @Test func anEmptyDatasetIsNoDeadEnd() {
    var harness = Harness()
    harness.open(Snapshot(name: "empty", graph: SupplyGraphBuilder(asOf: Harness.clock).build()))
    harness.type("2 3 ! / fs S b n p y l h")
    harness.press(.escape, .enter, .escape)
    harness.type("1")
    #expect(harness.state.render().text().contains("empty"))
  }

  @Test func refusedLoopsAreShownWithoutANumber() {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    for id in ["P", "Q", "GOOD"] { builder.add(product: ProductRow(id: id, direct: 1, place: .nowhere)) }
    builder.add(link: LinkRow(product: "P", component: "Q", amount: 1, place: .nowhere))
    builder.add(link: LinkRow(product: "Q", component: "P", amount: 1, place: .nowhere))
    var harness = Harness()
    harness.open(Snapshot(name: "loop", graph: builder.build()))
    #expect(harness.shows("GOOD"))
    harness.type("!")
    harness.press(.enter)
    #expect(harness.shows("P > Q > P"))
  }
}
