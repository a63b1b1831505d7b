import Analysis
import Canvas
import Footprints
import Formats
import SupplyGraph

@testable import Dashboard

/// Drives the program without a terminal: events go in, questions are answered at once, pictures come out.
struct Harness {
  var state: State
  private var analyst: Analyst?
  /// Whether scenarios can be saved.
  var saves = true
  private(set) var effects: [Effect] = []

  static let clock = Timestamp(year: 2026, month: 11, day: 23) ?? Timestamp(seconds: 0)

  init(language: Language = .en, size: Size = Size(columns: 80, rows: 24), style: DrawingStyle = .init()) {
    state = State(language: language, size: size, style: style, phase: .loading(Loading(name: "test")))
  }

  /// With a sample of the package opened.
  init(
    sample: String, language: Language = .en, size: Size = Size(columns: 80, rows: 24),
    style: DrawingStyle = .init()
  )
    throws
  {
    self.init(language: language, size: size, style: style)
    let builder = try readDataset([Files.root + "/SampleData/" + sample], asOf: Harness.clock)
    open(Snapshot(name: sample, graph: builder.build()))
  }

  mutating func open(_ snapshot: Snapshot) {
    analyst = Analyst(snapshot: snapshot)
    send(.loaded(snapshot))
  }

  /// With a part opened while the rest is being read.
  mutating func open(part snapshot: Snapshot) {
    analyst = Analyst(snapshot: snapshot)
    send(.partlyLoaded(snapshot))
  }

  mutating func send(_ event: Event) {
    var pending = [event]
    while !pending.isEmpty {
      for effect in state.handle(pending.removeFirst()) {
        if case .ask(let query) = effect {
          if let first = analyst?.firstAnswer(query) { pending.append(.answer(query, first)) }
          if let answer = answer(query) { pending.append(.answer(query, answer)) }
        } else if case .addLinks(let edits) = effect, let snapshot = analyst?.snapshot {
          let grown = snapshot.growing(ScenarioModel.newLinks(for: edits, in: snapshot.graph))
          analyst = Analyst(snapshot: grown)
          pending.append(.extended(grown))
        } else if case .saveScenario(let scenario) = effect, saves {
          pending.append(.scenarioSaved(scenario, file: "scenarios/test.json"))
        } else {
          effects.append(effect)
        }
      }
    }
  }

  private mutating func answer(_ query: Query) -> Answer? {
    if case .record(let place) = query {
      let record = try? RecordText(place, files: state.snapshot?.graph.files ?? [])
      return record.map { .record($0.kind == .json ? $0.lines : $0.cells.map { "\($0.name): \($0.value)" }) }
        ?? .noRecord(.notRead)
    }
    return analyst?.answer(query)
  }

  /// Presses keys: words are typed letter by letter.
  mutating func press(_ keys: Key...) {
    for key in keys { send(.input(.key(key))) }
  }

  mutating func type(_ text: String) {
    for character in text { send(.input(.key(.character(character)))) }
  }

  var screen: [String] {
    state.render().text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  func shows(_ text: String) -> Bool { screen.contains { $0.contains(text) } }

  /// The line with the cursor.
  var cursorLine: String { screen.first { $0.hasPrefix(">") } ?? "" }
}

enum Files {
  static let root: String = {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/")
  }()
}
