import Foundation

/// What stands near a path that does not exist.
enum Nearby {
  /// Names in the folder of `path`, or in the nearest folder above it that exists, that are like the one given.
  static func names(like path: String) -> [String] {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let wanted = url.lastPathComponent.lowercased()
    let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let close = there.filter { !$0.hasPrefix(".") && distance(wanted, $0.lowercased()) <= max(2, wanted.count / 3) }
    return Array(close.sorted { (distance(wanted, $0.lowercased()), $0) < (distance(wanted, $1.lowercased()), $1) }.prefix(3))
  }

  /// The number of letters to insert, remove or replace (Levenshtein).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
