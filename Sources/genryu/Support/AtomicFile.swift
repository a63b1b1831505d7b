import Glibc

/// Writes files so that whoever reads them finds the old content or the new, never half of it.
enum AtomicFile {
  struct Problem: Error {
    var reason: String

    init(_ code: Int32) { reason = String(cString: strerror(code)) }
  }

  /// Temporary file beside it, fsync, rename. Folders that are missing are made, for the user alone.
  static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
    if let folder = Path.parent(path) { try makeFolder(folder) }
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Problem(errno) }
    var problem = writeAll(bytes, to: descriptor)
    if problem == 0, fsync(descriptor) != 0, errno != EINVAL { problem = errno }
    if close(descriptor) != 0, problem == 0 { problem = errno }
    if problem == 0, rename(temporary, path) != 0 { problem = errno }
    guard problem == 0 else {
      unlink(temporary)
      throw Problem(problem)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  private static func makeFolder(_ path: String) throws(Problem) {
    if Path.isFolder(path) { return }
    if let parent = Path.parent(path), parent != path { try makeFolder(parent) }
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw Problem(errno) }
  }
}
