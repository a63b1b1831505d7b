extension Canvas {
  /// The rows with colours and emphasis as ECMA-48 sequences, for printing to a terminal; joined by line feeds.
  ///
  /// Every row ends in the terminal's own style, trailing plain blanks are left out. With ``ColourDepth/none``
  /// emphasis remains.
  public func ansi(theme: Theme, colours: ColourDepth) -> String {
    rows.map { ansiRow($0, theme: theme, colours: colours) }.joined(separator: "\n")
  }

  private func ansiRow(_ row: Int, theme: Theme, colours: ColourDepth) -> String {
    var result = ""
    var shown = RoleStyle()
    let cells = cells(row: row)
    let end = cells.lastIndex { !$0.isPlainBlank }.map { $0 + 1 } ?? cells.startIndex
    for cell in cells[..<end] where cell.width > 0 {
      let style = theme.style(of: cell)
      if style != shown {
        result += style.sgr(colours)
        shown = style
      }
      result += cell.text
    }
    return shown == RoleStyle() ? result : result + "\u{1B}[0m"
  }
}

extension Theme {
  /// The role's style with the cell's own emphasis added.
  public func style(of cell: Cell) -> RoleStyle {
    var result = style(cell.role)
    result.emphasis.formUnion(cell.emphasis)
    return result
  }
}

extension RoleStyle {
  /// The sequence that selects this style, whatever was selected before.
  func sgr(_ colours: ColourDepth) -> String {
    let marks: [(Emphasis, String)] = [(.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
    var codes = ["0"] + marks.filter { emphasis.contains($0.0) }.map(\.1)
    if let foreground { codes += foreground.sgr(colours, base: 30) }
    if let background { codes += background.sgr(colours, base: 40) }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }
}

extension RGB {
  fileprivate func sgr(_ colours: ColourDepth, base: Int) -> [String] {
    switch colours {
    case .none: return []
    case .ansi16:
      let colour = Int(ansi16)
      return [String(colour < 8 ? base + colour : base + 52 + colour)]
    case .palette256: return ["\(base + 8)", "5", "\(palette256)"]
    case .direct: return ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
    }
  }
}
