import Canvas
import Footprints
import Formats
import FoundationEssentials
import SupplyGraph
import Testing

@testable import Dashboard

/// Hosts as a screen might meet them.
enum Hosts {
  static let some: [HostState] = [hikari, andes, toyo, kita, mirai]

  private static func host(_ name: String, _ change: (inout HostState) -> Void) -> HostState {
    var host = HostState(name: name, address: "https://pact.\(name).example")
    host.version = 3
    host.lastSync = Timestamp(iso8601: "2026-11-23T08:15:00Z")
    change(&host)
    return host
  }

  private static let hikari = host("hikari") { host in
    (host.pages, host.listed, host.received, host.kept, host.unlisted) = (12, 1180, 3, 2418, 2)
    host.problems = [HostProblem(.clockDiffers, count: -7260), HostProblem(.noLongerListed, count: 2)]
    host.changes = [
      FootprintChange(
        kind: .changed, id: "a", productID: "CELL-JP", productName: "電池セル Cell", companyName: "光化学",
        unit: "kg", before: 12.5, after: 11.25, shareBefore: 40, shareAfter: 62),
      FootprintChange(
        kind: .deprecated, id: "b", productID: "urn:pact:hikari:2", productName: "Cathode \u{1B}[2J material",
        companyName: "Hikari Chemical", unit: "kg", before: 1648, after: 1648, shareBefore: 10, shareAfter: 10
      ),
      FootprintChange(
        kind: .unlisted, id: "c", productID: "urn:pact:hikari:3", productName: "Precursor",
        companyName: "Hikari Chemical",
        unit: "kg", before: 3.2),
      FootprintChange(
        kind: .new, id: "d", productID: "urn:pact:hikari:4", productName: "Lithium hydroxide",
        companyName: "Hikari Chemical", unit: "kg", after: 14.1, shareAfter: 71),
    ]
    host.changeCount = 6
  }

  private static let andes = host("andes-lithium") { host in
    (host.pages, host.listed, host.received, host.kept) = (3, 240, 240, 240)
  }

  private static let toyo = host("toyo-alumi") { host in
    host.lastSync = Timestamp(iso8601: "2026-10-30T22:01:00Z")
    host.kept = 88
    host.problems = [
      HostProblem(.refusedCredentials, "HTTP 401 invalid_client"), HostProblem(.interrupted, count: 40),
    ]
  }

  private static let kita = host("kita-steel") { host in
    host.activity = .running
    host.version = 2
    (host.pages, host.listed, host.received, host.kept) = (41, 4100, 12, 9004)
  }

  private static let mirai = host("mirai-circuit") { host in
    host.activity = .pausing(seconds: 30)
    (host.version, host.lastSync) = (nil, nil)
  }
}

@Suite struct HostsTests {
  func opened() throws -> Harness {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("O")
    harness.send(.hosts(Hosts.some))
    return harness
  }

  /// That there are no hosts is said when they were looked up, not before.
  @Test(arguments: Language.allCases) func nothingIsSaidOfHostsUnseen(_ language: Language) throws {
    var harness = try Harness(sample: "ev-battery-pack", language: language)
    let texts = language.hostTexts
    harness.type("O")
    #expect(!harness.shows(texts.noSources[0]) && !harness.shows(texts.tally(0, 0)))
    for key in ["R", "A"] {
      harness.type(key)
      #expect(harness.shows(texts.stillLookingUp))
    }
    harness.send(.hosts([]))
    #expect(harness.shows(texts.noSources[0]) && harness.shows(texts.tally(0, 0)))
    for key in ["R", "A"] {
      harness.type(key)
      #expect(harness.shows(texts.nothingToRefresh))
    }
  }

  @Test func openingLooksUp() throws {
    let harness = try opened()
    #expect(harness.effects == [.lookUpHosts] && harness.state.screenKind == .hosts)
    #expect(
      harness.state.hosts.map(\.name) == [
        "andes-lithium", "hikari", "kita-steel", "mirai-circuit", "toyo-alumi",
      ])
  }

  @Test func askingAndStopping() throws {
    var harness = try opened()
    harness.press(.down)
    harness.type("RAx")
    #expect(harness.effects.suffix(3) == [.refresh("hikari"), .refresh(nil), .stopRefreshing])
    harness.press(.enter)
    harness.type("R")
    #expect(harness.state.screenKind == .host && harness.effects.last == .refresh("hikari"))
  }

  @Test func aHostIsAskedForTheProductOnTheLine() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("n")
    let product = try #require(harness.state.scene?.selected?.id.product)
    harness.type("a")
    #expect(harness.effects.last == .lookUpHosts)
    harness.send(.hosts(Hosts.some))
    #expect(harness.shows("hikari") && harness.shows(Language.en.hostTexts.chooseHost))
    harness.press(.home, .down, .enter)
    #expect(harness.effects.last == .askHost("hikari", product))
    // Esc asks nobody, and where no host is known it is said.
    let count = harness.effects.count
    harness.type("a")
    harness.send(.hosts(Hosts.some))
    harness.press(.escape)
    harness.type("a")
    harness.send(.hosts([]))
    #expect(harness.state.message == Language.en.hostTexts.nothingToRefresh)
    #expect(harness.effects.dropFirst(count).allSatisfy { $0 == .lookUpHosts })
  }

  /// What is missing is what there is to ask for: on its line in the chain, and on the notice about it.
  @Test func aHostIsAskedForWhatIsMissing() throws {
    let path = FileManager.default.temporaryDirectory.path() + "/genryu-gap-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (name, text) in [
      ("products", "id,name,supplier,unit,direct_kgco2e\nA,Arm,Aoba,kg,1\nSALT,Salt,Hikari Chemical,kg,\n"),
      ("links", "product_id,component_id,amount\nA,SALT,2\n"),
    ] { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name).csv")) }
    var harness = Harness()
    harness.open(Snapshot(name: "gap", graph: try readDataset([path], asOf: Harness.clock).build()))
    let salt = try #require(harness.state.snapshot?.graph.product(id: "SALT"))
    #expect(harness.state.snapshot?.rollUp.status(salt) == .gap)
    harness.type("2")
    for _ in 0..<4 where !harness.cursorLine.contains("Salt") { harness.press(.down) }
    #expect(harness.cursorLine.contains("Salt"))
    try expectAsking(for: salt, &harness)
    harness.type("!")
    harness.press(.enter)
    #expect(harness.cursorLine.contains("SALT") || harness.cursorLine.contains("products.csv"))
    try expectAsking(for: salt, &harness)
    // On a line about a kind of notice, no product is meant.
    harness.press(.escape)
    harness.type("a")
    #expect(harness.state.message == Language.en.hostTexts.noProductHere)
  }

  private func expectAsking(for product: ProductIndex, _ harness: inout Harness) throws {
    harness.type("a")
    harness.send(.hosts(Hosts.some))
    // The host that is called like the supplier is the one that the cursor is on.
    harness.press(.enter)
    #expect(harness.effects.last == .askHost("hikari", product))
  }

  /// What a host has changed is about a product, and another host may be asked for it.
  @Test func aHostIsAskedForWhatAnotherHasChanged() throws {
    var harness = try opened()
    harness.press(.down, .enter)
    #expect(harness.state.scene?.screen == .host("hikari") && harness.cursorLine.contains("Cell"))
    let cell = try #require(harness.state.snapshot?.graph.product(id: "CELL-JP"))
    harness.type("a")
    #expect(harness.effects.last == .lookUpHosts)
    harness.send(.hosts(Hosts.some))
    harness.press(.home, .enter)
    #expect(harness.effects.last == .askHost("andes-lithium", cell))
    #expect(harness.state.scene?.screen == .host("hikari") && harness.state.overlay == nil)
    // A change of a product that the dataset does not have names nothing to ask for.
    let count = harness.effects.count
    harness.press(.down)
    harness.type("a")
    #expect(harness.state.message == Language.en.hostTexts.noProductHere && harness.effects.count == count)
  }

  /// A declared figure that lags behind is asked for anew: the line is about the product, not its component.
  @Test func aHostIsAskedForAFigureThatLagsBehind() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("D")
    guard case .lag(let product, _)? = harness.state.scene?.selected?.id else {
      Issue.record("no figure lags behind:\n\(harness.screen.joined(separator: "\n"))")
      return
    }
    harness.type("a")
    harness.send(.hosts(Hosts.some))
    harness.press(.home, .down, .enter)
    #expect(harness.effects.last == .askHost("hikari", product))
    #expect(harness.state.scene?.screen == .lags)
  }

  /// Whoever looks elsewhere before the hosts are known has not changed what is asked for.
  @Test func theProductStaysThatOfTheKey() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("D")
    let product = try #require(harness.state.scene?.selected?.id.product)
    harness.type("a")
    harness.type("1")
    harness.send(.hosts(Hosts.some))
    harness.press(.home, .enter)
    #expect(harness.effects.last == .askHost("andes-lithium", product))
    // News of hosts that nobody waits for open nothing.
    harness.send(.hosts(Hosts.some))
    #expect(harness.state.overlay == nil)
  }

  @Test func withoutHostsTheKeysSaySo() throws {
    var harness = try Harness(sample: "ev-battery-pack")
    harness.type("ORAx")
    #expect(harness.effects == [.lookUpHosts] && harness.state.message == Language.en.hostTexts.nothingRuns)
    harness.press(.enter)
    #expect(harness.state.screenKind == .hosts)
  }

  @Test func newsChangeTheLineAndNotThePlace() throws {
    var harness = try opened()
    harness.press(.down, .down)
    var state = harness.state.hosts[2]
    (state.pages, state.received) = (99, 777)
    harness.send(.host(state))
    #expect(harness.cursorLine.contains("99") && harness.cursorLine.contains("777"))
    harness.type("1")
    harness.send(.host(state))
    #expect(harness.state.screenKind == .overview)
  }

  @Test func whatIsLookedUpDoesNotReplaceWhatRuns() throws {
    var harness = try opened()
    var old = Hosts.some[3]
    (old.activity, old.pages) = (.idle, 0)
    harness.send(.hosts([old]))
    #expect(harness.state.hosts.count == 1 && harness.state.hosts[0].pages == 41)
  }

  @Test func aChangeLeadsToItsFigureAndBack() throws {
    var harness = try opened()
    harness.press(.down, .enter, .enter)
    #expect(harness.state.screenKind == .origin)
    harness.press(.escape, .down, .enter)
    #expect(harness.state.screenKind == .host && harness.state.message == harness.state.texts.noFigureHere)
    harness.press(.escape, .escape)
    #expect(harness.state.screenKind == .overview)
  }

  @Test func aReloadKeepsThePlace() throws {
    var harness = try opened()
    harness.press(.down, .enter, .down)
    let snapshot = try #require(harness.state.snapshot)
    harness.open(Snapshot(name: "again", graph: snapshot.graph, after: snapshot))
    #expect(harness.state.screenKind == .host && harness.state.scene?.cursor == 1)
    #expect(harness.state.hosts.count == 5)
  }

  @Test func namesFromOutsideAreHarmless() throws {
    var harness = try opened()
    harness.press(.down, .enter)
    #expect(harness.shows("␛[2J") && !harness.screen.joined().contains("\u{1B}"))
  }

  @Test(arguments: Language.allCases) func everyProblemHasWords(_ language: Language) {
    let texts = language.hostTexts
    var seen: Set<String> = []
    for code in HostProblem.Code.allCases {
      let text = texts.problem(HostProblem(code, "detail", count: 5))
      #expect(!text.isEmpty && seen.insert(text).inserted, "\(code)")
      #expect(code == .filterIgnored || !texts.remedy(code).isEmpty, "\(code)")
      #expect(texts.problem(HostProblem(code)).hasSuffix(":") == false)
    }
  }
}
