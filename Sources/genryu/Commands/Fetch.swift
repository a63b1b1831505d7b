import ArgumentParser
import Dashboard
import Exchange
import Footprints
import Glibc
import Reports

/// Receives footprints from PACT hosts into a folder.
struct Fetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Receive footprints from PACT hosts and keep them in a folder.",
    discussion: """
      Hosts are named in genryu.toml beside the data or in endpoints.toml of the configuration folder \
      ($XDG_CONFIG_HOME/genryu), or given as an address. Without a name all of them are asked. What was received \
      is kept in FOLDER/footprints, byte for byte, and only ever added to; a fetch that was stopped goes on \
      within the hour where it broke off, as long as the host has the link.

      A secret comes from a variable (GENRYU_SECRET_NAME unless another is named), from a file that only you can \
      read, or is asked for on the terminal; never from an argument. A proxy that wants a login finds user:password \
      where proxy_login_env or proxy_login_file of your own endpoints.toml says.

      Exit status: 0 done; 1 done, but something of what a host sent could not be used; 64 usage; 65 unusable \
      settings; 69 a host could not be asked to the end; 74 cannot write; 77 refused or missing credentials.
      """)

  @Argument(help: ArgumentHelp("Names of hosts, or addresses (https://...).", valueName: "name|url"))
  var hosts: [String] = []

  @Option(
    help: ArgumentHelp("The folder that keeps what is received.", valueName: "folder"), completion: .directory
  )
  var into: String

  @Option(help: ArgumentHelp("Client id for hosts given by address.", valueName: "id"))
  var clientId: String?

  @Option(help: ArgumentHelp("Variable that holds the secret.", valueName: "name"))
  var secretEnv: String?

  @Option(
    help: ArgumentHelp("File that holds the secret; only you may read it.", valueName: "file"),
    completion: .file())
  var secretFile: String?

  @Option(help: ArgumentHelp("Where tokens are given, when not at the host itself.", valueName: "url"))
  var tokenUrl: String?

  @Option(help: "Version of the protocol: auto, 2 or 3.")
  var api: ApiChoice?

  @Option(
    help: ArgumentHelp("Certificates (PEM) to trust for these hosts.", valueName: "file"), completion: .file()
  )
  var ca: String?

  @Flag(help: "Ask for everything, not only for what is new.")
  var full = false

  @Flag(help: "Print what has changed instead of how it went with each host.")
  var changes = false

  @Flag(help: "Replace the names of hosts and suppliers by Host A, Supplier A, ...; addresses are left out.")
  var mask = false

  @OptionGroup var printing: PrintOptions

  @Option(help: "Language: en or ja. Default: that of the locale (LC_ALL, LC_MESSAGES, LANG).")
  var lang: Language?

  enum ApiChoice: String, ExpressibleByArgument, CaseIterable {
    case auto
    case two = "2"
    case three = "3"
  }

  var language: Language { lang ?? Language(locale: Environment.messageLocale) }

  func validate() throws {
    if secretEnv != nil, secretFile != nil {
      throw ValidationError("Please give --secret-env or --secret-file, not both.")
    }
    if into.isEmpty { throw ValidationError("Please give a folder: --into FOLDER") }
  }

  func run() throws {
    var console = Console.standard
    let status = perform(on: &console)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// Receives, prints, and says how it went.
  func perform(
    on console: inout Console, clock: ExchangeClock = .system, progress: FetchProgress? = nil
  ) -> ExitStatus {
    do {
      let endpoints = try endpoints(console)
      let tableLanguage = printing.format.isForPeople ? language : lang ?? .en
      let mask =
        mask
        ? HostMask(of: into, KnownEndpoints(dataset: into), asked: endpoints, language: tableLanguage) : nil
      var states = fetch(
        endpoints, clock, progress ?? FetchProgress(hosts: endpoints.count, language: language), mask)
      // Companies have letters only now that the dataset holds what came.
      if let mask { states = states.map(mask.naming(companiesIn: into, language: tableLanguage).masked) }
      let pages = HostPages(states, language: tableLanguage, format: printing.format)
      try console.print(changes ? pages.changes() : pages.hosts(), printing.format, language)
      if changes || !printing.format.isForPeople { tell(states, console) }
      return Fetch.status(of: states)
    } catch let failure as Failure {
      console.report(failure)
      return failure.status
    } catch OutputError.readerLeft {
      return .done
    } catch OutputError.failed(_, let reason) {
      console.errors("genryu: " + language.reportTexts.cannotWrite(reason))
      return .cannotWrite
    } catch {
      console.errors("genryu: \(error)")
      return .usage
    }
  }

  private func fetch(
    _ endpoints: [Endpoint], _ clock: ExchangeClock, _ progress: FetchProgress, _ mask: HostMask?
  ) -> [HostState] {
    var fetcher = Fetcher(folder: into)
    fetcher.asksForAll = full
    fetcher.clock = clock
    let (fetching, secrets, language) = (fetcher, secrets(endpoints), language)
    let (states, _) = Background.wait(
      onStop: { FetchProgress.toStandardError("\ngenryu: " + language.sourceTexts.stopping + "\n") },
      work: {
        await fetching.fetch(
          endpoints, secret: { endpoint throws(HostProblem) in try secrets[endpoint.name]?.get() },
          tell: { progress.tell(mask?.masked($0) ?? $0) })
      })
    progress.end()
    return states
  }

  /// Asked for before anything else, one after the other: nobody can type while lines of progress run.
  private func secrets(_ endpoints: [Endpoint]) -> [String: Result<Secret?, HostProblem>] {
    var secrets: [String: Result<Secret?, HostProblem>] = [:]
    for endpoint in endpoints {
      guard let id = endpoint.clientID else { continue }
      let prompt = isatty(0) == 1 ? language.sourceTexts.askSecret(endpoint.name, id) : nil
      secrets[endpoint.name] = Result { () throws(HostProblem) in
        try SecretPrompt.secret(of: endpoint, prompt: prompt)
      }
    }
    return secrets
  }

  private func tell(_ states: [HostState], _ console: Console) {
    let texts = language.hostTexts
    for state in states {
      for problem in state.problems {
        console.errors("genryu: \(state.name): \(texts.problem(problem)). \(texts.remedy(problem.code))")
      }
    }
  }

  // MARK: Which hosts

  private func endpoints(_ console: Console) throws(Failure) -> [Endpoint] {
    let known = KnownEndpoints(dataset: into)
    let isEnough = !hosts.isEmpty && hosts.allSatisfy { $0.contains("://") || known[$0] != nil }
    if let problem = known.problems.first, !isEnough { throw Failure(problem, language: language) }
    for problem in known.problems { console.report(Failure(problem, language: language)) }
    if hosts.isEmpty, known.endpoints.isEmpty {
      let places = known.places.joined(separator: ", ")
      throw Failure(status: .usage, title: language.sourceTexts.noEndpoints(places))
    }
    if hosts.isEmpty { return try known.endpoints.map { endpoint throws(Failure) in try changed(endpoint) } }
    var endpoints: [Endpoint] = []
    for host in hosts { endpoints.append(try changed(try endpoint(host, known))) }
    return endpoints
  }

  private func endpoint(_ host: String, _ known: KnownEndpoints) throws(Failure) -> Endpoint {
    let texts = language.sourceTexts
    guard host.contains("://") else {
      if let endpoint = known[host] { return endpoint }
      let near = Nearby.like(host, in: known.endpoints.map(\.name))
      throw Failure(
        status: .usage, title: texts.unknownName(host, known.places.joined(separator: ", ")),
        lines: near.isEmpty ? [] : [language.reportTexts.similar(near.joined(separator: ", "))])
    }
    return try address(host) { () throws(Endpoint.Refusal) in try Endpoint(address: host) }
  }

  private func address<Value>(
    _ text: String, _ make: () throws(Endpoint.Refusal) -> Value
  ) throws(Failure) -> Value {
    do { return try make() } catch {
      let texts = language.sourceTexts
      throw Failure(
        status: .usage, title: error == .insecure ? texts.insecure(text) : texts.noAddress(text))
    }
  }

  /// With what the options say.
  private func changed(_ endpoint: Endpoint) throws(Failure) -> Endpoint {
    var endpoint = endpoint
    if let clientId { endpoint.clientID = clientId }
    if let secretEnv { endpoint.secret = .environment(secretEnv) }
    if let secretFile { endpoint.secret = .file(secretFile) }
    if let ca { endpoint.ca = ca }
    if let tokenUrl {
      endpoint.tokenAddress = try address(tokenUrl) { () throws(Endpoint.Refusal) in
        guard let address = WebAddress(tokenUrl) else { throw .noAddress }
        guard address.origin.isSafe else { throw .insecure }
        return address
      }
    }
    switch api {
    case nil: break
    case .auto: endpoint.version = .automatic
    case .two: endpoint.version = .two
    case .three: endpoint.version = .three
    }
    return endpoint
  }

  // MARK: How it went

  /// Of several that failed what a person must set right before what may pass by itself.
  static func status(of states: [HostState]) -> ExitStatus {
    let failures = states.compactMap { $0.failure?.code }
    if failures.contains(where: isAboutCredentials) { return .refusedCredentials }
    if failures.contains(where: isAboutWriting) { return .cannotWrite }
    if failures.contains(.unreadableCA) { return .unusableInput }
    if !failures.isEmpty { return .unavailable }
    return states.contains { $0.problems.contains { $0.severity == .gap } } ? .incomplete : .done
  }

  private static func isAboutCredentials(_ code: HostProblem.Code) -> Bool {
    switch code {
    case .noSecret, .secretReadableByOthers, .unreadableSecret, .refusedCredentials, .refusedToken,
      .accessDenied, .noReturnAddress, .proxyWantsLogin, .unusableProxyLogin:
      true
    default: false
    }
  }

  private static func isAboutWriting(_ code: HostProblem.Code) -> Bool {
    switch code {
    case .cannotWrite, .storeInUse, .foreignFile: true
    default: false
    }
  }
}
