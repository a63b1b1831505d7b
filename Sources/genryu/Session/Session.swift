import Analysis
import Canvas
import Dashboard
import Dispatch
import Footprints
import Formats
import Glibc
import Reports
import SupplyGraph
import Terminal

/// The running dashboard: hands events to the state, carries out what it asks for, and draws once for all that has
/// happened. It runs on the main thread, which never reads a file of a dataset and never calculates.
@MainActor final class Session {
  struct Settings {
    var paths: [String]
    /// Nil for that of the last run, else of the locale.
    var language: Language?
    var isMasked: Bool
    var asOf: Timestamp
    var isWatching = false
    /// Names or files of scenarios to begin with, made one after the other.
    var scenarios: [String] = []
    var terminal: TerminalOptions
  }

  private let settings: Settings
  private let terminal: Terminal
  private let mailbox: Mailbox
  private let folder = StateFolder.user
  private var state: State
  private var loader: Loader?
  private var desk: Desk?
  private var watcher: Watcher?
  private let sampler: Sampler
  private var hostDesk: HostDesk?
  /// What was read again and is about to be shown.
  private var arrival: Arrival?
  private var isReadAgain = false
  /// What was shown before the hosts that are being asked sent anything.
  private var beforeArrivals: Snapshot?
  /// The loading whose letters count; those of given-up ones are void.
  private var job = 0
  private var lastJob = 0
  /// What is open, for reading it again.
  private var paths: [String] = []
  private var hasEnded = false
  /// The language before anybody changed it.
  private var firstLanguage: Language

  init(_ settings: Settings) throws(TerminalError) {
    self.settings = settings
    terminal = try Terminal(options: settings.terminal)
    let waker = terminal.waker
    let mailbox = Mailbox { waker.wake() }
    self.mailbox = mailbox
    sampler = Sampler(threads: processorCount) { mailbox.post($0, job: 0) }
    state = State(
      language: settings.language ?? Language(locale: Environment.messageLocale), size: terminal.size,
      style: terminal.style, mouse: settings.terminal.mouse,
      phase: settings.paths.isEmpty
        ? .start(StartPage(items: [])) : .loading(Loading(name: Path.datasetName(settings.paths))))
    firstLanguage = state.language
  }

  /// Runs until the user leaves; the terminal is as it was when this returns.
  func run() {
    var picture = state.render()
    terminal.present(picture)
    begin()
    while !hasEnded {
      picture = state.render(after: picture)
      terminal.present(picture)
      let inputs = terminal.wait()
      for input in inputs { handle(.input(input)) }
      for letter in mailbox.take() where isHeard(letter) { receive(letter) }
    }
    sampler.stop()
    terminal.close()
    hostDesk?.stop()
    saveLanguage()
    finishErrands()
  }

  /// Letters of what is being loaded and of what is shown; those of a job that was given up are void.
  private func isHeard(_ letter: Mailbox.Letter) -> Bool {
    letter.job == 0 || letter.job == job || letter.job == desk?.job
  }

  /// A dataset that is read again waits until its screens can be drawn.
  private func receive(_ letter: Mailbox.Letter) {
    switch letter.event {
    case .loaded(let snapshot) where letter.job == job && isReadAgain && state.snapshot != nil:
      let desk = Desk(snapshot: snapshot, job: job, mailbox: mailbox, isMasked: settings.isMasked)
      arrival = Arrival(snapshot, desk, in: state)
      if arrival == nil { handle(letter.event) }
    case .answer(let query, let answer) where letter.job == arrival?.desk.job:
      arrival?.take(answer, for: query)
      guard let complete = arrival, complete.isComplete else { return }
      handle(.loaded(complete.snapshot))
      arrival = nil
    default: handle(letter.event)
    }
  }

  /// After the first picture is on the screen.
  private func begin() {
    let memory = folder.memory()
    if settings.language == nil { state.language = memory.language(in: state.language) }
    firstLanguage = state.language
    state.startPage = StartPage(items: StartItems.items(memory))
    if settings.paths.isEmpty {
      state.phase = .start(state.startPage)
    } else {
      load(settings.paths)
    }
  }

  private func handle(_ event: Event) {
    guard !hasEnded else { return }
    let replaced = replaced(by: event)
    defer { letGo(replaced) }
    switch event {
    case .loaded(let snapshot): take(snapshot)
    case .extended(let snapshot): serve(snapshot)
    case .partlyLoaded(let snapshot): show(part: snapshot)
    default: break
    }
    for effect in state.handle(event) { perform(effect) }
    switch event {
    case .loaded, .loadFailed: hostDesk?.wasRead()
    default: break
    }
  }

  /// What a new snapshot may be the end of.
  private func replaced(by event: Event) -> [AnyObject?] {
    switch event {
    case .loaded, .extended, .partlyLoaded: [desk, desk?.snapshot, state.snapshot, beforeArrivals, loader]
    default: []
    }
  }

  /// Gives memory back elsewhere: that of a large dataset takes longer than a key may.
  private func letGo(_ replaced: [AnyObject?]) {
    guard !replaced.isEmpty else { return }
    nonisolated(unsafe) let last = replaced  // nobody looks at them again but to count who holds them
    DispatchQueue.global(qos: .utility).async { withExtendedLifetime(last) {} }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .ask(let query):
      if let answer = arrival?.answer(to: query) {
        handle(.answer(query, answer))
      } else {
        desk?.ask(query, state.language)
      }
    case .copy(let text): copy(text)
    case .export: export()
    case .open(let paths): open(paths)
    case .cancelLoading: cancelLoading()
    case .lookUpHosts: hostDesk?.lookUp(state.language)
    case .lookUpQuestions: hostDesk?.lookUp(state.language, isQuiet: true)
    case .refresh(let name):
      if hostDesk?.isBusy != true { beforeArrivals = nil }
      hostDesk?.refresh(name, state.language)
    case .stopRefreshing: hostDesk?.stop()
    case .reload: reload()
    case .catchUp: catchUp()
    case .redraw: terminal.redraw()
    case .mouse(let isOn): terminal.setMouse(isOn)
    case .quit: hasEnded = true
    case .askHost(let host, let product): ask(host, for: product)
    case .saveScenario(let scenario): save(scenario)
    case .addLinks(let edits): addLinks(edits)
    case .loadOther(let path): loadOther(path)
    case .sample(let request): desk?.prepare(request) { [sampler] in sampler.start($0) }
    case .stopSampling: sampler.stop()
    }
  }

  // MARK: Datasets

  private func open(_ paths: [String]) {
    watcher?.stop()
    watcher = nil
    state.phase = .loading(Loading(name: Path.datasetName(paths)))
    load(paths)
  }

  /// Reads what is open again. What is shown stays and answers until the new figures are there.
  private func reload() {
    guard !paths.isEmpty else { return }
    beforeArrivals = nil
    guard let shown = desk?.snapshot ?? state.snapshot else { return open(paths) }
    mailbox.post(.message(state.texts.readingAgain), job: 0)
    load(paths, after: shown)
  }

  /// Brings what is open up to date. While hosts are being asked the marks of changes stay, and more come.
  private func catchUp() {
    guard !paths.isEmpty else { return }
    guard let shown = desk?.snapshot ?? state.snapshot else { return open(paths) }
    let base = beforeArrivals ?? shown
    beforeArrivals = hostDesk?.isBusy == true ? base : nil
    load(paths, after: base, isCatchingUp: true)
  }

  private func load(_ paths: [String], after previous: Snapshot? = nil, isCatchingUp: Bool = false) {
    loader?.cancel()
    arrival?.desk.close()
    arrival = nil
    isReadAgain = previous != nil
    lastJob += 1
    job = lastJob
    if self.paths != paths || hostDesk == nil { openHostDesk(paths) }
    self.paths = paths
    let loader = Loader(
      paths, asOf: settings.asOf, isMasked: settings.isMasked, previous: previous, job: job,
      mailbox: mailbox, hosts: hostDesk, isCatchingUp: isCatchingUp)
    self.loader = loader
    loader.start()
  }

  /// Stops reading. What is read already is kept, unless something whole is open already.
  private func cancelLoading() {
    loader?.cancel()
    hostDesk?.wasRead()
    // What was read since the figures on the screen still comes.
    guard state.ongoing == nil, let desk, state.snapshot != nil else { return }
    job = desk.job
    state.phase = .open
  }

  /// Figures of what is there so far; reading goes on. Their desk has a number of its own, so that late answers of
  /// it are void.
  private func show(part snapshot: Snapshot) {
    desk?.close()
    sampler.stop()
    lastJob += 1
    desk = Desk(snapshot: snapshot, job: lastJob, mailbox: mailbox, isMasked: settings.isMasked)
  }

  private func take(_ snapshot: Snapshot) {
    loader = nil
    serve(snapshot)
    listScenarios(for: snapshot)
    if desk?.snapshot.changes == nil { openScenarios(for: snapshot) }
    watch()
    guard paths.count == 1, let path = paths.first else { return }
    let (folder, absolute) = (folder, Path.absolute(path))
    later { folder.remember { $0.open(absolute) } }
  }

  /// Answers questions from this snapshot from now on.
  private func serve(_ snapshot: Snapshot) {
    desk?.close()
    sampler.stop()
    desk =
      arrival?.snapshot === snapshot
      ? arrival?.desk : Desk(snapshot: snapshot, job: job, mailbox: mailbox, isMasked: settings.isMasked)
  }

  // MARK: Scenarios

  /// A graph with the links that edits need. What is shown stays until it is there.
  private func addLinks(_ edits: [Edit]) {
    guard let snapshot = desk?.snapshot else { return }
    let (job, mailbox) = (job, mailbox)
    DispatchQueue.global(qos: .userInitiated).async {
      let links = ScenarioModel.newLinks(for: edits, in: snapshot.graph)
      mailbox.post(.extended(snapshot.growing(links)), job: job)
    }
  }

  /// Reads the scenarios kept with the dataset; one that cannot be read is named and left as it is.
  private func listScenarios(for snapshot: Snapshot) {
    let (paths, job, mailbox, language) = (paths, job, mailbox, state.language)
    later {
      var scenarios: [Scenario] = []
      for file in ScenarioShelf.files(of: paths) {
        do throws(ScenarioFile.Problem) {
          scenarios.append(try ScenarioFile.read(file, for: snapshot.graph))
        } catch {
          let text = language.reportTexts.scenarioNotRead(Path.lastName(file), error.reason(language))
          mailbox.post(.message(text), job: 0)
        }
      }
      mailbox.post(.scenarios(scenarios.sorted { $0.name < $1.name }), job: job)
    }
  }

  /// Those that were asked for on the command line, once the dataset is there.
  private func openScenarios(for snapshot: Snapshot) {
    guard !settings.scenarios.isEmpty, paths == settings.paths else { return }
    let (names, paths, job, mailbox, language) = (
      settings.scenarios, paths, job, mailbox, state.language
    )
    later {
      do throws(Failure) {
        var scenarios: [Scenario] = []
        for name in names {
          scenarios.append(try ScenarioShelf.find(name, in: paths, for: snapshot.graph, language))
        }
        mailbox.post(.scenarioAsked(scenarios.count == 1 ? scenarios[0] : .stacked(scenarios)), job: job)
      } catch {
        mailbox.post(.message(([error.title] + error.lines).joined(separator: " ")), job: 0)
      }
    }
  }

  private func save(_ scenario: Scenario) {
    let (paths, mailbox, language) = (paths, mailbox, state.language)
    guard let graph = desk?.snapshot.graph else { return }
    if settings.isMasked {
      mailbox.post(.scenarioNotSaved(reason: language.whatIfTexts.notSavedMasked), job: 0)
      return
    }
    var scenario = scenario
    scenario.date = Today.utc.dateText
    let dated = scenario
    later {
      guard let path = ScenarioShelf.path(for: dated.name, in: paths, graph: graph) else {
        return mailbox.post(.scenarioNotSaved(reason: language.reportTexts.nowhereToSave), job: 0)
      }
      do throws(AtomicFile.Problem) {
        try AtomicFile.write(Array(ScenarioFile.text(dated).utf8), to: path)
        mailbox.post(.scenarioSaved(dated, file: path), job: 0)
      } catch {
        mailbox.post(.scenarioNotSaved(reason: error.reason), job: 0)
      }
    }
  }

  /// Reads another dataset beside the one that is open.
  private func loadOther(_ path: String) {
    let (mailbox, job, asOf, isMasked, language) = (
      mailbox, job, settings.asOf, settings.isMasked, state.language
    )
    mailbox.post(.message(state.texts.loading + "  " + Path.datasetName([path])), job: 0)
    DispatchQueue.global(qos: .userInitiated).async {
      do throws(DatasetError) {
        let builder = try readDataset([path], asOf: asOf, threads: processorCount)
        let snapshot = Snapshot(name: Path.datasetName([path]), graph: builder.build())
        mailbox.post(.otherLoaded(path, isMasked ? Mask.masked(snapshot) : snapshot), job: job)
      } catch {
        let text = language.texts.loadProblem(LoadProblem(error)).joined(separator: " ")
        mailbox.post(.message(text), job: 0)
      }
    }
  }

  private func watch() {
    guard settings.isWatching, watcher == nil else { return }
    watcher = Watcher(paths) { [mailbox] in mailbox.post(.filesChanged, job: 0) }
  }

  /// What hosts send is kept in the dataset's own folder.
  private func openHostDesk(_ paths: [String]) {
    hostDesk?.stop()
    beforeArrivals = nil
    let folder = paths.count == 1 && Path.isFolder(paths[0]) ? paths[0] : nil
    hostDesk = HostDesk(folder: folder, isMasked: settings.isMasked, mailbox: mailbox)
  }

  /// Asks a host for the footprint of a product.
  private func ask(_ host: String, for product: ProductIndex) {
    guard let graph = desk?.snapshot.graph, product < graph.count else { return }
    hostDesk?.ask(host, for: product, graph, state.language)
  }

  // MARK: Copying

  /// To the clipboard of the terminal, which may refuse without a word, and to a file, which does not.
  private func copy(_ text: String) {
    let isSent = terminal.copy(text)
    let (folder, mailbox, language) = (folder, mailbox, state.language)
    later {
      let (texts, words) = (language.texts, language.reportTexts)
      do throws(AtomicFile.Problem) {
        let file = try folder.keep(copied: text)
        mailbox.post(.message(isSent ? texts.copied(file) : words.copiedToFile(file)), job: 0)
      } catch {
        mailbox.post(.message(isSent ? texts.copied(nil) : words.copyFailed(error.reason)), job: 0)
      }
    }
  }

  // MARK: Files of our own

  private let clerk = DispatchQueue(label: "genryu.clerk", qos: .utility)
  private let errands = DispatchGroup()

  /// Writing may take its time; the interface does not wait for it.
  private func later(_ errand: @escaping @Sendable () -> Void) {
    clerk.async(group: errands, execute: errand)
  }

  /// Lets what is being written come to its end, within reason.
  private func finishErrands() { _ = errands.wait(timeout: .now() + .milliseconds(500)) }

  private func export() {
    let (state, paths, folder, mailbox) = (state, paths, folder, mailbox)
    DispatchQueue.global(qos: .userInitiated).async {
      let texts = state.texts
      guard let screen = ScreenTable(state) else { return }
      do throws(AtomicFile.Problem) {
        let file = try Exporting.write(screen, dataset: paths, folder: folder)
        mailbox.post(.message(texts.exported(screen.table.count, file)), job: 0)
      } catch {
        mailbox.post(.message(texts.notExported(error.reason)), job: 0)
      }
    }
  }

  // MARK: Leaving

  /// Remembers a language that was changed by key; one given by an option is for this run only.
  private func saveLanguage() {
    let language = state.language
    guard language != firstLanguage else { return }
    let folder = folder
    later { folder.remember { $0.choose(language, in: Language(locale: Environment.messageLocale)) } }
  }
}
