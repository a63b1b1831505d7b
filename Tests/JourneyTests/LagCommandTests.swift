import TestSupport
import Testing

@testable import genryu

/// `lag`: declarations older than their components' updates, from files.
@Suite struct LagCommandTests {
  private func footprint(_ product: String, _ value: String, _ created: String, id: String) -> String {
    """
    {"id": "\(id)", "specVersion": "2.2.0", "version": 1, "created": "\(created)T00:00:00Z", "status": "Active",
     "companyName": "Maker of \(product)", "companyIds": ["urn:c"], "productDescription": "", "productIds": ["\(product)"],
     "productCategoryCpc": "1", "productNameCompany": "\(product)", "comment": "",
     "pcf": {"declaredUnit": "kilogram", "unitaryProductAmount": "1", "pCfExcludingBiogenic": "\(value)",
     "fossilGhgEmissions": "\(value)", "referencePeriodStart": "2023-01-01T00:00:00Z",
     "referencePeriodEnd": "2024-01-01T00:00:00Z"}}
    """
  }

  private func dataset(older: Bool = true) throws -> TemporaryFolder {
    let footprints =
      [
        footprint("CELL", "10", "2025-01-01", id: "00000000-0000-4000-8000-000000000001"),
        footprint("NI", "3", "2025-06-01", id: "00000000-0000-4000-8000-000000000002"),
      ]
      + (older ? [footprint("NI", "4", "2024-06-01", id: "00000000-0000-4000-8000-000000000003")] : [])
    return try TemporaryFolder([
      "footprints/all.json": "[\(footprints.joined(separator: ","))]",
      "links.csv": "product_id,component_id,amount\nCELL,NI,2\n",
      "portfolio.csv": "product_id,quantity_per_year\nCELL,100\n",
    ])
  }

  private func lag(_ folder: TemporaryFolder, _ arguments: String...) throws -> Printed {
    try run(Lag.self, [folder.path, "--as-of", "2025-12-01", "--lang", "en"] + arguments)
  }

  @Test func theExpectedChangeIsPrinted() throws {
    let printed = try lag(try dataset(), "--format", "csv")
    #expect(printed.status == 0 && printed.errors.isEmpty)
    #expect(
      printed.output == """
        rank,id,name,supplier,declared_kgco2e,declared_on,component_id,component_name,updated_on,amount_needed,\
        old_kgco2e,new_kgco2e,change_kgco2e,change_share,focus_change_kgco2e
        1,CELL,CELL,Maker of CELL,10,2025-01-01,NI,NI,2025-06-01,2,4,3,-2,-0.2,-200

        """)
    let short = try lag(try dataset(), "--format", "csv", "--top", "0")
    #expect(short.records.map { $0["focus_change_kgco2e"] } == ["-200"] && short.records[0]["id"] == "…")
  }

  @Test func unknownSizesAreTold() throws {
    let printed = try lag(try dataset(older: false), "--format", "csv")
    #expect(printed.status == 1 && printed.errors.contains { $0.contains("of unknown size") })
    #expect(printed.records.first?["old_kgco2e"] == "" && printed.records.first?["change_kgco2e"] == "")
  }

  @Test func peopleReadItInBothLanguages() throws {
    let folder = try dataset()
    for (language, words) in [("en", ["predates", "-20.0%", "2025-06-01"]), ("ja", ["更新より古く", "-20.0%"])] {
      for format in ["text", "md"] {
        let printed = try run(
          Lag.self, [folder.path, "--as-of", "2025-12-01", "--lang", language, "--format", format])
        for word in words { #expect(printed.output.contains(word), "\(word)") }
      }
    }
    #expect(try lag(try dataset(), "--product", "NI").output.contains("CELL"))
    #expect(throws: (any Error).self) { try Lag.parse([]) }
  }

  @Test func aScenarioLeavesDeclarationsBehind() throws {
    let folder = try dataset()
    _ = try run(
      WhatIf.self, [folder.path, "--as-of", "2025-12-01", "--set", "declared:NI=1", "--save", "low"])
    let printed = try lag(folder, "--format", "csv", "--scenario", "low")
    #expect(printed.status == 0)
    #expect(
      printed.output == """
        rank,id,name,supplier,declared_kgco2e,propagated_kgco2e,change_kgco2e,change_share,focus_change_kgco2e
        1,CELL,CELL,Maker of CELL,10,6,-4,-0.4,-400

        """)
  }

  @Test(arguments: Files.samples) func samplesAreAnswered(sample: String) throws {
    let printed = try run(Lag.self, [Files.sample(sample), "--as-of", "2026-11-23", "--format", "csv"])
    #expect(printed.status <= 1 && printed.output.hasPrefix("rank,id,name"))
  }
}
