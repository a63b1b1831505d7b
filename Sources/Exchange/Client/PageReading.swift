import Footprints
import Formats
import FoundationEssentials
import NIOCore

/// A page while it comes in.
actor PageReading {
  private var stream = RecordStream()
  private var waiting = 0
  private var isBegun = false
  private var hasRecords = false
  private(set) var page = HostSync.Page()

  /// Bytes after which whole records are taken out: each time is one write to the disk.
  private static let piece = 4 << 20

  /// An answer is read from its start; what an attempt that failed brought is known to the store already.
  func restart() {
    stream = RecordStream()
    waiting = 0
    isBegun = false
    hasRecords = false
    page = HostSync.Page()
    isBrokenOff = false
  }

  /// Records once there are enough of them.
  func add(_ bytes: ByteBufferView) throws -> [ReceivedRecord]? {
    guard let stream else { throw HostProblem(.cannotWrite, "memory") }
    bytes.withUnsafeBytes { stream.add($0) }
    waiting += bytes.count
    if !isBegun, stream.opening.count >= 16 { try begin(stream) }
    guard waiting >= PageReading.piece else { return nil }
    return try take(isLast: false)
  }

  /// The rest. An answer that breaks off says so after what it held was kept.
  func finish() throws -> [ReceivedRecord] {
    guard let stream else { return [] }
    if !isBegun { try begin(stream) }
    return try take(isLast: true)
  }

  private func begin(_ stream: RecordStream) throws {
    isBegun = true
    if stream.opening.isEmpty { throw HostProblem(.notJSON) }
    guard let first = stream.opening.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else {
      return
    }
    let words = String(decoding: stream.opening.prefix(80), as: UTF8.self)
    throw HostProblem(first == UInt8(ascii: "<") ? .webPage : .notJSON, words)
  }

  private func take(isLast: Bool) throws -> [ReceivedRecord] {
    guard let stream else { return [] }
    waiting = 0
    let records = stream.take(isLast: isLast)
    if stream.isStuck { throw HostProblem(.recordTooLong, count: RecordStream.longestRecord) }
    if !hasRecords, let first = records.first, first.isWholeAnswer, first.footprint == nil {
      return try wholeAnswer(first)
    }
    hasRecords = hasRecords || !records.isEmpty
    if isLast, let last = records.last, last.kind == .truncated { isBrokenOff = true }
    return records.filter { $0.kind != .truncated }
  }

  private(set) var isBrokenOff = false

  /// An object without a list in it: an empty answer, or the words of an error under a good status.
  private func wholeAnswer(_ record: ReceivedRecord) throws -> [ReceivedRecord] {
    struct Words: Decodable {
      enum CodingKeys: CodingKey { case code, message, data }
      var code: String?
      var message: String?
      var hasData: Bool

      init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        code = try? values.decode(String.self, forKey: .code)
        message = try? values.decode(String.self, forKey: .message)
        hasData = values.contains(.data)
      }
    }
    if record.kind == .truncated { throw HostProblem(.brokenOff) }
    guard record.kind == .footprint else {
      throw HostProblem(.notJSON, String(decoding: record.bytes.prefix(80), as: UTF8.self))
    }
    let words = try? JSONDecoder().decode(Words.self, from: Data(record.bytes.prefix(1 << 20)))
    if let code = words?.code { throw HostProblem(.hostRefused, "\(code): \(words?.message ?? "")") }
    // `{"data": null}` is what some languages write for an empty list.
    guard words?.hasData == true else { throw HostProblem(.notJSON, "{ }") }
    return []
  }

  func note(listed: Int, first: Int, older: Int) {
    page.listed += listed
    page.first += first
    page.older += older
  }
}
