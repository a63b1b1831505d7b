/// Why the figure of a product is worth asking for. A product may be a gap for several reasons.
public struct GapKinds: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Nobody has stated a figure.
  public static let missing = GapKinds(rawValue: 1)
  /// What is stated contradicts itself, its components or its unit; or the figure is in a loop without an answer.
  public static let inconsistent = GapKinds(rawValue: 2)
  /// No longer valid on the day of the dataset, or about a period that ended more than 36 months before it.
  public static let expired = GapKinds(rawValue: 4)
  /// An estimate or stand-in.
  public static let estimated = GapKinds(rawValue: 8)
  /// Nobody says what the figure rests on.
  public static let unknown = GapKinds(rawValue: 16)
  /// A database or average, or primary data in part only.
  public static let secondary = GapKinds(rawValue: 32)
  /// A footprint that no third party has confirmed. Tables do not say so, so their figures never are.
  public static let unverified = GapKinds(rawValue: 64)

  /// The gravest first.
  private static let all: [(kind: GapKinds, word: String)] = [
    (.missing, "missing"), (.inconsistent, "inconsistent"), (.expired, "expired"),
    (.estimated, "estimated"), (.unknown, "unknown"), (.secondary, "secondary"), (.unverified, "unverified"),
  ]

  /// Each kind alone, the gravest first.
  public var each: [GapKinds] { GapKinds.all.map(\.kind).filter(contains) }

  /// For programs: one word a kind, the gravest first, with blanks between.
  public var words: String { GapKinds.all.filter { contains($0.kind) }.map(\.word).joined(separator: " ") }
}
