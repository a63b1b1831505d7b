import CSimdjson
import Footprints
import Glibc
import Synchronization

/// Memory of buffers that were let go, to be used again: fresh memory costs an interrupt for each of its pages.
final class BufferPool: Sendable {
  private let size: Int
  private let free = Mutex<[UInt]>([])

  /// For buffers of at most `size` bytes, padding included.
  init(size: Int) { self.size = size }

  deinit {
    for address in free.withLock({ $0 }) { UnsafeMutablePointer<UInt8>(bitPattern: address)?.deallocate() }
  }

  /// Nil for a buffer that is larger than those of the pool.
  func take(_ wanted: Int) -> UnsafeMutablePointer<UInt8>? {
    guard wanted <= size else { return nil }
    let known = free.withLock { $0.popLast() }.flatMap { UnsafeMutablePointer<UInt8>(bitPattern: $0) }
    return known ?? .allocate(capacity: size)
  }

  func giveBack(_ base: UnsafeMutablePointer<UInt8>) { free.withLock { $0.append(UInt(bitPattern: base)) } }
}

/// Memory for a piece of a file, with the padding behind it that simdjson wants. Written by one thread, then handed
/// over to another and only read.
final class FileBuffer: @unchecked Sendable {
  private let base: UnsafeMutablePointer<UInt8>
  /// Where `base` goes back to.
  private let pool: BufferPool?
  let capacity: Int
  private(set) var count = 0

  init(capacity: Int, pool: BufferPool? = nil) {
    self.capacity = capacity
    let wanted = capacity + Int(JSON_PADDING)
    let known = pool?.take(wanted)
    self.pool = known == nil ? nil : pool
    base = known ?? .allocate(capacity: wanted)
    (base + capacity).initialize(repeating: 0, count: Int(JSON_PADDING))
  }

  deinit {
    if let pool { pool.giveBack(base) } else { base.deallocate() }
  }

  var bytes: Bytes { Bytes(start: base, count: count) }

  var isFull: Bool { count == capacity }

  func append(_ other: Bytes) {
    guard let source = other.baseAddress else { return }
    let length = min(other.count, capacity - count)
    memcpy(base + count, source, length)
    count += length
    pad()
  }

  /// Reads on until the buffer is full or `limit` bytes were read; the number of bytes read, or nil on an error.
  func fill(from descriptor: Int32, limit: Int64) -> Int? {
    let start = count
    let room = Int(min(Int64(capacity - count), limit))
    while count - start < room {
      let length = read(descriptor, base + count, room - (count - start))
      if length < 0, errno == EINTR { continue }
      if length < 0 { return nil }
      if length == 0 { break }
      count += length
    }
    pad()
    return count - start
  }

  /// The padding must be defined; what stands in it does not matter.
  private func pad() {
    let length = min(Int(JSON_PADDING), capacity + Int(JSON_PADDING) - count)
    memset(base + count, 0, length)
  }

  func dropFirst(_ length: Int) {
    count -= length
    memmove(base, base + length, count)
    pad()
  }
}

/// A regular file, read from its beginning up to the size it had when it was opened.
final class FileSource {
  private let descriptor: Int32
  private(set) var remaining: Int64
  /// Set when the system refused a read.
  private(set) var problem: String?
  /// Of the file as it was opened.
  let stamp: FileStamp

  enum Failure: Error { case refused(String) }

  /// Devices and pipes are refused: they might never end.
  ///
  /// - Parameter start: bytes at the beginning that are not read.
  init(path: String, from start: Int64 = 0) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .refused(systemMessage(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .refused("not a regular file")
    }
    guard start == 0 || lseek(descriptor, off_t(start), SEEK_SET) == off_t(start) else {
      close(descriptor)
      throw .refused(systemMessage(errno))
    }
    self.descriptor = descriptor
    remaining = max(0, Int64(status.st_size) - start)
    stamp = FileStamp(status)
    posix_fadvise(descriptor, 0, 0, Int32(POSIX_FADV_SEQUENTIAL))
  }

  deinit { close(descriptor) }

  var isAtEnd: Bool { remaining == 0 }

  func fill(_ buffer: FileBuffer) {
    guard remaining > 0, !buffer.isFull else { return }
    guard let length = buffer.fill(from: descriptor, limit: remaining) else {
      problem = systemMessage(errno)
      remaining = 0
      return
    }
    // A file that was cut short meanwhile ends where it ends.
    remaining = length == 0 ? 0 : remaining - Int64(length)
  }
}
