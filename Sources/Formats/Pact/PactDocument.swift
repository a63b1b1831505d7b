import Footprints

/// The footprints of one document in memory: an answer of a host, an event, a text that was pasted.
///
/// Takes what `readDataset` takes from a file: a footprint, a list, `{"data": …}` round either, one per line.
public struct PactDocument: Sendable {
  /// In the order of the document, older versions included.
  public let footprints: [Footprint]
  public let notices: NoticeLog

  /// `file` is the number that the places of footprints and notices name.
  public init(_ bytes: [UInt8], file: Int32 = -1) {
    let buffer = FileBuffer(capacity: max(bytes.count, 64))
    bytes.withUnsafeBufferPointer { whole in
      let mark = whole.starts(with: Encoding.byteOrderMark) ? 3 : 0
      buffer.append(whole.cut(mark, whole.count))
    }
    var log = NoticeLog()
    let window = buffer.bytes
    let encoding = Encoding.guess(window)
    if encoding == .utf16 || encoding == .shiftJIS {
      log.add(
        Notice(.invalidEncoding, place: Place(file: file), found: encoding.name, expected: Encoding.utf8.name)
      )
    }
    guard log.isEmpty, let cutter = RecordCutter(lines: RecordCutter.looksLikeLines(window)) else {
      (footprints, notices) = ([], log)
      return
    }
    let spans = cutter.spans(window, isLast: true)
    let chunk = Chunk(
      file: file, buffer: buffer, offset: Int64(bytes.count - buffer.count), content: .records(spans),
      weight: 0)
    let batch = chunk.read()
    footprints = batch.scaledFootprints
    notices = batch.allNotices
  }

  public init(_ text: String, file: Int32 = -1) { self.init(Array(text.utf8), file: file) }
}

extension Batch {
  /// With shares in percent, once all of a file is in the batch.
  fileprivate var scaledFootprints: [Footprint] {
    guard shares.isFraction else { return Array(footprints) }
    var scaled = footprints
    scaled.changeShares(ShareScale.percent)
    return Array(scaled)
  }
}
