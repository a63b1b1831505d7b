/// Numbers as people read them. No locale is asked: the same input gives the same text everywhere.
public enum Numbers {
  /// Fixed decimals with thousands separated by commas, as both languages write them. `−0` becomes `0`.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "-" }
    let scale = power(decimals)
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return value.description }
    return written(UInt64(scaled), decimals: decimals, isNegative: value < 0 && scaled != 0)
  }

  /// The same for a list: what is not zero never reads as zero but as less than the last decimal, `<0.1`.
  public static func listed(_ value: Double, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    let isZero = !text.utf8.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    guard isZero, value != 0, value.isFinite else { return text }
    let least = fixed(1 / power(decimals), decimals: decimals)
    return value > 0 ? "<\(least)" : ">-\(least)"
  }

  /// About four significant digits, without exponents for usual sizes and without zeros at the end: for figures that
  /// stand alone.
  public static func plain(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let size = value.magnitude
    guard size == 0 || (1e-6...1e12).contains(size) else { return value.description }
    let text = fixed(value, decimals: decimals(forLargest: size))
    let (bytes, point) = (text.utf8, UInt8(ascii: "."))
    guard bytes.contains(point), let end = bytes.lastIndex(where: { $0 != UInt8(ascii: "0") }) else {
      return text
    }
    return String(bytes[end] == point ? text[..<end] : text[...end])
  }

  /// The shortest text that reads back to the same number, without `.0`: values as they were written.
  public static func exact(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Decimals that give a column whose largest value is `largest` about four significant digits.
  public static func decimals(forLargest largest: Double) -> Int {
    var decimals = 0
    var bound = 1000.0
    while decimals < 9, largest > 0, largest < bound {
      decimals += 1
      bound /= 10
    }
    return decimals
  }

  /// A share as percent: `21.0%`; one decimal unless `decimals` says otherwise.
  public static func percent(_ share: Double, decimals: Int = 1) -> String {
    guard share.isFinite else { return "-" }
    return listed(share * 100, decimals: decimals) + "%"
  }

  /// A change as percent with its sign: `+1.30%`, `-0.02%`.
  public static func signedPercent(_ change: Double) -> String {
    (change > 0 ? "+" : "") + percent(change, decimals: 2)
  }

  /// A count: `2,418`.
  public static func count(_ value: Int) -> String {
    written(UInt64(value.magnitude), decimals: 0, isNegative: value < 0)
  }

  /// Bytes in decimal multiples: `38 MB`.
  public static func bytes(_ value: Int64) -> String {
    switch value {
    case ..<1000: "\(value) B"
    case ..<1_000_000: fixed(Double(value) / 1000, decimals: 0) + " kB"
    case ..<1_000_000_000: fixed(Double(value) / 1_000_000, decimals: 1) + " MB"
    default: fixed(Double(value) / 1_000_000_000, decimals: 2) + " GB"
    }
  }

  private static func power(_ decimals: Int) -> Double {
    var result = 1.0
    for _ in 0..<max(0, decimals) { result *= 10 }
    return result
  }

  /// Units of the last decimal as a number with commas, written from its end. Figures are most of what a screen is
  /// made of, so this puts no pieces together.
  private static func written(_ value: UInt64, decimals: Int, isNegative: Bool) -> String {
    let capacity = 32 + max(0, decimals)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { bytes in
      var (rest, start) = (value, capacity)
      func put(_ byte: UInt8) {
        start -= 1
        bytes[start] = byte
      }
      func putDigit() {
        put(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      }
      for _ in 0..<max(0, decimals) { putDigit() }
      if decimals > 0 { put(UInt8(ascii: ".")) }
      var digits = 0
      repeat {
        if digits > 0, digits % 3 == 0 { put(UInt8(ascii: ",")) }
        putDigit()
        digits += 1
      } while rest > 0
      if isNegative { put(UInt8(ascii: "-")) }
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[start...]), as: UTF8.self)
    }
  }
}

/// The unit in which a column or a screen shows emissions, chosen once so that figures can be compared by eye.
public struct MassScale: Hashable, Sendable {
  /// `g`, `kg`, `t` or `kt`.
  public let symbol: String
  /// kg per one of it.
  public let kilograms: Double
  public let decimals: Int

  /// The scale for a screen whose largest figure is `largest` kg.
  public init(largest: Double) {
    let size = largest.magnitude
    switch size {
    case 0: (symbol, kilograms) = ("kg", 1)
    case ..<0.01: (symbol, kilograms) = ("g", 0.001)
    case ..<100_000: (symbol, kilograms) = ("kg", 1)
    case ..<1e9: (symbol, kilograms) = ("t", 1000)
    default: (symbol, kilograms) = ("kt", 1_000_000)
    }
    decimals = size == 0 ? 0 : Numbers.decimals(forLargest: size / kilograms)
  }

  /// `mass` kg in this scale, without the unit.
  public func text(_ mass: Double) -> String { Numbers.listed(mass / kilograms, decimals: decimals) }

  /// `mass` kg with the unit: `865 kg`.
  public func textWithUnit(_ mass: Double) -> String { "\(text(mass)) \(symbol)" }

  /// A mass alone in a sentence, in the scale that suits it.
  public static func sentence(_ mass: Double) -> String { MassScale(largest: mass).textWithUnit(mass) }
}
