import Analysis
import Canvas
import SupplyGraph

/// A question with one line to answer it on, prefilled where there is something to begin with.
public struct Prompt: Sendable {
  public enum Kind: Hashable, Sendable {
    case value(ParameterRow)
    case range
    case target(Focus.Subject)
    case saveAs(leaves: Bool)
    case footprint(SupplierIndex)
    case primary(SupplierIndex)
    case swap(link: Int)
    case transport(link: Int)
    case redirect(SupplierIndex, component: ProductIndex)
    case splitWith(link: Int)
    case split(link: Int, other: ProductIndex)
    case amount(link: Int, value: Double)
    case quantity(ProductIndex)
    case dataset
    /// The primary data share that answers are to reach.
    case gapTarget
  }

  public var kind: Kind
  public var text: String
  public var cursor = 0
  /// What can be chosen, for kinds that ask for a product.
  public var found: [Replacement] = []
  /// The text that `found` answers; nil before the first answer.
  var answered: String?
  /// Nothing was typed yet: the first character takes the place of the prefilled text.
  var isFresh = true
  /// Why what stands here cannot be taken.
  public var problem: String?

  init(_ kind: Kind, text: String = "") {
    self.kind = kind
    self.text = text
  }

  /// Whether a product is to be chosen from a list.
  public var choosesProduct: Bool {
    switch kind {
    case .swap, .transport, .redirect, .splitWith: true
    default: false
    }
  }
}

/// A list to choose from, over the screen.
public struct Choice: Sendable {
  public enum Kind: Hashable, Sendable {
    case scenarios, edits, columns
    /// The hosts that can be asked for a product.
    case hosts(ProductIndex)
  }
  public var kind: Kind
  public var cursor = 0

  init(_ kind: Kind) { self.kind = kind }
}

extension State {
  mutating func press(_ key: Key, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    prompt.problem = nil
    switch key {
    case .escape:
      overlay = nil
      return []
    case .enter: return confirm(prompt)
    case .up where prompt.choosesProduct: prompt.cursor = max(0, prompt.cursor - 1)
    case .down where prompt.choosesProduct, .tab where prompt.choosesProduct:
      prompt.cursor = min(max(0, prompt.found.count - 1), prompt.cursor + 1)
    case .character where prompt.isFresh && !prompt.text.isEmpty:
      prompt.text = ""
      if State.edit(&prompt.text, with: key) { prompt.isFresh = false }
    default:
      if State.edit(&prompt.text, with: key) {
        prompt.isFresh = false
        prompt.cursor = 0
      }
    }
    overlay = .prompt(prompt)
    return []
  }

  /// What a prompt that offers products still has to ask.
  var promptQuery: Query? {
    guard case .prompt(let prompt) = overlay, prompt.answered != prompt.text, let graph = snapshot?.graph
    else { return nil }
    func request(_ component: ProductIndex, _ user: ProductIndex?) -> Query {
      .replacements(ReplacementRequest(component: component, user: user, text: prompt.text, limit: 100))
    }
    switch prompt.kind {
    case .swap(let link), .transport(let link), .splitWith(let link):
      return request(graph.component(link), graph.product(ofLink: link))
    case .redirect(_, let component): return request(component, nil)
    default: return nil
    }
  }

  mutating func takeReplacements(_ answer: Answer, for request: ReplacementRequest) {
    guard case .prompt(var prompt) = overlay, prompt.choosesProduct, prompt.text == request.text,
      case .replacements(let found) = answer
    else { return }
    prompt.found = found
    prompt.answered = request.text
    prompt.cursor = min(prompt.cursor, max(0, found.count - 1))
    overlay = .prompt(prompt)
  }

  // MARK: Enter

  private mutating func confirm(_ prompt: Prompt) -> [Effect] {
    if prompt.choosesProduct {
      // A list that does not answer the text yet must not be chosen from.
      guard prompt.answered == prompt.text else { return [] }
      guard prompt.found.indices.contains(prompt.cursor) else {
        return refuse(prompt, texts.nothingFound(sanitised(prompt.text)))
      }
      return choose(prompt.found[prompt.cursor].product, for: prompt)
    }
    do throws(EditText.Problem) {
      return try take(prompt)
    } catch {
      return refuse(prompt, language.editTexts.problem(error))
    }
  }

  /// Stays where it was, with the reason and what was typed.
  private mutating func refuse(_ prompt: Prompt, _ reason: String) -> [Effect] {
    var prompt = prompt
    prompt.problem = reason
    overlay = .prompt(prompt)
    return []
  }

  private mutating func take(_ prompt: Prompt) throws(EditText.Problem) -> [Effect] {
    switch prompt.kind {
    case .value(let row): try takeValue(prompt.text, row)
    case .amount(let link, let value): try takeAmount(prompt.text, link, value)
    case .quantity(let product): try takeQuantity(prompt.text, product)
    case .footprint(let supplier): try takeFootprint(prompt.text, supplier)
    case .primary(let supplier): try takePrimary(prompt.text, supplier)
    case .split(let link, let other): try takeSplit(prompt.text, link, other)
    case .range: try takeRange(prompt.text)
    case .gapTarget: try takeGapTarget(prompt.text)
    case .target(let subject): try takeTarget(prompt.text, subject)
    case .saveAs(let leaves): return takeName(prompt, leaves: leaves)
    case .dataset:
      let path = prompt.text.trimmingBlanks()
      overlay = nil
      return path.isEmpty ? [] : [.loadOther(path)]
    case .swap, .transport, .redirect, .splitWith: break
    }
    overlay = nil
    return []
  }

  private mutating func takeValue(_ text: String, _ row: ParameterRow) throws(EditText.Problem) {
    guard let target = target(of: row.parameter) else { return }
    let change = try EditText.change(text, target.kind)
    let before = whatIfAnswer.flatMap { value(of: row, in: $0) } ?? row.value
    if case .to(let value) = change {
      set(row, to: value, before: before)
    } else {
      add(Edit(target, change), before: before)
    }
  }

  private mutating func takeRange(_ text: String) throws(EditText.Problem) {
    let part = try EditText.change(text, .primary)
    guard case .to(let fraction) = part, fraction > 0 else { throw .notAShare(text) }
    whatIf.range = .fraction(fraction)
    message = words.rangeIs(whatIf.range)
  }

  private mutating func takeGapTarget(_ text: String) throws(EditText.Problem) {
    guard let share = GapRequest.target(text.trimmingBlanks()) else { throw .notAShare(text) }
    gaps.target = share
    message = gapTexts.targetIs(Numbers.percent(share, decimals: 0))
  }

  private mutating func takeName(_ prompt: Prompt, leaves: Bool) -> [Effect] {
    let name = prompt.text.trimmingBlanks()
    if name.isEmpty { return refuse(prompt, words.nameMissing) }
    if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "/" }) || name.hasPrefix(".") {
      return refuse(prompt, words.nameNotPossible)
    }
    overlay = nil
    leavesWhenSaved = leaves
    var scenario = scenario.now
    scenario.name = name
    return [.saveScenario(scenario)]
  }

  // MARK: Target

  mutating func askForTarget() {
    guard case .whatIf(let subject)? = scene?.screen else { return }
    if whatIf.target?.subject == subject {
      whatIf.target = nil
      message = words.targetGone
      return
    }
    overlay = .prompt(Prompt(.target(subject), text: "-20%"))
  }

  /// A change relative to the baseline, or a total in the unit of the title.
  private mutating func takeTarget(_ text: String, _ subject: Focus.Subject) throws(EditText.Problem) {
    guard let total = scene?.total, let before = total.before else { return }
    switch try EditText.change(text, .own) {
    case .by(let part): whatIf.target = .init(subject: subject, total: before * (1 + part))
    case .to(let value):
      let scale = MassScale(largest: before)
      whatIf.target = .init(subject: subject, total: value * scale.kilograms)
    case .with(let text): throw .notANumber(text)
    }
    onTop { scene in
      scene.cursor = 0
      scene.wanted = nil
      scene.keepsCursor = true
    }
  }

  // MARK: Leaving

  /// `q`: an unsaved scenario is asked about once.
  mutating func leave() -> [Effect] {
    guard scenario.isUnsaved, snapshot != nil else { return [.quit] }
    overlay = .leave
    return []
  }

  mutating func pressLeaving(_ key: Key) -> [Effect] {
    overlay = nil
    switch Binding.folded(key) {
    case .character("y"), .character("Y"): return [.quit]
    case .character("s"), .character("S"):
      if scenario.now.name.isEmpty {
        overlay = .prompt(Prompt(.saveAs(leaves: true)))
        return []
      }
      leavesWhenSaved = true
      return [.saveScenario(scenario.now)]
    case .escape, .character("n"), .backspace: return []
    default: overlay = .leave
    }
    return []
  }

  // MARK: Saved scenarios

  mutating func takeSaved(_ saved: Scenario, file: String) -> [Effect] {
    let id = scenario.id
    func named(_ state: inout ScenarioState) {
      guard state.id == id else { return }
      (state.now.name, state.now.date, state.kept) = (saved.name, saved.date, saved.entries)
    }
    named(&scenario)
    history.renameScenarios(named)
    savedScenarios.removeAll { $0.name == saved.name }
    savedScenarios.append(saved)
    savedScenarios.sort { $0.name < $1.name }
    message = words.saved(saved.name, file)
    return leavesWhenSaved ? [.quit] : []
  }

  mutating func takeNotSaved(_ reason: String) {
    leavesWhenSaved = false
    message = words.notSaved(reason)
  }
}
