import Footprints
import Formats
import Foundation
import Testing

@testable import ExchangeHost

/// What is owed to others outlives the host.
@Suite struct OutboxTests {
  private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/genryu-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: path + "/owed")) ?? []).sorted()
    }
  }

  private func event(_ id: String, _ base: String = "https://a.example", text: String = "{\"id\":\"光\"}")
    -> OutgoingEvent
  {
    OutgoingEvent(id: id, version: .v2, base: base, kind: "published", bytes: Array(text.utf8))
  }

  @Test func whatIsKeptComesBack() throws {
    let folder = Folder()
    let outbox = Outbox(folder: folder.path + "/owed")
    #expect(outbox.owed().isEmpty && folder.names.isEmpty)
    try outbox.keep(event("b"), since: Timestamp(seconds: 200))
    try outbox.keep(event("a"), since: Timestamp(seconds: 300))
    let owed = outbox.owed()
    #expect(owed.map(\.event.id) == ["b", "a"] && owed.map(\.since.seconds) == [200, 300])
    #expect(owed.first?.event.bytes == event("b").bytes && owed.first?.event.version == .v2)
    #expect(owed.first?.event.url == "https://a.example/2/events")
    outbox.remove("b")
    #expect(outbox.owed().map(\.event.id) == ["a"])
    outbox.remove("a")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/owed"))
    #expect(FileManager.default.fileExists(atPath: folder.path))
  }

  /// A dataset in which nothing is owed looks as it did before.
  @Test func nothingIsLeftBehind() throws {
    let folder = Folder()
    let hidden = folder.path + "/.genryu"
    let outbox = Outbox(folder: hidden + "/owed")
    for keepsMore in [true, false] {
      try outbox.keep(event("a"), since: Timestamp(seconds: 1))
      if keepsMore { try Data().write(to: URL(fileURLWithPath: hidden + "/other")) }
      outbox.remove("a")
      #expect(FileManager.default.fileExists(atPath: hidden) == keepsMore)
      if keepsMore { try FileManager.default.removeItem(atPath: hidden) }
    }
  }

  /// Ids are not ours alone to choose: none leads out of the folder.
  @Test func namesStayInTheFolder() throws {
    let folder = Folder()
    let outbox = Outbox(folder: folder.path + "/owed")
    try outbox.keep(event("../../x"), since: Timestamp(seconds: 1))
    #expect(folder.names == ["------x.json"])
  }

  @Test func filesThatAreNoneAreLeftAlone() throws {
    let folder = Folder()
    let outbox = Outbox(folder: folder.path + "/owed")
    try outbox.keep(event("a"), since: Timestamp(seconds: 1))
    let owed = folder.path + "/owed"
    for (name, text) in [
      ("b.json", "{\"version\":"), ("c.json", "[]"), ("d.txt", "x"), ("e.json.7.tmp", "{}"),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: owed + "/" + name))
    }
    #expect(outbox.owed().map(\.event.id) == ["a"] && folder.names.count == 5)
  }

  @Test func aFolderThatCannotBeWrittenToIsSaid() {
    let outbox = Outbox(folder: "/dev/null/owed")
    #expect(throws: Outbox.Failure.self) { try outbox.keep(event("a"), since: Timestamp(seconds: 1)) }
  }

  // MARK: Hosts

  /// Asked while the one who asked cannot be reached, stopped, and started again.
  @Test func anAnswerIsDeliveredByTheNextRun() async throws {
    let (folder, news, lines) = (Folder(), News(), LogLines())
    let changes = { @Sendable (recipient: String) in
      Changes {
        $0.trusted = [WebOrigin(recipient)].compactMap { $0 }
        $0.callbackCredentials = secret
        $0.owedFolder = folder.path + "/owed"
      }
    }
    try await withHost(Catalogue([]), news: news) { recipient, _ in
      let product = try #require(HostTests.catalogue.shelf.offers.first?.terms.productIDs.first)
      // The port of the recipient, at an address where nobody listens.
      let away = recipient.replacingOccurrences(of: "127.0.0.1", with: "127.0.0.9")
      try await withClient(HostTests.catalogue, changes(away), log: lines.log) { client, token in
        let text =
          "{\"type\":\"\(EventType.requestCreated.name(.v3))\",\"specversion\":\"1.0\",\"id\":\"q-1\","
          + "\"source\":\"\(away)\",\"time\":\"2026-11-23T00:00:00Z\",\"data\":{\"productId\":[\"\(product)\"]}}"
        #expect(try await client.event(text, .v3, token: token).status == 200)
        _ = try await eventually { lines.all.contains { $0.contains("event=event-delayed") } ? true : nil }
      }
      #expect(lines.all.contains { $0.contains("event=event-waits") })
      #expect(folder.names.count == 1 && news.all.isEmpty)
      let kept = try String(contentsOfFile: folder.path + "/owed/" + folder.names[0], encoding: .utf8)
      #expect(!kept.contains(secret.secret))
      // It is reachable again: in the file, because the test cannot move a port.
      try kept.replacingOccurrences(of: "127.0.0.9", with: "127.0.0.1").write(
        toFile: folder.path + "/owed/" + folder.names[0], atomically: true, encoding: .utf8)
      try await withHost(HostTests.catalogue, changes(recipient), log: lines.log) { _, _ in
        let answer = try await news.first { $0.kind == "requestFulfilled" }
        guard case .fulfilled("q-1", _) = answer.content else {
          Issue.record("\(answer.content)")
          return
        }
        _ = try await eventually { folder.names.isEmpty ? true : nil }
      }
      try await withHost(HostTests.catalogue, changes(recipient)) { _, _ in }
    }
    #expect(news.all.count == 1)
  }

  /// Trust is asked for anew: who is no longer trusted gets nothing, and what is owed stays.
  @Test func whoIsNoLongerTrustedGetsNothing() async throws {
    let (folder, news, lines) = (Folder(), News(), LogLines())
    try await withHost(Catalogue([]), news: news) { recipient, _ in
      try Outbox(folder: folder.path + "/owed").keep(event("a", recipient), since: HostClock.now())
      try await withHost(
        Catalogue([]),
        Changes {
          $0.callbackCredentials = secret
          $0.owedFolder = folder.path + "/owed"
        }, log: lines.log
      ) { _, _ in }
    }
    #expect(lines.all.contains { $0.contains("event=event-untrusted") } && folder.names == ["a.json"])
    #expect(news.all.isEmpty)
  }

  @Test func whatIsOwedTooLongIsGivenUp() async throws {
    let (folder, lines) = (Folder(), LogLines())
    let outbox = Outbox(folder: folder.path + "/owed")
    try outbox.keep(event("a", "http://127.0.0.1:9"), since: Timestamp(seconds: 1000))
    var settings = Courier.Settings(credentials: secret)
    settings.outbox = outbox
    settings.now = { Timestamp(seconds: 1000 + 73 * 3600) }
    let courier = Courier(settings, log: lines.log)
    await courier.resume { _ in true }
    _ = try await eventually { folder.names.isEmpty ? true : nil }
    #expect(lines.all.contains { $0.contains("event=event-given-up") })
    await courier.stop()
  }
}
