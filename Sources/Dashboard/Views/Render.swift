import Canvas

extension State {
  /// The picture of the state. Drawing never changes anything; only what is in sight is formatted.
  ///
  /// - Parameter before: the picture of an earlier moment of this state: what is the same is taken over from it.
  public func render(after before: Canvas? = nil) -> Canvas {
    var canvas = Canvas(size: size, style: style, after: before)
    guard size.columns >= 40, size.rows >= 10 else {
      drawTiny(&canvas)
      return canvas
    }
    switch overlay {
    case .help(let help): HelpView(state: self, help: help).draw(on: &canvas)
    case .palette(let palette): PaletteView(state: self, palette: palette).draw(on: &canvas)
    case .find(let find): FindView(state: self, find: find).draw(on: &canvas)
    case .prompt(let prompt) where prompt.choosesProduct:
      PromptListView(state: self, prompt: prompt).draw(on: &canvas)
    case .choice(let choice): ChoiceView(state: self, choice: choice).draw(on: &canvas)
    case .filter, .prompt, .leave, nil: drawScreen(&canvas)
    }
    return canvas
  }

  private func drawScreen(_ canvas: inout Canvas) {
    Heading(state: self).draw(on: &canvas)
    switch phase {
    case .start(let page): StartView(state: self, page: page, problem: nil).draw(on: &canvas)
    case .failed(let problem, let page):
      StartView(state: self, page: page, problem: problem).draw(on: &canvas)
    case .loading(let loading): LoadingView(state: self, loading: loading).draw(on: &canvas)
    case .open: drawScene(&canvas)
    }
    Foot(state: self).draw(on: &canvas)
  }

  private func drawScene(_ canvas: inout Canvas) {
    switch scene?.screen {
    case .overview: OverviewView(state: self).draw(on: &canvas)
    case .drillDown: DrillDownView(state: self).draw(on: &canvas)
    case .suppliers: SuppliersView(state: self).draw(on: &canvas)
    case .supplier: SupplierView(state: self).draw(on: &canvas)
    case .origin: OriginView(state: self).draw(on: &canvas)
    case .notices, .noticeGroup: NoticesView(state: self).draw(on: &canvas)
    case .whatIf: WhatIfView(state: self).draw(on: &canvas)
    case .compare: CompareView(state: self).draw(on: &canvas)
    case .gaps: GapsView(state: self).draw(on: &canvas)
    case .lags: LagsView(state: self).draw(on: &canvas)
    case .hosts, .host: HostsView(state: self).draw(on: &canvas)
    case nil: break
    }
  }

  /// What a line of the list on top is drawn from.
  func line(_ index: Int, isSelected: Bool) -> RowSource {
    RowSource(edition: edition, item: index, isSelected: isSelected)
  }

  /// What a row is drawn from that stays as it is when only the cursor moves.
  func fixed(_ row: Int) -> RowSource { RowSource(edition: edition, item: -1 - row) }

  /// Too small for lists: the total, the selected item, and how to go on.
  private func drawTiny(_ canvas: inout Canvas) {
    let heading = Heading(state: self)
    var lines = [heading.figure.isEmpty ? heading.title : heading.figure]
    if let row = scene?.selected { lines.append(Labels(state: self).name(of: row)) }
    lines += [texts.enlargeWindow, "q \(texts.quit)"]
    for (row, line) in lines.prefix(size.rows).enumerated() {
      canvas.put(line, row: row, column: 0, width: size.columns, role: row == 0 ? .title : .text)
    }
  }
}
