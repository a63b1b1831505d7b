import Analysis
import Canvas
import Footprints
import SupplyGraph

/// Where a figure comes from: file and record, the value as written, what was done with it, its quality, its
/// relations, and the whole original record.
struct OriginView {
  struct Line {
    var label: String
    var text: String
    var role: Role = .text
  }

  let state: State

  private var texts: Texts { state.texts }

  func draw(on canvas: inout Canvas) {
    let body = state.body
    let lines = lines
    guard let scene = state.scene, !lines.isEmpty else {
      canvas.put(texts.working, row: body.lowerBound, column: 1, role: .muted)
      return
    }
    let labelWidth = min(state.size.columns / 3, lines.map { width($0.label) }.max() ?? 0)
    for (offset, row) in body.enumerated() {
      let index = scene.scroll + offset
      guard lines.indices.contains(index) else { break }
      draw(lines[index], labelWidth: labelWidth, row: row, on: &canvas)
    }
    if scene.scroll + body.count < lines.count {
      let more = texts.linesBelow(lines.count - scene.scroll - body.count)
      let start = max(1, state.size.columns - width(more) - 2)
      canvas.put(more, row: body.upperBound - 1, column: start, role: .muted)
    }
  }

  private func width(_ text: String) -> Int { displayWidth(text, ambiguous: state.style.ambiguousWidth) }

  private func draw(_ line: Line, labelWidth: Int, row: Int, on canvas: inout Canvas) {
    let room = state.size.columns - 2
    if line.role == .heading || line.label.isEmpty {
      canvas.put(line.text, row: row, column: 1, width: room, role: line.role)
      return
    }
    canvas.put(line.label, row: row, column: 1, width: labelWidth, role: .muted)
    let start = labelWidth + 3
    canvas.put(line.text, row: row, column: start, width: max(0, room - start + 1), role: line.role)
  }

  /// All lines of the page, from top to bottom.
  var lines: [Line] {
    guard let scene = state.scene, case .origin(let origin) = scene.answer, let snapshot = state.snapshot
    else {
      return []
    }
    var lines = figure(origin, snapshot)
    lines += source(origin, snapshot)
    if let footprint = origin.footprint { lines += quality(footprint, snapshot) }
    lines += channels(origin)
    lines += problems(origin)
    lines += history(origin)
    lines += users(origin)
    lines += record(scene.record)
    return lines.flatMap(wrapped)
  }

  /// Long texts go on in further lines below their own column.
  private func wrapped(_ line: Line) -> [Line] {
    guard !line.label.isEmpty, line.role != .heading else { return [line] }
    let room = max(20, state.size.columns * 2 / 3 - 4)
    let parts = wrap(sanitised(line.text), to: room, ambiguous: state.style.ambiguousWidth)
    return parts.enumerated().map { index, part in
      Line(label: index == 0 ? line.label : " ", text: part, role: line.role)
    }
  }

  private func heading(_ text: String) -> [Line] {
    [Line(label: "", text: ""), Line(label: "", text: text, role: .heading)]
  }

  private func figure(_ origin: Origin, _ snapshot: Snapshot) -> [Line] {
    let labels = Labels(state: state)
    let unit = labels.unit(origin.product)
    let supplier = labels.supplierName(of: origin.product)
    let country = snapshot.graph.country(origin.product)
    var lines = [
      Line(label: texts.supplierHeading, text: country.isEmpty ? supplier : "\(supplier) (\(country))"),
      Line(label: "ID", text: snapshot.graph.id(origin.product)),
      Line(label: texts.statusLabel, text: texts.status(origin.status)),
    ]
    if let total = origin.total {
      lines.append(Line(label: texts.totalLabel, text: texts.perUnitFigure(Numbers.plain(total), unit)))
    }
    if let own = origin.own {
      lines.append(Line(label: texts.ownLabel, text: texts.perUnitFigure(Numbers.plain(own), unit)))
    }
    let mix = origin.mix
    if mix.total > 0 {
      lines.append(
        Line(
          label: texts.qualityHeading,
          text: texts.qualityWords(
            Numbers.percent(mix.shares.primary), Numbers.percent(mix.shares.secondary),
            Numbers.percent(mix.shares.unknown))))
    }
    let note = snapshot.graph.note(origin.product)
    if !note.isEmpty { lines.append(Line(label: texts.noteLabel, text: note)) }
    return lines
  }

  private func source(_ origin: Origin, _ snapshot: Snapshot) -> [Line] {
    let given = origin.given
    let place = origin.footprint?.place ?? snapshot.graph.place(origin.product)
    var lines = heading(texts.sourceHeading)
    lines.append(Line(label: texts.fileLabel, text: texts.place(place, snapshot.graph.files)))
    lines.append(Line(label: texts.basisLabel, text: texts.basis(given.basis)))
    if let declared = given.declared {
      let unit = Labels(state: state).unit(origin.product)
      lines.append(Line(label: texts.declaredLabel, text: texts.perUnitFigure(Numbers.exact(declared), unit)))
    }
    if let direct = given.direct {
      let unit = Labels(state: state).unit(origin.product)
      lines.append(Line(label: texts.directLabel, text: texts.perUnitFigure(Numbers.exact(direct), unit)))
    }
    lines.append(
      Line(
        label: texts.primaryShareLabel,
        text: given.primaryShare.map { Numbers.exact($0) + "%" } ?? texts.notStated))
    if let until = given.validUntil {
      lines.append(
        Line(
          label: texts.validLabel, text: until.dateText + (given.expired ? "  x \(texts.expiredWord)" : ""),
          role: given.expired ? .notice : .text))
    }
    if origin.footprint == nil, given.verified {
      lines.append(Line(label: texts.verifiedLabel, text: texts.yes))
    }
    if let deviation = given.gsd {
      lines.append(Line(label: texts.deviationLabel, text: Numbers.exact(deviation)))
    }
    return lines
  }

  private func quality(_ footprint: Footprint, _ snapshot: Snapshot) -> [Line] {
    var lines = [
      Line(label: texts.footprintLabel, text: "PACT \(footprint.specVersion)  \(footprint.id)"),
      Line(label: texts.companyLabel, text: footprint.companyName),
      Line(
        label: texts.asWrittenLabel,
        text: texts.asWritten(
          Numbers.exact(footprint.statedValue), Numbers.exact(footprint.declaredAmount),
          footprint.unit.symbol,
          footprint.isPerDeclaredUnit)),
      Line(label: texts.convertedLabel, text: texts.conversion(footprint)),
    ]
    if let start = footprint.referenceStart, let end = footprint.referenceEnd {
      lines.append(Line(label: texts.periodLabel, text: "\(start.dateText) - \(end.dateText)"))
    }
    let validity = footprint.validity
    if let start = validity.start, let end = validity.end {
      let rule = footprint.validityEnd == nil ? " (\(texts.threeYearRule))" : ""
      lines.append(Line(label: texts.validityLabel, text: "\(start.dateText) - \(end.dateText)\(rule)"))
    }
    lines.append(Line(label: texts.verifiedLabel, text: texts.verification(footprint.verification)))
    lines.append(Line(label: texts.ratingLabel, text: texts.rating(footprint.dataQuality)))
    return lines
  }

  private func channels(_ origin: Origin) -> [Line] {
    guard let total = origin.total, total != 0 else { return [] }
    let shown: [Channel] = [.includingUptake, .fossil, .landUse, .biogenic, .aircraft, .packaging, .unsplit]
    let rows = shown.compactMap { channel -> Line? in
      guard let value = origin.channels[channel], abs(value) > 1e-9 * abs(total) else { return nil }
      return Line(
        label: texts.channel(channel),
        text: "\(Numbers.plain(value)) kg CO2e  \(Numbers.percent(value / total))")
    }
    return rows.isEmpty ? [] : heading(texts.channelsHeading) + rows
  }

  private func problems(_ origin: Origin) -> [Line] {
    guard !origin.notices.isEmpty else { return [] }
    return heading(texts.noticesTitle)
      + origin.notices.prefix(20).flatMap { notice in
        [
          Line(label: texts.noticeTitle(notice.code), text: texts.noticeDetail(notice), role: .notice),
          Line(label: " ", text: texts.noticeRemedy(notice.code)),
        ]
      }
  }

  private func history(_ origin: Origin) -> [Line] {
    guard !origin.otherFootprints.isEmpty else { return [] }
    return heading(texts.otherFootprintsHeading)
      + origin.otherFootprints.prefix(20).map { footprint in
        Line(
          label: footprint.created?.dateText ?? texts.notStated,
          text: texts.otherFootprint(
            Numbers.plain(footprint.emissions.excludingUptake), footprint.unit.symbol, footprint.geography,
            texts.footprintStatus(footprint.status), footprint.id))
      }
  }

  private func users(_ origin: Origin) -> [Line] {
    guard !origin.usedBy.isEmpty else { return [] }
    let labels = Labels(state: state)
    var lines = heading(texts.usedByHeading(origin.userCount))
    for use in origin.usedBy {
      let amount = "\(Numbers.plain(use.amount)) \(labels.unit(origin.product))"
      lines.append(
        Line(label: amount, text: texts.perOne(labels.unit(use.product), labels.name(use.product))))
    }
    if origin.userCount > origin.usedBy.count {
      lines.append(Line(label: " ", text: "+ \(texts.more(origin.userCount - origin.usedBy.count))"))
    }
    return lines
  }

  private func record(_ record: [String]?) -> [Line] {
    guard let record else { return [] }
    return heading(texts.recordHeading) + record.map { Line(label: "", text: $0) }
  }
}
