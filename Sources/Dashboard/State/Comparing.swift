import Analysis
import Canvas
import SupplyGraph

/// What is compared, by names that outlive a reload.
struct CompareSettings: Sendable {
  enum Column: Hashable, Sendable {
    case baseline
    /// The scenario that is being worked on.
    case current
    case saved(String)
    case product(String)
    case dataset(String)
    /// Stands in lists for a dataset that is still to be named.
    case anotherDataset
  }

  var columns: [Column] = [.baseline, .current]
  /// The column whose difference from the first is explained.
  var against = 1
  var isOnlyDifferences = true
  var isPercent = false
  var others: [OtherDataset] = []
}

extension State {
  /// Products of the portfolio that are offered as columns.
  private static let productsOffered = 200

  mutating func showCompare() {
    guard let snapshot, scene?.screen.isCompare != true else { return }
    guard snapshot.graph.count > 0 else {
      message = texts.emptyDataset
      return
    }
    let subject = subjectInSight
    scenes.removeAll { $0.screen.isCompare }
    scenes.append(Scene(.compare(subject)))
  }

  mutating func showLags() {
    if scene?.screen != .lags { push(Scene(.lags)) }
  }

  func compareRequest(_ subject: Focus.Subject, _ scene: Scene) -> CompareRequest {
    CompareRequest(
      subject: subject, columns: comparing.columns.map { content($0) ?? .edits([]) },
      against: min(comparing.against, comparing.columns.count - 1),
      isOnlyDifferences: comparing.isOnlyDifferences, limit: scene.limit)
  }

  /// What a column holds now; nil when it is gone.
  private func content(_ column: CompareSettings.Column) -> CompareColumn? {
    switch column {
    case .baseline, .anotherDataset: .edits([])
    case .current: .edits(scenario.edits)
    case .saved(let name): savedScenarios.first { $0.name == name }.map { .edits($0.entries.map(\.edit)) }
    case .product(let id): snapshot?.graph.product(id: id).map { .product($0) }
    case .dataset(let path): comparing.others.first { $0.path == path }.map { .dataset($0) }
    }
  }

  func columnName(_ column: CompareSettings.Column) -> String {
    switch column {
    case .baseline: texts.baseline
    case .current: scenario.isEmpty ? words.currentColumn : scenarioName
    case .saved(let name): sanitised(name)
    case .product(let id): snapshot?.graph.product(id: id).map { Labels(state: self).name($0) } ?? id
    case .dataset(let path): sanitised(String(path.split(separator: "/").last ?? Substring(path)))
    case .anotherDataset: words.anotherDataset
    }
  }

  /// Names of the columns of the compare screen.
  public var compareColumnNames: [String] { comparing.columns.map(columnName) }

  /// What can become a column and is none yet.
  var columnChoices: [CompareSettings.Column] {
    let all: [CompareSettings.Column] =
      [.baseline, .current] + savedScenarios.map { .saved($0.name) } + productChoices
      + comparing.others.map { .dataset($0.path) } + [.anotherDataset]
    return all.filter { !comparing.columns.contains($0) }
  }

  /// Other products of the portfolio, beside a product: one unit beside a whole portfolio would say nothing.
  private var productChoices: [CompareSettings.Column] {
    guard case .compare(.product(let subject))? = scene?.screen, let graph = snapshot?.graph else {
      return []
    }
    return graph.portfolio.lazy.map(\.product).filter { $0 != subject }.prefix(State.productsOffered).map {
      .product(graph.id($0))
    }
  }

  mutating func runCompare(_ command: Command) {
    switch command {
    case .addColumn: overlay = .choice(Choice(.columns))
    case .removeColumn: removeColumn()
    case .onlyDifferences:
      comparing.isOnlyDifferences.toggle()
      message = words.onlyDifferences(comparing.isOnlyDifferences)
    case .percent: comparing.isPercent.toggle()
    case .nextColumn:
      comparing.against = comparing.against + 1 < comparing.columns.count ? comparing.against + 1 : 1
      message = words.comparedWith(
        columnName(comparing.columns[comparing.against]), columnName(comparing.columns[0]))
    default: break
    }
  }

  mutating func addColumn(_ column: CompareSettings.Column) {
    if column == .anotherDataset {
      overlay = .prompt(Prompt(.dataset))
      return
    }
    // Two products are meant, not a scenario that has no changes.
    if case .product = column, scenario.isEmpty, comparing.columns == [.baseline, .current] {
      comparing.columns.removeLast()
    }
    comparing.columns.append(column)
    comparing.against = comparing.columns.count - 1
    startAtTheTop()
  }

  /// Another comparison begins with its biggest difference.
  private mutating func startAtTheTop() {
    onTop { scene in
      (scene.cursor, scene.scroll, scene.wanted) = (0, 0, nil)
      scene.keepsCursor = true
    }
  }

  private mutating func removeColumn() {
    guard comparing.columns.count > 2 else {
      message = words.twoColumns
      return
    }
    comparing.columns.remove(at: comparing.against)
    comparing.against = comparing.columns.count - 1
    startAtTheTop()
  }

  mutating func takeOther(_ snapshot: Snapshot, at path: String) {
    comparing.others.removeAll { $0.path == path }
    comparing.others.append(OtherDataset(path: path, snapshot: snapshot))
    if !comparing.columns.contains(.dataset(path)) { addColumn(.dataset(path)) }
    message = words.otherLoaded(columnName(.dataset(path)))
  }
}

extension Scene.Screen {
  var isCompare: Bool { if case .compare = self { true } else { false } }
}
