import Analysis
import Dashboard
import SupplyGraph

/// A side of a comparison: a result and what it is called.
public struct ComparedResult: Sendable {
  public var name: String
  public var focus: Focus

  public init(name: String, focus: Focus) {
    self.name = name
    self.focus = focus
  }
}

/// Makes the pages of a comparison: totals first, then the biggest differences, and last what all others bring.
public struct CompareReport: Sendable {
  private let sides: [ComparedResult]
  private let table: SideBySide
  private let language: Language
  private let isForPeople: Bool

  /// - Parameter sides: at least two; the others are compared with the first.
  public init(_ sides: [ComparedResult], language: Language, format: Format) {
    self.sides = sides
    table = SideBySide(sides.map(\.focus))
    self.language = language
    isForPeople = format.isForPeople
  }

  private var texts: Texts { language.texts }
  private var words: CompareTexts { language.compareTexts }
  private var further: Range<Int> { 0..<(sides.count - 1) }

  // MARK: Products

  /// - Parameters:
  ///   - top: rows between totals and remainder; nil for all that differ.
  ///   - includingEqual: also rows that are the same on all sides.
  public func products(top: Int?, includingEqual: Bool) -> Page {
    let (rows, rest) = table.rows(top: top ?? .max, includingEqual: includingEqual)
    let hasRest = rest.count > 0
    let page = Table(columns: columns, count: 1 + rows.count + (hasRest ? 1 : 0)) { number in
      if number == 0 { return totals }
      return number <= rows.count ? cells(rows[number - 1]) : cells(rest)
    }
    return Page(heading: heading, table: page, notes: notes, missing: missing)
  }

  /// For people one word per cause; for programs every cause as a figure.
  private var columns: [Column] {
    var columns: [Column] = isForPeople ? [.name] : [.id, .name]
    for (side, result) in sides.enumerated() { columns.append(.side(side + 1, result.name)) }
    for side in further { columns += [.sideDifference(side + 2, label(side)), .sideChange(side + 2)] }
    for side in sides.indices { columns.append(.sidePrimary(side + 1)) }
    for side in further {
      columns.append(.sideCause(side + 2))
      if !isForPeople { columns += Cause.allCases.map { .sideEffect(side + 2, $0.word) } }
    }
    return columns
  }

  /// With more than one further side it has to be told which difference is meant.
  private func label(_ side: Int) -> String { sides.count > 2 ? sides[side + 1].name : "" }

  private var totals: [Cell] {
    cells(
      id: "total", name: words.total, values: sides.map(\.focus.total),
      differences: table.comparisons.map(\.difference), mixes: sides.map(\.focus.mix),
      causes: table.comparisons.map(\.causes))
  }

  private func cells(_ row: SideBySide.Row) -> [Cell] {
    let ids = distinct(row.products) { $0.id($1) }
    // A product that was renamed is not two products.
    let names = ids.count > 1 ? distinct(row.products, name) : Array(distinct(row.products, name).prefix(1))
    return cells(
      id: ids.joined(separator: " / "), name: names.joined(separator: " / "), values: row.values,
      differences: row.differences, mixes: row.mixes, causes: row.causes)
  }

  /// By side, each once: products in focus share a row, whatever they are called.
  private func distinct(
    _ products: [ProductIndex?], _ text: (SupplyGraph, ProductIndex) -> String
  ) -> [String] {
    var texts: [String] = []
    for (side, product) in products.enumerated() {
      guard let text = product.map({ text(graph(side), $0) }), !texts.contains(text) else { continue }
      texts.append(text)
    }
    return texts
  }

  private func cells(_ rest: SideBySide.Remainder) -> [Cell] {
    cells(
      id: GroupRow.remainderKey, name: words.others(rest.differing, rest.equal), values: rest.values,
      differences: rest.differences, mixes: rest.mixes, causes: rest.causes)
  }

  private func cells(
    id: String, name: String, values: [Double?], differences: [Double?], mixes: [Mix], causes: [CauseSplit]
  ) -> [Cell] {
    var cells: [Cell] = isForPeople ? [Cell(name)] : [Cell(id), Cell(name)]
    cells += values.map { Cell($0) }
    for side in further { cells += [Cell(differences[side]), Cell(change(differences[side], values[0]))] }
    for (value, mix) in zip(values, mixes) {
      cells.append(Cell(value == nil ? nil : mix.primaryShare.map { $0 * 100 }))
    }
    for side in further {
      let main = causes[side].main
      cells.append(Cell(isForPeople ? causeText(causes[side]) : main?.word ?? ""))
      if !isForPeople { cells += Cause.allCases.map { Cell(causes[side][$0]) } }
    }
    return cells
  }

  /// The cause that explains most, with the others where they matter too.
  private func causeText(_ split: CauseSplit) -> String {
    let size = split.main.map { abs(split[$0]) } ?? 0
    return Cause.allCases.filter { split[$0] != 0 && abs(split[$0]) >= 0.1 * size }
      .sorted { abs(split[$0]) > abs(split[$1]) }
      .map(words.cause).joined(separator: words.listSeparator)
  }

  /// Relative to the first side.
  private func change(_ difference: Double?, _ base: Double?) -> Double? {
    guard let difference, let base, base != 0 else { return nil }
    return difference / abs(base)
  }

  // MARK: Changed inputs

  /// The numbers that differ, those that explain most first; their effects add up to the difference of the totals.
  public func inputs(top: Int?) -> Page {
    let sided = sides.count > 2
    var rows: [[Cell]] = []
    for side in further {
      let comparison = table.comparisons[side]
      let all = comparison.changedInputs(top: .max)
      let shown = all.prefix(max(0, top ?? all.count))
      let prefix: [Cell] = sided ? [Cell(sides[side + 1].name)] : []
      rows.append(
        prefix + inputCells("total", [], [], (sides[0].focus.total, sides[side + 1].focus.total))
          + [.empty, Cell(comparison.difference)])
      rows += shown.map { prefix + cells($0, comparison) }
      if shown.count < all.count {
        let rest = comparison.causes.sum - shown.reduce(0) { $0 + $1.effect }
        rows.append(
          prefix
            + inputCells(GroupRow.remainderKey, [], [words.moreInputs(all.count - shown.count)], (nil, nil))
            + [.empty, Cell(rest)])
      }
    }
    let columns: [Column] =
      (sided ? [.sideName] : []) + [.changeKind]
      + (isForPeople ? [.name] : [.productID, .componentID]) + [
        .valueBefore, .valueAfter, .cause, .sideEffect,
      ]
    return Page(
      heading: heading, table: Table(columns: columns, rows: rows), notes: notes, missing: missing)
  }

  private func cells(_ input: ChangedInput, _ comparison: Comparison) -> [Cell] {
    let pairs = [input.product, input.component].compactMap { $0 }
    let ids = pairs.map { id($0, of: input, comparison) }
    let names = pairs.map { name($0, of: input, comparison) }
    return inputCells(input.kind.word, ids, names, (input.before, input.after))
      + [Cell(isForPeople ? words.cause(input.cause) : input.cause.word), Cell(input.effect)]
  }

  /// For people the way from the product to the component in one cell.
  private func inputCells(
    _ kind: String, _ ids: [String], _ names: [String], _ values: (Double?, Double?)
  ) -> [Cell] {
    let values = [Cell(values.0), Cell(values.1)]
    let word = kind == GroupRow.remainderKey ? kind : words.kind(kind)
    if isForPeople { return [Cell(word), Cell(names.joined(separator: " > "))] + values }
    return [Cell(kind), Cell(ids.first ?? ""), Cell(ids.count > 1 ? ids[1] : "")] + values
  }

  /// On the side that has the input; the first where both do.
  private func id(_ pair: ProductPair, of input: ChangedInput, _ comparison: Comparison) -> String {
    let (x, y) = (comparison.a.rollUp.graph, comparison.b.rollUp.graph)
    if let p = pair.a, input.before != nil || pair.b == nil { return x.id(p) }
    return pair.b.map(y.id) ?? pair.a.map(x.id) ?? ""
  }

  /// Two products in one row have both names where both sides have the input.
  private func name(_ pair: ProductPair, of input: ChangedInput, _ comparison: Comparison) -> String {
    let (x, y) = (comparison.a.rollUp.graph, comparison.b.rollUp.graph)
    guard let p = pair.a, let q = pair.b, x.id(p) != y.id(q) else {
      return pair.a.map { name(x, $0) } ?? pair.b.map { name(y, $0) } ?? ""
    }
    if input.before == nil { return name(y, q) }
    return input.after == nil ? name(x, p) : "\(name(x, p)) / \(name(y, q))"
  }

  // MARK: Words

  private func graph(_ side: Int) -> SupplyGraph { sides[side].focus.rollUp.graph }

  private func name(_ graph: SupplyGraph, _ p: ProductIndex) -> String {
    language == .ja ? graph.nameJa(p) : graph.name(p)
  }

  private var heading: String {
    let names = sides.map { side in
      "\(side.name) \(side.focus.total.map { (side.focus.isLowerBound ? ">= " : "") + MassScale.sentence($0) } ?? texts.noFigure)"
    }
    return names.joined(separator: " | ")
  }

  private var notes: [String] {
    var lines: [String] = []
    for (side, comparison) in table.comparisons.enumerated() {
      let name = sides.count > 2 ? "\(sides[side + 1].name): " : ""
      let parts = Cause.allCases.filter { comparison.causes[$0] != 0 }.map {
        "\(words.cause($0)) \(signed(comparison.causes[$0]))"
      }
      if !parts.isEmpty { lines.append(name + words.because(parts.joined(separator: words.listSeparator))) }
      lines.append(name + words.sameData(comparison.counts))
    }
    if Set(sides.map { per($0.focus) }).count > 1 {
      lines.append(words.differentUnits(sides.map { "\($0.name): \(per($0.focus))" }.joined(separator: "; ")))
    }
    return lines
  }

  private func signed(_ mass: Double) -> String { (mass > 0 ? "+" : "") + MassScale.sentence(mass) }

  /// What the total of a side is per.
  private func per(_ focus: Focus) -> String {
    let graph = focus.rollUp.graph
    let text =
      switch focus.subject {
      case .product(let p): texts.co2ePer(texts.unit(graph.unit(p).symbol))
      case .portfolio, .demand: graph.hasPortfolio ? texts.co2ePerYear : texts.co2ePerSet
      }
    return "kg" + text
  }

  private var missing: [String] {
    sides.flatMap { side in
      side.focus.total == nil
        ? [words.noTotal(side.name)] : side.focus.isLowerBound ? [words.atLeast(side.name)] : []
    }
  }
}

extension Cause {
  /// For programs.
  var word: String {
    switch self {
    case .value: "value"
    case .amount: "amount"
    case .structure: "structure"
    case .missing: "missing_data"
    }
  }
}

extension ChangedInput.Kind {
  var word: String {
    switch self {
    case .own: "own"
    case .amount: "amount"
    case .quantity: "quantity"
    }
  }
}

extension Column {
  fileprivate static func side(_ number: Int, _ name: String) -> Column {
    Column("side_\(number)_kgco2e", .mass, name, name)
  }

  fileprivate static func sideDifference(_ number: Int, _ name: String) -> Column {
    let suffix = name.isEmpty ? "" : " \(name)"
    return Column("difference_\(number)_kgco2e", .mass, "Diff.\(suffix)", "差\(suffix)")
  }

  fileprivate static func sideChange(_ number: Int) -> Column {
    Column("change_\(number)", .share, "Change", "増減")
  }

  fileprivate static func sidePrimary(_ number: Int) -> Column {
    Column("primary_data_share_\(number)", .percent, "Prim.\(number)", "一次\(number)")
  }

  fileprivate static func sideCause(_ number: Int) -> Column {
    Column("cause_\(number)", .text, "Because of", "要因")
  }

  fileprivate static func sideEffect(_ number: Int, _ cause: String) -> Column {
    Column("\(cause)_\(number)_kgco2e", .mass, cause, cause)
  }

  fileprivate static let sideName = Column("side", .text, "Side", "対象")
  fileprivate static let changeKind = Column("kind", .text, "What", "項目")
  fileprivate static let valueBefore = Column("before", .number, "Before", "前")
  fileprivate static let valueAfter = Column("after", .number, "After", "後")
  fileprivate static let cause = Column("cause", .text, "Because of", "要因")
  fileprivate static let sideEffect = Column("effect_kgco2e", .mass, "Effect kg CO2e", "影響 kg-CO2e")
}
