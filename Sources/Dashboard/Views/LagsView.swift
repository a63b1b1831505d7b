import Analysis
import Canvas
import SupplyGraph

/// Declared figures that do not follow their components yet.
struct LagsView {
  let state: State

  func draw(on canvas: inout Canvas) {
    let (body, words, labels) = (state.body, state.words, Labels(state: state))
    guard let scene = state.scene, case .lags(let answer) = scene.answer else {
      canvas.put(state.texts.working, row: body.lowerBound, column: 1, role: .muted)
      return
    }
    let width = canvas.size.columns
    let figure = width >= 70 ? 11 : 8
    let name = max(12, width - 2 - 4 * (figure + 1))
    let scale = MassScale(largest: answer.rows.compactMap { $0.effect.map(abs) }.max() ?? 0)
    func line(_ row: Int, _ text: String, _ figures: [String], _ role: Role) {
      canvas.put(
        shortenedInside(text, to: name, style: canvas.style), row: row, column: 1, width: name, role: role)
      for (index, text) in figures.enumerated() {
        canvas.put(
          text, row: row, column: 2 + name + index * (figure + 1), width: figure, align: .right, role: role)
      }
    }
    line(
      body.lowerBound, words.lagHeading,
      [words.statedHeading, words.expectedHeading, words.lagChangeHeading, scale.symbol], .heading)
    for (offset, row) in body.dropFirst().enumerated() {
      let index = scene.scroll + offset
      guard scene.rows.indices.contains(index) else { break }
      if answer.rows.indices.contains(index) {
        let lag = answer.rows[index]
        line(
          row, labels.name(lag.product),
          [
            Numbers.plain(lag.stated), lag.expected.map { Numbers.plain($0) } ?? "?",
            lag.relativeChange.map { Numbers.signedPercent($0) } ?? "?",
            lag.effect.map { ($0 > 0 ? "+" : "") + scale.text($0) } ?? "?",
          ], .text)
      } else {
        line(row, labels.name(of: scene.rows[index]), [], .muted)
      }
      if index == scene.cursor {
        canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 0, role: .selected)
        canvas.restyle(row: row, column: 0, width: width - 1, role: .selected)
      }
    }
    if answer.rows.isEmpty {
      canvas.put(words.noLags, row: body.lowerBound + 1, column: 1, width: width - 2, role: .muted)
    }
  }
}

/// The sentence about a declared figure that lags behind.
struct LagSentence {
  let state: State

  func text(_ scene: Scene) -> String {
    guard case .lags(let answer) = scene.answer else { return "" }
    guard answer.rows.indices.contains(scene.cursor) else {
      return answer.rows.isEmpty ? state.words.noLags : ""
    }
    let (row, labels, words) = (answer.rows[scene.cursor], Labels(state: state), state.words)
    let stated = labels.perUnit(row.stated, of: row.product)
    let change = row.relativeChange.map { Numbers.signedPercent($0) } ?? ""
    let expected = row.expected.map { labels.perUnit($0, of: row.product) }
    let (name, supplier) = (labels.name(row.product), labels.supplierName(of: row.product))
    guard let component = row.component else {
      return words.lagSentence(name, supplier, stated, expected ?? "", change)
    }
    return words.datedLagSentence(
      name, supplier, stated, row.statedOn?.dateText ?? "", labels.name(component),
      row.updatedOn?.dateText ?? "",
      expected, change)
  }
}
