import Canvas

/// The page of `genryu` alone: what was opened lately, the samples, and the keys to begin with.
struct StartView {
  let state: State
  let page: StartPage
  let problem: LoadProblem?

  private var texts: Texts { state.texts }

  func draw(on canvas: inout Canvas) {
    var row = 2
    let end = canvas.size.rows - 1
    let opening = problem.map(texts.loadProblem) ?? texts.introduction
    draw(opening, headed: problem != nil, row: &row, end: end, on: &canvas)
    row += 1
    drawItems(on: &canvas, row: &row, end: end)
    row += 1
    for line in texts.firstKeys where row < end {
      canvas.put(line, row: row, column: 1, width: canvas.size.columns - 2, role: .muted)
      row += 1
    }
  }

  private func draw(_ lines: [String], headed: Bool, row: inout Int, end: Int, on canvas: inout Canvas) {
    let width = canvas.size.columns - 2
    for (index, line) in lines.enumerated() {
      for part in wrap(sanitised(line), to: width, ambiguous: canvas.style.ambiguousWidth) where row < end {
        canvas.put(part, row: row, column: 1, width: width, role: headed && index == 0 ? .notice : .text)
        row += 1
      }
    }
  }

  private func drawItems(on canvas: inout Canvas, row: inout Int, end: Int) {
    let width = canvas.size.columns
    if page.items.isEmpty {
      canvas.put(texts.noDatasets, row: row, column: 1, width: width - 2)
      row += 1
    }
    var lastWasSample: Bool?
    for (index, item) in page.items.enumerated() {
      if item.isSample != lastWasSample, row < end {
        canvas.put(
          item.isSample ? texts.samplesHeading : texts.recentHeading, row: row, column: 1, role: .heading)
        row += 1
        lastWasSample = item.isSample
      }
      guard row < end else { return }
      let isSelected = index == page.cursor
      if isSelected { canvas.put(canvas.style.glyphs.set.cursor, row: row, column: 1, role: .selected) }
      canvas.put(item.name, row: row, column: 3, width: 30)
      canvas.put(item.path, row: row, column: 35, width: max(0, width - 37), role: .muted)
      if isSelected { canvas.restyle(row: row, column: 1, width: width - 2, role: .selected) }
      row += 1
    }
  }
}

/// Loading: how far, what was found so far, and that nothing is changed.
struct LoadingView {
  let state: State
  let loading: Loading

  func draw(on canvas: inout Canvas) {
    let texts = state.texts
    let width = canvas.size.columns
    var row = 3
    func line(_ label: String, _ text: String) {
      guard row < canvas.size.rows - 2 else { return }
      canvas.put(label, row: row, column: 2, width: 20, role: .muted)
      canvas.put(text, row: row, column: 23, width: width - 24)
      row += 1
    }
    canvas.progress(fraction: loading.fraction, row: row, column: 2, width: max(0, width - 12))
    canvas.put(
      Numbers.percent(loading.fraction, decimals: 0), row: row, column: width - 8, width: 6, align: .right)
    row += 2
    line(
      texts.readingFiles,
      texts.filesOf(loading.filesDone, loading.filesTotal)
        + "  \(Numbers.bytes(loading.bytesDone)) / \(Numbers.bytes(loading.bytesTotal))")
    line(texts.productsFound, Numbers.count(loading.products))
    line(texts.linksFound, Numbers.count(loading.links))
    line(texts.footprintsFound, Numbers.count(loading.footprints))
    line(texts.noticesTitle, Numbers.count(loading.notices))
    line(
      texts.nowDoing,
      loading.isStopping
        ? texts.stopping : (loading.isCalculating ? texts.calculating : loading.currentFile))
    row += 1
    line("", texts.nothingIsChanged)
  }
}
