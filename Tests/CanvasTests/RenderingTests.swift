import Testing

@testable import Canvas

@Suite struct RenderingTests {
  private var page: Canvas {
    var page = Canvas(size: Size(columns: 16, rows: 3))
    page.put(" 題 <a&b>", row: 0, column: 0, width: 16, role: .title)
    page.put("電池", row: 1, column: 0, emphasis: .underline)
    page.bar(QualityMix(primary: 1, secondary: 1, unknown: 1), row: 1, column: 6, width: 6, full: 3)
    page.spark([1, 4], row: 2, column: 3)
    return page
  }

  @Test func styled() {
    #expect(
      page.styledText() == """
        | 題 <a&b>
        ~TTTTTTTTTTTTTTTT
        |電池  ██▒▒░░
        ~      ppssuu
        ^uuuu
        |   ▃█
        """)
  }

  @Test func ansiWithoutColours() {
    let lines = page.ansi(theme: .mono, colours: .none).split(separator: "\n")
    #expect(lines[0] == "\u{1B}[0;7m 題 <a&b>       \u{1B}[0m")
    #expect(lines[1].hasPrefix("\u{1B}[0;4m電池\u{1B}[0m  ██"))
    #expect(lines[2] == "   ▃█")
    #expect(!page.ansi(theme: .standard, colours: .none).contains("38;"))
  }

  @Test func ansiColours() {
    #expect(page.ansi(theme: .standard, colours: .direct).contains("38;2;34;136;204m██"))
    #expect(page.ansi(theme: .standard, colours: .palette256).contains("38;5;"))
    #expect(
      page.ansi(theme: .standard, colours: .ansi16).contains("\u{1B}[0;36m██\u{1B}[0;33m▒▒\u{1B}[0m░░"))
  }

  @Test func svgIsWellFormedAndNeedsNoFontForBars() throws {
    let svg = page.svg(theme: .standard)
    try checkWellFormed(svg)
    #expect(svg.contains("&lt;a&amp;b&gt;"))
    #expect(svg.contains("textLength=\"40\""))
    #expect(!svg.contains("█") && !svg.contains("▒") && !svg.contains("▃"))
    for theme in Theme.all { try checkWellFormed(page.svg(theme: theme)) }
  }

  @Test func svgSurvivesHostileText() throws {
    var page = Canvas(size: Size(columns: 40, rows: 1))
    page.put("\u{0}\u{1B}]]></text>\u{FFFE}\"'&", row: 0, column: 0)
    try checkWellFormed(page.svg(theme: .light))
  }
}

private struct NotWellFormed: Error { var at: Substring }

/// Tags nest, attributes are quoted, no bare `&`: enough of XML to catch a wrong picture.
private func checkWellFormed(_ xml: String) throws {
  var open: [Substring] = []
  var rest = xml[...]
  while let start = rest.firstIndex(of: "<") {
    try checkText(rest[..<start])
    guard let end = rest[start...].firstIndex(of: ">") else {
      throw NotWellFormed(at: rest[start...].prefix(40))
    }
    let tag = rest[rest.index(after: start)..<end]
    let quotes = tag.filter { $0 == "\"" }.count
    guard quotes.isMultiple(of: 2), !tag.contains("<") else { throw NotWellFormed(at: tag) }
    if tag.hasPrefix("/") {
      guard open.popLast() == tag.dropFirst() else { throw NotWellFormed(at: tag) }
    } else if !tag.hasSuffix("/") {
      open.append(tag.prefix { !$0.isWhitespace })
    }
    rest = rest[rest.index(after: end)...]
  }
  guard open.isEmpty else { throw NotWellFormed(at: open[0]) }
}

private func checkText(_ text: Substring) throws {
  for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
    guard ["lt;", "gt;", "amp;"].contains(where: { part.hasPrefix($0) }) else {
      throw NotWellFormed(at: part)
    }
  }
  let hasControl = text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }
  guard !hasControl else { throw NotWellFormed(at: text.prefix(40)) }
}

@Suite struct ColourTests {
  @Test(arguments: [
    (UInt32(0x000000), UInt8(16)), (0xFFFFFF, 231), (0xFF0000, 196), (0x5F87AF, 67), (0x808080, 244),
    (0x0E0E0E, 233),
    (0x2288CC, 32), (0xCC7A00, 172),
  ])
  func palette256(rgb: UInt32, index: UInt8) { #expect(RGB(rgb).palette256 == index) }

  /// The colour that was chosen is never further away than any other fixed colour.
  @Test func palette256IsNearlyTheNearest() {
    func colour(_ index: Int) -> RGB {
      if index >= 232 {
        let grey = UInt32(8 + 10 * (index - 232))
        return RGB(grey << 16 | grey << 8 | grey)
      }
      let levels: [UInt32] = [0, 95, 135, 175, 215, 255]
      let i = index - 16
      return RGB(levels[i / 36] << 16 | levels[i / 6 % 6] << 8 | levels[i % 6])
    }
    func distance(_ a: RGB, _ b: RGB) -> Int {
      let r = Int(a.red) - Int(b.red)
      let g = Int(a.green) - Int(b.green)
      let b = Int(a.blue) - Int(b.blue)
      return r * r + g * g + b * b
    }
    for value in stride(from: UInt32(0), to: 0xFFFFFF, by: 104_729) {
      let rgb = RGB(value)
      let best = (16...255).map { distance(rgb, colour($0)) }.min() ?? 0
      #expect(distance(rgb, colour(Int(rgb.palette256))) <= best + 300, "\(rgb.hex)")
    }
  }

  @Test(arguments: [
    (UInt32(0x000000), UInt8(0)), (0x888888, 8), (0xC8C8C8, 7), (0xFFFFFF, 15), (0xCC0000, 1), (0xFF0000, 9),
    (0x00CC00, 2), (0xCC7A00, 3), (0x0000EE, 4), (0xCC00CC, 5), (0x2288CC, 6), (0x0050A8, 4),
  ])
  func ansi16(rgb: UInt32, index: UInt8) { #expect(RGB(rgb).ansi16 == index) }

  @Test func eightColoursHaveNoBlackOnBlack() {
    #expect(RGB(0x888888).ansi8 == 7)
    #expect(RGB(0xFF0000).ansi8 == 1)
  }

  private func contrast(_ a: RGB, _ b: RGB) -> Double {
    let (x, y) = (a.luminance + 0.05, b.luminance + 0.05)
    return max(x, y) / min(x, y)
  }

  @Test func coloursCanBeReadOnTheirBackgrounds() {
    for role in Role.allCases {
      if let colour = Theme.standard.style(role).foreground {
        #expect(contrast(colour, RGB(0)) >= 3, "\(role) on black")
        #expect(contrast(colour, RGB(0xFFFFFF)) >= 3, "\(role) on white")
      }
      if let colour = Theme.light.style(role).foreground {
        #expect(contrast(colour, RGB(0xFFFFFF)) >= 4.5, "\(role) on white")
      }
      if let colour = Theme.highContrast.style(role).foreground {
        #expect(contrast(colour, RGB(0)) >= 7, "\(role) on black")
      }
    }
  }

  @Test func selectionAndTitleNeedNoColour() {
    for theme in Theme.all {
      #expect(theme.style(.selected).emphasis.contains(.reverse))
      #expect(theme.style(.title).emphasis.contains(.reverse))
      #expect(!theme.style(.match).emphasis.isEmpty)
    }
    #expect(Role.allCases.allSatisfy { Theme.mono.style($0).foreground == nil })
  }
}
