import Footprints
import Formats
import Glibc

/// What was received from one host, kept in a dataset's folder.
///
/// - `footprints/NAME.received.ndjson`: the records, one a line, byte for byte as they came, only ever added to. The
///   loader reads it like any other file. A line end inside a record (white space; JSON allows none in strings)
///   stands there as a blank, and its place in the journal, so that `original(_:)` gives back the very bytes.
/// - `.genryu/sources/NAME/journal.ndjson`: when, from where, which page, which bytes. A page counts as received once
///   its line is on the disk, which is after its records are. Bytes behind the last such line were in flight when
///   the program ended; opening the store moves them into a file of their own and says so.
/// - Beside the journal: `torn-N` (such bytes), `unreadable-N` (what a host sent that is no record), `lock`.
///
/// Nothing is ever removed: other versions of a footprint are further lines, what the host lists no longer is marked in
/// the journal. Belongs to one thread at a time.
public final class SourceStore {
  public let name: String
  /// The footprints file.
  public let path: String
  private let folder: String
  private let now: @Sendable () -> Timestamp
  private let lock: StoreLock?
  private var journal: StoreFile
  private var file: StoreFile?
  private var index = RecordIndex()
  /// Listings of this run, for telling what one has listed already.
  private var pass = 0
  private var changes = ChangeList()
  /// Events whose answers came with this sync.
  private var answered: Set<String> = []
  private(set) var summary = JournalSummary()
  /// What was wrong when it was opened.
  public private(set) var findings: [HostProblem] = []

  static let hidden = ".genryu/sources"

  /// Opens or makes the store of a host and repairs what a crash left. O(bytes kept).
  ///
  /// - Throws: `.storeInUse` when another program writes to it, `.foreignFile` when the footprints file is somebody
  ///   else's, `.cannotWrite` with the system's reason.
  public convenience init(
    folder: String, name: String, now: @escaping @Sendable () -> Timestamp
  ) throws(HostProblem) {
    try self.init(folder: folder, name: name, isReading: false, now: now)
  }

  /// Opens a store to look at it: nothing is locked, repaired or written.
  public convenience init(reading name: String, in folder: String) throws(HostProblem) {
    try self.init(folder: folder, name: name, isReading: true) { Timestamp(seconds: 0) }
  }

  private init(
    folder: String, name: String, isReading: Bool, now: @escaping @Sendable () -> Timestamp
  ) throws(HostProblem) {
    self.name = name
    self.now = now
    self.folder = "\(folder)/\(SourceStore.hidden)/\(name)"
    path = "\(folder)/footprints/\(SourceStore.fileName(of: name))"
    if !isReading {
      try StoreFile.makeFolder(self.folder)
      try StoreFile.makeFolder("\(folder)/footprints")
    }
    lock = isReading ? nil : try StoreLock(self.folder + "/lock")
    journal = try StoreFile(self.folder + "/journal.ndjson", isReading: isReading)
    let hasLines = try readJournal(isReading: isReading)
    if access(path, F_OK) == 0 || summary.end > 0 {
      guard hasLines else { throw HostProblem(.foreignFile, path) }
      let file = try StoreFile(path, isReading: isReading)
      self.file = file
      if !isReading { try repair(file) }
      try scan(file)
    }
    if summary.isOpen { findings.append(HostProblem(.interrupted, count: summary.listed)) }
  }

  /// Name of the footprints file of a host in `footprints`; it is only ever added to.
  public static func fileName(of name: String) -> String { "\(name).received.ndjson" }

  /// Names of the hosts with a store in a folder, in order.
  public static func names(in folder: String) -> [String] {
    guard let directory = opendir("\(folder)/\(hidden)") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), access("\(folder)/\(hidden)/\(name)/journal.ndjson", F_OK) == 0 {
        names.append(name)
      }
    }
    return names.sorted()
  }

  // MARK: Opening

  /// False for a journal without any line.
  private func readJournal(isReading: Bool) throws(HostProblem) -> Bool {
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
  private func repair(_ file: StoreFile) throws(HostProblem) {
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

  private func scan(_ file: StoreFile) throws(HostProblem) {
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

  // MARK: Receiving

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

  private func write(_ line: JournalLine) throws(HostProblem) {
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

  private func bytes(at place: RecordIndex.Place, _ pending: [UInt8] = [], _ start: Int64 = .max)
    throws(HostProblem) -> [UInt8]
  {
    if place.offset >= start {
      let from = Int(place.offset - start)
      return Array(pending[from..<(from + place.length)])
    }
    return try file?.read(from: place.offset, count: place.length) ?? []
  }

  private func read(
    _ place: RecordIndex.Place, _ pending: [UInt8] = [], _ start: Int64 = .max
  ) throws(HostProblem) -> ReceivedRecord? {
    guard let stream = RecordStream(lines: true) else { return nil }
    stream.add(try bytes(at: place, pending, start))
    return stream.take(isLast: true).first
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

  // MARK: What was received

  /// Compares a record with what was known of its product from this host.
  private func note(_ record: ReceivedRecord, _ pending: [UInt8] = [], _ start: Int64 = .max)
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

  private func writeAnswers() throws(HostProblem) {
    for var asked in summary.asked where asked.state == .asked && answered.contains(asked.event) {
      (asked.state, asked.at) = (.answered, now().iso8601)
      try write(.asked(asked))
    }
    answered = []
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
