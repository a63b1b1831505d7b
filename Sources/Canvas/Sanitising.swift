/// The text with everything made visible that could act on a terminal or deceive a reader.
///
/// Names come from other companies. Replaced are control characters (C0, DEL, C1) and thus every escape sequence,
/// bidirectional marks, embeddings, overrides and isolates, zero-width spaces and joiners where they join nothing,
/// line and paragraph separators, tags and other invisible format characters. A control character becomes its
/// picture (ESC is `␛`), a line break `␤`, anything else `␦`, a soft hyphen `-`. A text without such
/// characters comes back as it is. What is replaced keeps its display width, so a sanitised text lines up.
///
/// - Complexity: O(n); no copy when there is nothing to replace.
public func sanitised(_ text: String) -> String {
  if printableASCIICount(text) != nil { return text }
  var previous: UInt32 = 0
  let isClean = text.unicodeScalars.allSatisfy { scalar in
    defer { previous = scalar.value }
    return visible(scalar.value, after: previous) == scalar.value
  }
  return isClean ? text : withPictures(text)
}

private func withPictures(_ text: String) -> String {
  var result = ""
  var previous: UInt32 = 0
  for scalar in text.unicodeScalars {
    let value = visible(scalar.value, after: previous)
    previous = value
    if let shown = Unicode.Scalar(value) { result.unicodeScalars.append(shown) }
  }
  return result
}

/// What is shown for a scalar: itself, or a picture when it is not fit to be shown.
///
/// The pictures are East Asian Neutral, so they take one column everywhere.
func visible(_ value: UInt32, after previous: UInt32) -> UInt32 {
  if value < 0x20 { return 0x2400 + value }
  if value < 0x7F { return value }
  if value < 0xAE { return visibleInLatin1(value) }
  if value < 0x61C { return value }
  switch value {
  case 0x2028, 0x2029: return 0x2424
  case 0x200C, 0x200D: return isJoinable(previous) ? value : 0x2426
  case 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF0...0xFFFB,
    0x1D173...0x1D17A, 0xE0000...0xE00FF:
    return 0x2426
  default: return value & 0xFFFE == 0xFFFE ? 0x2426 : value
  }
}

private func visibleInLatin1(_ value: UInt32) -> UInt32 {
  switch value {
  case 0x7F: 0x2421
  case 0x85: 0x2424
  case 0x80...0x9F: 0x2426
  case 0xAD: 0x2D
  default: value
  }
}

/// Whether a joiner after this scalar does what joiners are for: emoji, and scripts whose letters join.
private func isJoinable(_ value: UInt32) -> Bool {
  switch value {
  case 0x600...0x8FF, 0x900...0xDFF, 0x1000...0x109F, 0x1780...0x17FF, 0xFB50...0xFDFF, 0xFE0F,
    0xFE70...0xFEFC:
    true
  case 0x2190...0x2BFF, 0x1F000...0x1FAFF: true
  default: false
  }
}
