import Testing

@testable import Formats

@Suite struct DecimalTests {
  @Test(arguments: [
    ("0", 0), ("-0.0", 0), ("1", 1), ("+1.5", 1.5), ("-182.84", -182.84), ("42.12", 42.12), (".5", 0.5),
    ("5.", 5),
    ("1.2345e+6", 1_234_500), ("1E-3", 0.001), ("007", 7), ("0.000000000000000000001", 1e-21),
    ("123456789012345678901234567890", 1.2345678901234568e29), (" 2 ", 2),
    ("9007199254740993", 9_007_199_254_740_992), ("1.7976931348623157e308", 1.7976931348623157e308),
    ("0.1000000000000000055511151231257827021181583404541015625", 0.1), ("1e-400", 0),
  ])
  func reads(_ text: String, _ value: Double) throws { #expect(try Decimal(text).value == value) }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "abc", "0x10", "nan", "inf", "1.2.3", "1 234", "1,234.5", "١", "1_000",
  ])
  func refuses(_ text: String) { #expect(throws: Decimal.Problem.notANumber) { try Decimal(text) } }

  @Test(arguments: ["1,5", "-0,25", "1.234,5"])
  func seesDecimalCommas(_ text: String) {
    #expect(throws: Decimal.Problem.decimalComma) { try Decimal(text) }
  }

  @Test(arguments: ["1e999", "-1e400", "1e999999999999999999999"])
  func seesHugeNumbers(_ text: String) { #expect(throws: Decimal.Problem.outOfRange) { try Decimal(text) } }

  @Test func agreesWithTheStandardLibrary() throws {
    var random = SplitMix(seed: 1)
    for _ in 0..<3000 {
      let digits =
        UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0...63, using: &random)
      let text = "\(digits)e\(Int.random(in: -40...40, using: &random))"
      #expect(try Decimal(text).value == Double(text))
    }
  }

  /// A sign, a blank or an exponent takes the longer way.
  @Test func shortNumbersReadTheSameEitherWay() throws {
    var random = SplitMix(seed: 2)
    for _ in 0..<3000 {
      let digits =
        UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 4...63, using: &random)
      var text = "\(digits)"
      let point = Int.random(in: 0...text.count, using: &random)
      text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      let (short, long) = (try Decimal(text), try Decimal("+" + text))
      #expect(short.value == long.value && short.residue == long.residue, "\(text)")
      #expect(try short.divided(by: Decimal("7")) == long.divided(by: Decimal("+7")))
    }
  }

  @Test(arguments: [
    ("18", "12", 1.5), ("0.9", "3", 0.3), ("1", "3", 1.0 / 3), ("-0.6", "2", -0.3), ("5", "1", 5),
  ])
  func divides(_ value: String, _ amount: String, _ quotient: Double) throws {
    #expect(try Decimal(value).divided(by: Decimal(amount)) == quotient)
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-2.5, "-2.5"), (1e21, "1000000000000000000000"), (1.5e-7, "0.00000015"),
    (0.1, "0.1"),
    (1e16, "10000000000000000"), (123456.789, "123456.789"),
    (1e-300, "0." + String(repeating: "0", count: 299) + "1"),
  ])
  func writesWithoutExponent(_ value: Double, _ text: String) { #expect(DecimalText.shortest(value) == text) }

  /// What was written for the whole declared unit reads back to the same value per unit.
  @Test func productsReadBack() throws {
    var random = SplitMix(seed: 2)
    for _ in 0..<3000 {
      let value = Double.random(in: -1...1, using: &random) * magnitude(&random)
      let amount = Double.random(in: 0...1, using: &random) * magnitude(&random)
      guard amount > 0, let text = DecimalText.product(value, amount),
        let divisor = DecimalText.shortest(amount)
      else {
        Issue.record("no text for \(value) times \(amount)")
        continue
      }
      #expect(try Decimal(text).divided(by: Decimal(divisor)) == value)
      #expect(!text.contains("e"))
    }
  }

  @Test func productsAreShort() {
    #expect(DecimalText.product(1.5, 12) == "18")
    #expect(DecimalText.product(0.1, 3) == "0.3")
    #expect(DecimalText.product(0, 7) == "0")
  }

  @Test func movesThePointExactly() {
    #expect(Decimal.shifted(0.07, by: 2) == 7)
    #expect(Decimal.shifted(0.57, by: 2) == 57)
    #expect(Decimal.shifted(1e-7, by: 2) == 1e-5)
    #expect(Decimal.shifted(60, by: -2) == 0.6)
  }

  private func magnitude(_ random: inout SplitMix) -> Double {
    (0..<Int.random(in: 0...12, using: &random)).reduce(1e-4) { value, _ in value * 10 }
  }
}

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
