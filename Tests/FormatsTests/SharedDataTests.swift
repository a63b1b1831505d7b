import Footprints
import Foundation
import SupplyGraph
import Testing

@testable import Formats

/// Public samples, where they are at hand. What is asked here was counted in the files with another program.
@Suite struct SharedDataTests {
  struct Expectation: Sendable, CustomTestStringConvertible {
    var file: String
    var footprints: Int
    var codes: Set<NoticeCode> = []
    var testDescription: String { file }
  }

  @Test(arguments: [Expectation(file: "mocks/demo-api-v2-list-response.json", footprints: 0)])
  func print(_ expectation: Expectation) throws {
    guard let folder = sharedFolder("pact/data") else { return }
    for sub in ["mocks", "ileap", "samples-mit", "catenax", "ouranos", "extensions", "openlca"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/" + sub).sorted() {
        guard name.hasSuffix(".json") else { continue }
        let document = PactDocument(Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(sub)/\(name)"))))
        Swift.print(
          sub, name, document.footprints.count,
          document.notices.grouped().map { "\($0.code):\($0.count)" }.joined(separator: " "))
        for group in document.notices.grouped() where group.code != .compositionMismatch {
          if let worst = group.worst.first { Swift.print("      ", group.code, worst.place.line, worst.field, worst.found, worst.expected) }
        }
      }
    }
  }
}
