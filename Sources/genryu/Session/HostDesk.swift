import Dashboard
import Dispatch
import Exchange
import Footprints
import Formats
import SupplyGraph
import Synchronization

/// Looks up and asks the hosts of a dataset, in the background, and tells the dashboard.
final class HostDesk: Sendable {
  fileprivate struct Work {
    var tasks: [Int: Task<Void, Never>] = [:]
    var lastTask = 0
    /// Hosts that are being asked.
    var busy: Set<String> = []
    /// New records came that the dashboard has not read yet.
    var hasNews = false
    var isReading = false
    /// When reading began, and how long it took last.
    var began: ContinuousClock.Instant?
    var lastReading = Duration.zero
    /// Records told of, by host, of the syncs that run.
    var told: [String: Int] = [:]
    var progress = HostProgress()
  }

  private struct Kept {
    var dataset: GrowingDataset?
    /// What the dataset was when it was read last, once that is worked out.
    var snapshot: Snapshot?
    /// Number of the reading, so that a snapshot that comes late is not taken for one of a later reading.
    var reading = 0
  }

  private let folder: String?
  private let isMasked: Bool
  private let mailbox: Mailbox
  /// Shut while the dataset is read or written to.
  let gate = StoreGate()
  private let work = Mutex(Work())
  /// The dataset as it was read last, for reading on what hosts add to it.
  private let kept = Mutex<Kept>(Kept())
  private let queue = DispatchQueue(label: "genryu.hosts", qos: .utility)

  /// - Parameter folder: the dataset; nil when it is no folder, which nothing can be kept in.
  init(folder: String?, isMasked: Bool, mailbox: Mailbox) {
    self.folder = folder
    self.isMasked = isMasked
    self.mailbox = mailbox
  }

  // MARK: Looking up

  /// Tells of every host that is written down or was received from, as the stores have it.
  ///
  /// - Parameter isQuiet: nobody asked for the hosts themselves, so what is wrong with them is not told.
  func lookUp(_ language: Language, isQuiet: Bool = false) {
    if isMasked {
      if !isQuiet { say(language.hostTexts.masked) }
      return
    }
    queue.async { [self] in
      let known = KnownEndpoints(dataset: folder)
      if !isQuiet, let problem = known.problems.first { tell(problem, language) }
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
      var request = FootprintRequest(for: product, graph)
      if let address = endpoint.returnAddress { request.source = address }
      do throws(HostProblem) {
        try await asking.ask(
          request, of: endpoint,
          secret: { endpoint throws(HostProblem) in try SecretPrompt.secret(of: endpoint, prompt: nil) })
        say(language.sourceTexts.asked(graph.name(product), endpoint.name))
        // The question stands with the host now.
        lookUp(language, isQuiet: true)
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
          tell: { [self] in tell($0, language) })
        finish(number, states, language)
      }
    }
  }

  private func tell(_ state: HostState, _ language: Language) {
    let isNews = work.withLock { work in
      // Posted inside, so that the last word of a host is never followed by an older one.
      for state in work.progress.due(state, now: .now) { mailbox.post(.host(state), job: 0) }
      let before = work.told[state.name] ?? 0
      guard !state.isBusy else {
        guard state.received > before, work.isTimeToRead else { return false }
        work.told[state.name] = state.received
        return true
      }
      work.busy.remove(state.name)
      work.told[state.name] = nil
      return state.received > before
    }
    guard isNews else { return }
    if !state.isBusy { say(language.hostTexts.arrived(state.received, 1)) }
    arrived()
  }

  private func finish(_ number: Int, _ states: [HostState], _ language: Language) {
    work.withLock { _ = $0.tasks.removeValue(forKey: number) }
    let new = states.reduce(0) { $0 + $1.received }
    let stopped = states.contains { $0.failure?.code == .cancelled }
    let texts = language.hostTexts
    // What came was told when it came, and what it changed is told when it is read.
    if new > 0, !stopped { return }
    say(stopped ? texts.stopped : texts.noChanges)
  }

  func stop() {
    let tasks = work.withLock { Array($0.tasks.values) }
    for task in tasks { task.cancel() }
  }

  /// Whether hosts are being asked.
  var isBusy: Bool { work.withLock { !$0.tasks.isEmpty } }

  // MARK: News for the screens

  /// Names of the files that hosts add to, there or not yet.
  var growingFiles: Set<String> {
    guard let folder, !isMasked else { return [] }
    let names = KnownEndpoints(dataset: folder).endpoints.map(\.name) + SourceStore.names(in: folder)
    return Set(names.map(SourceStore.fileName))
  }

  /// Keeps what was read, to be read on; nil for what cannot be.
  ///
  /// - Returns: the number of the reading, for `keep(_:of:)`.
  func keep(_ read: GrowingDataset?) -> Int {
    kept.withLock { kept in
      (kept.dataset, kept.snapshot) = (read, nil)
      kept.reading += 1
      return kept.reading
    }
  }

  /// Keeps what was worked out of a reading, so that what comes next can be taken into it.
  func keep(_ snapshot: Snapshot, of reading: Int) {
    let replaced = kept.withLock { kept in
      guard kept.dataset != nil, kept.reading == reading else { return kept.snapshot }
      defer { kept.snapshot = snapshot }
      return kept.snapshot
    }
    // Given back outside: it may be the last that holds a large dataset.
    withExtendedLifetime(replaced) {}
  }

  /// What hosts added since the dataset was read, and what it is added to; nil when all must be read anew.
  func readOn() -> (arrivals: Arrivals, reading: Int)? {
    kept.withLock { kept in
      let before = kept.snapshot
      kept.snapshot = nil
      kept.reading += 1
      if let before {
        switch kept.dataset?.readOn(to: before.graph, threads: processorCount) {
        case .figures(let update): return (.figures(update, of: before), kept.reading)
        case .everything(let builder): return (.everything(builder), kept.reading)
        case nil: break
        }
      } else if let builder = kept.dataset?.readOn(threads: processorCount) {
        return (.everything(builder), kept.reading)
      }
      kept.dataset = nil
      return nil
    }
  }

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
    work.withLock { work in
      work.hasNews = false
      work.began = .now
    }
    mailbox.post(.filesChanged, job: 0)
  }

  /// The dataset was read, or reading it was given up.
  func wasRead() {
    let mustRead = work.withLock { work in
      if let began = work.began { work.lastReading = .now - began }
      work.isReading = work.isReading && work.hasNews
      return work.isReading
    }
    if mustRead { read() }
  }
}

extension HostDesk.Work {
  /// While pages come, what came is shown from time to time: not more than a fifth of the time goes into that.
  fileprivate var isTimeToRead: Bool {
    guard !isReading, let began else { return !isReading }
    return .now - began >= max(.seconds(2), lastReading * 6)
  }
}

/// Which states of hosts are worth a letter: every page of every host would have the screen drawn without end.
struct HostProgress {
  private var told: [String: HostState] = [:]
  private var waiting: [String: HostState] = [:]
  private var last: ContinuousClock.Instant?

  private static let interval = Duration.milliseconds(100)

  /// What is to be told now: of a host that does something else than before at once, of counts that grow all together
  /// ten times a second. The last state of a host is always told, because it does nothing any more.
  mutating func due(_ state: HostState, now: ContinuousClock.Instant) -> [HostState] {
    let isOther = told[state.name]?.activity != state.activity
    waiting[state.name] = state
    guard isOther || last.map({ now - $0 >= HostProgress.interval }) ?? true else { return [] }
    let due = isOther ? [state] : waiting.values.sorted { $0.name < $1.name }
    if !isOther { last = now }
    for state in due {
      told[state.name] = state.isBusy ? state : nil
      waiting[state.name] = nil
    }
    return due
  }
}

/// What comes of a dataset that was read.
enum Arrivals {
  case everything(SupplyGraphBuilder)
  /// Nothing but figures of products changed.
  case figures(GraphUpdate, of: Snapshot)
}
