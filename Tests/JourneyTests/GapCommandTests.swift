import TestSupport
import Testing

@testable import genryu

/// `gaps`: whom to ask next, from files.
@Suite struct GapCommandTests {
  private func dataset() throws -> TemporaryFolder {
    try TemporaryFolder([
      "products.csv": """
      id,name,name_ja,supplier,unit,direct_kgco2e,primary_data_share,basis
      P,Pack,パック,Aoba,piece,10,100,
      N,Nickel,ニッケル,Nusantara Nickel,kg,15,,database
      L,Lithium,リチウム,Andes Lithium,kg,20,50,
      S,Salt,塩,Shio,kg,,,

      """,
      "links.csv": "product_id,component_id,amount\nP,N,4\nP,L,1\nP,S,1\n",
      "portfolio.csv": "product_id,quantity_per_year\nP,100\n",
      "suppliers.csv": "supplier_id,name,asked_on\nAL,Andes Lithium,2026-09-14\n",
    ])
  }

  private func gaps(_ folder: TemporaryFolder, _ arguments: String...) throws -> Printed {
    try run(Gaps.self, [folder.path, "--as-of", "2026-11-23", "--lang", "en"] + arguments)
  }

  @Test func theAskListIsPrinted() throws {
    let printed = try gaps(try dataset(), "--format", "csv")
    // The salt has no figure: 1, and why.
    #expect(printed.status == 1 && printed.errors.contains { $0.contains("S") })
    #expect(
      printed.output == """
        rank,supplier,product_id,contribution_kgco2e,status,primary_share_before,primary_share_after
        1,Nusantara Nickel,N,6000,secondary,22.22222222222222,88.88888888888889
        2,Andes Lithium,L,2000,secondary,88.88888888888889,100
        ,Shio,S,,missing,,

        """)
    let short = try gaps(try dataset(), "--format", "csv", "--top", "1")
    #expect(short.records.map { $0["product_id"] } == ["N", "…", "S"])
    #expect(short.records[1]["contribution_kgco2e"] == "2000")
  }

  @Test func ofOneProduct() throws {
    let printed = try gaps(try dataset(), "--product", "L", "--format", "csv")
    #expect(printed.status == 0 && printed.records.map { $0["product_id"] } == ["L"])
    #expect(printed.records[0]["contribution_kgco2e"] == "20")
    #expect(printed.records[0]["primary_share_before"] == "50")
    #expect(try gaps(try dataset(), "--product", "X").status == 65)
  }

  @Test func theTargetIsCounted() throws {
    for (target, words) in [
      ("70", "target 70%: 1 answer reaches it"), ("0.95", "target 95%: 2 answers reach it"),
      ("20%", "target 20%: reached"),
    ] {
      #expect(try gaps(try dataset(), "--target", target).output.contains(words), "\(target)")
    }
    let folder = try dataset()
    try folder.write(
      "id,direct_kgco2e,primary_data_share\nP,10,\nN,15,100\nL,20,100\nS,1,100\n", to: "products.csv")
    #expect(try gaps(folder, "--target", "100").output.contains("1 answer reaches it"))
  }

  @Test func peopleReadItInBothLanguages() throws {
    let folder = try dataset()
    for (language, words) in [
      ("en", ["Nickel", "secondary", "89%", "no figure", "asked 2026-09-14"]),
      ("ja", ["ニッケル", "二次", "89%", "値なし", "依頼 2026-09-14", "1件の回答で達成"]),
    ] {
      for format in ["text", "md"] {
        let printed = try run(
          Gaps.self, [folder.path, "--as-of", "2026-11-23", "--lang", language, "--format", format])
        for word in words { #expect(printed.output.contains(word), "\(word)\n\(printed.output)") }
      }
    }
    let json = try gaps(folder, "--format", "json")
    #expect(json.output.contains("\"primary_share_before\"") && json.output.contains("\"missing\""))
  }

  @Test func maskedListsNameNobody() throws {
    for format in ["text", "csv", "json", "md"] {
      let printed = try gaps(try dataset(), "--mask", "--format", format)
      #expect(printed.output.contains("Supplier A") && !printed.output.contains("Nusantara"))
    }
  }

  @Test func aScenarioThatAnswersTakesTheFirstOffTheList() throws {
    let folder = try dataset()
    _ = try run(WhatIf.self, [folder.path, "--set", "primary:N=100%", "--save", "answered"])
    let printed = try gaps(folder, "--format", "csv", "--scenario", "answered")
    #expect(printed.records.map { $0["product_id"] } == ["L", "S"])
    #expect(printed.records[0]["primary_share_before"] == "88.88888888888889")
  }

  @Test(arguments: Files.samples) func samplesAreAnswered(sample: String) throws {
    let arguments = [Files.sample(sample), "--as-of", "2026-11-23", "--format", "csv"]
    let printed = try run(Gaps.self, arguments)
    #expect(printed.status <= 1 && printed.records.count > 3)
    let shares = printed.records.compactMap { Double($0["primary_share_after"] ?? "") }
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 } && shares.last == 100)
    // The same start as in the heading of every other command.
    let heading = try run(Hotspots.self, [Files.sample(sample), "--as-of", "2026-11-23", "--lang", "en"])
      .output
    let now = Double(printed.records[0]["primary_share_before"] ?? "") ?? -1
    #expect(heading.contains("primary data \(Int(now.rounded()))%"))
  }

  @Test(arguments: [("70", 0.7), ("70%", 0.7), ("0.7", 0.7), ("1", 1), ("100", 1), ("0", 0), ("0.5%", 0.005)])
  func targetsAreReadBothWays(text: String, value: Double) {
    #expect(PrimaryTarget(argument: text)?.value == value)
  }

  @Test(arguments: ["", "x", "-1", "101", "nan", "inf", "%"]) func otherTargetsAreRefused(text: String) {
    #expect(PrimaryTarget(argument: text) == nil)
  }
}
