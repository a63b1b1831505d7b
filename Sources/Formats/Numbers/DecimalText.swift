import Glibc

/// Texts of numbers for files: without exponent, reading back to the same value.
enum DecimalText {
  /// The shortest text that reads back to the same double. Nil for what is not finite.
  static func shortest(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    let text = "\(value)"
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: "e")
    guard let mantissa = parts.first else { return nil }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let whole = halves.first ?? ""
    let fraction = halves.count > 1 && halves[1] != "0" ? halves[1] : ""
    let plain = placed(digits: String(whole + fraction), point: whole.count + exponent)
    return isNegative ? "-" + plain : plain
  }

  /// A short text that, divided by `amount` as `Decimal` divides, gives `value` again: what a whole declared unit of
  /// `amount` units states. Nil when there is none (not finite, or beyond about 1e±40).
  static func product(_ value: Double, _ amount: Double) -> String? {
    guard value.isFinite, amount.isFinite, let amountText = shortest(amount),
      let divisor = try? Decimal(amountText)
    else { return nil }
    let product = value * amount
    guard product.isFinite else { return nil }
    let candidates = [product, product.nextUp, product.nextDown].lazy.compactMap(shortest)
    if let text = candidates.first(where: { reads($0, divisor, value) }) { return text }
    let low = (-product).addingProduct(value, amount) + value * divisor.residue
    return [17, 18, 19].lazy.compactMap { digits(product, low, count: $0) }
      .first { reads($0, divisor, value) }
  }

  private static func reads(_ text: String, _ divisor: Decimal, _ value: Double) -> Bool {
    guard let written = try? Decimal(text) else { return false }
    return written.divided(by: divisor) == value
  }

  /// The first `count` (17...19) significant digits of high + low.
  private static func digits(_ high: Double, _ low: Double, count: Int) -> String? {
    guard high != 0 else { return "0" }
    let magnitude = abs(high)
    var scale = count - 1 - DecimalText.magnitude(high)
    guard var number = scaled(magnitude, high < 0 ? -low : low, scale) else { return nil }
    if number >= tenToThe(count) {
      scale -= 1
      number = (number + 5) / 10
    }
    var text = String(number)
    let point = text.count - scale
    while text.count > 1, text.last == "0" { text.removeLast() }
    return (high < 0 ? "-" : "") + placed(digits: text, point: point)
  }

  private static func tenToThe(_ count: Int) -> UInt64 {
    (0..<count).reduce(1) { power, _ in power.multipliedReportingOverflow(by: 10).partialValue }
  }

  /// (high + low) · 10^scale as a whole number.
  private static func scaled(_ high: Double, _ low: Double, _ scale: Int) -> UInt64? {
    guard let power = PowerOfTen(abs(scale)) else { return nil }
    let whole: Double
    let rest: Double
    if scale >= 0 {
      whole = high * power.high
      rest = (-whole).addingProduct(high, power.high) + high * power.low + low * power.high
    } else {
      whole = high / power.high
      rest = (whole.negatedProduct(power.high, plus: high) + (low - whole * power.low)) / power.high
    }
    guard whole >= 1, whole < 1.8e19, abs(rest) < 1e6 else { return nil }
    let base = UInt64(whole)
    let correction = Int64((rest + (whole - Double(base))).rounded())
    return correction < 0 ? base &- UInt64(-correction) : base &+ UInt64(correction)
  }

  /// Digits with a decimal point behind the first `point` of them.
  private static func placed(digits: String, point: Int) -> String {
    let significant = digits.drop { $0 == "0" }
    guard !significant.isEmpty else { return "0" }
    let place = point - (digits.count - significant.count)
    if place <= 0 { return "0." + String(repeating: "0", count: -place) + significant }
    if place >= significant.count {
      return significant + String(repeating: "0", count: place - significant.count)
    }
    return significant.prefix(place) + "." + significant.dropFirst(place)
  }
}

extension DecimalText {
  /// Six significant digits, for notices.
  static func brief(_ value: Double) -> String {
    guard value != 0, value.isFinite, let power = PowerOfTen(abs(5 - magnitude(value))) else {
      return shortest(value) ?? "\(value)"
    }
    let isLarge = magnitude(value) > 5
    let whole = (isLarge ? value / power.high : value * power.high).rounded()
    return shortest(isLarge ? whole * power.high : whole / power.high) ?? "\(value)"
  }

  private static func magnitude(_ value: Double) -> Int { Int(log10(abs(value)).rounded(.down)) }
}
