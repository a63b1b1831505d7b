import Canvas

/// The last lines of every screen: the sentence about the selected line, a status line, and the keys.
struct Foot {
  let state: State

  private var texts: Texts { state.texts }

  /// Rows the foot takes; low windows give them to the list.
  static func rows(of size: Size) -> Int { size.rows >= 20 ? 5 : 3 }

  private var hasSentence: Bool { state.size.rows >= 14 }

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    if hasSentence { drawSentence(on: &canvas) }
    if Foot.rows(of: size) > 3 { drawStatus(on: &canvas, row: size.rows - 2) }
    drawLastLine(on: &canvas)
  }

  private func drawSentence(on canvas: inout Canvas) {
    let lines = wrap(
      Sentences(state: state).quoted, to: canvas.size.columns - 2, ambiguous: canvas.style.ambiguousWidth)
    let rows = sentenceRows(of: lines.count)
    for (row, line) in zip(rows, lines) {
      let isCut = row == rows.upperBound - 1 && lines.count > rows.count
      canvas.put(
        isCut ? line + canvas.style.glyphs.set.ellipsis : line, row: row, column: 1,
        width: canvas.size.columns - 2, role: .text)
    }
  }

  /// Two lines, and the blank line above them where the sentence is long.
  private func sentenceRows(of lines: Int) -> Range<Int> {
    let size = state.size
    let last = size.rows - (Foot.rows(of: size) > 3 ? 2 : 1)
    let room = Foot.rows(of: size) > 3 ? 3 : 2
    return (last - (room == 3 && lines < 3 ? 2 : min(lines, room)))..<last
  }

  private func drawStatus(on canvas: inout Canvas, row: Int) {
    guard case .open = state.phase, let snapshot = state.snapshot else { return }
    let width = canvas.size.columns
    let right = snapshot.noticeCount > 0 ? texts.noticesHint(snapshot.noticeCount) : ""
    canvas.put(right, row: row, column: 1, width: width - 2, align: .right, role: .notice)
    let room = width - 3 - displayWidth(right, ambiguous: canvas.style.ambiguousWidth)
    canvas.put(Labels(state: state).status, row: row, column: 1, width: room, role: .muted)
  }

  private func drawLastLine(on canvas: inout Canvas) {
    let row = canvas.size.rows - 1
    if case .filter(let text) = state.overlay {
      canvas.put("\(texts.filter): \(text)_", row: row, column: 1, width: canvas.size.columns - 2, role: .key)
      let above = row - 1
      canvas.put(texts.filterHelp, row: above, column: 1, width: canvas.size.columns - 2, role: .hint)
    } else if PromptLine(state: state).draw(on: &canvas) {
      return
    } else if let message = state.message {
      canvas.put(message, row: row, column: 1, width: canvas.size.columns - 2, role: .notice)
    } else {
      for hint in hints {
        canvas.put(hint.key, row: row, column: hint.columns.lowerBound, role: .key)
        canvas.put(
          hint.text, row: row, column: hint.columns.upperBound - hint.textWidth, role: .hint)
      }
    }
  }

  // MARK: - Keys on the last line

  private struct Hint {
    var command: Command
    var key: String
    var text: String
    var textWidth: Int
    var columns: Range<Int>
  }

  /// As many keys as fit, chosen by use, in the order of the table.
  private var hints: [Hint] {
    let kind = state.screenKind
    let candidates = Binding.table.filter { binding in
      binding.hint != nil && binding.applies(to: kind) && state.reasonAgainst(binding.command) == nil
        && !isIdle(binding.command, kind)
    }
    var room = state.size.columns - 2
    var chosen: Set<Command> = []
    for binding in candidates.sorted(by: { ($0.hint ?? 9) < ($1.hint ?? 9) }) {
      let width = width(of: binding) + 2
      if width <= room + 2 {
        chosen.insert(binding.command)
        room -= width
      }
    }
    var column = 1
    return candidates.filter { chosen.contains($0.command) }.map { binding in
      let start = column
      column += width(of: binding) + 2
      let text = hint(binding.command)
      return Hint(
        command: binding.command, key: binding.label, text: text, textWidth: columns(text),
        columns: start..<(column - 2))
    }
  }

  private func columns(_ text: String) -> Int { displayWidth(text, ambiguous: state.style.ambiguousWidth) }

  private func width(of binding: Binding) -> Int {
    columns(binding.label) + 1 + columns(hint(binding.command))
  }

  private func hint(_ command: Command) -> String {
    command == .open && state.screenKind == .gaps ? state.gapTexts.why : texts.hint(command)
  }

  /// Keys that work but would do nothing worth a hint here.
  private func isIdle(_ command: Command, _ kind: ScreenKind) -> Bool {
    switch (command, kind) {
    case (.open, .loading), (.back, .start): true
    case (.back, .overview): state.ongoing == nil
    default: false
    }
  }

  func command(atColumn column: Int, row: Int) -> Command? {
    guard row == state.size.rows - 1, state.message == nil else { return nil }
    return hints.first { $0.columns.contains(column) }?.command
  }
}

/// Breaks a text into lines of at most `width` columns: at blanks where there are any, else between characters, as
/// Japanese is broken; a closing mark never begins a line.
func wrap(_ text: String, to width: Int, ambiguous: Int) -> [String] {
  guard width > 1 else { return [text] }
  var lines: [String] = []
  var line = ""
  var lineWidth = 0
  for word in pieces(of: text) {
    let wordWidth = displayWidth(word, ambiguous: ambiguous)
    if lineWidth + wordWidth > width, !line.isEmpty {
      lines.append(line)
      line = word.first == " " ? String(word.dropFirst()) : word
      lineWidth = displayWidth(line, ambiguous: ambiguous)
    } else {
      line += word
      lineWidth += wordWidth
    }
  }
  if !line.isEmpty || lines.isEmpty { lines.append(line) }
  return lines
}

/// Places at which a text may be broken: before blanks, and between wide characters.
private func pieces(of text: String) -> [String] {
  let closing: Set<Character> = [
    "。", "、", "」", "）", ")", "』", "%", ".", ",", "ー", "ょ", "ゃ", "ゅ", "っ", "ッ", "ャ", "ュ", "ョ",
  ]
  var pieces: [String] = []
  var piece = ""
  var lastWasWide = false
  for character in text {
    let isWide = displayWidth(String(character)) == 2
    let mayBreak =
      character == " " || (lastWasWide && !closing.contains(character)) || (isWide && !piece.isEmpty)
    if mayBreak, !piece.isEmpty, !closing.contains(character) {
      pieces.append(piece)
      piece = ""
    }
    piece.append(character)
    lastWasWide = isWide && character != "「" && character != "（"
  }
  if !piece.isEmpty { pieces.append(piece) }
  return pieces
}
