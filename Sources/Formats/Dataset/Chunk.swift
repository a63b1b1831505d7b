import CSimdjson
import Footprints
import SupplyGraph

/// A piece of a file that can be read without the rest of it.
struct Chunk: Sendable {
  enum Content: Sendable {
    case records([RecordSpan])
    /// Lines up to byte `count`, with records in them that are still to be found, and the number of lines before.
    case lines(count: Int, before: Int64)
    case rows(TableHeader, range: Range<Int>, line: Int)
  }

  var file: Int32
  var buffer: FileBuffer
  /// Place in the file of the first byte of the buffer.
  var offset: Int64
  var content: Content
  /// Bytes of the file that it stands for, for the progress.
  var weight: Int64

  /// Reads the piece. Depends on nothing else, so that pieces may be read in any order on any thread; the workspace is
  /// that of the thread.
  /// `known`: identifiers that have a number already.
  func read(_ workspace: Workspace = Workspace(), known: KnownKeys? = nil) -> Batch {
    switch content {
    case .records(let spans): return records(spans, workspace)
    case .lines(let count, let before):
      let cutter = RecordCutter(lines: true, linesBefore: before)
      return records(cutter?.spans(buffer.bytes.cut(0, count), isLast: true) ?? [], workspace)
    case .rows(let header, let range, let line): return rows(header, range, line, known)
    }
  }

  /// The rows that the piece holds; what was read from it may refer to them as long as the piece lives.
  var rows: Bytes {
    guard case .rows(_, let range, _) = content else { return Bytes(start: nil, count: 0) }
    return bytes(range)
  }

  private func records(_ spans: [RecordSpan], _ workspace: Workspace) -> Batch {
    guard let reader = workspace.reader else { return Batch() }
    defer { reader.batch = Batch() }
    reader.batch.footprints.reserve(spans.count, bytes: 160 * spans.count)
    let checks = checks(spans)
    for (span, check) in zip(spans, checks) {
      let record = bytes(span.range)
      let place = Place(
        file: file, line: Int32(clamping: span.line), offset: offset + Int64(span.range.lowerBound),
        length: Int32(clamping: span.range.count), check: check)
      switch span.kind {
      case .record: reader.read(record, at: place)
      case .other: reader.refuse(.unknownDocument, at: place, found: excerpt(record), expected: "{ }")
      case .tooDeep: reader.refuse(.tooDeep, at: place)
      case .broken, .garbage, .truncated: reader.refuse(.brokenJSON, at: place, found: excerpt(record))
      }
    }
    return reader.batch
  }

  /// The check sum of each, two at a time; perhaps one more.
  private func checks(_ spans: [RecordSpan]) -> [UInt32] {
    var checks: [UInt32] = []
    checks.reserveCapacity(spans.count + 1)
    for at in stride(from: 0, to: spans.count, by: 2) {
      let (first, second) = (spans[at].range, spans[min(at + 1, spans.count - 1)].range)
      let pair = bytes(first).check(with: bytes(second))
      checks += [pair.own, pair.other]
    }
    return checks
  }

  private func bytes(_ range: Range<Int>) -> Bytes { buffer.bytes.cut(range.lowerBound, range.upperBound) }

  private func rows(_ header: TableHeader, _ range: Range<Int>, _ line: Int, _ known: KnownKeys?) -> Batch {
    var reader = TableReader(header: header, file: file, sparingTexts: true, known: known)
    reader.read(bytes(range), offset: offset + Int64(range.lowerBound), line: line)
    return reader.batch
  }
}

/// What a thread uses again from piece to piece.
final class Workspace {
  private let sparesTexts: Bool
  lazy var reader = PactReader(sparingTexts: sparesTexts)

  /// `sparingTexts`: long texts that nothing is worked out from stay in the file.
  init(sparingTexts: Bool = false) { sparesTexts = sparingTexts }
}
