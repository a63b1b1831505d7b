import Footprints

/// Commands and other single words of the texts.
extension Texts {
  static let englishTitle: @Sendable (Command) -> String = { command in
    switch command {
    case .up: "up"
    case .down: "down"
    case .first: "first"
    case .last: "last"
    case .pageUp: "page up"
    case .pageDown: "page down"
    case .open: "open, go deeper"
    case .back: "back, keeps the place"
    case .toggleBranch: "open or close branch"
    case .source: "where the figure comes from"
    case .overview: "Overview"
    case .drillDown: "Drill-down"
    case .supplier: "Supplier"
    case .nextView: "next view"
    case .previousView: "previous view"
    case .find: "find, in any script"
    case .nextMatch: "next match, hotspot"
    case .previousMatch: "previous match, hotspot"
    case .filter: "filter"
    case .sort: "sort by next column"
    case .reverseSort: "reverse the order"
    case .basis: "share of all, parent, year"
    case .mark: "mark or unmark"
    case .undo: "undo edits, marks, filters"
    case .redo: "redo"
    case .export: "export the list as CSV"
    case .copy: "copy the sentence"
    case .notices: "notices"
    case .hosts: "sources: PACT hosts"
    case .ask: "ask a host for this product"
    case .refreshHost: "ask this host for news"
    case .refreshHosts: "ask all hosts"
    case .stopHosts: "stop asking"
    case .language: "日本語 / English"
    case .palette: "all commands"
    case .help: "this help"
    case .redraw: "draw the screen anew"
    case .reload: "read the files again"
    case .mouse: "mouse on or off"
    case .whatIf: "What-if"
    case .gaps: "Data gaps"
    case .groupByTier: "group by tier, nearest first"
    case .gapTarget: "target for the primary share"
    case .compare: "Compare"
    case .lags: "declared against propagated figures"
    case .nudgeUp: "5% up"
    case .nudgeDown: "5% down"
    case .typeValue: "type a value"
    case .resetValue: "back to the baseline"
    case .measure: "other order of the inputs"
    case .range: "ranges: data quality or percent"
    case .typeRange: "type the range of all inputs"
    case .wholeTotal: "total of one unit or portfolio"
    case .target: "target: what would reach it"
    case .sample: "draw samples, uncertainty"
    case .saveScenario: "save the scenario as"
    case .openScenario: "open a scenario"
    case .listEdits: "list of the changes"
    case .leverFootprint: "supplier's footprint, percent"
    case .leverPrimary: "supplier delivers primary data"
    case .leverSwap: "swap for another product"
    case .leverSplit: "change the split of suppliers"
    case .leverRenewable: "renewable power for a supplier"
    case .leverTransport: "another mode of transport"
    case .leverAmount: "change an amount"
    case .leverQuantity: "change a portfolio quantity"
    case .showScenario: "show the scenario or baseline"
    case .addColumn: "add a column"
    case .removeColumn: "remove the column"
    case .nextColumn: "compare the next column"
    case .onlyDifferences: "only differences"
    case .percent: "unit or percent"
    case .quit: "quit"
    }
  }

  static let englishHint: @Sendable (Command) -> String = { command in
    switch command {
    case .open: "open"
    case .back: "back"
    case .toggleBranch: "branch"
    case .source: "source"
    case .find: "find"
    case .filter: "filter"
    case .sort: "sort"
    case .basis: "basis"
    case .copy: "copy"
    case .ask: "ask for it"
    case .refreshHost: "ask host"
    case .refreshHosts: "ask all"
    case .stopHosts: "stop"
    case .palette: "commands"
    case .help: "help"
    case .nudgeUp: "up"
    case .nudgeDown: "down 5%"
    case .typeValue: "value"
    case .resetValue: "reset"
    case .measure: "order"
    case .range: "range"
    case .wholeTotal: "basis"
    case .target: "target"
    case .sample: "draw"
    case .saveScenario: "save"
    case .openScenario: "open scenario"
    case .listEdits: "changes"
    case .leverSwap: "swap"
    case .addColumn: "add column"
    case .removeColumn: "remove"
    case .nextColumn: "next column"
    case .onlyDifferences: "only diffs"
    case .percent: "percent"
    case .lags: "declared lag"
    case .groupByTier: "by tier"
    case .gapTarget: "target"
    case .quit: "quit"
    default: englishTitle(command)
    }
  }

  static let englishDataKind: @Sendable (Chip.DataKind) -> String = { kind in
    switch kind {
    case .primary: "primary"
    case .secondary: "secondary"
    case .unknown: "unknown"
    case .estimated: "estimated"
    case .organisation: "organisation-allocated"
    case .expired: "expired"
    case .verified: "verified"
    case .gap: "gap"
    }
  }

  static func englishPlace(_ place: Place, _ files: [SourceFile]) -> String {
    guard files.indices.contains(Int(place.file)) else { return "worked out, not read" }
    let name = files[Int(place.file)].name
    return place.line > 0 ? "\(name), line \(place.line)" : name
  }

  /// Ratings with their scale beside them; nil when none is stated.
  static func ratingText(
    _ rating: DataQuality?, words: [String], coverage: String, scale: (Int, Int) -> String
  ) -> String? {
    guard let rating else { return nil }
    let values: [Double?]
    var parts: [String] = []
    switch rating {
    case .scale3(
      let covered, let technological, let temporal, let geographical, let completeness, let reliability):
      values = [technological, temporal, geographical, completeness, reliability]
      if let covered { parts.append("\(coverage) \(Numbers.exact(covered))%") }
    case .scale5(let technological, let temporal, let geographical):
      values = [technological, temporal, geographical]
    }
    parts += zip(words, values).compactMap { word, value in value.map { "\(word) \(Numbers.exact($0))" } }
    return parts.isEmpty
      ? nil : parts.joined(separator: ", ") + " (\(scale(rating.scale.lowerBound, rating.scale.upperBound)))"
  }
}
