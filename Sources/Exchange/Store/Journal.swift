import Footprints
import FoundationEssentials

/// One line of the journal of a source: what was done, written after it was done.
///
/// The journal is the word of the store: bytes of the footprints file that no line acknowledges were in flight when
/// the program ended, and are cut off when the store is opened next.
enum JournalLine: Equatable {
  case began(Began)
  case piece(Piece)
  case ended(Ended)
  case asked(Asked)

  /// A sync begins.
  struct Began: Codable, Equatable {
    var sync: Int
    var at: String
    var base: String
    /// 2 or 3.
    var version: Int
    /// Only what is new since then was asked for; nil for everything.
    var since: String?
    /// Criteria of the endpoint: a list under criteria says nothing about what it does not hold.
    var isFiltered: Bool
    /// The first page of the list, with all that was asked for.
    var first: String?
    /// The list goes on where that of the sync before broke off.
    var isResumed: Bool?
  }

  /// Records were appended, or were all known already.
  struct Piece: Codable, Equatable {
    var sync: Int
    var page: Int
    var at: String
    /// Where they came from, with its query.
    var from: String
    /// In the footprints file.
    var start: Int64
    var end: Int64
    /// Records in the piece, new or not.
    var listed: Int
    /// New ones, those between `start` and `end`.
    var kept: Int
    /// Line ends inside records, which stand as blanks in the file: number of the record in the piece, then the places
    /// of its line ends, each counted from the one before.
    var lineEnds: [[Int]]?
    /// The file was found shorter than it should be: nothing behind `end` is there, and everything is asked for anew.
    var isRepair: Bool?
  }

  struct Ended: Codable, Equatable {
    enum Outcome: String, Codable { case complete, stopped, failed }
    var sync: Int
    var at: String
    var outcome: Outcome
    var pages: Int
    var listed: Int
    var bytes: Int64
    /// The host's clock when the sync began.
    var hostTime: String?
    /// All that the host has was listed, so what is missing is gone there.
    var isFull: Bool
    /// Ids that the host does not list any more, and those that it lists again.
    var unlisted: [String]?
    var relisted: [String]?
    var problems: [String]?
  }

  /// A footprint was asked for, or such a question was answered.
  struct Asked: Codable, Equatable {
    enum State: String, Codable { case asked, answered, rejected }
    /// The id of the event.
    var event: String
    var at: String
    var state: State
    var productIDs: [String]
    var detail: String?
    /// When it was first noted; put together from earlier lines.
    var askedAt: String?

    /// Whether one of the identifiers is the product's.
    func isAbout(_ ids: [String]) -> Bool {
      productIDs.contains { id in ids.contains { $0.lowercased() == id.lowercased() } }
    }
  }

  /// A line holds one of them, under its name.
  private struct Wire: Decodable {
    var began: Began?
    var piece: Piece?
    var ended: Ended?
    var asked: Asked?
  }

  /// As a line with its end.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data: Data?
    switch self {
    case .began(let value): data = try? encoder.encode(["began": value])
    case .piece(let value): data = try? encoder.encode(["piece": value])
    case .ended(let value): data = try? encoder.encode(["ended": value])
    case .asked(let value): data = try? encoder.encode(["asked": value])
    }
    return Array(data ?? Data("{}".utf8)) + [10]
  }

  /// Nil for what is no line of a journal.
  init?(_ bytes: some Sequence<UInt8>) {
    guard let line = try? JSONDecoder().decode(Wire.self, from: Data(bytes)) else { return nil }
    if let began = line.began {
      self = .began(began)
    } else if let piece = line.piece {
      self = .piece(piece)
    } else if let ended = line.ended {
      self = .ended(ended)
    } else if let asked = line.asked {
      self = .asked(asked)
    } else {
      return nil
    }
  }
}

/// What the lines of a journal add up to.
struct JournalSummary: Equatable {
  /// Bytes of the footprints file that are acknowledged.
  var end: Int64 = 0
  var base = ""
  var version: Int?
  var sync = 0
  /// The last sync was never ended: the program was.
  var isOpen = false
  var records = 0
  var pages = 0
  var listed = 0
  var received = 0
  var bytes: Int64 = 0
  /// Where the last sync that brought anything begins in the file.
  var start: Int64 = 0
  /// When the last complete sync began, and the last complete one of everything.
  var lastComplete: Timestamp?
  var lastFull: Timestamp?
  var hostTime: Timestamp?
  var unlisted: Set<String> = []
  var problems: [HostProblem] = []
  var asked: [JournalLine.Asked] = []
  /// Where the last list broke off; nil when it did not, or when it is better listed from its start.
  var breakOff: BreakOff?
  private var began: JournalLine.Began?

  struct BreakOff: Equatable {
    /// The first page of the list.
    var first: String
    /// The last page of which something was kept.
    var page: String
    var at: Timestamp

    /// Links of hosts live for minutes, some longer; what is older is likely gone, and the list another one.
    static let longest: Int64 = 3600

    /// Whether a list that begins with `first` may go on there.
    func stands(for first: String, at now: Timestamp) -> Bool {
      self.first == first && page != first && (0...BreakOff.longest).contains(now.seconds - at.seconds)
    }
  }

  /// In the order of the journal.
  mutating func add(_ line: JournalLine) {
    switch line {
    case .began(let line): begin(line)
    case .piece(let line): add(line)
    case .ended(let line): end(line)
    case .asked(let line): add(line)
    }
  }

  private mutating func add(_ line: JournalLine.Asked) {
    var line = line
    if let known = asked.firstIndex(where: { $0.event == line.event }) {
      line.askedAt = asked[known].askedAt
      asked.remove(at: known)
    } else {
      line.askedAt = line.at
    }
    asked.append(line)
  }

  private mutating func begin(_ line: JournalLine.Began) {
    if line.isResumed != true { breakOff = nil }
    began = line
    (sync, base, version, isOpen) = (line.sync, line.base, line.version, true)
    (pages, listed, received, bytes, start) = (0, 0, 0, 0, end)
    problems = []
  }

  private mutating func add(_ line: JournalLine.Piece) {
    end = line.end
    if line.isRepair == true { (lastComplete, lastFull) = (nil, nil) }
    note(page: line)
    start = min(start, end)
    records += line.kept
    received += line.kept
    listed += line.listed
    pages = max(pages, line.page)
  }

  /// Where it would go on if this were the last line.
  private mutating func note(page line: JournalLine.Piece) {
    if line.isRepair == true {
      breakOff = nil
      return
    }
    // What was taken out of an event has no page.
    guard isOpen, line.page > 0, let first = began?.first, let at = Timestamp(iso8601: line.at) else {
      return
    }
    breakOff = BreakOff(first: first, page: line.from, at: at)
  }

  /// Where a page itself is what failed, asking for it again and again would never get past it.
  private static func mayGoOn(_ line: JournalLine.Ended) -> Bool {
    switch line.outcome {
    case .complete: false
    case .stopped: true
    case .failed:
      (line.problems ?? []).compactMap(HostProblem.init(text:)).first { $0.severity == .failure }?.mayPass
        ?? false
    }
  }

  private mutating func end(_ line: JournalLine.Ended) {
    isOpen = false
    if !JournalSummary.mayGoOn(line) { breakOff = nil }
    (pages, listed, bytes) = (line.pages, line.listed, line.bytes)
    problems = (line.problems ?? []).compactMap(HostProblem.init(text:))
    unlisted.formUnion(line.unlisted ?? [])
    unlisted.subtract(line.relisted ?? [])
    guard line.outcome == .complete, let began else { return }
    lastComplete = Timestamp(iso8601: began.at)
    hostTime = line.hostTime.flatMap { Timestamp(iso8601: $0) } ?? lastComplete
    if line.isFull { lastFull = lastComplete }
  }
}

extension HostProblem {
  /// For the journal: `code count detail`.
  var text: String { "\(code.rawValue) \(count) \(detail)" }

  init?(text: String) {
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let code = Code(rawValue: String(parts[0])), let count = Int(parts[1]) else {
      return nil
    }
    self.init(code, String(parts[2]), count: count)
  }
}
