import Footprints
import SupplyGraph

/// Keeps one footprint of each id. A minor change of PACT v2 keeps the id and raises the version, and lists may hold
/// the older versions too; in v3 the same id comes back only as deprecated. Footprints of different products that
/// carry one id by mistake are different footprints: dropping one would lose a product.
struct FootprintVersions {
  private(set) var notices = NoticeLog()

  /// Numbers in the table.
  private var best: [UInt64: Int32] = [:]
  private var dropped: Set<Int32> = []

  /// Finds the footprints that give way to others. O(n) but for ids that come up several times.
  init(_ footprints: FootprintTable) {
    best.reserveCapacity(footprints.count)
    for number in footprints.indices where footprints.hasID(number) { meet(number, footprints) }
  }

  /// Whether a footprint stands.
  var keepsAll: Bool { dropped.isEmpty }

  func keeps(_ number: Int) -> Bool { !dropped.contains(Int32(truncatingIfNeeded: number)) }

  // Ids are compared by their hash first: a dictionary of the ids themselves would hold a million texts twice.
  private mutating func meet(_ number: Int, _ footprints: FootprintTable) {
    let key = FootprintVersions.key(footprints, number)
    let new = Int32(truncatingIfNeeded: number)
    guard let other = best.updateValue(new, forKey: key) else { return }
    let (footprint, earlier) = (footprints[number], footprints[Int(other)])
    guard earlier.id.lowercased() == footprint.id.lowercased(),
      FootprintVersions.product(earlier) == FootprintVersions.product(footprint)
    else {
      best[key] = other
      return
    }
    let isBetter = FootprintVersions.replaces(footprint, earlier)
    best[key] = isBetter ? new : other
    dropped.insert(isBetter ? other : new)
    note(isBetter ? earlier : footprint, inFavourOf: isBetter ? footprint : earlier)
  }

  /// The same for the same id, whatever its case, of the same product.
  private static func key(_ footprints: FootprintTable, _ number: Int) -> UInt64 {
    let id = footprints.withID(number) { IdentifierHash.of($0, foldingCase: true) }
    let first = footprints.leastPlainProductID(number)
    if first >= 0 {
      return id &* 31 &+ footprints.withProductID(number, first) { IdentifierHash.ofPlainProduct($0) }
    }
    var product = product(footprints[number])
    return id &* 31 &+ product.withUTF8 { IdentifierHash.of($0, foldingCase: false) }
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
