import CNcurses
import Canvas
import Glibc

extension Terminal {
  /// Waits for something to happen and returns all that has happened.
  ///
  /// Empty when the terminal was only woken, or the time ran out. Several changes of size come as one. Costs no
  /// processor time while it waits.
  ///
  /// - Parameter milliseconds: The longest time to wait; nil for as long as it takes.
  public func wait(timeout milliseconds: Int? = nil) -> [InputEvent] {
    guard isOpen else { return [.terminate] }
    let end = milliseconds.map { ContinuousClock.now + .milliseconds(min(max($0, 0), 1 << 30)) }
    var isWoken = false
    repeat {
      let until = [end, decoderDeadline].compactMap(\.self).min()
      poll(until: until, isWoken: &isWoken)
      flushDecoderIfDue()
    } while queue.isEmpty && !isWoken && end.map { $0 > .now } ?? true
    defer { queue = [] }
    return Self.coalesced(queue)
  }

  /// Waits once, then takes all that is there. A flood of input is taken in portions.
  private func poll(until: ContinuousClock.Instant?, isWoken: inout Bool) {
    var pause = until.map { Self.pollTime($0 - .now) } ?? -1
    for _ in 0..<64 {
      let ready = cterm_poll(isInputGone ? -1 : input, cterm_pipe(), pause)
      guard ready > 0 else { return }
      if ready & 1 != 0 { readInput() }
      if ready & 2 != 0 { readPipe(isWoken: &isWoken) }
      pause = 0
    }
  }

  /// Whole milliseconds, rounded up so that nothing spins just before its time.
  private static func pollTime(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return Int32(clamping: max(milliseconds, 0))
  }

  nonisolated static func coalesced(_ events: [InputEvent]) -> [InputEvent] {
    var result: [InputEvent] = []
    var hasResize = false
    var hasResumed = false
    for event in events.reversed() {
      switch event {
      case .resize where hasResize, .resumed where hasResumed: continue
      case .resize: hasResize = true
      case .resumed: hasResumed = true
      default: break
      }
      result.append(event)
    }
    return result.reversed()
  }

  // MARK: Input

  private func readInput() {
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      count = max(Int(cterm_read(input, base, Int32(buffer.count))), -1) + 1
    }
    guard !bytes.isEmpty else { return }
    let count = bytes.count - 1
    guard count > 0 else {
      isInputGone = true
      queue.append(.terminate)
      return
    }
    handle(decoder.decode(bytes[..<count]))
    decoderSince = decoder.isWaiting ? .now : nil
  }

  /// When what the decoder waits for will not come any more. Esc has to be felt at once; the rest of a report or of
  /// a paste may be held up on its way.
  private var decoderDeadline: ContinuousClock.Instant? {
    guard let decoderSince else { return nil }
    if decoder.isPasting { return decoderSince + .seconds(2) }
    guard decoder.isWaitingAfterEscape else { return decoderSince + .milliseconds(250) }
    let awaitsReport = probeAsked.map { $0 + .seconds(2) > .now } ?? false
    return decoderSince + .milliseconds(awaitsReport ? 100 : 25)
  }

  private func flushDecoderIfDue() {
    guard let deadline = decoderDeadline, deadline <= .now else { return }
    decoderSince = nil
    handle(decoder.flush())
  }

  private func handle(_ outputs: [InputDecoder.Output]) {
    for output in outputs {
      switch output {
      case .event(let event): queue.append(event)
      case .mousePress(let row, let column): press(row: row, column: column)
      case .cursor(_, let column): learn(column: column)
      case .suspend: suspend()
      }
    }
  }

  private func press(row: Int, column: Int) {
    let now = ContinuousClock.now
    let isSecond =
      lastPress.map { $0.row == row && $0.column == column && now - $0.at < .milliseconds(400) } ?? false
    lastPress = isSecond ? nil : (row, column, now)
    queue.append(.mouse(MouseEvent(kind: isSecond ? .doublePress : .press, row: row, column: column)))
  }

  // MARK: Signals

  private func readPipe(isWoken: inout Bool) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Int(cterm_read(cterm_pipe(), &buffer, Int32(buffer.count)))
    guard count > 0 else { return }
    for byte in Set(buffer[..<count]) {
      switch Int32(byte) {
      case 0: isWoken = true
      case SIGWINCH: adoptSize()
      case SIGTSTP: suspend()
      case SIGCONT: if !hasJustTakenBack { takeBack() }
      case SIGINT: queue.append(.interrupt)
      default: queue.append(.terminate)
      }
    }
  }

  private func adoptSize() {
    cterm_adopt_size()
    let now = Self.currentSize()
    guard now != size else { return }
    size = now
    shown = nil
    queue.append(.resize(now))
  }

  /// Gives the terminal to the shell until the program is continued.
  private func suspend() {
    leave()
    cterm_leave()
    replayErrors()
    cterm_stop()
    cterm_capture_errors()
    takeBack()
  }

  /// SIGCONT comes also after a stop of the program's own, which has been dealt with by then.
  private var hasJustTakenBack: Bool { takenBack.map { $0 + .milliseconds(100) > .now } ?? false }

  /// After a stop, whoever stopped the program: sets everything up again, whatever has become of the terminal.
  private func takeBack() {
    takenBack = .now
    cterm_leave()
    cterm_watch_signals()
    cterm_return()
    enter()
    adoptSize()
    redraw()
    queue.append(.resumed)
  }
}
