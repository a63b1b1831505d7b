import Footprints
import Glibc

/// A record as it stands in its file, to be shown whole.
///
/// JSON is broken into indented lines; order, texts of numbers and escapes in strings stay as they are. Of a table the
/// row is given with the header's names. Texts are from outside: clean them where they are shown.
public struct RecordText: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case json, row }

  /// A cell of a row under the name of its column; `name` is empty behind the last column.
  public struct Cell: Hashable, Sendable {
    public var name: String
    public var value: String
  }

  public let kind: Kind
  /// The record in lines. Of a row: the header line and the row as they are written.
  public let lines: [String]
  /// Of a row; empty for JSON.
  public let cells: [Cell]

  public enum Problem: Error, Equatable {
    /// The figure was worked out, not read.
    case nowhere
    case unreadable(reason: String)
    /// Something else stands there now: the file was changed after it was read.
    case changed
  }

  /// Longer records are not shown whole.
  static let longest = 4 << 20

  /// Cuts the record at `place` out of its file again. Reads only the record and, for a table, the header.
  public init(_ place: Place, files: [SourceFile]) throws(Problem) {
    guard files.indices.contains(Int(place.file)), place.length > 0, place.offset >= 0 else { throw .nowhere }
    let file = files[Int(place.file)]
    let path = file.path
    let length = min(Int(place.length), RecordText.longest)
    let (record, stamp) = try RecordText.bytes(path, from: place.offset, count: length)
    guard record.count == length else { throw .changed }
    // A file that only grew still has its records: of those with a check sum the sum decides.
    if place.check != 0, place.length == Int32(length) {
      guard record.withUnsafeBufferPointer({ $0.check }) == place.check else { throw .changed }
    } else if let known = file.stamp, known != stamp {
      throw .changed
    }
    let header = try RecordText.header(path, before: place.offset)
    if let header {
      self = try RecordText(row: record, header)
    } else {
      self = try RecordText(json: record, isCut: Int(place.length) > length)
    }
  }

  private init(json record: [UInt8], isCut: Bool) throws(Problem) {
    guard record.first == UInt8(ascii: "{"), isCut || record.last == UInt8(ascii: "}") else { throw .changed }
    kind = .json
    lines = record.withUnsafeBufferPointer { JSONLines.lines($0) }
    cells = []
  }

  private init(row record: [UInt8], _ header: (names: [String], line: String, delimiter: UInt8))
    throws(Problem)
  {
    let (text, values) = record.withUnsafeBufferPointer { bytes in
      var cells: [Formats.Cell] = []
      let scanner = RowScanner(bytes: bytes, delimiter: header.delimiter)
      scanner.cells(0, bytes.count, into: &cells)
      return (bytes.trimmed.text, cells.map(\.text))
    }
    kind = .row
    lines = [header.line, text]
    cells = values.enumerated().map { index, value in
      Cell(name: index < header.names.count ? header.names[index] : "", value: value)
    }
  }

  /// The header of a table; nil when the file is none.
  private static func header(
    _ path: String, before offset: Int64
  ) throws(Problem) -> (names: [String], line: String, delimiter: UInt8)? {
    var head = try bytes(path, from: 0, count: Int(clamping: min(offset, 1 << 16))).bytes
    if head.starts(with: Encoding.byteOrderMark) { head.removeFirst(3) }
    return head.withUnsafeBufferPointer { bytes in
      guard let header = try? TableHeader(bytes, isLast: true) else { return nil }
      let line = bytes.cut(header.start, header.length).trimmedLines.text
      return (header.names, line, header.delimiter)
    }
  }

  /// Up to `count` bytes of a regular file, and how it is now.
  private static func bytes(
    _ path: String, from offset: Int64, count: Int
  ) throws(Problem) -> (bytes: [UInt8], stamp: FileStamp) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(reason: systemMessage(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(reason: "not a regular file")
    }
    var failure: Int32 = 0
    let result = [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let length = pread(descriptor, base + filled, count - filled, off_t(offset) + off_t(filled))
        if length < 0, errno == EINTR { continue }
        if length < 0 { failure = errno }
        if length <= 0 { return }
        filled += length
      }
    }
    if failure != 0 { throw .unreadable(reason: systemMessage(failure)) }
    return (result, FileStamp(status))
  }
}

/// Breaks JSON into indented lines without looking at what the texts in it mean.
enum JSONLines {
  private static let deepestIndent = 40

  static func lines(_ bytes: Bytes) -> [String] {
    var lines: [String] = []
    var line: [UInt8] = []
    var depth = 0
    func endLine() {
      if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
      line = Array(repeating: 32, count: 2 * min(depth, deepestIndent))
    }
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\""):
        let end = endOfString(bytes, at)
        line += bytes[at..<end]
        at = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        line.append(byte)
        let next = afterBlanks(bytes, at + 1)
        if next < bytes.count, bytes[next] == byte + 2 {
          line.append(bytes[next])
          at = next
        } else {
          depth += 1
          endLine()
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth = max(0, depth - 1)
        endLine()
        line.append(byte)
      case UInt8(ascii: ","):
        line.append(byte)
        endLine()
      case UInt8(ascii: ":"): line += [byte, 32]
      case 9, 10, 13, 32: break
      default: line.append(byte)
      }
      at += 1
    }
    endLine()
    return lines
  }

  private static func endOfString(_ bytes: Bytes, _ start: Int) -> Int {
    var at = start + 1
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\"") { return at + 1 }
      at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return bytes.count
  }

  private static func afterBlanks(_ bytes: Bytes, _ start: Int) -> Int {
    var at = start
    while at < bytes.count, isBlank(bytes[at]) || bytes[at] == 10 { at += 1 }
    return at
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without line ends at the end.
  fileprivate var trimmedLines: Bytes {
    var end = count
    while end > 0, self[end - 1] == 10 || self[end - 1] == 13 { end -= 1 }
    return cut(0, end)
  }
}
