import Canvas

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
