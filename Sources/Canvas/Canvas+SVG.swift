extension Canvas {
  /// The canvas as a picture that needs nothing else.
  ///
  /// Every cell is 10 × 20 units. Each run of text is stretched to exactly its columns, so Latin and Japanese line up
  /// in any font; bars, shades, sparklines and braille are drawn as shapes and need no font at all.
  public func svg(theme: Theme) -> String {
    var drawing = SVGDrawing(theme: theme)
    for row in rows { drawing.add(row: row, cells(row: row)) }
    let (width, height) = (size.columns * 10 + 20, size.rows * 20 + 20)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)">
      <rect width="\(width)" height="\(height)" rx="6" fill="\(theme.pageBackground.hex)"/>
      \(drawing.patterns)<g transform="translate(10 10)" font-size="16" xml:space="preserve" \
      font-family="'Noto Sans Mono CJK JP','BIZ UDGothic','MS Gothic','Osaka-Mono','DejaVu Sans Mono',monospace">
      \(drawing.backgrounds)\(drawing.shapes)\(drawing.texts)</g>
      </svg>

      """
  }
}

extension RGB {
  /// `#rrggbb`.
  var hex: String {
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

/// The parts of a picture, gathered row by row.
struct SVGDrawing {
  let theme: Theme
  var patterns = ""
  var backgrounds = ""
  var shapes = ""
  var texts = ""
  private var known: Set<String> = []

  init(theme: Theme) { self.theme = theme }

  mutating func add(row: Int, _ cells: ArraySlice<Cell>) {
    let cells = Array(cells)
    var column = 0
    while column < cells.count {
      let end = endOfRun(cells, from: column)
      let style = theme.style(of: cells[column])
      add(Run(cells: cells[column..<end], row: row, style: style, theme: theme))
      column = end
    }
  }

  /// Cells of one style, one width and one kind: blanks, shapes that are the same, or text.
  private func endOfRun(_ cells: [Cell], from start: Int) -> Int {
    let first = cells[start]
    var end = start + 1
    while end < cells.count {
      let cell = cells[end]
      let goesOn =
        cell.width == 0
        || (cell.width == first.width && cell.role == first.role && cell.emphasis == first.emphasis
          && SVGShape.kind(of: cell) == SVGShape.kind(of: first))
      guard goesOn else { break }
      end += 1
    }
    return end
  }

  private mutating func add(_ run: Run) {
    let box = "x=\"\(run.x)\" y=\"\(run.y)\" width=\"\(run.width)\" height=\"20\""
    if let background = run.background { backgrounds += "<rect \(box) fill=\"\(background.hex)\"/>\n" }
    if run.style.emphasis.contains(.underline) {
      shapes +=
        "<rect x=\"\(run.x)\" y=\"\(run.y + 18)\" width=\"\(run.width)\" height=\"1\" fill=\"\(run.ink.hex)\"/>\n"
    }
    switch SVGShape.kind(of: run.cells[run.cells.startIndex]) {
    case .blank: break
    case .text: texts += run.text
    case .shade(let dots):
      let name = "d\(dots)-\(run.ink.hex.dropFirst())"
      if known.insert(name).inserted { patterns += SVGShape.pattern(name, dots: dots, ink: run.ink) }
      shapes += "<rect \(box) fill=\"url(#\(name))\"/>\n"
    case .block(let glyph):
      shapes += SVGShape.path(glyph, x: run.x, y: run.y, cells: run.cells.count, ink: run.ink)
    }
  }
}

/// Neighbouring cells that are drawn as one.
private struct Run {
  let cells: ArraySlice<Cell>
  let row: Int
  let style: RoleStyle
  let theme: Theme

  var x: Int { cells.startIndex * 10 }
  var y: Int { row * 20 }
  var width: Int { cells.count * 10 }
  private var isReversed: Bool { style.emphasis.contains(.reverse) }

  var ink: RGB {
    isReversed ? style.background ?? theme.pageBackground : style.foreground ?? theme.pageForeground
  }

  var background: RGB? {
    isReversed ? style.foreground ?? theme.pageForeground : style.background
  }

  var text: String {
    let bold = style.emphasis.contains(.bold) ? " font-weight=\"bold\"" : ""
    let dim = style.emphasis.contains(.dim) ? " opacity=\"0.6\"" : ""
    let content = escaped(cells.map(\.text).joined())
    return "<text x=\"\(x)\" y=\"\(y + 15)\" textLength=\"\(width)\" lengthAdjust=\"spacingAndGlyphs\""
      + " fill=\"\(ink.hex)\"\(bold)\(dim)>\(content)</text>\n"
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
