import Canvas
import Dashboard
import Footprints

extension Column {
  static let host = Column("host", .text, "Host", "ホスト")
  static let address = Column("address", .text, "Address", "アドレス")
  static let api = Column("api", .count, "API", "API")
  static let state = Column("state", .text, "State", "状態")
  static let pages = Column("pages", .count, "Pages", "頁")
  static let listed = Column("listed", .count, "Listed", "掲載")
  static let received = Column("new", .count, "New", "新着")
  static let kept = Column("kept", .count, "Kept", "保存")
  static let unlisted = Column("unlisted", .count, "Unlisted", "掲載終了")
  static let lastSync = Column("last_sync", .text, "Last sync", "最終同期")
  static let problem = Column("problem", .text, "What happened", "経過")
  static let changeWord = Column("change", .text, "Change", "変化")
  static let company = Column("company", .text, "Who", "企業")
  static let stated = Column("before_kgco2e", .number, "Before kg CO2e", "変更前 kg-CO2e")
  static let restated = Column("after_kgco2e", .number, "After kg CO2e", "変更後 kg-CO2e")
  static let shareBefore = Column("primary_share_before", .percent, "Prim. before", "一次 前")
  static let shareAfter = Column("primary_share_after", .percent, "Prim. after", "一次 後")
}

/// Pages about hosts that footprints were received from.
public struct HostPages: Sendable {
  public let states: [HostState]
  public let language: Language
  private let isForPeople: Bool

  public init(_ states: [HostState], language: Language, format: Format) {
    self.states = states
    self.language = language
    isForPeople = format.isForPeople
  }

  private var texts: HostTexts { language.hostTexts }

  /// One row for each host; for people what happened stands below.
  public func hosts() -> Page {
    let columns: [Column] = [
      .host, .address, .api, .state, .pages, .listed, .received, .kept, .unlisted, .lastSync,
    ]
    let told = isForPeople ? [] : [Column.problem, .remedy]
    let states = states
    let table = Table(columns: columns + told, count: states.count) { row(states[$0]) }
    return Page(
      heading: texts.tally(states.count, states.reduce(0) { $0 + $1.kept }), table: table,
      notes: isForPeople ? states.flatMap(notes) : [])
  }

  private func row(_ state: HostState) -> [Cell] {
    let cells: [Cell] = [
      Cell(state.name), Cell(state.address), Cell(state.version), Cell(word(state)), .count(state.pages),
      .count(state.listed), .count(state.received), .count(state.kept), .count(state.unlisted),
      Cell(state.lastSync.map { isForPeople ? $0.dateText : $0.iso8601 } ?? ""),
    ]
    if isForPeople { return cells }
    let worst = state.problems.first
    return cells + [
      Cell(state.problems.map(texts.problem).joined(separator: "; ")),
      Cell(worst.map { texts.remedy($0.code) } ?? ""),
    ]
  }

  private func word(_ state: HostState) -> String {
    guard !isForPeople else { return HostWords(language).state(state) }
    if state.failure != nil { return "failed" }
    return state.problems.contains { $0.severity == .gap } ? "incomplete" : "complete"
  }

  private func notes(_ state: HostState) -> [String] {
    state.problems.map { problem in
      let remedy = texts.remedy(problem.code)
      return "\(state.name): \(texts.problem(problem)).\(remedy.isEmpty ? "" : "  \(remedy)")"
    }
  }

  /// What the last sync of each host changed, the heaviest first.
  public func changes() -> Page {
    let rows = states.flatMap { state in state.changes.map { (state.name, $0) } }
    let more = states.reduce(0) { $0 + $1.changeCount } - rows.count
    let texts = texts
    let isForPeople = isForPeople
    let table = Table(
      columns: [
        .changeWord, .host, .company, .productID, .name, .unit, .stated, .restated, .shareBefore, .shareAfter,
      ], count: rows.count
    ) { number in
      let (host, change) = rows[number]
      return [
        Cell(isForPeople ? texts.kind(change.kind) : change.kind.rawValue), Cell(host),
        Cell(change.companyName),
        Cell(change.productID), Cell(change.productName), Cell(change.unit), Cell(change.before),
        Cell(change.after), Cell(change.shareBefore), Cell(change.shareAfter),
      ]
    }
    return Page(
      heading: texts.changesHeading(states.reduce(0) { $0 + $1.changeCount }), table: table,
      notes: more > 0 ? [texts.moreChanges(more)] : [])
  }
}
