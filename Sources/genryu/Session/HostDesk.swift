import Dashboard
import Dispatch
import Exchange
import Footprints
import SupplyGraph
import Synchronization

/// Looks up and asks the hosts of a dataset, in the background, and tells the dashboard.
final class HostDesk: Sendable {
  private struct Work {
    var tasks: [Int: Task<Void, Never>] = [:]
    var lastTask = 0
    /// Hosts that are being asked.
    var busy: Set<String> = []
    /// New records came that the dashboard has not read yet.
    var hasNews = false
    var isReading = false
  }

  private let folder: String?
  private let isMasked: Bool
  private let mailbox: Mailbox
  /// Shut while the dataset is read or written to.
  let gate = StoreGate()
  private let work = Mutex(Work())
  private let queue = DispatchQueue(label: "genryu.hosts", qos: .utility)

  /// - Parameter folder: the dataset; nil when it is no folder, which nothing can be kept in.
  init(folder: String?, isMasked: Bool, mailbox: Mailbox) {
    self.folder = folder
    self.isMasked = isMasked
    self.mailbox = mailbox
  }

  // MARK: Looking up

  /// Tells of every host that is written down or was received from, as the stores have it.
  func lookUp(_ language: Language) {
    if isMasked { return say(language.hostTexts.masked) }
    queue.async { [self] in
      let known = KnownEndpoints(dataset: folder)
      if let problem = known.problems.first { tell(problem, language) }
      let states = gate.pass { KnownHosts.states(known, in: folder) }
      mailbox.post(.hosts(states), job: 0)
    }
  }

  private func tell(_ problem: EndpointFile.Problem, _ language: Language) {
    let texts = language.sourceTexts.problem(problem)
    mailbox.post(.message("\(texts.what). \(texts.remedy)"), job: 0)
  }

  // MARK: Asking

  /// Asks one host, or all that are not being asked already.
  func refresh(_ name: String?, _ language: Language) {
    guard let folder, !isMasked else { return say(language.hostTexts.nothingToRefresh) }
    let known = KnownEndpoints(dataset: folder).endpoints.filter { name == nil || $0.name == name }
    let endpoints = work.withLock { work in
      let free = known.filter { !work.busy.contains($0.name) }
      work.busy.formUnion(free.map(\.name))
      return free
    }
    guard !endpoints.isEmpty else {
      return say(known.isEmpty ? language.hostTexts.nothingToRefresh : language.hostTexts.running)
    }
    say(language.hostTexts.refreshing(endpoints.count))
    start(endpoints, folder, language)
  }

  /// Sends a host the question for the footprint of a product; what becomes of it stands with the host.
  func ask(_ host: String, for product: ProductIndex, _ graph: SupplyGraph, _ language: Language) {
    guard let folder, !isMasked, let endpoint = KnownEndpoints(dataset: folder)[host] else {
      return say(language.hostTexts.nothingToRefresh)
    }
    var fetcher = Fetcher(folder: folder)
    fetcher.gate = gate
    let asking = fetcher
    Task.detached { [self] in
      let request = FootprintRequest(for: product, graph)
      do throws(HostProblem) {
        try await asking.ask(
          request, of: endpoint,
          secret: { endpoint throws(HostProblem) in try SecretPrompt.secret(of: endpoint, prompt: nil) })
        say(language.sourceTexts.asked(graph.name(product), endpoint.name))
      } catch {
        say("\(language.hostTexts.problem(error)). \(language.hostTexts.remedy(error.code))")
      }
    }
  }

  private func say(_ text: String) { mailbox.post(.message(text), job: 0) }

  private func start(_ endpoints: [Endpoint], _ folder: String, _ language: Language) {
    var fetcher = Fetcher(folder: folder)
    fetcher.gate = gate
    let fetching = fetcher
    work.withLock { work in
      work.lastTask += 1
      let number = work.lastTask
      work.tasks[number] = Task.detached { [self] in
        let states = await fetching.fetch(
          endpoints,
          secret: { endpoint throws(HostProblem) in try SecretPrompt.secret(of: endpoint, prompt: nil) },
          tell: { [self] in tell($0) })
        finish(number, states, language)
      }
    }
  }

  private func tell(_ state: HostState) {
    mailbox.post(.host(state), job: 0)
    guard !state.isBusy else { return }
    work.withLock { _ = $0.busy.remove(state.name) }
    if state.received > 0 { arrived() }
  }

  private func finish(_ number: Int, _ states: [HostState], _ language: Language) {
    work.withLock { _ = $0.tasks.removeValue(forKey: number) }
    let new = states.reduce(0) { $0 + $1.received }
    let stopped = states.contains { $0.failure?.code == .cancelled }
    let texts = language.hostTexts
    say(
      stopped
        ? texts.stopped : new == 0 ? texts.noChanges : texts.arrived(new, states.count { $0.received > 0 }))
  }

  func stop() {
    let tasks = work.withLock { Array($0.tasks.values) }
    for task in tasks { task.cancel() }
  }

  // MARK: News for the screens

  /// Has the dataset read again, unless that happens already: then once more when it is over.
  private func arrived() {
    let mustRead = work.withLock { work in
      work.hasNews = true
      defer { work.isReading = true }
      return !work.isReading
    }
    if mustRead { read() }
  }

  private func read() {
    work.withLock { $0.hasNews = false }
    mailbox.post(.filesChanged, job: 0)
  }

  /// The dataset was read, or reading it was given up.
  func wasRead() {
    let mustRead = work.withLock { work in
      work.isReading = work.isReading && work.hasNews
      return work.isReading
    }
    if mustRead { read() }
  }
}
