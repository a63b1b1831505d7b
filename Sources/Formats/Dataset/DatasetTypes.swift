/// Why a dataset cannot be read at all. Everything smaller becomes a notice.
public enum DatasetError: Error, Equatable {
  /// Nothing has this path; `lookedFor` are the full paths that were tried.
  case notFound(path: String, lookedFor: [String])
  /// The system refused, or the path is no regular file and no folder.
  case unreadable(path: String, reason: String)
  /// A folder without any file that could be a table or hold footprints.
  case nothingUsable(path: String)
}

/// How far the reading is. Bytes are those of the files as they were when they were listed.
public struct LoadProgress: Hashable, Sendable {
  public var filesTotal = 0
  public var filesDone = 0
  public var bytesTotal: Int64 = 0
  public var bytesDone: Int64 = 0
  public var products = 0
  public var links = 0
  public var footprints = 0
  public var notices = 0
  /// Name of the file that was read last.
  public var currentFile = ""

  public init() {}
}
