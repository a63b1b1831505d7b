import Analysis
import Canvas
import Footprints
import SupplyGraph

/// Answers the questions of the screens from a snapshot. It keeps what is costly to work out twice and nothing else: the
/// same question always has the same answer.
///
/// Not safe for several threads at once; whoever owns it (an actor, a test) asks one question after the other.
public struct Analyst {
  /// What the screens show: the baseline, or a scenario over it.
  public internal(set) var snapshot: Snapshot
  /// The dataset as it is: what scenarios are made on.
  public let baseline: Snapshot
  var kept = Kept()
  var whatIfModel: WhatIfModel?
  var spreadsMade: [Spreads.Policy: Spreads] = [:]
  var compared = ComparedStates()

  public init(snapshot: Snapshot) {
    self.snapshot = snapshot
    baseline = snapshot
  }

  public mutating func answer(_ query: Query) -> Answer {
    switch query {
    case .overview(let sort, let filter, let limit): overview(sort: sort, filter: filter, limit: limit)
    case .tree(let request): tree(request)
    case .suppliers(let sort, let filter, let limit): suppliers(sort: sort, filter: filter, limit: limit)
    case .supplier(let supplier, let limit): self.supplier(supplier, limit: limit)
    case .find(let text, let limit): find(text, limit: limit)
    case .locate(let product, let root): locate(product, root: root)
    case .origin(let product): .origin(origin(of: product))
    case .whatIf(let request): whatIf(request)
    case .replacements(let request): replacements(request)
    case .compare(let request): compare(request)
    case .lags(let edits, let limit): lags(edits, limit: limit)
    case .gaps(let request): gaps(request)
    case .fit(let edits): fit(edits)
    case .stage(let edits, let name): stage(edits, name)
    case .record: .failed
    }
  }

  /// What of an answer can be given at once, while the whole answer takes longer: the overview without its tiers, or
  /// the total of a scenario.
  public mutating func firstAnswer(_ query: Query) -> Answer? {
    switch query {
    case .overview(let sort, let filter, let limit) where tiersTakeLong:
      overview(sort: sort, filter: filter, limit: limit, withTiers: false)
    case .whatIf(let request): whatIfTotal(request)
    default: nil
    }
  }

  /// The focus of a product, in what the screens show.
  mutating func focus(on product: ProductIndex) -> Focus { focus(on: product, in: snapshot) }

  mutating func focus(on product: ProductIndex, in snapshot: Snapshot) -> Focus {
    kept.focuses.value(product, in: snapshot) {
      Focus(rollUp: snapshot.rollUp, subject: .product(product))
    }
  }

  /// Lets all screens show a scenario from now on; the baseline where nothing is changed.
  mutating func stage(_ edits: [Edit], _ name: String) -> Answer {
    kept.forget(allBut: baseline)
    if edits.isEmpty {
      snapshot = baseline
    } else {
      var made = WhatIfModel(baseline.portfolio)
      made.move(to: edits)
      snapshot = Snapshot(baseline, under: made.model, scenario: name)
    }
    return .staged(snapshot)
  }

  mutating func find(_ text: String, limit: Int) -> Answer {
    let index = snapshot.searchTexts.index(of: snapshot.graph)
    return .found(index.matches(text, limit: limit, in: snapshot))
  }
}
