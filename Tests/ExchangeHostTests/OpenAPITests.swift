import Formats
import Foundation
import Testing

@testable import ExchangeHost

/// What is served, judged by the OpenAPI documents of the specification: where they are at hand, and a Python that can
/// read them (yaml and jsonschema).
@Suite struct OpenAPITests {
  @Test(arguments: [
    ("openapi_v2_2", PactVersion.v2), ("openapi_v2_3", .v2), ("openapi_v3_0", .v3),
  ])
  func documentsAreValid(_ name: String, _ version: PactVersion) throws {
    guard let specification = Files.shared("pact/data/openapi/\(name).yaml"),
      try python("import yaml, jsonschema", [], "").status == 0
    else { return }
    let offers = Records.offers(.v2) + Records.offers(.v3) + (try tableOffers())
    let documents = offers.compactMap { $0.text(in: version) }
    #expect(documents.count > 20)
    let page = "[" + documents.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",\n") + "]"
    let outcome = try python(Self.judge, [specification], page)
    #expect(outcome.status == 0 && outcome.text == "", "\(outcome.text)")
    let damaged = page.replacingOccurrences(of: "\"fossilGhgEmissions\"", with: "\"fossil\"")
    #expect(try python(Self.judge, [specification], damaged).status == 1)
  }

  /// Footprints made from the tables of a sample.
  private func tableOffers() throws -> [Offer] { try StockTests.everything(of: "ev-battery-pack") }

  private static let judge = """
    import json, sys, yaml, jsonschema
    document = yaml.safe_load(open(sys.argv[1]))
    schema = {"$ref": "#/components/schemas/ProductFootprint", "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    problems = 0
    for footprint in json.load(sys.stdin):
        for error in list(validator.iter_errors(footprint))[:3]:
            problems += 1
            print(footprint.get("id"), list(error.absolute_path), error.message[:300])
    sys.exit(1 if problems else 0)
    """

  /// Runs a Python program within a minute; status −1 when there is no Python.
  private func python(_ program: String, _ arguments: [String], _ input: String) throws -> (
    status: Int32, text: String
  ) {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("genryu-\(UUID().uuidString).json")
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "60", "python3", "-W", "ignore", "-c", program] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
