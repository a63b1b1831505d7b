import Analysis
import Canvas
import SupplyGraph

/// Which rows of the overview show which list.
struct OverviewPanes {
  let topCount: Int
  let tops: Range<Int>
  /// The line between the lists that says how few products make most of the total.
  let rule: Int
  let hotspotHeading: Int
  let hotspots: Range<Int>
  /// Data quality of the whole, where there is room.
  let quality: Range<Int>

  init(state: State) {
    let body = state.body
    if case .overview(let tops, _, _, _) = state.scene?.answer {
      topCount = tops.rows.count
    } else {
      topCount = 0
    }
    let qualityRows = body.count >= 26 ? 4 : 0
    let room = max(0, body.count - qualityRows)
    // The products never take more than a good third, the hotspots take what is left.
    let topRows = min(topCount, max(1, room < 8 ? room / 3 : (room - 4) * 2 / 5))
    let first = body.lowerBound + 1
    tops = first..<max(first, min(first + topRows, body.upperBound))
    let gap = body.count >= 12 ? 1 : 0
    rule = tops.upperBound + gap
    hotspotHeading = rule + 1
    let start = min(hotspotHeading + 1, body.upperBound)
    let end = max(start, body.upperBound - qualityRows)
    hotspots = start..<end
    quality = end..<max(end, body.upperBound)
  }
}

/// The products of the portfolio, and below them the hotspots of the whole chain.
struct OverviewView {
  let state: State

  private var texts: Texts { state.texts }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene,
      case .overview(let tops, let hotspots, let insight, let tiers) = scene.answer
    else {
      canvas.put(texts.working, row: state.body.lowerBound, column: 1, role: .muted)
      return
    }
    let panes = OverviewPanes(state: state)
    drawTops(tops, scene, panes, on: &canvas)
    drawRule(tops, insight, panes, on: &canvas)
    drawHotspots(hotspots, scene, panes, first: tops.rows.count, on: &canvas)
    drawQuality(tiers, panes, on: &canvas)
  }

  private func drawTops(_ listing: Listing, _ scene: Scene, _ panes: OverviewPanes, on canvas: inout Canvas) {
    let largest = listing.rows.filter { $0.id.product != nil }.map(\.mass).max() ?? 0
    let table = ListTable(
      state: state, columns: [.name, .mass, .share, .cumulative, .primary, .marks, .bar], largest: largest,
      isYearly: Labels(state: state).hasYears, nameMinimum: 26)
    let labels = Labels(state: state)
    table.drawHeadings(
      on: &canvas, row: state.body.lowerBound,
      name: labels.hasYears ? texts.productsPerYear : texts.productsEach)
    for (offset, line) in panes.tops.enumerated() {
      let index = scene.scroll + offset
      guard listing.rows.indices.contains(index) else { break }
      table.draw(listing.rows[index], index, on: &canvas, at: line, isSelected: scene.cursor == index)
    }
  }

  private func drawRule(_ tops: Listing, _ insight: Insight, _ panes: OverviewPanes, on canvas: inout Canvas)
  {
    let row = panes.rule
    guard row < state.body.upperBound else { return }
    canvas.row(row, from: state.fixed(row)) { canvas in
      drawRule(insight, hidden: tops.available - panes.tops.count, row: row, on: &canvas)
    }
  }

  private func drawRule(_ insight: Insight, hidden hiddenTops: Int, row: Int, on canvas: inout Canvas) {
    let products = state.snapshot?.graph.portfolio.count ?? 0
    let concentration = texts.eightyPercent(insight.countFor80, products)
    let text = hiddenTops > 0 ? "+ " + texts.more(hiddenTops) + "  " + concentration : concentration
    let used = canvas.put(" \(text) ", row: row, column: 0, role: .muted)
    let rule = canvas.style.glyphs.set.rule
    let width = max(1, displayWidth(rule, ambiguous: canvas.style.ambiguousWidth))
    let count = max(0, (canvas.size.columns - used - 1) / width)
    canvas.put(String(repeating: rule, count: count), row: row, column: used, role: .muted)
  }

  private func drawHotspots(
    _ listing: Listing, _ scene: Scene, _ panes: OverviewPanes, first: Int, on canvas: inout Canvas
  ) {
    guard panes.hotspotHeading < state.body.upperBound else { return }
    // The rest line is no single item: it would make all bars short.
    let largest = listing.rows.filter { $0.id.product != nil }.map(\.mass).max() ?? 0
    let table = ListTable(
      state: state, columns: [.name, .supplier, .country, .tier, .mass, .share, .primary, .marks, .bar],
      largest: largest, isYearly: Labels(state: state).hasYears, nameMinimum: 26)
    table.drawHeadings(
      on: &canvas, row: panes.hotspotHeading, name: texts.hotspotsHeading(listing.hasCredits))
    for (offset, line) in panes.hotspots.enumerated() {
      let index = scene.secondScroll + offset
      guard listing.rows.indices.contains(index) else { break }
      table.draw(
        listing.rows[index], first + index, on: &canvas, at: line, isSelected: scene.cursor == first + index)
    }
  }

  private func drawQuality(_ tiers: [TierShare]?, _ panes: OverviewPanes, on canvas: inout Canvas) {
    guard panes.quality.count >= 3, let snapshot = state.snapshot else { return }
    let mix = QualityMix(snapshot.portfolio.mix)
    guard mix.total > 0 else { return }
    let row = panes.quality.lowerBound + 1
    canvas.row(row, from: state.fixed(row)) { canvas in
      canvas.put(texts.qualityHeading, row: row, column: 1, role: .heading)
    }
    canvas.row(row + 1, from: state.fixed(row + 1)) { canvas in drawMix(mix, row: row + 1, on: &canvas) }
    canvas.row(row + 2, from: state.fixed(row + 2)) { canvas in drawTiers(tiers, row: row + 2, on: &canvas) }
  }

  private func drawMix(_ mix: QualityMix, row: Int, on canvas: inout Canvas) {
    let words = texts.qualityWords(
      Numbers.percent(mix.shares.primary, decimals: 0),
      Numbers.percent(mix.shares.secondary, decimals: 0),
      Numbers.percent(mix.shares.unknown, decimals: 0))
    let used = canvas.put(words, row: row, column: 1)
    let room = max(0, canvas.size.columns - used - 4)
    canvas.bar(mix, row: row, column: used + 3, width: room, full: mix.total)
  }

  /// One small bar a tier, all of the same length: only the texture speaks here, the share is written out.
  private func drawTiers(_ all: [TierShare]?, row: Int, on canvas: inout Canvas) {
    let (tiers, lastIsOpen) = shownTiers(all ?? [])
    guard !tiers.isEmpty || all == nil else { return }
    let ambiguous = canvas.style.ambiguousWidth
    var column = 1 + canvas.put("\(texts.byTier)  ", row: row, column: 1, role: .muted)
    guard all != nil else {
      canvas.put(texts.working, row: row, column: column, role: .muted)
      return
    }
    let room = canvas.size.columns - column - 1
    let bar = max(3, min(12, room / tiers.count - 10))
    for (index, tier) in tiers.enumerated() {
      let plus = lastIsOpen && index == tiers.count - 1 ? "+" : ""
      let label =
        "\(Labels(state: state).tier(tier.tier))\(plus) \(Numbers.percent(tier.share, decimals: 0)) "
      guard column + displayWidth(label, ambiguous: ambiguous) + bar < canvas.size.columns else {
        canvas.put(canvas.style.glyphs.set.ellipsis, row: row, column: column, role: .muted)
        return
      }
      column += canvas.put(label, row: row, column: column)
      canvas.bar(tier.mix, row: row, column: column, width: bar, full: tier.mix.total)
      column += bar + 2
    }
  }

  /// Tiers nearest first; what is left beyond the sixth, or less than a hundredth in all, is one entry.
  private func shownTiers(_ all: [TierShare]) -> (tiers: [TierShare], lastIsOpen: Bool) {
    let tiers = all.filter { $0.mix.total > 0 }
    var left = tiers.reduce(0) { $0 + $1.share }
    for (index, tier) in tiers.enumerated() {
      if index + 1 < tiers.count, index >= 6 || (index > 0 && left < 0.01) {
        var merged = tier
        for further in tiers[(index + 1)...] {
          merged.share += further.share
          merged.mix = merged.mix + further.mix
        }
        return (tiers[..<index] + [merged], true)
      }
      left -= tier.share
    }
    return (tiers, false)
  }
}
