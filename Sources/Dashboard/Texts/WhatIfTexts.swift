import Analysis
import Canvas

/// Texts of the what-if and compare screens in one language. No defaults: a text missing in one language does not
/// compile.
public struct WhatIfTexts: Sendable {
  public typealias Text1 = Texts.Text1
  public typealias Text2 = Texts.Text2
  public typealias Text3 = Texts.Text3
  public typealias Count = Texts.Count

  // MARK: Inputs
  public var inputHeading: String
  public var nowHeading: String
  /// Left of the bars, above them, and right of them.
  public var barHeadings:
    @Sendable (WhatIfOrder, _ hasTarget: Bool, _ unit: String, _ total: String) -> (String, String, String)
  public var orderMeaning: @Sendable (WhatIfOrder, _ hasTarget: Bool) -> String
  public var amountIn: @Sendable (_ component: String, _ product: String) -> String
  public var quantityOf: Text1
  public var lowValue: String
  public var highValue: String
  public var totalNow: Text1
  public var totalBaseline: Text1
  public var oneAtATime: String
  public var cannot: String
  public var noInputs: String

  // MARK: Panels
  public var scenarioWord: String
  public var editing: String
  public var lowWord: String
  public var highWord: String
  public var baselineWord: String
  public var nowWord: String
  public var effectOfChange: Text1
  public var spread: @Sendable (Spreads.Origin, _ gsd: String) -> String
  public var nothingMoved: String
  public var changedHeading: String
  public var beforeHeading: String
  public var afterHeading: String
  public var bridgeHeading: String
  public var notMadeMark: String
  public var uncertaintyHeading: String
  public var analyticWord: String
  public var quantiles:
    @Sendable (_ how: String, _ p5: String, _ median: String, _ p95: String, _ unit: String) -> String
  public var howToSample: String
  public var drawn: @Sendable (_ done: Int, _ count: Int) -> String
  public var belowBaseline: Text1
  public var scenariosWord: String
  public var changes: Count
  public var noChanges: String
  public var rangeShort: @Sendable (Spreads.Policy) -> String
  public var targetReach: @Sendable (_ target: String, _ reaching: Int) -> String

  // MARK: Edits in words
  public var figureEdit: Text2
  public var declaredEdit: Text2
  public var primaryEdit: Text2
  public var footprintEdit: Text2
  public var ownEdit: Text2
  public var swapEdit: @Sendable (_ old: String, _ new: String, _ user: String) -> String
  public var splitEdit:
    @Sendable (_ component: String, _ share: String, _ other: String, _ product: String) -> String

  // MARK: Messages
  public var isAtBaseline: String
  public var noInputHere: String
  public var nothingToNudge: String
  public var endsAtZero: String
  public var orderedBy: @Sendable (WhatIfOrder) -> String
  public var rangeIs: @Sendable (Spreads.Policy) -> String
  public var totalOf: @Sendable (_ isPortfolio: Bool) -> String
  public var notMade: @Sendable (_ edit: String, _ reason: String) -> String
  public var noLongerFit: @Sendable (_ count: Int, _ first: String, _ reason: String) -> String
  public var changeCount: Count
  public var nameMissing: String
  public var nameNotPossible: String
  public var targetGone: String
  public var saved: @Sendable (_ name: String, _ file: String) -> String
  public var notSaved: Text1
  public var notSavedMasked: String
  public var opened: Text1
  public var stacked: Text1
  public var noLinkHere: String
  public var noTransportHere: String
  public var noEnergyHere: Text1
  public var notInPortfolio: String
  public var countsForPortfolio: String
  public var noScenario: String
  public var showing: Text1
  public var samplingOn: String
  public var samplingOff: String

  // MARK: Prompts and lists
  public var rangePrompt: String
  public var targetPrompt: Text1
  public var savePrompt: String
  public var footprintPrompt: Text1
  public var primaryPrompt: Text1
  public var swapPrompt: @Sendable (_ component: String, _ user: String) -> String
  public var splitWithPrompt: @Sendable (_ component: String, _ product: String) -> String
  public var splitPrompt: @Sendable (_ component: String, _ other: String) -> String
  public var datasetPrompt: String
  public var valueHelp: String
  public var rangeHelp: String
  public var targetHelp: String
  public var saveHelp: String
  public var changeHelp: String
  public var primaryHelp: String
  public var shareHelp: String
  public var datasetHelp: String
  public var chooseHelp: String
  public var alternativeWord: String
  public var nothingToChoose: String
  public var leaveQuestion: Text1
  public var leaveKeys: String
  public var choiceTitle: @Sendable (Choice.Kind) -> String
  public var choiceKeys: @Sendable (Choice.Kind) -> String
  public var noEdits: String

  // MARK: Sentences
  public var scenarioSentence:
    @Sendable (_ changes: Int, _ subject: String, _ change: Double, _ percent: String, _ mass: String) ->
      String
  public var mostlySentence: @Sendable (_ part: String, _ item: String) -> String
  public var inputSentence:
    @Sendable (_ input: String, _ supplier: String, _ percent: String, _ subject: String, _ isDown: Bool) ->
      String
  public var rangeSentence: @Sendable (Spreads.Policy, _ low: String, _ high: String) -> String
  public var targetSentence: @Sendable (_ subject: String, _ target: String, _ reaching: Int) -> String
  public var canReach:
    @Sendable (
      _ input: String, _ value: String, _ unit: String, _ change: String, _ subject: String, _ target: String
    ) -> String
  public var cannotReach: @Sendable (_ input: String, _ subject: String, _ target: String) -> String

  // MARK: Compare
  public var currentColumn: String
  public var anotherDataset: String
  public var columnCount: Count
  public var twoColumns: String
  public var comparedWith: @Sendable (_ column: String, _ first: String) -> String
  public var onlyDifferences: @Sendable (Bool) -> String
  public var otherLoaded: Text1
  public var cannotCompare: String
  public var noDifferences: String
  public var percentOfTotal: String
  public var differenceHeading: String
  public var totalRow: String
  public var primaryRow: String
  public var points: String
  public var becauseOf: String
  public var biggestDifferences: String
  public var decreaseIncrease: String
  public var causeHeading: String
  public var cause: @Sendable (Cause) -> String
  public var causeClause: @Sendable (Cause) -> String
  public var allOthers: Count
  public var sameData: @Sendable (DifferenceCounts) -> String
  public var compareSentence:
    @Sendable (
      _ subject: String, _ a: String, _ b: String, _ mass: String, _ percent: String, _ isLower: Bool
    ) -> String
  public var equalSentence: @Sendable (_ subject: String, _ a: String, _ b: String) -> String
  public var rowSentence: @Sendable (_ item: String, _ mass: String, _ cause: String) -> String

  // MARK: Declared and propagated
  public var lagsTitle: String
  public var lagHeading: String
  public var statedHeading: String
  public var expectedHeading: String
  public var lagChangeHeading: String
  public var lagTotalHeading: String
  public var noLags: String
  public var datedLagSentence:
    @Sendable (
      _ item: String, _ supplier: String, _ stated: String, _ statedOn: String, _ component: String,
      _ updatedOn: String, _ expected: String?, _ change: String
    ) -> String
  public var lagSentence:
    @Sendable (_ item: String, _ supplier: String, _ stated: String, _ expected: String, _ change: String) ->
      String
}
