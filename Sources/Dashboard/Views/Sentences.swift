import Analysis
import Canvas
import SupplyGraph

/// The one plain sentence about the selected line: what an analyst pastes into a mail.
struct Sentences {
  let state: State

  private var texts: Texts { state.texts }
  private var labels: Labels { Labels(state: state) }

  var quoted: String {
    let sentence = current
    return sentence.isEmpty ? "" : texts.quoted(sentence)
  }

  /// The sentence without quotation marks; empty where there is nothing to say.
  var current: String {
    guard case .open = state.phase, let snapshot = state.snapshot, let scene = state.scene else { return "" }
    switch scene.screen {
    case .overview: return overview(scene, snapshot)
    case .drillDown(let root): return drillDown(scene, root, snapshot)
    case .suppliers: return suppliers(scene)
    case .supplier(let index): return supplier(scene, index, snapshot)
    case .origin(let product): return origin(product, scene, snapshot)
    case .notices: return completeness(snapshot)
    case .whatIf(let subject): return WhatIfSentence(state: state).text(scene, subject)
    case .compare(let subject): return CompareSentence(state: state).text(scene, subject)
    case .gaps: return GapSentence(state: state).text
    case .lags: return LagSentence(state: state).text(scene)
    case .hosts, .host: return HostsView(state: state).sentence
    case .noticeGroup(let index):
      guard let group = state.noticeGroup(index) else { return "" }
      return group.count > group.worst.count
        ? texts.moreNotices(group.count - group.worst.count) : completeness(snapshot)
    }
  }

  private func completeness(_ snapshot: Snapshot) -> String {
    snapshot.isPartial ? texts.missingUntold : texts.nothingHidden
  }

  /// How far a figure rests on primary data, as a clause of its own.
  private func data(_ mix: QualityMix) -> String {
    guard mix.total > 0 else { return texts.noFigureYet }
    let primary = mix.primary / mix.total
    if primary >= 0.9995 { return texts.allPrimary }
    if primary > 0.0005 { return texts.partlyPrimary(Numbers.percent(primary, decimals: 0)) }
    return mix.unknown > mix.secondary ? texts.unknownOnly : texts.secondaryOnly
  }

  private func overview(_ scene: Scene, _ snapshot: Snapshot) -> String {
    guard let row = scene.selected else { return texts.emptyDataset }
    guard case .overview(let tops, _, let insight, _) = scene.answer else { return "" }
    switch row.id {
    case .top(let product):
      return texts.topSentence(
        labels.name(product), Numbers.percent(row.share, decimals: 0), subjectName, data(row.mix))
    case .hotspot(let product):
      return hotspot(row, product, of: subjectName, total: tops.base, insight, perYear: labels.hasYears)
    default: return rest(row, total: tops.base)
    }
  }

  private var subjectName: String { labels.hasYears ? texts.thePortfolio : texts.allProductsTogether }

  private func hotspot(
    _ row: Row, _ product: ProductIndex, of subject: String, total: Double, _ insight: Insight, perYear: Bool
  ) -> String {
    let mass = MassScale(largest: total).textWithUnit(row.mass) + (perYear ? texts.aYear : "")
    let sentence = texts.itemSentence(
      labels.name(product), labels.supplierName(of: product), texts.tierPhrase(row.tier), mass,
      Numbers.percent(row.share), subject, data(row.mix))
    return insight.largestUnmeasured == product ? sentence + texts.largestUnmeasured(subject) : sentence
  }

  private func rest(_ row: Row, total: Double) -> String {
    if row.id == .credits {
      return texts.creditsSentence(row.count, MassScale(largest: total).textWithUnit(row.mass))
    }
    return texts.restSentence(
      row.count, MassScale(largest: total).textWithUnit(row.mass), Numbers.percent(row.share))
  }

  private func drillDown(_ scene: Scene, _ root: ProductIndex, _ snapshot: Snapshot) -> String {
    guard let row = scene.selected, case .tree(let listing, let insight) = scene.answer else { return "" }
    guard let product = row.id.product else { return rest(row, total: listing.base) }
    let scale = MassScale(largest: listing.rows.first?.mass ?? 0)
    let mass = scale.textWithUnit(row.mass)
    if row.depth == 0 {
      return texts.rootSentence(
        labels.name(product), mass + texts.co2ePer(labels.unit(root)), data(row.mix),
        insight.largestUnmeasured.map(labels.name))
    }
    if case .own = row.id {
      return texts.ownSentence(
        labels.name(product), labels.supplierName(of: product), mass, Numbers.percent(row.share),
        data(row.mix))
    }
    let sentence = texts.itemSentence(
      labels.name(product), labels.supplierName(of: product), texts.tierPhrase(row.tier), mass,
      Numbers.percent(row.share), labels.name(root), data(row.mix))
    return insight.largestUnmeasured == product
      ? sentence + texts.largestUnmeasured(labels.name(root)) : sentence
  }

  private func suppliers(_ scene: Scene) -> String {
    guard let row = scene.selected, case .suppliers(let listing) = scene.answer else { return "" }
    guard case .supplier(let index) = row.id else { return rest(row, total: listing.base) }
    return texts.supplierOwnSentence(
      labels.supplierName(index), MassScale(largest: listing.base).textWithUnit(row.mass),
      Numbers.percent(row.share),
      subjectName, data(row.mix))
  }

  private func supplier(_ scene: Scene, _ index: SupplierIndex, _ snapshot: Snapshot) -> String {
    guard case .supplier(let answer) = scene.answer else { return "" }
    let scale = MassScale(largest: answer.through)
    return texts.supplierSentence(
      labels.supplierName(index), scale.textWithUnit(answer.through), Numbers.percent(answer.share),
      subjectName,
      scale.textWithUnit(answer.ownContribution), data(answer.mix))
  }

  private func origin(_ product: ProductIndex, _ scene: Scene, _ snapshot: Snapshot) -> String {
    guard case .origin(let origin) = scene.answer else { return "" }
    guard let total = origin.total else { return texts.gapSentence(labels.name(product)) }
    return texts.originSentence(labels.name(product), labels.perUnit(total, of: product), data(origin.mix))
  }
}
