import Canvas
import SupplyGraph

/// Keys while something lies over the screen: they edit its text or move in its list.
extension State {
  mutating func pressInOverlay(_ key: Key) -> [Effect] {
    switch overlay {
    case .help(let help): return press(key, in: help)
    case .palette(let palette): return press(key, in: palette)
    case .find(let find): return press(key, in: find)
    case .filter(let text): return press(key, inFilter: text)
    case .prompt(let prompt): return press(key, in: prompt)
    case .choice(let choice): return press(key, in: choice)
    case .leave: return pressLeaving(key)
    case nil: return []
    }
  }

  /// Pasted text goes into an input line and never runs commands.
  mutating func paste(_ text: String) -> [Effect] {
    let line = String(text.prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\r" }.prefix(200))
    switch overlay {
    case .help(var help):
      help.text += line
      overlay = .help(help)
    case .palette(var palette):
      palette.text += line
      overlay = .palette(palette)
    case .find(var find):
      find.text += line
      overlay = .find(find)
    case .filter(let before): overlay = .filter(text: before + line)
    case .prompt(var prompt):
      prompt.text = (prompt.isFresh ? "" : prompt.text) + line
      prompt.isFresh = false
      overlay = .prompt(prompt)
    case .choice, .leave: break
    case nil: message = texts.pasteNeedsInput
    }
    return []
  }

  private mutating func press(_ key: Key, in help: Overlay.HelpState) -> [Effect] {
    var help = help
    let lines = HelpPage(state: self, text: help.text).selectable
    switch key {
    case .escape, .left: overlay = help.text.isEmpty || key == .left ? nil : .help(.init())
    case .character("q") where help.text.isEmpty, .character("?") where help.text.isEmpty: overlay = nil
    case .enter:
      guard lines.indices.contains(help.cursor), case .binding(let binding) = lines[help.cursor] else {
        return []
      }
      overlay = nil
      return run(binding.command)
    case .up: help.cursor = max(0, help.cursor - 1)
    case .down: help.cursor = min(max(0, lines.count - 1), help.cursor + 1)
    case .home, .pageUp: help.cursor = 0
    case .end, .pageDown: help.cursor = max(0, lines.count - 1)
    default: if State.edit(&help.text, with: key) { help.cursor = 0 }
    }
    if overlay != nil, key != .escape { overlay = .help(help) }
    return []
  }

  private mutating func press(_ key: Key, in palette: Overlay.PaletteState) -> [Effect] {
    var palette = palette
    let lines = PalettePage(state: self, text: palette.text).bindings
    switch key {
    case .escape: overlay = nil
    case .enter:
      overlay = nil
      return lines.indices.contains(palette.cursor) ? run(lines[palette.cursor].command) : []
    case .up: palette.cursor = max(0, palette.cursor - 1)
    case .down, .tab: palette.cursor = min(max(0, lines.count - 1), palette.cursor + 1)
    default: if State.edit(&palette.text, with: key) { palette.cursor = 0 }
    }
    if overlay != nil { overlay = .palette(palette) }
    return []
  }

  private mutating func press(_ key: Key, in find: Overlay.FindState) -> [Effect] {
    var find = find
    switch key {
    case .escape:
      overlay = nil
      matches = Matches()
      return []
    case .enter:
      guard find.text.isEmpty || find.answered == find.text else {
        find.goesAhead = true
        break
      }
      return go(to: find)
    case .up: find.cursor = max(0, find.cursor - 1)
    case .down, .tab: find.cursor = min(max(0, find.found.count - 1), find.cursor + 1)
    default:
      if State.edit(&find.text, with: key) {
        find.goesAhead = false
        find.cursor = 0
        if find.text.isEmpty { find.found = [] }
      }
    }
    overlay = .find(find)
    return []
  }

  /// Shows what the cursor is on, or says that there is nothing.
  mutating func go(to find: Overlay.FindState) -> [Effect] {
    overlay = nil
    guard find.found.indices.contains(find.cursor) else {
      message = texts.nothingFound(sanitised(find.text))
      return []
    }
    matches = Matches(found: find.found, position: find.cursor)
    return show(find.found[find.cursor])
  }

  private mutating func press(_ key: Key, inFilter text: String) -> [Effect] {
    switch key {
    case .escape: overlay = nil
    case .backspace where text.isEmpty:
      changeFilter { if !$0.isEmpty { $0.removeLast() } }
    case .enter:
      overlay = nil
      if text.trimmingBlanks().isEmpty { return [] }
      switch Chip.parse(text) {
      case .success(let chip):
        changeFilter { if !$0.contains(chip) { $0.append(chip) } }
      case .failure: message = texts.filterNotUnderstood(sanitised(text))
      }
    default:
      var text = text
      if State.edit(&text, with: key) { overlay = .filter(text: text) }
    }
    return []
  }

  /// Edits a line of text; false when the key is not for that.
  static func edit(_ text: inout String, with key: Key) -> Bool {
    switch key {
    case .character(let character):
      guard text.count < 200 else { return false }
      text.append(character)
    case .backspace: if !text.isEmpty { text.removeLast() }
    case .control("u"): text = ""
    case .control("w"):
      while text.last?.isWhitespace == true { text.removeLast() }
      while let last = text.last, !last.isWhitespace { text.removeLast() }
    default: return false
    }
    return true
  }
}

extension Chip {
  struct NotUnderstood: Error {}

  /// Reads `tier:2`, `supplier:kita`, `country:JP`, `data:expired` (also with the Japanese words) or any text.
  static func parse(_ text: String) -> Result<Chip, NotUnderstood> {
    let text = text.trimmingBlanks()
    guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return .success(.text(text)) }
    let value = text[text.index(after: colon)...].trimmingBlanks()
    switch text[..<colon].lowercased() {
    case "tier", "t", "層":
      let digits = value.drop { !$0.isNumber }
      return Int(digits).map { .success(.tier($0)) } ?? .failure(NotUnderstood())
    case "supplier", "s", "取引先": return .success(.supplier(value))
    case "country", "c", "国": return .success(.country(value))
    case "data", "d", "データ":
      return DataKind(word: value).map { .success(.data($0)) } ?? .failure(NotUnderstood())
    default: return .success(.text(text))
    }
  }
}

extension Chip.DataKind {
  init?(word: String) {
    let word = word.lowercased()
    let match = Chip.DataKind.allCases.first { kind in
      Language.allCases.contains { $0.texts.dataKind(kind).lowercased().hasPrefix(word) }
        || kind.rawValue.hasPrefix(word)
    }
    guard !word.isEmpty, let match else { return nil }
    self = match
  }
}
