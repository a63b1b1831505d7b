import Footprints
import Formats
import FoundationEssentials
import NIOCore

/// One sync with one host: asks for everything, or for what is new where the host lets us, follows the pages, and keeps
/// each in the store before the next is asked for. Whatever happens, what was received stays and the state says how
/// it ended.
actor HostSync {
  private let endpoint: Endpoint
  private let writer: StoreWriter
  private let folder: String
  private let limits: ExchangeLimits
  private let clock: ExchangeClock
  private let asksForAll: Bool
  private let tell: @Sendable (HostState) -> Void
  private var state: HostState
  private var isFull = true
  private var bytes: Int64 = 0
  /// Where the last list broke off.
  private var breakOff: JournalSummary.BreakOff?
  /// The first page of the list that is being followed, and whether it is followed from where the last one broke off.
  private var listing: (first: String, isResumed: Bool)?
  private var ignoredFilter = 0
  private var unreadable = 0

  /// Criteria of time see only what was made or changed since; everything is listed again after so many seconds, to
  /// find what was dated back and what is gone.
  static let longestWithoutAll: Int64 = 7 * 86_400
  /// Seconds by which a question for what is new reaches back before the last sync.
  static let overlap: Int64 = 86_400

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

  private func note(_ problem: HostProblem) {
    if let known = state.problems.firstIndex(where: { $0.code == problem.code }) {
      state.problems[known] = problem
    } else {
      state.problems.append(problem)
    }
    state.problems.sort { $0.severity > $1.severity }
  }

  // MARK: Listing

  private var hasBegun = false

  private func list(_ client: HostClient, _ summary: JournalSummary) async throws {
    switch endpoint.version {
    case .two: try await list(client, version: 2, summary)
    case .three: try await list(client, version: 3, summary)
    case .automatic:
      // What it spoke last time first; a host that moved on is found all the same.
      let isKnown = summary.base == endpoint.base.place && summary.lastComplete != nil
      let order = isKnown && summary.version == 2 ? [2, 3] : [3, 2]
      do {
        try await list(client, version: order[0], summary)
      } catch let first as HostProblem where !hasBegun && HostSync.isNoList(first.code) {
        do {
          try await list(client, version: order[1], summary)
        } catch let second as HostProblem where !hasBegun && HostSync.isNoList(second.code) {
          throw first.code == .noPact ? second : first
        }
      }
    }
  }

  /// What hosts answer where they do not speak a version.
  private static func isNoList(_ code: HostProblem.Code) -> Bool {
    code == .noPact || code == .webPage || code == .notJSON
  }

  private func list(_ client: HostClient, version: Int, _ summary: JournalSummary) async throws {
    state.version = version
    if version == 2, let since = since(summary) {
      do {
        try await listNew(client, since: since)
        return
      } catch let problem as HostProblem where HostSync.refusesFilter(problem.code) {
        isFull = true
      }
    }
    try await walk(client, version: version, since: nil)
  }

  private static func refusesFilter(_ code: HostProblem.Code) -> Bool {
    code == .hostRefused || code == .hostFailed || code == .noPact
  }

  /// The moment from which what is new is asked for; nil when everything is.
  private func since(_ summary: JournalSummary) -> Timestamp? {
    guard !asksForAll, !summary.isOpen, summary.base == endpoint.base.place, summary.version == 2,
      endpoint.criteria.isEmpty, let full = summary.lastFull, let host = summary.hostTime,
      clock.now().seconds - full.seconds < HostSync.longestWithoutAll
    else { return nil }
    return Timestamp(seconds: host.seconds - HostSync.overlap)
  }

  /// `created` and `updated` are two questions: a footprint that never changed has no `updated`, and conditions can
  /// only be joined by `and`. A host that ignores the first lists everything, which answers the second too.
  private func listNew(_ client: HostClient, since: Timestamp) async throws {
    isFull = false
    let isIgnored = try await walk(client, version: 2, since: ("created", since))
    if isIgnored {
      isFull = true
    } else {
      try await walk(client, version: 2, since: ("updated", since))
    }
  }

  /// Follows the pages of one listing. True when a criterion of time was ignored.
  @discardableResult private func walk(
    _ client: HostClient, version: Int, since: (field: String, time: Timestamp)?
  ) async throws -> Bool {
    var items =
      version == 2 ? endpoint.criteria.version2(since: since) : endpoint.criteria.version3
    if let size = endpoint.pageSize { items.append(("limit", String(size))) }
    let first = endpoint.base.appending("\(version)").appending("footprints").asking(items)
    if since == nil, try await goesOn(first, client) { return false }
    listing = (first.text, false)
    do {
      return try await follow(first, client, since: since)
    } catch let problem as HostProblem where problem.code == .linkExpired {
      // Links live a few minutes. What is kept already costs one more listing and nothing else.
      return try await follow(first, client, since: since)
    }
  }

  /// Goes on with the list that the last sync did not get to the end of: false when there is none, or when the host does
  /// not have its link any more. What is gone from the pages before is found by the next sync.
  private func goesOn(_ first: WebAddress, _ client: HostClient) async throws -> Bool {
    guard let breakOff, !hasBegun, breakOff.stands(for: first.text, at: clock.now()),
      let page = WebAddress(breakOff.page), page.origin == first.origin
    else { return false }
    self.breakOff = nil
    let wasFull = isFull
    listing = (first.text, true)
    isFull = false
    note(HostProblem(.resumed))
    do {
      _ = try await follow(page, client, since: nil)
      return true
    } catch let problem as HostProblem
      where problem.code == .linkExpired || (!hasBegun && HostSync.mayBeTheLink(problem))
    {
      state.problems.removeAll { $0.code == .resumed }
      isFull = wasFull
      return false
    }
  }

  /// What a host may answer to a link that it does not know any more, beside saying so: the first page tells whether it
  /// means us instead.
  private static func mayBeTheLink(_ problem: HostProblem) -> Bool {
    switch problem.code {
    case .hostFailed, .refusedToken, .refusedCredentials, .accessDenied: true
    // A host that names a time to wait means us.
    case .tooManyRequests: problem.count == 0
    default: false
    }
  }

  private func follow(
    _ first: WebAddress, _ client: HostClient, since: (field: String, time: Timestamp)?
  ) async throws -> Bool {
    var (address, older) = (first, 0)
    var trail = PageTrail(from: first, limit: limits.pages)
    try await writer.write { store throws(HostProblem) in store.beginPass() }
    while true {
      try Task.checkCancellation()
      let isFirst = trail.pages == 0 && listing?.isResumed != true
      let page = try await read(address, client, isFirst: isFirst, since: since)
      state.pages += 1
      older += page.older
      tell(state)
      switch trail.next(
        after: .init(address: address, links: page.links, listed: page.listed, first: page.first))
      {
      case .end: return older > 0
      case .stop(let problem):
        isFull = false
        let problem = await harmless(problem, client)
        if problem.severity == .failure { throw problem }
        note(problem)
        return older > 0
      case .follow(let next):
        // A host that puts our own token into a link would have it written down.
        guard await !client.confidential.isIn(next.text) else { throw HostProblem(.echoedCredentials) }
        address = next
      }
    }
  }

  private func harmless(_ problem: HostProblem, _ client: HostClient) async -> HostProblem {
    var problem = problem
    problem.detail = await client.confidential.harmless(problem.detail)
    return problem
  }

  // MARK: A page

  struct Page {
    var links: [String] = []
    var listed = 0
    var first = 0
    /// Records from before the time that was asked for.
    var older = 0
  }

  private func read(
    _ address: WebAddress, _ client: HostClient, isFirst: Bool,
    since: (field: String, time: Timestamp)?
  ) async throws -> Page {
    var polls = 0
    while true {
      let reading = PageReading()
      let answer = try await client.get(
        address,
        .init(
          begin: { await reading.restart() },
          piece: { piece in
            guard let records = try await reading.add(piece) else { return }
            try await self.keep(records, reading, address, client, since)
          },
          end: {
            try await self.keep(try await reading.finish(), reading, address, client, since)
            if await reading.isBrokenOff { throw HostProblem(.brokenOff, address.origin.description) }
          },
          fail: {
            guard let records = try? await reading.finish() else { return }
            try? await self.keep(records, reading, address, client, since)
          }))
      bytes += answer.count
      state.bytes = bytes
      try await check(answer, client, address, isFirst: isFirst)
      try await begin(since?.time)
      var page = await reading.page
      page.links = answer.head.all("link")
      guard answer.head.status == 202 else { return page }
      polls += 1
      guard polls < limits.polls else {
        note(HostProblem(.stillIncomplete, count: polls))
        return page
      }
      try await waitForMore(answer, client, polls)
    }
  }

  /// Before an answer that is not ready is asked for again.
  private func waitForMore(_ answer: HostClient.Answer, _ client: HostClient, _ polls: Int) async throws {
    let decision = limits.backoff.next(
      afterAttempt: min(polls, limits.backoff.attempts - 1), random: clock.random(),
      retryAfter: answer.head["retry-after"], now: clock.now())
    switch decision {
    case .wait(let seconds): try await client.pause(seconds)
    case .giveUp: return
    case .tooLong(let seconds): throw HostProblem(.tooManyRequests, "HTTP 202", count: Int(seconds))
    }
  }

  /// Anything but a list is an error here, in the host's own words where it has some.
  private func check(
    _ answer: HostClient.Answer, _ client: HostClient, _ address: WebAddress, isFirst: Bool
  ) async throws {
    let status = answer.head.status
    if (200..<300).contains(status) { return }
    let words = await client.message(answer.body, or: status)
    switch status {
    case 400 where !isFirst, 404 where !isFirst, 410 where !isFirst: throw HostProblem(.linkExpired, words)
    // Whatever is wrong with a link of another day, the first page tells what is wrong with the host.
    case 400..<500 where !hasBegun && listing?.isResumed == true: throw HostProblem(.linkExpired, words)
    case let status where [404, 405, 410, 501].contains(status) && !hasBegun:
      throw HostProblem(.noPact, address.place)
    case 400 where !hasBegun && endpoint.version == .automatic && state.version == 3:
      throw HostProblem(.noPact, words)
    default: throw HostProblem(.hostRefused, words)
    }
  }

  private func keep(
    _ records: [ReceivedRecord], _ reading: PageReading, _ address: WebAddress, _ client: HostClient,
    _ since: (field: String, time: Timestamp)?
  ) async throws {
    guard !records.isEmpty else { return }
    try await begin(since?.time)
    let confidential = await client.confidential
    var wanted: [ReceivedRecord] = []
    var older = 0
    for record in records {
      if confidential.isIn(record.bytes) {
        note(HostProblem(.echoedCredentials))
        continue
      }
      guard record.kind == .footprint else {
        try await keepAside(record)
        continue
      }
      if let footprint = record.footprint {
        guard endpoint.criteria.accepts(footprint) else {
          ignoredFilter += 1
          continue
        }
        if let since, HostSync.isOlder(footprint, since) { older += 1 }
      } else {
        unreadable += 1
      }
      wanted.append(record)
    }
    let (kept, page, from) = (wanted, state.pages + 1, address.text)
    let (outcome, stored) = try await writer.write { store throws(HostProblem) in
      (try store.append(kept, page: page, from: from), (store.summary.received, store.keptCount))
    }
    (state.received, state.kept) = stored
    state.listed += records.count
    await reading.note(
      listed: records.count, first: outcome.first + records.count - wanted.count, older: older)
    tell(state)
  }

  private func begin(_ since: Timestamp?) async throws {
    guard !hasBegun else { return }
    let (base, version, isFiltered) = (endpoint.base.place, state.version ?? 3, !endpoint.criteria.isEmpty)
    let listing = listing
    try await writer.write { store throws(HostProblem) in
      try store.begin(
        base: base, version: version, since: since, isFiltered: isFiltered, first: listing?.first,
        isResumed: listing?.isResumed ?? false)
      store.beginPass()
    }
    hasBegun = true
  }

  private static func isOlder(_ footprint: Footprint, _ since: (field: String, time: Timestamp)) -> Bool {
    guard let time = since.field == "created" ? footprint.created : footprint.updated else { return true }
    return time < since.time
  }

  private func keepAside(_ record: ReceivedRecord) async throws {
    unreadable += 1
    guard unreadable <= 20 else { return }
    try await writer.write { store throws(HostProblem) in
      _ = try store.keepAside(record.bytes, name: "unreadable")
    }
  }
}
