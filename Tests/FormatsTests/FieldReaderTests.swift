import CSimdjson
import Testing

@testable import Formats

/// A reader expects the keys of a record in the order of the records before: nothing of that is seen in the values.
@Suite struct FieldReaderTests {
  private enum Asked: Int, RecordField {
    case id, longest, inner, name, list, elements

    var path: String {
      switch self {
      case .id: "id"
      case .longest: FieldReaderTests.longKey(47)
      case .inner: "pcf.id"
      case .name: "pcf.name"
      case .list: "list[]"
      case .elements: "list[].name"
      }
    }
  }

  private static func longKey(_ length: Int) -> String {
    "key" + String(repeating: "x", count: length - 3)
  }

  private func read(_ record: String, _ reader: FieldReader<Asked>) -> (JsonOutcome, [String]) {
    let buffer = FileBuffer(capacity: record.utf8.count + 64)
    Array(record.utf8).withUnsafeBufferPointer { buffer.append($0) }
    let outcome = reader.read(buffer.bytes)
    let values = Asked.allCases.map { field in
      "\(reader[field].kind.rawValue) \(reader[field].text ?? "") \(reader.list(field))"
    }
    return (outcome, values)
  }

  private static let keys =
    ["id", "i\\u0064", "idx", "i", "pcf", "pcf2", "list", "name", ""] + (44...49).map { longKey($0) }
  private static let values = [
    "1", "-2.5 ", "\"text\"", "\"te\\nxt\\\"\"", "null", "true", "[1,{\"name\":\"x\",\"y\":[]},[2]]", "[]",
    "{}",
    "{ \"id\" : \"in\", \"name\":{}, \"z\":[{}]}", "{\"name\":\"\\u00e9\",\"id\":7}",
  ]

  @Test func recordsBeforeDoNotMatter() throws {
    var random = SeededNumbers(state: 11)
    let reader = try #require(FieldReader<Asked>())
    for _ in 0..<500 {
      let unknown = (0..<3).map { _ in "k\(Int.random(in: 0..<400, using: &random))" }
      let left = Int.random(in: 8..<17, using: &random)
      let keys = (Self.keys + unknown).shuffled(using: &random).prefix(left)
      let members = keys.map { "\"\($0)\":\(Self.values.randomElement(using: &random)!)" }
      let record = "{" + members.joined(separator: ", ") + "}"
      let alone = read(record, try #require(FieldReader<Asked>()))
      #expect(read(record, reader) == alone, "\(record)")
      #expect(alone.0 == .read, "\(record)")
    }
  }

  @Test func valuesAreThoseOfTheirKeys() throws {
    let reader = try #require(FieldReader<Asked>())
    let long = Self.longKey(47)
    for _ in 0..<3 {
      let record =
        "{\"a\":{\"id\":0},\"i\\u0064\":\"o\\tne\",\"\(long)\":2,\"pcf\":{\"name\":\"n\",\"id\":[]},"
        + "\"list\":[3,{\"name\":\"x\"}]}"
      #expect(read(record, reader).0 == .read)
      let document = FileBuffer(capacity: 1024)
      Array(record.utf8).withUnsafeBufferPointer { document.append($0) }
      #expect(reader.read(document.bytes) == .read)
      #expect(reader[.id].text == "o\tne" && reader[.longest].text == "2" && reader[.name].text == "n")
      #expect(reader[.inner].kind == .array && reader.list(.list) == ["3"] && reader.list(.elements) == ["x"])
      #expect(read("{}", reader).1.allSatisfy { $0.hasPrefix("0 ") })
    }
  }

  @Test(arguments: [
    "", "[]", "{\"id\":}", "{\"id\":1,}", "{\"id\" 1}", "{\"id\":1 \"pcf\":2}", "{\"list\":[1,]}",
    "{\"x\":]}",
    "{\"x\":,\"id\":1}", "{\"i\\q\":1}", "{\"id\":1", "{\"pcf\":{\"id\":1}", "{1:2}", "{\"list\":[1 2]}",
    "{\"id\":\"a\nb\"}", "{\"id\":abc}",
  ])
  func whatIsNoObjectIsBroken(_ record: String) throws {
    #expect(read(record, try #require(FieldReader<Asked>())).0 == .broken)
  }

  @Test func twoCheckSumsAreThoseOfEach() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    bytes.withUnsafeBufferPointer { all in
      for length in 0..<150 {
        let end = length + length * 97 % (300 - length)
        let (first, second) = (all.cut(0, length), all.cut(length, end))
        #expect(first.check(with: second) == (first.check, second.check))
      }
    }
  }
}
