/// A decimal number by its digits, for arithmetic that must not round: conversion of one wire format into another.
///
/// Unlike `Decimal` it has no double behind it; all digits count. Up to `mostDigits` digits are taken.
struct WrittenDecimal: Hashable {
  /// Most significant first, without zeros in front; empty for zero.
  private var digits: [UInt8]
  /// Digits behind the decimal point; may be negative.
  private var scale: Int
  private(set) var isNegative: Bool

  static let mostDigits = 200

  /// Reads `[+-]?digits[.digits][e[+-]digits]`; nil for all else, and for numbers of absurd length.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text.trimmingBlanks())
    isNegative = rest.hasPrefix("-")
    if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
    var exponent = 0
    if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      guard let value = Int(rest[rest.index(after: mark)...]), abs(value) <= 100 else { return nil }
      exponent = value
      rest = rest[..<mark]
    }
    digits = []
    scale = -exponent
    var isBehindPoint = false
    var seen = 0
    for byte in rest.utf8 {
      if byte == UInt8(ascii: "."), !isBehindPoint {
        isBehindPoint = true
        continue
      }
      guard byte &- 48 < 10, seen < WrittenDecimal.mostDigits else { return nil }
      seen += 1
      if isBehindPoint { scale += 1 }
      if !digits.isEmpty || byte != 48 { digits.append(byte - 48) }
    }
    guard seen > 0 else { return nil }
    tidy()
  }

  private init(digits: [UInt8], scale: Int, isNegative: Bool) {
    self.digits = Array(digits.drop { $0 == 0 })
    self.scale = scale
    self.isNegative = isNegative
    tidy()
  }

  static let zero = WrittenDecimal(digits: [], scale: 0, isNegative: false)
  static let one = WrittenDecimal(digits: [1], scale: 0, isNegative: false)

  private mutating func tidy() {
    while let last = digits.last, last == 0 {
      digits.removeLast()
      scale -= 1
    }
    if digits.isEmpty { (scale, isNegative) = (0, false) }
  }

  var isZero: Bool { digits.isEmpty }
  var isPositive: Bool { !isZero && !isNegative }

  static func * (a: WrittenDecimal, b: WrittenDecimal) -> WrittenDecimal {
    var sums = [Int](repeating: 0, count: a.digits.count + b.digits.count)
    for (i, x) in a.digits.enumerated() {
      for (j, y) in b.digits.enumerated() { sums[i + j + 1] += Int(x) * Int(y) }
    }
    return WrittenDecimal(
      digits: carried(sums), scale: a.scale + b.scale, isNegative: a.isNegative != b.isNegative)
  }

  static func + (a: WrittenDecimal, b: WrittenDecimal) -> WrittenDecimal {
    let scale = max(a.scale, b.scale)
    var (x, y) = (a.aligned(to: scale), b.aligned(to: scale))
    let count = max(x.count, y.count)
    x = [UInt8](repeating: 0, count: count - x.count) + x
    y = [UInt8](repeating: 0, count: count - y.count) + y
    if a.isNegative == b.isNegative {
      let sums = [0] + zip(x, y).map { Int($0) + Int($1) }
      return WrittenDecimal(digits: carried(sums), scale: scale, isNegative: a.isNegative)
    }
    let isLess = x.lexicographicallyPrecedes(y)
    let (large, small) = isLess ? (y, x) : (x, y)
    let differences = zip(large, small).map { Int($0) - Int($1) }
    return WrittenDecimal(
      digits: carried(differences), scale: scale, isNegative: isLess ? b.isNegative : a.isNegative)
  }

  /// Moves what is beyond 0…9 to the left; the first place must be able to hold the rest.
  private static func carried(_ sums: [Int]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: sums.count)
    var carry = 0
    for index in sums.indices.reversed() {
      let sum = sums[index] + carry
      let digit = ((sum % 10) + 10) % 10
      result[index] = UInt8(digit)
      carry = (sum - digit) / 10
    }
    return result
  }

  private func aligned(to scale: Int) -> [UInt8] {
    digits + [UInt8](repeating: 0, count: max(0, scale - self.scale))
  }

  /// The quotient, exact where it ends within `places` significant digits, else rounded to them (half up). Nil for a
  /// divisor of zero.
  func divided(by other: WrittenDecimal, places: Int = 24) -> WrittenDecimal? {
    guard !other.isZero else { return nil }
    var quotient: [UInt8] = []
    var rest: [UInt8] = []
    var scale = self.scale - other.scale
    var index = 0
    while index < digits.count || (!rest.isEmpty && quotient.count <= places) {
      rest.append(index < digits.count ? digits[index] : 0)
      if index >= digits.count { scale += 1 }
      index += 1
      let digit = WrittenDecimal.takeOut(other.digits, of: &rest)
      if !quotient.isEmpty || digit != 0 { quotient.append(digit) }
    }
    if quotient.count > places { return rounded(quotient, scale, other, places) }
    return WrittenDecimal(digits: quotient, scale: scale, isNegative: isNegative != other.isNegative)
  }

  private func rounded(
    _ quotient: [UInt8], _ scale: Int, _ other: WrittenDecimal, _ places: Int
  ) -> WrittenDecimal {
    var sums = [0] + quotient.prefix(places).map(Int.init)
    if quotient[places] >= 5 { sums[places] += 1 }
    return WrittenDecimal(
      digits: WrittenDecimal.carried(sums), scale: scale - (quotient.count - places),
      isNegative: isNegative != other.isNegative)
  }

  /// How often `divisor` is in `rest` (0…9), which keeps what is left.
  private static func takeOut(_ divisor: [UInt8], of rest: inout [UInt8]) -> UInt8 {
    rest = Array(rest.drop { $0 == 0 })
    var count: UInt8 = 0
    while rest.count > divisor.count
      || (rest.count == divisor.count && !rest.lexicographicallyPrecedes(divisor))
    {
      let padded = [UInt8](repeating: 0, count: rest.count - divisor.count) + divisor
      rest = Array(carried(zip(rest, padded).map { Int($0) - Int($1) }).drop { $0 == 0 })
      count += 1
    }
    return count
  }

  /// Without exponent, without zeros that say nothing.
  var text: String {
    if digits.isEmpty { return "0" }
    let sign = isNegative ? "-" : ""
    let all = digits.map { Character(Unicode.Scalar($0 + 48)) }
    if scale <= 0 { return sign + String(all) + String(repeating: "0", count: -scale) }
    if all.count <= scale {
      return sign + "0." + String(repeating: "0", count: scale - all.count) + String(all)
    }
    return sign + String(all[..<(all.count - scale)]) + "." + String(all[(all.count - scale)...])
  }
}

/// Texts of decimals for documents that others write with this library.
public enum DecimalWriting {
  /// The shortest text without exponent that reads back to the same double; nil for what is not finite.
  public static func text(_ value: Double) -> String? { DecimalText.shortest(value) }

  /// A decimal divided by a factor, exact where that ends; nil for what is no decimal.
  public static func quotient(_ text: String, _ divisor: Double) -> String? {
    guard let number = WrittenDecimal(text),
      let by = DecimalText.shortest(divisor).flatMap({ WrittenDecimal($0) })
    else { return nil }
    return number.divided(by: by)?.text
  }

  /// A decimal times a decimal, exact; nil for what is none.
  public static func product(_ text: String, _ factor: String) -> String? {
    guard let number = WrittenDecimal(text), let by = WrittenDecimal(factor) else { return nil }
    return (number * by).text
  }
}
