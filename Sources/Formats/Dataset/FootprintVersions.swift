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
  private var dropped: Set<Int> = []

  /// Finds the footprints that give way to others. O(n) but for ids that come up several times.
  init(_ footprints: FootprintTable, threads: Int = 1) {
    var standing = Standing(FootprintVersions.keys(footprints, threads: threads))
    for number in footprints.indices where footprints.hasID(number) { meet(number, &standing, footprints) }
  }

  /// Whether a footprint stands.
  var keepsAll: Bool { dropped.isEmpty }

  func keeps(_ number: Int) -> Bool { !dropped.contains(number) }

  // Ids are compared by their hash first: a dictionary of the ids themselves would hold a million texts twice.
  private mutating func meet(_ number: Int, _ standing: inout Standing, _ footprints: FootprintTable) {
    let place = standing.place(of: number)
    guard let other = standing[place] else {
      standing[place] = number
      return
    }
    if footprints.records[number].place.file != footprints.records[other].place.file {
      crossing.insert(standing.keys[number])
    }
    let (footprint, earlier) = (footprints[number], footprints[other])
    guard FootprintVersions.isSame(footprint, earlier) else { return }
    let isBetter = FootprintVersions.replaces(footprint, earlier)
    if isBetter { standing[place] = number }
    dropped.insert(isBetter ? other : number)
    note(isBetter ? earlier : footprint, inFavourOf: isBetter ? footprint : earlier)
  }

  private static func isSame(_ a: Footprint, _ b: Footprint) -> Bool {
    a.id.lowercased() == b.id.lowercased() && product(a) == product(b)
  }

  /// That of each footprint; 0 for one without an id.
  private static func keys(_ footprints: FootprintTable, threads: Int) -> [UInt64] {
    let count = footprints.count
    let ranges = Parallel.ranges(count, parts: count < 1 << 12 ? 1 : max(1, threads))
    return [UInt64](unsafeUninitializedCapacity: count) { keys, filled in
      let keys = keys
      Parallel.forEach(ranges.count, threads: threads) { part in
        for number in ranges[part] {
          keys.initializeElement(at: number, to: footprints.hasID(number) ? key(footprints, number) : 0)
        }
      }
      filled = count
    }
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

/// Which of the footprints that were met stands for its key.
///
/// Keys are hashes already, seeded anew in each process: a dictionary would hash each of them again, which for all
/// records of a large file takes a good part of the time of reading them.
private struct Standing {
  /// By number of the footprint.
  let keys: [UInt64]
  /// Open addressing: the number of a footprint plus one; 0 is free.
  private var slots: [UInt32]

  init(_ keys: [UInt64]) {
    self.keys = keys
    var size = 64
    while size < 2 * keys.count { size *= 2 }
    slots = [UInt32](large: 0, count: size)
  }

  /// The place of a footprint's key, which stays where it is once somebody stands there.
  func place(of number: Int) -> Int {
    var slot = Int(truncatingIfNeeded: keys[number]) & (slots.count - 1)
    while slots[slot] != 0, keys[Int(slots[slot]) - 1] != keys[number] {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// Who stands at a place.
  subscript(place: Int) -> Int? {
    get { slots[place] == 0 ? nil : Int(slots[place]) - 1 }
    set { slots[place] = UInt32(truncatingIfNeeded: (newValue ?? -1) + 1) }
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
