import CSimdjson

/// Finds the records of one JSON file in windows of it, one behind the other.
final class RecordCutter {
  private let splitter: OpaquePointer
  /// Line of the last span.
  private(set) var line: Int64
  /// Lines of the file before the first window.
  private let linesBefore: Int64

  /// With `lines`, each line stands on its own. Nil without memory.
  init?(lines: Bool, linesBefore: Int64 = 0) {
    guard let splitter = json_splitter_create(lines) else { return nil }
    self.splitter = splitter
    self.linesBefore = linesBefore
    line = linesBefore + 1
  }

  deinit { json_splitter_destroy(splitter) }

  /// Where the next record begins in the window.
  var position: Int { Int(json_splitter_position(splitter)) }

  /// Tells that the window was moved on by `count` bytes.
  func drop(_ count: Int) { json_splitter_drop(splitter, Int64(count)) }

  /// The records that end in the window. `isLast`: nothing comes behind it.
  func spans(_ window: Bytes, isLast: Bool) -> [RecordSpan] {
    guard let base = window.baseAddress else { return [] }
    var result: [RecordSpan] = []
    var span = JsonSpan()
    while json_splitter_next(splitter, base, Int64(window.count), isLast, &span) {
      span.line += linesBefore
      line = span.line
      result.append(RecordSpan(span))
    }
    return result
  }

  static func looksLikeLines(_ bytes: Bytes) -> Bool {
    bytes.baseAddress.map { json_looks_like_lines($0, Int64(bytes.count)) } ?? false
  }
}

/// A record found in a window.
struct RecordSpan: Sendable {
  var range: Range<Int>
  var line: Int64
  var kind: JsonSpanKind

  init(_ span: JsonSpan) {
    range = Int(span.start)..<max(Int(span.start), Int(span.end))
    line = span.line
    kind = span.kind
  }
}
