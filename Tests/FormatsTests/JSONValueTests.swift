import Testing

@testable import Formats

@Suite struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  private func written(_ value: JSONValue) -> String { String(decoding: value.bytes, as: UTF8.self) }

  @Test(arguments: [
    "{}", "[]", "null", "true", "-0.50e+10", "\"\"", "{\"a\":[1,2.50,{\"b\":null}],\"c\":\"日本\"}",
    "[\"\\\"\\\\\\n\"]", "1.000000000000000000000000000001",
  ])
  func textsStayAsTheyAre(_ text: String) throws {
    #expect(written(try parse(text)) == text)
  }

  @Test func blanksAndEscapesAreResolved() throws {
    let value = try parse(" {\r\n\t\"a\" : \"\\u00e9\\ud83d\\ude00\\/\" , \"b\" : [ 1 , 2 ] } ")
    #expect(value.object?["a"]?.string == "é😀/" && value.object?["b"]?.array?.count == 2)
    #expect(try parse("\"\\ud83d x\"").string == "\u{FFFD} x")
  }

  @Test func lastOfTwoMembersStands() throws {
    let object = try #require(try parse("{\"a\":1,\"b\":2,\"a\":3}").object)
    #expect(object["a"] == .number("3") && object.members.map(\.key) == ["a", "b"])
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", ".5", "+1", "-", "1e", "nul", "\"a",
    "\"\\x\"", "\"\\u12g4\"", "\"\t\"", "1 2", "[1}", "{}}", "NaN", "\u{FEFF}{}", "{\"a\":1,}",
  ])
  func brokenTextsAreRefused(_ text: String) {
    #expect(throws: JSONParser.Problem.self) { try parse(text) }
  }

  @Test func depthAndEncodingAreBounded() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try parse(deep).array != nil)
    #expect(throws: JSONParser.Problem.tooDeep) { try parse("[" + deep + "]") }
    #expect(throws: JSONParser.Problem.tooDeep) { try parse(String(repeating: "{\"a\":", count: 100_000)) }
    #expect(throws: JSONParser.Problem.notUTF8) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
  }

  /// Whatever is taken says the same when it is written and read again.
  @Test(arguments: 0..<3) func damagedDocuments(_ seed: Int) {
    var mutator = Mutator(seed: UInt64(seed) + 77, FuzzTests.seeds[seed])
    for _ in 0..<400 {
      guard let value = try? JSONParser.parse(mutator.next()) else { continue }
      #expect((try? JSONParser.parse(value.bytes)) == value)
    }
  }
}

@Suite struct WrittenDecimalTests {
  private func decimal(_ text: String) throws -> WrittenDecimal { try #require(WrittenDecimal(text)) }

  @Test(arguments: [
    ("1.50", "1.5"), ("+007", "7"), ("-0.0", "0"), ("1e3", "1000"), ("2.5E-3", "0.0025"), ("100", "100"),
    ("-.5", "-0.5"), ("5.", "5"), (" 12 ", "12"),
  ])
  func texts(_ text: String, _ expected: String) throws {
    #expect(try decimal(text).text == expected)
  }

  @Test(arguments: ["", ".", "-", "1,5", "1e", "1e999", "0x1", "1.2.3", "NaN", "١"])
  func otherTexts(_ text: String) { #expect(WrittenDecimal(text) == nil) }

  @Test(arguments: [
    ("13.9", "1.62", "22.518"), ("0.1", "0.2", "0.02"), ("-3", "0.5", "-1.5"), ("0", "7", "0"),
    ("123456789012345678901234567890", "10", "1234567890123456789012345678900"),
  ])
  func products(_ a: String, _ b: String, _ expected: String) throws {
    #expect((try decimal(a) * decimal(b)).text == expected)
  }

  @Test(arguments: [
    ("22.518", "1.62", "13.9"), ("1", "8", "0.125"), ("-18", "12", "-1.5"), ("0", "3", "0"),
    ("1", "3", "0.333333333333333333333333"), ("2", "3", "0.666666666666666666666667"),
    ("999999999999999999999999.9", "1", "1000000000000000000000000"), ("7", "0.001", "7000"),
  ])
  func quotients(_ a: String, _ b: String, _ expected: String) throws {
    #expect(try decimal(a).divided(by: decimal(b))?.text == expected)
  }

  @Test(arguments: [
    ("0.1", "0.2", "0.3"), ("1", "-1", "0"), ("-2.5", "1", "-1.5"), ("1", "-2.25", "-1.25"),
    ("999", "1", "1000"),
  ])
  func sums(_ a: String, _ b: String, _ expected: String) throws {
    #expect((try decimal(a) + decimal(b)).text == expected)
  }

  /// What was multiplied comes back when it is divided.
  @Test func productsAndQuotientsAgree() throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<500 {
      let a = try decimal(
        "\(Int.random(in: -99999...99999, using: &random)).\(Int.random(in: 0...999, using: &random))")
      let b = try decimal(
        "\(Int.random(in: 1...9999, using: &random)).\(Int.random(in: 0...99, using: &random))")
      #expect((a * b).divided(by: b) == a)
    }
    #expect(try decimal("1").divided(by: .zero) == nil)
  }
}
