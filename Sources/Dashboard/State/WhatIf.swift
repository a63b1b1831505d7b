import Analysis
import Canvas
import SupplyGraph

/// How the what-if screen shows inputs. It stays the same from one visit to the next.
public struct WhatIfSettings: Hashable, Sendable {
  public var order = WhatIfOrder.range
  public var range = Spreads.Policy.dataQuality
  /// kg CO2e that the total of a subject should become.
  public var target: Target?
  /// Whether samples are drawn of every state that is looked at.
  public var isSampling = false
  /// The product that was the subject last.
  var lastProduct: ProductIndex?

  public struct Target: Hashable, Sendable {
    public var subject: Focus.Subject
    public var total: Double
  }
}

/// Key presses that the next answer will turn into a change: only it knows the figure they start from.
struct PendingNudge: Hashable, Sendable {
  var parameter: Parameter
  var steps: Int
}

extension State {
  var words: WhatIfTexts { language.whatIfTexts }

  /// The what-if screen that is open, on top or below.
  var whatIfScene: Scene? { scenes.last { $0.screen.isWhatIf } }

  var whatIfAnswer: WhatIfAnswer? {
    guard case .whatIf(let answer)? = scene?.answer else { return nil }
    return answer
  }

  /// The input that the cursor is on.
  var selectedParameter: ParameterRow? {
    guard let answer = whatIfAnswer, let scene, answer.rows.indices.contains(scene.cursor) else { return nil }
    return answer.rows[scene.cursor]
  }

  // MARK: Coming here

  /// `4`: the inputs of what is in focus, the cursor on those of the selected line.
  mutating func showWhatIf() {
    guard let snapshot, scene?.screen.isWhatIf != true else { return }
    guard snapshot.graph.count > 0 else {
      message = texts.emptyDataset
      return
    }
    let subject = subjectInSight
    let parameter = selectedInput(snapshot)
    if case .product(let product) = subject { whatIf.lastProduct = product }
    comeBack(to: .whatIf(subject)) { $0.isWhatIf }
    onTop { scene in
      guard let parameter else { return }
      scene.listed = parameter
      scene.wanted = .parameter(parameter, product: parameter.product(in: snapshot.graph))
      scene.seekNow()
    }
  }

  /// To a screen that lies below, as it was left, or to a new one in place of others of its kind.
  mutating func comeBack(to screen: Scene.Screen, insteadOf isOfItsKind: (Scene.Screen) -> Bool) {
    if let below = scenes.lastIndex(where: { $0.screen == screen }) {
      scenes.removeLast(scenes.count - 1 - below)
    } else {
      scenes.removeAll { isOfItsKind($0.screen) }
      scenes.append(Scene(screen))
    }
  }

  /// What the screens here are about: the product or the portfolio that what-if and comparison begin with.
  var subjectInSight: Focus.Subject {
    if case .top(let product)? = scene?.selected?.id { return .product(product) }
    for scene in scenes.reversed() {
      switch scene.screen {
      case .drillDown(let root): return .product(root)
      case .compare(let subject), .whatIf(let subject), .gaps(let subject): return subject
      case .overview, .suppliers, .supplier: return .portfolio
      case .origin, .notices, .noticeGroup, .lags, .hosts, .host: continue
      }
    }
    return .portfolio
  }

  /// The input that a line stands for: own emissions, or the amount of the link above a product with components.
  private func selectedInput(_ snapshot: Snapshot) -> Parameter? {
    switch scene?.selected?.id {
    case .top: return nil
    case .branch(let path, let product):
      guard let link = path.last else { return nil }
      return snapshot.graph.components(of: product).isEmpty ? .own(product) : .amount(link)
    case .supplier(let supplier?):
      let products = snapshot.graph.products(ofSupplier: supplier)
      return products.max { snapshot.portfolio.contribution($0) < snapshot.portfolio.contribution($1) }
        .map { .own($0) }
    default: return selectedProduct.map { .own($0) }
    }
  }

  /// What the screens of this issue ask for, brought up to date with the scenario and the settings.
  mutating func updateRequests() {
    for index in scenes.indices {
      switch scenes[index].screen {
      case .whatIf(let subject):
        scenes[index].request = .whatIf(
          WhatIfRequest(
            subject: subject, edits: scenario.edits, order: whatIf.order, range: whatIf.range,
            limit: scenes[index].limit, wanted: scenes[index].listed,
            target: whatIf.target.flatMap { $0.subject == subject ? $0.total : nil }))
      case .compare(let subject): scenes[index].request = .compare(compareRequest(subject, scenes[index]))
      case .gaps(let subject): scenes[index].request = .gaps(gapRequest(subject, scenes[index]))
      case .lags: scenes[index].request = .lags(scenario.edits, limit: scenes[index].limit)
      default: break
      }
    }
  }

  // MARK: Keys

  mutating func runWhatIf(_ command: Command) -> [Effect] {
    switch command {
    case .nudgeUp: nudge(by: 1)
    case .nudgeDown: nudge(by: -1)
    case .resetValue: if let row = rowForKey() { reset(row) }
    case .typeValue: typeValue()
    case .measure:
      whatIf.order = WhatIfOrder(rawValue: (whatIf.order.rawValue + 1) % WhatIfOrder.allCases.count) ?? .range
      message = words.orderedBy(whatIf.order)
    case .range:
      whatIf.range = whatIf.range == .dataQuality ? .fraction(0.2) : .dataQuality
      message = words.rangeIs(whatIf.range)
    case .typeRange: overlay = .prompt(Prompt(.range, text: "20%"))
    case .wholeTotal: if scene?.screen.isGaps == true { switchGapSubject() } else { switchSubject() }
    case .target: askForTarget()
    case .sample: return toggleSampling()
    case .saveScenario: overlay = .prompt(Prompt(.saveAs(leaves: false), text: scenario.now.name))
    case .openScenario: overlay = .choice(Choice(.scenarios))
    case .listEdits: overlay = .choice(Choice(.edits))
    default: pull(command)
    }
    return []
  }

  private mutating func rowForKey() -> ParameterRow? {
    if let row = selectedParameter { return row }
    message = words.noInputHere
    return nil
  }

  private mutating func nudge(by steps: Int) {
    guard let row = rowForKey(), let answer = whatIfAnswer else { return }
    guard row.baseline != 0 else {
      message = words.nothingToNudge
      return
    }
    guard pendingNudge == nil, let value = value(of: row, in: answer) else {
      let before = pendingNudge.flatMap { $0.parameter == row.parameter ? $0.steps : nil } ?? 0
      pendingNudge = PendingNudge(parameter: row.parameter, steps: before + steps)
      return
    }
    nudge(row, by: steps, from: value)
  }

  private mutating func nudge(_ row: ParameterRow, by steps: Int, from value: Double) {
    guard let next = State.nudged(value, by: steps, baseline: row.baseline) else {
      message = words.endsAtZero
      return
    }
    set(row, to: next, before: value)
  }

  private mutating func typeValue() {
    guard let row = rowForKey(), let answer = whatIfAnswer else { return }
    let value = value(of: row, in: answer) ?? row.value
    overlay = .prompt(Prompt(.value(row), text: Numbers.exact(value)))
  }

  /// One unit of a product, or the whole portfolio with it.
  private mutating func switchSubject() {
    guard case .whatIf(let subject)? = scene?.screen else { return }
    var other = Focus.Subject.portfolio
    if subject == .portfolio {
      guard let product = productInMind else {
        message = texts.noFigureHere
        return
      }
      other = .product(product)
    }
    let (parameter, before) = (selectedParameter, scene)
    var scene = Scene(.whatIf(other))
    scene.listed = parameter?.parameter
    scene.wanted = parameter.map { .parameter($0.parameter, product: $0.product) }
    scene.limit = before?.limit ?? scene.limit
    onTop { $0 = scene }
    message = words.totalOf(other == .portfolio)
  }

  /// The product looked at last, else the one that brings most: what keys are about that need a product.
  var productInMind: ProductIndex? { whatIf.lastProduct ?? snapshot?.largestTop }

  // MARK: Answers

  mutating func takeWhatIf(_ answer: Answer, for request: WhatIfRequest) -> [Effect] {
    for index in scenes.indices where scenes[index].screen == .whatIf(request.subject) {
      switch answer {
      case .whatIfTotal(let total): scenes[index].total = total
      case .whatIf(let whole):
        scenes[index].total = whole.total
        scenes[index].asked.remove(.whatIf(request))
        scenes[index].take(answer, for: .whatIf(request))
      default: scenes[index].asked.remove(.whatIf(request))
      }
    }
    guard case .whatIf(let whole) = answer, whole.request.edits == scenario.edits else { return [] }
    if let refused = refused(in: whole.outcomes) {
      takeBackRefused()
      pendingNudge = nil
      message = words.notMade(editText(refused.edit), problemText(refused))
      return []
    }
    scenario.accepted = scenario.now.entries
    makePendingNudge()
    return startSampling()
  }

  /// The first edit that was not made and that has never been.
  private func refused(in outcomes: [EditOutcome]) -> EditOutcome? {
    let known = Set(scenario.accepted.map(\.edit))
    return outcomes.first { outcome in
      switch outcome.problem {
      case nil, .linkMissing: false
      default: !known.contains(outcome.edit)
      }
    }
  }

  private mutating func makePendingNudge() {
    guard let pending = pendingNudge else { return }
    pendingNudge = nil
    guard let row = whatIfAnswer?.rows.first(where: { $0.parameter == pending.parameter }) else { return }
    nudge(row, by: pending.steps, from: row.value)
  }

  func problemText(_ outcome: EditOutcome) -> String {
    guard let problem = outcome.problem else { return "" }
    let labels = Labels(state: self)
    return language.editTexts.problem(problem, name: { labels.name($0) })
  }

  /// An edit with the names of products and suppliers.
  func editText(_ edit: Edit) -> String { EditSentence(state: self).text(edit) }
}

extension Parameter {
  /// The product a line about it is about: the component of an amount.
  func product(in graph: SupplyGraph) -> ProductIndex {
    switch self {
    case .own(let p), .ownPrimary(let p), .quantity(let p): p
    case .amount(let link): graph.component(link)
    }
  }
}

extension Scene.Screen {
  var isWhatIf: Bool { if case .whatIf = self { true } else { false } }
}
