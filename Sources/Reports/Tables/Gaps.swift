import Analysis
import Dashboard
import Footprints
import SupplyGraph

extension Report {
  /// Whom to ask next: one row for each gap, that which makes most primary first; all of them, or `top` and the rest as
  /// one row. Gaps without a figure come last, without rank, contribution and shares.
  ///
  /// - Parameters:
  ///   - target: primary data share to reach, 0…1.
  ///   - asked: what is known of a request for a product, for people.
  public func gaps(
    _ focus: Focus, target: Double = 0.7, top: Int? = nil,
    asked: @Sendable @escaping (ProductIndex) -> Asked? = { _ in nil }
  ) -> Page {
    let list = GapList(focus, options: .init(target: target, limit: top ?? .max))
    let lines = gapLines(list)
    let hasRequests = isForPeople && list.rows.contains { asked($0.product) != nil }
    let table = Table(
      columns: isForPeople
        ? [.rank, .supplier, .name, .tier, .contribution, .gapStatus, .primaryBefore, .primaryAfter]
          + (hasRequests ? [.request] : [])
        : GapTable.columns, count: lines.count
    ) { number in
      guard case .gap(let row) = lines[number] else {
        return restCells(lines[number], list) + (hasRequests ? [.empty] : [])
      }
      let cells = isForPeople ? peopleCells(row) : GapTable.cells(row, self)
      return hasRequests ? cells + [request(asked(row.product))] : cells
    }
    return Page(
      heading: gapHeading(focus, list), table: table, notes: gapNotes(list), missing: gapsMissing(focus, list)
    )
  }

  /// Those with a figure, and apart those without; in one group there are all.
  private func gapLines(_ list: GapList) -> [GapAnswer.Line] {
    guard let group = list.groups.first else { return [] }
    var lines = group.rows.map(GapAnswer.Line.gap)
    if group.others > 0 {
      lines.append(
        .more(
          count: group.others, contribution: group.otherContribution, gain: group.otherGain, tier: nil))
    }
    lines += group.unanswered.map(GapAnswer.Line.gap)
    if group.otherUnknown > 0 { lines.append(.moreUnknown(count: group.otherUnknown, tier: nil)) }
    return lines
  }

  private func gapHeading(_ focus: Focus, _ list: GapList) -> String {
    guard let now = list.now, let reachable = list.reachable else { return heading(focus) }
    func percent(_ share: Double) -> String { Numbers.percent(share, decimals: 0) }
    let name: String
    if case .product(let product) = focus.subject { name = self.name(product) } else { name = snapshot.name }
    let text = language.gapTexts.heading(
      percent(now), percent(list.target), list.answers, percent(reachable))
    return snapshot.scenario.map { words.underScenario("\(name): \(text)", $0) } ?? "\(name): \(text)"
  }

  private func gapNotes(_ list: GapList) -> [String] {
    var notes: [String] = []
    if list.rows.contains(where: { ($0.contribution ?? 0) < 0 }) {
      notes.append(language.gapTexts.creditNote)
    }
    if list.unknown > 0 { notes.append(language.gapTexts.unknownNote(list.unknown)) }
    if snapshot.isPartial { notes.append(texts.partial) }
    return notes
  }

  private func gapsMissing(_ focus: Focus, _ list: GapList) -> [String] {
    let lines = missing(focus)
    return lines.isEmpty && list.now == nil ? [language.gapTexts.noShare] : lines
  }

  private func peopleCells(_ row: GapList.Row) -> [Cell] {
    [
      Cell(row.rank), Cell(supplier(row.product)), Cell(name(row.product)), Cell(row.tier),
      Cell(row.contribution), Cell(row.kinds.each.map(language.gapTexts.kind).joined(separator: ", ")),
      Cell(percent(row.before)), Cell(percent(row.after)),
    ]
  }

  private func request(_ asked: Asked?) -> Cell {
    Cell(asked.map { language.gapTexts.asked($0, $0.on?.dateText ?? "") } ?? "")
  }

  private func restCells(_ line: GapAnswer.Line, _ list: GapList) -> [Cell] {
    var (count, mass, status) = (0, Cell.empty, "")
    var shares: [Cell] = [.empty, .empty]
    switch line {
    case .more(let others, let contribution, _, _):
      let group = list.groups.first
      (count, mass) = (others, Cell(contribution))
      shares = [Cell(percent(group?.rows.last?.after ?? group?.before)), Cell(percent(list.reachable))]
    case .moreUnknown(let others, _): (count, status) = (others, GapKinds.missing.words)
    case .gap, .tier, .hidden: break
    }
    if isForPeople {
      let kind = status.isEmpty ? "" : language.gapTexts.kind(.missing)
      return [.empty, Cell("+ \(texts.more(count))"), .empty, .empty, mass, Cell(kind)] + shares
    }
    return [.empty, .empty, Cell(GroupRow.remainderKey), mass, Cell(status)] + shares
  }
}

/// The ask list for programs: the same columns from the command and from the screen.
enum GapTable {
  static let columns: [Column] = [
    .rank, .supplier, .productID, .contribution, .gapStatus, .primaryBefore, .primaryAfter,
  ]

  static func cells(_ row: GapList.Row, _ report: Report) -> [Cell] {
    [
      Cell(row.rank), Cell(report.supplier(row.product)), Cell(report.graph.id(row.product)),
      Cell(row.contribution), Cell(row.kinds.words), Cell(report.percent(row.before)),
      Cell(report.percent(row.after)),
    ]
  }

  /// What the screen lists, with what else is known of each line: its name, tier, what it makes primary, what was
  /// asked and whether it is marked.
  static func table(_ answer: GapAnswer, _ state: State, _ report: Report) -> Table {
    let texts = state.texts
    let rows = answer.lines.compactMap { line -> [Cell]? in
      switch line {
      case .tier: return nil
      case .gap(let row):
        let asked = state.asked(row.product)
        return cells(row, report) + [
          Cell(report.name(row.product)), Cell(row.tier), Cell(row.gain), Cell(asked?.state.rawValue ?? ""),
          Cell(asked?.on?.dateText ?? ""), Cell(asked?.host ?? ""),
          state.marked.contains(.product(row.product)) ? .text("yes") : .empty,
        ]
      case .more(let count, let contribution, let gain, let tier):
        return rest(texts.more(count), contribution, gain, tier)
      case .moreUnknown(let count, let tier):
        return rest(texts.more(count), nil, nil, tier, status: GapKinds.missing.words)
      case .hidden(let count, let gain): return rest(texts.hidden(count), nil, gain, nil)
      }
    }
    return Table(
      columns: columns + [.name, .tier, .gain, .requestState, .requestDate, .requestHost, .marked], rows: rows
    )
  }

  private static func rest(
    _ name: String, _ contribution: Double?, _ gain: Double?, _ tier: Int?, status: String = ""
  ) -> [Cell] {
    [.empty, .empty, Cell(GroupRow.remainderKey), Cell(contribution), Cell(status), .empty, .empty]
      + [Cell(name), Cell(tier), Cell(gain), .empty, .empty, .empty, .empty]
  }
}

extension Column {
  fileprivate static let gapStatus = Column("status", .text, "Data now", "現状")
  fileprivate static let primaryBefore = Column("primary_share_before", .percent, "Primary", "一次")
  fileprivate static let primaryAfter = Column("primary_share_after", .percent, "then", "回答後")
  fileprivate static let gain = Column("becomes_primary_kgco2e", .mass, "Becomes primary", "一次になる量")
  fileprivate static let request = Column("request", .text, "Request", "依頼状況")
  fileprivate static let requestState = Column("request", .text, "Request", "依頼状況")
  fileprivate static let requestDate = Column("request_date", .text, "On", "日付")
  fileprivate static let requestHost = Column("request_host", .text, "Host", "ホスト")
}
