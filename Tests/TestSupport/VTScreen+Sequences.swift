import Canvas

extension VTScreen {
  /// Performs a control sequence with its final character and the text before that.
  mutating func perform(_ final: Unicode.Scalar, _ text: String) {
    if text.hasPrefix("?") {
      setModes(final, text)
      return
    }
    if let first = text.unicodeScalars.first, (0x3C...0x3F).contains(first.value) { return }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(first, 1)
    let second = max(numbers.count > 1 ? numbers[1] : 1, 1)
    switch final {
    case "A": move(row: row - count, column: column)
    case "B": move(row: row + count, column: column)
    case "C": move(row: row, column: column + count)
    case "D": move(row: row, column: column - count)
    case "G": move(row: row, column: count - 1)
    case "H", "f": move(row: count - 1, column: second - 1)
    case "d": move(row: count - 1, column: column)
    case "I": move(row: row, column: (column / 8 + count) * 8)
    case "Z": move(row: row, column: max((column - 1) / 8 - count + 1, 0) * 8)
    case "r": setRegion(top: count, bottom: numbers.count > 1 && numbers[1] > 0 ? numbers[1] : size.rows)
    case "m": selectStyle(text)
    case "n" where first == 6: answers += Array("\u{1B}[\(row + 1);\(column + 1)R".utf8)
    case "b": for _ in 0..<count { for scalar in lastPrinted.unicodeScalars { print(scalar) } }
    case "h", "l", "t", "c", "n", "g": break
    default: edit(final, first: first, count: count, text)
    }
  }

  private mutating func edit(_ final: Unicode.Scalar, first: Int, count: Int, _ text: String) {
    switch final {
    case "K":
      let ranges = [column..<size.columns, 0..<column + 1, 0..<size.columns]
      if ranges.indices.contains(first) { erase(row: row, ranges[first]) }
    case "J": eraseDisplay(first)
    case "X": erase(row: row, column..<column + count)
    case "@": insertBlanks(count)
    case "P": deleteCells(count)
    case "L": moveLines(from: row, count: -count)
    case "M": moveLines(from: row, count: count)
    case "S": scroll(up: count)
    case "T": scroll(up: -count)
    default: unknown.append("CSI \(text)\(Character(final))")
    }
  }

  private mutating func setRegion(top: Int, bottom: Int) {
    self.top = min(top - 1, size.rows - 1)
    self.bottom = min(bottom - 1, size.rows - 1)
    move(row: 0, column: 0)
  }

  private mutating func setModes(_ final: Unicode.Scalar, _ text: String) {
    guard final == "h" || final == "l" else { return }
    for number in text.dropFirst().split(separator: ";").compactMap({ Int($0) }) {
      if final == "h" { modes.insert(number) } else { modes.remove(number) }
      switch number {
      case 25: isCursorVisible = final == "h"
      case 1049: useAlternate(final == "h")
      default: break
      }
    }
  }

  private mutating func useAlternate(_ on: Bool) {
    guard on != isAlternate else { return }
    isAlternate = on
    if on {
      mainGrid = grid
      saved = (row, column)
      grid = Self.emptyGrid(size)
    } else {
      grid = mainGrid ?? Self.emptyGrid(size)
      mainGrid = nil
      move(row: saved.row, column: saved.column)
    }
  }

  private mutating func selectStyle(_ text: String) {
    var codes = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }[...]
    while let code = codes.popFirst() {
      switch code {
      case 0: style = Style()
      case 1: style.bold = true
      case 2: style.dim = true
      case 4: style.underline = true
      case 7: style.reverse = true
      case 22: (style.bold, style.dim) = (false, false)
      case 24: style.underline = false
      case 27: style.reverse = false
      case 30...37, 90...97: style.foreground = "\(code)"
      case 39: style.foreground = ""
      case 40...47, 100...107: style.background = "\(code)"
      case 49: style.background = ""
      case 38, 48:
        let length = codes.first == 5 ? 2 : 4
        let colour = ([code] + codes.prefix(length)).map(String.init).joined(separator: ";")
        codes = codes.dropFirst(length)
        if code == 38 { style.foreground = colour } else { style.background = colour }
      case 10, 11: break
      default: unknown.append("SGR \(code)")
      }
    }
  }
}
