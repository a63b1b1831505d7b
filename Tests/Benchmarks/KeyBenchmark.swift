import Canvas
import Dashboard
import SupplyGraph

/// What a key costs before anything is sent to a terminal: the state moves and the screen is drawn.
struct KeyBenchmark {
  private var state: State
  private var analyst: Analyst

  /// The first screen of a dataset, in a window of usual size.
  private init(_ snapshot: Snapshot, _ language: Language) {
    state = State(
      language: language, size: Size(columns: 120, rows: 40), phase: .loading(Loading(name: snapshot.name)))
    analyst = Analyst(snapshot: snapshot)
    send(.loaded(snapshot))
  }

  static func run(_ graph: SupplyGraph) {
    let snapshot = Snapshot(name: "made up", graph: graph)
    for language in Language.allCases {
      for (screen, way) in [("overview", ""), ("drill-down", "2"), ("suppliers", "3"), ("what-if", "4")] {
        var benchmark = KeyBenchmark(snapshot, language)
        for key in way { benchmark.press(key) }
        benchmark.measure("key, \(screen), \(language.rawValue)")
      }
    }
  }

  private mutating func measure(_ name: String) {
    let pairs = 1000
    let keys: [Character] = ["j", "k"]
    for key in keys { press(key) }
    var picture = state.render()
    var cells = 0
    let both = medianTime {
      for index in 0..<2 * pairs {
        press(keys[index % 2])
        picture = state.render(after: picture)
      }
    }
    let drawing = medianTime { for _ in 0..<2 * pairs { cells += state.render().size.rows } }
    let micro = { (time: Double) in "\(Table.rounded(time / Double(2 * pairs) * 1000)) µs" }
    Table.row(name, micro(both), "drawing everything \(micro(drawing))")
    if cells == 0 || picture.size.rows == 0 { print("nothing was drawn") }
  }

  private mutating func press(_ key: Character) { send(.input(.key(.character(key)))) }

  /// Takes an event in, and the answers to all it leads to ask.
  private mutating func send(_ event: Event) {
    var pending = [event]
    while !pending.isEmpty {
      for case .ask(let query) in state.handle(pending.removeFirst()) {
        pending.append(.answer(query, analyst.answer(query)))
      }
    }
  }
}
