import Foundation
import Synchronization
import TestSupport
import Testing

@testable import genryu

/// `genryu serve` as a program: its first line, an answer, its end.
@Suite struct ServeTests {
  @Test(arguments: [SIGTERM, SIGINT]) func servesUntilItIsStopped(signal: Int32) throws {
    let server = try Server([Files.sample("ev-battery-pack"), "--port", "0"])
    let first = try server.line(0)
    #expect(first.hasPrefix("listening on http://127.0.0.1:"))
    let address = try #require(first.split(separator: " ").last.map(String.init))
    #expect(Int(address.split(separator: ":").last ?? "") ?? 0 > 0)
    let reply = try curl(address + "/3/footprints")
    #expect(reply.hasPrefix("HTTP/1.1 401") && reply.contains("\"code\":\"BadRequest\""))
    let token = try token(address, secret: Server.secret)
    let list = try curl(address + "/3/footprints?limit=2", ["Authorization": "Bearer \(token)"])
    #expect(list.hasPrefix("HTTP/1.1 200") && list.contains("Hoshinagi Mobility Power"))
    #expect(list.contains("Link: <\(address)/3/footprints?limit=2&offset=2>; rel=\"next\""))
    let old = try curl(address + "/2/footprints", ["Authorization": "Bearer \(token)"])
    #expect(old.contains("\"declaredUnit\":\"kilogram\""))
    #expect(server.stop(signal) == 0)
    #expect(server.output.split(separator: "\n").count == 1)
    #expect(!server.errors.contains(Server.secret) && !server.errors.contains(token))
    #expect(server.errors.contains("event=request method=GET path=/3/footprints status=200"))
  }

  @Test func rehearsalsMakeUpTheirSecret() throws {
    let server = try Server([Files.sample("ev-battery-pack"), "--port", "0", "--lang", "ja"], secret: nil)
    let address = try #require(try server.line(0).split(separator: " ").last.map(String.init))
    #expect(server.errors.contains("このリハーサル"))
    let line = try #require(
      server.errors.split(separator: "\n").first { $0.contains("export GENRYU_SECRET=") })
    let secret = String(line.split(separator: "=").last ?? "")
    #expect(secret.count == 32 && !server.output.contains(secret))
    #expect(try !token(address, secret: secret).isEmpty)
    #expect(server.stop(SIGTERM) == 0)
  }

  @Test func suppliersHaveHostsOfTheirOwn() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/endpoints.toml"
    let server = try Server([
      Files.sample("ev-battery-pack"), "--port", "0", "--suppliers", "--endpoints", file,
    ])
    let own = try server.line(0)
    #expect(own.hasPrefix("listening on http://127.0.0.1:") && own.split(separator: " ").count == 3)
    #expect(try server.line(1) == own + "  Hoshinagi Mobility Power")
    let kumosaki = try #require(
      try server.lines(atLeast: 50).first { $0.hasSuffix("  Kumosaki Cell Works") })
    let address = try #require(kumosaki.split(separator: " ").dropFirst(2).first.map(String.init))
    let token = try token(address, secret: Server.secret)
    let list = try curl(address + "/2/footprints", ["Authorization": "Bearer \(token)"])
    #expect(list.contains("865ee476-62d0-456b-bbcc-b0b02a705c08") && !list.contains("Byeolgaram"))
    let endpoints = try #require(folder.read("endpoints.toml"))
    #expect(endpoints.contains("[endpoints.\"Kumosaki Cell Works\"]\nurl = \"\(address)\"\n"))
    #expect(!endpoints.contains(Server.secret) && endpoints.contains("secret_env = \"GENRYU_TEST_SECRET\""))
    #expect(server.stop(SIGTERM) == 0)
  }

  @Test func selfSignedCertificatesAreWrittenForClients() throws {
    let folder = try TemporaryFolder()
    let server = try Server([
      Files.sample("ev-battery-pack"), "--port", "0", "--tls-self-signed", folder.path + "/ca.pem",
    ])
    #expect(try server.line(0).hasPrefix("listening on https://127.0.0.1:"))
    #expect(folder.read("ca.pem")?.hasPrefix("-----BEGIN CERTIFICATE-----") == true)
    #expect(folder.read("ca.pem")?.contains("PRIVATE") == false)
    #expect(server.stop(SIGTERM) == 0)
  }

  // MARK: What is refused

  @Test(
    arguments: [
      (["--host", "0.0.0.0"], 64, "without TLS"), (["--trust", "http://example.com"], 64, "no origin"),
      (["--trust", "https://example.com"], 64, "credentials of yours"),
      (["--tls-cert", "x"], 64, "go together"),
      (["--company", "Nobody"], 65, "no company called Nobody"), (["--endpoints", "x"], 64, "--suppliers"),
      (["--tls-cert", "/nonexistent", "--tls-key", "/nonexistent"], 65, "certificate"),
      (["--secret-env", "GENRYU_NOT_SET"], 77, "GENRYU_NOT_SET"),
      (["--secret-file", "/nonexistent"], 77, "no secret"),
      (["--suppliers", "--host", "0.0.0.0"], 64, "without TLS"), (["--client-id", "a:b"], 64, "colon"),
      (["--tls-self-signed", "/dev/null/ca.pem"], 74, "cannot be written"),
    ] as [([String], Int32, String)])
  func badSettingsAreRefused(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let secret = arguments.contains { $0.hasPrefix("--secret") } ? nil : Server.secret
    let server = try Server([Files.sample("ev-battery-pack"), "--port", "0"] + arguments, secret: secret)
    #expect(server.wait() == status)
    #expect(server.errors.contains(message) && server.output.isEmpty)
  }

  @Test func takenPortIsSaid() throws {
    let first = try Server([Files.sample("ev-battery-pack"), "--port", "0"])
    let port = try #require(try first.line(0).split(separator: ":").last.map(String.init))
    let second = try Server([Files.sample("ev-battery-pack"), "--port", port])
    #expect(
      second.wait() == 69
        && second.errors.contains("Cannot listen at 127.0.0.1:\(port): Address already in use"))
    #expect(first.stop(SIGTERM) == 0)
  }

  /// Nothing is made up: tables without the statements that a footprint needs are not served, and it is said how.
  @Test func tablesAloneAreNotEnough() throws {
    let folder = try TemporaryFolder([
      "products.csv": "id,name,supplier,unit,direct_kgco2e\nA,Arm,a,kg,1\n"
    ])
    let server = try Server([folder.path, "--port", "0"])
    #expect(server.wait() == 65)
    #expect(
      server.errors.contains("nothing to serve of a") && server.errors.contains("reference_period_start"))
    try folder.write("company = 3\n", to: "genryu.toml")
    let broken = try Server([folder.path, "--port", "0"])
    #expect(broken.wait() == 65 && broken.errors.contains("company must be a text"))
  }

  @Test func secretsMustBeKept() throws {
    let folder = try TemporaryFolder(["secret": "s3cret\n"])
    let file = folder.path + "/secret"
    chmod(file, 0o644)
    let open = try Server(
      [Files.sample("ev-battery-pack"), "--port", "0", "--secret-file", file], secret: nil)
    #expect(open.wait() == 77 && open.errors.contains("chmod 600 \(file)"))
    chmod(file, 0o600)
    let kept = try Server(
      [Files.sample("ev-battery-pack"), "--port", "0", "--secret-file", file], secret: nil)
    let address = try #require(try kept.line(0).split(separator: " ").last.map(String.init))
    #expect(try !token(address, secret: "s3cret").isEmpty)
    #expect(kept.stop(SIGTERM) == 0)
  }

  // MARK: With the client

  /// What a rehearsal serves is what a fetch with its endpoints file keeps, host by host, and a second fetch finds
  /// nothing new.
  @Test func aFetchKeepsWhatARehearsalServes() throws {
    let (settings, data) = (try TemporaryFolder(), try TemporaryFolder())
    let server = try Server([
      Files.sample("ev-battery-pack"), "--port", "0", "--suppliers", "--endpoints",
      settings.path + "/genryu/endpoints.toml",
    ])
    _ = try server.lines(atLeast: 50)
    let environment = ["XDG_CONFIG_HOME": settings.path]
    for (round, new) in [true, false].enumerated() {
      let fetch = try Finished(
        ["fetch", "--into", data.path, "--format", "csv", "--lang", "en"], environment)
      #expect(fetch.status == 0, "\(fetch.errors)")
      let rows = csvRecords(fetch.output)
      #expect(rows.count > 50 && rows.allSatisfy { ($0["new"] != "0") == new }, "round \(round)")
      #expect(rows.allSatisfy { $0["kept"] == $0["listed"] })
    }
    let totals = try run(Totals.self, [data.path, "--format", "csv", "--as-of", "2026-11-23"])
    #expect(
      totals.records.contains { $0["supplier"] == "Kumosaki Cell Works" || $0["supplier"] == "雲崎セルワークス" })
    #expect(data.contents.values.allSatisfy { !String(decoding: $0, as: UTF8.self).contains(Server.secret) })
    #expect(server.stop(SIGTERM) == 0)
  }

  /// A question goes to the supplier's host, which answers to ours; the answer is kept beside our data, and known there.
  @Test(arguments: [true, false]) func anAnswerToAQuestionIsKept(_ isInFile: Bool) throws {
    let (settings, data) = (try TemporaryFolder(), try TemporaryFolder(CommandTests.bothHalves))
    try data.write(try #require(ServeTests.statement), to: "genryu.toml")
    let ours = try Server([data.path, "--port", "0", "--company", "a"])
    let address = try #require(try ours.line(0).split(separator: " ").last.map(String.init))
    let supplier = try TemporaryFolder(copyOf: "ev-battery-pack")
    let before = supplier.contents
    let theirs = try Server([supplier.path, "--port", "0", "--all", "--trust", address])
    let host = try #require(try theirs.line(0).split(separator: " ").last.map(String.init))
    try settings.write(
      "[endpoints.battery]\nurl = \"\(host)\"\nclient_id = \"genryu\"\nsecret_env = \"GENRYU_TEST_SECRET\"\n",
      to: "genryu/endpoints.toml")
    let asked = ["ask", data.path, "--product", "B", "--host", "battery", "--lang", "en"]
    let products = try #require(data.read("products.csv"))
    try data.write(
      products.replacing("direct_kgco2e\n", with: "direct_kgco2e,product_ids\n")
        .replacing("A,Arm,a,kg,1", with: "A,Arm,a,kg,1,")
        .replacing(
          "B,Beam,b,kg,2", with: "B,Beam,b,kg,2,urn:pact:kumosaki.example.jp:product-id:cell-jp"),
      to: "products.csv")
    // A host that trusts few wants to know where its answer goes.
    let unknown = try Finished(asked, ["XDG_CONFIG_HOME": settings.path])
    #expect(unknown.status == 77 && unknown.errors.contains("return_address"))
    let entry = try #require(settings.read("genryu/endpoints.toml"))
    try settings.write(
      isInFile ? "return_address = \"\(address)\"\n" + entry : entry, to: "genryu/endpoints.toml")
    let ask = try Finished(
      asked + (isInFile ? [] : ["--source", address]), ["XDG_CONFIG_HOME": settings.path])
    #expect(ask.status == 0, "\(ask.errors)")
    try ours.waitForErrors("event=answer-kept")
    #expect(data.contents.contains { $0.key.contains("battery") && !$0.value.isEmpty })
    let totals = try run(Totals.self, [data.path, "--format", "csv", "--as-of", "2026-11-23"])
    #expect(totals.records.first { $0["id"] == "B" }?["total_kgco2e"] != "2")
    #expect(ours.stop(SIGTERM) == 0 && theirs.stop(SIGTERM) == 0)
    #expect(supplier.contents == before)
  }

  /// What the sample states about figures that only tables hold.
  private static let statement = try? String(
    contentsOfFile: Files.sample("ev-battery-pack") + "/genryu.toml", encoding: .utf8)

  private func token(_ address: String, secret: String) throws -> String {
    let pair = Data("genryu:\(secret)".utf8).base64EncodedString()
    let reply = try curl(
      address + "/auth/token", ["Authorization": "Basic \(pair)"], "grant_type=client_credentials")
    let rest = try #require(reply.components(separatedBy: "\"access_token\":\"").dropFirst().first)
    return rest.components(separatedBy: "\"").first ?? ""
  }
}

struct TookTooLong: Error {}

/// The program run to its end, with the secret of the servers in its environment.
private struct Finished {
  let status: Int32
  let output: String
  let errors: String

  init(_ arguments: [String], _ environment: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: builtProduct("genryu"))
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      .merging(["GENRYU_TEST_SECRET": Server.secret]) { $1 }
    let (out, err, transcript) = (Pipe(), Pipe(), Transcript())
    (process.standardOutput, process.standardError, process.standardInput) = (out, err, FileHandle.nullDevice)
    out.fileHandleForReading.readabilityHandler = { handle in
      transcript.add(output: String(decoding: handle.availableData, as: UTF8.self))
    }
    err.fileHandleForReading.readabilityHandler = { handle in
      transcript.add(errors: String(decoding: handle.availableData, as: UTF8.self))
    }
    try process.run()
    for _ in 0..<6000 where process.isRunning { usleep(10_000) }
    guard !process.isRunning else {
      kill(process.processIdentifier, SIGKILL)
      throw TookTooLong()
    }
    usleep(100_000)
    status = process.terminationStatus
    (output, errors) = transcript.texts
  }
}

/// What a program printed so far.
private final class Transcript: Sendable {
  private let kept = Mutex<(output: String, errors: String)>(("", ""))

  var texts: (output: String, errors: String) { kept.withLock { $0 } }

  func add(output: String = "", errors: String = "") {
    kept.withLock {
      $0.output += output
      $0.errors += errors
    }
  }
}

/// The program serving, its output as it comes.
private final class Server {
  static let secret = "test-secret-91"

  private let process = Process()
  private let out = Pipe()
  private let err = Pipe()
  private let transcript = Transcript()

  /// `secret` is handed over in the environment; nil for none.
  init(_ arguments: [String], secret: String? = Server.secret) throws {
    process.executableURL = URL(fileURLWithPath: builtProduct("genryu"))
    let hasLanguage = arguments.contains("--lang")
    process.arguments =
      ["serve"] + arguments + (hasLanguage ? [] : ["--lang", "en"])
      + (secret == nil ? [] : ["--secret-env", "GENRYU_TEST_SECRET"])
    var environment = ProcessInfo.processInfo.environment
    environment["GENRYU_TEST_SECRET"] = secret
    process.environment = environment
    process.standardOutput = out
    process.standardError = err
    out.fileHandleForReading.readabilityHandler = { [transcript] handle in
      transcript.add(output: String(decoding: handle.availableData, as: UTF8.self))
    }
    err.fileHandleForReading.readabilityHandler = { [transcript] handle in
      transcript.add(errors: String(decoding: handle.availableData, as: UTF8.self))
    }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var output: String { transcript.texts.output }
  var errors: String { transcript.texts.errors }

  func line(_ number: Int) throws -> String { try lines(atLeast: number + 1)[number] }

  /// Whole lines of the output, when there are enough of them.
  func lines(atLeast count: Int) throws -> [String] {
    for _ in 0..<2000 {
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
      if lines.count >= count { return lines }
      if !process.isRunning, lines.count < count { break }
      usleep(10_000)
    }
    Issue.record("no line: \(output) \(errors)")
    throw TookTooLong()
  }

  func waitForErrors(_ text: String) throws {
    for _ in 0..<2000 {
      if errors.contains(text) { return }
      usleep(10_000)
    }
    Issue.record("no “\(text)”: \(errors)")
    throw TookTooLong()
  }

  func stop(_ signal: Int32) -> Int32 {
    kill(process.processIdentifier, signal)
    return wait()
  }

  /// The exit status; −1 when the program does not end within twenty seconds.
  func wait() -> Int32 {
    for _ in 0..<2000 where process.isRunning { usleep(10_000) }
    guard !process.isRunning else { return -1 }
    usleep(50_000)
    return process.terminationReason == .exit ? process.terminationStatus : -2
  }
}

/// The whole answer to one request over plain HTTP, head and body, within twenty seconds.
private func curl(_ url: String, _ headers: [String: String] = [:], _ form: String? = nil) throws -> String {
  let parts = url.dropFirst("http://".count).split(separator: "/", maxSplits: 1)
  let authority = parts[0].split(separator: ":")
  let port = try #require(UInt16(authority.last ?? ""))
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var limit = timeval(tv_sec: 20, tv_usec: 0)
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  let outcome = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard outcome == 0 else { throw TookTooLong() }
  var lines = [
    "\(form == nil ? "GET" : "POST") /\(parts.count > 1 ? parts[1] : "") HTTP/1.1", "Host: \(parts[0])",
    "Connection: close",
  ]
  lines += headers.map { "\($0.key): \($0.value)" }
  if let form { lines.append("Content-Length: \(form.utf8.count)") }
  let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (form ?? "")).utf8)
  _ = request.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  var all: [UInt8] = []
  var bytes = [UInt8](repeating: 0, count: 65_536)
  while case let count = recv(descriptor, &bytes, bytes.count, 0), count > 0 { all += bytes.prefix(count) }
  return String(decoding: all, as: UTF8.self)
}
