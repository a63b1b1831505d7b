import Testing

@testable import Formats

/// Records are cut 64 bytes at a time where nothing is odd in them: the same as byte by byte.
@Suite struct PlainRecordTests {
  private func text(_ random: inout SeededNumbers) -> String {
    let pieces = [
      "a", "\\\\", "\\\"", "{", "}", "[", "]", "データ", ",", ":", "\\u00e9", String(repeating: "x", count: 61),
    ]
    return (0..<Int.random(in: 0..<12, using: &random)).map { _ in pieces.randomElement(using: &random)! }
      .joined()
  }

  private func record(_ random: inout SeededNumbers, lines: Bool) -> String {
    let blank = lines ? " " : "\n "
    let members = (0..<Int.random(in: 1..<6, using: &random)).map { number -> String in
      let value = text(&random)
      switch number % 3 {
      case 0: return "\"k\(number)\":\(blank)\"\(value)\""
      case 1: return "\"pcf\":{\"\(value)\":[1,{\"x\":\"\(value)\"},[]]}"
      default: return "\"d\(number)\":[\"\(value)\",-1.5e3,null\(blank)]"
      }
    }
    return "{" + members.joined(separator: "," + blank) + "}"
  }

  private func spans(_ text: String, lines: Bool) throws -> [(text: String, line: Int64)] {
    let buffer = FileBuffer(capacity: text.utf8.count + 64)
    Array(text.utf8).withUnsafeBufferPointer { buffer.append($0) }
    let cutter = try #require(RecordCutter(lines: lines))
    return cutter.spans(buffer.bytes, isLast: true).map { span in
      (buffer.bytes.cut(span.range.lowerBound, span.range.upperBound).text, span.line)
    }
  }

  @Test func recordsComeOutAsTheyWentIn() throws {
    var random = SeededNumbers(state: 7)
    for _ in 0..<200 {
      for lines in [false, true] {
        let records = (0..<8).map { _ in record(&random, lines: lines) }
        let text = lines ? records.joined(separator: "\n") : "[" + records.joined(separator: ",\n") + "]"
        let found = try spans(text, lines: lines)
        #expect(found.map(\.text) == records)
        var line: Int64 = 1
        for (record, span) in zip(records, found) {
          #expect(span.line == line)
          line += Int64(record.utf8.count { $0 == 10 }) + 1
        }
      }
    }
  }

  @Test func oddOnesAreLeftToACloserLook() throws {
    let pad = String(repeating: "x", count: 70)
    for broken in ["{\"a\":\"\(pad)\n\"}", "{\"a\":[1}]", "{\"a\":\"\(pad)\" \\\" }", "{\"\(pad)\":{"] {
      let found = try spans("[" + broken + ",{\"b\":1}]", lines: false)
      #expect(found.first?.text != broken || found.count > 1 || broken.hasSuffix("{"))
    }
    let envelope = try spans("{\"x\":1,\"data\":[{\"a\":\"\(pad)\"},{\"b\":2}]}", lines: false)
    #expect(envelope.map(\.text) == ["{\"a\":\"\(pad)\"}", "{\"b\":2}"])
  }

  @Test func lineEndsAreCounted() {
    for count in [0, 1, 254, 255, 256, 1000] {
      let text = Array(String(repeating: "a\n\n", count: count).utf8)
      text.withUnsafeBufferPointer { #expect($0.lineCount == 2 * count) }
    }
    let all = [UInt8](repeating: 10, count: 70_000)
    all.withUnsafeBufferPointer { #expect($0.lineCount == 70_000) }
  }

  @Test func theCheckSumSeesEveryByte() {
    var bytes = (0..<130).map { UInt8($0) }
    let sum = bytes.withUnsafeBufferPointer { $0.check }
    for index in bytes.indices {
      bytes[index] ^= 1
      #expect(bytes.withUnsafeBufferPointer { $0.check } != sum)
      bytes[index] ^= 1
    }
    #expect(bytes.withUnsafeBufferPointer { $0.check } == sum)
    #expect(bytes[1...].withUnsafeBufferPointer { $0.check } != sum)
  }
}
