import Canvas
import Testing

@testable import Dashboard

/// What is quick must be the same as what is slow.
@Suite struct ShortcutTests {
  private static func random(_ seed: UInt64) -> (Int) -> Int {
    var state = seed
    return { bound in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  /// From its parts, as one would write it down.
  private static func slowFixed(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let whole = Int64((value.magnitude * scale).rounded())
    let (units, fraction) = whole.quotientAndRemainder(dividingBy: Int64(scale))
    var groups: [String] = []
    var digits = String(units)
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    let sign = value < 0 && whole != 0 ? "-" : ""
    let number = sign + ([digits] + groups).joined(separator: ",")
    if decimals == 0 { return number }
    let zeros = String(repeating: "0", count: decimals - String(fraction).count)
    return "\(number).\(zeros)\(fraction)"
  }

  @Test func figuresAreWrittenAsByTheirParts() {
    let below = ShortcutTests.random(3)
    let edges: [Double] = [
      0, -0.0, 0.04, -0.04, 0.05, 9.995, 999.5, 999_999.5, -1000, 1e6, 8.9e11, 0.1 + 0.2,
    ]
    let others = (0..<4000).map { _ in
      let size = [1e-4, 0.01, 1, 1e3, 1e6, 1e9][below(6)]
      return Double(below(2_000_001) - 1_000_000) / 1e6 * size
    }
    for value in edges + others {
      for decimals in 0...4 {
        #expect(Numbers.fixed(value, decimals: decimals) == ShortcutTests.slowFixed(value, decimals))
      }
    }
    for count in [0, 1, -1, 999, 1000, -1_234_567, 1_000_000_000] {
      #expect(Numbers.count(count) == ShortcutTests.slowFixed(Double(count), 0))
    }
    #expect(Numbers.count(.min) == "-9,223,372,036,854,775,808")
  }

  /// Whole characters compared with each other, whatever they are made of.
  private static func slowPieces(_ text: String) -> [String] {
    let closing: Set<Character> = [
      "。", "、", "」", "）", ")", "』", "%", ".", ",", "ー", "ょ", "ゃ", "ゅ", "っ", "ッ", "ャ", "ュ", "ョ",
    ]
    var pieces: [String] = []
    var lastWasWide = false
    for character in text {
      let isWide = displayWidth(String(character)) == 2
      let mayBreak = character == " " || lastWasWide || isWide
      if pieces.isEmpty || (mayBreak && !closing.contains(character)) { pieces.append("") }
      pieces[pieces.count - 1].append(character)
      lastWasWide = isWide && character != "「" && character != "（"
    }
    return pieces
  }

  @Test func textsAreBrokenWhereTheirCharactersSay() {
    let below = ShortcutTests.random(5)
    let plain: [Character] = ["a", "Z", "0", " ", " ", ".", ")", "%", "\"", "\n", "\r\n", "\u{1B}"]
    let japanese: [Character] = [
      "電", "池", "ガ", "カ\u{3099}", "「", "」", "（", "）", "。", "ョ", "ー", "e\u{301}", "🔋", "ｶ",
    ]
    for letters in [plain, plain + japanese, japanese] {
      for _ in 0..<2000 {
        let text = String((0..<below(12)).map { _ in letters[below(letters.count)] })
        #expect(pieces(of: text) == ShortcutTests.slowPieces(text), "\(text.debugDescription)")
      }
    }
  }
}
