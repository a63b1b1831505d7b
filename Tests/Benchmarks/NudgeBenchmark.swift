import Analysis
import Dashboard
import SupplyGraph

/// Nudges of the what-if screen: until the total in its title is right, and until everything on it is.
///
/// Each input that the screen lists first is nudged up and back again, as `+` and `-` do, one after the other; and so
/// are inputs of anywhere in the graph. All of that is repeated, and each nudge counts with its median: the worst is
/// then the worst nudge and not what else the machine did in the meantime.
struct NudgeBenchmark {
  private var analyst: Analyst
  private let subject: Focus.Subject
  private var nudged: [Parameter] = []
  private var turn = 0
  private static let inputs = 40
  private static let rounds = 5

  /// The product that brings most to the portfolio; the portfolio where that is empty.
  static func product(_ focus: Focus) -> Focus.Subject {
    let largest = focus.rollUp.graph.portfolio.max {
      focus.rollUp.total($0.product) ?? 0 < focus.rollUp.total($1.product) ?? 0
    }
    return largest.map { .product($0.product) } ?? .portfolio
  }

  init(_ graph: SupplyGraph, _ subject: Focus.Subject) {
    analyst = Analyst(snapshot: Snapshot(name: "benchmark", graph: graph))
    self.subject = subject
  }

  /// - Parameter sweep: milliseconds of the C sweep over all totals.
  static func run(_ focus: Focus, sweep: Double) {
    let graph = focus.rollUp.graph
    var subjects: [(String, Focus.Subject)] = [("portfolio", .portfolio)]
    let product = product(focus)
    if product != .portfolio { subjects.append(("one product", product)) }
    for (name, subject) in subjects {
      var benchmark = NudgeBenchmark(graph, subject)
      Table.time("what-if screen, \(name): opening", milliseconds { _ = benchmark.ask([]) }, "C sweep", sweep)
      for kind in Kind.allCases { benchmark.tell(kind, sweep) }
    }
  }

  enum Kind: String, CaseIterable {
    case own = "own emissions"
    case amount = "amount"
    case anyOwn = "own emissions of any product"
    case anyAmount = "any amount"
  }

  private mutating func tell(_ kind: Kind, _ sweep: Double) {
    let times = times(kind)
    guard !times.isEmpty else { return }
    let (first, whole) = (times.map(\.first), times.map(\.whole))
    Table.time("  nudge of \(kind.rawValue), title, median", median(first), "C sweep", sweep)
    Table.time("    whole screen, median of \(times.count)", median(whole), "C sweep", sweep)
    Table.time("    whole screen, worst", whole.max() ?? .nan, "C sweep", sweep)
  }

  private mutating func times(_ kind: Kind) -> [(first: Double, whole: Double)] {
    guard let start = ask([]) else { return [] }
    let inputs = inputs(kind, start)
    let rounds = (0..<NudgeBenchmark.rounds).map { _ in
      inputs.prefix(NudgeBenchmark.inputs).flatMap { input in [[nudge(input)], []].map { time($0) } }
    }
    return rounds[0].indices.map { place in
      (first: median(rounds.map { $0[place].first }), whole: median(rounds.map { $0[place].whole }))
    }
  }

  private func inputs(_ kind: Kind, _ start: WhatIfAnswer) -> [Parameter] {
    let graph = analyst.snapshot.graph
    var random = Seeded(17)
    return switch kind {
    case .own: start.rows.map(\.parameter).filter { if case .amount = $0 { false } else { true } }
    case .amount: start.rows.map(\.parameter).filter { if case .amount = $0 { true } else { false } }
    case .anyOwn: (0..<NudgeBenchmark.inputs).map { _ in .own(random.below(graph.count)) }
    case .anyAmount:
      graph.linkCount == 0
        ? [] : (0..<NudgeBenchmark.inputs).map { _ in .amount(random.below(graph.linkCount)) }
    }
  }

  /// Nudges for profiling, always of one kind: one input after the other, up and back again.
  mutating func nudge(_ kind: Kind) {
    if nudged.isEmpty, let start = ask([]) { nudged = inputs(kind, start) }
    guard !nudged.isEmpty else { return }
    let input = nudged[turn / 2 % nudged.count]
    _ = time(turn % 2 == 0 ? [nudge(input)] : [])
    turn += 1
  }

  /// A twentieth up.
  private func nudge(_ input: Parameter) -> Edit {
    let graph = analyst.snapshot.graph
    return switch input {
    case .own(let p), .ownPrimary(let p), .quantity(let p): Edit(.own(graph.id(p)), .by(0.05))
    case .amount(let link):
      Edit(
        .amount(product: graph.id(graph.product(ofLink: link)), component: graph.id(graph.component(link))),
        .by(0.05))
    }
  }

  private mutating func time(_ edits: [Edit]) -> (first: Double, whole: Double) {
    let query = Query.whatIf(WhatIfRequest(subject: subject, edits: edits))
    let first = milliseconds { _ = analyst.firstAnswer(query) }
    return (first, first + milliseconds { _ = analyst.answer(query) })
  }

  private mutating func ask(_ edits: [Edit]) -> WhatIfAnswer? {
    guard case .whatIf(let answer) = analyst.answer(.whatIf(WhatIfRequest(subject: subject, edits: edits)))
    else { return nil }
    return answer
  }
}
