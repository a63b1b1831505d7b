import Analysis
import Canvas
import SupplyGraph

/// Names and figures of a snapshot in the language and basis of the state.
struct Labels {
  let state: State

  private var texts: Texts { state.texts }

  func name(_ product: ProductIndex) -> String {
    guard let graph = state.snapshot?.graph, product < graph.count else { return "" }
    return state.language == .ja ? graph.nameJa(product) : graph.name(product)
  }

  func supplierName(_ index: SupplierIndex?) -> String {
    guard let index, let graph = state.snapshot?.graph, graph.suppliers.indices.contains(index) else {
      return texts.supplierUnknown
    }
    let supplier = graph.suppliers[index]
    let japanese = supplier.nameJa.isEmpty ? supplier.name : supplier.nameJa
    let name = state.language == .ja ? japanese : supplier.name
    return name.isEmpty ? supplier.id : name
  }

  func supplierName(of product: ProductIndex) -> String {
    supplierName(state.snapshot?.graph.supplier(product))
  }

  /// The text of a list line.
  func name(of row: Row) -> String {
    switch row.id {
    case .top(let p), .hotspot(let p), .bought(let p), .origin(let p), .branch(_, let p): name(p)
    case .own: texts.ownEmissions
    case .supplier(let index): supplierName(index)
    case .more: "+ \(texts.more(row.count))"
    case .credits: texts.creditsLine(row.count)
    case .hidden: "+ \(texts.hidden(row.count))"
    case .parameter(let parameter, let p): name(of: parameter, p)
    case .difference(let p, let key): p.map { name($0) } ?? key
    case .lag(let p, _), .gap(let p): name(p)
    case .gapTier(let tier): state.gapTexts.tierLine(tier, row.count)
    }
  }

  func tier(_ tier: Int?) -> String {
    guard let tier else { return "" }
    return tier == 0 ? texts.ownTier : "T\(tier)"
  }

  func primary(_ row: Row) -> String { row.primaryShare.map { Numbers.percent($0, decimals: 0) } ?? "-" }

  // MARK: - Figures with units

  /// Emissions of the portfolio: per year where quantities are given.
  func subject(_ mass: Double) -> String { subjectMass(mass, of: mass) + subjectUnit }

  /// The same in the scale that suits `total`, without the unit of time.
  func subjectMass(_ mass: Double, of total: Double) -> String {
    MassScale(largest: total).textWithUnit(mass)
  }

  var subjectUnit: String { hasYears ? texts.co2ePerYear : texts.co2ePerSet }

  var hasYears: Bool { state.snapshot?.graph.hasPortfolio ?? false }

  func perYear(_ mass: Double) -> String { MassScale(largest: mass).textWithUnit(mass) + texts.co2ePerYear }

  func perUnit(_ mass: Double, of product: ProductIndex) -> String {
    MassScale(largest: mass).textWithUnit(mass) + texts.co2ePer(unit(product))
  }

  func unit(_ product: ProductIndex) -> String {
    texts.unit(state.snapshot?.graph.unit(product).symbol ?? "")
  }

  // MARK: - Lines of the frame

  var trailParts: [String] {
    let start = state.snapshot?.graph.hasPortfolio == true ? texts.portfolio : texts.allProducts
    var parts = [start]
    for scene in state.scenes.dropFirst() { parts += trailParts(of: scene) }
    return parts
  }

  var trail: String { joined(trailParts) }

  func joined(_ parts: [String]) -> String { parts.joined(separator: " > ") }

  private func trailParts(of scene: Scene) -> [String] {
    switch scene.screen {
    case .overview: return []
    case .drillDown(let root):
      guard let graph = state.snapshot?.graph, case .branch(let path, _)? = scene.selected?.id else {
        return [name(root)]
      }
      return [name(root)] + path.map { name(graph.component($0)) }
    case .suppliers: return [texts.suppliersTitle]
    case .supplier(let index): return [supplierName(index)]
    case .origin: return [texts.originTitle]
    case .notices: return [texts.noticesTitle]
    case .hosts: return [state.language.hostTexts.title]
    case .host(let name): return [name]
    case .noticeGroup(let index): return [state.noticeGroup(index).map { texts.noticeTitle($0.code) } ?? ""]
    case .whatIf(let subject): return [name(of: subject), texts.title(.whatIf)]
    case .compare(let subject): return [name(of: subject), texts.title(.compare)]
    case .gaps(.portfolio): return [texts.title(.gaps)]
    case .gaps(let subject): return [name(of: subject), texts.title(.gaps)]
    case .lags: return [state.words.lagsTitle]
    }
  }

  /// Why figures are those of a part only.
  var partial: String {
    guard let loading = state.ongoing else { return texts.partial }
    if loading.isStopping { return texts.partial }
    if loading.isCalculating { return texts.partialAllRead }
    return texts.partialSoFar(Numbers.percent(loading.fraction, decimals: 0))
  }

  /// What the status line says, the most important first.
  var status: [String] {
    guard let snapshot = state.snapshot else { return [] }
    var parts = snapshot.isPartial ? [partial] : []
    if state.scene?.screen.isGaps == true { return parts + GapsView(state: state).status }
    let graph = snapshot.graph
    parts += [texts.productCount(graph.count), texts.linkCount(graph.linkCount)]
    parts.append(texts.supplierCount(graph.suppliers.count))
    if let share = snapshot.portfolio.mix.primaryShare {
      parts.append(texts.primaryOfAll(Numbers.percent(share, decimals: 0)))
    }
    return parts
  }
}
