import Footprints
import Glibc

/// Where a growing file ended when it was read, and enough of what stood there to know the place again.
struct FileEnd: Equatable, Sendable {
  var size: Int64 = 0
  var lines: Int64 = 0
  /// The last bytes before the end.
  fileprivate(set) var last: [UInt8] = []
  fileprivate(set) var stamp: FileStamp?

  fileprivate static let kept = 256

  /// Whether the file still begins with what was read of it. Bytes that somebody changed further up are not seen: who
  /// calls a file growing vouches for them.
  func stands(in file: ListedFile) -> Bool {
    guard size > 0 else { return true }
    guard let stamp, let now = file.stamp, now.isSameFile(as: stamp), file.size >= size else { return false }
    return FileEnd.bytes(of: file.source.path, before: size, count: last.count) == last
  }

  private static func bytes(of path: String, before end: Int64, count: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    guard pread(descriptor, &bytes, count, off_t(end) - off_t(count)) == count else { return nil }
    return bytes
  }
}

/// Follows the reading of a growing file.
struct FileTrail {
  let begin: FileEnd
  private var size: Int64
  private var lines: Int64
  private var last: [UInt8]
  /// Each line stands on its own.
  var isInLines = false

  init(behind begin: FileEnd = FileEnd()) {
    self.begin = begin
    (size, lines, last) = (begin.size, begin.lines, begin.last)
  }

  /// Takes in what was read next.
  mutating func add(_ bytes: Bytes) {
    guard !bytes.isEmpty else { return }
    size += Int64(bytes.count)
    lines += Int64(bytes.lineCount)
    last = Array((last + bytes.suffix(FileEnd.kept)).suffix(FileEnd.kept))
  }

  /// Nil when the last line is not whole.
  func end(_ stamp: FileStamp) -> FileEnd? {
    guard last.last == 10 else { return nil }
    return FileEnd(size: size, lines: lines, last: last, stamp: stamp)
  }
}
