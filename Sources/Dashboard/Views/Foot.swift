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
    if Foot.rows(of: size) > 3 {
      let row = size.rows - 2
      canvas.row(row, from: state.fixed(row)) { canvas in drawStatus(on: &canvas, row: row) }
    }
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
    canvas.put(status(in: room), row: row, column: 1, width: room, role: .muted)
  }

  /// As many parts as fit whole, but at least the first.
  private func status(in room: Int) -> String {
    var text = ""
    for part in Labels(state: state).status {
      let longer = text.isEmpty ? part : "\(text)  \(part)"
      if !text.isEmpty, columns(longer) > room { break }
      text = longer
    }
    return text
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
      canvas.row(row, from: state.fixed(row)) { canvas in drawHints(on: &canvas, row: row) }
    }
  }

  private func drawHints(on canvas: inout Canvas, row: Int) {
    for hint in hints {
      canvas.put(hint.key, row: row, column: hint.columns.lowerBound, role: .key)
      canvas.put(hint.text, row: row, column: hint.columns.upperBound - hint.textWidth, role: .hint)
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
    let bindings = Binding.hinted.filter { isUseful($0) }
    let hints = bindings.map { hint(of: $0) }
    var room = state.size.columns - 2
    var isChosen = hints.map { _ in false }
    for index in bindings.indices.sorted(by: { (bindings[$0].hint ?? 9) < (bindings[$1].hint ?? 9) })
    where hints[index].columns.count <= room {
      isChosen[index] = true
      room -= hints[index].columns.count + 2
    }
    var column = 1
    return zip(hints, isChosen).filter(\.1).map { hint, _ in
      var hint = hint
      hint.columns = column..<(column + hint.columns.count)
      column = hint.columns.upperBound + 2
      return hint
    }
  }

  /// A hint as if it stood at the beginning of the line.
  private func hint(of binding: Binding) -> Hint {
    let text = hint(binding.command)
    let textWidth = columns(text)
    return Hint(
      command: binding.command, key: binding.label, text: text, textWidth: textWidth,
      columns: 0..<(columns(binding.label) + 1 + textWidth))
  }

  private func columns(_ text: String) -> Int { displayWidth(text, ambiguous: state.style.ambiguousWidth) }

  private func hint(_ command: Command) -> String {
    command == .open && state.screenKind == .gaps ? state.gapTexts.why : texts.hint(command)
  }

  private func isUseful(_ binding: Binding) -> Bool {
    binding.applies(to: state.screenKind) && !(state.isClosed && binding.command.needsDataset)
      && !isIdle(binding.command)
  }

  /// Keys that work but would do nothing worth a hint here.
  private func isIdle(_ command: Command) -> Bool {
    switch (command, state.screenKind) {
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
func pieces(of text: String) -> [String] {
  if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) { return words(of: text) }
  var pieces: [String] = []
  var piece = ""
  var lastWasWide = false
  for character in text {
    let isWide = displayWidth(String(character)) == 2
    // Characters are compared as they are normalised, which takes longer than all else here.
    let mark = character.unicodeScalars.count == 1 ? character.unicodeScalars.first : nil
    let mayBreak = mark == " " || lastWasWide || (isWide && !piece.isEmpty)
    if mayBreak, !piece.isEmpty, !closingMarks.contains(mark) {
      pieces.append(piece)
      piece = ""
    }
    piece.append(character)
    lastWasWide = isWide && mark != "「" && mark != "（"
  }
  if !piece.isEmpty { pieces.append(piece) }
  return pieces
}

/// Never at the beginning of a line.
private let closingMarks: [Unicode.Scalar?] = Array("。、」）)』%.,ーょゃゅっッャュョ".unicodeScalars)

/// The pieces of a text without wide characters: words, each with the blank before it.
private func words(of text: String) -> [String] {
  var words: [String] = []
  var start = text.startIndex
  for index in text.utf8.indices where text.utf8[index] == UInt8(ascii: " ") && index > start {
    words.append(String(text[start..<index]))
    start = index
  }
  if start < text.endIndex { words.append(String(text[start...])) }
  return words
}
