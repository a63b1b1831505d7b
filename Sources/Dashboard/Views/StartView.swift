import Canvas

/// The page of `genryu` alone: what was opened lately, the samples, and the keys to begin with.
struct StartView {
  let state: State
  let page: StartPage
  let problem: (title: String, lines: [String])?

  private var texts: Texts { state.texts }

  func draw(on canvas: inout Canvas) {
    var row = 2
    let width = canvas.size.columns - 2
    let end = canvas.size.rows - 1
    func line(_ text: String, _ role: Role = .text) {
      if row < end { canvas.put(text, row: row, column: 1, width: width, role: role) }
      row += 1
    }
    if let problem {
      line(problem.title, .notice)
      problem.lines.forEach { line($0) }
      row += 1
    } else {
      texts.introduction.forEach { line($0) }
      row += 1
    }
    drawItems(on: &canvas, row: &row, end: end)
    row += 1
    let rest = texts.firstKeys.prefix(max(0, end - row))
    rest.forEach { line($0, .muted) }
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
