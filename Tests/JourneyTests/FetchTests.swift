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
