/// Collects notices so that a million bad rows stay one line and a bounded amount of memory.
public struct NoticeLog: Sendable {
  /// Examples kept of each kind.
  public static let kept = 1000

  private var kinds: [NoticeCode: Kind] = [:]

  public init() {}

  public var isEmpty: Bool { kinds.isEmpty }
  public var count: Int { kinds.values.reduce(0) { $0 + $1.group.count } }

  /// Takes a notice in. The result does not depend on the order in which notices arrive as long as there are no
  /// more than `kept` of a kind.
  public mutating func add(_ notice: Notice) { kinds[notice.code, default: Kind(notice.code)].add(notice) }

  /// Takes in `count` notices of one kind and severity and without effects, the heaviest first. Only those that are
  /// remembered are made.
  public mutating func add(count: Int, _ notice: (Int) -> Notice) {
    if count == 0 { return }
    let first = notice(0)
    kinds[first.code, default: Kind(first.code)].add(first, count: count, notice)
  }

  public mutating func add(contentsOf other: NoticeLog) {
    for (code, kind) in other.kinds { kinds[code, default: Kind(code)].add(contentsOf: kind) }
  }

  /// The same log with every notice that is kept changed; counts and effects stay.
  public func mapped(_ change: (Notice) -> Notice) -> NoticeLog {
    var log = self
    log.kinds = kinds.mapValues { $0.mapped(change) }
    return log
  }

  /// The same log without some kinds of notices.
  public func without(_ isLeftOut: (NoticeCode) -> Bool) -> NoticeLog {
    var log = self
    log.kinds = kinds.filter { !isLeftOut($0.key) }
    return log
  }

  /// All groups: those that change figures first, then by effect, then by count, then by name.
  public func grouped() -> [NoticeGroup] {
    kinds.values.map(\.sorted)
      .sorted { a, b in
        if a.severity != b.severity { return a.severity > b.severity }
        if a.effect != b.effect { return a.effect > b.effect }
        if a.count != b.count { return a.count > b.count }
        return a.code.rawValue < b.code.rawValue
      }
  }
}

// Taking notices out again.
extension NoticeLog {
  /// All that is remembered, in any order: everything, as long as there are no more than `kept` of a kind.
  public var notices: [Notice] { kinds.values.flatMap(\.group.worst) }

  /// Takes notices out that were added before, and others in: the log is then that of having added only the others.
  ///
  /// - Returns: false when that cannot be told, because a notice is not there or because of a kind of which some were
  ///   let go no more are remembered than are shown. The log is good for nothing then.
  public mutating func replace(_ old: [Notice], with new: [Notice]) -> Bool {
    var change: [Notice: Int] = [:]
    for notice in old { change[notice, default: 0] -= 1 }
    for notice in new { change[notice, default: 0] += 1 }
    var gone: [NoticeCode: [Notice: Int]] = [:]
    for (notice, count) in change where count < 0 { gone[notice.code, default: [:]][notice] = -count }
    for (code, notices) in gone {
      guard kinds[code]?.remove(notices) ?? false else { return false }
      if kinds[code]?.group.count == 0 { kinds[code] = nil }
    }
    for (notice, count) in change where count > 0 {
      for _ in 0..<count { add(notice) }
    }
    return true
  }
}

/// The notices of one kind, with those that were let go.
private struct Kind: Sendable {
  /// More than are shown are remembered, so that some can be taken out again.
  private static let remembered = 2 * NoticeLog.kept

  /// `worst` holds up to twice what is remembered, in any order.
  private(set) var group: NoticeGroup
  /// Where some have been let go: everything heavier than this is remembered, what is lighter need not be.
  private var lightest: Notice?

  init(_ code: NoticeCode) {
    group = NoticeGroup(code: code, count: 0, effect: 0, worst: [], fixes: 0)
  }

  var sorted: NoticeGroup {
    var sorted = group
    sorted.worst = Kind.heaviest(group.worst, NoticeLog.kept)
    return sorted
  }

  func mapped(_ change: (Notice) -> Notice) -> Kind {
    var kind = self
    kind.group.worst = group.worst.map(change)
    return kind
  }

  mutating func add(_ notice: Notice) {
    group.count += 1
    if notice.severity == .fix { group.fixes += 1 }
    group.effect += abs(notice.effect ?? 0)
    if let lightest, !Kind.precedes(notice, lightest) { return }
    group.worst.append(notice)
    if group.worst.count >= 2 * Kind.remembered {
      group.worst = Kind.heaviest(group.worst, Kind.remembered)
      lightest = group.worst.last
    }
  }

  /// See `NoticeLog.add(count:_:)`.
  mutating func add(_ first: Notice, count: Int, _ notice: (Int) -> Notice) {
    var last = first
    add(first)
    for number in 1..<max(1, min(count, Kind.remembered)) {
      last = notice(number)
      add(last)
    }
    if count <= Kind.remembered { return }
    group.count += count - Kind.remembered
    if last.severity == .fix { group.fixes += count - Kind.remembered }
    letGo(below: last)
  }

  private mutating func letGo(below notice: Notice) {
    if lightest.map({ Kind.precedes(notice, $0) }) ?? true { lightest = notice }
  }

  mutating func add(contentsOf other: Kind) {
    // What the other one has let go is missing here too.
    if let theirs = other.lightest { letGo(below: theirs) }
    for notice in other.group.worst { add(notice) }
    // All of them are taken in; sums beyond the range of numbers would have no difference.
    if other.group.count == other.group.worst.count { return }
    group.count += other.group.count - other.group.worst.count
    group.effect += other.group.effect - other.group.worst.reduce(0) { $0 + abs($1.effect ?? 0) }
    group.fixes += other.group.fixes - other.group.worst.count { $0.severity == .fix }
  }

  /// Takes out each notice as often as is said; false where that cannot be told.
  mutating func remove(_ notices: [Notice: Int]) -> Bool {
    var left = notices
    group.worst.removeAll { notice in
      guard let count = left[notice], count > 0 else { return false }
      left[notice] = count - 1
      return true
    }
    for (notice, count) in left where count > 0 {
      guard let lightest, Kind.precedes(lightest, notice) else { return false }
    }
    for (notice, count) in notices {
      group.count -= count
      if notice.severity == .fix { group.fixes -= count }
      group.effect -= abs(notice.effect ?? 0) * Double(count)
    }
    if group.worst.count == group.count {
      // Nothing is left of what rounding added.
      group.effect = group.worst.reduce(0) { $0 + abs($1.effect ?? 0) }
      lightest = nil
    }
    if !group.effect.isFinite, group.worst.count < group.count { return false }
    guard let lightest else { return true }
    return group.worst.count { !Kind.precedes(lightest, $0) } >= NoticeLog.kept
  }

  private static func heaviest(_ notices: [Notice], _ count: Int) -> [Notice] {
    // Notices are large: only their numbers move.
    notices.indices.sorted { precedes(notices[$0], notices[$1]) }.prefix(count).map { notices[$0] }
  }

  private static func precedes(_ a: Notice, _ b: Notice) -> Bool {
    let (x, y) = (abs(a.effect ?? 0), abs(b.effect ?? 0))
    if x != y { return x > y }
    if a.severity != b.severity { return a.severity > b.severity }
    if a.place.file != b.place.file { return a.place.file < b.place.file }
    if a.place.line != b.place.line { return a.place.line < b.place.line }
    if a.place.offset != b.place.offset { return a.place.offset < b.place.offset }
    if a.field != b.field { return a.field < b.field }
    if a.product != b.product { return a.product < b.product }
    return (a.found, a.expected) < (b.found, b.expected)
  }
}
