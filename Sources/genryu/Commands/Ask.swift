import ArgumentParser
import Dashboard
import Exchange
import Footprints
import FoundationEssentials
import Reports
import SupplyGraph

/// Asks a supplier's host for the footprint of a product.
struct Ask: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask a PACT host for the footprint of a product.",
    discussion: """
      The question is an event (RequestCreated) and is noted beside the data. Hosts answer in their list, so the next \
      fetch finds the answer and notes it; `O` in the dashboard shows what was asked and answered. A host that may \
      call back is told where with --source, or with return_address in genryu.toml or endpoints.toml; hosts that answer \
      only whom they know refuse without it.

      Exit status: 0 asked; 64 usage; 65 unusable input; 69 the host could not be asked; 74 cannot write; 77 refused \
      or missing credentials.
      """)

  @Argument(help: "The dataset: a folder.", completion: .directory)
  var dataset: String

  @Option(help: ArgumentHelp("The product to ask for.", valueName: "id"))
  var product: String

  @Option(help: ArgumentHelp("Name of the host, as in genryu.toml.", valueName: "name"))
  var host: String

  @Option(help: ArgumentHelp("What to say with it.", valueName: "text"))
  var comment = ""

  @Option(
    help: ArgumentHelp(
      "Where the host may send its answer: the address of your own host. Default: return_address of the host.",
      valueName: "url"))
  var source: String?

  @Option(help: "Language: en or ja. Default: that of the locale (LC_ALL, LC_MESSAGES, LANG).")
  var lang: Language?

  var language: Language { lang ?? Language(locale: Environment.messageLocale) }

  func run() throws {
    var console = Console.standard
    let status = perform(on: &console)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  func perform(on console: inout Console, clock: ExchangeClock = .system) -> ExitStatus {
    do {
      let endpoint = try endpoint()
      let snapshot = try openSnapshot([dataset], asOf: Today.utc, language: language)
      guard let index = snapshot.graph.product(id: product) else {
        throw Failure(status: .unusableInput, title: language.reportTexts.unknownProduct(product))
      }
      var request = FootprintRequest(for: index, snapshot.graph)
      request.comment = comment
      if let address = source ?? endpoint.returnAddress { request.source = address }
      if let problem = ask(request, endpoint, clock) { return report(problem, console) }
      try console.print(language.sourceTexts.asked(snapshot.graph.name(index), endpoint.name) + "\n")
      return .done
    } catch let failure as Failure {
      console.report(failure)
      return failure.status
    } catch OutputError.failed(_, let reason) {
      console.errors("genryu: " + language.reportTexts.cannotWrite(reason))
      return .cannotWrite
    } catch { return .done }
  }

  private func endpoint() throws(Failure) -> Endpoint {
    let known = KnownEndpoints(dataset: dataset)
    if let endpoint = known[host] { return endpoint }
    if let problem = known.problems.first { throw Failure(problem, language: language) }
    throw Failure(
      status: .usage,
      title: language.sourceTexts.unknownName(host, known.places.joined(separator: ", ")))
  }

  private func ask(
    _ request: FootprintRequest, _ endpoint: Endpoint, _ clock: ExchangeClock
  ) -> HostProblem? {
    let language = language
    let secret = Result { () throws(HostProblem) in
      let prompt = endpoint.clientID.map { language.sourceTexts.askSecret(endpoint.name, $0) }
      return endpoint.clientID == nil ? nil : try SecretPrompt.secret(of: endpoint, prompt: prompt)
    }
    var fetcher = Fetcher(folder: dataset)
    fetcher.clock = clock
    let asking = fetcher
    return Background.wait(work: { () async -> HostProblem? in
      do throws(HostProblem) {
        try await asking.ask(
          request, of: endpoint, secret: { (_: Endpoint) throws(HostProblem) in try secret.get() })
        return nil
      } catch { return error }
    }).value
  }

  private func report(_ problem: HostProblem, _ console: Console) -> ExitStatus {
    let texts = language.hostTexts
    console.report(
      Failure(
        status: .unavailable, title: texts.problem(problem), lines: [texts.remedy(problem.code)]))
    var state = HostState(name: host, address: "")
    state.problems = [problem]
    return Fetch.status(of: [state])
  }
}

extension FootprintRequest {
  /// Asks by URNs where the dataset knows any for the product: those are what another company's host can know.
  init(for product: ProductIndex, _ graph: SupplyGraph) {
    let all = graph.identifiers(of: product)
    let urns = all.filter { $0.lowercased().hasPrefix("urn:") }
    self.init(id: UUID().uuidString.lowercased(), productIDs: urns.isEmpty ? all : urns)
  }
}
