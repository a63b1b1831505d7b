import Footprints

/// Cuts the files of a dataset into chunks, one after the other.
///
/// Only whole records and rows are handed out; what is begun at the end of a buffer moves to the next one. A record
/// longer than a buffer makes it grow up to `longestRecord`.
final class ChunkSource {
  private let files: [ListedFile]
  /// Indices into `files`.
  private let order: [Int]
  private var next = 0
  private var open: OpenFile?
  /// Of files as a whole: unreadable, empty, of no known kind.
  private(set) var notices = NoticeLog()
  /// How far growing files were read; those that can be read on.
  private(set) var ends: [Int32: FileEnd]
  /// A growing file is not what it was: nothing can be read on.
  private(set) var hasLostPlace = false

  /// So much that what is read of it still lies in the cache of the core when it is looked at.
  static let chunkSize = 256 << 10
  static let longestRecord = 64 << 20

  let chunkSize: Int
  private let pool: BufferPool

  init(_ files: [ListedFile], chunkSize: Int = ChunkSource.chunkSize) {
    self.files = files
    order = ChunkSource.order(files)
    self.chunkSize = max(64, chunkSize)
    ends = [:]
    pool = BufferPool(size: 2 * self.chunkSize)
  }

  /// What was added to the growing files, behind where they ended.
  init(_ files: [ListedFile], behind ends: [Int32: FileEnd], chunkSize: Int = ChunkSource.chunkSize) {
    self.files = files
    self.ends = ends
    order = files.indices.filter { files[$0].isGrowing && !files[$0].isAwaited }
    self.chunkSize = max(64, chunkSize)
    pool = BufferPool(size: 2 * self.chunkSize)
    isReadingOn = true
  }

  private var isReadingOn = false

  /// Tables before records, small ones first: what links lead to is usually known before the links are read, and
  /// what is known early is worth showing.
  private static func order(_ files: [ListedFile]) -> [Int] {
    let tables = files.indices.filter { files[$0].kind == .table }
      .sorted { (files[$0].size, $0) < (files[$1].size, $1) }
    return tables + files.indices.filter { files[$0].kind != .table }
  }

  /// Nil when all files are read.
  func nextChunk() -> Chunk? {
    while true {
      if let chunk = open?.nextChunk() { return chunk }
      finishFile()
      guard next < order.count else { return nil }
      let file = files[order[next]]
      let place = Place(file: Int32(clamping: order[next]))
      next += 1
      if file.isAwaited { continue }
      if let problem = file.problem {
        notices.add(Notice(problem.code, place: place, found: problem.found))
        continue
      }
      do {
        open = try openFile(file, place)
      } catch {
        guard case .refused(let reason) = error else { continue }
        if file.isGrowing { hasLostPlace = true }
        notices.add(Notice(.unreadableFile, place: place, found: reason))
      }
    }
  }

  private func openFile(_ file: ListedFile, _ place: Place) throws(FileSource.Failure) -> OpenFile? {
    guard isReadingOn else {
      let source = try FileSource(path: file.source.path)
      let trail = file.isGrowing ? FileTrail() : nil
      return OpenFile(source, file.kind, place, chunkSize: chunkSize, pool, trail: trail)
    }
    let end = ends[place.file] ?? FileEnd()
    guard end.stands(in: file) else {
      hasLostPlace = true
      return nil
    }
    let source = try FileSource(path: file.source.path, from: end.size)
    return OpenFile(source, file.kind, place, chunkSize: chunkSize, pool, trail: FileTrail(behind: end))
  }

  private func finishFile() {
    guard let finished = open else { return }
    open = nil
    notices.add(contentsOf: finished.notices)
    guard finished.isGrowing else { return }
    ends[finished.file] = finished.end
    if finished.end == nil { hasLostPlace = true }
  }
}

/// A file that is being cut into chunks.
private final class OpenFile {
  private let source: FileSource
  private let kind: ListedFile.Kind
  private let place: Place
  private let chunkSize: Int
  private let pool: BufferPool
  private(set) var notices = NoticeLog()
  private var buffer: FileBuffer
  /// Place in the file of the first byte of the buffer.
  private var offset: Int64 = 0
  private var cutter: Cutter = .undecided
  private var trail: FileTrail?

  private enum Cutter {
    case undecided, finished
    case records(RecordCutter)
    /// Records of which each stands in a line; so many lines are cut already.
    case lines(before: Int64)
    case rows(TableHeader, line: Int)
  }

  init(
    _ source: FileSource, _ kind: ListedFile.Kind, _ place: Place, chunkSize: Int, _ pool: BufferPool,
    trail: FileTrail? = nil
  ) {
    self.chunkSize = chunkSize
    self.pool = pool
    self.source = source
    self.kind = kind
    self.place = place
    self.trail = trail
    offset = trail?.begin.size ?? 0
    let size = Int(clamping: min(source.remaining, Int64(chunkSize)))
    buffer = FileBuffer(capacity: max(64, size), pool: pool)
  }

  func nextChunk() -> Chunk? {
    while true {
      let filled = buffer.count
      source.fill(buffer)
      trail?.add(buffer.bytes.cut(filled, buffer.count))
      switch cutter {
      case .undecided: decide()
      case .finished:
        if let problem = source.problem { note(.unreadableFile, found: problem) }
        return nil
      case .records(let records):
        if let chunk = cut(records) { return chunk }
      case .lines(let before):
        if let chunk = cutLines(behind: before) { return chunk }
      case .rows(let header, let line):
        if let chunk = cut(header, line) { return chunk }
      }
    }
  }

  var file: Int32 { place.file }

  var isGrowing: Bool { trail != nil }

  /// Where a growing file was read to; nil when it cannot be read on from there.
  var end: FileEnd? {
    guard let trail, trail.isInLines, source.problem == nil else { return nil }
    return trail.end(source.stamp)
  }

  private func note(
    _ code: NoticeCode, line: Int = 0, field: String = "", found: String = "", expected: String = ""
  ) {
    let place = Place(file: place.file, line: Int32(clamping: line))
    notices.add(Notice(code, place: place, field: field, found: found, expected: expected))
  }

  // MARK: What it is

  private func decide() {
    skipByteOrderMark()
    let bytes = buffer.bytes
    if let begin = trail?.begin, begin.size > 0 { return decideToReadOn(begin) }
    if bytes.allSatisfy({ isBlank($0) || $0 == 10 }) {
      guard source.isAtEnd else { return dropAll() }
      cutter = .finished
      if source.problem == nil { note(.emptyFile) }
      return
    }
    let isTable = isTable(bytes)
    if refuses(Encoding.guess(bytes), isTable: isTable) {
      cutter = .finished
    } else if isTable {
      decideTable()
    } else {
      let isLines = kind == .lines ? !startsDocument(bytes) : RecordCutter.looksLikeLines(bytes)
      trail?.isInLines = isLines
      cutter = isLines ? .lines(before: 0) : RecordCutter(lines: false).map { .records($0) } ?? .finished
    }
  }

  /// What it is was decided when its beginning was read.
  private func decideToReadOn(_ begin: FileEnd) {
    if buffer.bytes.isEmpty {
      trail?.isInLines = true
      cutter = .finished
    } else if case .utf8 = Encoding.guess(buffer.bytes) {
      trail?.isInLines = true
      cutter = .lines(before: begin.lines)
    } else {
      // The whole file may have to be refused for it.
      cutter = .finished
    }
  }

  private func skipByteOrderMark() {
    guard offset == 0, buffer.bytes.starts(with: Encoding.byteOrderMark) else { return }
    buffer.dropFirst(3)
    offset = 3
  }

  private func dropAll() {
    offset += Int64(buffer.count)
    buffer.dropFirst(buffer.count)
  }

  private func isTable(_ bytes: Bytes) -> Bool {
    if kind != .unknown { return kind == .table }
    let first = bytes.first { !isBlank($0) && $0 != 10 }
    return first != UInt8(ascii: "{") && first != UInt8(ascii: "[")
  }

  /// Pretty-printed JSON in a file that is named as lines.
  private func startsDocument(_ bytes: Bytes) -> Bool {
    let firstLine = bytes.prefix { $0 != 10 }.filter { !isBlank($0) }
    return firstLine.count <= 1 && bytes.contains(10)
  }

  /// Says why a file in another encoding is not read. One damaged record of a JSON file does not condemn it.
  private func refuses(_ encoding: Encoding, isTable: Bool) -> Bool {
    switch encoding {
    case .utf8: return false
    case .binary: note(.notText)
    case .latin1 where !isTable: return false
    case .utf16, .shiftJIS, .latin1:
      note(.invalidEncoding, found: encoding.name, expected: Encoding.utf8.name)
    }
    return true
  }

  // MARK: JSON

  private func cut(_ records: RecordCutter) -> Chunk? {
    let spans = records.spans(buffer.bytes, isLast: source.isAtEnd)
    let position = records.position
    if source.isAtEnd { cutter = .finished }
    if spans.isEmpty {
      if position > 0 {
        handOver(position)
        records.drop(position)
      } else {
        wantMore(.brokenJSON, line: Int(records.line))
      }
      return nil
    }
    records.drop(position)
    return handOver(position, as: .records(spans))
  }

  /// Where each line stands on its own, whoever reads the lines finds the records in them.
  private func cutLines(behind before: Int64) -> Chunk? {
    let bytes = buffer.bytes
    let end = source.isAtEnd ? bytes.count : bytes.lastOffset(of: 10).map { $0 + 1 } ?? 0
    guard end > 0 else {
      wantMore(.brokenJSON, line: Int(before) + 1)
      return nil
    }
    cutter = source.isAtEnd ? .finished : .lines(before: before + Int64(bytes.cut(0, end).lineCount))
    return handOver(end, as: .lines(count: end, before: before))
  }

  // MARK: Tables

  private func decideTable() {
    do {
      let header = try TableHeader(buffer.bytes, isLast: source.isAtEnd)
      noteUnknownColumns(header)
      cutter = .rows(header, line: header.firstLine)
      handOver(header.length)
    } catch {
      refuseTable(error)
    }
  }

  private func refuseTable(_ problem: TableHeader.Problem) {
    switch problem {
    case .needsMore where grow(): return
    case .needsMore: note(.unknownTable)
    case .empty: note(.emptyFile)
    case .unknownTable(let names):
      note(.unknownTable, line: 1, found: excerpt(names.joined(separator: ", "), limit: 200))
    case .missingColumn(let name): note(.missingColumn, line: 1, field: name)
    }
    cutter = .finished
  }

  private func noteUnknownColumns(_ header: TableHeader) {
    let unknown = zip(header.names, header.columns).filter { $0.1 == nil && !$0.0.isEmpty }.map(\.0)
    if !unknown.isEmpty {
      note(.unknownColumns, line: header.firstLine - 1, found: unknown.joined(separator: ", "))
    }
  }

  private func cut(_ header: TableHeader, _ line: Int) -> Chunk? {
    let bytes = buffer.bytes
    let end = source.isAtEnd ? bytes.count : lastRowEnd(bytes, header.delimiter)
    guard end > 0 else {
      wantMore(.brokenRow, line: line)
      return nil
    }
    cutter = source.isAtEnd ? .finished : .rows(header, line: line + bytes.cut(0, end).lineCount)
    return handOver(end, as: .rows(header, range: 0..<end, line: line))
  }

  private func lastRowEnd(_ bytes: Bytes, _ delimiter: UInt8) -> Int {
    // Without quotes in it a row ends where its line does.
    if bytes.firstOffset(of: UInt8(ascii: "\"")) == nil {
      return bytes.lastOffset(of: 10).map { $0 + 1 } ?? 0
    }
    let scanner = RowScanner(bytes: bytes, delimiter: delimiter)
    var start = 0
    while start < bytes.count, case .found(_, let next, _) = scanner.rowEnd(from: start, isLast: false) {
      start = next
    }
    return start
  }

  // MARK: Buffers

  /// The first `count` bytes as a chunk.
  private func handOver(_ count: Int, as content: Chunk.Content) -> Chunk {
    let chunk = Chunk(
      file: place.file, buffer: buffer, offset: offset, content: content, weight: Int64(count))
    handOver(count)
    return chunk
  }

  /// Begins a new buffer behind the first `count` bytes; the old one belongs to the chunk.
  private func handOver(_ count: Int) {
    let rest = buffer.bytes.cut(count, buffer.count)
    let wanted = min(Int64(chunkSize), source.remaining) + Int64(rest.count)
    let fresh = FileBuffer(capacity: max(64, Int(clamping: wanted)), pool: pool)
    fresh.append(rest)
    offset += Int64(count)
    buffer = fresh
  }

  /// What begins in the buffer does not end in it: a larger one is needed, or nothing more comes of this file.
  private func wantMore(_ code: NoticeCode, line: Int) {
    if source.isAtEnd {
      cutter = .finished
    } else if !grow() {
      note(code, line: line, found: "> \(ChunkSource.longestRecord >> 20) MB")
      cutter = .finished
    }
  }

  /// False when it is as large as it may get.
  private func grow() -> Bool {
    guard buffer.count < ChunkSource.longestRecord else { return false }
    let larger = FileBuffer(capacity: max(buffer.count * 2, chunkSize))
    larger.append(buffer.bytes)
    buffer = larger
    return true
  }
}
