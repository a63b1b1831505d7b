import Analysis
import Canvas
import Footprints
import SupplyGraph

/// Which rows of the ask list show what.
struct GapPanes {
  /// The share now, with the target.
  let bar: Int
  let heading: Int
  let list: Range<Int>
  /// Nil where there is no room for problems, or there are none.
  let problemHeading: Int?
  let problems: Range<Int>

  init(state: State) {
    let body = state.body
    let blank = body.count >= 20 ? 1 : 0
    bar = body.lowerBound
    heading = body.lowerBound + 1 + blank
    let first = min(heading + 1, body.upperBound)
    let room = max(0, body.upperBound - first)
    let kinds = state.snapshot?.notices.count ?? 0
    let count = max(1, state.scene?.rows.count ?? 0)
    // A blank line, the heading, and the gravest; what the list leaves is for further ones.
    let least = kinds == 0 || room < 8 ? 0 : 2 + min(kinds, max(3, room / 4))
    let lines = min(count, room - least)
    list = first..<(first + lines)
    guard least > 0 else {
      problemHeading = nil
      problems = body.upperBound..<body.upperBound
      return
    }
    problemHeading = list.upperBound + 1
    let start = list.upperBound + 2
    problems = start..<min(start + kinds, body.upperBound)
  }
}

/// Whom to ask next, by what becomes primary; below it the problems in the data.
struct GapsView {
  let state: State

  private var texts: GapTexts { state.gapTexts }
  private var labels: Labels { Labels(state: state) }

  func draw(on canvas: inout Canvas) {
    guard let scene = state.scene, case .gaps(let answer) = scene.answer else {
      canvas.put(state.texts.working, row: state.body.lowerBound, column: 1, role: .muted)
      return
    }
    let panes = GapPanes(state: state)
    drawShare(answer, row: panes.bar, on: &canvas)
    let layout = GapLayout(state: state, answer: answer)
    layout.drawHeadings(on: &canvas, row: panes.heading)
    for (offset, row) in panes.list.enumerated() {
      let index = scene.scroll + offset
      guard answer.lines.indices.contains(index) else { break }
      let isSelected = index == scene.cursor
      canvas.row(row, from: state.line(index, isSelected: isSelected)) { canvas in
        layout.draw(answer.lines[index], scene.rows[index], on: &canvas, row: row, isSelected)
      }
    }
    if answer.lines.isEmpty {
      canvas.put(
        texts.noGaps, row: panes.list.lowerBound, column: 1, width: canvas.size.columns - 2, role: .muted)
    }
    drawProblems(panes, on: &canvas)
  }

  /// What stands at the right of the title.
  var figure: String {
    guard case .gaps(let answer) = state.scene?.answer else { return "" }
    guard let now = answer.now else { return state.texts.noFigure }
    return "\(texts.primaryNow(percent(now)))   \(texts.target(percent(answer.request.target)))"
  }

  var status: [String] { [texts.rankedBy(state.gaps.byTier), texts.talkList(state.marked.count)] }

  private func percent(_ share: Double) -> String { Numbers.percent(share, decimals: 0) }

  /// `now 47% ████▒▒▒|░░  3 answers reach the target`
  private func drawShare(_ answer: GapAnswer, row: Int, on canvas: inout Canvas) {
    guard let now = answer.now, let reachable = answer.reachable else {
      canvas.put(texts.noShare, row: row, column: 1, width: canvas.size.columns - 2, role: .muted)
      return
    }
    let reach = texts.reach(answer.answers, percent(reachable))
    let right = displayWidth(reach, ambiguous: canvas.style.ambiguousWidth)
    let used = 1 + canvas.put("\(texts.barNow(percent(now))) ", row: row, column: 1)
    let width = canvas.size.columns - used - right - 3
    canvas.put(reach, row: row, column: canvas.size.columns - right - 1, role: .text)
    guard width >= 8 else { return }
    let mix = QualityMix(answer.mix)
    canvas.bar(mix, row: row, column: used, width: width, full: mix.total)
    let mark = used + min(width - 1, Int((answer.request.target * Double(width)).rounded()))
    canvas.put("|", row: row, column: mark, role: .heading)
  }

  private func drawProblems(_ panes: GapPanes, on canvas: inout Canvas) {
    guard let heading = panes.problemHeading, let groups = state.snapshot?.notices else { return }
    let view = NoticesView(state: state)
    view.drawKindHeadings(texts.problemsHeading, showsLevel: false, row: heading, on: &canvas)
    for (group, row) in zip(groups, panes.problems) {
      view.drawKind(group, showsLevel: false, row: row, on: &canvas)
    }
  }
}

/// The columns of the ask list, and how a line is drawn into them.
struct GapLayout {
  private struct Field {
    var start = 0
    var width = 0
  }

  private let state: State
  private let answer: GapAnswer
  private let scale: MassScale
  private var supplier = Field()
  private var product = Field()
  private var tier = Field()
  private var mass = Field()
  private var data = Field()
  private var asked = Field()
  private var share = Field()
  private var bar = Field()

  private var texts: GapTexts { state.gapTexts }
  private var labels: Labels { Labels(state: state) }
  private var isWide: Bool { state.size.columns >= 110 }

  init(state: State, answer: GapAnswer) {
    self.state = state
    self.answer = answer
    let masses = answer.lines.compactMap { line -> Double? in
      if case .gap(let row) = line { row.contribution.map(abs) } else { nil }
    }
    scale = MassScale(largest: masses.max() ?? 0)
    let width = state.size.columns
    let isWide = width >= 110
    let isNarrow = width < 70
    let largest = scale.text(masses.max() ?? 0).utf8.count
    let fixed = [
      isWide ? 4 : 0, max(7, largest + 1), isNarrow ? 0 : isWide ? 18 : 11, isWide ? 16 : 0, isWide ? 15 : 12,
    ]
    let gaps = fixed.count { $0 > 0 } + 2
    let left = max(16, width - 3 - fixed.reduce(0, +) - gaps)
    let forBar = isNarrow ? 0 : max(7, min(24, left / 6))
    let names = max(8, (left - forBar) / 2)
    var column = 2
    func field(_ width: Int) -> Field {
      defer { column += width > 0 ? width + 1 : 0 }
      return Field(start: column, width: width)
    }
    supplier = field(names)
    product = field(max(8, left - forBar - names))
    tier = field(fixed[0])
    mass = field(fixed[1])
    data = field(fixed[2])
    asked = field(fixed[3])
    share = field(fixed[4])
    bar = Field(start: column, width: forBar == 0 ? 0 : max(0, width - 1 - column))
  }

  // MARK: Drawing

  func drawHeadings(on canvas: inout Canvas, row: Int) {
    var unit = scale.symbol
    if answer.request.subject == .portfolio, labels.hasYears { unit += state.texts.perYearHeading }
    for (field, text, alignment) in [
      (supplier, texts.askHeading, Alignment.left), (product, texts.productHeading, .left),
      (tier, state.texts.tierHeading, .left), (mass, unit, .right), (data, texts.dataHeading, .left),
      (asked, texts.askedHeading, .left),
    ] where field.width > 0 {
      canvas.put(
        text, row: row, column: field.start, width: field.width, align: alignment, role: .heading)
    }
    // The bar shows the same.
    let end = bar.width > 0 ? bar.start + bar.width : share.start + share.width
    canvas.put(texts.shareHeading, row: row, column: share.start, width: end - share.start, role: .heading)
  }

  func draw(_ line: GapAnswer.Line, _ row: Row, on canvas: inout Canvas, row y: Int, _ isSelected: Bool) {
    switch line {
    case .gap(let gap): draw(gap, row, on: &canvas, y)
    case .tier(let group):
      drawSum(
        labels.name(of: row), mass: group.contribution, share: run(group.before, group.after), .heading,
        on: &canvas, y)
    case .more(_, let contribution, _, _):
      drawSum(labels.name(of: row), mass: contribution, share: "", .muted, on: &canvas, y)
    case .moreUnknown, .hidden: drawSum(labels.name(of: row), mass: nil, share: "", .muted, on: &canvas, y)
    }
    guard isSelected else { return }
    canvas.put(canvas.style.glyphs.set.cursor, row: y, column: 0, role: .selected)
    let end = bar.width > 0 ? bar.start - 1 : canvas.size.columns - 1
    canvas.restyle(row: y, column: 0, width: end, role: .selected)
  }

  private func draw(_ gap: GapList.Row, _ row: Row, on canvas: inout Canvas, _ y: Int) {
    if Marked(row.id).map(state.marked.contains) == true {
      canvas.put("m", row: y, column: 1, role: .notice)
    }
    func put(_ text: String, _ field: Field, _ role: Role = .text, _ alignment: Alignment = .left) {
      guard field.width > 0 else { return }
      canvas.put(text, row: y, column: field.start, width: field.width, align: alignment, role: role)
    }
    let style = canvas.style
    put(shortenedInside(labels.supplierName(of: gap.product), to: supplier.width, style: style), supplier)
    put(shortenedInside(labels.name(gap.product), to: product.width, style: style), product)
    put(labels.tier(gap.tier), tier, .muted)
    put(gap.contribution.map(scale.text) ?? "?", mass, .text, .right)
    let request = state.asked(gap.product)
    put(dataText(gap, request), data, gap.kinds.isEmpty ? .muted : .text)
    put(request.map { texts.askedShort($0, $0.on?.dateText ?? "") } ?? "", asked)
    put(gap.rank == nil ? "?" : run(gap.before, gap.after), share, .text, .right)
    drawBar(gap, on: &canvas, y)
  }

  /// Why it is a gap; where there is no room for both, that it was asked for says more.
  private func dataText(_ gap: GapList.Row, _ request: Asked?) -> String {
    if !isWide, let request, gap.rank != nil {
      return texts.askedShort(request, String((request.on?.dateText ?? "").suffix(5)))
    }
    let words = gap.kinds.each.map { kind in
      kind == .secondary && gap.mix.primary > 0
        ? texts.partly(Numbers.percent(gap.mix.primaryShare ?? 0, decimals: 0)) : texts.kind(kind)
    }
    return isWide ? words.joined(separator: ", ") : words.first ?? ""
  }

  private func drawSum(
    _ name: String, mass sum: Double?, share text: String, _ role: Role, on canvas: inout Canvas, _ y: Int
  ) {
    canvas.put(
      name, row: y, column: supplier.start, width: product.start + product.width - supplier.start, role: role)
    if let sum {
      canvas.put(scale.text(sum), row: y, column: mass.start, width: mass.width, align: .right, role: role)
    }
    canvas.put(text, row: y, column: share.start, width: share.width, align: .right, role: role)
  }

  /// `47% -> 62%`
  private func run(_ before: Double?, _ after: Double?) -> String {
    guard let before, let after else { return "?" }
    let decimals = isWide ? 1 : 0
    return "\(Numbers.percent(before, decimals: decimals)) -> \(Numbers.percent(after, decimals: decimals))"
  }

  /// What is primary by then, and behind it what this answer adds, in the texture of the data it rests on now.
  private func drawBar(_ gap: GapList.Row, on canvas: inout Canvas, _ y: Int) {
    guard bar.width > 0, gap.gain > 0, let before = gap.before, let after = gap.after else { return }
    let (secondary, unknown) = (max(0, gap.mix.secondary), max(0, gap.mix.unknown))
    let part = secondary + unknown > 0 ? (after - before) / (secondary + unknown) : 0
    canvas.bar(
      QualityMix(primary: before, secondary: secondary * part, unknown: unknown * part), row: y,
      column: bar.start, width: bar.width, full: 1)
  }
}

/// The sentence about a line of the ask list.
struct GapSentence {
  let state: State

  private var texts: GapTexts { state.gapTexts }
  private var labels: Labels { Labels(state: state) }

  var text: String {
    guard let scene = state.scene, case .gaps(let answer) = scene.answer else { return "" }
    guard answer.lines.indices.contains(scene.cursor) else { return answer.lines.isEmpty ? texts.noGaps : "" }
    switch answer.lines[scene.cursor] {
    case .gap(let gap): return sentence(gap, answer) + request(gap)
    case .tier(let group):
      return texts.tierSentence(
        group.tier, group.count, MassScale.sentence(group.gain), percent(group.before), percent(group.after))
    case .more(let count, _, let gain, _): return texts.moreSentence(count, MassScale.sentence(gain))
    case .moreUnknown(let count, _): return texts.moreUnknownSentence(count)
    case .hidden: return state.texts.hiddenByFilter
    }
  }

  private func percent(_ share: Double?) -> String {
    share.map { Numbers.percent($0, decimals: 0) } ?? state.texts.noFigure
  }

  private func sentence(_ gap: GapList.Row, _ answer: GapAnswer) -> String {
    let (supplier, product) = (labels.supplierName(of: gap.product), labels.name(gap.product))
    let why = gap.kinds.each.map(texts.kind).joined(separator: ", ")
    guard let contribution = gap.contribution else { return texts.isUnknown(supplier, product, why) }
    let mass = labels.figure(contribution, of: answer.request.subject)
    if contribution < 0 { return texts.isCredit(supplier, product, mass, why) }
    guard gap.gain > 0, let rank = gap.rank else { return texts.confirms(supplier, product, mass, why) }
    var sentence = texts.answersSentence(rank, percent(answer.now), percent(gap.after))
    if rank == 1 {
      sentence += texts.askFirst(supplier, product)
    } else {
      if let first = answer.first {
        sentence += texts.askFirst(labels.supplierName(of: first.product), labels.name(first.product))
      }
      sentence += texts.brings(supplier, product, labels.figure(gap.gain, of: answer.request.subject))
    }
    if rank == answer.answers, !answer.request.byTier {
      sentence += texts.reachesTarget(percent(answer.request.target))
    }
    return sentence
  }

  private func request(_ gap: GapList.Row) -> String {
    state.asked(gap.product).map(texts.askedSentence) ?? ""
  }
}
