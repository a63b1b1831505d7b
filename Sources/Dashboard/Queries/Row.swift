import Analysis
import Canvas
import SupplyGraph

/// One line of a list: figures only. Names and units are put in where a line is drawn, so that a change of language
/// needs no new answer.
public struct Row: Hashable, Sendable {
  public var id: RowID
  /// kg CO2e for the subject of the list.
  public var mass: Double
  /// Part of the list's base, see `Listing.base`.
  public var share: Double
  /// Share of the row's parent in a tree; equal to `share` elsewhere.
  public var shareOfParent: Double
  /// Running sum of shares down the list in its own order of size.
  public var cumulative: Double
  public var mix: QualityMix
  public var tier: Int?
  /// Indentation in a tree.
  public var depth: Int
  public var branch: Branch
  public var marks: Marks
  /// How many products a "+n more" or filtered-out line stands for.
  public var count: Int

  public enum Branch: Hashable, Sendable { case leaf, closed, open }

  public init(
    id: RowID, mass: Double, share: Double, shareOfParent: Double? = nil, cumulative: Double = 0,
    mix: QualityMix, tier: Int? = nil, depth: Int = 0, branch: Branch = .leaf, marks: Marks = [],
    count: Int = 0
  ) {
    self.id = id
    self.mass = mass
    self.share = share
    self.shareOfParent = shareOfParent ?? share
    self.cumulative = cumulative
    self.mix = mix
    self.tier = tier
    self.depth = depth
    self.branch = branch
    self.marks = marks
    self.count = count
  }

  /// Primary data share, nil where there is nothing to share out.
  public var primaryShare: Double? { mix.total > 0 ? mix.primary / mix.total : nil }
}

/// What a line is, so that the cursor finds it again after sorting, filtering or reloading.
public enum RowID: Hashable, Sendable {
  /// A product of the portfolio.
  case top(ProductIndex)
  /// A product among the hotspots.
  case hotspot(ProductIndex)
  /// A place in a tree: links from the root down.
  case branch(path: [Int], product: ProductIndex)
  /// Own emissions of the product at that place.
  case own(path: [Int], product: ProductIndex)
  case supplier(SupplierIndex?)
  /// A product bought through a supplier.
  case bought(ProductIndex)
  /// A product that a supplier's figures come from.
  case origin(ProductIndex)
  /// "+n more", which opens further lines of the same list or branch.
  case more(list: ListID, path: [Int])
  /// The sum of all negative contributions; they follow one by one.
  case credits
  /// What a filter hides: shown, never dropped.
  case hidden(list: ListID, path: [Int])

  /// An input of the model, with the product it is about.
  case parameter(Parameter, product: ProductIndex)
  /// A product in a comparison; its identifier where this dataset does not have it.
  case difference(ProductIndex?, key: String)
  case lag(ProductIndex, component: ProductIndex?)
  /// A product whose supplier is to be asked.
  case gap(ProductIndex)
  /// All of those in one tier; nil where that is not known.
  case gapTier(Int?)

  public enum ListID: Hashable, Sendable {
    case tops, hotspots, tree, suppliers, bought, origins
    case inputs, differences, lags, gaps
  }

  /// The product that the line is about.
  public var product: ProductIndex? {
    switch self {
    case .top(let p), .hotspot(let p), .bought(let p), .origin(let p): p
    case .branch(_, let p), .own(_, let p): p
    case .parameter(_, let p), .lag(let p, _), .gap(let p): p
    case .difference(let p, _): p
    case .supplier, .more, .hidden, .credits, .gapTier: nil
    }
  }
}

/// Marks beside a figure. Each is a letter, never a colour alone.
public struct Marks: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let estimated = Marks(rawValue: 1)
  public static let organisation = Marks(rawValue: 2)
  public static let expired = Marks(rawValue: 4)
  public static let verified = Marks(rawValue: 8)
  public static let notice = Marks(rawValue: 16)
  /// The figure is missing, or something upstream is: the true value is higher.
  public static let incomplete = Marks(rawValue: 32)
  /// Another figure than before the last reload.
  public static let changed = Marks(rawValue: 128)

  /// Letters in a fixed order: `~oxv?!*`.
  public var text: String {
    var result = ""
    if contains(.estimated) { result += "~" }
    if contains(.organisation) { result += "o" }
    if contains(.expired) { result += "x" }
    if contains(.verified) { result += "v" }
    if contains(.incomplete) { result += "?" }
    if contains(.notice) { result += "!" }
    if contains(.changed) { result += "*" }
    return result
  }
}

/// Lines with what is needed to read them.
public struct Listing: Hashable, Sendable {
  public var rows: [Row]
  /// kg CO2e that a share of 1 stands for: the total, or the sum of all positive contributions when there are
  /// credits, so that a credit never hides inside a percentage.
  public var base: Double
  public var hasCredits: Bool
  /// Number of lines there would be without a limit.
  public var available: Int

  public static let empty = Listing(rows: [], base: 0, hasCredits: false, available: 0)
}
