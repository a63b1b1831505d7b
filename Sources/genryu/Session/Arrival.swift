import Dashboard

/// A dataset that was read again, with the answers that its screens need first: shown when these are there, so that no
/// screen is ever empty in between. Until then what was shown before answers.
struct Arrival {
  let snapshot: Snapshot
  let desk: Desk
  private var missing: Set<Query>
  private var answers: [Query: Answer] = [:]

  /// Nil when the screens need nothing.
  init?(_ snapshot: Snapshot, _ desk: Desk, in state: State) {
    self.snapshot = snapshot
    self.desk = desk
    var next = state
    let asked = next.handle(.loaded(snapshot)).compactMap { effect -> Query? in
      guard case .ask(let query) = effect, Arrival.isWaitedFor(query) else { return nil }
      return query
    }
    missing = Set(asked)
    if missing.isEmpty { return nil }
    for query in asked { desk.ask(query, state.language) }
  }

  /// What a desk is sure to answer: of searches and of questions about scenarios only the newest is.
  private static func isWaitedFor(_ query: Query) -> Bool {
    switch query {
    case .overview, .tree, .suppliers, .supplier, .origin: true
    // There is one list at the most, so no newer question takes its place.
    case .gaps: true
    default: false
    }
  }

  var isComplete: Bool { missing.isEmpty }

  /// Only whole answers count: a part of a screen would be empty until the rest is there.
  mutating func take(_ answer: Answer, for query: Query) {
    if answer.isWhole, missing.remove(query) != nil { answers[query] = answer }
  }

  /// The answer to a question, once.
  mutating func answer(to query: Query) -> Answer? { answers.removeValue(forKey: query) }
}
