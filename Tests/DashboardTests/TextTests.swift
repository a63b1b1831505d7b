import Canvas
import Footprints
import Testing

@testable import Dashboard

@Suite struct NumberTests {
  @Test(arguments: [
    (0.0, 0, "0"), (1234.5, 0, "1,235"), (-0.004, 2, "0.00"), (-1234567.891, 1, "-1,234,567.9"),
    (0.05, 3, "0.050"),
    (999.96, 1, "1,000.0"),
  ]) func fixed(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(Numbers.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [(0.4, "<1"), (-0.4, ">-1"), (0, "0"), (0.6, "1")])
  func whatIsNotZeroNeverReadsAsZero(_ value: Double, _ text: String) {
    #expect(Numbers.listed(value, decimals: 0) == text)
    #expect(Numbers.percent(0.0004) == "<0.1%")
    #expect(Numbers.percent(0) == "0.0%")
  }

  @Test func whatIsNoNumberIsADash() {
    #expect(Numbers.fixed(.nan, decimals: 1) == "-")
    #expect(Numbers.plain(.infinity) == "-")
    #expect(Numbers.percent(.nan) == "-")
  }

  @Test(arguments: [1e300, -1e300, 1e-300, 5e17]) func hugeAndTinyNumbersAreWritten(_ value: Double) {
    #expect(!Numbers.plain(value).isEmpty)
    #expect(!MassScale(largest: value).text(value).isEmpty)
  }

  @Test(arguments: [(4120.0, "4,120 kg"), (70_034_000, "70,034 t"), (0.0042, "4.200 g"), (865, "865.0 kg")])
  func massesChooseTheirUnit(_ mass: Double, _ text: String) {
    #expect(MassScale.sentence(mass) == text)
  }

  @Test func exactValuesReadBack() {
    for value in [0.1, 14.4, 1e-7, 87.5, 3] { #expect(Double(Numbers.exact(value)) == value) }
  }
}

@Suite struct LanguageTests {
  @Test func everyCodeHasItsWordsInBothLanguages() {
    for code in NoticeCode.allCases {
      for texts in Language.allCases.map(\.texts) {
        #expect(!texts.noticeTitle(code).isEmpty)
        #expect(!texts.noticeRemedy(code).isEmpty)
      }
      #expect(Texts.english.noticeTitle(code) != Texts.japanese.noticeTitle(code))
    }
  }

  @Test func everyBindingHasItsWordsInBothLanguages() {
    for binding in Binding.table {
      #expect(Texts.english.title(binding.command) != Texts.japanese.title(binding.command))
    }
  }

  @Test func noKeyMeansTwoThingsOnOneScreen() {
    for screen in ScreenKind.allCases {
      let keys = Binding.table.filter { $0.applies(to: screen) }.flatMap(\.keys)
      #expect(Set(keys).count == keys.count, "on \(screen)")
    }
  }

  @Test func glossariesMatch() {
    #expect(Texts.english.glossary.count == Texts.japanese.glossary.count)
    #expect(Texts.english.markMeanings.count == Texts.japanese.markMeanings.count)
  }

  @Test(arguments: [("ja_JP.UTF-8", Language.ja), ("en_US", .en), ("", .en), ("C", .en)])
  func localeChoosesTheLanguage(_ locale: String, _ language: Language) {
    #expect(Language(locale: locale) == language)
  }
}

@Suite struct WrappingTests {
  @Test func englishBreaksAtBlanks() {
    #expect(wrap("one two three", to: 8, ambiguous: 1) == ["one two", "three"])
  }

  @Test func japaneseBreaksBetweenCharactersButNotBeforeMarks() {
    let lines = wrap("電池パックは大きい。", to: 9, ambiguous: 1)
    #expect(lines.joined() == "電池パックは大きい。")
    #expect(lines.allSatisfy { displayWidth($0) <= 10 })
    #expect(lines.dropFirst().allSatisfy { !$0.hasPrefix("。") })
  }

  @Test func nothingIsLost() {
    let text = "GRABIT 黒鉛 is 12.5% of 製品群, secondary データのみです。"
    for width in 2...60 {
      let whole = wrap(text, to: width, ambiguous: 1).joined().filter { $0 != " " }
      #expect(whole == text.filter { $0 != " " })
    }
  }
}

@Suite struct FilterTests {
  @Test(arguments: [
    ("tier:2", Chip.tier(2)), ("層:T3", .tier(3)), ("country:jp", .country("jp")), ("国：JP", .country("JP")),
    ("data:exp", .data(.expired)), ("データ:期限", .data(.expired)), ("nickel", .text("nickel")),
    ("urn:gtin:123", .text("urn:gtin:123")), ("supplier: kita ", .supplier("kita")),
  ]) func chips(_ text: String, _ chip: Chip) throws {
    #expect(try Chip.parse(text).get() == chip)
  }

  @Test(arguments: ["tier:x", "data:", "data:zzz", "tier:"]) func nonsenseIsRefused(_ text: String) {
    #expect(throws: Chip.NotUnderstood.self) { try Chip.parse(text).get() }
  }
}

@Suite struct SearchTests {
  @Test(arguments: [
    ("ﾆｯｹﾙ", "にっける"), ("ニッケル", "にっける"), ("ﾊﾞｯﾃﾘｰ", "ばってりー"), ("ＡＢＣ", "abc"), ("Éclair", "eclair"),
    ("ﾎﾟﾘ", "ぽり"),
  ]) func foldedForms(_ text: String, _ folded: String) {
    #expect(SearchIndex.folded(text) == folded)
  }

  @Test func wordsBeatScatteredLetters() {
    func score(_ name: String, _ wanted: String) -> Int? {
      SearchIndex.score(Array(name.utf8), Array(wanted.utf8))
    }
    #expect(score("nickel sulfate", "nickel")! > score("ferronickel", "nickel")!)
    #expect(score("ferronickel", "nickel")! > score("nice kettle", "nickel") ?? 0)
    #expect(score("abc", "xyz") == nil)
    #expect(score("cathode material", "ctmat") != nil)
  }
}
