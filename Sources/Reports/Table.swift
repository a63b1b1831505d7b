import Canvas
import Dashboard

/// A table to print: columns and a row for each number from 0 to `count` − 1.
///
/// Rows are made when they are asked for, so that a million of them need no more memory than one. The same number
/// always gives the same row.
public struct Table: Sendable {
  public var columns: [Column]
  public var count: Int
  public var row: @Sendable (Int) -> [Cell]

  public init(columns: [Column], count: Int, row: @escaping @Sendable (Int) -> [Cell]) {
    self.columns = columns
    self.count = count
    self.row = row
  }

  public init(columns: [Column], rows: [[Cell]]) {
    self.init(columns: columns, count: rows.count) { rows[$0] }
  }
}

/// A column: its name for programs, which never changes, and its titles for people.
public struct Column: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case text
    /// A figure of its own: rounded to about four digits each.
    case number
    /// A figure to compare down the column: the largest sets the decimals of all.
    case mass
    /// 0…1, percent for people.
    case share
    /// 0…100.
    case percent
    /// A whole number.
    case count
  }

  public var name: String
  public var kind: Kind
  /// Titles in English and Japanese.
  public var title: String
  public var titleJa: String

  public init(_ name: String, _ kind: Kind, _ title: String, _ titleJa: String) {
    self.name = name
    self.kind = kind
    self.title = title
    self.titleJa = titleJa
  }

  public func title(_ language: Language) -> String { language == .ja ? titleJa : title }

  public var alignment: Alignment { kind == .text ? .left : .right }
}

/// A value of a row. What is not known is `empty`, never 0.
public enum Cell: Hashable, Sendable {
  case empty
  case text(String)
  case number(Double)
  case count(Int)

  /// Empty for nil and for what is no number.
  public init(_ value: Double?) {
    if let value, value.isFinite { self = .number(value) } else { self = .empty }
  }

  public init(_ value: Int?) { self = value.map(Cell.count) ?? .empty }

  /// For people: a short text and a longer one for programs are the same cell.
  public init(_ value: String) { self = value.isEmpty ? .empty : .text(value) }
}

/// How tables are printed.
public enum Format: String, CaseIterable, Sendable {
  /// Columns aligned by display width, for people.
  case text
  case csv
  case json
  /// Markdown.
  case md

  /// Whether people read it: figures are rounded, names cleaned and in their language.
  public var isForPeople: Bool { self == .text || self == .md }
}
