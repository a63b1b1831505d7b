import Canvas
import Dashboard
import Footprints
import Glibc
import Synchronization

/// How far a fetch is, on standard error: one line that is written over on a terminal, else a line for each host.
final class FetchProgress: Sendable {
  private struct Told {
    var states: [String: HostState] = [:]
    var at: ContinuousClock.Instant?
  }

  private let told = Mutex(Told())
  private let count: Int
  private let language: Language
  private let isTerminal: Bool
  private let put: @Sendable (String) -> Void

  init(
    hosts count: Int, language: Language, isTerminal: Bool = isatty(2) == 1,
    put: @escaping @Sendable (String) -> Void = FetchProgress.toStandardError
  ) {
    self.count = count
    self.language = language
    self.isTerminal = isTerminal
    self.put = put
  }

  static let toStandardError: @Sendable (String) -> Void = { text in
    _ = Array(text.utf8).withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  func tell(_ state: HostState) {
    let (all, hasEnded, isNews) = told.withLock { told in
      let wasBusy = told.states[state.name]?.isBusy ?? true
      told.states[state.name] = state
      let now = ContinuousClock.now
      let isNews = told.at.map { now - $0 >= .milliseconds(200) } ?? true
      if isNews { told.at = now }
      return (Array(told.states.values), wasBusy && !state.isBusy, isNews)
    }
    if isTerminal, isNews || hasEnded { put("\r\u{1B}[K" + line(all)) }
    if !isTerminal, hasEnded { put(line(of: state) + "\n") }
  }

  /// Takes the line away.
  func end() { if isTerminal { put("\r\u{1B}[K") } }

  private func line(_ states: [HostState]) -> String {
    let sum = { (value: (HostState) -> Int) in states.reduce(0) { $0 + value($1) } }
    return language.sourceTexts.progress(
      states.count { !$0.isBusy }, count, sum { $0.pages }, sum { $0.listed }, sum { $0.received })
  }

  private func line(of state: HostState) -> String {
    sanitised(
      "genryu: "
        + language.sourceTexts.hostDone(
          state.name, HostWords(language).state(state), state.pages, state.listed, state.received))
  }
}
