import Glibc

/// Names like one that was not found, for "did you mean".
enum Nearby {
  private static let shown = 5

  /// Entries of the nearest folder that exists, with names like the one that was asked for.
  static func paths(like path: String) -> [String] {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let root = path.hasPrefix("/") ? "/" : ""
    while let wanted = parts.popLast() {
      let folder = root + parts.joined(separator: "/")
      guard let names = entries(of: folder.isEmpty ? "." : folder) else { continue }
      let prefix = folder.isEmpty || folder == "/" ? folder : folder + "/"
      return like(wanted, in: names.filter { !$0.hasPrefix(".") }).map { prefix + $0 }
    }
    return []
  }

  /// The candidates nearest to a name: those that hold it, or it them, and those a few letters away.
  static func like(_ wanted: String, in candidates: some Sequence<String>) -> [String] {
    let wantedFolded = Array(wanted.lowercased().unicodeScalars)
    let limit = max(1, min(4, wantedFolded.count / 3))
    var found: [(distance: Int, name: String)] = []
    for name in candidates {
      let folded = Array(name.lowercased().unicodeScalars)
      if let distance = distance(wantedFolded, folded, limit: limit) { found.append((distance, name)) }
    }
    found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.name < $1.name }
    return found.prefix(shown).map(\.name)
  }

  /// Letters to change, add or remove (Levenshtein), 1 for a name inside the other; nil beyond the limit.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
    if isInside(a, b) || isInside(b, a) { return min(1, abs(a.count - b.count)) }
    guard abs(a.count - b.count) <= limit else { return nil }
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j + 1] + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = next
      }
      if row.min() ?? 0 > limit { return nil }
    }
    return row[b.count] <= limit ? row[b.count] : nil
  }

  private static func isInside(_ part: [Unicode.Scalar], _ whole: [Unicode.Scalar]) -> Bool {
    guard part.count >= 2, part.count <= whole.count else { return false }
    return (0...(whole.count - part.count)).contains { whole[$0...].starts(with: part) }
  }

  /// Names in a folder, sorted; nil when it cannot be read.
  static func entries(of folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(directory) {
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { names.append(String(cString: $0)) }
      }
    }
    return names.sorted()
  }
}
