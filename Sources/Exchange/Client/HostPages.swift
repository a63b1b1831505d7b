import Footprints
import Formats
import NIOCore

/// A page: getting it, what its answer means, and keeping what it holds.
extension HostSync {
  struct Page {
    var links: [String] = []
    var listed = 0
    var first = 0
    /// Records from before the time that was asked for.
    var older = 0
  }

  /// Gets a page, keeping its records while they come, and again as long as the host is not ready.
  func read(
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
