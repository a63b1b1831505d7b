import Footprints
import Formats

/// Receiving: a sync from its first line to its last, and what it changed.
extension SourceStore {
  /// Begins a sync.
  ///
  /// - Parameters:
  ///   - first: the first page of the list.
  ///   - isResumed: the list goes on where the last one broke off.
  func begin(
    base: String, version: Int, since: Timestamp?, isFiltered: Bool, first: String? = nil,
    isResumed: Bool = false
  ) throws(HostProblem) {
    changes = ChangeList()
    answered = []
    try write(
      .began(
        .init(
          sync: summary.sync + 1, at: now().iso8601, base: base, version: version, since: since?.iso8601,
          isFiltered: isFiltered, first: first, isResumed: isResumed ? true : nil)))
  }

  /// Begins to list from the start, once or more in a sync.
  func beginPass() { pass += 1 }

  struct Outcome: Equatable {
    /// Records that were not kept yet.
    var new = 0
    /// Records that this pass had not listed yet.
    var first = 0
  }

  /// Keeps the records of a page, or of a piece of a large one. When this returns they are on the disk.
  func append(_ records: [ReceivedRecord], page: Int, from address: String) throws(HostProblem) -> Outcome {
    let start = summary.end
    var pending: [UInt8] = []
    var outcome = Outcome()
    var lineEnds: [[Int]] = []
    for record in records {
      let (line, breaks) = SourceStore.line(record.bytes)
      let content = RecordIndex.key(content: line)
      if let known = try kept(line, content, pending, start) {
        if index.see(known, id: record.id, in: pass) { outcome.first += 1 }
        continue
      }
      try note(record, pending, start)
      changes.see(share: record.footprint?.primaryDataShare)
      index.add(
        .init(offset: start + Int64(pending.count), length: line.count), content: content, id: record.id,
        in: pass)
      if !breaks.isEmpty { lineEnds.append([outcome.new] + breaks) }
      pending += line
      pending.append(10)
      outcome.new += 1
      outcome.first += 1
    }
    do throws(HostProblem) {
      let file = try pending.isEmpty ? nil : footprints()
      try file?.append(pending)
      do throws(HostProblem) {
        try write(
          .piece(
            .init(
              sync: summary.sync, page: page, at: now().iso8601, from: address, start: start,
              end: start + Int64(pending.count), listed: records.count, kept: outcome.new,
              lineEnds: lineEnds.isEmpty ? nil : lineEnds)))
      } catch {
        try? file?.cut(to: start)
        throw error
      }
    } catch {
      index.forget(from: start)
      throw error
    }
    return outcome
  }

  /// Ends a sync. After a complete listing of everything the host has, what it does not list any more is marked.
  func end(
    _ outcome: JournalLine.Ended.Outcome, pages: Int, listed: Int, bytes: Int64, hostTime: Timestamp?,
    isFull: Bool, problems: [HostProblem]
  ) throws(HostProblem) {
    var ended = JournalLine.Ended(
      sync: summary.sync, at: now().iso8601, outcome: outcome, pages: pages, listed: listed, bytes: bytes,
      hostTime: hostTime?.iso8601, isFull: isFull && outcome == .complete,
      problems: problems.isEmpty ? nil : problems.map(\.text))
    let relisted = summary.unlisted.filter { index.isSeen($0, in: pass) }.sorted()
    if !relisted.isEmpty { ended.relisted = relisted }
    if ended.isFull {
      let gone = try markUnlisted()
      if !gone.isEmpty { ended.unlisted = gone }
    }
    try write(.ended(ended))
    try writeAnswers()
  }

  private func markUnlisted() throws(HostProblem) -> [String] {
    var ids: [String] = []
    for place in index.notSeen(in: pass) {
      guard let record = try read(place), !record.id.isEmpty, !summary.unlisted.contains(record.id) else {
        continue
      }
      ids.append(record.id)
      changes.add(FootprintChange(.unlisted, record.footprint, nil, id: record.id))
    }
    return ids
  }

  /// Keeps what a host sent and is no record, once: many hosts send the same again and again.
  @discardableResult func keepAside(_ bytes: [UInt8], name: String) throws(HostProblem) -> String {
    try StoreFile.keepAside(bytes, in: folder, name: name)
  }

  /// Notes in the journal that something was asked for, or how that was answered.
  func write(asked: JournalLine.Asked) throws(HostProblem) { try write(.asked(asked)) }

  func write(_ line: JournalLine) throws(HostProblem) {
    try journal.append(line.bytes)
    summary.add(line)
  }

  private func footprints() throws(HostProblem) -> StoreFile {
    if let file { return file }
    let file = try StoreFile(path)
    self.file = file
    return file
  }

  /// The number of the record that has just this content.
  private func kept(_ line: [UInt8], _ content: Int, _ pending: [UInt8], _ start: Int64) throws(HostProblem)
    -> Int?
  {
    guard let record = index.record(content: content) else { return nil }
    return try bytes(at: index.places[record], pending, start) == line ? record : nil
  }

  /// A record as a line: its line ends as blanks, with the distance of each to the one before.
  static func line(_ bytes: [UInt8]) -> (line: [UInt8], lineEnds: [Int]) {
    guard bytes.contains(10) else { return (bytes, []) }
    var line = bytes
    var ends: [Int] = []
    var last = 0
    for at in bytes.indices where bytes[at] == 10 {
      line[at] = 32
      ends.append(at - last)
      last = at
    }
    return (line, ends)
  }

  // MARK: What changed

  /// Compares a record with what was known of its product from this host.
  func note(_ record: ReceivedRecord, _ pending: [UInt8] = [], _ start: Int64 = .max)
    throws(HostProblem)
  {
    guard let footprint = record.footprint else { return }
    noteAnswer(footprint)
    for id in [record.id] + footprint.precedingIDs where !id.isEmpty {
      guard let place = index.latest(id: id), let before = try read(place, pending, start)?.footprint else {
        continue
      }
      let isDeprecated = footprint.status == .deprecated && before.status != .deprecated && id == record.id
      changes.add(
        FootprintChange(isDeprecated ? .deprecated : .changed, before, footprint, id: record.id))
      return
    }
    changes.add(FootprintChange(.new, nil, footprint, id: record.id))
  }

  /// A new record of a product that was asked for is taken for the answer.
  private func noteAnswer(_ footprint: Footprint) {
    for asked in summary.asked where asked.state == .asked && asked.isAbout(footprint.productIDs) {
      answered.insert(asked.event)
    }
  }

  func writeAnswers() throws(HostProblem) {
    for var asked in summary.asked where asked.state == .asked && answered.contains(asked.event) {
      (asked.state, asked.at) = (.answered, now().iso8601)
      try write(.asked(asked))
    }
    answered = []
  }
}

extension FootprintChange {
  fileprivate init(_ kind: Kind, _ before: Footprint?, _ after: Footprint?, id: String) {
    let named = after ?? before
    self.init(
      kind: kind, id: id, productID: named?.productIDs.first ?? "", productName: named?.productName ?? "",
      companyName: named?.companyName ?? "", unit: named?.unit.symbol ?? "",
      before: before?.emissions.excludingUptake, after: after?.emissions.excludingUptake,
      shareBefore: before?.primaryDataShare, shareAfter: after?.primaryDataShare)
  }
}
