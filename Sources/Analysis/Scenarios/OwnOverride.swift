import Footprints
import SupplyGraph

/// Own emissions of a product under changed parameters, over all channels.
struct OwnOverride {
  var total: Double?
  var primaryShare: Double?

  /// - Parameters:
  ///   - own: those of the baseline.
  ///   - given: what is stated about the product, for the quality of a figure where there was none.
  func applied(to own: Channels, _ given: GivenFigures) -> Channels {
    var result = own
    if let total { result = OwnOverride.scaled(own, to: total, given) }
    if let primaryShare {
      result[.primary] = primaryShare * result[.total]
      result[.unknown] = 0
    }
    return result
  }

  /// All channels in proportion. Where there was nothing to be in proportion to, the new figure is unsplit and rests
  /// on what is known about the product's data.
  private static func scaled(_ own: Channels, to total: Double, _ given: GivenFigures) -> Channels {
    guard own[.total] != 0 else { return fresh(own, total, given) }
    var result = Channels.zero
    result.add(own, times: total / own[.total])
    result[.total] = total
    // Without uptake there is none afterwards, to the bit.
    if own[.includingUptake] == own[.total] { result[.includingUptake] = total }
    // The split still adds up to the total, to the bit.
    result[.unsplit] = total - result[.fossil] - result[.landUse] - result[.biogenic]
    return result
  }

  private static func fresh(_ own: Channels, _ total: Double, _ given: GivenFigures) -> Channels {
    var result = own
    result[.total] = total
    result[.includingUptake] = own[.includingUptake] + total
    result[.unsplit] = own[.unsplit] + total
    let isKnown =
      given.primaryShare != nil || given.basis == .database || given.basis == .organisationAllocated
    result[.primary] = (given.primaryShare ?? 0) / 100 * total
    result[.unknown] = isKnown ? 0 : total
    result[.verified] = given.verified ? total : 0
    result[.organisation] = given.basis == .organisationAllocated ? total : 0
    return result
  }
}
