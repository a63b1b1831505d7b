/// A colour by its red, green and blue parts, sRGB.
public struct RGB: Hashable, Sendable {
  public var red, green, blue: UInt8

  /// - Parameter value: `0xRRGGBB`.
  public init(_ value: UInt32) {
    red = UInt8(value >> 16 & 0xFF)
    green = UInt8(value >> 8 & 0xFF)
    blue = UInt8(value & 0xFF)
  }

  /// `0xRRGGBB`.
  public var value: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  /// Relative luminance, 0…1, by WCAG 2.
  public var luminance: Double {
    func linear(_ part: UInt8) -> Double {
      // A cheap stand-in for the exact 2.4th power; off by less than 0.005, enough to compare colours by.
      let x = Double(part) / 255
      return x * (x * (x * 0.305306011 + 0.682171111) + 0.012522878)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The nearest of the 216 + 24 fixed colours of the 256-colour palette: 16…255.
  public var palette256: UInt8 {
    let cube = [red, green, blue].map(Self.cubeLevel)
    let cubeColour = RGB(red: Self.levels[cube[0]], green: Self.levels[cube[1]], blue: Self.levels[cube[2]])
    let mean = (Int(red) + Int(green) + Int(blue)) / 3
    let step = min(max((mean - 3) / 10, 0), 23)
    let grey = UInt8(8 + 10 * step)
    let greyColour = RGB(red: grey, green: grey, blue: grey)
    if distance(to: greyColour) < distance(to: cubeColour) { return UInt8(232 + step) }
    return UInt8(16 + 36 * cube[0] + 6 * cube[1] + cube[2])
  }

  /// The colour of the 16-colour palette of the same hue: 0…15.
  ///
  /// By hue, not by distance: the sixteen look different in every terminal, only their names can be relied on.
  public var ansi16: UInt8 {
    let parts = [Int(red), Int(green), Int(blue)]
    let (largest, smallest) = (max(parts[0], parts[1], parts[2]), min(parts[0], parts[1], parts[2]))
    guard (largest - smallest) * 5 > largest else { return Self.ansiGrey((largest + smallest) / 2) }
    let hue = Self.hue(parts, largest: largest, spread: largest - smallest)
    let byHue: [UInt8] = [1, 3, 2, 6, 4, 5]
    return byHue[(hue + 30) / 60 % 6] + (largest >= 240 ? 8 : 0)
  }

  /// The sixteen folded to the eight that old terminals have. Grey becomes white: black on black is lost.
  public var ansi8: UInt8 {
    let colour = ansi16
    return colour == 8 ? 7 : colour & 7
  }

  init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

  private static func cubeLevel(_ part: UInt8) -> Int {
    part < 48 ? 0 : part < 115 ? 1 : min((Int(part) - 35) / 40, 5)
  }

  private static func ansiGrey(_ lightness: Int) -> UInt8 {
    lightness < 50 ? 0 : lightness < 150 ? 8 : lightness < 225 ? 7 : 15
  }

  /// Degrees on the colour circle, 0 is red, 120 green.
  private static func hue(_ parts: [Int], largest: Int, spread: Int) -> Int {
    let degrees: Int
    if largest == parts[0] {
      degrees = (parts[1] - parts[2]) * 60 / spread
    } else if largest == parts[1] {
      degrees = 120 + (parts[2] - parts[0]) * 60 / spread
    } else {
      degrees = 240 + (parts[0] - parts[1]) * 60 / spread
    }
    return (degrees + 360) % 360
  }

  private func distance(to other: RGB) -> Int {
    let parts = [
      Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue),
    ]
    return parts.reduce(0) { $0 + $1 * $1 }
  }
}

/// How many colours there are to draw with.
public enum ColourDepth: Sendable, Hashable {
  /// Attributes only, as with NO_COLOR.
  case none
  /// The sixteen named colours.
  case ansi16
  case palette256
  case direct
}
