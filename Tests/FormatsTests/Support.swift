import Footprints
import Foundation
import SupplyGraph
import Testing

@testable import Formats

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("genryu-\(UUID().uuidString)")
    path = url.path
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(Array(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func file(_ name: String) -> String { path + "/" + name }

  /// Everything below it with its content, to see that reading changed nothing.
  func contents() throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      result[name] = try? Data(contentsOf: URL(fileURLWithPath: file(name)))
    }
    return result
  }
}

/// Random numbers that are the same in each run.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}

let today = Timestamp(year: 2026, month: 11, day: 23) ?? Timestamp(seconds: 0)

/// Files that come with the project's workplace and are not always there.
func sharedFolder(_ name: String) -> String? {
  let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  let folder = root.deletingLastPathComponent().appendingPathComponent("shared/" + name).path
  return FileManager.default.fileExists(atPath: folder) ? folder : nil
}

extension NoticeLog {
  subscript(_ code: NoticeCode) -> [Notice] { grouped().first { $0.code == code }?.worst ?? [] }

  func count(_ code: NoticeCode) -> Int { grouped().first { $0.code == code }?.count ?? 0 }

  var codes: Set<NoticeCode> { Set(grouped().map(\.code)) }
}

/// A footprint in version 2 with the given changes to its fields; nil takes a field out.
func version2(_ changes: [String: String?] = [:], pcf: [String: String?] = [:], more: String = "") -> String {
  let outer = [
    "id": "\"11111111-0000-4000-8000-000000000001\"", "specVersion": "\"2.3.0\"", "version": "1",
    "created": "\"2025-03-01T00:00:00Z\"", "status": "\"Active\"", "companyName": "\"Aoi\"",
    "companyIds": "[\"urn:uuid:c1\"]", "productDescription": "\"\"", "productIds": "[\"urn:gtin:1\"]",
    "productCategoryCpc": "\"3342\"", "productNameCompany": "\"Ethanol\"", "comment": "\"\"",
  ]
  let inner = [
    "declaredUnit": "\"liter\"", "unitaryProductAmount": "\"12\"", "pCfExcludingBiogenic": "\"1.5\"",
    "fossilGhgEmissions": "\"1.25\"", "fossilCarbonContent": "\"0\"", "biogenicCarbonContent": "\"0\"",
    "characterizationFactors": "\"AR6\"", "crossSectoralStandardsUsed": "[\"ISO Standard 14067\"]",
    "boundaryProcessesDescription": "\"\"", "referencePeriodStart": "\"2025-01-01T00:00:00Z\"",
    "referencePeriodEnd": "\"2026-01-01T00:00:00Z\"", "exemptedEmissionsPercent": "0",
    "exemptedEmissionsDescription": "\"\"", "packagingEmissionsIncluded": "false",
  ]
  return document(outer, changes, inner, pcf, more)
}

/// The same product in version 3.
func version3(_ changes: [String: String?] = [:], pcf: [String: String?] = [:], more: String = "") -> String {
  let outer = [
    "id": "\"11111111-0000-4000-8000-000000000003\"", "specVersion": "\"3.0.0\"",
    "created": "\"2025-03-01T00:00:00Z\"", "status": "\"Active\"", "companyName": "\"Aoi\"",
    "companyIds": "[\"urn:uuid:c1\"]", "productDescription": "\"\"", "productIds": "[\"urn:gtin:1\"]",
    "productNameCompany": "\"Ethanol\"",
  ]
  let inner = [
    "declaredUnitOfMeasurement": "\"liter\"", "declaredUnitAmount": "\"12\"",
    "productMassPerDeclaredUnit": "\"9.468\"", "pcfExcludingBiogenicUptake": "\"18\"",
    "pcfIncludingBiogenicUptake": "\"18\"", "fossilGhgEmissions": "\"18\"", "fossilCarbonContent": "\"0\"",
    "ipccCharacterizationFactors": "[\"AR6\"]", "crossSectoralStandards": "[\"ISO14067\"]",
    "referencePeriodStart": "\"2025-01-01T00:00:00Z\"", "referencePeriodEnd": "\"2026-01-01T00:00:00+00:00\"",
    "exemptedEmissionsPercent": "\"0\"",
  ]
  return document(outer, changes, inner, pcf, more)
}

private func document(
  _ outer: [String: String], _ changes: [String: String?], _ inner: [String: String],
  _ innerChanges: [String: String?], _ more: String
) -> String {
  func joined(_ base: [String: String], _ changes: [String: String?]) -> String {
    var fields = base
    for (key, value) in changes { fields[key] = value }
    return fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
  }
  return "{\(joined(outer, changes)), \"pcf\": {\(joined(inner, innerChanges))}\(more)}"
}

func footprint(_ text: String) throws -> Footprint { try #require(PactDocument(text).footprints.first) }
