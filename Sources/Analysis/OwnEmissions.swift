import Footprints
import SupplyGraph

/// Own emissions of a product out of what is stated about it and what its components bring.
///
/// Declared: the residual, declared − components; stated own emissions stand where both are given and agree within
/// a millionth. Otherwise the stated own emissions, 0 where there are none.
struct OwnEmissions {
  let given: GivenFigures
  let upstream: Channels
  /// kg CO2e per unit.
  let total: Double

  init(_ given: GivenFigures, upstream: Channels) {
    self.given = given
    self.upstream = upstream
    let above = upstream[.total]
    if let declared = given.declared {
      if let direct = given.direct, abs(direct + above - declared) <= 1e-6 * abs(declared) {
        total = direct
      } else {
        total = declared - above
      }
    } else {
      total = given.direct ?? 0
    }
  }

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

  private func residual(_ stated: Double?, _ channel: Channel) -> Double {
    stated.map { $0 - upstream[channel] } ?? 0
  }

  /// A stated share, or a basis that says "secondary".
  private var hasKnownData: Bool {
    given.primaryShare != nil || given.basis == .database || given.basis == .organisationAllocated
  }

  /// The primary part before it is clipped: a declared share is one of the whole declared value.
  var unclippedPrimary: Double {
    guard let percent = given.primaryShare else { return 0 }
    guard let declared = given.declared else { return percent / 100 * total }
    return percent / 100 * declared - upstream[.primary]
  }

  /// Never more than the own emissions, never of the other sign.
  var primary: Double { min(max(unclippedPrimary, min(0, total)), max(0, total)) }
}

extension OwnEmissions {
  /// What does not fit together in the figures of product `p`, beyond the precision in which they are stated.
  func report(_ p: ProductIndex, of graph: SupplyGraph, to notices: inout NoticeLog) {
    guard let declared = given.declared else { return }
    let tolerance = max(graph.declaredTolerance(p), 1e-6 * abs(declared))
    reportResidual(declared, tolerance, p, graph, &notices)
    guard let percent = given.primaryShare else { return }
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
    if let direct = given.direct, abs(direct + above - declared) > tolerance {
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
