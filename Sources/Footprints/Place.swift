/// A file of a dataset, in the order of its path, so that file numbers do not depend on the order of reading.
public struct SourceFile: Hashable, Sendable {
  /// Path as shown to people: relative to the dataset folder where there is one.
  public var name: String
  /// Path by which the file can be opened again.
  public var path: String

  public init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}

/// Where something was read: a file and, inside it, a line and a byte range.
///
/// `line` counts from 1 and is 0 when unknown. `offset` and `length` are bytes of the file; a record that was
/// read from a JSON file can be cut out again with them. `file` is an index into the dataset's list of files,
/// −1 for what was worked out and not read.
public struct Place: Hashable, Sendable {
  public var file: Int32
  public var line: Int32
  public var offset: Int64
  public var length: Int32

  public init(file: Int32, line: Int32 = 0, offset: Int64 = 0, length: Int32 = 0) {
    self.file = file
    self.line = line
    self.offset = offset
    self.length = length
  }

  /// Not read from any file.
  public static let nowhere = Place(file: -1)
}
