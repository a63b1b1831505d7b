/// Characters that are pictures of parts of a cell, drawn as such in a cell of 10 × 20 units.
enum SVGShape {
  enum Kind: Hashable {
    case blank
    case text
    /// Medium or light shade, by the dots in a 4 × 4 pattern.
    case shade(dots: Int)
    case block(UInt32)
  }

  static func kind(of cell: Cell) -> Kind {
    let (base, mark, _) = cell.scalars
    guard mark == 0 else { return .text }
    switch base {
    case 0x20: return .blank
    case 0x2591: return .shade(dots: 1)
    case 0x2592: return .shade(dots: 2)
    case 0x2500, 0x2581...0x2590, 0x2800...0x28FF: return .block(base)
    default: return .text
    }
  }

  /// A texture that can be told apart in print: two or one of four squares inked.
  static func pattern(_ name: String, dots: Int, ink: RGB) -> String {
    let second = dots > 1 ? "<path d=\"M2 2h2v2h-2z\" fill=\"\(ink.hex)\"/>" : ""
    return "<defs><pattern id=\"\(name)\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
      + "<path d=\"M0 0h2v2h-2z\" fill=\"\(ink.hex)\"/>\(second)</pattern></defs>\n"
  }

  static func path(_ glyph: UInt32, x: Int, y: Int, cells: Int, ink: RGB) -> String {
    let boxes = boxes(glyph)
    let wide = boxes.count == 1 && boxes[0].x == 0 && boxes[0].width == 20
    let copies = wide ? 1 : cells
    var path = ""
    for cell in 0..<copies {
      for box in boxes {
        let width = wide ? box.width * cells : box.width
        path += "M\(tenths(x * 10 + cell * 100 + box.x * 5)) \(tenths(y * 10 + box.y * 5))"
        path += "h\(tenths(width * 5))v\(tenths(box.height * 5))h-\(tenths(width * 5))z"
      }
    }
    return path.isEmpty ? "" : "<path d=\"\(path)\" fill=\"\(ink.hex)\"/>\n"
  }

  /// A rectangle in half units: a cell is 20 × 40.
  private struct Box {
    let x, y, width, height: Int
  }

  private static func boxes(_ glyph: UInt32) -> [Box] {
    switch glyph {
    case 0x2500: return [Box(x: 0, y: 19, width: 20, height: 2)]
    case 0x2581...0x2588:
      let height = Int(glyph - 0x2580) * 5
      return [Box(x: 0, y: 40 - height, width: 20, height: height)]
    case 0x2589...0x258F:
      return [Box(x: 0, y: 0, width: (Int(0x2590 - glyph) * 20 + 4) / 8, height: 40)]
    case 0x2590: return [Box(x: 10, y: 0, width: 10, height: 40)]
    default: return braille(glyph - 0x2800)
    }
  }

  private static func braille(_ dots: UInt32) -> [Box] {
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return places.indices.filter { dots >> UInt32($0) & 1 == 1 }.map { bit in
      Box(x: 2 + places[bit].0 * 10, y: 2 + places[bit].1 * 10, width: 6, height: 6)
    }
  }

  /// A number of tenths as decimal text.
  private static func tenths(_ value: Int) -> String {
    value % 10 == 0 ? "\(value / 10)" : "\(value / 10).\(value % 10)"
  }
}
