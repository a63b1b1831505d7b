import Analysis
import Canvas
import SupplyGraph

/// A list with bars: which columns fit a width, and how a line is drawn into them.
struct ListTable {
  enum Column: Hashable { case name, supplier, country, tier, mass, share, cumulative, primary, marks, bar }

  struct Field {
    var column: Column
    var start: Int
    var width: Int
  }

  let state: State
  private let labels: Labels
  private var texts: Texts { state.texts }
  let fields: [Field]
  let scale: MassScale
  /// kg CO2e that fill the bar.
  let full: Double
  /// Multiplies every mass: units per year where the basis asks for it.
  let factor: Double
  let isYearly: Bool

  /// - Parameters:
  ///   - columns: wanted columns in order; those that do not fit are left out, the least needed first.
  ///   - largest: kg CO2e of the longest bar.
  init(
    state: State, columns: [Column], largest: Double, factor: Double = 1, isYearly: Bool = false,
    nameMinimum: Int = 16, from start: Int = 1
  ) {
    self.state = state
    labels = Labels(state: state)
    self.factor = factor
    self.isYearly = isYearly
    scale = MassScale(largest: largest * factor)
    full = largest
    let width = state.size.columns
    fields = ListTable.layout(
      columns, width: width - start, start: start, massWidth: ListTable.massWidth(scale, largest * factor),
      nameMinimum: nameMinimum)
  }

  private static func massWidth(_ scale: MassScale, _ largest: Double) -> Int {
    max(8, scale.text(largest).count + 1)
  }

  /// Least needed first.
  private static let dispensable: [Column] = [
    .country, .cumulative, .supplier, .marks, .primary, .tier, .mass,
  ]

  private static func layout(
    _ wanted: [Column], width: Int, start: Int, massWidth: Int, nameMinimum: Int
  ) -> [Field] {
    func fixed(_ column: Column) -> Int {
      switch column {
      case .name: nameMinimum
      case .supplier: width >= 130 ? 24 : 18
      case .country: 4
      case .tier: 4
      case .mass: massWidth
      case .share: 7
      case .cumulative: 5
      case .primary: 5
      case .marks: 4
      case .bar: 10
      }
    }
    var columns = wanted
    func needed() -> Int { columns.reduce(0) { $0 + fixed($1) + 1 } }
    for column in dispensable where needed() > width { columns.removeAll { $0 == column } }
    // What is left over goes to the name first, up to what a name can use, and then to the bar.
    let spare = max(0, width - needed())
    let forName = min(spare * 3 / 5, max(0, 40 - nameMinimum))
    let forBar = columns.contains(.bar) ? spare - forName : 0
    var fields: [Field] = []
    var column = start
    for wanted in columns {
      var size = fixed(wanted)
      if wanted == .name { size += columns.contains(.bar) ? forName : spare }
      if wanted == .bar { size += forBar }
      fields.append(Field(column: wanted, start: column, width: min(size, max(0, start + width - column))))
      column += size + 1
    }
    return fields
  }

  // MARK: - Drawing

  func drawHeadings(on canvas: inout Canvas, row: Int, name: String) {
    canvas.row(row, from: state.fixed(row)) { canvas in
      for field in fields { drawHeading(field, on: &canvas, row: row, name: name) }
    }
  }

  private func drawHeading(_ field: Field, on canvas: inout Canvas, row: Int, name: String) {
    if field.column == .bar {
      drawLegend(on: &canvas, row: row, field: field)
    } else {
      let text = field.column == .name ? name : heading(field.column)
      canvas.put(
        text, row: row, column: field.start, width: field.width, align: alignment(field.column),
        role: .heading)
    }
  }

  /// What the textures mean, above the bars. The marks column has no heading, so its room may be used as well; where
  /// even that is too little, the short words do.
  private func drawLegend(on canvas: inout Canvas, row: Int, field: Field) {
    let start = fields.first { $0.column == .marks }.map { $0.start + 1 } ?? field.start
    let room = field.start + field.width - start
    let long = legend(texts.unknownWord, canvas.style)
    let words = width(of: long, canvas.style) <= room ? long : legend(texts.unknownShort, canvas.style)
    var column = max(start, min(field.start, field.start + field.width - width(of: words, canvas.style)))
    for (glyph, word, role) in words {
      guard column + columns(glyph + word, canvas.style) <= field.start + field.width else { return }
      column += canvas.put(glyph, row: row, column: column, role: role)
      column += canvas.put(word, row: row, column: column, role: .heading) + 1
    }
  }

  private func legend(_ unknown: String, _ style: DrawingStyle) -> [(String, String, Role)] {
    let glyphs = style.glyphs.set
    return [
      (glyphs.primary, texts.primaryWord, .primary),
      (glyphs.secondary, texts.secondaryWord, .secondary),
      (glyphs.unknown, unknown, .unknown),
    ]
  }

  private func width(of legend: [(String, String, Role)], _ style: DrawingStyle) -> Int {
    legend.reduce(-1) { $0 + columns($1.0 + $1.1, style) + 1 }
  }

  private func columns(_ text: String, _ style: DrawingStyle) -> Int {
    displayWidth(text, ambiguous: style.ambiguousWidth)
  }

  private func heading(_ column: Column) -> String {
    switch column {
    case .name: ""
    case .supplier: texts.supplierHeading
    case .country: texts.countryHeading
    case .tier: texts.tierHeading
    case .mass: isYearly ? scale.symbol + texts.perYearHeading : scale.symbol
    case .share: texts.shareHeading
    case .cumulative: texts.cumulativeHeading
    case .primary: texts.primaryHeading
    case .marks, .bar: ""
    }
  }

  private func alignment(_ column: Column) -> Alignment {
    switch column {
    case .tier, .mass, .share, .cumulative, .primary: .right
    default: .left
    }
  }

  /// - Parameter index: which line of the screen's lists it is.
  func draw(_ row: Row, _ index: Int, on canvas: inout Canvas, at line: Int, isSelected: Bool) {
    canvas.row(line, from: state.line(index, isSelected: isSelected)) { canvas in
      draw(row, on: &canvas, at: line, isSelected)
    }
  }

  private func draw(_ row: Row, on canvas: inout Canvas, at line: Int, _ isSelected: Bool) {
    let glyphs = canvas.style.glyphs.set
    if isSelected { canvas.put(glyphs.cursor, row: line, column: 0, role: .selected) }
    for field in fields where field.width > 0 {
      if field.column == .bar {
        canvas.bar(row.mix, row: line, column: field.start, width: field.width, full: full)
      } else {
        var text = text(row, field.column, glyphs)
        if field.column == .name || field.column == .supplier {
          text = shortenedInside(text, to: field.width, style: canvas.style)
        }
        canvas.put(
          text, row: line, column: field.start, width: field.width,
          align: alignment(field.column), role: role(row, field.column))
      }
    }
    guard isSelected else { return }
    let end = fields.first { $0.column == .bar }?.start ?? canvas.size.columns
    canvas.restyle(row: line, column: 0, width: max(0, end - 1), role: .selected)
  }

  private func role(_ row: Row, _ column: Column) -> Role {
    switch column {
    case .marks: .notice
    case .supplier, .country, .cumulative: .muted
    default: row.count > 0 && row.id.product == nil && !isSupplier(row) ? .muted : .text
    }
  }

  private func isSupplier(_ row: Row) -> Bool { if case .supplier = row.id { true } else { false } }

  private func text(_ row: Row, _ column: Column, _ glyphs: Glyphs) -> String {
    switch column {
    case .name: return indent(row, glyphs) + labels.name(of: row)
    case .supplier: return row.id.product.map { labels.supplierName(of: $0) } ?? ""
    case .country: return row.id.product.flatMap { state.snapshot?.graph.country($0) } ?? ""
    case .tier: return labels.tier(row.tier)
    case .mass: return isMissing(row) ? "-" : scale.text(row.mass * factor)
    case .share: return isMissing(row) ? "-" : Numbers.percent(share(row))
    case .cumulative: return Numbers.percent(row.cumulative, decimals: 0)
    case .primary: return labels.primary(row)
    case .marks: return (isMarked(row) ? "m" : "") + row.marks.text
    case .bar: return ""
    }
  }

  private func isMarked(_ row: Row) -> Bool { Marked(row.id).map(state.marked.contains) ?? false }

  private func share(_ row: Row) -> Double {
    state.basis == .parentPerUnit && row.depth > 0 ? row.shareOfParent : row.share
  }

  /// A gap has no figure, which is not the same as zero.
  private func isMissing(_ row: Row) -> Bool {
    guard row.mass == 0, let product = row.id.product, let rollUp = state.snapshot?.rollUp else {
      return false
    }
    return rollUp.total(product) == nil
  }

  /// Indentation that stops growing where it would push the name out.
  private func indent(_ row: Row, _ glyphs: Glyphs) -> String {
    let isBranch: Bool
    switch row.id {
    case .branch, .own: isBranch = true
    case .more(.tree, _), .hidden(.tree, _): isBranch = true
    default: isBranch = false
    }
    guard isBranch else { return "" }
    let name = fields.first { $0.column == .name }?.width ?? 20
    let most = max(0, (name - 14) / 2)
    let blanks = String(repeating: "  ", count: min(row.depth, most))
    switch row.branch {
    case .open: return "\(blanks)\(glyphs.open) "
    case .closed: return "\(blanks)\(glyphs.closed) "
    case .leaf: return "\(blanks)  "
    }
  }
}

/// Cuts a name in the middle, with the mark: what tells two products apart often stands at the end.
func shortenedInside(_ text: String, to width: Int, style: DrawingStyle) -> String {
  let ambiguous = style.ambiguousWidth
  guard displayWidth(text, ambiguous: ambiguous) > width, width >= 12 else { return text }
  let text = sanitised(text)
  let mark = style.glyphs.set.ellipsis
  let room = width - displayWidth(mark, ambiguous: ambiguous)
  let head = prefix(of: text, columns: room * 3 / 5, ambiguous: ambiguous)
  let left = room - displayWidth(head, ambiguous: ambiguous)
  let tail = String(prefix(of: String(text.reversed()), columns: left, ambiguous: ambiguous).reversed())
  return head + mark + tail
}

/// The longest beginning of a text that is no wider than `columns`.
private func prefix(of text: String, columns: Int, ambiguous: Int) -> String {
  var used = 0
  return String(
    text.prefix { character in
      used += displayWidth(String(character), ambiguous: ambiguous)
      return used <= columns
    })
}
