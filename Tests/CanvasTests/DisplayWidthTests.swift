import Testing

@testable import Canvas

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("Nickel sulfate", 14), ("サクラ電池", 10), ("ＡＢＣ", 6), ("ｻｸﾗ", 3), ("ｶﾞ", 2), ("カ\u{3099}", 2),
    ("ガ", 2), ("e\u{301}", 1), ("é", 1), ("𠮷野家", 6), ("葛\u{E0100}城", 4), ("한국", 4),
    ("\u{1112}\u{1161}\u{11AB}", 2), ("ไทย", 3), ("กำ", 2), ("、。「」", 8), ("\u{3000}", 2),
    ("🔋", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("👍🏽", 2), ("🇯🇵", 2), ("👩\u{200D}🔬", 4), ("1\u{FE0F}\u{20E3}", 2),
    ("⣿⢕⠂", 3), ("▸▾✓✗", 4), ("a\u{1B}[31mb", 7), ("\u{202E}abc", 4), ("\u{301}", 0), ("𛄲", 2),
  ])
  func columns(text: String, width: Int) {
    #expect(displayWidth(text) == width)
    #expect(displayWidth(text[...]) == width)
  }

  @Test(arguments: [
    ("─○…", 3, 6), ("①α×", 3, 6), ("█▒", 2, 4), ("電池", 4, 4), ("abc", 3, 3), ("░⣿", 2, 2), ("Ⅲ型", 3, 4),
    ("°C", 2, 3), ("ｱ", 1, 1),
  ])
  func ambiguousColumns(text: String, narrow: Int, wide: Int) {
    #expect(displayWidth(text, ambiguous: 1) == narrow)
    #expect(displayWidth(text, ambiguous: 2) == wide)
  }

  @Test func tablesAreSortedClosedRanges() {
    for table in [WidthTable.wide, WidthTable.ambiguous, WidthTable.zero] {
      #expect(table.count.isMultiple(of: 2))
      #expect(zip(table, table.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  /// The quick answers must be the table's answers.
  @Test func shortcutsAgreeWithTheTable() {
    for value in UInt32(0)...0x2FFFF where Unicode.Scalar(value) != nil {
      let ranges = stride(from: 0, to: WidthTable.wide.count, by: 2)
      guard
        [0x3041...0x3100, 0x4E00...0x4E10, 0x9FF0...0xA010, 0xABF0...0xAC10, 0xD790...0xD7B0].contains(
          where: {
            $0.contains(value)
          })
      else { continue }
      let isWide = ranges.contains { (WidthTable.wide[$0]...WidthTable.wide[$0 + 1]).contains(value) }
      #expect((scalarWidth(value) == 2) == isWide, "U+\(String(value, radix: 16))")
    }
  }

  @Test(arguments: [GlyphLadder.safe, .ascii])
  func lowerLaddersAreNarrowEverywhere(ladder: GlyphLadder) {
    let set = ladder.set
    let all = [
      set.primary, set.secondary, set.unknown, set.thinPrimary, set.thinSecondary, set.thinUnknown, set.rule,
      set.cursor, set.open, set.closed, set.progressFull, set.progressEmpty,
    ]
    for glyph in all + set.spark + set.eighths { #expect(displayWidth(glyph, ambiguous: 2) == 1, "\(glyph)") }
    #expect(displayWidth(set.ellipsis, ambiguous: 2) == 3)
  }

  @Test func fineGlyphsAreOneColumn() {
    let set = GlyphLadder.fine.set
    let all = [
      set.primary, set.secondary, set.unknown, set.thinPrimary, set.thinSecondary, set.thinUnknown, set.rule,
      set.ellipsis,
    ]
    for glyph in all + set.spark + set.eighths { #expect(displayWidth(glyph) == 1, "\(glyph)") }
  }

  @Test(arguments: GlyphLadder.allCases)
  func texturesDiffer(ladder: GlyphLadder) {
    let set = ladder.set
    #expect(Set([set.primary, set.secondary, set.unknown]).count == 3)
  }

  @Test func fineFallsToSafeWhereAmbiguousIsWide() {
    #expect(DrawingStyle(glyphs: .fine, ambiguousWidth: 2).glyphs == .safe)
    #expect(DrawingStyle(glyphs: .ascii, ambiguousWidth: 2).glyphs == .ascii)
    #expect(DrawingStyle(ambiguousWidth: 7) == DrawingStyle())
    var style = DrawingStyle()
    style.ambiguousWidth = 2
    style.glyphs = .fine
    #expect(style.glyphs == .safe)
  }
}
