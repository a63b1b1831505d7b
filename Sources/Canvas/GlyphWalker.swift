/// What is drawn in one place: a base character with its marks, and the columns it takes.
struct Glyph {
  /// Packed as in ``Cell``.
  var packed: UInt64
  var width: Int
  /// The character is narrow by itself but takes two columns as an emoji; a blank follows it.
  var isWidened = false

  var base: UInt32 { UInt32(packed & 0x1F_FFFF) }

  mutating func add(mark: UInt32) {
    if packed >> 21 & 0x1F_FFFF == 0 {
      packed |= UInt64(mark) << 21
    } else if packed >> 42 == 0 {
      packed |= UInt64(mark) << 42
    }
  }
}

/// Walks over a text glyph by glyph, making untrusted characters harmless on the way.
///
/// The one place that decides what takes how many columns: measuring, cutting and drawing all go through it and so
/// cannot disagree.
struct GlyphWalker<Scalars: Sequence> where Scalars.Element == Unicode.Scalar {
  private var scalars: Scalars.Iterator
  private let ambiguous: Int
  private var pending: Glyph?
  private var previous: UInt32 = 0

  init(_ scalars: Scalars, ambiguous: Int) {
    self.scalars = scalars.makeIterator()
    self.ambiguous = ambiguous
  }

  mutating func next() -> Glyph? {
    while let scalar = scalars.next() {
      let value = visible(scalar.value, after: previous)
      let before = previous
      previous = value
      let width = scalarWidth(value, ambiguous: ambiguous)
      if width == 0 {
        join(value)
        continue
      }
      if 0x1F3FB...0x1F3FF ~= value, isEmojiModifierBase(before) { continue }
      let glyph = Glyph(packed: UInt64(value), width: width)
      if let finished = replacePending(with: glyph) { return finished }
    }
    defer { pending = nil }
    return pending
  }

  /// The pending glyph, which nothing can be added to any more; nil at the start of the text.
  private mutating func replacePending(with glyph: Glyph) -> Glyph? {
    defer { pending = glyph }
    return pending
  }

  /// Adds what takes no column to the pending glyph. Joiners and what chooses among variants leave no mark.
  private mutating func join(_ value: UInt32) {
    switch value {
    case 0xFE0F: widenToEmoji()
    case 0xFE00...0xFE0E, 0x200C, 0x200D: break
    default: pending?.add(mark: value)
    }
  }

  private mutating func widenToEmoji() {
    guard let glyph = pending, glyph.width == 1, let scalar = Unicode.Scalar(glyph.base),
      scalar.properties.isEmoji
    else { return }
    pending?.width = 2
    pending?.isWidened = true
  }

  private func isEmojiModifierBase(_ value: UInt32) -> Bool {
    Unicode.Scalar(value)?.properties.isEmojiModifierBase ?? false
  }
}
