import Analysis
import Canvas
import SupplyGraph

/// Whether the screens show the baseline or the scenario that is being worked on.
struct Staging: Sendable {
  var isWanted = false
  /// The edits in the figures that are shown; none for the baseline.
  var shown: [Edit] = []
  /// Those that were asked for last.
  var asked: [Edit]?
}

extension State {
  /// `B`: all screens show the scenario, or the baseline again.
  mutating func toggleStaging() {
    guard staging.isWanted || !scenario.isEmpty else {
      message = words.noScenario
      return
    }
    staging.isWanted.toggle()
    message = words.showing(staging.isWanted ? scenarioName : texts.baseline)
  }

  /// Asks for the figures that the screens should show and do not. While somebody changes a scenario nobody looks at
  /// the other screens, so they are brought up to date when they are looked at.
  mutating func stage() -> [Effect] {
    guard case .open = phase, let scene, !scene.screen.isWhatIf, !scene.screen.isCompare else { return [] }
    let wanted = staging.isWanted ? scenario.edits : []
    guard wanted != staging.shown, wanted != staging.asked, linkedEdits == scenario.edits else { return [] }
    staging.asked = wanted
    return [.ask(.stage(wanted, name: scenarioName))]
  }

  mutating func takeStaged(_ answer: Answer, of edits: [Edit]) {
    guard case .staged(let snapshot) = answer else { return }
    self.snapshot = snapshot
    staging.shown = edits
    staging.asked = nil
    // Figures of two states are never seen together.
    for index in scenes.indices { scenes[index].becomeOutdated() }
    for root in rememberedTrees.keys { rememberedTrees[root]?.becomeOutdated() }
  }

  /// What the figures of the other screens are called.
  var shownName: String {
    guard !staging.shown.isEmpty, let name = snapshot?.scenario else { return texts.baseline }
    return staging.shown == scenario.edits ? scenarioName : sanitised(name)
  }
}

extension Scene {
  /// The figures in it are those of another state: they are not shown until the new ones are there.
  mutating func becomeOutdated() {
    if screen.isWhatIf || screen.isCompare { return }
    forget()
  }
}
