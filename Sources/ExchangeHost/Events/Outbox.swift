import Footprints
import Formats
import Glibc

/// Keeps events that are owed to other hosts until they are taken, so that a host that is stopped delivers them when it
/// runs again: one small file each, written whole or not at all, and removed when the event has arrived.
///
/// A host that ends between the delivery and the removal delivers once more; receivers know an event by its id.
struct Outbox: Sendable {
  /// Made when there is something to keep.
  let folder: String

  struct Failure: Error { var reason: String }

  /// An event with the moment since which it is owed.
  struct Owed: Sendable {
    var event: OutgoingEvent
    var since: Timestamp
  }

  /// When this returns the event is on the disk.
  func keep(_ event: OutgoingEvent, since: Timestamp) throws(Failure) {
    let record = JSONObject([
      ("version", .string(event.version == .v2 ? "2" : "3")), ("base", .string(event.base)),
      ("kind", .string(event.kind)), ("since", .string(since.iso8601)),
      ("event", .string(String(decoding: event.bytes, as: UTF8.self))),
    ])
    try Outbox.makeFolder(folder)
    try write(JSONValue.object(record).bytes, to: path(event.id))
  }

  /// The last one takes the folder with it, and the hidden one around it when nothing else is there.
  func remove(_ id: String) {
    unlink(path(id))
    guard rmdir(folder) == 0, let slash = folder.lastIndex(of: "/") else { return }
    let around = folder[..<slash]
    if around.hasSuffix("/.genryu") { rmdir(String(around)) }
  }

  /// Everything that is owed, the oldest first. What cannot be read is left where it is.
  func owed() -> [Owed] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var result: [Owed] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(Outbox.ending), let owed = read(String(name.dropLast(Outbox.ending.count))) else {
        continue
      }
      result.append(owed)
    }
    return result.sorted { ($0.since.seconds, $0.event.id) < ($1.since.seconds, $1.event.id) }
  }

  private static let ending = ".json"
  private static let largest = 64 << 20

  private func path(_ id: String) -> String {
    let name = id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }
    return "\(folder)/\(String(name.prefix(100)))\(Outbox.ending)"
  }

  private func read(_ id: String) -> Owed? {
    let descriptor = open(path(id), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= Outbox.largest
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count,
      let record = (try? JSONParser.parse(bytes))?.object, let base = record["base"]?.string,
      let event = record["event"]?.string,
      let since = record["since"]?.string.flatMap(Timestamp.init(iso8601:))
    else { return nil }
    return Owed(
      event: OutgoingEvent(
        id: id, version: record["version"]?.string == "2" ? .v2 : .v3, base: base,
        kind: record["kind"]?.string ?? "", bytes: Array(event.utf8)), since: since)
  }

  /// Temporary file beside it, fsync, rename, fsync of the folder.
  private func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Outbox.failure() }
    let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    let failure = Outbox.failure()
    guard close(descriptor) == 0, isWritten, rename(temporary, path) == 0 else {
      unlink(temporary)
      throw failure
    }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    fsync(directory)
    close(directory)
  }

  private static func makeFolder(_ path: String) throws(Failure) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw failure()
    }
    try makeFolder(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure() }
  }

  private static func failure() -> Failure { Failure(reason: String(cString: strerror(errno))) }
}
