/// What is summed up along supply links, all in kg CO2e per unit of a product.
///
/// `total` is the headline, without biogenic uptake. `fossil` + `landUse` + `biogenic` + `unsplit` = `total`, where
/// `unsplit` is what nobody split. `aircraft` and `packaging` are memo items inside the total. `primary`, `verified`,
/// `organisation` and `unknown` are the parts of the total that rest on primary data, on third-party verified
/// figures, on organisation-allocated figures and on nobody knows what.
public enum Channel: Int, CaseIterable, Sendable {
  case total, includingUptake, fossil, landUse
  case biogenic, aircraft, packaging, unsplit
  case primary, verified, organisation, unknown
}

/// What is known about the total of a product.
public enum Status: UInt8, Hashable, Sendable, CaseIterable {
  /// Stated by its source; components are inside it.
  case declared
  /// Own emissions and all that components bring.
  case computed
  /// As `computed`, but something upstream, or the own part, is missing.
  case lowerBound
  /// Neither a figure nor components: links of amount 0 are none.
  case gap
  /// Member of a loop that has no finite answer, or a figure beyond the range of numbers.
  case refused
  /// Needs something that is refused.
  case blocked

  /// Whether there is a total.
  public var hasTotal: Bool { self == .declared || self == .computed || self == .lowerBound }
}

/// Emissions by the data they rest on, kg CO2e. The three parts add up to the total they belong to.
public struct Mix: Hashable, Sendable {
  public var primary: Double
  public var secondary: Double
  public var unknown: Double

  public init(primary: Double = 0, secondary: Double = 0, unknown: Double = 0) {
    self.primary = primary
    self.secondary = secondary
    self.unknown = unknown
  }

  public var total: Double { primary + secondary + unknown }

  /// 0…1; nil where the total is not above 0.
  public var primaryShare: Double? { total > 0 ? primary / total : nil }
}

extension Channel {
  /// Place among the numbers of a product. What is used everywhere comes first and what few datasets state last, so
  /// that tables can leave the end out: see `ChannelTable`.
  @inline(__always)
  var lane: Int {
    switch self {
    case .total: 0
    case .includingUptake: 1
    case .primary: 2
    case .unknown: 3
    case .unsplit: 4
    case .fossil: 5
    case .verified: 6
    case .organisation: 7
    case .landUse: 8
    case .biogenic: 9
    case .aircraft: 10
    case .packaging: 11
    }
  }
}

/// One value for each channel, laid out so that a sweep reads them all at once.
struct Channels: Hashable, Sendable {
  /// Total, including uptake, primary, unknown.
  var first = SIMD4<Double>.zero
  /// Unsplit, fossil, verified, organisation.
  var second = SIMD4<Double>.zero
  /// Land use, biogenic, aircraft, packaging.
  var third = SIMD4<Double>.zero

  static let zero = Channels()

  @inline(__always)
  subscript(channel: Channel) -> Double {
    get {
      let lane = channel.lane & 3
      switch channel.lane >> 2 {
      case 0: return first[lane]
      case 1: return second[lane]
      default: return third[lane]
      }
    }
    set {
      let lane = channel.lane & 3
      switch channel.lane >> 2 {
      case 0: first[lane] = newValue
      case 1: second[lane] = newValue
      default: third[lane] = newValue
      }
    }
  }

  @inline(__always)
  mutating func add(_ other: Channels, times amount: Double) {
    first += other.first * amount
    second += other.second * amount
    third += other.third * amount
  }

  @inline(__always)
  static func + (a: Channels, b: Channels) -> Channels {
    Channels(first: a.first + b.first, second: a.second + b.second, third: a.third + b.third)
  }

  /// Infinities and "not a number" survive a sum, so one look suffices.
  @inline(__always)
  var isFinite: Bool {
    let sum = first * 0 + second * 0 + third * 0
    return sum.sum() == 0
  }

  var mix: Mix { first.mix }
}

/// What of a product nearly everything asks for: total, including uptake, primary, unknown.
extension SIMD4<Double> {
  @inline(__always)
  var mix: Mix { Mix(primary: self[2], secondary: self[0] - self[2] - self[3], unknown: self[3]) }
}
