import Analysis

extension WhatIfTexts {
  private static func plural(_ count: Int) -> String { count == 1 ? "" : "s" }

  private static func fraction(_ policy: Spreads.Policy) -> String {
    if case .fraction(let part) = policy { Numbers.percent(part, decimals: 0) } else { "" }
  }

  static let english = WhatIfTexts(
    inputHeading: "Input",
    nowHeading: "now ",
    barHeadings: { order, hasTarget, unit, total in
      if hasTarget { return ("needed", "what is left", "change") }
      return switch order {
      case .range, .name: ("lowers", "\(unit) around \(total)", "raises")
      case .elasticity: ("", "what 1% more does to the total", "1% more")
      case .variance: ("spread", "part of the uncertainty", "share")
      case .change: ("lowers", "\(unit) moved so far", "raises")
      }
    },
    orderMeaning: { order, hasTarget in
      if hasTarget {
        return "each input alone, everything else as it is; what cannot reach the target is listed last"
      }
      return switch order {
      case .elasticity: "by what part the total moves when the input rises by 1% (elasticity)"
      case .variance: "how much of the total's variance this input brings, at first order"
      case .change: "what the changes have moved, each against its baseline; t target, s other orders"
      case .range, .name: ""
      }
    },
    amountIn: { "\($0) in \($1)" },
    quantityOf: { "Quantity of \($0)" },
    lowValue: "at its low value",
    highValue: "at its high value",
    totalNow: { "total now \($0)" },
    totalBaseline: { "baseline \($0)" },
    oneAtATime: "one input at a time",
    cannot: "cannot",
    noInputs: "There is no figure here that anything hangs on. ! shows what is missing.",

    scenarioWord: "Scenario",
    editing: "Editing",
    lowWord: "low",
    highWord: "high",
    baselineWord: "Baseline",
    nowWord: "now",
    effectOfChange: { "this change \($0)" },
    spread: { origin, gsd in
      switch origin {
      case .given: "range: stated, gsd \(gsd)"
      case .ratings(let scale): "range: ratings \(scale.lowerBound)-\(scale.upperBound), gsd \(gsd)"
      case .basis: "range: kind of data, gsd \(gsd)"
      case .amount: "range: amounts, gsd \(gsd)"
      case .chosen: "range: as chosen"
      }
    },
    nothingMoved: "Nothing is changed. + - move the figure by 5%, = types one, : lists levers.",
    changedHeading: "What moved the total",
    beforeHeading: "before",
    afterHeading: "after",
    bridgeHeading: "From the baseline, change by change",
    notMadeMark: "not made",
    uncertaintyHeading: "Uncertainty",
    analyticWord: "analytic:",
    quantiles: { how, low, middle, high, unit in "\(how) p5 \(low)   median \(middle)   p95 \(high) \(unit)"
    },
    howToSample: "d draws samples in the background and shows how they are spread",
    drawn: { done, count in
      done < count
        ? "\(Numbers.count(done)) of \(Numbers.count(count)) draws:" : "\(Numbers.count(count)) draws:"
    },
    belowBaseline: { "below the baseline in \($0) of them" },
    scenariosWord: "Scenarios",
    changes: { "\(Numbers.count($0)) change\(plural($0))" },
    noChanges: "no changes",
    rangeShort: { policy in
      policy == .dataQuality ? "ranges: data quality (v)" : "ranges: \(fraction(policy)) up and down (v)"
    },
    targetReach: { "target \($0): \(Numbers.count($1)) input\(plural($1)) can reach it alone" },

    figureEdit: { "\($0): \($1)" },
    declaredEdit: { "\($0), whole footprint: \($1)" },
    primaryEdit: { "\($0), primary data: \($1)" },
    footprintEdit: { "\($0), all footprints: \($1)" },
    ownEdit: { "\($0), own emissions: \($1)" },
    swapEdit: { "\($1) for \($0) (\($2))" },
    splitEdit: { "\($3): \($1) \($0), the rest \($2)" },

    isAtBaseline: "This figure is at its baseline.",
    noInputHere: "There is no input on this line.",
    nothingToNudge: "The baseline is 0, so 5% of it is nothing. = types a value.",
    endsAtZero: "Less than nothing cannot be. = types a value with another sign.",
    orderedBy: { order in
      switch order {
      case .range: "Ordered by what the range of each input does to the total."
      case .elasticity: "Ordered by elasticity: what 1% more of an input does."
      case .variance: "Ordered by share of the uncertainty."
      case .change: "Ordered by what has been changed."
      case .name: "Ordered by name."
      }
    },
    rangeIs: { policy in
      policy == .dataQuality
        ? "Ranges follow data quality: ratings or a stated spread."
        : "Every input \(fraction(policy)) up and down. V types another range."
    },
    totalOf: {
      $0
        ? "The total is that of the whole portfolio. b goes back."
        : "The total is that of one unit. b goes back."
    },
    notMade: { "Not made: \($0). \($1)" },
    noLongerFit: { count, first, reason in
      "\(Numbers.count(count)) change\(plural(count)) do\(count == 1 ? "es" : "") not fit the data any more: \(first). \(reason)"
    },
    changeCount: {
      $0 == 0 ? "No changes: this is the baseline." : "\(Numbers.count($0)) change\(plural($0))."
    },
    nameMissing: "A scenario needs a name.",
    nameNotPossible: "A name cannot begin with a dot or have a / in it.",
    targetGone: "The target is gone.",
    saved: { "\"\($0)\" is saved in \($1)" },
    notSaved: { "Not saved: \($0)" },
    notSavedMasked: "names are masked, and a scenario names what it changes",
    opened: { "\($0) is open. u takes it back." },
    stacked: { "The changes of \"\($0)\" are added. u takes them back." },
    noLinkHere: "Nothing uses this product.",
    noTransportHere: "There is no transport on this line: choose one that is counted in tonne-kilometres.",
    noEnergyHere: { "\($0) draws no energy that is listed." },
    notInPortfolio: "The portfolio does not list this product.",
    countsForPortfolio: "Quantities change the portfolio, not one unit: b shows its total.",
    noScenario: "Nothing is changed yet: 4 is where figures are changed.",
    showing: { "All screens show: \($0)." },
    samplingOn: "Drawing samples; Esc stops.",
    samplingOff: "No more samples are drawn.",

    rangePrompt: "Range of every input, up and down",
    targetPrompt: { "Target for the total, \($0)" },
    savePrompt: "Save the scenario as",
    footprintPrompt: { "All footprints of \($0)" },
    primaryPrompt: { "Primary data in what \($0) emits itself" },
    swapPrompt: { "Instead of \($0) in \($1)" },
    splitWithPrompt: { "Share \($0) in \($1) with" },
    splitPrompt: { "Share of \($0), the rest \($1)" },
    datasetPrompt: "Folder or file of the other dataset",
    valueHelp: "A number, or a change such as -20%. Enter takes it, Esc leaves it.",
    rangeHelp: "A percentage, such as 20%.",
    targetHelp: "A change of the baseline such as -20%, or a number in the unit shown.",
    saveHelp: "Kept in the dataset's folder scenarios; Enter saves, Esc does not.",
    changeHelp: "A change with its sign, such as -10%.",
    primaryHelp: "A share, such as 100%; with a new level of emissions as well: 100% -15%.",
    shareHelp: "A share, such as 60%.",
    datasetHelp: "It is read in the background and stands beside this one; nothing in it is changed.",
    chooseHelp: "Type to search   Up Dn choose   Enter take   Esc leave   alt.: an alternative listed",
    alternativeWord: "alt.",
    nothingToChoose: "No other product is counted in the same unit.",
    leaveQuestion: { "\($0) is not saved." },
    leaveKeys: "s save and quit   y quit without saving   Esc stay",
    choiceTitle: { kind in
      switch kind {
      case .scenarios: "Open a scenario"
      case .edits: "Changes of this scenario, in their order"
      case .columns: "Add a column"
      case .hosts: Language.en.hostTexts.chooseHost
      }
    },
    choiceKeys: { kind in
      switch kind {
      case .scenarios: "Enter open  + add its changes to those there are  Esc back"
      case .edits: "Enter go to it  x take out  Esc back"
      case .columns: "Enter add  Esc back"
      case .hosts: "Enter ask  Esc back"
      }
    },
    noEdits: "Nothing is changed yet.",

    scenarioSentence: { changes, subject, change, percent, mass in
      let verb = changes == 1 ? "s" : ""
      if change == 0 { return "\(changes) change\(plural(changes)) move\(verb) \(subject) by nothing." }
      let word = change < 0 ? "cut\(verb)" : "raise\(verb)"
      return "\(changes) change\(plural(changes)) \(word) \(subject) by \(percent), that is \(mass)."
    },
    mostlySentence: { " \($0) of it is \($1)." },
    inputSentence: { input, supplier, percent, subject, isDown in
      "10% less of \(input) (\(supplier)) \(isDown ? "cuts" : "raises") \(subject) by \(percent)."
    },
    rangeSentence: { policy, low, high in
      policy == .dataQuality
        ? " Within what its data quality allows the total moves by \(low) to \(high)."
        : " \(fraction(policy)) up and down moves the total by \(low) to \(high)."
    },
    targetSentence: { "\(Numbers.count($2)) input\(plural($2)) alone can take \($0) to \($1)." },
    canReach: { input, value, unit, change, subject, target in
      "\(input) alone takes \(subject) to \(target) when it is \(value) \(unit)\(change.isEmpty ? "" : " (\(change))")."
    },
    cannotReach: { "\($0) alone cannot take \($1) to \($2), not even at 0." },

    currentColumn: "Now",
    anotherDataset: "another dataset ...",
    columnCount: { "\(Numbers.count($0)) columns" },
    twoColumns: "Two columns are the least.",
    comparedWith: { "\($0) is compared with \($1)." },
    onlyDifferences: { $0 ? "Only what differs." : "Everything, also what is equal." },
    otherLoaded: { "\($0) stands beside this dataset." },
    cannotCompare: "There is no figure to compare.",
    noDifferences: "No differences.",
    percentOfTotal: "% of the column's total",
    differenceHeading: "change",
    totalRow: "Total",
    primaryRow: "Primary data",
    points: " pt",
    becauseOf: "Because of",
    biggestDifferences: "Biggest differences",
    decreaseIncrease: "less | more",
    causeHeading: "because of",
    cause: { cause in
      switch cause {
      case .value: "values"
      case .amount: "amounts"
      case .structure: "components"
      case .missing: "missing data"
      }
    },
    causeClause: { cause in
      switch cause {
      case .value: "because its own emissions are others"
      case .amount: "because another amount is needed"
      case .structure: "because components differ"
      case .missing: "because one side does not know a figure"
      }
    },
    allOthers: { "\(Numbers.count($0)) other\(plural($0)) together" },
    sameData: { counts in
      if counts.isEmpty { return "Both rest on the same data." }
      let parts: [(Int, String)] = [
        (counts.values, "value"), (counts.amounts, "amount"), (counts.quantities, "quantity"),
        (counts.swapped, "component swapped"), (counts.added, "component added"),
        (counts.removed, "component removed"), (counts.tops, "product in focus"),
        (counts.suppliers, "supplier"),
        (counts.missingInA, "unknown on the left"), (counts.missingInB, "unknown on the right"),
      ]
      return "What differs:  "
        + parts.filter { $0.0 > 0 }.map { "\($0.1) \(Numbers.count($0.0))" }.joined(separator: "   ")
    },
    compareSentence: { subject, a, b, mass, percent, isLower in
      "\(subject): \(b) is \(mass)\(percent.isEmpty ? "" : " (\(percent))") \(isLower ? "lower" : "higher") than \(a)."
    },
    equalSentence: { "\($0): \($1) and \($2) are equal." },
    rowSentence: { item, mass, cause in " \(item) \(mass)\(cause.isEmpty ? "" : ", \(cause)")." },

    lagsTitle: "Declared against propagated",
    lagHeading: "Product, as declared",
    statedHeading: "declared",
    expectedHeading: "expected",
    lagChangeHeading: "change",
    lagTotalHeading: "in the total",
    noLags: "No declared figure lags behind its components: nothing below one has been changed.",
    datedLagSentence: { item, supplier, stated, statedOn, component, updatedOn, expected, change in
      let what =
        "\(item) (\(supplier)) declares \(stated) as of \(statedOn), before \(component) was updated on \(updatedOn)"
      return expected.map { "\(what): \($0) is to be expected (\(change))." }
        ?? "\(what); by how much it changes is not known."
    },
    lagSentence: { item, supplier, stated, expected, change in
      "\(item) (\(supplier)) declares \(stated); with the changes of its components \(expected) is to be expected (\(change))."
    }
  )
}
