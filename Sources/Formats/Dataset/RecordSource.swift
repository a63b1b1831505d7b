import Footprints
import Glibc

/// Reads records out of their files again, many of them one after the other: the file read last stays open.
///
/// For one record that is shown, see `RecordText`. Belongs to one thread.
public final class RecordSource {
  public enum Problem: Error, Hashable, Sendable {
    case nowhere
    case unreadable(reason: String)
    /// Something else stands there now: the file was changed after it was read.
    case changed
  }

  private let files: [SourceFile]
  private var open: (file: Int32, descriptor: Int32)?

  public init(files: [SourceFile]) { self.files = files }

  deinit { closeFile() }

  private func closeFile() {
    if let open { close(open.descriptor) }
    open = nil
  }

  /// The JSON record at a place.
  public func record(_ place: Place) throws(Problem) -> JSONObject {
    guard files.indices.contains(Int(place.file)), place.length > 0, place.offset >= 0 else { throw .nowhere }
    let bytes = try bytes(place, try descriptor(place.file))
    if place.check != 0, bytes.withUnsafeBufferPointer({ $0.check }) != place.check { throw .changed }
    guard let object = (try? JSONParser.parse(bytes))?.object else { throw .changed }
    return object
  }

  private func descriptor(_ file: Int32) throws(Problem) -> Int32 {
    if let open, open.file == file { return open.descriptor }
    closeFile()
    let descriptor = Glibc.open(files[Int(file)].path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(reason: systemMessage(errno)) }
    open = (file, descriptor)
    return descriptor
  }

  private func bytes(_ place: Place, _ descriptor: Int32) throws(Problem) -> [UInt8] {
    let count = Int(place.length)
    var failure: Int32 = 0
    let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count, let base = buffer.baseAddress {
        let length = pread(descriptor, base + filled, count - filled, off_t(place.offset) + off_t(filled))
        if length < 0, errno == EINTR { continue }
        if length < 0 { failure = errno }
        if length <= 0 { return }
        filled += length
      }
    }
    if failure != 0 { throw .unreadable(reason: systemMessage(failure)) }
    guard result.count == count else { throw .changed }
    return result
  }

  /// When the content of a file was changed last; nil when that cannot be told.
  public static func modified(_ file: SourceFile) -> Timestamp? {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return nil }
    return Timestamp(seconds: Int64(status.st_mtim.tv_sec))
  }
}
