/// Cuts a text to at most `columns` columns, marking the cut.
///
/// A text that fits comes back unchanged. Never half a wide character: the result may be a column short of
/// `columns`. In less room than the mark itself takes, as much of the mark as fits is shown; in no room, nothing.
///
///     shorten("硫酸ニッケル", to: 8, style: DrawingStyle(glyphs: .ascii))  // "硫酸..."
///     shorten("Nickel sulfate", to: 8, style: DrawingStyle())             // "Nickel …"
///
/// - Complexity: O(n) in the length of the text.
public func shorten(_ text: String, to columns: Int, style: DrawingStyle) -> String {
  guard columns > 0 else { return "" }
  guard displayWidth(text, ambiguous: style.ambiguousWidth) > columns else { return text }
  let mark = style.glyphs.set.ellipsis
  let markWidth = displayWidth(mark, ambiguous: style.ambiguousWidth)
  guard markWidth <= columns else { return String(mark.prefix(columns / (markWidth / mark.count))) }
  return prefix(of: text, columns: columns - markWidth, ambiguous: style.ambiguousWidth) + mark
}

/// The longest start of a text, in whole `Character`s, that takes at most `columns` columns.
private func prefix(of text: String, columns: Int, ambiguous: Int) -> Substring {
  var used = 0
  var end = text.startIndex
  for index in text.indices {
    used += displayWidth(text[index...index], ambiguous: ambiguous)
    if used > columns { break }
    end = text.index(after: index)
  }
  return text[..<end]
}

/// Fills a text with blanks to `columns` columns. A longer text comes back unchanged.
///
/// - Complexity: O(n) in the length of the result.
public func pad(_ text: String, to columns: Int, align: Alignment = .left, ambiguous: Int = 1) -> String {
  let missing = columns - displayWidth(text, ambiguous: ambiguous)
  guard missing > 0 else { return text }
  let before = leading(missing, align)
  return blanks(before) + text + blanks(missing - before)
}

/// How many of the free columns stand to the left of the text.
func leading(_ free: Int, _ align: Alignment) -> Int {
  switch align {
  case .left: 0
  case .right: free
  case .center: free / 2
  }
}

func blanks(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
