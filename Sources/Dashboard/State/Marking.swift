import SupplyGraph

/// What a person has marked: a product or a supplier, wherever it is listed.
public enum Marked: Hashable, Sendable {
  case product(ProductIndex)
  case supplier(SupplierIndex)

  /// Nil for lines that stand for several, such as "+n more".
  public init?(_ id: RowID) {
    if case .supplier(let index?) = id {
      self = .supplier(index)
    } else if let product = id.product {
      self = .product(product)
    } else {
      return nil
    }
  }
}

/// Marks and filters as they were, for undo and redo without limit.
struct History: Sendable {
  enum Entry: Sendable {
    case marks(Set<Marked>)
    case filter(Scene.Screen, [Chip])
    case scenario(ScenarioState)
  }

  var past: [Entry] = []
  var future: [Entry] = []

  /// Scenarios name what they change by identifiers: they outlive the numbers of a graph.
  mutating func keepOnlyScenarios() {
    func isScenario(_ entry: Entry) -> Bool { if case .scenario = entry { true } else { false } }
    past = past.filter(isScenario)
    future = future.filter(isScenario)
  }

  mutating func renameScenarios(_ rename: (inout ScenarioState) -> Void) {
    func renamed(_ entry: Entry) -> Entry {
      guard case .scenario(var scenario) = entry else { return entry }
      rename(&scenario)
      return .scenario(scenario)
    }
    past = past.map(renamed)
    future = future.map(renamed)
  }
}

extension State {
  /// Keeps what is about to change.
  mutating func remember(_ entry: History.Entry) {
    history.past.append(entry)
    history.future = []
  }

  mutating func toggleMark() {
    guard let row = scene?.selected, let mark = Marked(row.id) else {
      message = texts.nothingToMark
      return
    }
    remember(.marks(marked))
    if marked.remove(mark) == nil { marked.insert(mark) }
    message = texts.markedCount(marked.count)
  }

  /// Changes the filter of the screen on top so that it can be undone.
  mutating func changeFilter(_ change: (inout [Chip]) -> Void) {
    guard let scene else { return }
    var filter = scene.filter
    change(&filter)
    if filter == scene.filter { return }
    remember(.filter(scene.screen, scene.filter))
    onTop { $0.filter = filter }
  }

  mutating func undo() {
    guard let entry = history.past.popLast() else {
      message = texts.nothingToUndo
      return
    }
    if let now = exchange(entry) { history.future.append(now) }
  }

  mutating func redo() {
    guard let entry = history.future.popLast() else {
      message = texts.nothingToRedo
      return
    }
    if let now = exchange(entry) { history.past.append(now) }
  }

  /// Puts an entry in place and returns what stood there; nil where its screen is closed.
  private mutating func exchange(_ entry: History.Entry) -> History.Entry? {
    switch entry {
    case .marks(let before):
      let now = marked
      marked = before
      message = texts.markedCount(marked.count)
      return .marks(now)
    case .filter(let screen, let before):
      guard let index = scenes.lastIndex(where: { $0.screen == screen }) else {
        message = texts.screenIsClosed
        return nil
      }
      let now = scenes[index].filter
      scenes[index].filter = before
      return .filter(screen, now)
    case .scenario(let before):
      let now = scenario
      scenario = before
      message = words.changeCount(scenario.now.entries.count)
      return .scenario(now)
    }
  }
}
