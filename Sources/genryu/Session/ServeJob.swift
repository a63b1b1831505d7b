import Analysis
import Dashboard
import Dispatch
import ExchangeHost
import Footprints
import Formats
import Glibc
import ServiceLifecycle
import SupplyGraph
import Synchronization

/// Makes the hosts that a command line asks for and runs them.
struct ServeJob {
  private let command: Serve
  private let console: Console
  private let texts: ServeTexts
  private let log = HostLog.standardError

  init(_ command: Serve, _ console: Console) {
    self.command = command
    self.console = console
    texts = command.language.serveTexts
  }

  func run() throws(Failure) {
    let (settings, ownSecret) = try settings()
    let stock = try stock(isOpen: !WebOrigin.isLoopback(command.place.host))
    report(stock)
    let parts = try parts(of: stock)
    if ownSecret == nil { showSecret(settings.credentials) }
    let board = Board(count: parts.count)
    let hosts = parts.enumerated().map { number, part in
      host(number, part, settings, board)
    }
    try serve(hosts, parts, settings, board)
  }

  // MARK: Settings

  private func settings() throws(Failure) -> (HostSettings, ownSecret: String?) {
    let place = command.place
    let secret = try KeptSecret.read(variable: place.secretEnv, file: place.secretFile, texts)
    let credentials =
      secret.map { HostCredentials(clientID: place.clientID, secret: $0) }
      ?? .generated(clientID: place.clientID)
    var settings = HostSettings(credentials: credentials)
    settings.address = place.host == "localhost" ? "127.0.0.1" : place.host
    settings.port = Int(place.port)
    settings.limits.requestsPerSecond = Double(place.rate)
    settings.identity = try identity()
    settings.callbackCertificates = command.events.ca
    settings.trusted = try trusted()
    settings.callbackCredentials = try callbackCredentials(settings)
    try check(settings, hasOwnSecret: secret != nil)
    return (settings, secret)
  }

  private func check(_ settings: HostSettings, hasOwnSecret: Bool) throws(Failure) {
    switch settings.refusal(hasOwnSecret: hasOwnSecret) {
    case .needsTLS:
      throw Failure(status: .usage, title: texts.needsTLS(settings.address), lines: [texts.needsTLSRemedy])
    case .needsSecret:
      throw Failure(
        status: .usage, title: texts.needsSecret(settings.address), lines: [texts.needsSecretRemedy])
    case nil: break
    }
    if command.rehearsal.suppliers, !WebOrigin.isLoopback(settings.address) {
      throw Failure(status: .usage, title: texts.suppliersAreLocal)
    }
  }

  private func identity() throws(Failure) -> HostIdentity? {
    let place = command.place
    do {
      if let certificate = place.tlsCert, let key = place.tlsKey {
        return try HostIdentity(certificateFile: certificate, keyFile: key)
      }
      guard let file = place.tlsSelfSigned else { return nil }
      let identity = try HostIdentity.selfSigned(now: HostClock.now())
      try AtomicFile.write(Array(identity.certificates.utf8), to: Path.absolute(file))
      return identity
    } catch let problem as AtomicFile.Problem {
      throw Failure(
        status: .cannotWrite, title: texts.cannotWriteFile(place.tlsSelfSigned ?? "", problem.reason))
    } catch {
      throw Failure(status: .unusableInput, title: texts.badCertificate("\(error)"))
    }
  }

  private func trusted() throws(Failure) -> [WebOrigin] {
    var origins: [WebOrigin] = []
    for text in command.events.trust {
      guard let origin = WebOrigin(text) else {
        throw Failure(status: .usage, title: texts.noSuchOrigin(text), lines: [texts.originRemedy])
      }
      origins.append(origin)
    }
    return origins
  }

  /// The secret that clients use here goes to hosts of this machine at most.
  private func callbackCredentials(_ settings: HostSettings) throws(Failure) -> HostCredentials? {
    let events = command.events
    if let variable = events.callbackSecretEnv,
      let secret = try KeptSecret.read(variable: variable, file: nil, texts)
    {
      return HostCredentials(clientID: events.callbackID ?? command.place.clientID, secret: secret)
    }
    if let origin = settings.trusted.first(where: { !$0.isLoopback }) {
      throw Failure(
        status: .usage, title: texts.needsCallback(origin.description), lines: [texts.needsCallbackRemedy])
    }
    return settings.credentials
  }

  // MARK: What is served

  private func stock(isOpen: Bool) throws(Failure) -> Stock {
    let file = try ServeFile.find(command.dataset, texts)
    let asOf = command.asOf ?? Today.utc
    let snapshot = try openSnapshot(command.dataset, asOf: asOf, language: command.language)
    var selection = Selection()
    selection.shareable = file.shareable
    selection.isAll = command.rehearsal.suppliers || (command.choice.all && !isOpen)
    let own = try ownCompany(
      command.choice.company ?? file.company, snapshot.graph, isNeeded: !selection.isAll)
    return Stock(snapshot.rollUp, selection, file.statement, own: own, threads: processorCount)
  }

  private func ownCompany(_ name: String, _ graph: SupplyGraph, isNeeded: Bool) throws(Failure)
    -> SupplierIndex?
  {
    if name.isEmpty {
      if let own = Stock.ownCompany(graph) { return own }
      guard isNeeded else { return nil }
      throw Failure(status: .unusableInput, title: texts.noOwnCompany, lines: [texts.noOwnCompanyRemedy])
    }
    if let own = Stock.company(name, in: graph) { return own }
    throw Failure(
      status: .unusableInput, title: texts.noSuchCompany(name),
      lines: Nearby.like(name, in: graph.suppliers.lazy.map(\.name)))
  }

  private func report(_ stock: Stock) {
    for left in stock.left {
      var fields = [
        ("count", "\(left.count)"), ("reason", left.reason),
        ("products", left.examples.joined(separator: " ")),
      ]
      if !left.remedy.isEmpty { fields.append(("remedy", left.remedy)) }
      log(.warning, "left-out", fields)
    }
  }

  /// One host with everything, or one for each company.
  private func parts(of stock: Stock) throws(Failure) -> [Stock.Part] {
    let offers = stock.offers
    guard !offers.isEmpty else {
      throw Failure(
        status: .unusableInput, title: texts.nothingToServe(stock.own),
        lines: stock.left.prefix(5).map { left in
          let reason = left.remedy.isEmpty ? left.reason : left.reason + "; " + left.remedy
          return texts.leftOut(left.count, reason, left.examples.joined(separator: ", "))
        })
    }
    if command.rehearsal.suppliers { return stock.shelves.filter { !$0.company.isEmpty } }
    return [Stock.Part(company: stock.own, isOwn: true, offers: offers)]
  }

  /// The one place where a secret is printed: made up for this run, to be used on this machine.
  private func showSecret(_ credentials: HostCredentials) {
    console.errors("genryu: " + texts.rehearsalSecret(credentials.clientID))
    console.errors("  export \(secretVariable)=\(credentials.secret)")
  }

  private var secretVariable: String { command.place.secretEnv ?? "GENRYU_SECRET" }

  // MARK: Running

  private func host(_ number: Int, _ part: Stock.Part, _ settings: HostSettings, _ board: Board) -> PactHost {
    var settings = settings
    if settings.port != 0 { settings.port += number }
    let catalogue = Catalogue(part.offers)
    log(
      .info, "serving",
      [
        ("company", part.company), ("v2", "\(catalogue.shelf.count(in: .v2))"),
        ("v3", "\(catalogue.shelf.count(in: .v3))"),
      ])
    if let folder = keepingFolder { settings.owedFolder = folder + "/.genryu/owed" }
    guard let reception else {
      return PactHost(catalogue, settings, log: log, isReady: { origin in board.set(origin, at: number) })
    }
    return PactHost(
      catalogue, settings, log: log, received: { event in try await reception.take(event) },
      isReady: { origin in board.set(origin, at: number) })
  }

  /// Where news goes: nowhere in a rehearsal of many hosts, nor where no one folder is served.
  private var reception: Reception? { keepingFolder.map { Reception(folder: $0, log: log) } }

  /// The folder that keeps what comes in and what is owed.
  private var keepingFolder: String? {
    guard !command.rehearsal.suppliers, command.dataset.count == 1, let folder = command.dataset.first,
      Path.isFolder(folder)
    else { return nil }
    return folder
  }

  private func serve(
    _ hosts: [PactHost], _ parts: [Stock.Part], _ settings: HostSettings, _ board: Board
  ) throws(Failure) {
    let endpoints = command.rehearsal.endpoints.map { path in
      EndpointList(
        path: Path.absolute(path), clientID: settings.credentials.clientID, secretVariable: secretVariable,
        certificates: command.place.tlsSelfSigned.map(Path.absolute))
    }
    var services: [any Service] = hosts
    services.append(
      Announcer(board: board, parts: parts, isSplit: command.rehearsal.suppliers, endpoints: endpoints))
    if command.rehearsal.live {
      services.append(
        LiveFeed(hosts, seed: command.rehearsal.seed, every: .seconds(command.rehearsal.liveEvery)))
    }
    try wait(services)
  }

  /// Blocks until the hosts have ended.
  private func wait(_ services: [any Service]) throws(Failure) {
    let end = DispatchSemaphore(value: 0)
    let outcome = Mutex<(any Error)?>(nil)
    let log = log
    Task.detached {
      do {
        try await HostGroup.run(services, log: log)
      } catch {
        outcome.withLock { $0 = error }
      }
      end.signal()
    }
    end.wait()
    guard let error = outcome.withLock({ $0 }) else { return }
    if let problem = error as? AtomicFile.Problem {
      throw Failure(
        status: .cannotWrite, title: texts.cannotWriteFile(command.rehearsal.endpoints ?? "", problem.reason))
    }
    guard let reason = HostGroup.reason(of: error) else { return }
    let address = "\(command.place.host):\(command.place.port)"
    throw Failure(status: .unavailable, title: texts.cannotListen(address, reason))
  }
}

/// The origins of hosts as they become known.
final class Board: Sendable {
  private struct State {
    var origins: [String?]
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state: Mutex<State>

  init(count: Int) { state = Mutex(State(origins: Array(repeating: nil, count: count))) }

  func set(_ origin: String, at number: Int) {
    state.withLock { state in
      state.origins[number] = origin
      guard state.origins.allSatisfy({ $0 != nil }) else { return }
      state.waiting?.resume()
      state.waiting = nil
    }
  }

  /// All of them, once all are known; fewer when the task is cancelled before.
  func all() async -> [String] {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          if Task.isCancelled || state.origins.allSatisfy({ $0 != nil }) {
            continuation.resume()
          } else {
            state.waiting = continuation
          }
        }
      }
    } onCancel: {
      state.withLock { state in
        state.waiting?.resume()
        state.waiting = nil
      }
    }
    return state.withLock { $0.origins.compactMap { $0 } }
  }
}

/// Says on standard output where the hosts listen, once all do.
private struct Announcer: Service {
  let board: Board
  let parts: [Stock.Part]
  let isSplit: Bool
  let endpoints: EndpointList?

  func run() async throws {
    let origins = await cancelWhenGracefulShutdown { await board.all() }
    guard origins.count == parts.count else { return }
    if let endpoints { try endpoints.write(Array(zip(parts.map(\.company), origins))) }
    var lines = origins.first.map { ["listening on \($0)"] } ?? []
    if isSplit { lines += zip(origins, parts).map { "listening on \($0)  \($1.company)" } }
    var console = Console.standard
    try? console.print(lines.joined(separator: "\n") + "\n")
    try? await gracefulShutdown()
  }
}
