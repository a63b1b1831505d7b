/// Columns that `text` takes on a terminal, by the Unicode East Asian Width property.
///
/// Wide and full-width characters take two columns, marks over another character none, everything else one;
/// half-width kana take one each, their voicing marks too (`ｶﾞ` is one `Character` and two columns).
/// Ambiguous characters take `ambiguous` columns. Emoji: a skin tone adds nothing; a narrow character asked to be
/// an emoji (followed by U+FE0F) takes two columns; emoji joined by U+200D count one by one, as most terminals
/// draw them. Control characters count as the one column of the picture that is drawn instead of them.
///
/// - Complexity: O(n) in the length of the text, a few nanoseconds for each byte of ASCII.
public func displayWidth(_ text: String, ambiguous: Int = 1) -> Int { width(of: text, ambiguous) }

/// The same for a part of a text.
public func displayWidth(_ text: Substring, ambiguous: Int = 1) -> Int { width(of: text, ambiguous) }

/// Generic code is fast within its module only, which is why this is not what others call.
private func width(of text: some StringProtocol, _ ambiguous: Int) -> Int {
  if let count = printableASCIICount(text) { return count }
  var width = 0
  var walker = GlyphWalker(text.unicodeScalars, ambiguous: ambiguous)
  while let glyph = walker.next() { width += glyph.width }
  return width
}

/// Columns of one scalar by itself: 0 for marks and format characters, else 1 or 2.
///
/// For the terminal, which has to place single scalars exactly as the canvas does.
public func scalarWidth(_ value: UInt32, ambiguous: Int = 1) -> Int {
  if value < 0x300 {
    guard ambiguous == 2, value >= 0xA1 else { return 1 }
    return isIn(WidthTable.ambiguous, value) ? 2 : 1
  }
  if isPlainlyWide(value) { return 2 }
  if ambiguous == 1, isPlainlyNarrow(value) { return 1 }
  if isIn(WidthTable.zero, value) { return 0 }
  if value >= 0x1100, isIn(WidthTable.wide, value) { return 2 }
  return ambiguous == 2 && isIn(WidthTable.ambiguous, value) ? 2 : 1
}

/// The kana, ideographs and Hangul without any exception among them: most of Japanese text, without a search.
private func isPlainlyWide(_ value: UInt32) -> Bool {
  switch value {
  case 0x3041...0x3096, 0x309B...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
  default: false
  }
}

/// The lines, blocks and shades that screens are drawn with, and the marks of a cut and of punctuation.
private func isPlainlyNarrow(_ value: UInt32) -> Bool {
  switch value {
  case 0x2010...0x2027, 0x2190...0x2199, 0x2500...0x25A0: true
  default: false
  }
}

/// Whether `value` lies in one of the closed ranges of a sorted table.
private func isIn(_ table: [UInt32], _ value: UInt32) -> Bool {
  var low = 0
  var high = table.count / 2
  while low < high {
    let middle = (low + high) / 2
    if value > table[2 * middle + 1] { low = middle + 1 } else { high = middle }
  }
  return low < table.count / 2 && value >= table[2 * low]
}

/// The number of characters of a text of printable ASCII only; nil for any other text.
func printableASCIICount(_ text: some StringProtocol) -> Int? {
  text.utf8.withContiguousStorageIfAvailable { bytes -> Int? in
    for byte in bytes where byte &- 0x20 >= 0x5F { return nil }
    return bytes.count
  } ?? nil
}
