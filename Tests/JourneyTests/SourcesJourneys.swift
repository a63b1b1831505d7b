import Synchronization
import TestSupport
import Testing

@testable import genryu

/// Asking a host from the dashboard, with a host of the test.
@Suite struct SourcesJourneys {
  static func record(_ number: Int, value: String) -> String {
    footprintRecord(
      number, product: "SALT", company: "Hikari", created: "2026-0\(number)-02T03:04:05Z", value: value)
  }

  /// The dashboard at the sources, with a folder whose only host was never asked. What is kept of it goes with the
  /// value.
  private struct AtTheSources {
    let folder: TemporaryFolder
    let journey: Journey

    init(
      _ base: String, secret: String = GoodHost(records: []).secret, language: String = "en",
      bolt: Bool = false
    ) throws {
      folder = try TemporaryFolder([
        "products.csv": "id,name,supplier,unit,direct_kgco2e\nA,Arm,a,kg,1\nSALT,Salt,Hikari,kg,3\n"
          + (bolt ? "B,Bolt,b,kg,2\n" : ""),
        "links.csv": "product_id,component_id,amount\nA,SALT,2\n" + (bolt ? "A,B,1\n" : ""),
        "genryu.toml": "[endpoints.hikari]\nurl = \"\(base)\"\nclient_id = \"aoba\"\n",
      ])
      let memory = try TemporaryFolder()
      journey = try Journey(
        [folder.path, "--as-of", "2026-11-23", "--lang", language],
        environment: ["GENRYU_SECRET_HIKARI": .some(secret), "XDG_CONFIG_HOME": .some(memory.path)])
      try journey.see("Arm")
    }
  }

  @Test func whatAHostSendsArrivesOnTheScreens() throws {
    let good = GoodHost(records: [SourcesJourneys.record(1, value: "7")])
    let host = try TestHost(good.handler)
    let sources = try AtTheSources(host.base)
    let (folder, journey) = (sources.folder, sources.journey)
    journey.press(.character("O"))
    try journey.see("not asked yet")
    journey.press(.character("R"))
    try journey.see("up to date")
    try journey.see("2 figures changed (*)")
    journey.press(.enter)
    try journey.see("Changed by the last sync: 1")
    journey.press(.character("1"))
    // 1 + 2 x 7 instead of 1 + 2 x 3, and marked as changed.
    try journey.see("15")
    journey.press(.character("q"))
    journey.expectEnd()
    #expect(folder.read("footprints/hikari.received.ndjson") == good.records[0] + "\n")
    #expect(!folder.contents.values.contains { String(decoding: $0, as: UTF8.self).contains(good.token) })
  }

  /// What arrives changes figures and nothing else: the branch stays open with the cursor where it is, the mark stays
  /// while more comes, and no file of the dataset is opened again.
  @Test func whatArrivesLeavesThePlace() throws {
    let records = Mutex([SourcesJourneys.record(1, value: "7")])
    let good = GoodHost(records: [])
    let host = try TestHost { request in
      var good = good
      good.records = records.withLock { $0 }
      return good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    let sources = try AtTheSources(host.base, bolt: true)
    let (folder, journey) = (sources.folder, sources.journey)
    journey.press(.enter)
    try journey.see("own emissions")
    journey.press(.down, .down)
    try journey.waitForCursor(on: "Bolt")
    let files = ["products.csv", "links.csv"].map { folder.path + "/" + $0 }
    for file in files { try FetchJourneys.setAccess(file, 1) }
    for (number, total) in [(1, "17"), (2, "23")] {
      records.withLock { $0 = (1...number).map { SourcesJourneys.record($0, value: $0 == 1 ? "7" : "10") } }
      journey.press(.character("O"))
      try journey.waitForCursor(on: "hikari")
      journey.press(.character("R"))
      try journey.see("2 figures changed (*)")
      journey.press(.escape)
      try journey.waitForCursor(on: "Bolt")
      try journey.see(total)
      #expect(journey.shows("*"))
    }
    journey.press(.character("q"))
    journey.expectEnd()
    for file in files { #expect(try FetchJourneys.access(file) == 1) }
  }

  /// The first page is on the screens while the second one is not there yet; `q` leaves without waiting for it.
  @Test func pagesArriveBeforeTheListIsWhole() throws {
    let good = GoodHost(
      records: [SourcesJourneys.record(1, value: "7"), SourcesJourneys.record(2, value: "10")], pageSize: 1)
    let host = try TestHost { request in
      if request["offset"] == "1" { return [.pause(milliseconds: 60_000)] }
      return good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    let sources = try AtTheSources(host.base)
    let journey = sources.journey
    journey.press(.character("O"))
    try journey.see("not asked yet")
    journey.press(.character("R"))
    try journey.see("2 figures changed (*)")
    #expect(!journey.shows("up to date"))
    journey.press(.character("1"))
    try journey.see("15")
    journey.press(.character("q"))
    journey.expectEnd()
  }

  @Test func aHostThatFailsSaysWhatToDo() throws {
    let host = try TestHost { _ in TestHost.Step.answer("{\"error\":\"invalid_client\"}", status: 401) }
    let sources = try AtTheSources(host.base, secret: "wrong-secret", language: "ja")
    let journey = sources.journey
    journey.press(.character("O"))
    try journey.see("未照会")
    journey.press(.character("A"))
    try journey.see("失敗")
    try journey.see("クライアントIDとシークレットを確認し")
    journey.press(.character("q"))
    journey.expectEnd()
  }
}
