import Testing

@testable import Canvas

@Suite struct SanitisingTests {
  @Test(arguments: [
    ("plain", "plain"), ("東洋アルミ", "東洋アルミ"), ("\u{1B}[31mred\u{1B}[0m", "␛[31mred␛[0m"), ("a\tb\nc", "a␉b␊c"),
    ("nul\0", "nul␀"), ("\u{7F}", "␡"), ("\u{9B}2J", "␦2J"), ("\u{85}", "␤"), ("a\u{2028}b\u{2029}", "a␤b␤"),
    ("\u{202E}gpj.exe\u{202C}", "␦gpj.exe␦"), ("\u{2066}x\u{2069}", "␦x␦"),
    ("\u{200E}\u{200F}\u{61C}", "␦␦␦"),
    ("pay\u{200B}pal", "pay␦pal"), ("a\u{200D}b", "a␦b"), ("\u{FEFF}bom", "␦bom"), ("co\u{AD}op", "co-op"),
    ("tag\u{E0041}", "tag␦"), ("\u{FFFE}", "␦"), ("\r\n", "␍␊"),
    ("👩\u{200D}🔬", "👩\u{200D}🔬"), ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("葛\u{E0100}", "葛\u{E0100}"),
    ("e\u{301}", "e\u{301}"),
  ])
  func pictures(text: String, expected: String) {
    let result = sanitised(text)
    #expect(Array(result.unicodeScalars) == Array(expected.unicodeScalars))
    #expect(displayWidth(result) == displayWidth(text))
    #expect(sanitised(result) == result)
  }

  /// Whatever is drawn, nothing that a terminal would act on comes out.
  @Test func noScalarGetsThrough() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      guard [.control, .lineSeparator, .paragraphSeparator].contains(category) || scalar.isBidiControl else {
        continue
      }
      let result = sanitised("x\(scalar)y")
      #expect(!result.unicodeScalars.contains(scalar), "U+\(String(value, radix: 16))")
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isBidiControl: Bool {
    [0x61C, 0x200E, 0x200F].contains(value) || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }
}
