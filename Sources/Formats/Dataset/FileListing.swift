import Footprints
import Glibc

/// A file of a dataset before it is read.
struct ListedFile {
  enum Kind { case json, lines, table, unknown }

  var source: SourceFile
  var kind: Kind
  var size: Int64 = 0
  /// Why it is not read, when it is not.
  var problem: (code: NoticeCode, found: String)?
  /// Only ever written to at its end: what comes there can be read without the rest.
  var isGrowing = false
  /// Nil for a growing file that is not there yet.
  var stamp: FileStamp?

  /// Not there yet, and nobody is to be told so.
  var isAwaited: Bool { stamp == nil && problem == nil }
}

/// Finds the files of a dataset: for a folder its own and those of its sub-folder `footprints`, for a file itself.
struct FileListing {
  private(set) var files: [ListedFile] = []
  /// By device, the numbers of the files that are listed: one with two names is read once.
  private var seen: [UInt64: Set<UInt64>] = [:]
  private var names: Set<String> = []
  private let isSingle: Bool
  private let growing: Set<String>

  /// In the order of their names, so that nothing depends on the order of the arguments or of the file system.
  ///
  /// - Parameter growing: names of files in `footprints` of a single folder that are only written to at their end. Each
  ///   has its place in the list before it is there, so that no other place moves when it comes.
  static func files(_ paths: [String], growing: Set<String> = []) throws(DatasetError) -> [ListedFile] {
    var listing = FileListing(isSingle: paths.count == 1, growing: paths.count == 1 ? growing : [])
    for path in paths { try listing.add(path) }
    if let folder = paths.first { listing.addAwaited(folder) }
    guard listing.files.contains(where: { $0.problem?.code != .emptyFolder && !$0.isAwaited }) else {
      throw .nothingUsable(path: paths.first ?? "")
    }
    return listing.files.sorted { a, b in
      a.source.name != b.source.name ? a.source.name < b.source.name : a.source.path < b.source.path
    }
  }

  private init(isSingle: Bool, growing: Set<String>) {
    self.isSingle = isSingle
    self.growing = growing
  }

  /// The growing files that are not there yet; a path that is no folder has none.
  private mutating func addAwaited(_ folder: String) {
    var status = stat()
    guard !growing.isEmpty, stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    for file in growing.sorted() {
      let name = "footprints/" + file
      guard names.insert(name).inserted else { continue }
      let source = SourceFile(name: name, path: folder + (folder.hasSuffix("/") ? "" : "/") + name)
      files.append(ListedFile(source: source, kind: .lines, isGrowing: true))
    }
  }

  private mutating func add(_ path: String) throws(DatasetError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw .notFound(path: path, lookedFor: [FileListing.absolute(path)])
      }
      throw .unreadable(path: path, reason: systemMessage(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      let prefix = isSingle ? "" : FileListing.lastName(path) + "/"
      let before = files.count
      guard let names = FileListing.names(in: path) else {
        throw .unreadable(path: path, reason: systemMessage(errno))
      }
      addFolder(path, names, prefix: prefix, isTop: true)
      if files.count == before { files.append(empty(path)) }
    case S_IFREG:
      addFile(path, name: FileListing.lastName(path), status, kind: FileListing.kind(path) ?? .unknown)
    default: throw .unreadable(path: path, reason: "not a regular file")
    }
  }

  private func empty(_ path: String) -> ListedFile {
    ListedFile(
      source: SourceFile(name: FileListing.lastName(path), path: path), kind: .unknown,
      problem: (.emptyFolder, ""))
  }

  private mutating func addFolder(_ path: String, _ names: [String], prefix: String, isTop: Bool) {
    for name in names where !name.hasPrefix(".") {
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      var status = stat()
      let isFound = stat(full, &status) == 0
      if isFound, isTop, name == "footprints", status.st_mode & S_IFMT == S_IFDIR {
        if let inner = FileListing.names(in: full) {
          addFolder(full, inner, prefix: prefix + name + "/", isTop: false)
        } else {
          addProblem(full, prefix + name, systemMessage(errno))
        }
      } else if FileListing.isSpreadsheet(name) {
        addFile(full, name: prefix + name, status, kind: .unknown, problem: (.unknownDocument, "spreadsheet"))
      } else if let kind = FileListing.kind(name) {
        if !isFound {
          addProblem(full, prefix + name, systemMessage(errno))
        } else if status.st_mode & S_IFMT == S_IFREG {
          addFile(full, name: prefix + name, status, kind: kind)
        } else {
          addProblem(full, prefix + name, "not a regular file")
        }
      }
    }
  }

  private mutating func addFile(
    _ path: String, name: String, _ status: stat, kind: ListedFile.Kind,
    problem: (code: NoticeCode, found: String)? = nil
  ) {
    let stamp = FileStamp(status)
    guard seen[stamp.device, default: []].insert(stamp.number).inserted else { return }
    let shown = names.insert(name).inserted ? name : path
    let isGrowing =
      kind == .lines && shown == "footprints/" + FileListing.lastName(name)
      && growing.contains(FileListing.lastName(name))
    // What is added to a growing file changes no record that was read; those carry check sums of their own.
    let source = SourceFile(name: shown, path: path, stamp: isGrowing ? nil : stamp)
    files.append(
      ListedFile(
        source: source, kind: kind, size: Int64(status.st_size), problem: problem, isGrowing: isGrowing,
        stamp: stamp))
  }

  private mutating func addProblem(_ path: String, _ name: String, _ reason: String) {
    files.append(
      ListedFile(
        source: SourceFile(name: name, path: path), kind: .unknown, problem: (.unreadableFile, reason)))
  }

  // MARK: Names

  private static func kind(_ name: String) -> ListedFile.Kind? {
    switch ending(name) {
    case "json": .json
    case "ndjson", "jsonl": .lines
    case "csv", "tsv": .table
    default: nil
    }
  }

  private static func isSpreadsheet(_ name: String) -> Bool {
    ["xlsx", "xls", "xlsm", "ods"].contains(ending(name))
  }

  private static func ending(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    return String(cString: current) + "/" + path
  }

  private static func names(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

extension FileStamp {
  init(_ status: stat) {
    self.init(
      device: UInt64(status.st_dev), number: UInt64(status.st_ino), size: Int64(status.st_size),
      seconds: Int64(status.st_mtim.tv_sec),
      nanoseconds: Int64(status.st_mtim.tv_nsec))
  }
}

func systemMessage(_ number: Int32) -> String { String(cString: strerror(number)) }
