import Glibc

/// Paths without touching what they name, but for `exists`.
enum Path {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static var current: String {
    guard let current = getcwd(nil, 0) else { return "." }
    defer { free(current) }
    return String(cString: current)
  }

  /// The path from the root, without `.`, `..` and double slashes; symbolic links stay.
  static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : current + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Nil for the root, and for a name alone, which stands in the current folder.
  static func parent(_ path: String) -> String? {
    let parts = path.split(separator: "/")
    if path.hasPrefix("/") { return parts.isEmpty ? nil : "/" + parts.dropLast().joined(separator: "/") }
    return parts.count < 2 ? nil : parts.dropLast().joined(separator: "/")
  }

  /// What a dataset is called: the name of its folder or file, and how many more there are.
  static func datasetName(_ paths: [String]) -> String {
    guard let first = paths.first else { return "" }
    let name = lastName(absolute(first))
    return paths.count > 1 ? "\(name) + \(paths.count - 1)" : name
  }
}
