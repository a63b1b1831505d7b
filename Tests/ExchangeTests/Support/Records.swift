import Exchange
import Footprints
import FoundationEssentials
import Glibc

/// A footprint as a host would send it.
func record3(
  _ number: Int, id: String? = nil, value: String = "12.5", status: String = "Active", share: String = "40",
  preceding: [String] = [], more: String = ""
) -> String {
  let before =
    preceding.isEmpty ? "" : "\"precedingPfIds\":[\(preceding.map { "\"\($0)\"" }.joined(separator: ","))],"
  return """
    {"id":"\(id ?? uuid(number))","specVersion":"3.0.2",\(before)"created":"2026-01-02T03:04:05Z",\
    "status":"\(status)","companyName":"光化学","companyIds":["urn:pact:hikari.example:company:1"],\
    "productDescription":"Nickel sulfate","productIds":["urn:pact:hikari.example:product-id:\(number)"],\
    "productNameCompany":"硫酸ニッケル \(number)",\(more)"pcf":{"declaredUnitOfMeasurement":"kilogram",\
    "declaredUnitAmount":"1","productMassPerDeclaredUnit":"1","referencePeriodStart":"2025-01-01T00:00:00Z",\
    "referencePeriodEnd":"2026-01-01T00:00:00Z","geographyCountry":"JP",\
    "pcfExcludingBiogenicUptake":"\(value)","pcfIncludingBiogenicUptake":"\(value)",\
    "fossilGhgEmissions":"\(value)","fossilCarbonContent":"0","ipccCharacterizationFactors":["AR6"],\
    "crossSectoralStandards":["ISO14067"],"exemptedEmissionsPercent":"0","primaryDataShare":"\(share)"}}
    """
}

func record2(
  _ number: Int, version: Int = 0, created: String = "2026-01-02T03:04:05Z", updated: String? = nil,
  value: String = "12.5"
) -> String {
  let changed = updated.map { "\"updated\":\"\($0)\"," } ?? ""
  return """
    {"id":"\(uuid(number))","specVersion":"2.2.0","version":\(version),"created":"\(created)",\(changed)\
    "status":"Active","companyName":"Hikari","companyIds":["urn:uuid:c"],"productDescription":"",\
    "productIds":["urn:pact:hikari.example:product-id:\(number)"],"productCategoryCpc":"3342",\
    "productNameCompany":"Salt \(number)","comment":"","pcf":{"declaredUnit":"kilogram",\
    "unitaryProductAmount":"1","pCfExcludingBiogenic":"\(value)","fossilGhgEmissions":"\(value)",\
    "fossilCarbonContent":"0","biogenicCarbonContent":"0","characterizationFactors":"AR6",\
    "ipccCharacterizationFactorsSources":["AR6"],"crossSectoralStandardsUsed":["ISO Standard 14067"],\
    "boundaryProcessesDescription":"","referencePeriodStart":"2025-01-01T00:00:00Z",\
    "referencePeriodEnd":"2026-01-01T00:00:00Z","exemptedEmissionsPercent":0,\
    "exemptedEmissionsDescription":"","packagingEmissionsIncluded":false,"primaryDataShare":40}}
    """
}

func uuid(_ number: Int) -> String {
  let digits = String(number)
  return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
}

func list(_ records: [String]) -> String { "{\"data\":[\(records.joined(separator: ","))]}" }

/// A folder that is gone when the test is.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.path() + "genryu-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String, mode: mode_t = 0o644) {
    let file = "\(path)/\(name)"
    let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: file, contents: Data(text.utf8))
    chmod(file, mode)
  }

  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }

  /// All that stands in it, names and contents.
  var everything: String {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    return names.sorted().map { "\($0)\n\(read($0) ?? "")" }.joined(separator: "\n")
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
}

let noon = Timestamp(iso8601: "2026-11-23T12:00:00Z") ?? Timestamp(seconds: 0)
