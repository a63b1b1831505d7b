import Footprints
import SupplyGraph

/// Own emissions of a product out of what is stated about it and what its components bring.
///
/// Declared: the residual, declared − components; stated own emissions stand where both are given and agree within
/// a millionth. Otherwise the stated own emissions, 0 where there are none.
struct OwnEmissions {
  let given: Stated
  let upstream: Channels
  /// kg CO2e per unit.
  let total: Double

  init(_ given: GivenFigures, upstream: Channels) { self.init(Stated(given), upstream: upstream) }

  @inline(__always)
  init(_ given: Stated, upstream: Channels) {
    self.given = given
    self.upstream = upstream
    let above = upstream[.total]
    if given.isDeclared {
      let isAgreed = abs(given.direct + above - given.declared) <= 1e-6 * abs(given.declared)
      total = isAgreed ? given.direct : given.declared - above
    } else {
      total = given.direct.isNaN ? 0 : given.direct
    }
  }

  /// Whether the stated own emissions stand.
  @inline(__always)
  var isAsStated: Bool { total == given.direct }

  @inline(__always)
  var channels: Channels {
    var own = Channels.zero
    own[.total] = total
    own[.includingUptake] = total
    var split = 0.0
    if let emissions = given.emissions {
      own[.includingUptake] = emissions.includingUptake.map { $0 - upstream[.includingUptake] } ?? total
      own[.fossil] = residual(emissions.fossil, .fossil)
      own[.landUse] = residual(emissions.landUse, .landUse)
      own[.biogenic] = residual(emissions.biogenic, .biogenic)
      own[.aircraft] = residual(emissions.aircraft, .aircraft)
      own[.packaging] = residual(emissions.packaging, .packaging)
      split = own[.fossil] + own[.landUse] + own[.biogenic]
    }
    own[.unsplit] = total - split
    own[.primary] = primary
    own[.unknown] = hasKnownData ? 0 : total
    own[.verified] = given.verified ? total : 0
    own[.organisation] = given.basis == .organisationAllocated ? total : 0
    return own
  }

  @inline(__always)
  private func residual(_ stated: Double?, _ channel: Channel) -> Double {
    stated.map { $0 - upstream[channel] } ?? 0
  }

  /// A stated share, or a basis that says "secondary".
  @inline(__always)
  private var hasKnownData: Bool {
    !given.primaryShare.isNaN || given.basis == .database || given.basis == .organisationAllocated
  }

  /// The primary part before it is clipped: a declared share is one of the whole declared value.
  @inline(__always)
  var unclippedPrimary: Double {
    // Worked out even where no share is stated: the processor would guess wrong at every third product.
    let part = given.primaryShare / 100 * (given.isDeclared ? given.declared : total)
    let rest = given.isDeclared ? part - upstream[.primary] : part
    return given.primaryShare.isNaN ? 0 : rest
  }

  /// Never more than the own emissions, never of the other sign.
  @inline(__always)
  var primary: Double { min(max(unclippedPrimary, min(0, total)), max(0, total)) }
}

/// What is stated about a product, as far as its own emissions follow from it; NaN for what is not.
struct Stated {
  var direct: Double
  var declared: Double
  var primaryShare: Double
  var basis: Basis
  var verified: Bool
  var emissions: Emissions?

  @inline(__always)
  var isDeclared: Bool { !declared.isNaN }

  @inline(__always)
  var isEmpty: Bool { direct.isNaN && declared.isNaN }
}

extension Stated {
  init(_ given: GivenFigures) {
    self.init(
      direct: given.direct ?? .nan, declared: given.declared ?? .nan,
      primaryShare: given.primaryShare ?? .nan, basis: given.basis, verified: given.verified,
      emissions: given.emissions)
  }
}

extension OwnEmissions {
  /// Whether `report` has nothing to say; false also where that takes a closer look.
  @inline(__always)
  var isQuiet: Bool {
    if !given.isDeclared { return true }
    let excess = abs(given.direct + upstream[.total] - given.declared)
    // Not "at most": what is not stated agrees with everything.
    if excess > 1e-6 * abs(given.declared) { return false }
    guard total >= 0 || total >= given.declared else { return false }
    return given.primaryShare.isNaN || primary == unclippedPrimary
  }

  /// What does not fit together in the figures of product `p`, beyond the precision in which they are stated.
  func report(_ p: ProductIndex, of graph: SupplyGraph, to notices: inout NoticeLog) {
    guard given.isDeclared else { return }
    let declared = given.declared
    let tolerance = max(graph.declaredTolerance(p), 1e-6 * abs(declared))
    reportResidual(declared, tolerance, p, graph, &notices)
    guard !given.primaryShare.isNaN else { return }
    let percent = given.primaryShare
    let clipped = primary - unclippedPrimary
    let rounding = Precision.halfUnit(of: percent) / 100 * abs(declared)
    if abs(clipped) > max(rounding, tolerance) {
      notices.add(
        Notice(
          .primaryShareClipped, place: graph.place(p), field: "primary_data_share", found: "\(percent)",
          product: graph.id(p), effect: clipped))
    }
  }

  private func reportResidual(
    _ declared: Double, _ tolerance: Double, _ p: ProductIndex, _ graph: SupplyGraph,
    _ notices: inout NoticeLog
  ) {
    let above = upstream[.total]
    let direct = given.direct
    if !direct.isNaN, abs(direct + above - declared) > tolerance {
      notices.add(
        Notice(
          .declaredDisagrees, place: graph.place(p), field: "declared_pcf_kgco2e", found: "\(declared)",
          expected: "\(direct + above)", product: graph.id(p), effect: direct + above - declared))
    }
    // Credits make negative figures legitimate: a residual is wrong only below a declared credit.
    if total < -tolerance, total < declared {
      notices.add(
        Notice(
          .negativeResidual, place: graph.place(p), field: "declared_pcf_kgco2e", found: "\(declared)",
          expected: "\(above)", product: graph.id(p), effect: total))
    }
  }
}
