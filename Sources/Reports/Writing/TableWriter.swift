import Canvas
import Dashboard

/// Writes tables in one of the formats.
///
/// `csv` and `json` are for programs: full precision (the shortest text that reads back to the same double), names
/// as given, absent values empty or null. `text` and `md` are for people: rounded, in their language, and with
/// everything made visible in names that could act on a terminal. JSON escapes such characters anyway; CSV carries
/// them as they are, so that nothing is lost, unless `isTerminal` says that it goes to a screen.
public struct TableWriter: Sendable {
  public var format: Format
  public var language: Language
  public var isTerminal: Bool

  public init(format: Format, language: Language = .en, isTerminal: Bool = false) {
    self.format = format
    self.language = language
    self.isTerminal = isTerminal
  }

  /// Prints a table. Heading and notes are for people; programs get the rows alone.
  ///
  /// - Complexity: O(cells); `text` makes every row twice, first to measure it.
  public func write<Sink: ByteSink>(
    _ table: Table, heading: String = "", notes: [String] = [], to sink: inout Sink
  ) throws(OutputError) {
    var out = Buffered(sink)
    switch format {
    case .csv: try writeCSV(table, to: &out)
    case .json: try writeJSON(table, to: &out)
    case .text:
      if !heading.isEmpty { try out.put(sanitised(heading) + "\n\n") }
      try writeText(table, to: &out)
      if !notes.isEmpty { try out.put("\n" + notes.map { sanitised($0) + "\n" }.joined()) }
    case .md:
      if !heading.isEmpty { try out.put("## \(MarkdownText.escaped(heading))\n\n") }
      try writeMarkdown(table, to: &out)
      if !notes.isEmpty {
        try out.put("\n" + notes.map { MarkdownText.escaped($0) + "\n" }.joined(separator: "\n"))
      }
    }
    sink = try out.finish()
  }

  // MARK: CSV

  private func writeCSV<Sink: ByteSink>(_ table: Table, to out: inout Buffered<Sink>) throws(OutputError) {
    try out.put(table.columns.map(\.name).joined(separator: ",") + "\n")
    for number in 0..<table.count {
      var line = ""
      for (position, cell) in table.row(number).enumerated() {
        if position > 0 { line += "," }
        line += csv(cell)
      }
      try out.put(line + "\n")
    }
  }

  private func csv(_ cell: Cell) -> String {
    switch cell {
    case .empty: ""
    case .number(let value): value.isFinite ? Numbers.exact(value) : ""
    case .count(let value): String(value)
    case .text(let text): CSVText.quoted(isTerminal ? sanitised(text) : text)
    }
  }

  // MARK: JSON

  private func writeJSON<Sink: ByteSink>(_ table: Table, to out: inout Buffered<Sink>) throws(OutputError) {
    let names = table.columns.map { JSONText.quoted($0.name) + ": " }
    try out.put("[")
    for number in 0..<table.count {
      var line = number == 0 ? "\n  {" : ",\n  {"
      for (position, cell) in table.row(number).enumerated() where position < names.count {
        line += (position == 0 ? "" : ", ") + names[position] + json(cell)
      }
      try out.put(line + "}")
    }
    try out.put(table.count == 0 ? "]\n" : "\n]\n")
  }

  private func json(_ cell: Cell) -> String {
    switch cell {
    case .empty: "null"
    case .number(let value): value.isFinite ? Numbers.exact(value) : "null"
    case .count(let value): String(value)
    case .text(let text): JSONText.quoted(text)
    }
  }

  // MARK: Text and Markdown

  private func writeText<Sink: ByteSink>(_ table: Table, to out: inout Buffered<Sink>) throws(OutputError) {
    let words = CellWords(table)
    var widths = table.columns.map { displayWidth($0.title(language)) }
    for number in 0..<table.count {
      for (column, cell) in table.row(number).enumerated() {
        widths[column] = max(widths[column], displayWidth(words.text(cell, column: column)))
      }
    }
    try out.put(line(table.columns.map { $0.title(language) }, table, widths))
    for number in 0..<table.count {
      let cells = table.row(number).enumerated().map { words.text($1, column: $0) }
      try out.put(line(cells, table, widths))
    }
  }

  private func line(_ cells: [String], _ table: Table, _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      if column > 0 { line += "  " }
      let isLast = column == cells.count - 1
      let alignment = table.columns[column].alignment
      line += isLast && alignment == .left ? cell : pad(cell, to: widths[column], align: alignment)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  private func writeMarkdown<Sink: ByteSink>(_ table: Table, to out: inout Buffered<Sink>) throws(OutputError)
  {
    let words = CellWords(table)
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    try out.put(line(table.columns.map { MarkdownText.escaped($0.title(language)) }))
    try out.put(line(table.columns.map { $0.alignment == .left ? "---" : "---:" }))
    for number in 0..<table.count {
      try out.put(
        line(table.row(number).enumerated().map { MarkdownText.escaped(words.text($1, column: $0)) }))
    }
  }
}

/// Cells as people read them. Knows the decimals of the columns whose figures are to be compared.
struct CellWords {
  private let columns: [Column]
  private var decimals: [Int]

  /// - Complexity: O(rows) when there is a column of masses.
  init(_ table: Table) {
    columns = table.columns
    decimals = columns.map { _ in 0 }
    let masses = columns.indices.filter { columns[$0].kind == .mass }
    if masses.isEmpty { return }
    var largest = columns.map { _ in 0.0 }
    for number in 0..<table.count {
      let row = table.row(number)
      // What is left over is often far larger than the rows, and must not cost them their digits.
      if row.first == .empty, number > 0 { continue }
      for column in masses {
        if case .number(let value) = row[column] { largest[column] = max(largest[column], value.magnitude) }
      }
    }
    decimals = largest.map(Numbers.decimals(forLargest:))
  }

  func text(_ cell: Cell, column: Int) -> String {
    switch cell {
    case .empty: return columns[column].kind == .text ? "" : "-"
    case .text(let text): return sanitised(text)
    case .count(let value): return Numbers.count(value)
    case .number(let value):
      switch columns[column].kind {
      case .share: return Numbers.percent(value)
      case .percent: return Numbers.percent(value / 100, decimals: 0)
      case .mass: return Numbers.fixed(value, decimals: decimals[column])
      case .text, .number, .count: return Numbers.plain(value)
      }
    }
  }
}
