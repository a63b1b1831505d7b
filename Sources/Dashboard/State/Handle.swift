import Analysis
import Canvas
import Footprints
import SupplyGraph

extension State {
  /// Takes an event in and says what is to be done outside. Pure: the same state and event give the same result.
  public mutating func handle(_ event: Event) -> [Effect] {
    let before = edition
    edition += 1
    hasOnlyMoved = false
    let effects = take(event) + settle()
    if hasOnlyMoved, effects.isEmpty { edition = before }
    return effects
  }

  private mutating func take(_ event: Event) -> [Effect] {
    var effects: [Effect] = []
    switch event {
    case .input(let input): effects = handle(input)
    case .progress(let loading): takeProgress(loading)
    case .partlyLoaded(let snapshot): takePart(snapshot)
    case .loaded(let snapshot):
      ongoing = nil
      take(snapshot)
    case .loadFailed(let problem): fail(problem)
    case .answer(let query, let answer): effects = take(answer, for: query)
    case .message(let text): message = text
    case .hosts(let hosts): take(hosts)
    case .host(let host): take(host)
    case .filesChanged: if case .open = phase { effects = [.catchUp] }
    case .extended(let snapshot): extend(snapshot)
    case .scenarios(let saved): savedScenarios = saved
    case .scenarioAsked(let asked): show(asked)
    case .scenarioSaved(let saved, let file): effects = takeSaved(saved, file: file)
    case .scenarioNotSaved(let reason): takeNotSaved(reason)
    case .otherLoaded(let path, let snapshot): takeOther(snapshot, at: path)
    case .sampled(let sampled): take(sampled)
    }
    return effects
  }

  private mutating func handle(_ input: InputEvent) -> [Effect] {
    switch input {
    case .key(let key): return press(key)
    case .paste(let text): return paste(text)
    case .mouse(let mouse): return handle(mouse)
    case .resize(let size):
      self.size = size
      return []
    case .ambiguousWidth(let width):
      style.ambiguousWidth = width
      if width == 2, style.glyphs == .fine { style.glyphs = .safe }
      return [.redraw]
    case .resumed: return [.redraw]
    case .interrupt, .terminate: return [.quit]
    }
  }

  private mutating func press(_ key: Key) -> [Effect] {
    message = nil
    if overlay != nil { return pressInOverlay(key) }
    guard let command = Binding.command(for: key, on: screenKind) else { return refuse(key) }
    return run(command)
  }

  /// Says why a key does nothing: nobody should wonder whether it was received.
  private mutating func refuse(_ key: Key) -> [Effect] {
    if let elsewhere = Binding.table.first(where: { $0.keys.contains(Binding.folded(key)) }) {
      message = texts.keyNotHere(elsewhere.label)
    } else if case .character(let character) = key {
      message = texts.unknownKey(sanitised(String(character)))
    }
    return []
  }

  /// Carries out a command, from a key, the help page or the list of commands.
  public mutating func run(_ command: Command) -> [Effect] {
    if let reason = reasonAgainst(command) {
      message = reason
      return []
    }
    switch command {
    case .quit: return leave()
    case .redraw: return [.redraw]
    case .reload: return [.reload]
    case .language: language = language.other
    case .mouse:
      mouseIsOn.toggle()
      message = texts.mouseIs(mouseIsOn)
      return [.mouse(mouseIsOn)]
    case .help: overlay = .help(.init())
    case .palette: overlay = .palette(.init())
    case .find: overlay = .find(.init())
    case .filter: overlay = .filter(text: "")
    case .copy: return copySentence()
    case .export: return [.export]
    case .mark: toggleMark()
    case .undo: undo()
    case .redo: redo()
    default: return move(command)
    }
    return []
  }

  private mutating func move(_ command: Command) -> [Effect] {
    switch phase {
    case .start(var page):
      let effects = page.move(command)
      phase = .start(page)
      return effects
    case .failed(let problem, var page):
      let effects = page.move(command)
      phase = .failed(problem, start: page)
      return effects
    case .loading(var loading):
      if command == .back, !loading.isStopping {
        loading.isStopping = true
        phase = .loading(loading)
        return [.cancelLoading]
      }
      return []
    case .open: return navigate(command)
    }
  }

  private mutating func copySentence() -> [Effect] {
    let sentence = sanitised(Sentences(state: self).current)
    return sentence.isEmpty ? [] : [.copy(sentence)]
  }

  private mutating func takeProgress(_ loading: Loading) {
    var loading = loading
    if case .loading(let before) = phase {
      loading.isStopping = before.isStopping
      phase = .loading(loading)
    } else if let before = ongoing {
      loading.isStopping = before.isStopping
      ongoing = loading
    }
  }

  /// Shows what is there so far, in the place where one is already.
  private mutating func takePart(_ snapshot: Snapshot) {
    if case .loading(let loading) = phase { ongoing = loading }
    let said = message
    take(snapshot)
    message = said
  }

  /// Stops loading while a part is shown: what was read is kept.
  mutating func stopLoading() -> [Effect] {
    guard var loading = ongoing, !loading.isStopping else { return [] }
    loading.isStopping = true
    ongoing = loading
    return [.cancelLoading]
  }

  private mutating func fail(_ problem: LoadProblem) {
    ongoing = nil
    guard snapshot == nil else {
      message = texts.loadProblem(problem).joined(separator: " ")
      phase = .open
      return
    }
    phase = .failed(problem, start: startPage)
  }

  private mutating func take(_ snapshot: Snapshot) {
    let before = self.snapshot
    self.snapshot = snapshot
    phase = .open
    rememberedTrees = [:]
    matches = Matches()
    history.keepOnlyScenarios()
    scenario.accepted = scenario.now.entries
    linkedEdits = nil
    staging = Staging(isWanted: staging.isWanted)
    sampling = Sampling()
    pendingNudge = nil
    checksFit = true
    if let before { moveSettings(from: before, to: snapshot) }
    if let before, !scenes.isEmpty {
      marked = Set(marked.compactMap { $0.moved(from: before, to: snapshot) })
      scenes = scenes.compactMap { $0.moved(from: before, to: snapshot) }
    }
    if scenes.isEmpty { scenes = [Scene(.overview)] }
    indexRequests()
    if let changes = snapshot.changes { message = texts.reloaded(changes) }
  }

  private mutating func take(_ answer: Answer, for query: Query) -> [Effect] {
    switch query {
    case .find(let text, _):
      guard case .find(var find) = overlay, case .found(let found) = answer, find.text == text else {
        return []
      }
      find.found = found
      find.answered = text
      find.cursor = min(find.cursor, max(0, found.count - 1))
      overlay = .find(find)
      if find.goesAhead { return go(to: find) }
    case .locate:
      guard case .located(let path, let root) = answer else { return [] }
      showBranch(path, root: root)
    case .record(let place): takeRecord(answer, at: place)
    case .whatIf(let request): return takeWhatIf(answer, for: request)
    case .gaps(let request): takeGaps(answer, for: request)
    case .replacements(let request): takeReplacements(answer, for: request)
    case .fit(let edits): takeFit(answer, of: edits)
    case .stage(let edits, _): takeStaged(answer, of: edits)
    default:
      for index in scenes.indices where scenes[index].query == query {
        scenes[index].asked.remove(query)
        scenes[index].take(answer, for: query)
      }
    }
    return []
  }

  private mutating func takeRecord(_ answer: Answer, at place: Place) {
    for index in scenes.indices where scenes[index].asked.contains(.record(place)) {
      switch answer {
      case .record(let lines): scenes[index].record = lines
      case .noRecord(let problem): scenes[index].record = [texts.recordProblem(problem)]
      default: break
      }
    }
  }

  /// After every event: asks for what the screens need and do not have, and keeps the cursor in sight.
  private mutating func settle() -> [Effect] {
    var effects: [Effect] = addMissingLinks() + stopIdleSampling() + stage()
    updateRequests()
    // Also what lies below the screen on top: the way here names the lines selected there.
    if case .open = phase { for index in scenes.indices { effects += ask(for: index) } }
    // Also for the empty text: names are then gathered while somebody thinks of the first letter.
    if case .find(let find) = overlay, find.text != find.answered {
      effects.append(.ask(.find(text: find.text, limit: 100)))
    }
    if let query = promptQuery { effects.append(.ask(query)) }
    keepCursorInSight()
    return effects
  }

  private mutating func ask(for index: Int) -> [Effect] {
    var effects: [Effect] = []
    if let query = scenes[index].query, query != scenes[index].answered, !scenes[index].asked.contains(query)
    {
      scenes[index].asked = [query]
      effects.append(.ask(query))
    }
    if case .origin(let origin) = scenes[index].answer, scenes[index].record == nil, let snapshot {
      let place = origin.footprint?.place ?? snapshot.graph.place(origin.product)
      if place.file >= 0, !scenes[index].asked.contains(.record(place)) {
        scenes[index].asked.insert(.record(place))
        effects.append(.ask(.record(place)))
      }
    }
    return effects
  }
}

extension StartPage {
  mutating func move(_ command: Command) -> [Effect] {
    switch command {
    case .up: cursor = max(0, cursor - 1)
    case .down: cursor = min(max(0, items.count - 1), cursor + 1)
    case .first, .pageUp: cursor = 0
    case .last, .pageDown: cursor = max(0, items.count - 1)
    case .open: return items.indices.contains(cursor) ? [.open([items[cursor].path])] : []
    default: break
    }
    return []
  }
}
