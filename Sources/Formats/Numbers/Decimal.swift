/// A decimal number as it is written in a file: the nearest double, and the digits behind it.
///
/// Reads `[+-]?digits[.digits][e[+-]digits]`; the digits before or behind the point may be missing, not both.
/// Grouping signs, decimal commas, hexadecimal, NaN and infinities are not numbers.
struct Decimal {
  /// The double nearest to the text.
  let value: Double
  /// The first 19 significant digits.
  private let digits: UInt64
  /// Power of ten that `digits` are multiplied with.
  private let exponent: Int
  /// True when `digits` hold the whole number.
  private let isComplete: Bool
  private let isNegative: Bool

  /// Why a text is not a number.
  enum Problem: Error, Equatable { case notANumber, decimalComma, outOfRange }

  init(_ bytes: Bytes) throws(Problem) { self = try Decimal.read(bytes).get() }

  init(_ text: String) throws(Problem) {
    var copy = text
    self = try copy.withUTF8 { Decimal.read($0) }.get()
  }

  static func read(_ bytes: Bytes) -> Result<Decimal, Problem> {
    if let plain = Decimal(plain: bytes) { return .success(plain) }
    var scanner = Scanner(bytes)
    guard let scanned = scanner.scan() else {
      return .failure(Scanner.looksLikeDecimalComma(bytes) ? .decimalComma : .notANumber)
    }
    let magnitude = nearest(scanned, bytes)
    guard magnitude.isFinite else { return .failure(.outOfRange) }
    return .success(
      Decimal(
        value: scanned.isNegative ? -magnitude : magnitude, digits: scanned.digits,
        exponent: scanned.exponent,
        isComplete: scanned.isComplete, isNegative: scanned.isNegative))
  }

  /// Digits with at most one point among them, few enough to be exact: what nearly all numbers are. Nil for all else.
  init?(plain bytes: Bytes) {
    guard let base = bytes.baseAddress, bytes.count <= 18 else { return nil }
    var digits: UInt64 = 0
    var point = bytes.count
    for at in 0..<bytes.count {
      let digit = base[at] &- 48
      if digit < 10 {
        digits = digits &* 10 &+ UInt64(digit)
      } else if base[at] == UInt8(ascii: "."), point == bytes.count {
        point = at
      } else {
        return nil
      }
    }
    let isWhole = point == bytes.count
    let decimals = isWhole ? 0 : bytes.count - point - 1
    guard bytes.count > (isWhole ? 0 : 1), digits <= 1 << 53 else { return nil }
    self.digits = digits
    exponent = -decimals
    (isComplete, isNegative) = (true, false)
    value = decimals == 0 || digits == 0 ? Double(digits) : Double(digits) / PowerOfTen.small(decimals)
  }

  private init(value: Double, digits: UInt64, exponent: Int, isComplete: Bool, isNegative: Bool) {
    self.value = value
    self.digits = digits
    self.exponent = exponent
    self.isComplete = isComplete
    self.isNegative = isNegative
  }

  /// The quotient of the numbers as they are written, rounded once: 18 / 12 from `18` and `12`, and `0.3` from
  /// `0.9` and `3`, where dividing the doubles gives 0.3000000000000000166 or its neighbour. Nil when it is not
  /// finite.
  func divided(by other: Decimal) -> Double? {
    guard other.value != 0 else { return nil }
    if other.value == 1 { return value }
    let first = value / other.value
    guard first.isFinite, first != 0 else { return first.isFinite ? first : nil }
    let rest = first.negatedProduct(other.value, plus: value) + (residue - first * other.residue)
    let result = first + rest / other.value
    return result.isFinite ? result : first
  }

  /// What the written number has over `value`, to about 1e-31 of it; 0 where that cannot be told cheaply.
  var residue: Double {
    guard isComplete, digits != 0, let power = PowerOfTen(abs(exponent)) else { return 0 }
    let isExact = digits <= 1 << 53
    let high = Double(isExact ? digits : digits & ~0x7FF)
    let low = isExact ? 0 : Double(digits & 0x7FF)
    let rest: Double
    if exponent >= 0 {
      let product = high * power.high
      let error = (-product).addingProduct(high, power.high) + high * power.low + low * power.high
      rest = (product - abs(value)) + error
    } else {
      let quotient = high / power.high
      let error = quotient.negatedProduct(power.high, plus: high) + (low - quotient * power.low)
      rest = (quotient - abs(value)) + error / power.high
    }
    guard rest.isFinite else { return 0 }
    return isNegative ? -rest : rest
  }

  /// The number with its point moved to the right: 0.07 by 2 places is 7, not 7.000000000000001.
  static func shifted(_ value: Double, by places: Int) -> Double {
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
      return Double("\(text)e\(places)") ?? value
    }
    return Double("\(text[..<mark])e\(exponent + places)") ?? value
  }

  /// Exact by one multiplication or division where both sides are exact doubles (Clinger 1990), else by the
  /// standard library.
  private static func nearest(_ scanned: Scanner.Result, _ bytes: Bytes) -> Double {
    if scanned.digits == 0 { return 0 }
    let isSmall = scanned.digits <= 1 << 53 && scanned.isComplete
    if isSmall, scanned.exponent == 0 { return Double(scanned.digits) }
    if isSmall, abs(scanned.exponent) <= 22, let power = PowerOfTen(abs(scanned.exponent)) {
      let digits = Double(scanned.digits)
      return scanned.exponent > 0 ? digits * power.high : digits / power.high
    }
    return abs(Double(bytes.trimmed.text) ?? Double(withoutSign(bytes.trimmed)) ?? .infinity)
  }

  private static func withoutSign(_ bytes: Bytes) -> String {
    var text = bytes.text
    if text.hasPrefix("+") || text.hasPrefix("-") { text.removeFirst() }
    if text.hasPrefix(".") { text = "0" + text }
    if text.hasSuffix(".") { text += "0" }
    return text
  }
}

/// 10^n as a sum of two doubles, exact up to n = 44.
struct PowerOfTen {
  let high: Double
  let low: Double

  init?(_ exponent: Int) {
    guard (0...44).contains(exponent) else { return nil }
    if exponent <= 22 {
      high = PowerOfTen.exact[exponent]
      low = 0
      return
    }
    let rest = PowerOfTen.exact[exponent - 22]
    high = 1e22 * rest
    low = (-high).addingProduct(1e22, rest)
  }

  /// 10^n for n up to 22, exact.
  static func small(_ exponent: Int) -> Double { exact[exponent] }

  private static let exact: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
  ]
}

extension Double {
  /// `plus − self · other`, rounded once.
  func negatedProduct(_ other: Double, plus: Double) -> Double { plus.addingProduct(-self, other) }
}

/// Splits the text of a number into digits and a power of ten.
private struct Scanner {
  struct Result {
    var digits: UInt64 = 0
    var exponent = 0
    var isComplete = true
    var isNegative = false
  }

  private let bytes: Bytes
  private var at = 0
  private var result = Result()
  private var taken = 0

  init(_ bytes: Bytes) { self.bytes = bytes.trimmed }

  mutating func scan() -> Result? {
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      result.isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    var seen = takeDigits(behindPoint: false)
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      at += 1
      seen += takeDigits(behindPoint: true)
    }
    guard seen > 0, takeExponent(), at == bytes.count else { return nil }
    return result
  }

  private mutating func takeDigits(behindPoint: Bool) -> Int {
    let start = at
    while at < bytes.count {
      let digit = bytes[at] &- 48
      guard digit < 10 else { break }
      at += 1
      if taken < 19 {
        result.digits = result.digits * 10 + UInt64(digit)
        if result.digits != 0 { taken += 1 }
        if behindPoint { result.exponent -= 1 }
      } else {
        if digit != 0 { result.isComplete = false }
        if !behindPoint { result.exponent += 1 }
      }
    }
    return at - start
  }

  private mutating func takeExponent() -> Bool {
    guard at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") else { return true }
    at += 1
    var isNegative = false
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    let start = at
    var value = 0
    while at < bytes.count {
      let digit = bytes[at] &- 48
      guard digit < 10 else { break }
      value = min(value * 10 + Int(digit), 100_000)
      at += 1
    }
    result.exponent += isNegative ? -value : value
    return at > start
  }

  /// `1,5` or `1.234,5`: digits, one comma, digits, and nothing that a decimal point would have to stand for.
  static func looksLikeDecimalComma(_ bytes: Bytes) -> Bool {
    let text = bytes.trimmed
    var commas = 0
    var digits = 0
    for (index, byte) in text.enumerated() {
      switch byte {
      case 48...57: digits += 1
      case UInt8(ascii: ","): commas += 1
      case UInt8(ascii: "."): if commas > 0 { return false }
      case UInt8(ascii: "-"), UInt8(ascii: "+"): if index > 0 { return false }
      default: return false
      }
    }
    return commas == 1 && digits > 0
  }
}
