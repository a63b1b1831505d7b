/// One cell of a canvas: a character with its role and emphasis.
///
/// Holds a base scalar and up to two marks over it (kana with a separate voicing mark, Vietnamese, Thai,
/// decomposed Hangul, ideographic variants); further marks are left out. 16 bytes.
public struct Cell: Hashable, Sendable {
  /// Base scalar in the lowest 21 bits, then two marks of 21 bits each.
  var glyph: UInt64
  public internal(set) var role: Role
  public internal(set) var emphasis: Emphasis
  /// Columns taken: 1 or 2; 0 for the second half of the wide character to the left.
  public let width: UInt8
  /// Part of the field of a bar, which looks the same in a selected row.
  var isBar = false

  init(glyph: UInt64, width: Int, role: Role = .text, emphasis: Emphasis = []) {
    self.glyph = glyph
    self.width = UInt8(truncatingIfNeeded: width)
    self.role = role
    self.emphasis = emphasis
  }

  static let blank = Cell(glyph: 0x20, width: 1)

  /// A cell that shows nothing and stands out by nothing.
  var isPlainBlank: Bool { glyph == 0x20 && role == .text && emphasis.isEmpty }

  /// The base scalar and the marks over it; 0 where there is none. A continuation has base 0.
  public var scalars: (base: UInt32, mark1: UInt32, mark2: UInt32) {
    let mask: UInt64 = 0x1F_FFFF
    return (UInt32(glyph & mask), UInt32(glyph >> 21 & mask), UInt32(glyph >> 42 & mask))
  }

  /// The text of the cell; empty for a continuation.
  public var text: String {
    var result = ""
    let (base, mark1, mark2) = scalars
    for value in [base, mark1, mark2] where value != 0 {
      if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}
