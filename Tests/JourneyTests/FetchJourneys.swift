import Foundation
import Synchronization
import TestSupport
import Testing

@testable import genryu

/// `genryu fetch` on a terminal: the question for a secret, and being stopped.
@Suite struct FetchJourneys {
  static func setAccess(_ path: String, _ seconds: Int) throws {
    var status = stat()
    try #require(stat(path, &status) == 0)
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), status.st_mtim]
    try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
  }

  static func access(_ path: String) throws -> Int {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return status.st_atim.tv_sec
  }

  private func start(_ base: String, _ folder: TemporaryFolder, _ options: [String] = []) throws
    -> PseudoTerminal
  {
    let memory = try TemporaryFolder()
    return try PseudoTerminal(
      [builtProduct("genryu"), "fetch", base, "--into", folder.path, "--client-id", "aoba"] + options,
      environment: ["XDG_CONFIG_HOME": .some(memory.path)], size: .init(columns: 100, rows: 30))
  }

  private func everything(_ folder: TemporaryFolder) -> String {
    folder.contents.values.map { String(decoding: $0, as: UTF8.self) }.joined()
  }

  @Test(arguments: ["en", "ja"]) func aSecretIsTypedWithoutBeingSeen(_ language: String) throws {
    let good = GoodHost(records: [SourcesJourneys.record(1, value: "7")])
    let host = try TestHost(good.handler)
    let folder = try TemporaryFolder()
    let terminal = try start(host.base, folder, ["--lang", language])
    try terminal.wait(for: "aoba", timeout: 20)
    terminal.settle()
    #expect(terminal.ttySettings?.echoes == false)
    terminal.send(good.secret + "\n")
    #expect(terminal.exitStatus(timeout: 20) == .exited(0))
    let output = String(decoding: terminal.output, as: UTF8.self)
    #expect(!output.contains(good.secret) && !output.contains("s3cret") && !output.contains(good.token))
    #expect(terminal.ttySettings == .ordinary)
    #expect(folder.read("footprints/127.0.0.1-\(host.port).received.ndjson") == good.records[0] + "\n")
    #expect(!everything(folder).contains(good.secret) && !everything(folder).contains(good.token))
  }

  @Test func aWrongSecretIsNotToldEither() throws {
    let host = try TestHost(GoodHost(records: []).handler)
    let folder = try TemporaryFolder()
    let terminal = try start(host.base, folder, ["--lang", "en"])
    try terminal.wait(for: "Secret of aoba", timeout: 20)
    terminal.settle()
    terminal.send("wr0ng-secret\n")
    #expect(terminal.exitStatus(timeout: 20) == .exited(77))
    #expect(!String(decoding: terminal.output, as: UTF8.self).contains("wr0ng"))
    #expect(terminal.ttySettings == .ordinary && !everything(folder).contains("wr0ng"))
  }

  /// Whoever changes his mind at the question has a terminal that shows what he types.
  @Test func stoppedAtTheQuestion() throws {
    let host = try TestHost(GoodHost(records: []).handler)
    let terminal = try start(host.base, try TemporaryFolder(), ["--lang", "en"])
    try terminal.wait(for: "Secret of aoba", timeout: 20)
    terminal.settle()
    terminal.send("half")
    terminal.send(.control("c"))
    #expect(terminal.exitStatus(timeout: 20) == .signalled(Int(SIGINT)))
    #expect(terminal.ttySettings == .ordinary)
    #expect(host.requests.isEmpty && !String(decoding: terminal.output, as: UTF8.self).contains("half"))
  }

  /// Ctrl-C keeps what was acknowledged, says so, and the next fetch goes on from there.
  @Test func stoppedWhilePagesCome() throws {
    let good = GoodHost(records: (1...9).map { SourcesJourneys.record($0, value: "\($0)") }, pageSize: 1)
    let isStuck = Atomic<Bool>(true)
    let offsets = Mutex<[String]>([])
    let host = try TestHost { request in
      if request.path == "/3/footprints" { offsets.withLock { $0.append(request["offset"] ?? "0") } }
      if request["offset"] == "5", isStuck.load(ordering: .relaxed) { return [.pause(milliseconds: 30_000)] }
      return good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    let folder = try TemporaryFolder()
    let variable = "GENRYU_SECRET_127_0_0_1_\(host.port)"
    func fetch() throws -> PseudoTerminal {
      try PseudoTerminal(
        [
          builtProduct("genryu"), "fetch", host.base, "--into", folder.path, "--client-id", "aoba", "--lang",
          "en",
        ],
        environment: [variable: .some(good.secret), "XDG_CONFIG_HOME": .some(folder.path)],
        size: .init(columns: 100, rows: 30))
    }
    let stopped = try fetch()
    try stopped.wait("for the fifth page", timeout: 20) { _ in offsets.withLock { $0.contains("5") } }
    stopped.send(.control("c"))
    #expect(stopped.exitStatus(timeout: 20) == .exited(69))
    #expect(stopped.ttySettings == .ordinary)
    #expect(stopped.screen().contains { $0.contains("Stopped") || $0.contains("stopp") })
    let file = "footprints/127.0.0.1-\(host.port).received.ndjson"
    #expect(folder.read(file)?.split(separator: "\n").map(String.init) == Array(good.records.prefix(5)))
    isStuck.store(false, ordering: .relaxed)
    offsets.withLock { $0 = [] }
    let second = try fetch()
    #expect(second.exitStatus(timeout: 20) == .exited(0))
    #expect(offsets.withLock { $0 } == ["4", "5", "6", "7", "8"])
    #expect(folder.read(file)?.split(separator: "\n").map(String.init) == good.records)
  }
}
