import Footprints
import Glibc

/// A file that only grows at its end, and forgets nothing that `append` has returned from.
final class StoreFile {
  let path: String
  private let descriptor: Int32
  private(set) var end: Int64

  /// Opens the file, or makes it with the folder's entry secured; for reading alone it must be there.
  init(_ path: String, isReading: Bool = false) throws(HostProblem) {
    self.path = path
    var isNew = false
    var opened = open(path, (isReading ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW)
    if opened < 0, errno == ENOENT, !isReading {
      isNew = true
      opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    }
    guard opened >= 0 else { throw StoreFile.cannotWrite(path) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw HostProblem(.cannotWrite, "\(path): not a regular file")
    }
    descriptor = opened
    end = Int64(status.st_size)
    if isNew { try StoreFile.secure(folderOf: path) }
  }

  deinit { close(descriptor) }

  /// Writes at the end and waits until the disk has it. When that fails nothing was appended.
  func append(_ bytes: [UInt8]) throws(HostProblem) {
    guard !bytes.isEmpty else { return }
    guard write(bytes), fdatasync(descriptor) == 0 else {
      let problem = StoreFile.cannotWrite(path)
      _ = ftruncate(descriptor, off_t(end))
      throw problem
    }
    end += Int64(bytes.count)
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let base = buffer.baseAddress {
        let count = pwrite(descriptor, base + done, buffer.count - done, off_t(end) + off_t(done))
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
  }

  /// Takes away what stands behind `length`, once that is safe elsewhere.
  func cut(to length: Int64) throws(HostProblem) {
    guard ftruncate(descriptor, off_t(length)) == 0, fsync(descriptor) == 0 else {
      throw StoreFile.cannotWrite(path)
    }
    end = length
  }

  /// Up to `count` bytes from `offset`; fewer where the file ends.
  func read(from offset: Int64, count: Int) throws(HostProblem) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let length = pread(descriptor, base + filled, count - filled, off_t(offset) + off_t(filled))
        if length < 0, errno == EINTR { continue }
        if length < 0 { failure = errno }
        if length <= 0 { return }
        filled += length
      }
    }
    if failure != 0 {
      errno = failure
      throw StoreFile.cannotWrite(path)
    }
    return bytes
  }

  /// With the system's reason, taken from `errno`.
  static func cannotWrite(_ path: String) -> HostProblem {
    HostProblem(.cannotWrite, "\(path): \(String(cString: strerror(errno)))")
  }

  // MARK: Around it

  /// A file of its own with these bytes, whole or not at all. Never replaces one: takes the next free number, or that
  /// which holds the very bytes already.
  static func keepAside(_ bytes: [UInt8], in folder: String, name: String) throws(HostProblem) -> String {
    for number in 1...100_000 {
      let path = "\(folder)/\(name)-\(number)"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
      if descriptor < 0, errno == EEXIST {
        if holds(path, bytes) { return path }
        continue
      }
      guard descriptor >= 0 else { throw cannotWrite(path) }
      close(descriptor)
      let file = try StoreFile(path)
      try file.append(bytes)
      try secure(folderOf: path)
      return path
    }
    throw HostProblem(.cannotWrite, folder)
  }

  private static func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard let file = try? StoreFile(path, isReading: true), file.end == Int64(bytes.count) else {
      return false
    }
    return (try? file.read(from: 0, count: bytes.count)) == bytes
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(HostProblem) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count > 1 {
      let parent = parts.dropLast().joined(separator: "/")
      if !parent.isEmpty { try makeFolder(parent) }
    }
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw cannotWrite(path) }
  }

  /// A new name in a folder is only safe once the folder is.
  private static func secure(folderOf path: String) throws(HostProblem) {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite(folder) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL { throw cannotWrite(folder) }
  }
}

/// One program at a time writes to a store: held as long as the value lives.
final class StoreLock {
  private let descriptor: Int32

  init(_ path: String) throws(HostProblem) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw StoreFile.cannotWrite(path) }
    guard StoreLock.take(descriptor) else {
      let isHeld = errno == EWOULDBLOCK
      let problem = isHeld ? HostProblem(.storeInUse, path) : StoreFile.cannotWrite(path)
      close(descriptor)
      throw problem
    }
  }

  deinit { close(descriptor) }

  /// A process that is just being started may hold on to the lock of its parent for a moment.
  private static func take(_ descriptor: Int32) -> Bool {
    for attempt in 0..<10 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      if errno != EWOULDBLOCK || attempt == 9 { return false }
      usleep(20_000)
    }
    return false
  }
}
