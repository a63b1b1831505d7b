import Canvas

/// The lines of the help page: keys of this screen from the key table, then the words and how to read the bars.
struct HelpPage {
  let state: State
  let text: String

  enum Line {
    case heading(String)
    case binding(Binding)
    case word(String, String)
    case blank
  }

  /// The lines the cursor moves over: all but headings and gaps, so that the words can be scrolled to as well.
  var selectable: [Line] {
    lines.filter { line in
      switch line {
      case .binding, .word: true
      case .heading, .blank: false
      }
    }
  }

  var lines: [Line] {
    let kind = state.screenKind
    var lines: [Line] = []
    for group in HelpGroup.allCases {
      let bindings = Binding.table.filter { $0.group == group && $0.applies(to: kind) && matches($0) }
      append(bindings.map(Line.binding), under: state.texts.helpGroup(group), to: &lines)
    }
    let words = state.texts.glossary.filter { matches([$0.0, $0.1]) }.map { Line.word($0.0, $0.1) }
    append(words, under: state.texts.wordsHeading, to: &lines)
    let marks = state.texts.markMeanings.filter { matches([$0.0, $0.1]) }.map { Line.word($0.0, $0.1) }
    append(marks, under: state.texts.howToRead, to: &lines)
    return lines
  }

  private func append(_ new: [Line], under heading: String, to lines: inout [Line]) {
    guard !new.isEmpty else { return }
    if !lines.isEmpty { lines.append(.blank) }
    lines.append(.heading(heading))
    lines += new
  }

  private func matches(_ binding: Binding) -> Bool {
    matches([binding.label] + Language.allCases.map { $0.texts.title(binding.command) })
  }

  private func matches(_ candidates: [String]) -> Bool {
    let wanted = SearchIndex.folded(text)
    return wanted.isEmpty || candidates.contains { SearchIndex.folded($0).contains(wanted) }
  }
}

struct HelpView {
  let state: State
  let help: Overlay.HelpState

  func draw(on canvas: inout Canvas) {
    Heading(state: state).draw(on: &canvas)
    let texts = state.texts
    let size = canvas.size
    let page = HelpPage(state: state, text: help.text)
    for row in 1...2 { canvas.put("", row: row, column: 0, width: size.columns) }
    canvas.put(texts.helpTitle(texts.screenName(state.screenKind)), row: 1, column: 1, role: .heading)
    let search = help.text.isEmpty ? texts.typeToSearch : "\(texts.searchWord): \(help.text)_"
    let left = size.columns / 2
    canvas.put(search, row: 1, column: left, width: size.columns - left - 1, align: .right, role: .muted)
    drawColumns(page, on: &canvas)
    canvas.put(texts.helpKeys, row: size.rows - 1, column: 1, width: size.columns - 2, role: .hint)
  }

  /// In as few columns as show everything, and no more than the width allows.
  private func drawColumns(_ page: HelpPage, on canvas: inout Canvas) {
    let lines = page.lines
    let top = 3
    let height = max(1, canvas.size.rows - top - 1)
    let needed = (lines.count + height - 1) / height
    let columns = max(1, min(needed, canvas.size.columns / 39))
    let width = (canvas.size.columns - 2) / columns
    let selectedLine = line(ofSelectable: help.cursor, in: lines)
    let shift = max(0, selectedLine - height * columns + 1)
    for (offset, line) in lines.dropFirst(shift).prefix(height * columns).enumerated() {
      let row = top + offset % height
      let column = 1 + offset / height * width
      draw(line, row: row, column: column, width: width - 1, on: &canvas)
      if offset + shift == selectedLine {
        canvas.restyle(row: row, column: column, width: width - 1, role: .selected)
      }
    }
  }

  private func line(ofSelectable index: Int, in lines: [HelpPage.Line]) -> Int {
    var count = -1
    for (position, line) in lines.enumerated() {
      switch line {
      case .binding, .word: count += 1
      case .heading, .blank: break
      }
      if count == index { return position }
    }
    return 0
  }

  private func draw(_ line: HelpPage.Line, row: Int, column: Int, width: Int, on canvas: inout Canvas) {
    switch line {
    case .blank: break
    case .heading(let text): canvas.put(text, row: row, column: column, width: width, role: .heading)
    case .binding(let binding):
      canvas.put(keys(of: binding), row: row, column: column + 1, width: keyWidth(width), role: .key)
      let reason = state.reasonAgainst(binding.command)
      canvas.put(
        reason ?? state.texts.title(binding.command), row: row, column: column + 14,
        width: max(0, width - 14),
        role: reason == nil ? .text : .muted)
    case .word(let word, let meaning):
      canvas.put(word, row: row, column: column + 1, width: keyWidth(width), role: .key)
      canvas.put(meaning, row: row, column: column + keyWidth(width) + 2,
        width: max(0, width - keyWidth(width) - 2))
    }
  }

  private func keyWidth(_ column: Int) -> Int { column >= 50 ? 18 : 12 }

  private func keys(of binding: Binding) -> String {
    binding.keys.map(\.label).joined(separator: " ")
  }
}

extension Key {
  /// How a key is written in help, palette and manual.
  public var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "^\(character.uppercased())"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "Bksp"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "Up"
    case .down: "Dn"
    case .left: "<-"
    case .right: "->"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    }
  }
}

/// Commands by name, in both languages at once, with their keys.
struct PalettePage {
  let state: State
  let text: String

  var bindings: [Binding] {
    let wanted = Array(SearchIndex.folded(text).utf8)
    let usable = Binding.table.filter { $0.applies(to: state.screenKind) && $0.command != .palette }
    if wanted.isEmpty { return usable }
    let scored = usable.compactMap { binding -> (Binding, Int)? in
      let names = Language.allCases.map { $0.texts.title(binding.command) }
      let name = Array(SearchIndex.folded(names.joined(separator: "\n")).utf8)
      return SearchIndex.score(name, wanted).map { (binding, $0) }
    }
    return scored.sorted { $0.1 > $1.1 }.map(\.0)
  }
}

struct PaletteView {
  let state: State
  let palette: Overlay.PaletteState

  func draw(on canvas: inout Canvas) {
    Heading(state: state).draw(on: &canvas)
    let size = canvas.size
    for row in 1...2 { canvas.put("", row: row, column: 0, width: size.columns) }
    canvas.put(": \(palette.text)_", row: 2, column: 1, width: size.columns - 2, role: .key)
    let bindings = PalettePage(state: state, text: palette.text).bindings
    let height = max(1, size.rows - 5)
    let scroll = State.scroll(0, showing: palette.cursor, in: height)
    for (offset, binding) in bindings.dropFirst(scroll).prefix(height).enumerated() {
      let row = 3 + offset
      canvas.put(state.texts.title(binding.command), row: row, column: 2, width: 34)
      canvas.put(
        state.language.other.texts.title(binding.command), row: row, column: 37, width: 26, role: .muted)
      canvas.put(
        binding.keys.map(\.label).joined(separator: " "), row: row, column: 64,
        width: max(0, size.columns - 65),
        role: .key)
      if offset + scroll == palette.cursor {
        canvas.restyle(row: row, column: 1, width: size.columns - 2, role: .selected)
      }
    }
    if bindings.isEmpty { canvas.put(state.texts.noSuchCommand, row: 3, column: 2, role: .muted) }
    canvas.put(state.texts.paletteKeys, row: size.rows - 1, column: 1, width: size.columns - 2, role: .hint)
  }
}

/// The search: what is typed and what it finds, with the figure that tells which find is worth a look.
struct FindView {
  let state: State
  let find: Overlay.FindState

  func draw(on canvas: inout Canvas) {
    Heading(state: state).draw(on: &canvas)
    let size = canvas.size
    let texts = state.texts
    for row in 1...2 { canvas.put("", row: row, column: 0, width: size.columns) }
    canvas.put("/ \(find.text)_", row: 2, column: 1, width: size.columns - 2, role: .key)
    let height = max(1, size.rows - 6)
    let scroll = State.scroll(0, showing: find.cursor, in: height)
    let total = state.snapshot?.portfolio.total ?? 0
    let scale = MassScale(largest: total)
    for (offset, found) in find.found.dropFirst(scroll).prefix(height).enumerated() {
      draw(found, at: 3 + offset, scale: scale, isSelected: offset + scroll == find.cursor, on: &canvas)
    }
    if find.found.isEmpty {
      let isAnswered = find.answered == find.text
      let text =
        find.text.isEmpty ? texts.findHelp : (isAnswered ? texts.nothingFound(find.text) : texts.working)
      canvas.put(text, row: 4, column: 1, width: size.columns - 2, role: .muted)
    } else {
      canvas.put(
        texts.matchCount(find.found.count), row: size.rows - 2, column: 1, width: size.columns - 2,
        role: .muted)
    }
    canvas.put(texts.findKeys, row: size.rows - 1, column: 1, width: size.columns - 2, role: .hint)
  }

  private func draw(
    _ found: Found, at row: Int, scale: MassScale, isSelected: Bool, on canvas: inout Canvas
  ) {
    let labels = Labels(state: state)
    let width = canvas.size.columns
    let figures = 12
    let second = max(20, (width - figures) * 11 / 20)
    switch found.target {
    case .product(let product):
      canvas.put(labels.name(product), row: row, column: 2, width: second - 3)
      canvas.put(
        labels.supplierName(of: product), row: row, column: second,
        width: max(0, width - figures - second - 1),
        role: .muted)
      canvas.put(
        scale.textWithUnit(found.contribution), row: row, column: width - figures - 1, width: figures,
        align: .right)
    case .supplier(let supplier):
      canvas.put(labels.supplierName(supplier), row: row, column: 2, width: second - 3)
      canvas.put(state.texts.supplierHeading, row: row, column: second, width: 20, role: .muted)
    }
    if isSelected {
      canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected)
      canvas.restyle(row: row, column: 0, width: width - 1, role: .selected)
    }
  }
}
