import Footprints
import Formats

/// Opening: what the journal says, and bringing the files to it where a crash left them otherwise.
extension SourceStore {
  /// False for a journal without any line.
  func readJournal(isReading: Bool) throws(HostProblem) -> Bool {
    let bytes = try journal.read(from: 0, count: Int(journal.end))
    let whole = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
    var damaged = 0
    for line in bytes[..<whole].split(separator: 10) {
      if let line = JournalLine(line) { summary.add(line) } else { damaged += 1 }
    }
    if damaged > 0 { findings.append(HostProblem(.damagedStore, journal.path, count: damaged)) }
    guard whole < bytes.count, !isReading else { return whole > 0 }
    try keepAside(Array(bytes[whole...]), name: "torn")
    try journal.cut(to: Int64(whole))
    return whole > 0
  }

  /// Brings the footprints file to what the journal acknowledges.
  func repair(_ file: StoreFile) throws(HostProblem) {
    if file.end > summary.end {
      let tail = try file.read(from: summary.end, count: Int(file.end - summary.end))
      let kept = try keepAside(tail, name: "torn")
      try file.cut(to: summary.end)
      findings.append(HostProblem(.tornTail, kept, count: tail.count))
    } else if file.end < summary.end {
      findings.append(HostProblem(.damagedStore, path, count: Int(summary.end - file.end)))
      try shorten(file)
    }
  }

  /// Somebody cut the file: goes on behind its last whole line, and asks for everything again.
  private func shorten(_ file: StoreFile) throws(HostProblem) {
    var end = file.end
    while end > 0 {
      let start = max(0, end - 1 << 20)
      let piece = try file.read(from: start, count: Int(end - start))
      if let last = piece.lastIndex(of: 10) {
        end = start + Int64(last) + 1
        break
      }
      end = start
    }
    let tail = try file.read(from: end, count: Int(file.end - end))
    if !tail.isEmpty { try keepAside(tail, name: "torn") }
    try file.cut(to: end)
    try write(
      .piece(
        .init(
          sync: summary.sync, page: 0, at: now().iso8601, from: "", start: end, end: end, listed: 0, kept: 0,
          isRepair: true)))
  }

  func scan(_ file: StoreFile) throws(HostProblem) {
    guard let stream = RecordStream(lines: true) else { return }
    var offset: Int64 = 0
    let end = min(summary.end, file.end)
    while offset < end {
      let bytes = try file.read(from: offset, count: Int(min(1 << 20, end - offset)))
      if bytes.isEmpty { break }
      offset += Int64(bytes.count)
      stream.add(bytes)
      for record in stream.take(isLast: offset >= end) {
        if record.offset >= summary.start { try note(record) }
        index.add(
          .init(offset: record.offset, length: record.bytes.count),
          content: RecordIndex.key(content: record.bytes), id: record.id, in: -1)
        changes.see(share: record.footprint?.primaryDataShare)
      }
    }
  }
}
