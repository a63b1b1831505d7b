import Canvas
import Testing

@testable import Dashboard

/// A picture that takes over what has not changed is the same as one that is drawn whole.
@Suite struct PictureTests {
  @Test(arguments: ["ev-battery-pack", "inbound-logistics", "data-centre-service"], Language.allCases)
  func takenOverIsTheSameAsDrawnAnew(_ sample: String, _ language: Language) throws {
    var harness = try Harness(sample: sample, language: language)
    var random = Keys(seed: language == .en ? 11 : 12)
    var picture = harness.state.render()
    for step in 0..<250 {
      if step % 25 == 0 { harness.send(.input(.resize(random.size))) }
      harness.press(random.key)
      let before = picture
      picture = harness.state.render(after: before)
      #expect(
        picture == harness.state.render(), "step \(step), \(String(describing: harness.state.scene?.screen))")
    }
  }

  /// The law would hold as well if nothing was ever taken over.
  @Test func movingTheCursorDrawsTheLinesItLeavesAndComesTo() throws {
    var harness = try Harness(sample: "ev-battery-pack", size: Size(columns: 120, rows: 40))
    let first = harness.state.edition
    harness.type("jjkj")
    #expect(harness.state.edition == first)
    harness.type("m")
    #expect(harness.state.edition != first)
    #expect(harness.state.line(3, isSelected: false) != harness.state.line(3, isSelected: true))
  }
}

/// Keys in no order: mostly moves, so that much is taken over, between everything else a key can do.
private struct Keys {
  private var state: UInt64
  private static let moves: [Key] = [.down, .up, .pageDown, .pageUp, .home, .end]
  private static let others: [Key] =
    "jkhlgGsSbnpf/!:?L123456t ymMr0=+-<>[]iuUdDcCvVxX%".map { .character($0) } + [
      .enter, .escape, .escape, .left, .right, .tab, .backTab, .backspace,
    ]

  init(seed: UInt64) { state = seed }

  private mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  var key: Key {
    mutating get {
      below(3) > 0 ? Keys.moves[below(Keys.moves.count)] : Keys.others[below(Keys.others.count)]
    }
  }

  var size: Size {
    mutating get {
      [
        Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 60, rows: 14),
        Size(columns: 41, rows: 10), Size(columns: 200, rows: 60),
      ][below(5)]
    }
  }
}
