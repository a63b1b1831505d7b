import Footprints

/// One sync with one host: asks for everything, or for what is new where the host lets us, follows the pages, and keeps
/// each in the store before the next is asked for. Whatever happens, what was received stays and the state says how
/// it ended.
actor HostSync {
  let endpoint: Endpoint
  let writer: StoreWriter
  private let folder: String
  let limits: ExchangeLimits
  let clock: ExchangeClock
  let asksForAll: Bool
  let tell: @Sendable (HostState) -> Void
  var state: HostState
  var isFull = true
  var bytes: Int64 = 0
  /// Where the last list broke off.
  var breakOff: JournalSummary.BreakOff?
  /// The first page of the list that is being followed, and whether it is followed from where the last one broke off.
  var listing: (first: String, isResumed: Bool)?
  /// Something was received, or the list is known to be empty: the store has a line of this sync.
  var hasBegun = false
  var ignoredFilter = 0
  var unreadable = 0

  init(
    _ endpoint: Endpoint, folder: String, asksForAll: Bool, limits: ExchangeLimits, clock: ExchangeClock,
    gate: StoreGate?, tell: @escaping @Sendable (HostState) -> Void
  ) {
    self.endpoint = endpoint
    self.folder = folder
    self.limits = limits
    self.clock = clock
    self.asksForAll = asksForAll
    self.tell = tell
    writer = StoreWriter(name: endpoint.name, gate: gate)
    state = HostState(name: endpoint.name, address: endpoint.base.place)
  }

  /// Never throws: how it went is in the state.
  func run(_ secret: @Sendable () throws(HostProblem) -> Secret?) async -> HostState {
    state.activity = .running
    tell(state)
    var summary = JournalSummary()
    do {
      let opened = try await writer.open(folder: folder, name: endpoint.name, now: clock.now)
      (state, summary) = opened
      breakOff = asksForAll ? nil : summary.breakOff
      state.address = endpoint.base.place
      state.activity = .running
      (state.pages, state.listed, state.received, state.bytes) = (0, 0, 0, 0)
      state.problems = state.problems.filter { HostSync.isOfTheStore($0.code) }
      tell(state)
      let client = try HostClient(
        endpoint, secret: endpoint.clientID == nil ? nil : try secret(), limits: limits, clock: clock)
      await client.onPause { [weak self] seconds in Task { await self?.pausing(seconds) } }
      await finish(await outcome(client, summary))
      await client.close()
    } catch {
      note(HostSync.problem(error))
    }
    await writer.close()
    state.activity = .idle
    tell(state)
    return state
  }

  private static func isOfTheStore(_ code: HostProblem.Code) -> Bool {
    switch code {
    case .interrupted, .tornTail, .damagedStore: true
    default: false
    }
  }

  private static func problem(_ error: any Error) -> HostProblem {
    if let problem = error as? HostProblem { return problem }
    return error is CancellationError
      ? HostProblem(.cancelled) : HostProblem(.connectionLost, "\(type(of: error))")
  }

  private func pausing(_ seconds: Double) {
    guard state.isBusy else { return }
    state.activity = seconds >= 1 ? .pausing(seconds: Int(seconds.rounded())) : .running
    tell(state)
  }

  // MARK: The whole

  private typealias Ending = (outcome: JournalLine.Ended.Outcome, host: Timestamp?)

  private func outcome(_ client: HostClient, _ summary: JournalSummary) async -> Ending? {
    do {
      try await list(client, summary)
      return (.complete, await noteClock(client))
    } catch {
      let problem = await harmless(HostSync.problem(error), client)
      note(problem)
      guard hasBegun else { return nil }
      return (problem.code == .cancelled ? .stopped : .failed, await client.hostTime?.host)
    }
  }

  /// The host's clock when it first answered.
  private func noteClock(_ client: HostClient) async -> Timestamp? {
    guard let times = await client.hostTime else { return nil }
    let difference = times.host.seconds - times.ours.seconds
    if abs(difference) > limits.clockDifference {
      note(HostProblem(.clockDiffers, count: Int(clamping: difference)))
    }
    return times.host
  }

  private func finish(_ ending: Ending?) async {
    if ignoredFilter > 0 { note(HostProblem(.filterIgnored, count: ignoredFilter)) }
    if unreadable > 0 { note(HostProblem(.unreadableRecords, count: unreadable)) }
    guard let ending else { return }
    // A record that cannot be used was listed all the same.
    let isCut = state.problems.contains {
      $0.severity >= .gap && $0.code != .unreadableRecords && !HostSync.isOfTheStore($0.code)
    }
    let outcome = ending.outcome == .complete && state.failure != nil ? .failed : ending.outcome
    let (pages, listed, bytes, problems) = (state.pages, state.listed, self.bytes, state.problems)
    let isFull = isFull && endpoint.criteria.isEmpty && !isCut
    do {
      let stored = try await writer.write { store throws(HostProblem) in
        try store.end(
          outcome, pages: pages, listed: listed, bytes: bytes, hostTime: ending.host, isFull: isFull,
          problems: problems.filter { !HostSync.isOfTheStore($0.code) })
        return store.state
      }
      take(stored)
      if stored.unlisted > 0 { note(HostProblem(.noLongerListed, count: stored.unlisted)) }
    } catch {
      note(HostSync.problem(error))
    }
  }

  private func take(_ stored: HostState) {
    state.kept = stored.kept
    state.received = stored.received
    state.unlisted = stored.unlisted
    state.lastSync = stored.lastSync
    state.changes = stored.changes
    state.changeCount = stored.changeCount
    state.questions = stored.questions
  }

  func note(_ problem: HostProblem) {
    if let known = state.problems.firstIndex(where: { $0.code == problem.code }) {
      state.problems[known] = problem
    } else {
      state.problems.append(problem)
    }
    state.problems.sort { $0.severity > $1.severity }
  }

  func harmless(_ problem: HostProblem, _ client: HostClient) async -> HostProblem {
    var problem = problem
    problem.detail = await client.confidential.harmless(problem.detail)
    return problem
  }
}
