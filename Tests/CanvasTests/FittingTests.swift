import Testing

@testable import Canvas

@Suite struct FittingTests {
  @Test(arguments: [
    ("硫酸ニッケル", 8, GlyphLadder.ascii, "硫酸..."), ("硫酸ニッケル", 8, .fine, "硫酸ニ…"),
    ("硫酸ニッケル", 12, .fine, "硫酸ニッケル"), ("Nickel sulfate", 8, .fine, "Nickel …"),
    ("Nickel", 6, .fine, "Nickel"), ("Nickel", 2, .ascii, ".."), ("Nickel", 1, .fine, "…"),
    ("Nickel", 0, .fine, ""),
    ("Nickel", -5, .fine, ""), ("電池", 1, .fine, "…"), ("電池", 2, .fine, "…"), ("電池", 3, .fine, "電…"),
    ("ｶﾞｽ発電", 4, .fine, "ｶﾞｽ…"), ("カ\u{3099}ス発電", 5, .fine, "カ\u{3099}ス…"),
  ])
  func shortening(text: String, columns: Int, glyphs: GlyphLadder, expected: String) {
    #expect(shorten(text, to: columns, style: DrawingStyle(glyphs: glyphs)) == expected)
  }

  @Test(arguments: ["Nickel sulfate", "硫酸ニッケル", "a硫b酸c", "🔋❤\u{FE0F}×①é", "\u{202E}evil\u{1B}[2J"], [1, 2])
  func shortenedTextFits(text: String, ambiguous: Int) {
    for glyphs in GlyphLadder.allCases {
      for columns in 0...20 {
        let style = DrawingStyle(glyphs: glyphs, ambiguousWidth: ambiguous)
        let result = shorten(text, to: columns, style: style)
        #expect(displayWidth(result, ambiguous: ambiguous) <= columns)
      }
    }
  }

  @Test func padding() {
    #expect(pad("電池", to: 6) == "電池  ")
    #expect(pad("電池", to: 6, align: .right) == "  電池")
    #expect(pad("電池", to: 7, align: .center) == " 電池  ")
    #expect(pad("①", to: 3, ambiguous: 2) == "① ")
    #expect(pad("too long", to: 3) == "too long")
  }

  @Test(arguments: [
    (10, [1.0, 1, 1], [4, 3, 3]), (3, [1.0, 1, 1], [1, 1, 1]), (0, [1.0, 2], [0, 0]), (-4, [1.0], [0]),
    (5, [0.0, 0], [5, 0]), (7, [], []), (4, [.nan, 1, -3, .infinity], [0, 4, 0, 0]),
    (10, [1e308, 1e308, 1e308], [4, 3, 3]), (1, [0.2, 0.5, 0.3], [0, 1, 0]), (3, [5e-324, 0], [3, 0]),
  ])
  func allotting(total: Int, weights: [Double], expected: [Int]) {
    #expect(allot(total, by: weights) == expected)
  }

  @Test func allotKeepsItsLaws() {
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / 1000
    }
    for count in 1...12 {
      for total in [0, 1, 7, 80, 200] {
        let weights = (0..<count).map { _ in next() }
        let parts = allot(total, by: weights)
        let sum = weights.reduce(0, +)
        #expect(parts.reduce(0, +) == total)
        for (part, weight) in zip(parts, weights) {
          #expect(abs(Double(part) - weight / sum * Double(total)) < 1.0001)
        }
      }
    }
  }

  @Test func hugeTotalsStillSum() {
    #expect(allot(.max, by: [1, 2, 4]).reduce(0, +) == .max)
  }
}
