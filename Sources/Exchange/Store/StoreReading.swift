import Footprints
import Formats

/// Reading: records where they stand, histories, and the state of the source.
extension SourceStore {
  /// The bytes that stand there, or will once `pending` is written at `start`.
  func bytes(at place: RecordIndex.Place, _ pending: [UInt8] = [], _ start: Int64 = .max)
    throws(HostProblem) -> [UInt8]
  {
    if place.offset >= start {
      let from = Int(place.offset - start)
      return Array(pending[from..<(from + place.length)])
    }
    return try file?.read(from: place.offset, count: place.length) ?? []
  }

  /// The record that stands there.
  func read(
    _ place: RecordIndex.Place, _ pending: [UInt8] = [], _ start: Int64 = .max
  ) throws(HostProblem) -> ReceivedRecord? {
    guard let stream = RecordStream(lines: true) else { return nil }
    stream.add(try bytes(at: place, pending, start))
    return stream.take(isLast: true).first
  }

  /// Every version of a footprint that was received, and of those it replaces, the latest first. Loops of precedence end.
  public func history(of id: String) throws(HostProblem) -> [ReceivedRecord] {
    guard let file, let stream = RecordStream(lines: true) else { return [] }
    var versions: [String: [ReceivedRecord]] = [:]
    var offset: Int64 = 0
    while offset < min(summary.end, file.end) {
      let bytes = try file.read(from: offset, count: Int(min(1 << 20, summary.end - offset)))
      if bytes.isEmpty { break }
      offset += Int64(bytes.count)
      stream.add(bytes)
      for record in stream.take(isLast: offset >= summary.end) where !record.id.isEmpty {
        versions[record.id.lowercased(), default: []].append(record)
      }
    }
    return SourceStore.chain(from: id, versions)
  }

  private static func chain(from id: String, _ versions: [String: [ReceivedRecord]]) -> [ReceivedRecord] {
    var (result, waiting, met): ([ReceivedRecord], [String], Set<String>) = ([], [id.lowercased()], [])
    while !waiting.isEmpty {
      let next = waiting.removeFirst()
      guard met.insert(next).inserted, let records = versions[next] else { continue }
      result += records.reversed()
      waiting += records.flatMap { $0.footprint?.precedingIDs ?? [] }.map { $0.lowercased() }
    }
    return result
  }

  /// The bytes of every record as they came, line ends and all, in the order in which they came. For checks.
  public func originals() throws(HostProblem) -> [[UInt8]] {
    let bytes = try file?.read(from: 0, count: Int(summary.end)) ?? []
    var lines = bytes.split(separator: 10).map(Array.init)
    var number = 0
    for line in try journalLines() {
      guard case .piece(let piece) = line else { continue }
      for entry in piece.lineEnds ?? [] {
        guard let record = entry.first, lines.indices.contains(number + record) else { continue }
        var at = 0
        for distance in entry.dropFirst() {
          at += distance
          if lines[number + record].indices.contains(at) { lines[number + record][at] = 10 }
        }
      }
      number += piece.kept
    }
    return lines
  }

  func journalLines() throws(HostProblem) -> [JournalLine] {
    try journal.read(from: 0, count: Int(journal.end)).split(separator: 10).compactMap { JournalLine($0) }
  }

  /// Records that are kept, older versions included.
  var keptCount: Int { index.places.count }

  /// The store as a list of sources shows it.
  public var state: HostState {
    var state = HostState(name: name, address: summary.base)
    state.version = summary.version
    (state.pages, state.listed, state.received) = (summary.pages, summary.listed, summary.received)
    state.bytes = summary.bytes
    state.kept = keptCount
    state.unlisted = summary.unlisted.count
    state.lastSync = summary.lastComplete
    state.problems = findings + summary.problems
    state.changes = changes.heaviest
    state.changeCount = changes.count
    state.questions = summary.asked.reversed().map { asked in
      HostQuestion(
        productIDs: asked.productIDs, asked: asked.askedAt.flatMap { Timestamp(iso8601: $0) },
        state: .init(rawValue: asked.state.rawValue) ?? .asked, since: Timestamp(iso8601: asked.at),
        reason: asked.detail ?? "")
    }
    return state
  }
}
