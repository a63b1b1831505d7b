import Analysis
import Canvas
import Footprints
import SupplyGraph

/// How the ask list is shown. It stays the same from one visit to the next.
struct GapSettings: Hashable, Sendable {
  /// Primary data share to reach, 0…1.
  var target = 0.7
  var byTier = false
}

extension State {
  var gapTexts: GapTexts { language.gapTexts }

  var gapAnswer: GapAnswer? {
    guard case .gaps(let answer)? = scene?.answer else { return nil }
    return answer
  }

  // MARK: Coming here

  /// `5`: whom to ask for what is in focus, the cursor on the selected product where it is a gap.
  mutating func showGaps() -> [Effect] {
    guard let snapshot, scene?.screen.isGaps != true else { return [] }
    guard snapshot.graph.count > 0 else {
      message = texts.emptyDataset
      return []
    }
    let subject = subjectInSight
    let product = gapInSight(snapshot)
    if case .product(let product) = subject { whatIf.lastProduct = product }
    comeBack(to: .gaps(subject)) { $0.isGaps }
    if let product { selectGap(product) }
    return [.lookUpQuestions]
  }

  /// The product that the selected line is about; of a supplier the one that brings most.
  private func gapInSight(_ snapshot: Snapshot) -> ProductIndex? {
    switch scene?.selected?.id {
    case .top: return nil
    case .supplier(let supplier?):
      return snapshot.graph.products(ofSupplier: supplier).max {
        snapshot.portfolio.contribution($0) < snapshot.portfolio.contribution($1)
      }
    default: return selectedProduct
    }
  }

  /// Puts the cursor on a gap, whatever its rank.
  mutating func selectGap(_ product: ProductIndex) {
    onTop { scene in
      scene.listedGap = product
      scene.wanted = .gap(product)
      scene.seekNow()
    }
    // The list shown may be the one that is wanted, without the product.
    if let scene, scene.wanted != nil, case .gaps(let answer) = scene.answer, answer.request.wanted == product
    {
      sayWhatIsNoGap()
    }
  }

  func gapRequest(_ subject: Focus.Subject, _ scene: Scene) -> GapRequest {
    GapRequest(
      subject: subject, target: gaps.target, byTier: gaps.byTier, filter: scene.filter, limit: scene.limit,
      wanted: scene.listedGap)
  }

  /// An answer without the product that was wanted says why it is not there.
  mutating func takeGaps(_ answer: Answer, for request: GapRequest) {
    for index in scenes.indices where scenes[index].query == .gaps(request) {
      scenes[index].asked.remove(.gaps(request))
      scenes[index].take(answer, for: .gaps(request))
    }
    if scene?.query == .gaps(request) { sayWhatIsNoGap() }
  }

  private mutating func sayWhatIsNoGap() {
    guard case .gap(let product)? = scene?.wanted else { return }
    message = gapTexts.noGap(Labels(state: self).name(product))
    onTop { $0.wanted = nil }
  }

  // MARK: Keys

  mutating func groupGapsByTier() {
    gaps.byTier.toggle()
    onTop { scene in
      scene.wanted = scene.selected?.id
      scene.listedGap = scene.selected?.id.product ?? scene.listedGap
    }
    message = gapTexts.grouped(gaps.byTier)
  }

  /// One product, or the whole portfolio with it.
  mutating func switchGapSubject() {
    guard case .gaps(let subject)? = scene?.screen, let before = scene else { return }
    var other = Focus.Subject.portfolio
    if subject == .portfolio {
      guard let product = productInMind else {
        message = texts.noFigureHere
        return
      }
      other = .product(product)
    }
    var scene = Scene(.gaps(other))
    scene.filter = before.filter
    if let product = before.selected?.id.product {
      scene.listedGap = product
      scene.wanted = .gap(product)
    }
    onTop { $0 = scene }
    message = gapTexts.subjectIs(Labels(state: self).name(of: other))
  }

  mutating func askForGapTarget() {
    overlay = .prompt(Prompt(.gapTarget, text: Numbers.exact((gaps.target * 1000).rounded() / 10) + "%"))
  }

  /// A line that stands for a tier, or for more than one gap.
  mutating func openGapTier(_ tier: Int?) {
    guard let tier else {
      message = texts.noFigureHere
      return
    }
    gaps.byTier = false
    changeFilter { if !$0.contains(.tier(tier)) { $0.append(.tier(tier)) } }
  }

  // MARK: Requests

  /// What is known of a request for a product.
  public func asked(_ product: ProductIndex) -> Asked? {
    snapshot.flatMap { requests.of(product, in: $0.graph) }
  }

  mutating func indexRequests() { requests = snapshot.map { Requests(hosts, $0.graph) } ?? Requests() }
}

extension Scene.Screen {
  var isGaps: Bool { if case .gaps = self { true } else { false } }
}
