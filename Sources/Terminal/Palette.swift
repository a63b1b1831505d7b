import CNcurses
import Canvas

/// Roles as the colour numbers and attributes of one terminal.
struct Palette {
  struct Look {
    var foreground: Int32
    var background: Int32
    var attributes: UInt8
  }

  private let looks: [Look]

  init(theme: Theme, depth: ColourDepth, count: Int) {
    looks = Role.allCases.map { role in
      let style = theme.style(role)
      return Look(
        foreground: Self.number(style.foreground, depth: depth, count: count),
        background: Self.number(style.background, depth: depth, count: count),
        attributes: style.emphasis.rawValue)
    }
  }

  /// The colour's number on a terminal, -1 for the terminal's own colour.
  static func number(_ colour: RGB?, depth: ColourDepth, count: Int) -> Int32 {
    guard let colour else { return -1 }
    switch depth {
    case .none: return -1
    case .ansi16: return Int32(count < 16 ? colour.ansi8 : colour.ansi16)
    case .palette256: return Int32(colour.palette256)
    // With direct colour the numbers 1…7 are the palette's.
    case .direct: return (1...7).contains(colour.value) ? 0 : Int32(colour.value)
    }
  }

  /// How many colours to use on a terminal that has `count`.
  static func depth(count: Int, choice: ColourChoice, noColor: String?) -> ColourDepth {
    if choice == .never || (choice == .auto && !(noColor ?? "").isEmpty) { return .none }
    if count >= 1 << 24 { return .direct }
    if count >= 256 { return .palette256 }
    return count >= 8 ? .ansi16 : .none
  }

  func cell(_ cell: Cell) -> cterm_cell {
    let look = looks[Int(cell.role.rawValue)]
    let (base, mark1, mark2) = cell.scalars
    return cterm_cell(
      base: base, mark1: mark1, mark2: mark2, foreground: look.foreground, background: look.background,
      attributes: look.attributes | cell.emphasis.rawValue, width: cell.width)
  }
}
