import Canvas
import Footprints

/// The hosts that footprints come from, what the selected one answered and what to do; and one host with what its last
/// sync changed.
struct HostsView {
  let state: State

  private var texts: HostTexts { state.language.hostTexts }
  private var words: HostWords { HostWords(state.language) }

  /// Rows of the list, below its headings; what happened stands below it, or above it on the page of a host.
  static func listRows(in state: State) -> Range<Int> {
    let body = state.body
    if case .host(let name) = state.scene?.screen {
      let first = min(body.lowerBound + 1 + detailRows(of: state.host(name), in: state), body.upperBound)
      return first..<body.upperBound
    }
    let first = min(body.lowerBound + 1, body.upperBound)
    return first..<max(first, body.upperBound - (body.count >= 12 ? 7 : 3))
  }

  /// Lines of what happened on the page of a host, with a blank one below.
  private static func detailRows(of host: HostState?, in state: State) -> Int {
    let lines = 2 * max(1, host?.problems.count ?? 0) + min(5, host?.questions.count ?? 0)
    return min(2 + lines, max(3, state.body.count / 2))
  }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene else { return }
    if case .host(let name) = scene.screen {
      if let host = state.host(name) { drawHost(host, scene, on: &canvas) }
    } else {
      drawList(scene, on: &canvas)
    }
  }

  /// What stands at the right of the title.
  var figure: String {
    if case .host(let name) = state.scene?.screen {
      return state.host(name).map { texts.changesHeading($0.changeCount) } ?? ""
    }
    guard state.areHostsKnown else { return "" }
    return texts.tally(state.hosts.count, state.hosts.reduce(0) { $0 + $1.kept })
  }

  var sentence: String {
    guard let host = selected else { return "" }
    return texts.summary(host.name, host.kept, host.received, words.lastSync(host))
  }

  private var selected: HostState? {
    guard let scene = state.scene else { return nil }
    if case .host(let name) = scene.screen { return state.host(name) }
    return state.hosts.indices.contains(scene.cursor) ? state.hosts[scene.cursor] : nil
  }

  // MARK: All hosts

  private struct Columns {
    struct Number {
      var start: Int
      var width: Int
    }

    var state: Int
    /// Pages, listed, new and kept.
    var numbers: [Number] = []
    var last: Int

    static let stateWidth = 13

    init(width: Int) {
      last = width - 17
      state = last - 43
      var start = state + Columns.stateWidth + 1
      for width in [6, 7, 7, 7] {
        numbers.append(Number(start: start, width: width))
        start += width
      }
    }
  }

  private func drawList(_ scene: Scene, on canvas: inout Canvas) {
    let top = state.body.lowerBound
    guard !state.hosts.isEmpty else {
      guard state.areHostsKnown else { return }
      for (row, line) in texts.noSources.enumerated() {
        canvas.put(line, row: top + row, column: 1, width: canvas.size.columns - 2)
      }
      return
    }
    let columns = Columns(width: canvas.size.columns)
    let headings = [texts.pagesHeading, texts.listedHeading, texts.newHeading, texts.keptHeading]
    canvas.put(texts.hostHeading, row: top, column: 1, role: .heading)
    canvas.put(texts.stateHeading, row: top, column: columns.state, role: .heading)
    for (number, heading) in zip(columns.numbers, headings) {
      canvas.put(
        heading, row: top, column: number.start, width: number.width, align: .right, role: .heading)
    }
    canvas.put(texts.lastHeading, row: top, column: columns.last, role: .heading)
    for (offset, row) in HostsView.listRows(in: state).enumerated() {
      let index = scene.scroll + offset
      guard state.hosts.indices.contains(index) else { break }
      draw(state.hosts[index], columns, row: row, isSelected: index == scene.cursor, on: &canvas)
    }
    drawWhatHappened(on: &canvas)
  }

  private func draw(
    _ host: HostState, _ columns: Columns, row: Int, isSelected: Bool, on canvas: inout Canvas
  ) {
    if isSelected { canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected) }
    canvas.put(host.name, row: row, column: 1, width: max(0, columns.state - 2))
    canvas.put(
      words.state(host), row: row, column: columns.state, width: Columns.stateWidth,
      role: host.failure == nil ? .text : .notice)
    for (number, value) in zip(columns.numbers, [host.pages, host.listed, host.received, host.kept]) {
      canvas.put(
        Numbers.count(value), row: row, column: number.start, width: number.width, align: .right)
    }
    canvas.put(words.lastSync(host), row: row, column: columns.last, width: 16, role: .muted)
    if isSelected { canvas.restyle(row: row, column: 0, width: canvas.size.columns - 1, role: .selected) }
  }

  /// Below the list: where the selected host is, and what happened with it, the worst first.
  private func drawWhatHappened(on canvas: inout Canvas) {
    guard let host = selected else { return }
    let rows = HostsView.listRows(in: state).upperBound..<state.body.upperBound
    let lines = [address(of: host)] + happenings(of: host)
    let first = rows.count > 4 ? rows.lowerBound + 1 : rows.lowerBound
    for (row, line) in zip(first..<rows.upperBound, lines) { put(line, row: row, on: &canvas) }
  }

  // MARK: What happened

  private typealias Line = (text: String, indent: Int, role: Role)

  private func address(of host: HostState) -> Line {
    let version = host.version.map { "   PACT v\($0)" } ?? ""
    let unlisted = host.unlisted > 0 ? "   \(texts.unlistedCount(host.unlisted))" : ""
    return ("\(host.address)\(version)\(unlisted)", 1, .muted)
  }

  private func happenings(of host: HostState) -> [Line] {
    if host.problems.isEmpty, host.isBusy || host.lastSync == nil { return [(words.state(host), 1, .text)] }
    if host.problems.isEmpty { return [(texts.allWell, 1, .text)] }
    return host.problems.flatMap { problem -> [Line] in
      let remedy = texts.remedy(problem.code)
      let isNote = problem.severity == .note
      let first: Line = ("\(isNote ? "i" : "!") \(texts.problem(problem))", 1, isNote ? .text : .notice)
      return remedy.isEmpty ? [first] : [first, (remedy, 3, .text)]
    }
  }

  /// What the host was asked for, the latest first.
  private func questions(of host: HostState) -> [Line] {
    host.questions.prefix(5).map { question in
      let id = question.productIDs.first ?? ""
      let product = state.snapshot?.graph.product(id: id).map { Labels(state: state).name($0) } ?? id
      let text = texts.question(product, question.asked?.dateText ?? "", question)
      return (text, 1, question.state == .rejected ? .notice : .text)
    }
  }

  private func put(_ line: Line, row: Int, on canvas: inout Canvas) {
    canvas.put(
      line.text, row: row, column: line.indent, width: max(0, canvas.size.columns - line.indent - 1),
      role: line.role)
  }

  // MARK: One host

  private func drawHost(_ host: HostState, _ scene: Scene, on canvas: inout Canvas) {
    let rows = HostsView.listRows(in: state)
    let top = state.body.lowerBound
    let lines = [address(of: host)] + happenings(of: host) + questions(of: host)
    for (row, line) in zip(top..<max(top, rows.lowerBound - 2), lines) { put(line, row: row, on: &canvas) }
    guard !host.changes.isEmpty else {
      canvas.put(texts.noChanges, row: max(top, rows.lowerBound - 1), column: 1, role: .muted)
      return
    }
    let columns = ChangeColumns(width: canvas.size.columns)
    drawChangeHeadings(columns, row: rows.lowerBound - 1, on: &canvas)
    for (offset, row) in rows.enumerated() {
      let index = scene.scroll + offset
      guard host.changes.indices.contains(index) else {
        let more = host.changeCount - host.changes.count
        if index == host.changes.count, more > 0 {
          canvas.put(texts.moreChanges(more), row: row, column: 1, role: .muted)
        }
        break
      }
      draw(host.changes[index], columns, row: row, isSelected: index == scene.cursor, on: &canvas)
    }
  }

  private struct ChangeColumns {
    var product: Int
    var who: Int
    var value: Int
    var share: Int

    init(width: Int) {
      share = width - 13
      value = share - 25
      product = 13
      who = product + (value - product) * 3 / 5
    }
  }

  private func drawChangeHeadings(_ columns: ChangeColumns, row: Int, on canvas: inout Canvas) {
    canvas.put(texts.productHeading, row: row, column: columns.product, role: .heading)
    canvas.put(
      texts.whoHeading, row: row, column: columns.who, width: columns.value - columns.who - 1, role: .heading)
    canvas.put(texts.valueHeading, row: row, column: columns.value, width: 24, align: .right, role: .heading)
    canvas.put(texts.shareHeading, row: row, column: columns.share, width: 12, align: .right, role: .heading)
  }

  private func draw(
    _ change: FootprintChange, _ columns: ChangeColumns, row: Int, isSelected: Bool, on canvas: inout Canvas
  ) {
    if isSelected { canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected) }
    canvas.put(texts.kind(change.kind), row: row, column: 1, width: columns.product - 2)
    let name = change.productName.isEmpty ? change.productID : change.productName
    canvas.put(
      name.isEmpty ? change.id : name, row: row, column: columns.product,
      width: columns.who - columns.product - 1)
    canvas.put(
      change.companyName, row: row, column: columns.who, width: columns.value - columns.who - 1, role: .muted)
    canvas.put(
      HostsView.span(change.before.map(Numbers.plain), change.after.map(Numbers.plain)), row: row,
      column: columns.value, width: 24, align: .right)
    let percent = { (share: Double) in Numbers.percent(share / 100, decimals: 0) }
    canvas.put(
      HostsView.span(change.shareBefore.map(percent), change.shareAfter.map(percent)), row: row,
      column: columns.share, width: 12, align: .right)
    if isSelected { canvas.restyle(row: row, column: 0, width: canvas.size.columns - 1, role: .selected) }
  }

  /// `5 > 4`, or the one of them that there is or that both are.
  private static func span(_ before: String?, _ after: String?) -> String {
    guard let before, before != after else { return after ?? "" }
    return after.map { "\(before) > \($0)" } ?? before
  }
}
