import Footprints
import Formats
import Glibc
import SupplyGraph
import Testing

@testable import Exchange

@Suite struct StoreTests {
  let folder = TemporaryFolder()

  func open(_ name: String = "hikari") throws -> SourceStore {
    try SourceStore(folder: folder.path, name: name) { noon }
  }

  func begin(_ store: SourceStore) throws {
    try store.begin(base: "https://hikari.example", version: 3, since: nil, isFiltered: false)
    store.beginPass()
  }

  func end(_ store: SourceStore, isFull: Bool = true) throws {
    try store.end(.complete, pages: 1, listed: 1, bytes: 1, hostTime: noon, isFull: isFull, problems: [])
  }

  func records(_ texts: [String]) -> [ReceivedRecord] {
    let stream = RecordStream()
    stream?.add(Array(list(texts).utf8))
    return stream?.take(isLast: true) ?? []
  }

  static let file = "footprints/hikari.received.ndjson"
  static let journal = ".genryu/sources/hikari/journal.ndjson"

  @Test func keepsRecordsByteForByte() throws {
    let texts = [
      record3(1), "{ \"id\" :\t\"odd\" , \"pcf\" : { \"x\":1e3 } }",
      record3(2, more: "\"z\":\"\\u0041\\/\","),
    ]
    let store = try open()
    try begin(store)
    let outcome = try store.append(records(texts), page: 1, from: "https://hikari.example/3/footprints")
    #expect(outcome == .init(new: 3, first: 3))
    #expect(folder.read(StoreTests.file) == texts.joined(separator: "\n") + "\n")
  }

  @Test func lineEndsInsideRecordsComeBack() throws {
    let pretty = "{\n  \"id\": \"a\",\r\n  \"pcf\": {\n\n  }\n}"
    let store = try open()
    try begin(store)
    _ = try store.append(records([record3(1), pretty, record3(2)]), page: 1, from: "")
    _ = try store.append(records([record3(3), "{\"id\":\n\"b\"}"]), page: 2, from: "")
    let lines = folder.read(StoreTests.file)?.split(separator: "\n") ?? []
    #expect(lines.count == 5)
    let originals = try open2(store).originals().map { String(decoding: $0, as: UTF8.self) }
    #expect(originals == [record3(1), pretty, record3(2), record3(3), "{\"id\":\n\"b\"}"])
  }

  /// The same store as somebody else sees it.
  func open2(_ store: SourceStore) throws -> SourceStore {
    try SourceStore(reading: store.name, in: folder.path)
  }

  @Test func nothingIsKeptTwice() throws {
    let store = try open()
    try begin(store)
    #expect(try store.append(records([record3(1), record3(1), record3(2)]), page: 1, from: "").new == 2)
    #expect(try store.append(records([record3(2)]), page: 2, from: "") == .init(new: 0, first: 0))
    try end(store)
    try begin(store)
    #expect(try store.append(records([record3(1)]), page: 1, from: "") == .init(new: 0, first: 1))
    #expect(try open2(store).keptCount == 2)
  }

  @Test func olderVersionsStay() throws {
    let store = try open()
    try begin(store)
    _ = try store.append(
      records([record2(1), record2(1, version: 1, updated: "2026-05-01T00:00:00Z", value: "10")]), page: 1,
      from: "")
    _ = try store.append(records([record3(2, id: "new", preceding: [uuid(1), "new"])]), page: 2, from: "")
    let history = try store.history(of: "NEW")
    #expect(history.map(\.id) == ["new", uuid(1), uuid(1)])
    #expect(history.map { $0.footprint?.version } == [0, 1, 0])
  }

  // MARK: Crashes

  @Test func aTailInFlightIsCutAndKeptAside() throws {
    var store: SourceStore? = try open()
    try begin(store!)
    _ = try store?.append(records([record3(1)]), page: 1, from: "")
    store = nil
    let whole = try #require(folder.read(StoreTests.file))
    folder.write(whole + record3(2) + "\n" + record3(3).prefix(100), to: StoreTests.file)
    let again = try open()
    #expect(again.findings.map(\.code) == [.tornTail, .interrupted])
    #expect(folder.read(StoreTests.file) == whole)
    #expect(folder.read(".genryu/sources/hikari/torn-1")?.hasPrefix(record3(2)) == true)
    try begin(again)
    #expect(try again.append(records([record3(1), record3(2)]), page: 1, from: "").new == 1)
  }

  @Test func aTornJournalIsCut() throws {
    var store: SourceStore? = try open()
    try begin(store!)
    _ = try store?.append(records([record3(1)]), page: 1, from: "")
    _ = try store?.append(records([record3(2)]), page: 2, from: "")
    store = nil
    let journal = try #require(folder.read(StoreTests.journal))
    for cut in 1..<40 {
      folder.write(String(journal.dropLast(cut)), to: StoreTests.journal)
      folder.write([record3(1), record3(2)].map { $0 + "\n" }.joined(), to: StoreTests.file)
      let again = try open()
      #expect(again.keptCount == 1 && again.findings.contains { $0.code == .tornTail }, "\(cut)")
    }
  }

  @Test func aFileThatWasCutIsFilledAgain() throws {
    var store: SourceStore? = try open()
    try begin(store!)
    _ = try store?.append(records((1...5).map { record3($0) }), page: 1, from: "")
    try end(store!)
    store = nil
    let whole = try #require(folder.read(StoreTests.file))
    folder.write(String(whole.prefix(whole.count / 2)), to: StoreTests.file)
    let again = try open()
    #expect(again.findings.map(\.code) == [.damagedStore] && again.summary.lastFull == nil)
    try begin(again)
    _ = try again.append(records((1...5).map { record3($0) }), page: 1, from: "")
    #expect(
      Set(folder.read(StoreTests.file)?.split(separator: "\n") ?? [])
        == Set((1...5).map { Substring(record3($0)) }))
    #expect(again.keptCount == 5)
    #expect(try open2(again).findings.contains { $0.code == .damagedStore } == false)
  }

  @Test func aDamagedLineOfTheJournalHarmsOnlyItself() throws {
    var store: SourceStore? = try open()
    try begin(store!)
    for page in 1...3 { _ = try store?.append(records([record3(page)]), page: page, from: "") }
    store = nil
    let journal = try #require(folder.read(StoreTests.journal)).split(separator: "\n")
    folder.write(([journal[0], "###"] + journal[2...]).map { $0 + "\n" }.joined(), to: StoreTests.journal)
    let again = try open()
    #expect(
      again.keptCount == 3
        && again.findings.contains(
          HostProblem(.damagedStore, folder.path + "/" + StoreTests.journal, count: 1))
    )
  }

  @Test func whatIsSomebodyElsesIsNotTouched() throws {
    folder.write("mine\n", to: StoreTests.file)
    let problem = #expect(throws: HostProblem.self) { try open() }
    #expect(problem?.code == .foreignFile && folder.read(StoreTests.file) == "mine\n")
  }

  @Test func oneWriterAtATime() throws {
    let store = try open()
    #expect(throws: HostProblem(.storeInUse, folder.path + "/.genryu/sources/hikari/lock")) { try open() }
    #expect(try open2(store).findings.isEmpty)
    #expect(try open("other").findings.isEmpty)
  }

  /// In a process of its own: a limit on the size of files stands for the full disk.
  @Test func aFullDiskLosesNothingThatWasAcknowledged() throws {
    let probe = try Probe(["full", folder.path])
    #expect(probe.output() == ["kept 1", "cannotWrite", "kept 1", "kept 3"])
    #expect(folder.read("footprints/full.received.ndjson")?.split(separator: "\n").count == 3)
  }

  // MARK: What changed

  @Test func newAndChangedAndDeprecated() throws {
    let store = try open()
    try begin(store)
    _ = try store.append(records([record3(1), record3(2), record3(3, value: "5")]), page: 1, from: "")
    try end(store)
    #expect(store.state.changes.allSatisfy { $0.kind == .new } && store.state.changeCount == 3)
    try begin(store)
    _ = try store.append(
      records([
        record3(1), record3(2, status: "Deprecated"),
        record3(9, value: "4", share: "50", preceding: [uuid(3)]),
      ]), page: 1, from: "")
    try end(store)
    let changes = store.state.changes
    #expect(changes.map(\.kind) == [.changed, .deprecated, .unlisted])
    #expect(
      changes[0].before == 5 && changes[0].after == 4 && changes[0].shareBefore == 40
        && changes[0].shareAfter == 50)
    #expect(changes[0].companyName == "光化学" && changes[2].id == uuid(3))
    #expect(try open2(store).state.changes.prefix(2) == changes.prefix(2))
  }

  @Test func whatIsNotListedIsMarkedAndComesBack() throws {
    let store = try open()
    try begin(store)
    _ = try store.append(records([record3(1), record3(2)]), page: 1, from: "")
    try end(store)
    try begin(store)
    _ = try store.append(records([record3(1)]), page: 1, from: "")
    try end(store)
    #expect(store.summary.unlisted == [uuid(2)] && store.keptCount == 2)
    try begin(store)
    _ = try store.append(records([record3(1)]), page: 1, from: "")
    try end(store, isFull: false)
    #expect(try open2(store).state.unlisted == 1)
    try begin(store)
    _ = try store.append(records([record3(2)]), page: 1, from: "")
    try end(store)
    #expect(store.summary.unlisted == [uuid(1)])
  }

  @Test func fractionsAreSharesToo() throws {
    let store = try open()
    try begin(store)
    _ = try store.append(records([record3(1, share: "0.25")]), page: 1, from: "")
    #expect(store.state.changes.first?.shareAfter == 25)
  }

  @Test func theLoaderReadsWhatWasReceived() throws {
    let store = try open()
    try begin(store)
    _ = try store.append(records((1...20).map { record3($0) }), page: 1, from: "")
    try end(store)
    let graph = try readDataset([folder.path], asOf: noon).build()
    #expect(graph.count == 20 && graph.files.map(\.name) == ["footprints/hikari.received.ndjson"])
  }

  @Test func thoseWithAStoreAreFound() throws {
    #expect(SourceStore.names(in: folder.path).isEmpty)
    _ = try open("b")
    try begin(try open("a"))
    #expect(SourceStore.names(in: folder.path) == ["a", "b"])
  }
}
