import SupplyGraph

/// Brings gaps into their order and works out the shares that run down the list.
struct GapGroups {
  let finder: GapFinder
  let focus: Focus
  let running: RunningShare
  let options: GapList.Options

  func groups(_ places: [GapPlace]) -> [GapList.Group] {
    var drafts = drafts(places)
    addWhatIsWanted(places, to: &drafts)
    var (gain, ranked) = (0.0, 0)
    var groups: [GapList.Group] = []
    // Gaps of no known tier come last.
    for key in drafts.keys.sorted(by: { nearness($0) < nearness($1) }) {
      guard let draft = drafts[key] else { continue }
      let known = options.byTier && key != Need.unreached
      groups.append(group(draft, tier: known ? Int(key) : nil, after: gain, ranked))
      gain += draft.gain
      ranked += draft.ranked
    }
    return groups
  }

  private func drafts(_ places: [GapPlace]) -> [Int32: Draft] {
    guard options.byTier else {
      var draft = Draft(limit: options.limit)
      for place in places { draft.add(place) }
      return places.isEmpty ? [:] : [0: draft]
    }
    // Changed in a list, not in a dictionary: that would hand each out and take it back for every gap.
    var numbers: [Int32: Int] = [:]
    var drafts: [Draft] = []
    for place in places {
      let number = numbers[place.tier] ?? drafts.count
      if number == drafts.count {
        numbers[place.tier] = number
        drafts.append(Draft(limit: options.limit))
      }
      drafts[number].add(place)
    }
    return numbers.mapValues { drafts[$0] }
  }

  private func isWanted(_ place: GapPlace) -> Bool { options.wanted == Int(place.product) }

  private func nearness(_ tier: Int32) -> Int32 { tier == Need.unreached ? .max : tier }

  /// Where a wanted gap stands that is too far down to be among the rows.
  private func addWhatIsWanted(_ places: [GapPlace], to drafts: inout [Int32: Draft]) {
    guard let place = places.first(where: isWanted) else { return }
    let key = options.byTier ? place.tier : 0
    guard var draft = drafts[key], !(draft.first + draft.unanswered).contains(place) else { return }
    var before = (rank: 0, gain: 0.0)
    for other in places where (!options.byTier || other.tier == key) && other > place {
      before = (before.rank + 1, before.gain + other.gain)
    }
    draft.extra = (place, before.rank, before.gain)
    drafts[key] = draft
  }

  private func group(_ draft: Draft, tier: Int?, after gain: Double, _ ranked: Int) -> GapList.Group {
    var sum = gain
    var rows: [GapList.Row] = []
    for (index, place) in draft.first.enumerated() {
      rows.append(row(place, rank: ranked + index + 1, after: sum))
      sum += place.gain
    }
    var unanswered = draft.unanswered
    if let extra = draft.extra, extra.place.section == .unknown {
      unanswered.append(extra.place)
    } else if let extra = draft.extra {
      rows.append(row(extra.place, rank: ranked + extra.rank + 1, after: gain + extra.gain))
    }
    return GapList.Group(
      tier: tier, rows: rows, known: draft.ranked,
      unanswered: unanswered.map { row($0, rank: 0, after: 0) }, unknown: draft.unknown,
      gain: draft.gain, contribution: draft.contribution,
      before: running.share(with: gain), after: running.share(with: gain + draft.gain))
  }

  private func row(_ place: GapPlace, rank: Int, after gain: Double) -> GapList.Row {
    let p = Int(place.product)
    let isKnown = place.section != .unknown
    return GapList.Row(
      product: p, contribution: isKnown ? place.contribution : nil,
      mix: isKnown ? focus.contributionMix(p) : Mix(), gain: place.gain, kinds: finder.kinds(place),
      tier: place.knownTier, rank: isKnown ? rank : nil, before: isKnown ? running.share(with: gain) : nil,
      after: isKnown ? running.share(with: gain + place.gain) : nil)
  }

  /// A group while gaps are added to it.
  private struct Draft {
    private var best: Largest<GapPlace>
    private var bestUnknown: Largest<GapPlace>
    private(set) var unknown = 0
    /// Those that have a place in the order.
    private(set) var ranked = 0
    private(set) var gain = 0.0
    /// kg CO2e, as far as known.
    private(set) var contribution = 0.0
    /// A row beyond the first, with how many and how much come before it in the group.
    var extra: (place: GapPlace, rank: Int, gain: Double)?

    init(limit: Int) {
      best = Largest(limit)
      bestUnknown = Largest(limit)
    }

    mutating func add(_ place: GapPlace) {
      if place.section == .unknown {
        bestUnknown.add(place)
        unknown += 1
        return
      }
      best.add(place)
      ranked += 1
      gain += place.gain
      contribution += place.contribution
    }

    /// The largest first.
    var first: [GapPlace] { best.sorted() }
    var unanswered: [GapPlace] { bestUnknown.sorted() }
  }
}
