import Foundation
import Synchronization
import TestSupport
import Testing

@testable import genryu

/// Nothing that is secret is found in anything that is printed, shown, sent elsewhere or left behind: searched for byte
/// by byte, with hosts that do what they can to have it written down.
@Suite struct LeakTests {
  /// With characters that other texts write in other ways; the words in them stay as they are in all of them.
  static let (secret, token) = (#"s+/"CanaryOfTheSecret\"#, "t+/CanaryOfTheToken=")

  /// What to search for; the basic credentials also without their ends.
  static let needles =
    ["CanaryOfThe"]
    + [Data("aoba:\(secret)".utf8).base64EncodedString().dropLast(6)]
    .flatMap { [String($0), String($0.dropFirst(4))] }

  private static func isClean(_ bytes: some Sequence<UInt8>) -> Bool {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    return needles.allSatisfy { !text.contains($0) }
  }

  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  private static let record = SourcesJourneys.record(1, value: "7")

  /// What a host answers to the question for its list, given the token; `THIEF` is another host.
  static let bad: [(name: String, answer: @Sendable (_ token: String, _ thief: String) -> [TestHost.Step])] =
    [
      (
        "unknown-token",
        { token, _ in failure(401, token, [("WWW-Authenticate", "Bearer error=\"\(token)\"")]) }
      ),
      ("denied", { token, _ in failure(403, token) }),
      ("refused", { token, _ in failure(400, token, [("Location", "/\(token)")]) }),
      ("failing", { token, _ in failure(500, token, [("Retry-After", "0")]) }),
      ("busy", { token, _ in failure(429, token, [("Retry-After", "9999")]) }),
      ("web-page", { token, _ in TestHost.Step.answer("<html>\(token)</html>", type: "text/html") }),
      ("broken", { token, _ in TestHost.Step.answer("{\"data\":[\"\(token)\", \(token)]}") }),
      (
        "redirect",
        { token, thief in failure(302, token, [("Location", "\(thief)/3/footprints?t=\(token)")]) }
      ),
      ("redirect-in", { token, _ in failure(302, token, [("Location", "ftp://\(token)/")]) }),
      (
        "foreign-link",
        { token, thief in
          TestHost.Step.answer(
            "{\"data\":[\(record)]}", headers: [("Link", "<\(thief)/\(token)?t=\(token)>; rel=\"next\"")])
        }
      ),
      (
        "echoing-link",
        { token, _ in
          TestHost.Step.answer(
            "{\"data\":[\(record)]}",
            headers: [
              ("Link", "</3/footprints?t=\(token.replacing("+", with: "%2B"))>; rel=\"next\"")
            ])
        }
      ),
      (
        "echoing-records",
        { token, _ in
          let echo = record.replacing("\"Salt\"", with: "\"Salt \(token.replacing("/", with: "\\/"))\"")
          return TestHost.Step.answer("{\"data\":[\(record),\(echo),{\"x\":\"\(token)\"},\"\(token)\"]}")
        }
      ),
    ]

  private static func failure(_ status: Int, _ token: String, _ headers: [(String, String)] = [])
    -> [TestHost.Step]
  {
    TestHost.Step.answer(
      "{\"code\":\"\(token)\",\"message\":\"\(token)\",\"error_description\":\"\(token)\"}", status: status,
      headers: headers)
  }

  private static func host(
    _ thief: TestHost, _ answer: @escaping @Sendable (_ token: String, _ thief: String) -> [TestHost.Step]
  ) throws -> TestHost {
    var good = GoodHost(records: [])
    (good.secret, good.token) = (secret, token)
    let (known, thief) = (good, thief.base)
    return try TestHost { request in
      if request.path.hasSuffix("/token") || request.path.hasPrefix("/.well-known") {
        return known.answer(request) ?? TestHost.Step.answer("", status: 404)
      }
      return answer(token, thief)
    }
  }

  /// Refuses the credentials and says which.
  private static func refusing() throws -> TestHost {
    try TestHost { request in
      let given = request.headers["authorization"] ?? ""
      return failure(401, "\(given) \(quoted(secret))")
    }
  }

  private func run(_ words: [String], in folder: TemporaryFolder, _ environment: [String: String?]) throws
    -> PseudoTerminal
  {
    try PseudoTerminal(
      ["/bin/sh", "-c", "cd \"$0\" && ulimit -c unlimited; exec \"$@\"", folder.path, builtProduct("genryu")]
        + words, environment: environment, size: .init(columns: 120, rows: 30))
  }

  @Test func nothingSecretIsLeftAnywhere() throws {
    let thief = try TestHost { _ in TestHost.Step.answer("{\"data\":[]}") }
    var hosts: [(name: String, host: TestHost)] = [("refusing", try Self.refusing())]
    for (name, answer) in Self.bad { hosts.append((name, try Self.host(thief, answer))) }
    let folder = try TemporaryFolder([
      "products.csv": "id,name,supplier,unit,direct_kgco2e\nA,Arm,a,kg,1\nSALT,Salt,Hikari,kg,3\n",
      "links.csv": "product_id,component_id,amount\nA,SALT,2\n",
      "genryu.toml": hosts.map { name, host in
        "[endpoints.\(name)]\nurl = \"\(host.base)\"\nclient_id = \"aoba\"\nsecret_env = \"GENRYU_LEAK\"\n"
      }.joined(),
    ])
    // Everything that the program may write to, beside the dataset.
    let around = try TemporaryFolder()
    var environment: [String: String?] = ["GENRYU_LEAK": .some(Self.secret)]
    for name in ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
      environment[name] = .some(around.path)
    }
    var printed: [(what: String, bytes: [UInt8])] = []
    let commands =
      [["text"], ["json"], ["csv", "--changes", "--full"]].map {
        ["fetch", "--into", ".", "--format"] + $0
      } + [["sources", "."], ["sources", ".", "--changes", "--format", "json"], ["check", "."]]
      + hosts.map { ["ask", ".", "--product", "SALT", "--host", $0.name] }
    for command in commands {
      let terminal = try run(command, in: folder, environment)
      let status = terminal.exitStatus(timeout: 60)
      #expect(status != .exited(0) || command[0] != "fetch", "\(command)")
      printed.append(("\(command)", terminal.output))
    }
    // Every host was reached, and each said its word.
    for (name, _) in hosts {
      #expect(String(decoding: printed[1].bytes, as: UTF8.self).contains("\"\(name)\""), "\(name)")
    }
    let dashboard = try run([".", "--lang", "ja"], in: folder, environment)
    try dashboard.wait(for: "Arm", timeout: 20)
    for key in "OA" { dashboard.send(String(key)) }
    try dashboard.wait(for: "失敗", timeout: 20)
    for _ in hosts {
      for key in ["\r", "\u{1B}", "j"] {
        dashboard.send(key)
        dashboard.settle()
      }
    }
    dashboard.send("!q")
    dashboard.send("q")
    _ = dashboard.exitStatus(timeout: 20)
    printed.append(("dashboard", dashboard.output))

    #expect(hosts.dropFirst().allSatisfy { $0.host.wasGiven("Bearer \(Self.token)") })
    #expect(thief.requests.isEmpty)
    for (what, bytes) in printed { #expect(Self.isClean(bytes), "\(what)") }
    for place in [folder, around] {
      #expect(!place.contents.keys.contains { $0.contains("core") })
      for (name, bytes) in place.contents {
        #expect(Self.isClean(bytes) && Self.isClean(name.utf8), "\(name)")
      }
    }
    // Something is kept, so that there was something to search.
    #expect(folder.read("footprints/echoing-records.received.ndjson") == Self.record + "\n")
  }

  /// A crash in the middle leaves no copy of the memory, whatever the shell allows.
  @Test func aCrashLeavesNoCore() throws {
    let isAsked = Atomic<Bool>(false)
    let thief = try TestHost { _ in [.hangUp] }
    let host = try Self.host(thief) { _, _ in
      isAsked.store(true, ordering: .relaxed)
      return [.pause(milliseconds: 20_000)]
    }
    let folder = try TemporaryFolder()
    let terminal = try run(
      ["fetch", host.base, "--into", ".", "--client-id", "aoba", "--secret-env", "GENRYU_LEAK"], in: folder,
      [
        "GENRYU_LEAK": .some(Self.secret), "XDG_CONFIG_HOME": .some(folder.path),
        "SWIFT_BACKTRACE": "enable=no",
      ])
    try terminal.wait("for the question with the token", timeout: 20) { _ in isAsked.load(ordering: .relaxed)
    }
    let limits = try String(contentsOfFile: "/proc/\(terminal.process)/limits", encoding: .utf8)
    let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
    #expect(core.split(separator: " ").suffix(3) == ["0", "0", "bytes"])
    terminal.signal(SIGABRT)
    #expect(terminal.exitStatus(timeout: 30) == .signalled(Int(SIGABRT)))
    #expect(!folder.contents.keys.contains { $0.contains("core") })
    for (name, bytes) in folder.contents { #expect(Self.isClean(bytes), "\(name)") }
    #expect(Self.isClean(terminal.output))
  }
}

extension TestHost {
  fileprivate func wasGiven(_ authorisation: String) -> Bool {
    requests.contains { $0.headers["authorization"] == authorisation }
  }
}
