import FoundationEssentials
import TestSupport
import Testing

@testable import genryu

/// Graphs whose answers come from elsewhere, beside the package; where they are not there is nothing to compare with.
private enum Cases {
  static let folder = "\(Files.root)/../shared/cases"
  static let names = [
    "diamond", "heijungs-suh", "miller-blair", "olca-self-loop", "uk-ons-2010", "lib-raw-materials",
  ]

  static var areThere: Bool { FileManager.default.fileExists(atPath: folder) }

  /// Rows by what they are about, in the order of the file.
  static func answers(_ name: String, _ file: String) throws -> [String: [[String: String]]] {
    let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)/answers/\(file)"))
    return Dictionary(grouping: csvRecords(String(decoding: data, as: UTF8.self))) { $0["root_id"] ?? "" }
  }
}

private func number(_ record: [String: String]?, _ column: String) -> Double? {
  record?[column].flatMap(Double.init)
}

private func isClose(_ a: Double?, _ b: Double?, scale: Double = 0) -> Bool {
  guard let a, let b else { return false }
  return abs(a - b) <= 1e-9 * max(abs(a), abs(b), scale * 1e-6)
}

@Suite(.enabled(if: Cases.areThere)) struct CaseTests {
  @Test(arguments: Cases.names) func totals(name: String) throws {
    let printed = try run(Totals.self, ["\(Cases.folder)/\(name)", "--format", "csv"])
    let rows = Dictionary(uniqueKeysWithValues: printed.records.map { ($0["id"] ?? "", $0) })
    let expected = try Cases.answers(name, "expected_totals.csv")[""] ?? []
    #expect(expected.count > 1)
    for answer in expected {
      let row = rows[answer["id"] ?? ""]
      #expect(isClose(number(row, "total_kgco2e"), number(answer, "total_kgco2e_numpy")), "\(answer)")
    }
  }

  @Test(arguments: Cases.names) func hotspots(name: String) throws {
    for (root, expected) in try Cases.answers(name, "expected_contributions.csv") {
      let printed = try run(
        Hotspots.self, ["\(Cases.folder)/\(name)", "--product", root, "--format", "csv"])
      let rows = Dictionary(uniqueKeysWithValues: printed.records.map { ($0["id"] ?? "", $0) })
      for answer in expected {
        let row = rows[answer["id"] ?? ""]
        #expect(
          isClose(number(row, "amount_needed"), number(answer, "amount_needed_per_root_unit")), "\(answer)")
        #expect(
          isClose(number(row, "contribution_kgco2e"), number(answer, "contribution_kgco2e")), "\(answer)")
        #expect(isClose(number(row, "share"), number(answer, "share_and_elasticity_to_direct")), "\(answer)")
        #expect(isClose(number(row, "through_kgco2e"), number(answer, "through_kgco2e")), "\(answer)")
      }
    }
  }

  @Test(
    arguments: Cases.names, [("supplier", "expected_suppliers.csv"), ("country", "expected_countries.csv")])
  func groups(name: String, group: (by: String, file: String)) throws {
    for (root, expected) in try Cases.answers(name, group.file) {
      let printed = try run(
        Hotspots.self, ["\(Cases.folder)/\(name)", "--product", root, "--by", group.by, "--format", "csv"])
      let rows = Dictionary(uniqueKeysWithValues: printed.records.map { ($0["key"] ?? "", $0) })
      for answer in expected {
        let row = rows[answer[group.by] ?? ""]
        #expect(
          isClose(number(row, "contribution_kgco2e"), number(answer, "contribution_kgco2e")), "\(answer)")
      }
    }
  }

  /// The files count links along the path and call them tiers.
  @Test(arguments: Cases.names) func depths(name: String) throws {
    for (root, expected) in try Cases.answers(name, "expected_tiers.csv") {
      let printed = try run(
        Hotspots.self, ["\(Cases.folder)/\(name)", "--product", root, "--by", "depth", "--format", "csv"])
      let rows = Dictionary(uniqueKeysWithValues: printed.records.map { ($0["key"] ?? "", $0) })
      for answer in expected where number(answer, "kgco2e") != 0 {
        #expect(
          isClose(number(rows[answer["tier"] ?? ""], "contribution_kgco2e"), number(answer, "kgco2e")),
          "\(answer)")
      }
    }
  }

  @Test(arguments: Cases.names) func paths(name: String) throws {
    for (root, expected) in try Cases.answers(name, "expected_paths.csv") {
      let printed = try run(
        Paths.self,
        [
          "\(Cases.folder)/\(name)", "--product", root, "--cutoff", "0", "--top", "\(expected.count + 20)",
          "--format",
          "csv",
        ])
      let rows = printed.records.dropLast()
      let byPath = Dictionary(rows.map { ($0["path"] ?? "", $0) }) { first, _ in first }
      for answer in expected {
        let row = byPath[answer["path"] ?? ""]
        #expect(
          isClose(number(row, "contribution_kgco2e"), number(answer, "contribution_kgco2e")), "\(answer)")
        #expect(row?["depth"] == answer["tier"])
      }
      let sizes = rows.compactMap { number($0, "contribution_kgco2e") }
      #expect(sizes == sizes.sorted(by: >))
    }
  }

  @Test(arguments: Cases.names) func elasticities(name: String) throws {
    for (root, expected) in try Cases.answers(name, "expected_link_elasticities_top100.csv") {
      let printed = try run(
        Sensitivity.self, ["\(Cases.folder)/\(name)", "--product", root, "--format", "csv"])
      let rows = Dictionary(
        uniqueKeysWithValues: printed.records.map {
          ([$0["product_id"] ?? "", $0["component_id"] ?? ""], $0)
        })
      for answer in expected where number(answer, "elasticity") != 0 {
        let row = rows[[answer["product_id"] ?? "", answer["component_id"] ?? ""]]
        #expect(isClose(number(row, "elasticity"), number(answer, "elasticity")), "\(answer)")
        #expect(row?["kind"] == "amount" && isClose(number(row, "value"), number(answer, "amount")))
      }
      for answer in try Cases.answers(name, "expected_contributions.csv")[root] ?? [] {
        guard let share = number(answer, "share_and_elasticity_to_direct"), share != 0 else { continue }
        #expect(isClose(number(rows[[answer["id"] ?? "", ""]], "elasticity"), share), "\(answer)")
      }
    }
  }

  @Test func singularLoopIsRefusedByName() throws {
    let printed = try run(
      Totals.self, ["\(Cases.folder)/must-refuse-singular", "--format", "csv", "--lang", "en"])
    #expect(printed.status == 1 && printed.records.count == 2)
    #expect(printed.records.allSatisfy { $0["total_kgco2e"] == "" && $0["status"] == "refused" })
    #expect(printed.errors.contains { $0.contains("P > Q > P") })
  }
}
