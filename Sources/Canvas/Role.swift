/// What a piece of the screen means. Views name roles, never colours; a ``Theme`` says how a role looks.
public enum Role: UInt8, CaseIterable, Sendable {
  /// Ordinary text.
  case text
  /// The title bar.
  case title
  /// The name of a view that is not shown.
  case tab
  /// The name of the view that is shown.
  case activeTab
  /// The heading of a table or section.
  case heading
  /// The selected row.
  case selected
  /// What may be overlooked.
  case muted
  /// Emissions that rest on primary data.
  case primary
  /// Emissions that rest on databases or averages.
  case secondary
  /// Emissions of unknown quality.
  case unknown
  /// A change upwards. The sign is always written too.
  case increase
  /// A change downwards. The sign is always written too.
  case decrease
  /// Something that was wrong or assumed.
  case notice
  /// What a search found.
  case match
  /// The last line's help.
  case hint
  /// The name of a key.
  case key
}

/// How text stands out without colour.
public struct Emphasis: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Emphasis(rawValue: 1)
  public static let underline = Emphasis(rawValue: 2)
  public static let reverse = Emphasis(rawValue: 4)
  public static let dim = Emphasis(rawValue: 8)
}
