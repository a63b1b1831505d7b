import Dashboard
import Footprints

extension Report {
  /// Notices, those that change figures first. Of each kind the heaviest `top`, and one row for the rest.
  public func check(top: Int? = nil) -> Page {
    let groups = snapshot.notices
    let starts = groups.reduce(into: [0]) { $0.append($0[$0.count - 1] + rows(of: $1, top)) }
    let table = Table(
      columns: [.severity, .file, .line, .field, .message, .effect, .remedy], count: starts.last ?? 0
    ) { number in
      let index = starts.lastIndex { $0 <= number }.map { min($0, groups.count - 1) } ?? 0
      let position = number - starts[index]
      let shown = shown(of: groups[index], top)
      return position < shown ? row(groups[index].worst[position]) : row(restOf: groups[index], after: shown)
    }
    return Page(heading: texts.noticeTally(snapshot.noticeCount, snapshot.fixCount), table: table)
  }

  private func shown(of group: NoticeGroup, _ top: Int?) -> Int {
    min(group.worst.count, max(0, top ?? group.worst.count))
  }

  private func rows(of group: NoticeGroup, _ top: Int?) -> Int {
    let shown = shown(of: group, top)
    return shown + (group.count > shown ? 1 : 0)
  }

  private func row(_ notice: Notice) -> [Cell] {
    let title = texts.noticeTitle(notice.code)
    let detail = texts.noticeDetail(notice)
    return [
      Cell(level(notice.severity)), Cell(file(notice.place)),
      notice.place.line > 0 ? .count(Int(notice.place.line)) : .empty, Cell(notice.field),
      Cell(detail.isEmpty ? title : "\(title): \(detail)"), Cell(notice.effect),
      Cell(texts.noticeRemedy(notice.code)),
    ]
  }

  private func row(restOf group: NoticeGroup, after shown: Int) -> [Cell] {
    let effect = group.effect - group.worst.prefix(shown).reduce(0) { $0 + abs($1.effect ?? 0) }
    return [
      Cell(level(group.severity)), .empty, .empty, .empty,
      Cell("\(texts.noticeTitle(group.code)): \(words.moreOfThem(group.count - shown))"),
      Cell(effect > 0 ? effect : nil), Cell(texts.noticeRemedy(group.code)),
    ]
  }

  private func level(_ severity: Notice.Severity) -> String {
    switch severity {
    case .fix: isForPeople ? texts.fixWord : "fix"
    case .note: isForPeople ? texts.noteWord : "note"
    }
  }

  private func file(_ place: Place) -> String {
    graph.files.indices.contains(Int(place.file)) ? graph.files[Int(place.file)].name : ""
  }

  /// The notices as people read them: kind by kind, the heaviest of each, and what to do.
  public func noticeText(top: Int = 10) -> String {
    if snapshot.notices.isEmpty { return words.noNotices + "\n" }
    var text = texts.noticeTally(snapshot.noticeCount, snapshot.fixCount) + "\n"
    for group in snapshot.notices {
      let effect = group.effect > 0 ? "   " + words.effect(MassScale.sentence(group.effect)) : ""
      text +=
        "\n\(level(group.severity))  \(texts.noticeTitle(group.code))  (\(Numbers.count(group.count)))\(effect)\n"
      for notice in group.worst.prefix(top) { text += "    \(line(notice))\n" }
      if group.count > min(top, group.worst.count) {
        text += "    \(words.moreOfThem(group.count - min(top, group.worst.count)))\n"
      }
      text += "    \(words.toDo): \(texts.noticeRemedy(group.code))\n"
    }
    return text
  }

  private func line(_ notice: Notice) -> String {
    let place = texts.place(notice.place, graph.files)
    let detail = texts.noticeDetail(notice)
    let effect = notice.effect.map { "   " + words.effect(MassScale.sentence($0)) } ?? ""
    return [place, detail].filter { !$0.isEmpty }.joined(separator: "  ") + effect
  }
}
