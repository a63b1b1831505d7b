import Testing

@testable import Canvas

@Suite struct BarTests {
  private func bar(
    _ primary: Double, _ secondary: Double, _ unknown: Double, width: Int = 10, full: Double = 100,
    glyphs: GlyphLadder = .fine
  ) -> String {
    var page = Canvas(size: Size(columns: 12, rows: 1), style: DrawingStyle(glyphs: glyphs))
    let used = page.bar(
      QualityMix(primary: primary, secondary: secondary, unknown: unknown), row: 0, column: 0, width: width,
      full: full)
    #expect(displayWidth(page.text()) == used)
    return page.text()
  }

  @Test func texturesShareTheLength() {
    #expect(bar(50, 30, 20) == "█████▒▒▒░░")
    #expect(bar(50, 30, 20, glyphs: .safe) == "⣿⣿⣿⣿⣿⢕⢕⢕⠂⠂")
    #expect(bar(50, 30, 20, glyphs: .ascii) == "#####===..")
    #expect(bar(20, 20, 0) == "██▒▒")
    #expect(bar(0, 0, 44) == "░░░░")
  }

  @Test func onlyAPlainPrimaryBarEndsInEighths() {
    #expect(bar(42.5, 0, 0) == "████▎")
    #expect(bar(42.5, 0, 0, glyphs: .safe) == "⣿⣿⣿⣿")
    #expect(bar(0, 42.5, 0) == "▒▒▒▒")
    #expect(bar(30, 12.5, 0) == "███▒")
  }

  @Test(arguments: GlyphLadder.allCases)
  func whatIsNotNothingIsSeen(glyphs: GlyphLadder) {
    #expect(bar(0, 0, 0, glyphs: glyphs).isEmpty)
    for share in [1e-300, 0.001, 1, 4] {
      #expect(displayWidth(bar(share, 0, 0, glyphs: glyphs)) == 1)
      #expect(displayWidth(bar(0, share, 0, glyphs: glyphs)) == 1)
      #expect(displayWidth(bar(0, 0, share, glyphs: glyphs)) == 1)
    }
    #expect(bar(0.1, 0, 0, glyphs: glyphs) == glyphs.set.thinPrimary)
    #expect(bar(0.1, 0.2, 0, glyphs: glyphs) == glyphs.set.thinSecondary)
    #expect(bar(0.1, 0.2, 0.3, glyphs: glyphs) == glyphs.set.thinUnknown)
  }

  @Test func neverLongerThanItsWidthNorTrapping() {
    let odd: [Double] = [0, -5, .nan, .infinity, -.infinity, 1e300, 1e-300, 50]
    for primary in odd {
      for secondary in odd {
        for full in odd {
          for width in [-1, 0, 1, 7] {
            #expect(displayWidth(bar(primary, secondary, 1, width: width, full: full)) <= max(width, 0))
          }
        }
      }
    }
  }

  @Test func rolesFollowTextures() {
    var page = Canvas(size: Size(columns: 12, rows: 1))
    page.bar(QualityMix(primary: 2, secondary: 2, unknown: 2), row: 0, column: 1, width: 6, full: 6)
    #expect(page.styledText() == "| ██▒▒░░\n~ ppssuu")
  }

  @Test func progressIsOnlyFullWhenDone() {
    var page = Canvas(size: Size(columns: 10, rows: 4), style: DrawingStyle(glyphs: .ascii))
    page.progress(fraction: 0.999, row: 0, column: 0, width: 10)
    page.progress(fraction: 1, row: 1, column: 0, width: 10)
    page.progress(fraction: .nan, row: 2, column: 0, width: 10)
    page.progress(fraction: 7, row: 3, column: 0, width: 4)
    #expect(page.text() == "#########-\n##########\n----------\n####")
  }

  @Test func sparkScalesFromZero() {
    var page = Canvas(size: Size(columns: 10, rows: 3))
    page.spark([0, 1, 2, 4, .nan, 7, 3.5, -1], row: 0, column: 0)
    page.spark([], row: 1, column: 0)
    page.spark([0, 0], row: 2, column: 0)
    #expect(page.text() == "▁▂▃▅ █▅▁\n\n▁▁")
  }
}
