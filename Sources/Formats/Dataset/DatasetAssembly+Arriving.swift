import Footprints
import SupplyGraph

/// What growing files brought since they were read before.
struct ReadArrivals {
  /// In the order of their places.
  var footprints = FootprintTable()
  var notices = NoticeLog()
  var outdated: [Notice] = []
  /// How a file states its shares is seen otherwise now, which changes what was read of it before.
  var changesShares = false
}

extension DatasetAssembly {
  /// Sets what was read of the growing files aside, so that what is read next is kept apart until `join`.
  mutating func setAside() -> [Int32: Content] {
    let before = growing
    growing = [:]
    return before
  }

  /// Puts what was read since behind what was read before, and tells what it is.
  ///
  /// - Complexity: O(what was read since), as long as nobody else holds what was read before.
  mutating func join(_ before: consuming [Int32: Content]) -> ReadArrivals {
    var arrivals = ReadArrivals()
    let mixedBefore = DatasetAssembly.mixed(factors(with: before))
    for (file, new) in growing.sorted(by: { $0.key < $1.key }) {
      var content = before.removeValue(forKey: file) ?? Content()
      let (old, isEmpty) = (content.findings, content.fresh.isEmpty)
      content.findings.absorbFindings(of: new.findings)
      arrivals.add(new, old, content.findings, isFirst: isEmpty)
      content.fresh.append(contentsOf: new.fresh)
      before[file] = content
    }
    growing = before
    let mixed = DatasetAssembly.mixed(factors(with: growing))
    if mixed != mixedBefore {
      arrivals.outdated += mixedBefore.map { [$0] } ?? []
      if let mixed { arrivals.notices.add(mixed) }
    }
    return arrivals
  }

  private func factors(with growing: [Int32: Content]) -> [String: FactorUse] {
    var all = factors
    for content in growing.values {
      for (name, use) in content.findings.factors { all[name, default: FactorUse(first: use.first)].add(use) }
    }
    return all
  }
}

extension ReadArrivals {
  fileprivate mutating func add(
    _ new: DatasetAssembly.Content, _ before: Batch, _ after: Batch, isFirst: Bool
  ) {
    let isFraction = after.shares.isFraction
    if isFraction != before.shares.isFraction, !isFirst || before.shares.isFraction { changesShares = true }
    var fresh = new.fresh
    if isFraction { fresh.changeShares(from: 0, ShareScale.percent) }
    footprints.append(contentsOf: fresh)
    notices.add(contentsOf: new.findings.notices)
    if before.shares.notice == nil, let notice = after.shares.notice { notices.add(notice) }
    for (key, notice) in after.repeated.first where before.repeated.first[key] == nil { notices.add(notice) }
  }
}
