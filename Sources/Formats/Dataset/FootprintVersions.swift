import Footprints

/// Keeps one footprint of each id. A minor change of PACT v2 keeps the id and raises the version, and lists may hold
/// the older versions too; in v3 the same id comes back only as deprecated.
struct FootprintVersions {
  private(set) var notices = NoticeLog()

  /// The footprints that stand, in their order. O(n) but for ids that come up several times.
  mutating func latest(_ footprints: [Footprint]) -> [Footprint] {
    var best: [Int: Int] = [:]
    var dropped: Set<Int> = []
    best.reserveCapacity(footprints.count)
    // Ids are compared by their hash first: a dictionary of the ids themselves would hold a million texts twice.
    for (index, footprint) in footprints.enumerated() where !footprint.id.isEmpty {
      let key = FootprintVersions.key(footprint)
      guard let other = best[key], footprints[other].id.lowercased() == footprint.id.lowercased() else {
        best[key] = index
        continue
      }
      let isBetter = FootprintVersions.replaces(footprint, footprints[other])
      let (stays, goes) = isBetter ? (index, other) : (other, index)
      best[key] = stays
      dropped.insert(goes)
      note(footprints[goes], inFavourOf: footprints[stays])
    }
    guard !dropped.isEmpty else { return footprints }
    return footprints.indices.filter { !dropped.contains($0) }.map { footprints[$0] }
  }

  private static func key(_ footprint: Footprint) -> Int {
    var hasher = Hasher()
    for byte in footprint.id.utf8 { hasher.combine(byte | 0x20) }
    return hasher.finalize()
  }

  private static func replaces(_ new: Footprint, _ old: Footprint) -> Bool {
    if new.version != old.version { return new.version > old.version }
    if (new.status == .deprecated) != (old.status == .deprecated) { return new.status == .deprecated }
    return (new.created?.seconds ?? .min) > (old.created?.seconds ?? .min)
  }

  private mutating func note(_ dropped: Footprint, inFavourOf kept: Footprint) {
    var same = dropped
    same.place = kept.place
    let isOlder = dropped.version != kept.version || dropped.status != kept.status || same == kept
    notices.add(
      Notice(
        isOlder ? .superseded : .duplicateFootprint, place: dropped.place, field: "id", found: dropped.id,
        expected: "version \(kept.version)", product: dropped.productIDs.first ?? ""))
  }
}
