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
  let folder: String
  let now: @Sendable () -> Timestamp
  private let lock: StoreLock?
  var journal: StoreFile
  var file: StoreFile?
  var index = RecordIndex()
  /// Listings of this run, for telling what one has listed already.
  var pass = 0
  var changes = ChangeList()
  /// Events whose answers came with this sync.
  var answered: Set<String> = []
  var summary = JournalSummary()
  /// What was wrong when it was opened.
  public internal(set) var findings: [HostProblem] = []

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
}
