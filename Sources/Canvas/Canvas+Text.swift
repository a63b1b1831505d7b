extension Canvas {
  /// The rows, joined by line feeds, without trailing blanks. A wide character stands once.
  public func text() -> String {
    rows.map(rowText).joined(separator: "\n")
  }

  private func rowText(_ row: Int) -> String {
    var result = ""
    let cells = cells(row: row)
    let end = cells.lastIndex { $0.glyph != 0x20 }.map { $0 + 1 } ?? cells.startIndex
    for cell in cells[..<end] { result += cell.text }
    return result
  }

  /// The rows with a line of role letters (`~`) and a line of emphasis letters (`^`) under each row that has any.
  ///
  /// For golden tests. Text rows start with `|`, so that the letters stand under their columns. An emphasis is
  /// `b`old, `u`nderline, `r`everse or `d`im; several of them are the hexadecimal digit of their sum.
  public func styledText() -> String {
    rows.flatMap(styledRow).joined(separator: "\n")
  }

  private func styledRow(_ row: Int) -> [String] {
    let cells = cells(row: row)
    let roles = trimmed(cells.map(\.role.letter))
    let emphases = trimmed(cells.map(\.emphasis.letter))
    return ["|" + rowText(row)] + (roles.isEmpty ? [] : ["~" + roles])
      + (emphases.isEmpty ? [] : ["^" + emphases])
  }

  private func trimmed(_ letters: [Character]) -> String {
    let end = letters.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
    return String(letters[..<end])
  }
}

extension Role {
  /// The letter that stands for the role in ``Canvas/styledText()``.
  var letter: Character {
    switch self {
    case .text: " "
    case .title: "T"
    case .tab: "t"
    case .activeTab: "A"
    case .heading: "H"
    case .selected: "S"
    case .muted: "m"
    case .primary: "p"
    case .secondary: "s"
    case .unknown: "u"
    case .increase: "+"
    case .decrease: "-"
    case .notice: "!"
    case .match: "M"
    case .hint: "h"
    case .key: "k"
    }
  }
}

extension Emphasis {
  var letter: Character {
    switch self {
    case []: " "
    case .bold: "b"
    case .underline: "u"
    case .reverse: "r"
    case .dim: "d"
    default: Character(String(rawValue & 15, radix: 16))
    }
  }
}
