import Canvas
import Dashboard
import Footprints
import Foundation
import Terminal

/// Joins the parts while the dashboard is open: the terminal delivers input, background work sends answers, the state
/// takes both in, and one picture is drawn for each batch. The thread waits in the terminal and nowhere else.
@MainActor final class Runner {
  private let terminal: Terminal
  private let mailbox: Mailbox
  private let worker: Worker
  private let loader: Loader
  private let storage = Storage()
  private var state: State
  private var open: [String]

  init(terminal: Terminal, paths: [String], language: Language, mouse: Bool, asOf: Timestamp) {
    self.terminal = terminal
    mailbox = Mailbox(waker: terminal.waker)
    worker = Worker(mailbox: mailbox)
    loader = Loader(mailbox: mailbox, asOf: asOf)
    open = paths
    let phase: State.Phase =
      paths.isEmpty ? .start(StartPage(items: [])) : .loading(Loading(name: Runner.name(of: paths)))
    state = State(language: language, size: terminal.size, style: terminal.style, mouse: mouse, phase: phase)
  }

  /// Runs until the person leaves. The first picture is drawn before any file is looked at.
  func run() {
    terminal.present(state.render())
    if open.isEmpty { showStartPage() } else { loader.load(open, name: Runner.name(of: open)) }
    while true {
      let events = terminal.wait().map(Event.input) + mailbox.take()
      for event in events where !handle(event) { return }
      state.style = terminal.style
      terminal.present(state.render())
    }
  }

  private func showStartPage() {
    let recent = storage.recentDatasets().map {
      StartPage.Item(path: $0, name: Runner.name(of: [$0]), isSample: false)
    }
    let samples = Samples.folders().map { StartPage.Item(path: $0, name: Runner.name(of: [$0]), isSample: true) }
    state.startPage = StartPage(items: recent + samples)
    state.phase = .start(state.startPage)
    terminal.present(state.render())
  }

  /// False when the program shall end.
  private func handle(_ event: Event) -> Bool {
    if case .loaded(let snapshot) = event {
      worker.work(on: snapshot)
      storage.remember(open, language: state.language)
    }
    return state.handle(event).allSatisfy(perform)
  }

  private func perform(_ effect: Effect) -> Bool {
    switch effect {
    case .quit: return false
    case .ask(let query): worker.ask(query)
    case .copy(let text): copy(text)
    case .open(let paths): load(paths)
    case .reload: loader.load(open, name: Runner.name(of: open))
    case .cancelLoading: loader.cancel()
    case .redraw: terminal.redraw()
    case .mouse(let isOn): terminal.setMouse(isOn)
    }
    return true
  }

  private func load(_ paths: [String]) {
    open = paths
    state.phase = .loading(Loading(name: Runner.name(of: paths)))
    loader.load(paths, name: Runner.name(of: paths))
  }

  private func copy(_ text: String) {
    terminal.copy(text)
    let file = storage.keep(copied: text)
    mailbox.send(.message(state.texts.copied(file)))
  }

  /// What the title calls a dataset: the folder's name, or the first file's and how many more.
  private static func name(of paths: [String]) -> String {
    guard let first = paths.first else { return "" }
    let name = URL(fileURLWithPath: first).lastPathComponent
    return paths.count == 1 ? name : "\(name) + \(paths.count - 1)"
  }
}
