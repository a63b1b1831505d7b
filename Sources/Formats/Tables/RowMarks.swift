import CSimdjson
import Footprints

/// Where the cells of rows end, found many bytes at a time, for rows without quotes, which nearly all are.
struct RowMarks {
  private let bytes: Bytes
  private let delimiter: UInt8
  /// Where delimiters, line ends and quotes stand behind `origin`.
  private var marks = [UInt32](repeating: 0, count: window)
  private var origin = 0
  private var count = 0
  /// Behind `origin`, as far as was looked.
  private var reach = 0
  /// The first mark of the row that begins at `start`.
  private var next = 0
  private var start = -1

  /// Bytes that are looked through at a time: few where a row needed the scanner, as the next may, too.
  private static let window = 8192
  private static let firstWindow = 256

  /// A row without its line end.
  struct Row {
    /// Its delimiters, for `position`.
    let delimiters: Range<Int>
    let end: Int
  }

  init(bytes: Bytes, delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
  }

  func position(_ mark: Int) -> Int { origin + Int(marks[mark]) }

  /// The row that begins at `start`; nil for one with a quote in it, without a line end, or too long: `RowScanner` then
  /// tells.
  mutating func row(from start: Int) -> Row? {
    if start != self.start { look(from: start, RowMarks.firstWindow) }
    while true {
      for mark in next..<count {
        let position = position(mark)
        if bytes[position] == 10 {
          let row = Row(delimiters: next..<mark, end: position)
          (next, self.start) = (mark + 1, position + 1)
          return row
        }
        if bytes[position] == UInt8(ascii: "\""), delimiter != UInt8(ascii: "\"") { return giveUp() }
      }
      if origin == start, reach == RowMarks.window || origin + reach == bytes.count { return giveUp() }
      look(from: start, RowMarks.window)
    }
  }

  private mutating func giveUp() -> Row? {
    start = -1
    return nil
  }

  private mutating func look(from start: Int, _ window: Int) {
    (origin, self.start, next) = (start, start, 0)
    reach = min(window, bytes.count - start)
    guard let base = bytes.baseAddress else {
      count = 0
      return
    }
    count = marks.withUnsafeMutableBufferPointer { marks in
      marks.baseAddress.map { Int(text_find_marks(base + start, Int64(reach), delimiter, $0)) } ?? 0
    }
  }

  /// Cuts a row into cells. `cells` is used again from row to row.
  func cells(of row: Row, from start: Int, into cells: inout [Cell]) {
    cells.removeAll(keepingCapacity: true)
    var start = start
    for mark in row.delimiters {
      let end = position(mark)
      cells.append(Cell(bytes.cut(start, end), isQuoted: false))
      start = end + 1
    }
    cells.append(Cell(bytes.cut(start, row.end), isQuoted: false))
  }
}
