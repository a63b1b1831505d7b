import Footprints
import SupplyGraph

/// Keeps one footprint of each id. A minor change of PACT v2 keeps the id and raises the version, and lists may hold
/// the older versions too; in v3 the same id comes back only as deprecated. Footprints of different products that
/// carry one id by mistake are different footprints: dropping one would lose a product.
struct FootprintVersions {
  private(set) var notices = NoticeLog()
  /// Keys of footprints that came up in several files: which of them is noticed against which then depends on the
  /// order of the files.
  private(set) var crossing: Set<UInt64> = []

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
    if footprints.records[number].place.file != footprints.records[Int(other)].place.file {
      crossing.insert(key)
    }
    let (footprint, earlier) = (footprints[number], footprints[Int(other)])
    guard FootprintVersions.isSame(footprint, earlier) else {
      best[key] = other
      return
    }
    let isBetter = FootprintVersions.replaces(footprint, earlier)
    best[key] = isBetter ? new : other
    dropped.insert(isBetter ? other : new)
    note(isBetter ? earlier : footprint, inFavourOf: isBetter ? footprint : earlier)
  }

  private static func isSame(_ a: Footprint, _ b: Footprint) -> Bool {
    a.id.lowercased() == b.id.lowercased() && product(a) == product(b)
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
    notices.add(FootprintVersions.notice(of: dropped, inFavourOf: kept))
  }

  private static func notice(of dropped: Footprint, inFavourOf kept: Footprint) -> Notice {
    var same = dropped
    same.place = kept.place
    let isOlder =
      dropped.version != kept.version || dropped.status != kept.status || dropped.updated != kept.updated
      || same == kept
    return Notice(
      isOlder ? .superseded : .duplicateFootprint, place: dropped.place, field: "id", found: dropped.id,
      expected: "version \(kept.version)", product: dropped.productIDs.first ?? "")
  }
}

extension FootprintVersions {
  /// What footprints that came behind all others do to those that stood before.
  struct Arrivals {
    /// Those that stand.
    private(set) var footprints: FootprintTable
    /// Numbers of footprints of the graph that do not stand any more.
    private(set) var superseded: Set<Int> = []
    private(set) var notices = NoticeLog()

    /// Each footprint meets the one that stands for its key, as it would if all were read anew.
    ///
    /// - Parameters:
    ///   - new: in the order of their places, each behind those of the graph in the same file.
    ///   - crossing: that of the footprints that were read before.
    /// - Returns: nil where one of them is found in another file too: the order of the files then decides what is
    ///   noticed.
    init?(_ new: FootprintTable, in graph: SupplyGraph, crossing: Set<UInt64>) {
      footprints = new
      var best: [UInt64: Standing] = [:]
      var dropped: Set<Int> = []
      for number in new.indices where new.hasID(number) {
        let key = FootprintVersions.key(new, number)
        if crossing.contains(key) { return nil }
        guard let standing = best[key] ?? Arrivals.standing(key, new, number, graph) else {
          best[key] = .new(number)
          continue
        }
        let footprint = new[number]
        let earlier =
          switch standing {
          case .old(let other): graph.footprints[other]
          case .new(let other): new[other]
          }
        guard FootprintVersions.isSame(footprint, earlier), footprint.place.file == earlier.place.file else {
          return nil
        }
        if FootprintVersions.replaces(footprint, earlier) {
          switch standing {
          case .old(let other): superseded.insert(other)
          case .new(let other): dropped.insert(other)
          }
          best[key] = .new(number)
          notices.add(FootprintVersions.notice(of: earlier, inFavourOf: footprint))
        } else {
          best[key] = standing
          dropped.insert(number)
          notices.add(FootprintVersions.notice(of: footprint, inFavourOf: earlier))
        }
      }
      if !dropped.isEmpty { footprints.filter { !dropped.contains($0) } }
    }

    private enum Standing {
      case old(Int)
      case new(Int)
    }

    /// Footprints of one key are of one product.
    private static func standing(
      _ key: UInt64, _ new: FootprintTable, _ number: Int, _ graph: SupplyGraph
    ) -> Standing? {
      let ids = new.productIDs(number)
      for id in ids.isEmpty ? [new.id(number)] : ids {
        guard let p = graph.product(id: id) else { continue }
        let same = graph.footprints(of: p).first {
          graph.footprints.hasID($0) && FootprintVersions.key(graph.footprints, $0) == key
        }
        if let same { return .old(same) }
      }
      return nil
    }
  }
}
