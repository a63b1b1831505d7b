/// Where a figure comes from, as far as its source says so.
public enum Basis: UInt8, Hashable, Sendable, CaseIterable {
  case unknown
  /// Calculated for this product by its supplier.
  case productSpecific
  /// Company Scope 1–3 emissions allocated to the product: the first step of the Green x Digital Consortium.
  case organisationAllocated
  /// A database or industry average.
  case database
  /// A stand-in: spend-based, a similar product, an estimate.
  case proxy

  /// Reads the spellings of the house tables; empty text is `unknown`, other text is nil.
  public init?(_ text: some StringProtocol) {
    switch text.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
    case "": self = .unknown
    case "productspecific", "product", "primary", "製品個別": self = .productSpecific
    case "organisationallocated", "organizationallocated", "organisation", "organization", "allocated",
      "組織配分":
      self = .organisationAllocated
    case "database", "db", "secondary", "average", "データベース": self = .database
    case "proxy", "estimate", "estimated", "spend", "spendbased", "推計": self = .proxy
    case "unknown", "不明": self = .unknown
    default: return nil
    }
  }

  /// The stable word for tables and files.
  public var word: String {
    switch self {
    case .unknown: "unknown"
    case .productSpecific: "product-specific"
    case .organisationAllocated: "organisation-allocated"
    case .database: "database"
    case .proxy: "proxy"
    }
  }
}

/// Data quality ratings as stated. 1 is best; the two scales are different methods and are never mixed.
public enum DataQuality: Hashable, Sendable {
  /// PACT v2: six ratings of 1…3. A rating that was not given is nil.
  case scale3(
    coveragePercent: Double?, technological: Double?, temporal: Double?, geographical: Double?,
    completeness: Double?, reliability: Double?)
  /// PACT v3: three ratings of 1…5.
  case scale5(technological: Double?, temporal: Double?, geographical: Double?)

  /// Best and worst of the scale, to be printed beside every rating.
  public var scale: ClosedRange<Int> {
    switch self {
    case .scale3: 1...3
    case .scale5: 1...5
    }
  }
}

/// Confirmation by a third party, from `assurance` (PACT v2) or `verification` (v3).
public struct Verification: Hashable, Sendable {
  public var provider: String
  public var coverage: String
  /// `limited` or `reasonable`; v3 has no level.
  public var level: String
  public var standard: String
  public var completed: Timestamp?
  public var comments: String

  public init(
    provider: String, coverage: String = "", level: String = "", standard: String = "",
    completed: Timestamp? = nil, comments: String = ""
  ) {
    self.provider = provider
    self.coverage = coverage
    self.level = level
    self.standard = standard
    self.completed = completed
    self.comments = comments
  }
}
