/// A named list of edits over a baseline, in the order in which they are made. It holds no results: those depend on the
/// data it is applied to.
public struct Scenario: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var edit: Edit
    /// What the edited figure was when the edit was made, in the unit of the edit; nil where there was none, or
    /// several.
    public var before: Double?
    public var note: String

    public init(_ edit: Edit, before: Double? = nil, note: String = "") {
      self.edit = edit
      self.before = before
      self.note = note
    }
  }

  public var name: String
  public var note: String
  /// The day it was saved, as `2026-11-23`; empty while it has not been.
  public var date: String
  public var entries: [Entry]

  public init(name: String = "", note: String = "", date: String = "", entries: [Entry] = []) {
    self.name = name
    self.note = note
    self.date = date
    self.entries = entries
  }

  /// Several scenarios made one after the other.
  public static func stacked(_ scenarios: [Scenario]) -> Scenario {
    Scenario(
      name: scenarios.map(\.name).joined(separator: " + "), entries: scenarios.flatMap(\.entries))
  }
}
