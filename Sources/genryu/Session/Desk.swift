import Dashboard
import Dispatch
import Footprints
import Formats
import Reports
import Synchronization

/// Answers the questions about one snapshot, one after the other and away from the interface.
///
/// The newest question comes first: it is what somebody is looking at. Of searches only the newest is answered.
final class Desk: Sendable {
  private struct Pending {
    var queries: [Query] = []
    var isBusy = false
    var isClosed = false
  }

  private let snapshot: Snapshot
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

  func ask(_ query: Query) {
    let mustStart = pending.withLock { pending in
      pending.queries.removeAll { $0 == query || ($0.isFind && query.isFind) }
      pending.queries.append(query)
      defer { pending.isBusy = true }
      return !pending.isBusy
    }
    if mustStart { queue.async { self.work() } }
  }

  /// Nothing more is answered.
  func close() {
    pending.withLock { pending in
      pending.isClosed = true
      pending.queries = []
    }
  }

  private func work() {
    while let query = next() {
      let answer = self.answer(query)
      if pending.withLock({ $0.isClosed }) { return }
      mailbox.post(.answer(query, answer), job: job)
    }
  }

  private func next() -> Query? {
    pending.withLock { pending in
      let query = pending.isClosed ? nil : pending.queries.popLast()
      if query == nil { pending.isBusy = false }
      return query
    }
  }

  private func answer(_ query: Query) -> Answer {
    if case .record(let place) = query { return record(at: place) }
    return analyst.withLock { $0.answer(query) }
  }

  /// The original record, read again from its file.
  private func record(at place: Place) -> Answer {
    if isMasked { return .noRecord(.masked) }
    do {
      let record = try RecordText(place, files: snapshot.graph.files)
      return .record(record.kind == .json ? record.lines : Desk.lines(record.cells))
    } catch RecordText.Problem.changed {
      return .noRecord(.changed)
    } catch RecordText.Problem.unreadable(let reason) {
      return .noRecord(.unreadable(reason: reason))
    } catch {
      return .noRecord(.notRead)
    }
  }

  private static func lines(_ cells: [RecordText.Cell]) -> [String] {
    cells.map { $0.name.isEmpty ? $0.value : "\($0.name): \($0.value)" }
  }
}

extension Query {
  fileprivate var isFind: Bool {
    if case .find = self { true } else { false }
  }
}
