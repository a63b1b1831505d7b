import Testing

@testable import Canvas

/// What is quick must be the same as what is slow, on any text.
@Suite struct ShortcutTests {
  /// Scalars of every kind that a width or a place hangs on.
  private static let scalars: [Unicode.Scalar] = {
    let text =
      "ab z ~\u{1F}\u{7F}\u{85}\u{AD}é×①α…─█▒░▏·→←○电電池ガｶﾞ한ก ำ\u{301}\u{3099}\u{200B}\u{200D}\u{200C}"
      + "\u{202E}\u{2028}\u{FE0F}\u{FE0E}\u{E0100}❤1👍🏽🔋👩🇯\u{20E3}\u{FEFF}\u{10FFFF}𠮷\u{1112}\u{1161}\u{11AB}"
    return Array(text.unicodeScalars)
  }()

  private static func texts(_ count: Int) -> [String] {
    var state: UInt64 = 42
    func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    return (0..<count).map { _ in
      var text = ""
      for _ in 0..<below(9) { text.unicodeScalars.append(scalars[below(scalars.count)]) }
      return text
    }
  }

  private static func isIn(_ table: [UInt32], _ value: UInt32) -> Bool {
    stride(from: 0, to: table.count, by: 2).contains { table[$0] <= value && value <= table[$0 + 1] }
  }

  /// By the tables alone.
  private static func slowWidth(_ value: UInt32, _ ambiguous: Int) -> Int {
    if isIn(WidthTable.zero, value) { return 0 }
    if isIn(WidthTable.wide, value) { return 2 }
    return ambiguous == 2 && isIn(WidthTable.ambiguous, value) ? 2 : 1
  }

  @Test(arguments: [1, 2]) func widthsAreThoseOfTheTables(ambiguous: Int) {
    let values = [UInt32(0x20)...0x2700, 0x3000...0x3200, 0x9F00...0xA100, 0xABF0...0xAC10, 0xD700...0xD7FF]
      .joined()
    for value in values where value < 0x7F || value > 0x9F {
      #expect(
        scalarWidth(value, ambiguous: ambiguous) == ShortcutTests.slowWidth(value, ambiguous), "\(value)")
    }
  }

  /// Glyph by glyph, as the rules say, without regard to time.
  private static func slowGlyphs(_ text: String, _ ambiguous: Int) -> [Glyph] {
    var glyphs: [Glyph] = []
    var previous: UInt32 = 0
    for scalar in text.unicodeScalars {
      let value = visible(scalar.value, after: previous)
      defer { previous = value }
      let isModifier =
        (0x1F3FB...0x1F3FF).contains(value)
        && Unicode.Scalar(previous)?.properties.isEmojiModifierBase == true
      if isModifier { continue }
      guard slowWidth(value, 1) == 0 else {
        glyphs.append(Glyph(packed: UInt64(value), width: slowWidth(value, ambiguous)))
        continue
      }
      guard var last = glyphs.popLast() else { continue }
      if value == 0xFE0F {
        if last.width == 1, Unicode.Scalar(last.base)?.properties.isEmoji == true {
          (last.width, last.isWidened) = (2, true)
        }
      } else if !(0xFE00...0xFE0E).contains(value), value != 0x200C, value != 0x200D {
        last.add(mark: value)
      }
      glyphs.append(last)
    }
    return glyphs
  }

  @Test(arguments: [1, 2]) func glyphsAreThoseOfTheRules(ambiguous: Int) {
    for text in ShortcutTests.texts(5000) {
      let slow = ShortcutTests.slowGlyphs(text, ambiguous)
      var walker = GlyphWalker(text.unicodeScalars, ambiguous: ambiguous)
      var quick: [Glyph] = []
      while let glyph = walker.next() { quick.append(glyph) }
      #expect(quick.map(\.packed) == slow.map(\.packed), "\(text.debugDescription)")
      #expect(quick.map(\.width) == slow.map(\.width), "\(text.debugDescription)")
      #expect(displayWidth(text, ambiguous: ambiguous) == slow.reduce(0) { $0 + $1.width })
      #expect(displayWidth(text[...], ambiguous: ambiguous) == displayWidth(text, ambiguous: ambiguous))
    }
  }

  /// Texts that fit are drawn without being made harmless first: drawing does that.
  @Test func harmlessTextsAreDrawnTheSame() {
    for text in ShortcutTests.texts(2000) {
      #expect(displayWidth(sanitised(text)) == displayWidth(text), "\(text.debugDescription)")
      var (plain, harmless) = (
        Canvas(size: Size(columns: 9, rows: 1)), Canvas(size: Size(columns: 9, rows: 1))
      )
      plain.put(text, row: 0, column: 0, width: 9)
      harmless.put(sanitised(text), row: 0, column: 0, width: 9)
      #expect(plain == harmless, "\(text.debugDescription)")
    }
  }

  @Test(arguments: GlyphLadder.allCases, [1, 2]) func repeatedGlyphs(ladder: GlyphLadder, ambiguous: Int) {
    let style = DrawingStyle(glyphs: ladder, ambiguousWidth: ambiguous)
    let glyphs = [
      style.glyphs.set.primary, style.glyphs.set.rule, " ", "電", "e\u{301}", "ab", "❤\u{FE0F}", "",
    ]
    for glyph in glyphs {
      for (column, row) in [(-3, 0), (0, 0), (1, 0), (4, 0), (7, 0), (9, 0), (1, 5), (1, -1)] {
        for count in [-1, 0, 1, 3, 8, 20] {
          var (quick, slow) = (
            Canvas(size: Size(columns: 8, rows: 1), style: style),
            Canvas(size: Size(columns: 8, rows: 1), style: style)
          )
          quick.put("電池電池", row: 0, column: 0)
          slow = quick
          let used = quick.put(glyph, times: count, row: row, column: column, role: .primary)
          let whole = String(repeating: glyph, count: max(0, count))
          #expect(used == slow.put(whole, row: row, column: column, role: .primary))
          #expect(quick == slow, "\(glyph) \(count) times at \(column)")
        }
      }
    }
  }

  @Test func changedRows() {
    var before = Canvas(size: Size(columns: 5, rows: 4))
    before.put("電池", row: 2, column: 0)
    var after = before
    #expect(after.changedRows(since: before).isEmpty)
    after.put("x", row: 0, column: 4)
    after.restyle(row: 3, column: 0, width: 1, role: .selected)
    #expect(after.changedRows(since: before) == [0, 3])
    #expect(after.changedRows(since: Canvas(size: Size(columns: 4, rows: 4))) == [0, 1, 2, 3])
  }
}
