import Testing

@testable import Canvas

@Suite struct RowTests {
  private let size = Size(columns: 12, rows: 3)

  /// Draws a text in a row and says whether it had to.
  private func draw(
    _ text: String, _ row: Int, _ source: RowSource, on canvas: inout Canvas
  ) -> Bool {
    var isDrawn = false
    canvas.row(row, from: source) { canvas in
      isDrawn = true
      canvas.put(text, row: row, column: 0)
    }
    return isDrawn
  }

  @Test func equalSourcesAreTakenOver() {
    var first = Canvas(size: size)
    #expect(draw("電池 1", 1, RowSource(edition: 1, item: 7), on: &first))
    var second = Canvas(size: size, after: first)
    #expect(!draw("電池 1", 1, RowSource(edition: 1, item: 7), on: &second))
    #expect(second == first)
    for other in [
      RowSource(edition: 2, item: 7), RowSource(edition: 1, item: 8),
      RowSource(edition: 1, item: 7, isSelected: true),
    ] {
      var third = Canvas(size: size, after: second)
      #expect(draw("電池 2", 1, other, on: &third))
      #expect(third.text().contains("電池 2"))
    }
  }

  @Test func aScrolledLineIsTakenFromTheRowBesideIt() {
    var first = Canvas(size: size)
    #expect(draw("line", 2, RowSource(edition: 1, item: 7), on: &first))
    var second = Canvas(size: size, after: first)
    #expect(!draw("line", 1, RowSource(edition: 1, item: 7), on: &second))
    #expect(second.text().hasPrefix("\nline"))
  }

  @Test func whatIsDrawnOverARowIsNotTakenOver() {
    let source = RowSource(edition: 1, item: 7)
    let overs: [(inout Canvas) -> Void] = [
      { $0.put("over", row: 1, column: 3) }, { $0.put("-", times: 4, row: 1, column: 3) },
      { $0.restyle(row: 1, column: 0, width: 3, role: .selected) },
      {
        $0.bar(
          QualityMix(primary: 1, secondary: 0, unknown: 0), row: 1, column: 3, width: 4, full: 0.00001)
      },
    ]
    for over in overs {
      var first = Canvas(size: size)
      #expect(draw("line", 1, source, on: &first))
      over(&first)
      var second = Canvas(size: size, after: first)
      #expect(draw("line", 1, source, on: &second))
    }
  }

  @Test func otherSizesAndStylesTakeNothingOver() {
    let source = RowSource(edition: 1, item: 7)
    var first = Canvas(size: size)
    #expect(draw("line", 1, source, on: &first))
    var wider = Canvas(size: Size(columns: 13, rows: 3), after: first)
    #expect(draw("line", 1, source, on: &wider))
    var plain = Canvas(size: size, style: DrawingStyle(glyphs: .ascii), after: first)
    #expect(draw("line", 1, source, on: &plain))
    var outside = Canvas(size: size, after: first)
    #expect(draw("line", 3, source, on: &outside))
    #expect(outside == Canvas(size: size))
  }
}
