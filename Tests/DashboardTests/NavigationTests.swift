import Canvas
import SupplyGraph
import Testing

@testable import Dashboard

/// Going deep and coming back: the place is never lost.
@Suite struct NavigationTests {
  private func cursor(_ harness: Harness) -> (Int, Int) {
    (harness.state.scene?.cursor ?? -1, harness.state.scene?.scroll ?? -1)
  }

  @Test func enterGoesDeeperAndEscComesBackToTheSamePicture() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.press(.down)
    var pictures = [harness.screen]
    for _ in 0..<5 {
      harness.press(.enter)
      pictures.append(harness.screen)
    }
    for picture in pictures.dropLast().reversed() {
      harness.press(.escape)
      let now = harness.screen
      let changed = zip(now, picture).filter { $0 != $1 }
      #expect(changed.isEmpty, "\(changed)")
    }
  }

  @Test func sortAndFilterStayWithTheirScreen() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("s")
    let sort = harness.state.scene?.sort
    harness.press(.enter)
    #expect(harness.state.scene?.sort == Sort())
    harness.press(.escape)
    #expect(harness.state.scene?.sort == sort)
  }

  @Test func languageChangesNothingButWords() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.press(.enter, .enter, .down)
    let before = (harness.screen, cursor(harness))
    harness.type("L")
    #expect(harness.shows("電池"))
    #expect(cursor(harness) == before.1)
    harness.type("L")
    #expect(harness.screen == before.0)
  }

  @Test func aBranchOpensAndClosesInPlace() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.press(.enter)
    let closed = harness.state.scene?.rows.count ?? 0
    harness.press(.down, .character(" "))
    #expect(harness.state.scene?.rows.count ?? 0 > closed)
    harness.type(" ")
    #expect(harness.state.scene?.rows.count == closed)
  }

  @Test func branchesAddUpToTheirParent() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.press(.enter, .enter, .enter)
    let rows = harness.state.scene?.rows ?? []
    for (index, row) in rows.enumerated() where row.branch == .open {
      var sum = 0.0
      for below in rows[(index + 1)...] {
        if below.depth <= row.depth { break }
        if below.depth == row.depth + 1 { sum += below.mass }
      }
      #expect(abs(sum - row.mass) <= 1e-9 * abs(row.mass))
    }
  }

  @Test func keysOfOtherScreensAndUnknownKeysAreAnswered() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("b")
    #expect(harness.state.message == Texts.english.keyNotHere("b"))
    harness.type("Z")
    #expect(harness.state.message == Texts.english.unknownKey("Z"))
  }

  @Test func fullWidthLettersAreKeys() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("ｊ")
    #expect(harness.state.scene?.cursor == 1)
    harness.type("／")
    guard case .find = harness.state.overlay else {
      Issue.record("the search is not open")
      return
    }
  }

  /// So that a million names are gathered while somebody thinks of the first letter.
  @Test func aSearchAsksForNamesBeforeTheFirstLetter() throws {
    var state = try Harness(sample: "ev-battery-pack").state
    let effects = state.handle(.input(.key(.character("/"))))
    #expect(effects.contains(.ask(.find(text: "", limit: 100))))
    _ = state.handle(.answer(.find(text: "", limit: 100), .found([])))
    #expect(
      state.handle(.input(.resize(state.size))).allSatisfy { if case .ask = $0 { false } else { true } })
  }

  @Test(arguments: ["nickel", "ニッケル", "にっける", "ﾆｯｹﾙ", "NICKEL", "ｎｉｃｋｅｌ"])
  func findWorksAcrossScripts(_ text: String) throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("/" + text)
    #expect(harness.shows("Nickel") || harness.shows("nickel"))
    harness.press(.enter)
    #expect(harness.state.scene?.screen.isDrillDown == true)
    let name = harness.state.scene?.selected?.id.product.map { harness.state.snapshot?.graph.name($0) ?? "" }
    #expect(name?.lowercased().contains("nickel") == true)
    harness.type("n")
    #expect(harness.state.message != nil)
  }

  @Test func filterHidesNothingSilently() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.press(.enter)
    let total = harness.state.scene?.rows.first?.mass
    harness.type("fcountry:CN")
    harness.press(.enter)
    let rows = harness.state.scene?.rows ?? []
    #expect(rows.first?.mass == total)
    let parts = rows.filter { $0.depth == 1 }.reduce(0) { $0 + $1.mass }
    #expect(abs(parts - (total ?? 0)) < 1e-9 * (total ?? 1))
    #expect(rows.contains { if case .hidden = $0.id { true } else { false } })
    harness.press(.escape)
    #expect(harness.state.scene?.filter.isEmpty == true)
  }

  @Test func everyKeyOnEveryScreenIsSafe() throws {
    var harness = try Harness(sample: "inbound-logistics")
    var seed: UInt64 = 7
    let keys: [Key] =
      "jkhlgGsSbnpf/!:?L1235t ymMr0=+-あｊ".map { .character($0) } + [
        .enter, .escape, .left, .right, .up, .down, .tab, .backTab, .home, .end, .pageUp, .pageDown,
        .backspace,
        .function(5), .control("u"), .control("w"), .delete,
      ]
    for step in 0..<1500 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      harness.press(keys[Int(seed >> 33) % keys.count])
      if step % 5 == 0 {
        let size = Size(columns: 1 + Int(seed >> 40) % 200, rows: 1 + Int(seed >> 45) % 60)
        harness.send(.input(.resize(size)))
        #expect(harness.state.render().size == size)
      }
    }
  }

  @Test func smallWindowsStillSayWhatMatters() throws {
    var harness = try Harness(sample: "ev-battery-pack", size: Size(columns: 30, rows: 5))
    let screen = harness.screen
    #expect(screen.contains { $0.contains("CO2e") }, "\(screen)")
    #expect(screen.contains { $0.contains("enlarge") }, "\(screen)")
    harness.send(.input(.resize(Size(columns: 40, rows: 10))))
    #expect(harness.shows(">"))
  }

  @Test func noticesLeadToTheirProduct() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("!")
    harness.press(.enter, .enter)
    #expect(harness.state.scene?.screen.view == nil)
    harness.press(.escape, .escape, .escape)
    #expect(harness.state.scene?.screen == .overview)
  }

  @Test func everyFigureSaysWhereItComesFrom() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.press(.enter, .enter, .enter)
    let product = try #require(harness.state.scene?.selected?.id.product)
    harness.type("i")
    #expect(harness.state.scene?.screen == .origin(product))
    #expect(harness.shows("CELL-JP"))
    harness.press(.escape)
    #expect(harness.state.scene?.selected?.id.product == product)
  }

  @Test func copyTakesTheSentence() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("y")
    let sentence = Sentences(state: harness.state).current
    #expect(!sentence.isEmpty)
    #expect(harness.effects.contains(.copy(sentence)))
  }

  @Test func aReloadSaysWhatHasChanged() throws {
    func snapshot(_ direct: Double, after previous: Snapshot? = nil) -> Snapshot {
      var builder = SupplyGraphBuilder(asOf: Harness.clock)
      for (id, value) in [("TOP", 1.0), ("PART", direct), ("OTHER", 3)] {
        builder.add(product: ProductRow(id: id, direct: value, place: .nowhere))
      }
      builder.add(link: LinkRow(product: "TOP", component: "PART", amount: 2, place: .nowhere))
      return Snapshot(name: "x", graph: builder.build(), after: previous)
    }
    let before = snapshot(10)
    var harness = Harness()
    harness.open(before)
    #expect(harness.state.message == nil)
    let after = snapshot(11, after: before)
    harness.open(after)
    #expect(Set((after.changes?.products ?? []).map(after.graph.id)) == ["TOP", "PART"])
    #expect(harness.state.message == "Read again: 2 figures changed (*), total +8.33%.")
    harness.open(snapshot(11, after: after))
    #expect(harness.state.message == "Read again: nothing has changed.")
  }

  @Test func theEndOfALongChainIsFoundAtOnce() throws {
    var builder = SupplyGraphBuilder(asOf: Harness.clock)
    for index in 0...3000 { builder.add(product: ProductRow(id: "N\(index)", direct: 1, place: .nowhere)) }
    for index in 0..<3000 {
      builder.add(link: LinkRow(product: "N\(index)", component: "N\(index + 1)", amount: 1, place: .nowhere))
    }
    var harness = Harness()
    harness.open(Snapshot(name: "chain", graph: builder.build()))
    harness.type("/N3000")
    harness.press(.enter)
    #expect(harness.cursorLine.contains("N3000"))
    #expect(harness.shows("N2960"))
  }

  @Test func reloadKeepsThePlace() throws {
    for keys in ["jjj", "lll", "llllj", "3", "3h", "jjlli"] {
      var harness = try Harness(sample: "ev-battery-pack")
      harness.type(keys)
      let before = harness.screen
      let again = try Harness(sample: "ev-battery-pack")
      if let snapshot = again.state.snapshot { harness.open(snapshot) }
      #expect(harness.screen == before, "after \(keys)")
    }
  }
}

/// Marks, and undo of marks and filters.
@Suite struct MarkingTests {
  @Test func marksAreShownAndUndone() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("m")
    #expect(harness.cursorLine.contains(" m"))
    harness.type("jm")
    #expect(harness.state.marked.count == 2)
    harness.type("m")
    #expect(harness.state.marked.count == 1)
    harness.type("uuu")
    #expect(harness.state.marked.isEmpty)
    harness.type("UUU")
    #expect(harness.state.marked.count == 1)
    harness.type("U")
    #expect(harness.state.message == Texts.english.nothingToRedo)
  }

  @Test func filtersAreUndoneOnTheirScreen() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    let before = harness.screen
    harness.type("fcountry:JP")
    harness.press(.enter)
    #expect(harness.state.scene?.filter == [.country("JP")])
    harness.type("u")
    #expect(harness.screen == before)
    harness.type("U")
    #expect(harness.state.scene?.filter == [.country("JP")])
  }

  @Test func marksStayWithTheirProductsOverAReload() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("jm")
    let again = try Harness(sample: "ev-battery-pack")
    let snapshot = try #require(again.state.snapshot)
    harness.open(snapshot)
    let product = try #require(snapshot.graph.product(id: "PACK-TH"))
    #expect(harness.state.marked == [.product(product)])
  }
}
