import Dispatch
import Exchange
import Footprints
import Reports
import Synchronization
import TestSupport
import Testing

@testable import genryu

/// `genryu fetch` where no host is needed; those with hosts are in ExchangeTests.
@Suite struct FetchCommandTests {
  struct Result: Sendable {
    var status: Int32
    var output: String
    var errors: [String]
  }

  /// On a thread that may wait, as that of the program may and those of the tests may not.
  func fetch(_ arguments: [String]) async throws -> Result {
    try await withCheckedThrowingContinuation { done in
      DispatchQueue(label: "genryu.test.fetch").async {
        done.resume(with: Swift.Result { try FetchCommandTests.run(arguments) })
      }
    }
  }

  private static func run(_ arguments: [String]) throws -> Result {
    let errors = Mutex<[String]>([])
    var console = Console(output: MemorySink(), isTerminal: false) { line in
      errors.withLock { $0.append(line) }
    }
    let progress = FetchProgress(hosts: 1, language: .en, isTerminal: false) { _ in }
    var clock = ExchangeClock.system
    clock.sleep = { _ in await Task.yield() }
    let status = try Fetch.parse(arguments + ["--lang", "en"]).perform(
      on: &console, clock: clock, progress: progress)
    return Result(
      status: status.rawValue, output: (console.output as? MemorySink)?.text ?? "",
      errors: errors.withLock { $0 })
  }

  @Test func addressesThatAreNone() async throws {
    let folder = try TemporaryFolder()
    for address in ["http://hikari.example", "ftp://x", "https://a@b"] {
      let result = try await fetch([address, "--into", folder.path])
      #expect(result.status == 64 && result.output.isEmpty && result.errors.count == 1)
    }
    #expect(folder.contents.isEmpty)
  }

  @Test func unknownNamesAreAnsweredWithNearOnes() async throws {
    let folder = try TemporaryFolder([
      "genryu.toml": "[endpoints.hikari]\nurl = \"https://pact.hikari.example\"\n"
    ])
    let result = try await fetch(["hikarri", "--into", folder.path])
    #expect(result.status == 64 && result.errors.last == "  Did you mean: hikari")
  }

  @Test func settingsThatAreWrongSayWhere() async throws {
    let folder = try TemporaryFolder([
      "genryu.toml": "[endpoints.x]\nurl = \"https://a\"\nsecret = \"open\"\n"
    ])
    let result = try await fetch(["x", "--into", folder.path])
    #expect(result.status == 65 && result.errors.first?.contains("genryu.toml, [endpoints.x]") == true)
    #expect(!result.errors.joined().contains("open\""))
  }

  @Test func aSecretThatIsNotThere() async throws {
    let folder = try TemporaryFolder()
    let result = try await fetch([
      "http://127.0.0.1:9", "--client-id", "me", "--secret-env", "GENRYU_NOT_SET", "--into", folder.path,
      "--format", "json",
    ])
    #expect(result.status == 77 && result.output.contains("\"state\": \"failed\""))
    #expect(result.errors.first?.contains("GENRYU_NOT_SET") == true)
  }

  @Test func aSecretFileThatOthersMayRead() async throws {
    let folder = try TemporaryFolder(["secret": "very-secret-text"])
    let result = try await fetch([
      "http://127.0.0.1:9", "--client-id", "me", "--secret-file", folder.path + "/secret", "--into",
      folder.path,
    ])
    #expect(result.status == 77 && result.output.contains("chmod 600"))
    #expect(!(result.output + result.errors.joined()).contains("very-secret"))
  }

  @Test func aHostThatIsNotThere() async throws {
    let folder = try TemporaryFolder()
    let result = try await fetch(["https://localhost:1", "--into", folder.path, "--format", "csv"])
    #expect(result.status == 69)
    #expect(csvRecords(result.output).first?["problem"]?.contains("cannot be reached") == true)
  }

  @Test func sourcesAreTellableWithoutAskingThem() throws {
    let folder = try TemporaryFolder([
      "genryu.toml": "[endpoints.hikari]\nurl = \"https://pact.hikari.example/3\"\n"
    ])
    let before = folder.contents
    var console = Console(output: MemorySink(), isTerminal: false) { _ in }
    let status = try Sources.parse([folder.path, "--format", "csv"]).perform(on: &console)
    let record = csvRecords((console.output as? MemorySink)?.text ?? "").first
    #expect(status == .done && record?["host"] == "hikari" && record?["kept"] == "0")
    #expect(record?["address"] == "https://pact.hikari.example" && folder.contents == before)
  }

  /// Nothing that is printed under a mask tells whose figures they are.
  @Test(arguments: ["text", "csv", "json", "md"]) func maskedNamesAreLetters(_ format: String) async throws {
    let good = GoodHost(records: [SourcesJourneys.record(1, value: "7")])
    let host = try TestHost { request in
      var request = request
      request.headers["authorization"] = "Bearer \(good.token)"
      return good.answer(request) ?? TestHost.Step.answer("", status: 404)
    }
    let folder = try TemporaryFolder([
      "products.csv": "id,name,supplier,unit,direct_kgco2e\nA,Arm,Aoba,kg,1\nSALT,Salt,Hikari,kg,3\n",
      "links.csv": "product_id,component_id,amount\nA,SALT,2\n",
      "genryu.toml":
        "[endpoints.hikari]\nurl = \"\(host.base)\"\n[endpoints.zen]\nurl = \"http://127.0.0.1:9\"\n",
    ])
    let fetched = try await fetch(["--into", folder.path, "--mask", "--format", format])
    var printed = [fetched.output + fetched.errors.joined()]
    for more in [[], ["--changes"]] {
      var console = Console(output: MemorySink(), isTerminal: false) { _ in }
      _ = try Sources.parse([folder.path, "--mask", "--lang", "en", "--format", format] + more).perform(
        on: &console)
      printed.append((console.output as? MemorySink)?.text ?? "")
    }
    let changed = try await fetch([
      "hikari", "--into", folder.path, "--mask", "--changes", "--format", format,
    ])
    printed.append(changed.output + changed.errors.joined())
    for text in printed {
      for name in ["hikari", "zen", "127.0.0.1"] { #expect(!text.lowercased().contains(name), "\(text)") }
    }
    #expect(printed[0].contains("Host A") && printed[0].contains("Host B") && printed[1].contains("Host A"))
    // The letter that the other tables of the dataset have.
    let rows = try totals(["--mask", "--format", "csv", "--lang", "en", folder.path])
    let letter = try #require(rows.first { $0["id"] == "SALT" }?["supplier"])
    #expect(letter.hasPrefix("Supplier") && printed[2].contains(letter))
    #expect(!printed[2].isEmpty && printed[2].contains("Salt"))
  }

  private func totals(_ arguments: [String]) throws -> [[String: String]] {
    try JourneyTests.run(Totals.self, arguments).records
  }

  @Test func whatFailedSetsTheStatus() {
    func state(_ codes: HostProblem.Code...) -> HostState {
      var state = HostState(name: "a", address: "")
      state.problems = codes.map { HostProblem($0) }
      return state
    }
    #expect(Fetch.status(of: [state(), state(.clockDiffers)]) == .done)
    #expect(Fetch.status(of: [state(), state(.unreadableRecords)]) == .incomplete)
    #expect(Fetch.status(of: [state(.timedOut), state(.unreadableRecords)]) == .unavailable)
    #expect(Fetch.status(of: [state(.timedOut), state(.cannotWrite)]) == .cannotWrite)
    #expect(Fetch.status(of: [state(.cannotWrite), state(.noSecret)]) == .refusedCredentials)
  }
}
