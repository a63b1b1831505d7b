import SupplyGraph

/// Sums by group, each over chunks of its products, so that a changed one costs its neighbours only; and the largest of
/// each part of the groups, so that the first of all are found without looking at every group.
struct GroupSums: Sendable {
  private static let chunk = 64
  /// Groups.
  private static let part = 64

  /// Products by group, inside a group by number.
  private var order: [Int32]
  /// By product.
  private var chunkOf: [Int32]
  /// By chunk, into `order`.
  private var starts: [Int32] = []
  /// By group, into the chunks.
  private var firstChunk: [Int32] = []
  private var groupOf: [Int32] = []
  private var chunks: [GroupSum]
  private var sums: [GroupSum]
  private var parts: [Part]
  /// By group: place in the order of keys.
  private let ranks: [Int32]
  private var changed: NumberSet

  /// Some groups that follow each other.
  private struct Part {
    var sum = GroupSum()
    var largest: Ranked?
  }

  /// All chunks are to be refreshed.
  init(_ groups: ProductGroups, _ count: Int) {
    var sizes = [Int32](repeating: 0, count: groups.count + 2)
    let group = (0..<count).map { groups.group(of: $0) ?? groups.count }
    for g in group { sizes[g + 1] += 1 }
    for g in 0...groups.count { sizes[g + 1] += sizes[g] }
    order = [Int32](repeating: 0, count: count)
    var next = sizes
    for (p, g) in group.enumerated() {
      order[Int(next[g])] = Int32(truncatingIfNeeded: p)
      next[g] += 1
    }
    for g in 0...groups.count {
      firstChunk.append(Int32(truncatingIfNeeded: starts.count))
      for start in stride(from: sizes[g], to: sizes[g + 1], by: GroupSums.chunk) {
        starts.append(start)
        groupOf.append(Int32(truncatingIfNeeded: g))
      }
    }
    firstChunk.append(Int32(truncatingIfNeeded: starts.count))
    chunks = [GroupSum](repeating: GroupSum(), count: starts.count)
    starts.append(Int32(truncatingIfNeeded: count))
    sums = [GroupSum](repeating: GroupSum(), count: groups.count + 1)
    parts = [Part](repeating: Part(), count: groups.count / GroupSums.part + 1)
    ranks = groups.ranks
    chunkOf = [Int32](repeating: 0, count: count)
    changed = NumberSet(limit: chunks.count)
    for chunk in chunks.indices {
      changed.insert(chunk)
      for place in starts[chunk]..<starts[chunk + 1] {
        chunkOf[Int(order[Int(place)])] = Int32(truncatingIfNeeded: chunk)
      }
    }
  }

  mutating func touch(_ p: ProductIndex) { changed.insert(Int(chunkOf[p])) }

  mutating func touchAll() { for chunk in chunks.indices { changed.insert(chunk) } }

  /// - Complexity: O(changed chunks × 64, all chunks of their groups, and 64 groups beside each of those).
  mutating func refresh(_ own: ChannelColumn, _ needs: [Need]) {
    if changed.isEmpty { return }
    let wanted = changed.numbers
    changed.removeAll()
    sumChunks(wanted, own, needs)
    var next = 0
    var changedParts: [Int] = []
    while next < wanted.count {
      let group = Int(groupOf[wanted[next]])
      let all = Int(firstChunk[group])..<Int(firstChunk[group + 1])
      while next < wanted.count, all.contains(wanted[next]) { next += 1 }
      sums[group] = GroupSum()
      for chunk in all where chunks[chunk].isUsed { sums[group].add(chunks[chunk]) }
      if changedParts.last != group / GroupSums.part { changedParts.append(group / GroupSums.part) }
    }
    for number in changedParts { parts[number] = part(of: groups(ofPart: number)) }
  }

  private mutating func sumChunks(_ wanted: [Int], _ own: ChannelColumn, _ needs: [Need]) {
    if wanted.count > chunks.count / GroupSums.largeReach { return sumAllChunks(own, needs) }
    own.withHeads { own, stride in
      for chunk in wanted {
        var sum = GroupSum()
        for place in Int(starts[chunk])..<Int(starts[chunk + 1]) {
          let p = Int(order[place])
          if needs[p].tier != Need.unreached { sum.add(own[p * stride], times: needs[p].weight) }
        }
        chunks[chunk] = sum
      }
    }
  }

  /// The part of the chunks above which it is quicker to take products as they lie in memory.
  private static let largeReach = 8

  /// Products of a chunk come in the same order, so that sums are the same to the last bit.
  private mutating func sumAllChunks(_ own: ChannelColumn, _ needs: [Need]) {
    chunks = [GroupSum](repeating: GroupSum(), count: chunks.count)
    chunks.withUnsafeMutableBufferPointer { chunks in
      needs.withUnsafeBufferPointer { needs in
        own.withHeads { own, stride in
          for (p, chunk) in chunkOf.enumerated() where needs[p].tier != Need.unreached {
            chunks[Int(chunk)].add(own[p * stride], times: needs[p].weight)
          }
        }
      }
    }
  }

  private func groups(ofPart number: Int) -> Range<Int> {
    number * GroupSums.part..<min(sums.count, (number + 1) * GroupSums.part)
  }

  private func part(of groups: Range<Int>) -> Part {
    var part = Part()
    for group in groups where sums[group].isUsed {
      part.sum.add(sums[group])
      let candidate = ranked(group)
      if part.largest.map({ $0 < candidate }) ?? true { part.largest = candidate }
    }
    return part
  }

  private func ranked(_ group: Int) -> Ranked {
    Ranked(contribution: sums[group].contribution, rank: Int(ranks[group]), number: group)
  }

  // What follows holds after a refresh.

  /// The `top` largest groups, largest first, and what all others add up to.
  func rows(_ groups: ProductGroups, top: Int) -> [GroupRow] {
    let shown = largest(top)
    let rest = rest(without: shown)
    return shown.map { groups.row($0, sums[$0]) } + (rest.isUsed ? [GroupRow(rest: rest)] : [])
  }

  private func largest(_ top: Int) -> [Int] {
    Largest.numbers(top, largest: parts.lazy.map(\.largest), size: GroupSums.part) { part, found in
      for group in groups(ofPart: part) where sums[group].isUsed { found.add(ranked(group)) }
    }
  }

  private func rest(without shown: [Int]) -> GroupSum {
    var rest = GroupSum()
    var shown = shown.sorted()[...]
    for (number, part) in parts.enumerated() where part.sum.isUsed {
      let groups = groups(ofPart: number)
      let inside = shown.prefix { groups.contains($0) }
      shown = shown.dropFirst(inside.count)
      if inside.isEmpty {
        rest.add(part.sum)
      } else {
        for group in groups where sums[group].isUsed && !inside.contains(group) { rest.add(sums[group]) }
      }
    }
    return rest
  }
}

extension GroupRow {
  init(rest: GroupSum) {
    self.init(
      key: GroupRow.remainderKey, index: nil, contribution: rest.contribution, mix: rest.mix,
      isRemainder: true)
  }
}
