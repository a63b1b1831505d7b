import Footprints

/// Keeps one footprint of each id. A minor change of PACT v2 keeps the id and raises the version, and lists may hold
/// the older versions too; in v3 the same id comes back only as deprecated. Footprints of different products that
/// carry one id by mistake are different footprints: dropping one would lose a product.
struct FootprintVersions {
  private(set) var notices = NoticeLog()

  private var best: [Int: Where] = [:]
  private var dropped: Set<Where> = []

  /// A footprint by the piece it came in and its number there.
  struct Where: Hashable {
    var piece: Int
    var number: Int
  }

  /// Finds the footprints that give way to others. O(n) but for ids that come up several times.
  init(_ pieces: [[Footprint]]) {
    best.reserveCapacity(pieces.reduce(0) { $0 + $1.count })
    for (piece, footprints) in pieces.enumerated() {
      for number in footprints.indices where !footprints[number].id.isEmpty {
        meet(Where(piece: piece, number: number), pieces)
      }
    }
  }

  /// Whether a footprint stands.
  var keepsAll: Bool { dropped.isEmpty }

  func keeps(_ place: Where) -> Bool { dropped.isEmpty || !dropped.contains(place) }

  // Ids are compared by their hash first: a dictionary of the ids themselves would hold a million texts twice.
  private mutating func meet(_ place: Where, _ pieces: [[Footprint]]) {
    let key = FootprintVersions.key(pieces[place.piece][place.number])
    guard let other = best[key] else {
      best[key] = place
      return
    }
    let footprint = pieces[place.piece][place.number]
    let earlier = pieces[other.piece][other.number]
    guard earlier.id.lowercased() == footprint.id.lowercased(),
      FootprintVersions.product(earlier) == FootprintVersions.product(footprint)
    else { return }
    let isBetter = FootprintVersions.replaces(footprint, earlier)
    best[key] = isBetter ? place : other
    dropped.insert(isBetter ? other : place)
    note(isBetter ? earlier : footprint, inFavourOf: isBetter ? footprint : earlier)
  }

  private static func key(_ footprint: Footprint) -> Int {
    var hasher = Hasher()
    for byte in footprint.id.utf8 { hasher.combine(byte | 0x20) }
    hasher.combine(product(footprint))
    return hasher.finalize()
  }

  /// One identifier of the product, the same whatever their order.
  private static func product(_ footprint: Footprint) -> String {
    footprint.productIDs.map { ProductKey($0).text }.min() ?? ""
  }

  private static func replaces(_ new: Footprint, _ old: Footprint) -> Bool {
    if new.version != old.version { return new.version > old.version }
    if (new.status == .deprecated) != (old.status == .deprecated) { return new.status == .deprecated }
    let (changed, before) = (new.updated ?? new.created, old.updated ?? old.created)
    if changed != before { return (changed?.seconds ?? .min) > (before?.seconds ?? .min) }
    // Files that are received are written to at their end: further down is later.
    return new.place.file == old.place.file && new.place.offset > old.place.offset
  }

  private mutating func note(_ dropped: Footprint, inFavourOf kept: Footprint) {
    var same = dropped
    same.place = kept.place
    let isOlder =
      dropped.version != kept.version || dropped.status != kept.status || dropped.updated != kept.updated
      || same == kept
    notices.add(
      Notice(
        isOlder ? .superseded : .duplicateFootprint, place: dropped.place, field: "id", found: dropped.id,
        expected: "version \(kept.version)", product: dropped.productIDs.first ?? ""))
  }
}
