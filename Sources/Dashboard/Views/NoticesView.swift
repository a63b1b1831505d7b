import Analysis
import Canvas
import Footprints
import SupplyGraph

/// All that could not be used or was assumed: kinds first, then the single notices of a kind, with the selected one
/// explained below.
struct NoticesView {
  let state: State

  private var texts: Texts { state.texts }

  private static func detailRows(in state: State) -> Int { state.body.count >= 12 ? 6 : 2 }

  static func listRows(in state: State) -> Range<Int> {
    let body = state.body
    let first = min(body.lowerBound + 1, body.upperBound)
    return first..<max(first, body.upperBound - detailRows(in: state))
  }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene, let snapshot = state.snapshot else { return }
    if case .noticeGroup(let index) = scene.screen, let group = state.noticeGroup(index) {
      drawGroup(group, scene, snapshot, on: &canvas)
    } else {
      drawKinds(snapshot, scene, on: &canvas)
    }
  }

  private func levelWord(_ severity: Notice.Severity) -> String {
    severity == .fix ? "! \(texts.fixWord)" : "i \(texts.noteWord)"
  }

  private func drawKinds(_ snapshot: Snapshot, _ scene: Scene, on canvas: inout Canvas) {
    let (top, groups) = (state.body.lowerBound, snapshot.notices)
    if groups.isEmpty {
      let text = snapshot.isPartial ? texts.noNoticesInPart : texts.noNotices
      canvas.put(text, row: top, column: 1, width: canvas.size.columns - 2)
      return
    }
    let width = canvas.size.columns
    drawKindHeadings(texts.whatHappenedHeading, row: top, on: &canvas)
    for (offset, row) in NoticesView.listRows(in: state).enumerated() {
      let index = scene.scroll + offset
      guard groups.indices.contains(index) else { break }
      let isSelected = index == scene.cursor
      if isSelected { canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected) }
      drawKind(groups[index], row: row, on: &canvas)
      if isSelected { canvas.restyle(row: row, column: 0, width: width - 1, role: .selected) }
    }
    if groups.indices.contains(scene.cursor), let example = groups[scene.cursor].worst.first {
      drawDetail(example, heading: texts.exampleHeading, on: &canvas)
    }
  }

  // MARK: Kinds, also on other screens

  /// Places of the level, what happened, how often, and its effect.
  private func kindColumns(_ showsLevel: Bool) -> [Int] {
    let width = state.size.columns
    return [1, showsLevel ? 9 : 1, width - 24, width - 14]
  }

  func drawKindHeadings(_ title: String, showsLevel: Bool = true, row: Int, on canvas: inout Canvas) {
    let columns = kindColumns(showsLevel)
    if showsLevel { canvas.put(texts.levelHeading, row: row, column: columns[0], role: .heading) }
    canvas.put(title, row: row, column: columns[1], role: .heading)
    canvas.put(texts.countHeading, row: row, column: columns[2], width: 8, align: .right, role: .heading)
    canvas.put(texts.effectHeading, row: row, column: columns[3], width: 13, align: .right, role: .heading)
  }

  func drawKind(_ group: NoticeGroup, showsLevel: Bool = true, row: Int, on canvas: inout Canvas) {
    let columns = kindColumns(showsLevel)
    if showsLevel {
      canvas.put(
        levelWord(group.severity), row: row, column: columns[0], width: 7,
        role: group.severity == .fix ? .notice : .muted)
    }
    let start = showsLevel ? columns[1] : columns[1] + 1
    canvas.put(texts.noticeTitle(group.code), row: row, column: start, width: max(0, columns[2] - start - 1))
    canvas.put(Numbers.count(group.count), row: row, column: columns[2], width: 8, align: .right)
    canvas.put(
      group.effect > 0 ? MassScale.sentence(group.effect) : "-", row: row, column: columns[3], width: 13,
      align: .right)
  }

  private func drawGroup(
    _ group: NoticeGroup, _ scene: Scene, _ snapshot: Snapshot, on canvas: inout Canvas
  ) {
    let top = state.body.lowerBound
    let width = canvas.size.columns
    let placeWidth = min(34, width * 2 / 5)
    canvas.put(texts.whereHeading, row: top, column: 1, width: placeWidth, role: .heading)
    canvas.put(
      texts.noticeTitle(group.code), row: top, column: placeWidth + 2, width: max(0, width - placeWidth - 3),
      role: .heading)
    for (offset, row) in NoticesView.listRows(in: state).enumerated() {
      let index = scene.scroll + offset
      guard group.worst.indices.contains(index) else { break }
      let notice = group.worst[index]
      let isSelected = index == scene.cursor
      if isSelected { canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected) }
      canvas.put(
        texts.place(notice.place, snapshot.graph.files), row: row, column: 1, width: placeWidth)
      canvas.put(
        texts.noticeDetail(notice), row: row, column: placeWidth + 2, width: max(0, width - placeWidth - 3))
      if isSelected { canvas.restyle(row: row, column: 0, width: width - 1, role: .selected) }
    }
    if group.worst.indices.contains(scene.cursor) {
      drawDetail(group.worst[scene.cursor], heading: texts.detailHeading, on: &canvas)
    }
  }

  private func drawDetail(_ notice: Notice, heading: String, on canvas: inout Canvas) {
    guard let snapshot = state.snapshot else { return }
    let rows = NoticesView.listRows(in: state).upperBound..<state.body.upperBound
    var lines: [(String, String)] = [
      (texts.whereHeading, texts.place(notice.place, snapshot.graph.files)),
      (texts.foundLabel, texts.noticeDetail(notice)),
    ]
    if let effect = notice.effect { lines.append((texts.effectHeading, MassScale.sentence(effect))) }
    lines.append((texts.remedyLabel, texts.noticeRemedy(notice.code)))
    let needsHeading = rows.count > lines.count
    if needsHeading {
      canvas.put(
        heading, row: rows.lowerBound + (rows.count > lines.count + 1 ? 1 : 0), column: 1, role: .heading)
    }
    let first = needsHeading ? rows.lowerBound + (rows.count > lines.count + 1 ? 2 : 1) : rows.lowerBound
    let shown = rows.count >= 4 ? lines : Array(lines.suffix(rows.count))
    for (offset, line) in shown.enumerated() where first + offset < rows.upperBound {
      canvas.put(line.0, row: first + offset, column: 2, width: 10, role: .muted)
      canvas.put(line.1, row: first + offset, column: 13, width: max(0, canvas.size.columns - 14))
    }
  }
}
