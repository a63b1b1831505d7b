import CSimdjson
import Footprints

/// Cuts an answer of a host into records while it comes in, and reads each.
///
/// Takes what `readDataset` takes from a file: `{"data": […]}`, a list, single footprints, one per line. Memory is that
/// of the records not taken yet and of the piece in hand, whatever the length of the whole. Belongs to one thread
/// at a time.
public final class RecordStream {
  private let cutter: RecordCutter
  private let reader: PactReader
  private var buffer = FileBuffer(capacity: 1 << 16)
  /// Place in the whole of the first byte of the buffer.
  private var offset: Int64 = 0
  /// Place in the whole of the first byte that is not blank.
  private var firstByte: Int64?
  private var isStopped = false

  /// The first bytes that are not blank, to tell a web page from JSON.
  public private(set) var opening: [UInt8] = []

  /// Longer records are not read: `isStuck` says so.
  public static let longestRecord = 16 << 20

  /// With `lines`, each line stands on its own. Nil without memory.
  public init?(lines: Bool = false) {
    guard let cutter = RecordCutter(lines: lines), let reader = PactReader() else { return nil }
    self.cutter = cutter
    self.reader = reader
  }

  /// Bytes that came in.
  public private(set) var count: Int64 = 0

  /// A record is longer than any may be; nothing more is read.
  public private(set) var isStuck = false

  public func add(_ bytes: UnsafeRawBufferPointer) {
    let bytes = bytes.bindMemory(to: UInt8.self)
    note(bytes)
    count += Int64(bytes.count)
    guard !isStuck, !isStopped else { return }
    if buffer.count + bytes.count > buffer.capacity { grow(to: buffer.count + bytes.count) }
    buffer.append(bytes)
  }

  public func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  private func note(_ bytes: Bytes) {
    guard opening.count < 200 else { return }
    if firstByte == nil {
      guard let start = bytes.firstIndex(where: { !isBlank($0) && $0 != 10 && $0 < 0x80 }) else { return }
      firstByte = count + Int64(start)
      opening = Array(bytes[start...].prefix(200))
    } else {
      opening += bytes.prefix(200 - opening.count)
    }
  }

  private func grow(to size: Int) {
    let larger = FileBuffer(capacity: max(size, buffer.capacity * 2))
    larger.append(buffer.bytes)
    buffer = larger
  }

  /// The records that are whole by now; with `isLast` also what is left, as something that broke off.
  public func take(isLast: Bool) -> [ReceivedRecord] {
    guard !isStuck, !isStopped else { return [] }
    skipByteOrderMark()
    let window = buffer.bytes
    let spans = cutter.spans(window, isLast: isLast)
    let records = spans.map { record($0, in: window) }
    let position = min(max(0, cutter.position), buffer.count)
    cutter.drop(position)
    buffer.dropFirst(position)
    offset += Int64(position)
    isStopped = spans.last.map { $0.kind == .garbage || $0.kind == .truncated } ?? false
    isStuck = buffer.count > RecordStream.longestRecord
    return records
  }

  private func skipByteOrderMark() {
    guard offset == 0, buffer.bytes.starts(with: Encoding.byteOrderMark) else { return }
    buffer.dropFirst(3)
    offset = 3
  }

  private func record(_ span: RecordSpan, in window: Bytes) -> ReceivedRecord {
    let bytes = window.cut(span.range.lowerBound, span.range.upperBound)
    var record = ReceivedRecord(offset: offset + Int64(span.range.lowerBound), kind: .init(span.kind))
    record.isWholeAnswer = record.offset == firstByte
    guard record.kind == .footprint else {
      record.bytes = Array(bytes.prefix(1 << 16))
      return record
    }
    record.bytes = Array(bytes)
    reader.batch = Batch()
    reader.read(bytes, at: Place(file: -1, line: Int32(clamping: span.line)))
    record.id = reader.fields[.id].text ?? ""
    record.footprint = reader.batch.footprints.first
    return record
  }
}

/// One record of an answer, byte for byte.
public struct ReceivedRecord: Sendable {
  public enum Kind: Sendable {
    /// A whole JSON object; whether it is a footprint that can be used, `footprint` says.
    case footprint
    /// A list element that is no object, or nested too deep.
    case other
    /// Not JSON.
    case broken
    /// The answer ends inside it.
    case truncated

    init(_ kind: JsonSpanKind) {
      switch kind {
      case .record: self = .footprint
      case .other, .tooDeep: self = .other
      case .broken, .garbage: self = .broken
      case .truncated: self = .truncated
      }
    }
  }

  /// Place of its first byte in the answer.
  public var offset: Int64
  public var kind: Kind
  /// As it came; of what is no record at most the first 64 kB.
  public var bytes: [UInt8] = []
  /// Empty where there is none.
  public var id = ""
  /// Nil where it names no product or no headline value. A primary data share is as it was stated, percent or fraction.
  public var footprint: Footprint?
  /// Nothing was round it: no list and no `{"data": …}`.
  public var isWholeAnswer = false
}
