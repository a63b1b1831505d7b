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
    let scale = MassScale(largest: answer.rows.map { abs($0.effect) }.max() ?? 0)
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
        let change = lag.stated == 0 ? "" : Numbers.signedPercent(lag.change / abs(lag.stated))
        line(
          row, labels.name(lag.product),
          [
            Numbers.plain(lag.stated), Numbers.plain(lag.expected), change,
            (lag.effect > 0 ? "+" : "") + scale.text(lag.effect),
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
    let (row, labels) = (answer.rows[scene.cursor], Labels(state: state))
    let change = row.stated == 0 ? "" : Numbers.signedPercent(row.change / abs(row.stated))
    return state.words.lagSentence(
      labels.name(row.product), labels.supplierName(of: row.product),
      labels.perUnit(row.stated, of: row.product),
      labels.perUnit(row.expected, of: row.product), change)
  }
}
