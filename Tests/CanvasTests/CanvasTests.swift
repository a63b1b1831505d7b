import Testing

@testable import Canvas

private func canvas(
  _ columns: Int, _ rows: Int = 1, glyphs: GlyphLadder = .fine, ambiguous: Int = 1
) -> Canvas {
  Canvas(
    size: Size(columns: columns, rows: rows), style: DrawingStyle(glyphs: glyphs, ambiguousWidth: ambiguous))
}

@Suite struct PutTests {
  @Test func fieldsCutPadAndAlign() {
    var page = canvas(24, 4)
    page.put("硫酸ニッケル", row: 0, column: 1, width: 9)
    page.put("|", row: 0, column: 10)
    page.put("1,234", row: 1, column: 0, width: 8, align: .right)
    page.put("mid", row: 2, column: 0, width: 9, align: .center)
    page.put("runs over the right edge", row: 3, column: 10)
    #expect(page.text() == " 硫酸ニッ…|\n   1,234\n   mid\n          runs over the…")
  }

  @Test func returnsColumnsUsed() {
    var page = canvas(10)
    #expect(page.put("電池", row: 0, column: 0) == 4)
    #expect(page.put("x", row: 0, column: 4, width: 3) == 3)
    #expect(page.put("abcdef", row: 0, column: 7) == 3)
    #expect(page.put("電池", row: 9, column: 0) == 4)
    #expect(page.text() == "電池x  ab…")
  }

  @Test func overwritingAHalfBlanksTheOther() {
    for column in 0..<6 {
      var page = canvas(6)
      page.put("電池器", row: 0, column: 0)
      page.put("x", row: 0, column: column)
      let expected = ["x 池器", " x池器", "電x 器", "電 x器", "電池x", "電池 x"]
      #expect(page.text() == expected[column])
      page.put("電", row: 0, column: 1)
      expectWholeCharacters(page)
    }
  }

  @Test func wideCharactersOverWideCharacters() {
    var page = canvas(6)
    page.put("電池器", row: 0, column: 0)
    page.put("硫酸", row: 0, column: 1)
    #expect(page.text() == " 硫酸")
    expectWholeCharacters(page)
  }

  @Test func clippingLeavesNoHalf() {
    for column in -8...8 {
      for width in [nil, 0, 1, 3, 7, 30] {
        for text in ["電池器", "abc電", "", "❤\u{FE0F}x"] {
          var page = canvas(6, 2)
          page.put(text, row: 0, column: column, width: width, align: .right, role: .primary)
          expectWholeCharacters(page)
          #expect(page.text().last == "\n", "the second row stays empty")
        }
      }
    }
  }

  @Test func leftClippingShowsTheRest() {
    var page = canvas(6)
    page.put("abcdef", row: 0, column: -2)
    #expect(page.text() == "cdef")
    page = canvas(6)
    page.put("電池", row: 0, column: -1)
    #expect(page.text() == " 池")
    page = canvas(6)
    page.put("ab", row: 0, column: -3, width: 8, align: .right)
    #expect(page.text() == "   ab")
  }

  @Test func farPlacesAreHarmless() {
    var page = canvas(4, 2)
    let edges = [Int.min, Int.min + 1, -1, 0, 1, Int.max - 1, Int.max]
    for row in edges {
      for column in edges {
        page.put("x電", row: row, column: column)
        page.put("x電", row: row, column: column, width: 3, align: .center)
        page.put("x電", row: row, column: column, width: edges.last, align: .right)
        page.restyle(row: row, column: column, width: .max, role: .match)
        page.bar(
          QualityMix(primary: 1, secondary: 1, unknown: 0), row: row, column: column, width: .max, full: 1)
        _ = page[row, column]
      }
    }
    expectWholeCharacters(page)
    #expect(Canvas(size: Size(columns: -3, rows: .max)).size.columns == 0)
  }

  @Test func untrustedTextIsMadeVisible() {
    var page = canvas(12)
    page.put("\u{1B}[2J\u{202E}x", row: 0, column: 0)
    #expect(page.text() == "␛[2J␦x")
  }

  @Test func marksAndEmojiKeepTheirColumns() {
    var page = canvas(12)
    page.put("カ\u{3099}e\u{301}❤\u{FE0F}|", row: 0, column: 0)
    #expect(page[0, 0].text == "カ\u{3099}" && page[0, 0].width == 2)
    #expect(page[0, 2].text == "e\u{301}" && page[0, 2].width == 1)
    #expect(page[0, 3].text == "❤" && page[0, 5].text == "|")
    page.put("x\(String(repeating: "\u{301}", count: 90))y", row: 0, column: 0, width: 12)
    #expect(page[0, 0].text.unicodeScalars.count == 3 && page[0, 1].text == "y")
  }

  @Test func ambiguousCharactersTakeWhatTheTerminalGives() {
    var page = canvas(8, ambiguous: 2)
    page.put("①型", row: 0, column: 0)
    #expect(page[0, 0].width == 2 && page[0, 2].text == "型")
    page.put("long enough", row: 0, column: 0, width: 8)
    #expect(page.text() == "long ...")
  }

  @Test func restyleKeepsTextAndAddsEmphasis() {
    var page = canvas(8)
    page.put("ab電", row: 0, column: 0, role: .primary, emphasis: .bold)
    page.restyle(row: 0, column: 1, width: 6, role: .selected, emphasis: .underline)
    #expect(page.styledText() == "|ab電\n~pSSSSSS\n^b333uuu")
  }

  @Test(arguments: GlyphLadder.allCases)
  func restyleLeavesBarsAlone(glyphs: GlyphLadder) {
    var page = canvas(12, glyphs: glyphs)
    page.put("u.1", row: 0, column: 0, role: .unknown)
    page.bar(QualityMix(primary: 1, secondary: 1, unknown: 1), row: 0, column: 4, width: 6, full: 6)
    page.restyle(row: 0, column: 0, width: 12, role: .selected, emphasis: .bold)
    #expect((0..<3).allSatisfy { page[0, $0].role == .selected })
    #expect(
      (3..<10).map { page[0, $0].role } == [.text, .primary, .secondary, .unknown, .text, .text, .text])
    #expect((3..<10).allSatisfy { page[0, $0].emphasis.isEmpty })
    #expect(page[0, 10].role == .text && page[0, 11].role == .selected)
    page.put("over", row: 0, column: 4)
    page.restyle(row: 0, column: 4, width: 4, role: .match)
    #expect(page[0, 4].role == .match)
  }

  @Test(arguments: [Size(columns: 0, rows: 0), Size(columns: 1, rows: 1), Size(columns: 1, rows: 0)])
  func tinyGrids(size: Size) {
    var page = Canvas(size: size)
    page.put("電池", row: 0, column: 0)
    page.put("電池", row: 0, column: 0, width: 5)
    page.progress(fraction: 0.5, row: 0, column: 0, width: 9)
    #expect(!page.svg(theme: .standard).isEmpty)
    #expect(page.text().count <= 1)
  }
}

private func expectWholeCharacters(_ page: Canvas) {
  for row in 0..<page.size.rows {
    for column in 0..<page.size.columns {
      let isHalf = page[row, column].width == 0
      let followsWide = column > 0 && page[row, column - 1].width == 2
      #expect(isHalf == followsWide, "row \(row) column \(column)")
    }
    #expect(page.size.columns == 0 || page[row, page.size.columns - 1].width < 2)
  }
}
