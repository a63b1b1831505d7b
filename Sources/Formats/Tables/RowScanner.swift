import Footprints
import Glibc

/// Finds rows and cells of a delimited table: RFC 4180, with any line end and any of three delimiters.
///
/// A quote opens a quoted cell only at the beginning of a cell (`5" pipe` is text); inside, two quotes are one, and
/// line ends belong to the cell. Text behind a closing quote is kept.
struct RowScanner {
  let bytes: Bytes
  let delimiter: UInt8
  /// A quoted cell longer than this is taken for a forgotten quote.
  static let longestQuoted = 1 << 20

  enum RowEnd: Equatable {
    /// The row ends before `end`; the next begins at `next`. `isBroken`: a quote was never closed, and the row was cut
    /// at the end of its first line.
    case found(end: Int, next: Int, isBroken: Bool)
    /// The bytes end inside the row.
    case needsMore
  }

  /// The end of the row that begins at `start`.
  func rowEnd(from start: Int, isLast: Bool) -> RowEnd {
    let lineEnd = indexOf(newline, from: start, to: bytes.count)
    let end = lineEnd ?? bytes.count
    if indexOf(quote, from: start, to: end) == nil {
      return lineEnd == nil && !isLast ? .needsMore : .found(end: end, next: next(end), isBroken: false)
    }
    return quotedRowEnd(from: start, firstLineEnd: end, isLast: isLast)
  }

  private func quotedRowEnd(from start: Int, firstLineEnd: Int, isLast: Bool) -> RowEnd {
    var at = start
    while at < bytes.count {
      if bytes[at] == quote {
        guard let closing = closingQuote(from: at) else {
          guard isLast || bytes.count - at > RowScanner.longestQuoted else { return .needsMore }
          return .found(end: firstLineEnd, next: next(firstLineEnd), isBroken: true)
        }
        at = closing + 1
      }
      while at < bytes.count, bytes[at] != delimiter, bytes[at] != newline { at += 1 }
      if at < bytes.count, bytes[at] == newline { return .found(end: at, next: at + 1, isBroken: false) }
      at += 1
    }
    return isLast ? .found(end: bytes.count, next: bytes.count, isBroken: false) : .needsMore
  }

  /// The quote that ends the quoted cell beginning at `open`; nil when there is none near.
  private func closingQuote(from open: Int) -> Int? {
    let limit = min(bytes.count, open + 1 + RowScanner.longestQuoted)
    var at = open + 1
    while let found = indexOf(quote, from: at, to: limit) {
      guard found + 1 < bytes.count, bytes[found + 1] == quote else { return found }
      at = found + 2
    }
    return nil
  }

  private func next(_ end: Int) -> Int { min(end + 1, bytes.count) }

  private func indexOf(_ byte: UInt8, from start: Int, to end: Int) -> Int? {
    guard start < end, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), end - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Cuts the row `start..<end` into cells. `cells` is used again from row to row.
  func cells(_ start: Int, _ end: Int, into cells: inout [Cell]) {
    cells.removeAll(keepingCapacity: true)
    let end = end > start && bytes[end - 1] == 13 ? end - 1 : end
    var at = start
    while true {
      let cellStart = at
      var isQuoted = false
      if at < end, bytes[at] == quote {
        isQuoted = true
        at = min(closingQuote(from: at) ?? end - 1, end - 1) + 1
      }
      while at < end, bytes[at] != delimiter { at += 1 }
      cells.append(Cell(bytes.cut(cellStart, at), isQuoted: isQuoted))
      guard at < end else { return }
      at += 1
    }
  }
}

private let newline: UInt8 = 10
private let quote = UInt8(ascii: "\"")

/// A cell as it is written.
struct Cell {
  /// With its quotes, or without blanks round it where it has none.
  let bytes: Bytes
  let isQuoted: Bool

  @inline(__always)
  init(_ written: Bytes, isQuoted: Bool) {
    bytes = isQuoted ? written : written.trimmed
    self.isQuoted = isQuoted
  }

  var isEmpty: Bool { isQuoted ? text.isEmpty : bytes.isEmpty }

  /// Its content, without quotes and without blanks round it.
  var text: String { isQuoted ? unquoted.trimmingBlanks() : bytes.text }

  private var unquoted: String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 1
    while at < bytes.count {
      if bytes[at] == quote {
        guard at + 1 < bytes.count, bytes[at + 1] == quote else {
          result.append(contentsOf: bytes[(at + 1)...])
          break
        }
        at += 1
      }
      result.append(bytes[at])
      at += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Calls `body` with the content as bytes, without blanks round it.
  func withContent<T>(_ body: (Bytes) -> T) -> T {
    guard isQuoted else { return body(bytes) }
    var copy = text
    return copy.withUTF8(body)
  }
}
