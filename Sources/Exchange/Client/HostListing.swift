import Footprints

/// What is asked for, and how its pages are followed: all or what is new, from the start or from where the last list broke
/// off.
extension HostSync {
  /// Criteria of time see only what was made or changed since; everything is listed again after so many seconds, to
  /// find what was dated back and what is gone.
  static let longestWithoutAll: Int64 = 7 * 86_400
  /// Seconds by which a question for what is new reaches back before the last sync.
  static let overlap: Int64 = 86_400

  /// Asks in the version that the endpoint names, or in the one that the host speaks.
  func list(_ client: HostClient, _ summary: JournalSummary) async throws {
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
}
