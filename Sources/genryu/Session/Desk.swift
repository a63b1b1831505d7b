import Dashboard
import Dispatch
import Footprints
import Formats
import Reports
import Synchronization

/// Answers the questions about one snapshot, one after the other and away from the interface.
///
/// The newest question comes first: it is what somebody is looking at. Of searches, and of questions about a scenario,
/// only the newest is answered: a key that is held down leaves no work behind. What can be told at once is told before
/// the rest of an answer, which is left out when the next question about a scenario is there already.
final class Desk: Sendable {
  private struct Pending {
    var queries: [Query] = []
    var isBusy = false
    var isClosed = false
  }

  let snapshot: Snapshot
  let job: Int
  private let mailbox: Mailbox
  private let isMasked: Bool
  private let analyst: Mutex<Analyst>
  private let pending = Mutex<Pending>(Pending())
  private let queue = DispatchQueue(label: "genryu.desk", qos: .userInitiated)

  init(snapshot: Snapshot, job: Int, mailbox: Mailbox, isMasked: Bool) {
    self.snapshot = snapshot
    self.job = job
    self.mailbox = mailbox
    self.isMasked = isMasked
    analyst = Mutex(Analyst(snapshot: snapshot))
  }

  func ask(_ query: Query, _ language: Language) {
    let mustStart = pending.withLock { pending in
      pending.queries.removeAll { $0 == query || query.isInPlace(of: $0) }
      pending.queries.append(query)
      defer { pending.isBusy = true }
      return !pending.isBusy
    }
    if mustStart { queue.async { self.work(language) } }
  }

  /// The state to draw samples of, as soon as it is worked out.
  func prepare(_ request: SampleRequest, _ body: @escaping @Sendable (Sampler.Job) -> Void) {
    queue.async {
      if self.pending.withLock({ $0.isClosed }) { return }
      let (focus, baseline, spreads) = self.analyst.withLock { $0.focuses(for: request) }
      body(
        Sampler.Job(
          request: request, spreads: spreads, focus: focus, baseline: request.edits.isEmpty ? nil : baseline))
    }
  }

  /// Nothing more is answered.
  func close() {
    pending.withLock { pending in
      pending.isClosed = true
      pending.queries = []
    }
  }

  private func work(_ language: Language) {
    while let query = next() {
      if let first = analyst.withLock({ $0.firstAnswer(query) }) {
        mailbox.post(.answer(query, first), job: job)
        if isOutdated(query) { continue }
      }
      let answer = self.answer(query, language)
      if pending.withLock({ $0.isClosed }) { return }
      mailbox.post(.answer(query, answer), job: job)
    }
  }

  /// Whether a newer question makes this one void, or nobody listens any more.
  private func isOutdated(_ query: Query) -> Bool {
    pending.withLock { pending in pending.isClosed || pending.queries.contains { $0.isInPlace(of: query) } }
  }

  private func next() -> Query? {
    pending.withLock { pending in
      let query = pending.isClosed ? nil : pending.queries.popLast()
      if query == nil { pending.isBusy = false }
      return query
    }
  }

  private func answer(_ query: Query, _ language: Language) -> Answer {
    if case .record(let place) = query { return record(at: place, language) }
    return analyst.withLock { $0.answer(query) }
  }

  /// The original record, read again from its file.
  private func record(at place: Place, _ language: Language) -> Answer {
    if isMasked { return .record([language.reportTexts.recordMasked]) }
    do throws(RecordText.Problem) {
      let record = try RecordText(place, files: snapshot.graph.files)
      return .record(record.kind == .json ? record.lines : Desk.lines(record.cells))
    } catch {
      switch error {
      case .nowhere: return .noRecord(.notRead)
      case .unreadable(let reason): return .noRecord(.unreadable(reason: reason))
      case .changed: return .noRecord(.changed)
      }
    }
  }

  private static func lines(_ cells: [RecordText.Cell]) -> [String] {
    cells.map { $0.name.isEmpty ? $0.value : "\($0.name): \($0.value)" }
  }
}

extension Query {
  /// Whether nobody waits for the answer to `older` any more once this is asked.
  fileprivate func isInPlace(of older: Query) -> Bool {
    switch (self, older) {
    case (.find, .find), (.replacements, .replacements), (.compare, .compare), (.lags, .lags): true
    case (.gaps, .gaps): true
    case (.whatIf, .whatIf), (.fit, .fit): true
    default: false
    }
  }
}
