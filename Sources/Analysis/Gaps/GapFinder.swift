import Footprints
import SupplyGraph

/// A gap on its way into the list: where it stands, and nothing that can be looked up later.
struct GapPlace: Comparable {
  /// Gaps of different sections are never compared by size.
  enum Section: UInt8, Comparable {
    /// Data that is not primary: the list proper.
    case hidden
    /// All primary, and still to be asked for.
    case doubtful
    /// Below zero.
    case credit
    /// Without any figure.
    case unknown

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  var product: Int32
  /// Company borders from the focus; `Need.unreached` where that is not known.
  var tier: Int32
  var section: Section
  /// kg CO2e by which the gaps of a section are ranked.
  var size: Double
  /// For gaps of one size.
  var rank: Int32
  /// kg CO2e; 0 where there is no figure.
  var contribution: Double

  /// What becomes primary when the supplier answers.
  var gain: Double { section == .hidden ? size : 0 }

  /// In ascending order the first of the list is the largest.
  static func < (a: GapPlace, b: GapPlace) -> Bool {
    if a.section != b.section { return a.section > b.section }
    if a.size != b.size { return a.size < b.size }
    return a.rank > b.rank
  }
}

/// Tells which products of a chain are gaps, and of what kind.
struct GapFinder {
  private let focus: Focus
  private let graph: SupplyGraph
  private let inconsistent: Set<ProductIndex>

  /// Parts of a contribution below this are rounding.
  private static let rounding = 1e-9

  init(_ focus: Focus) {
    self.focus = focus
    graph = focus.rollUp.graph
    inconsistent = GapFinder.inconsistent(focus.rollUp)
  }

  /// All gaps, in the order of the products.
  func places() -> [GapPlace] {
    // Taken out once: reached through the focus they would be counted for each product.
    let (needs, own, graph) = (focus.needs, focus.rollUp.model.own, graph)
    var places: [GapPlace] = []
    for p in needs.indices where needs[p].tier != Need.unreached && needs[p].weight != 0 {
      let head = own.head(p)
      let contribution = needs[p].weight * head[0]
      let hidden = contribution - needs[p].weight * head[2]
      let gap =
        hidden > GapFinder.rounding * abs(contribution)
        ? (section: .hidden, size: hidden) : exception(p, contribution, hidden)
      guard let gap else { continue }
      places.append(
        GapPlace(
          product: Int32(truncatingIfNeeded: p), tier: needs[p].tier, section: gap.section, size: gap.size,
          rank: Int32(truncatingIfNeeded: graph.rank(p)), contribution: contribution))
    }
    places.append(contentsOf: unanswered())
    return places
  }

  /// A gap that hides nothing of a positive contribution; nil for what is none.
  private func exception(
    _ p: ProductIndex, _ contribution: Double, _ hidden: Double
  ) -> (section: GapPlace.Section, size: Double)? {
    if contribution == 0 {
      if graph.given(p).isEmpty { return (.unknown, 0) }
      return inconsistent.contains(p) ? (.doubtful, 0) : nil
    }
    let isDoubtful = abs(hidden) > GapFinder.rounding * abs(contribution) || isDoubtful(p)
    return isDoubtful ? (contribution < 0 ? .credit : .doubtful, abs(contribution)) : nil
  }

  /// Whether a figure of primary data is to be asked for again.
  private func isDoubtful(_ p: ProductIndex) -> Bool {
    if inconsistent.contains(p) { return true }
    let given = graph.given(p)
    return isOld(given) || isUnverified(given)
  }

  func kinds(_ place: GapPlace) -> GapKinds {
    let p = Int(place.product)
    let given = graph.given(p)
    var kinds: GapKinds = []
    if inconsistent.contains(p) || focus.rollUp.status(p) == .refused { kinds.insert(.inconsistent) }
    if place.section == .unknown {
      if given.isEmpty { kinds.insert(.missing) }
      return kinds
    }
    if isOld(given) { kinds.insert(.expired) }
    if isUnverified(given) { kinds.insert(.unverified) }
    let mix = focus.rollUp.ownMix(p)
    guard abs(mix.total - mix.primary) > GapFinder.rounding * abs(mix.total) else { return kinds }
    if given.basis == .proxy {
      kinds.insert(.estimated)
    } else {
      kinds.insert(abs(mix.unknown) > abs(mix.secondary) ? .unknown : .secondary)
    }
    return kinds
  }

  /// Past its validity, or more than three years after the period it is about.
  private func isOld(_ given: GivenFigures) -> Bool {
    if given.expired { return true }
    guard let footprint = given.footprint, let end = graph.footprints.records[footprint].referenceEnd else {
      return false
    }
    return end.adding(years: 3) < graph.asOf
  }

  private func isUnverified(_ given: GivenFigures) -> Bool { given.footprint != nil && !given.verified }

  /// Products without a figure that keep something in focus from having a total, so that no weight tells of them.
  private func unanswered() -> [GapPlace] {
    guard !focus.excluded.isEmpty else { return [] }
    var isSeen = [Bool](repeating: false, count: graph.count)
    var open = focus.excluded
    for p in open { isSeen[p] = true }
    var places: [GapPlace] = []
    while let p = open.popLast() {
      let status = focus.rollUp.status(p)
      if status == .gap || status == .refused, focus.needs[p].weight == 0 {
        places.append(
          GapPlace(
            product: Int32(truncatingIfNeeded: p), tier: focus.needs[p].tier, section: .unknown, size: 0,
            rank: Int32(truncatingIfNeeded: graph.rank(p)), contribution: 0))
      }
      if status.hasTotal { continue }
      for link in graph.components(of: p) where !isSeen[graph.component(link)] && graph.amount(link) != 0 {
        isSeen[graph.component(link)] = true
        open.append(graph.component(link))
      }
    }
    return places
  }

  /// Products whose figures a notice says do not fit; of each kind of notice the heaviest are kept.
  private static func inconsistent(_ rollUp: RollUp) -> Set<ProductIndex> {
    var products: Set<ProductIndex> = []
    for group in rollUp.graph.notices.grouped() + rollUp.notices.grouped() where isContradiction(group.code) {
      for notice in group.worst where isAboutTheFigure(notice) {
        if let product = rollUp.graph.product(id: notice.product) { products.insert(product) }
      }
    }
    return products
  }

  private static func isContradiction(_ code: NoticeCode) -> Bool {
    switch code {
    case .negativeResidual, .declaredDisagrees, .primaryShareClipped, .contradictingDeclarations,
      .compositionMismatch, .unitMismatch, .loopRefused:
      true
    default: false
    }
  }

  /// Units of links are not the component's mistake; that of a footprint is.
  private static func isAboutTheFigure(_ notice: Notice) -> Bool {
    notice.code != .unitMismatch || notice.field == "declaredUnit"
  }
}
