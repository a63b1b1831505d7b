import Footprints
import SupplyGraph

/// What was read from one piece of a file. Pieces are merged in their order, so that the number of threads is not
/// to be seen in the result.
struct Batch: Sendable {
  var footprints = FootprintTable()
  var products = ProductBatch()
  /// Those that are not in `plainLinks`.
  var links: [LinkRow] = []
  var plainLinks = LinkBatch(file: -1)
  var portfolio: [PortfolioRow] = []
  var suppliers: [SupplierRow] = []
  var notices = NoticeLog()
  var shares = ShareScale()
  var repeated = RepeatedNotices()
  var factors: [String: FactorUse] = [:]
  /// Records and rows that were used, and those that were not.
  var used = 0
  var refused = 0

  mutating func add(_ notice: Notice) { notices.add(notice) }

  /// Whether many links named something that had no number when they were read.
  var leavesKeysOpen: Bool { plainLinks.open.count * 16 > plainLinks.count }

  /// Takes the notices and what must be known of the whole file; leaves the rows.
  mutating func absorbFindings(of other: Batch) {
    notices.add(contentsOf: other.notices)
    shares.add(other.shares)
    repeated.add(other.repeated)
    for (factor, use) in other.factors { factors[factor, default: FactorUse(first: use.first)].add(use) }
    used += other.used
    refused += other.refused
  }

  /// All notices, those for the file as a whole included.
  var allNotices: NoticeLog {
    var log = notices
    if let notice = shares.notice { log.add(notice) }
    for notice in repeated.first.values { log.add(notice) }
    return log
  }
}

/// Notices that say the same of every record of a file: the first stands for all.
struct RepeatedNotices: Sendable {
  struct Key: Hashable, Sendable {
    var code: NoticeCode
    var field: String
  }

  private(set) var first: [Key: Notice] = [:]

  /// True when the notice is the first of its kind here; `make` is only called then.
  mutating func add(_ code: NoticeCode, field: String, _ make: () -> Notice) {
    let key = Key(code: code, field: field)
    if first[key] == nil { first[key] = make() }
  }

  mutating func add(_ other: RepeatedNotices) {
    for (key, notice) in other.first where first[key] == nil { first[key] = notice }
  }
}

/// Whether the primary data shares of a file are percents or fractions: fractions when there are some and none
/// that is not 0 lies above 1.
struct ShareScale: Sendable {
  private var example: Notice?
  private var hasPercent = false

  var isFraction: Bool { example != nil && !hasPercent }

  mutating func see(_ share: Double, _ makeExample: () -> Notice) {
    if share > 1 { hasPercent = true }
    if share > 0, !hasPercent, example == nil { example = makeExample() }
  }

  mutating func add(_ other: ShareScale) {
    hasPercent = hasPercent || other.hasPercent
    example = example ?? other.example
  }

  /// The one notice for the file, when its shares are fractions.
  var notice: Notice? { isFraction ? example : nil }

  /// A fraction in percent.
  static func percent(_ fraction: Double?) -> Double? { fraction.map { Decimal.shifted($0, by: 2) } }
}

/// How many footprints rest on one set of characterisation factors.
struct FactorUse: Sendable {
  var count = 0
  var first: Place

  init(first: Place) { self.first = first }

  mutating func add(_ other: FactorUse) {
    count += other.count
    if (other.first.file, other.first.line, other.first.offset) < (first.file, first.line, first.offset) {
      first = other.first
    }
  }
}
