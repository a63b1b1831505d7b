import Testing

@testable import Formats

/// Rows without quotes are cut many bytes at a time: the same as by the scanner.
@Suite struct RowMarksTests {
  private static func table(_ random: inout SplitMix, quotes: Bool) -> String {
    let pieces =
      ["a", "12.5", "", " x ", "セル", "\r", String(repeating: "long ", count: 700)]
      + (quotes ? ["\"q\"", "5\""] : [])
    let rows = (0..<Int.random(in: 1..<60, using: &random)).map { _ in
      (0..<Int.random(in: 0..<7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined(separator: ",")
    }
    return rows.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : "")
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func rowsAndCellsAreThoseOfTheScanner(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let text = Array(RowMarksTests.table(&random, quotes: seed % 2 == 1).utf8)
    text.withUnsafeBufferPointer { bytes in
      let scanner = RowScanner(bytes: bytes, delimiter: UInt8(ascii: ","))
      var marks = RowMarks(bytes: bytes, delimiter: UInt8(ascii: ","))
      var (start, cells, expected): (Int, [Cell], [Cell]) = (0, [], [])
      while start < bytes.count, case .found(let end, let next, _) = scanner.rowEnd(from: start, isLast: true)
      {
        defer { start = next }
        guard let row = marks.row(from: start) else {
          // Left to the scanner: quotes, no line end, or too long.
          #expect(bytes[start..<end].contains(UInt8(ascii: "\"")) || end == bytes.count || end - start > 8000)
          continue
        }
        #expect(row.end == end)
        marks.cells(of: row, from: start, into: &cells)
        scanner.cells(start, end, into: &expected)
        #expect(cells.map { Array($0.bytes.trimmed) } == expected.map { Array($0.bytes.trimmed) })
      }
    }
  }
}
