import Footprints
import Formats

/// Which records are kept, by content and by id. Holds places in the file, not the records.
///
/// Hashes are those of `Hasher`, seeded anew in every run: a host cannot choose records that collide.
struct RecordIndex {
  /// A record in the file, without the line end behind it.
  struct Place: Equatable {
    var offset: Int64
    var length: Int
  }

  private struct Latest {
    var record: Int
    /// The pass that listed the id last.
    var seen: Int
  }

  private(set) var places: [Place] = []
  /// The pass that listed the record last, by its number.
  private var seen: [Int] = []
  private var byContent: [Int: Int] = [:]
  private var byID: [Int: Latest] = [:]

  static func key(content: [UInt8]) -> Int {
    var hasher = Hasher()
    content.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }

  /// Ids are compared without regard to case.
  static func key(id: String) -> Int {
    var hasher = Hasher()
    for byte in id.utf8 { hasher.combine((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
    return hasher.finalize()
  }

  /// The record that may have this content.
  func record(content: Int) -> Int? { byContent[content] }

  /// The latest record that may have this id.
  func latest(id: String) -> Place? { byID[RecordIndex.key(id: id)].map { places[$0.record] } }

  /// True when `pass` lists the record for the first time.
  mutating func see(_ record: Int, id: String, in pass: Int) -> Bool {
    seeID(id, in: pass)
    guard seen[record] != pass else { return false }
    seen[record] = pass
    return true
  }

  private mutating func seeID(_ id: String, in pass: Int) { byID[RecordIndex.key(id: id)]?.seen = pass }

  mutating func add(_ place: Place, content: Int, id: String, in pass: Int) {
    let number = places.count
    places.append(place)
    seen.append(pass)
    byContent[content] = number
    if !id.isEmpty { byID[RecordIndex.key(id: id)] = Latest(record: number, seen: pass) }
  }

  /// The latest records of ids that `pass` did not list, in the order of the file.
  func notSeen(in pass: Int) -> [Place] {
    byID.values.filter { $0.seen != pass }.map(\.record).sorted().map { places[$0] }
  }

  func isSeen(_ id: String, in pass: Int) -> Bool { byID[RecordIndex.key(id: id)]?.seen == pass }

  /// Forgets the records from `offset` on, which were not written after all.
  mutating func forget(from offset: Int64) {
    let kept = places.firstIndex { $0.offset >= offset } ?? places.count
    byContent = byContent.filter { $0.value < kept }
    byID = byID.filter { $0.value.record < kept }
    places.removeLast(places.count - kept)
    seen.removeLast(seen.count - kept)
  }
}

/// The changes of a sync: counts all, keeps the heaviest.
struct ChangeList {
  private(set) var count = 0
  private var kept: [FootprintChange] = []
  /// Shares of a host whose values are all at most 1 are fractions.
  private var largestShare = 0.0

  static let limit = 500

  mutating func add(_ change: FootprintChange) {
    count += 1
    kept.append(change)
    if kept.count >= ChangeList.limit * 4 { kept = ChangeList.heaviest(kept) }
  }

  mutating func see(share: Double?) { largestShare = max(largestShare, share ?? 0) }

  var heaviest: [FootprintChange] {
    let factor = largestShare <= 1 ? 100.0 : 1
    return ChangeList.heaviest(kept).map { change in
      var change = change
      change.shareBefore = change.shareBefore.map { $0 * factor }
      change.shareAfter = change.shareAfter.map { $0 * factor }
      return change
    }
  }

  /// What is known changes first, by what the value moved relative to itself; then the new ones, in their order.
  private static func heaviest(_ changes: [FootprintChange]) -> [FootprintChange] {
    let sorted = changes.enumerated().sorted { a, b in
      let (x, y) = (weight(a.element), weight(b.element))
      return x != y ? x > y : a.offset < b.offset
    }
    return sorted.prefix(limit).map(\.element)
  }

  private static func weight(_ change: FootprintChange) -> Double {
    switch change.kind {
    case .changed: 2 + abs(change.relativeChange ?? 0)
    case .unlisted, .deprecated: 1
    case .new: 0
    }
  }
}
