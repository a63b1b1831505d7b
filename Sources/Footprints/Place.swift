/// A file of a dataset, in the order of its path, so that file numbers do not depend on the order of reading.
public struct SourceFile: Hashable, Sendable {
  /// Path as shown to people: relative to the dataset folder where there is one.
  public var name: String
  /// Path by which the file can be opened again.
  public var path: String

  /// How the file was when it was read; nil where nobody looked.
  public var stamp: FileStamp?

  public init(name: String, path: String, stamp: FileStamp? = nil) {
    self.name = name
    self.path = path
    self.stamp = stamp
  }
}

/// What tells a file that is as it was from one that was changed or replaced: which file it is, its size, and when its
/// content was changed last.
public struct FileStamp: Hashable, Sendable {
  public var device: UInt64
  /// Of the file on its device.
  public var number: UInt64
  public var size: Int64
  public var seconds: Int64
  public var nanoseconds: Int64

  public init(device: UInt64, number: UInt64, size: Int64, seconds: Int64, nanoseconds: Int64) {
    self.device = device
    self.number = number
    self.size = size
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Whether it is the same file, changed or not.
  public func isSameFile(as other: FileStamp) -> Bool { device == other.device && number == other.number }
}

/// Where something was read: a file and, inside it, a line and a byte range.
///
/// `line` counts from 1 and is 0 when unknown. `offset` and `length` are bytes of the file; a record that was
/// read from a JSON file can be cut out again with them. `file` is an index into the dataset's list of files,
/// −1 for what was worked out and not read. Places are equal when they name the same bytes, whatever `check` says of them.
public struct Place: Hashable, Sendable {
  public var file: Int32
  public var line: Int32
  public var offset: Int64
  public var length: Int32
  /// A check sum of the record's bytes when they were read, by which it is told whether others stand there now; 0 for
  /// none.
  public var check: UInt32

  public init(file: Int32, line: Int32 = 0, offset: Int64 = 0, length: Int32 = 0, check: UInt32 = 0) {
    self.file = file
    self.line = line
    self.offset = offset
    self.length = length
    self.check = check
  }

  public static func == (a: Place, b: Place) -> Bool {
    a.file == b.file && a.line == b.line && a.offset == b.offset && a.length == b.length
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(line)
    hasher.combine(offset)
    hasher.combine(length)
  }

  /// Not read from any file.
  public static let nowhere = Place(file: -1)
}
