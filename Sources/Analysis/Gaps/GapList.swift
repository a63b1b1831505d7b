import SupplyGraph

/// Whom to ask next: the products of a chain whose figures are missing or weak, by what they hide.
///
/// A gap is weighed by the own emissions that it adds to the focus, w·d, and ranked by the part of them that does not
/// rest on primary data yet: what becomes primary when its supplier answers, with the emissions taken to stay what they
/// are. One product has one supplier, so a row is one answer. The primary data share runs down the list as if
/// suppliers answered in its order; it is that of the focus (`Focus.mix`), primary mass ÷ total, before and after.
///
/// - **Without a figure** there is nothing to weigh: such gaps are listed apart, unranked and without numbers, whatever
///   they may hide; also below a declared product, whose figure holds what they emit, but not under their name.
/// - **All primary** but expired, contradictory or confirmed by nobody: listed after the others by size. An answer
///   confirms them and moves no share.
/// - **Credits**, contributions below zero, are never asked for to raise a share: an answer would take primary mass
///   away. They are listed apart by size, gain nothing, and stay in the total that shares refer to, so that "now" is
///   the share shown everywhere else. Without them the total is smaller than what can become primary: shares end at 1.
public struct GapList: Sendable {
  /// One gap.
  public struct Row: Hashable, Sendable {
    public var product: ProductIndex
    /// kg CO2e that its own emissions add to the focus; nil where there is no figure.
    public var contribution: Double?
    /// The same by the data it rests on.
    public var mix: Mix
    /// kg CO2e that become primary with an answer.
    public var gain: Double
    public var kinds: GapKinds
    public var tier: Int?
    /// Place in the list, 1 for the first; nil without a figure.
    public var rank: Int?
    /// Primary data share, 0…1, when all before it have answered; nil where the focus has none or the gap no figure.
    public var before: Double?
    /// The same with its own answer.
    public var after: Double?
  }

  /// Gaps that are listed together: all, or those of one tier.
  public struct Group: Hashable, Sendable {
    /// Nil when all are together, and for gaps whose tier is not known.
    public var tier: Int?
    /// The first of those that have a figure.
    public var rows: [Row]
    /// How many of them there are.
    public var known: Int
    /// The first of those without a figure, by identifier.
    public var unanswered: [Row]
    public var unknown: Int
    /// kg CO2e that become primary when all of them answer.
    public var gain: Double
    /// Sum of the contributions that are known, kg CO2e.
    public var contribution: Double
    public var before: Double?
    public var after: Double?

    public var count: Int { known + unknown }
    /// Gaps with a figure that are not among the rows.
    public var others: Int { known - rows.count }
    public var otherUnknown: Int { unknown - unanswered.count }
    public var otherGain: Double { others == 0 ? 0 : gain - rows.reduce(0) { $0 + $1.gain } }
    public var otherContribution: Double {
      others == 0 ? 0 : contribution - rows.reduce(0) { $0 + ($1.contribution ?? 0) }
    }
  }

  /// What is wanted of a list.
  public struct Options: Hashable, Sendable {
    /// Primary data share to reach, 0…1.
    public var target: Double
    /// Rows of each group, and as many without a figure.
    public var limit: Int
    /// Nearest tier first, and in each the largest gain first.
    public var byTier: Bool
    /// A product that is listed whatever its rank, where it is a gap.
    public var wanted: ProductIndex?

    public init(target: Double = 0.7, limit: Int = .max, byTier: Bool = false, wanted: ProductIndex? = nil) {
      self.target = target
      self.limit = limit
      self.byTier = byTier
      self.wanted = wanted
    }
  }

  public let groups: [Group]
  /// Primary data share of the focus, 0…1; nil where it has none.
  public let now: Double?
  /// The share when all listed and not listed gaps are answered.
  public let reachable: Double?
  public let target: Double
  /// The fewest answers that reach the target, 0 when it is reached; nil when all together do not, or nobody knows.
  public let answers: Int?
  /// All gaps.
  public let count: Int
  /// Those without a figure.
  public let unknown: Int
  /// kg CO2e that all of them make primary.
  public let gain: Double
  /// Gaps that were left out because `isListed` said so, and what they would make primary.
  public let hidden: Int
  public let hiddenGain: Double

  public var rows: [Row] { groups.flatMap { $0.rows + $0.unanswered } }

  /// - Parameter isListed: which products and tiers the list is about; all where it is nil.
  /// - Complexity: O(products), and the logarithm of `limit` for each gap. Nothing is sorted but what is listed.
  public init(
    _ focus: Focus, options: Options = .init(), isListed: ((ProductIndex, Int?) -> Bool)? = nil
  ) {
    let finder = GapFinder(focus)
    var places = finder.places()
    let all = (count: places.count, gain: places.reduce(0) { $0 + $1.gain })
    if let isListed { places.removeAll { !isListed(Int($0.product), $0.knownTier) } }
    let running = RunningShare(focus)
    gain = places.reduce(0) { $0 + $1.gain }
    count = places.count
    unknown = places.count { $0.section == .unknown }
    hidden = all.count - count
    hiddenGain = hidden == 0 ? 0 : all.gain - gain
    now = running.share(with: 0)
    reachable = running.share(with: gain)
    target = options.target
    answers = running.answers(places, toReach: options.target)
    groups = GapGroups(finder: finder, focus: focus, running: running, options: options).groups(places)
  }
}

extension GapPlace {
  var knownTier: Int? { tier == Need.unreached ? nil : Int(tier) }
}

/// The primary data share of a focus as more and more of it becomes primary.
struct RunningShare {
  private let primary: Double
  private let total: Double

  init(_ focus: Focus) {
    primary = focus.mix.primary
    total = focus.mix.total
  }

  /// 0…1; nil where the total is not above 0, as everywhere.
  func share(with gain: Double) -> Double? { total > 0 ? min(1, max(0, (primary + gain) / total)) : nil }

  /// The fewest answers that reach `target`; nil where all together do not.
  func answers(_ places: [GapPlace], toReach target: Double) -> Int? {
    guard total > 0, target <= 1 else { return nil }
    // What rounding alone keeps from the target counts as reached.
    let needed = target * total * (1 - 1e-12) - primary
    if needed <= 0 { return 0 }
    return RunningShare.fewest(places.lazy.filter { $0.section == .hidden }.map(\.size), toReach: needed)
  }

  /// How many of `sizes`, all above 0, the largest first, add up to `needed`; nil where all together do not.
  ///
  /// Sizes are counted by their first bits, and only those of one count are sorted: those among which the sum gets
  /// there.
  static func fewest(_ sizes: some Collection<Double>, toReach needed: Double) -> Int? {
    var buckets = [(count: Int, sum: Double)](repeating: (0, 0), count: 1 << 16)
    for size in sizes {
      let bucket = RunningShare.bucket(size)
      buckets[bucket].count += 1
      buckets[bucket].sum += size
    }
    var (count, sum) = (0, 0.0)
    for (number, bucket) in buckets.enumerated().reversed() where bucket.count > 0 {
      // A little more than needed: the sum of a bucket may be rounded another way than that of its members.
      if sum + bucket.sum < needed * (1 - 1e-9) {
        count += bucket.count
        sum += bucket.sum
        continue
      }
      for size in sizes.filter({ RunningShare.bucket($0) == number }).sorted(by: >) {
        if sum >= needed { return count }
        count += 1
        sum += size
      }
    }
    return sum >= needed ? count : nil
  }

  /// The exponent and five bits of the mantissa: larger numbers are never in a lower bucket.
  private static func bucket(_ size: Double) -> Int {
    Int(truncatingIfNeeded: size.bitPattern >> 47) & 0xFFFF
  }
}
