/// How fine the characters may be that a screen is drawn with.
///
/// - `fine`: blocks, shades and sparklines. East Asian *Ambiguous*: one column in most terminals, two in some.
/// - `safe`: only East Asian *Neutral* characters (braille), one column in every terminal that has them.
/// - `ascii`: for terminals and fonts without either, and for screen readers.
public enum GlyphLadder: String, CaseIterable, Sendable {
  case fine, safe, ascii

  /// The characters of this step of the ladder.
  public var set: Glyphs {
    switch self {
    case .fine: .fine
    case .safe: .safe
    case .ascii: .ascii
    }
  }
}

/// What has to be known of a terminal to lay out text: its glyphs and its idea of ambiguous characters.
///
/// Where ambiguous characters take two columns the `fine` glyphs would tear every row apart, so the ladder
/// then falls to `safe` by itself, whatever was asked for.
public struct DrawingStyle: Hashable, Sendable {
  public var glyphs: GlyphLadder { didSet { settle() } }

  /// Columns of an East Asian Ambiguous character: 1 or 2.
  public var ambiguousWidth: Int { didSet { settle() } }

  public init(glyphs: GlyphLadder = .fine, ambiguousWidth: Int = 1) {
    self.glyphs = glyphs
    self.ambiguousWidth = ambiguousWidth
    settle()
  }

  private mutating func settle() {
    let width = ambiguousWidth == 2 ? 2 : 1
    if ambiguousWidth != width { ambiguousWidth = width }
    if width == 2, glyphs == .fine { glyphs = .safe }
  }
}

/// The characters one step of the ``GlyphLadder`` draws with. Each takes one column, except where it says otherwise.
public struct Glyphs: Hashable, Sendable {
  /// The mark of a cut; up to three columns.
  public let ellipsis: String
  /// Texture of primary, secondary and unknown data, from dense to sparse.
  public let primary, secondary, unknown: String
  /// The textures' thin marks, for bars that round to nothing but are not nothing.
  public let thinPrimary, thinSecondary, thinUnknown: String
  /// Parts of a cell of `primary` texture, from one eighth to seven eighths; empty where there are none.
  public let eighths: [String]
  /// A horizontal rule.
  public let rule: String
  /// The mark of the selected row.
  public let cursor: String
  /// An open and a closed branch.
  public let open, closed: String
  /// Arrows for hints; one or two columns.
  public let arrowRight, arrowLeft: String
  /// What is done and what is left of a task.
  public let progressFull, progressEmpty: String
  /// Levels of a small chart, from lowest to highest.
  public let spark: [String]
}

extension Glyphs {
  static let fine = Glyphs(
    ellipsis: "…", primary: "█", secondary: "▒", unknown: "░",
    thinPrimary: "▏", thinSecondary: "┊", thinUnknown: "·",
    eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"],
    rule: "─", cursor: ">", open: "v", closed: ">", arrowRight: "→", arrowLeft: "←",
    progressFull: "█", progressEmpty: "░",
    spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"])

  static let safe = Glyphs(
    ellipsis: "...", primary: "⣿", secondary: "⢕", unknown: "⠂",
    thinPrimary: "⡇", thinSecondary: "⠅", thinUnknown: "⠁",
    eighths: [],
    rule: "-", cursor: ">", open: "v", closed: ">", arrowRight: "->", arrowLeft: "<-",
    progressFull: "⣿", progressEmpty: "⠂",
    spark: ["⣀", "⣤", "⣶", "⣿"])

  static let ascii = Glyphs(
    ellipsis: "...", primary: "#", secondary: "=", unknown: ".",
    thinPrimary: "|", thinSecondary: ":", thinUnknown: ".",
    eighths: [],
    rule: "-", cursor: ">", open: "v", closed: ">", arrowRight: "->", arrowLeft: "<-",
    progressFull: "#", progressEmpty: "-",
    spark: ["_", ".", "-", "=", "#"])
}
