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
      canvas.put(
        meaning, row: row, column: column + keyWidth(width) + 2,
        width: max(0, width - keyWidth(width) - 2))
    }
  }

  private func keyWidth(_ column: Int) -> Int { column >= 50 ? 18 : 12 }

  private func keys(of binding: Binding) -> String {
    binding.keys.map(\.label).joined(separator: " ")
  }
}
