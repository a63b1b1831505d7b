import Canvas

/// What a terminal shows after some output: enough of an xterm for what ncurses sends.
///
/// Sequences it does not know are skipped and listed in ``unknown``, so that a test can insist there are none.
public struct VTScreen {
  /// How a cell looks.
  public struct Style: Hashable, Sendable {
    public var bold = false
    public var dim = false
    public var underline = false
    public var reverse = false
    /// The parameters that chose the colour, as in `38;5;32`; empty for the terminal's own.
    public var foreground = ""
    public var background = ""
  }

  struct Cell {
    /// Empty in the second half of a wide character.
    var text = " "
    var style = Style()
  }

  public private(set) var size: Size
  public internal(set) var row = 0
  public internal(set) var column = 0
  public internal(set) var isAlternate = false
  public internal(set) var isCursorVisible = true
  /// Private modes that are set (`?1000`, `?2004` …).
  public internal(set) var modes: Set<Int> = []
  /// Operating system commands received, as with OSC 52.
  public internal(set) var commands: [String] = []
  public internal(set) var unknown: [String] = []

  /// What the terminal answers to questions, to be sent to the program.
  var answers: [UInt8] = []
  let ambiguousWidth: Int
  var grid: [[Cell]]
  var mainGrid: [[Cell]]?
  var style = Style()
  var saved = (row: 0, column: 0)
  var top = 0
  var bottom: Int
  var wrapsNext = false
  var lastPrinted = " "
  var pending: [UInt8] = []

  public init(size: Size, ambiguousWidth: Int = 1) {
    self.size = size
    self.ambiguousWidth = ambiguousWidth
    bottom = max(size.rows - 1, 0)
    grid = Self.emptyGrid(size)
  }

  static func emptyGrid(_ size: Size) -> [[Cell]] {
    Array(repeating: Array(repeating: Cell(), count: size.columns), count: size.rows)
  }

  /// The rows as text, without trailing blanks. A wide character stands once.
  public var rows: [String] {
    grid.map { cells in
      var text = cells.map(\.text).joined()
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  public var text: String { rows.joined(separator: "\n") }

  public func style(row: Int, column: Int) -> Style { grid[row][column].style }

  /// Takes a new size; what does not fit is lost, as in a terminal that does not rewrap.
  public mutating func resize(_ new: Size) {
    size = new
    for index in grid.indices {
      let row = grid[index].prefix(new.columns)
      grid[index] = row + Array(repeating: Cell(), count: max(new.columns - row.count, 0))
    }
    let blank = Array(repeating: Cell(), count: new.columns)
    grid = Array(grid.prefix(new.rows)) + Array(repeating: blank, count: max(new.rows - grid.count, 0))
    (top, bottom) = (0, max(new.rows - 1, 0))
    move(row: row, column: column)
    mainGrid = nil
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var rest = pending[...]
    while !rest.isEmpty {
      guard let used = take(rest) else { break }
      rest = rest.dropFirst(used)
    }
    pending = Array(rest)
  }

  /// Takes one character or sequence; nil when its end has not come yet.
  private mutating func take(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes[bytes.startIndex]
    switch first {
    case 0x1B: return takeEscape(bytes)
    case 0x00..<0x20, 0x7F: control(first)
    case 0x20..<0x7F: print(Unicode.Scalar(first))
    default: return takeScalar(bytes)
    }
    return 1
  }

  private mutating func takeScalar(_ bytes: ArraySlice<UInt8>) -> Int? {
    let length = bytes[bytes.startIndex] >= 0xF0 ? 4 : bytes[bytes.startIndex] >= 0xE0 ? 3 : 2
    guard bytes.count >= length else { return nil }
    for scalar in String(decoding: bytes.prefix(length), as: UTF8.self).unicodeScalars { print(scalar) }
    return length
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x08: move(row: row, column: column - 1)
    case 0x09: move(row: row, column: (column / 8 + 1) * 8)
    case 0x0A, 0x0B, 0x0C: lineFeed()
    case 0x0D: move(row: row, column: 0)
    default: break
    }
  }

  private mutating func takeEscape(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count > 1 else { return nil }
    switch bytes[bytes.startIndex + 1] {
    case UInt8(ascii: "["): return takeCSI(bytes)
    case UInt8(ascii: "]"), UInt8(ascii: "P"): return takeString(bytes)
    case UInt8(ascii: "("), UInt8(ascii: ")"): return bytes.count > 2 ? 3 : nil
    case UInt8(ascii: "7"): saved = (row, column)
    case UInt8(ascii: "8"): move(row: saved.row, column: saved.column)
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "E"):
      lineFeed()
      column = 0
    case UInt8(ascii: "M"): reverseLineFeed()
    case UInt8(ascii: "="), UInt8(ascii: ">"): break
    case let other: unknown.append("ESC \(Character(Unicode.Scalar(other)))")
    }
    return 2
  }

  private mutating func takeString(_ bytes: ArraySlice<UInt8>) -> Int? {
    for index in bytes.indices.dropFirst(2) {
      let isBell = bytes[index] == 0x07
      let isEnd = bytes[index] == UInt8(ascii: "\\") && bytes[index - 1] == 0x1B
      guard isBell || isEnd else { continue }
      let body = bytes[(bytes.startIndex + 2)..<(isBell ? index : index - 1)]
      commands.append(String(decoding: body, as: UTF8.self))
      return index + 1 - bytes.startIndex
    }
    return nil
  }

  private mutating func takeCSI(_ bytes: ArraySlice<UInt8>) -> Int? {
    let body = bytes.dropFirst(2)
    guard let end = body.firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
    let text = String(decoding: body[..<end], as: UTF8.self)
    perform(Unicode.Scalar(bytes[end]), text)
    return end + 1 - bytes.startIndex
  }
}
