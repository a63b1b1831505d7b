import Analysis
import Dashboard
import Reports
import SupplyGraph

/// A dataset with scenarios made on it, for the commands that print.
struct Staging {
  /// The dataset as it was read, with names as they are: what other scenarios can be made on.
  let original: Snapshot
  /// Without any edit; with the links that edits need, and masked where that was asked for.
  let baseline: Snapshot
  /// With the edits.
  let snapshot: Snapshot
  let scenario: Scenario
  /// How each edit of `scenario` fared.
  let outcomes: [EditOutcome]

  /// - Parameters:
  ///   - baseline: with names as they are, because edits name suppliers.
  ///   - scenario: nothing to do where it has no entries and no name.
  init(_ baseline: Snapshot, _ scenario: Scenario, isMasked: Bool) {
    original = baseline
    let edits = scenario.entries.map(\.edit)
    let grown = baseline.growing(ScenarioModel.newLinks(for: edits, in: baseline.graph))
    var made = ScenarioModel(focus: grown.portfolio)
    made.apply(edits)
    self.scenario = scenario
    outcomes = made.outcomes
    self.baseline = isMasked ? Mask.masked(grown) : grown
    guard !edits.isEmpty || !scenario.name.isEmpty else {
      snapshot = self.baseline
      return
    }
    // The numbers of products and links are the same under a mask.
    var model = isMasked ? EditedModel(focus: self.baseline.portfolio) : made.model
    if isMasked { try? model.move(to: made.model.overrides) }
    snapshot = Snapshot(self.baseline, under: model, scenario: scenario.name)
  }

  /// Edits that were not made, and those made on another figure than when they were saved, for people.
  func remarks(_ language: Language) -> [String] {
    let texts = language.editTexts
    return zip(scenario.entries, outcomes).compactMap { entry, outcome in
      if let problem = outcome.problem {
        return texts.notMade(entry.edit.description, texts.problem(problem, name: baseline.graph.id))
      }
      guard let saved = entry.before, let now = outcome.before, !Staging.isSame(saved, now) else {
        return nil
      }
      return texts.beforeDiffers(entry.edit.description, Numbers.plain(saved), Numbers.plain(now))
    }
  }

  /// Whether an edit could not be made.
  var isIncomplete: Bool { outcomes.contains { $0.problem != nil } }

  /// Files keep all digits; a figure that was worked out may differ in the last ones.
  private static func isSame(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b)) }
}

/// Finds scenarios by what a person calls them.
enum ScenarioShelf {
  /// The folder in which the scenarios of a dataset are kept; nil for loose files.
  static func folder(of dataset: [String]) -> String? {
    guard dataset.count == 1, let path = dataset.first, Path.isFolder(path) else { return nil }
    return path + "/scenarios"
  }

  /// Paths of the scenarios kept with a dataset, by file name.
  static func files(of dataset: [String]) -> [String] {
    guard let folder = folder(of: dataset) else { return [] }
    return (Nearby.entries(of: folder) ?? []).filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
      .map { folder + "/" + $0 }
  }

  /// The scenario that a path, the name of a file in the dataset's `scenarios`, or a name inside such a file means.
  static func find(_ name: String, in dataset: [String], for graph: SupplyGraph, _ language: Language)
    throws(Failure) -> Scenario
  {
    let kept = files(of: dataset)
    let path =
      kept.first { Path.lastName($0) == name + ".json" }
      ?? kept.first { (try? ScenarioFile.read($0, for: graph))?.name == name }
      ?? (Path.exists(name) && !Path.isFolder(name) ? name : nil)
    guard let path else { throw Failure(noScenario: name, kept, language) }
    do throws(ScenarioFile.Problem) {
      return try ScenarioFile.read(path, for: graph)
    } catch {
      throw Failure(error, file: path, language)
    }
  }

  /// Where a scenario of that name is saved: the file that has it already, else a new one named after it.
  static func path(for name: String, in dataset: [String], graph: SupplyGraph) -> String? {
    guard let folder = folder(of: dataset) else { return nil }
    let kept = files(of: dataset)
    if let same = kept.first(where: { (try? ScenarioFile.read($0, for: graph))?.name == name }) {
      return same
    }
    let stem = fileName(name)
    var path = "\(folder)/\(stem).json"
    var number = 2
    while kept.contains(path) || Path.exists(path) {
      path = "\(folder)/\(stem)-\(number).json"
      number += 1
    }
    return path
  }

  /// Letters and digits of any script stay; everything else becomes a hyphen.
  static func fileName(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars.prefix(60) {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        result.unicodeScalars.append(scalar)
      } else if !result.isEmpty, !result.hasSuffix("-") {
        result += "-"
      }
    }
    while result.hasSuffix("-") { result.removeLast() }
    return result.isEmpty ? "scenario" : result
  }
}

extension Failure {
  fileprivate init(noScenario name: String, _ kept: [String], _ language: Language) {
    let names = kept.map { String(Path.lastName($0).dropLast(5)) }
    let near = Nearby.like(name, in: names)
    let words = language.reportTexts
    self.init(
      status: .unusableInput, title: words.unknownScenario(name),
      lines: near.isEmpty
        ? (names.isEmpty ? [] : [words.keptScenarios(names.prefix(10).joined(separator: ", "))])
        : [words.similar(near.joined(separator: ", "))])
  }

  init(_ problem: ScenarioFile.Problem, file: String, _ language: Language) {
    self.init(
      status: .unusableInput, title: language.reportTexts.scenarioNotRead(file, problem.reason(language)))
  }
}

extension ScenarioFile.Problem {
  func reason(_ language: Language) -> String {
    let words = language.reportTexts
    return switch self {
    case .unreadable(let reason): reason
    case .broken: words.scenarioBroken
    case .notAScenario: words.notAScenario
    case .newer(let version): words.scenarioNewer(version)
    case .edit(let number, let problem): words.scenarioEdit(number, language.editTexts.problem(problem))
    }
  }
}
