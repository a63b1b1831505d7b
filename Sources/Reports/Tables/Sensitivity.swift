import Analysis
import Dashboard
import SupplyGraph

extension Report {
  var risk: RiskTexts { language.riskTexts }

  /// Own emissions and amounts by what hangs on them, largest first; all of them, or `top` and how many more there are.
  public func sensitivity(
    _ focus: Focus, by measure: SensitivityMeasure, top: Int? = nil, spreads: Spreads
  ) -> Page {
    let found = focus.sensitivity(by: measure, top: top ?? .max, spreads: spreads)
    let columns: [Column] = [
      .rank, .kind, .productID, .componentID, .value, .elasticity, .low, .high,
    ]
    let table = Table(
      columns: isForPeople ? columns + [.varianceShare, .spread] : columns, count: found.rows.count
    ) { number in
      let row = found.rows[number]
      let cells =
        [.count(number + 1)] + inputCells(row.input) + [
          Cell(row.value), Cell(row.elasticity), Cell(row.low.value), Cell(row.high.value),
        ]
      return isForPeople ? cells + [Cell(row.varianceShare), Cell(risk.origin(row.origin))] : cells
    }
    return Page(
      heading: heading(focus), table: table, notes: sensitivityNotes(found, spreads),
      missing: missing(focus) + missingEnds(found.rows))
  }

  private func sensitivityNotes(_ found: Sensitivity, _ spreads: Spreads) -> [String] {
    var notes = found.others > 0 ? [risk.otherInputs(found.others)] : []
    if isForPeople {
      switch spreads.policy {
      case .dataQuality: notes.append(risk.rangeByQuality)
      case .fraction(let fraction): notes.append(risk.rangeChosen(Numbers.percent(fraction)))
      }
      notes.append(risk.elasticity)
    }
    return notes + (snapshot.isPartial ? [texts.partial] : [])
  }

  private func missingEnds(_ rows: [SensitivityRow]) -> [String] {
    let refused = rows.count { $0.low == .noAnswer || $0.high == .noAnswer }
    let left = rows.count { $0.low == .notWorkedOut }
    return (refused > 0 ? [risk.noAnswerAtEnd(refused)] : []) + (left > 0 ? [risk.endsLeft(left)] : [])
  }

  /// Kind, product and component. For people by name.
  private func inputCells(_ input: Parameter) -> [Cell] {
    switch input {
    case .amount(let link):
      return [
        Cell(isForPeople ? risk.amount : "amount"), Cell(inputName(graph.product(ofLink: link))),
        Cell(inputName(graph.component(link))),
      ]
    case .own(let p), .ownPrimary(let p), .quantity(let p):
      return [Cell(isForPeople ? risk.own : "own"), Cell(inputName(p)), .empty]
    }
  }

  private func inputName(_ p: ProductIndex) -> String { isForPeople ? name(p) : graph.id(p) }

  /// `own emissions: Cell`, `amount: Pack > Cell`.
  private func sentence(_ input: Parameter) -> String {
    switch input {
    case .amount(let link):
      "\(risk.amount): \(name(graph.product(ofLink: link))) > \(name(graph.component(link)))"
    case .own(let p), .ownPrimary(let p), .quantity(let p): "\(risk.own): \(name(p))"
    }
  }

  // MARK: Break-even

  /// What each single input would have to be for the focus to reach `target` kg CO2e, the smallest change first.
  public func breakEven(_ focus: Focus, target: Double, top: Int? = nil) -> Page {
    let found = focus.breakEven(target: target, top: top ?? .max)
    let table = Table(
      columns: [.rank, .kind, .productID, .componentID, .value, .needed, .change], count: found.rows.count
    ) { number in
      let row = found.rows[number]
      return [.count(number + 1)] + inputCells(row.input) + [
        Cell(row.value), Cell(row.needed), Cell(row.change),
      ]
    }
    return Page(
      heading: risk.target(heading(focus), MassScale.sentence(target)), table: table,
      notes: breakEvenNotes(found), missing: missing(focus))
  }

  private func breakEvenNotes(_ found: BreakEven) -> [String] {
    var notes: [String] = []
    if found.rows.isEmpty, found.others == 0 { notes.append(risk.noneAble) }
    if found.others > 0 { notes.append(risk.ableOthers(found.others)) }
    if found.unable > 0 { notes.append(risk.unable(found.unable)) }
    if found.rows.isEmpty, let nearest = found.nearest, let total = nearest.totalAtZero {
      notes.append(risk.nearest(sentence(nearest.input), MassScale.sentence(total)))
    }
    return notes + (snapshot.isPartial ? [texts.partial] : [])
  }
}
