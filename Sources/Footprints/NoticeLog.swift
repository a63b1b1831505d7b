/// Collects notices so that a million bad rows stay one line and a bounded amount of memory.
public struct NoticeLog: Sendable {
  /// Examples kept of each kind.
  public static let kept = 1000

  /// More than are shown are remembered, so that some can be taken out again.
  private static let remembered = 2 * kept

  /// Of these groups `worst` holds up to twice what is remembered, in any order.
  private var groups: [NoticeCode: NoticeGroup] = [:]
  /// Of each kind of which some have been let go: everything heavier than this is remembered, what is lighter need
  /// not be.
  private var lightest: [NoticeCode: Notice] = [:]

  public init() {}

  public var isEmpty: Bool { groups.isEmpty }
  public var count: Int { groups.values.reduce(0) { $0 + $1.count } }

  /// Takes a notice in. The result does not depend on the order in which notices arrive as long as there are no
  /// more than `kept` of a kind.
  public mutating func add(_ notice: Notice) {
    var group =
      groups.removeValue(forKey: notice.code)
      ?? NoticeGroup(code: notice.code, count: 0, effect: 0, worst: [], fixes: 0)
    group.count += 1
    if notice.severity == .fix { group.fixes += 1 }
    group.effect += abs(notice.effect ?? 0)
    defer { groups[notice.code] = group }
    if let lightest = lightest[notice.code], !NoticeLog.precedes(notice, lightest) { return }
    group.worst.append(notice)
    if group.worst.count >= 2 * NoticeLog.remembered {
      group.worst = NoticeLog.heaviest(group.worst, NoticeLog.remembered)
      lightest[notice.code] = group.worst.last
    }
  }

  /// Takes in `count` notices of one kind and severity and without effects, the heaviest first. Only those that are
  /// remembered are made.
  public mutating func add(count: Int, _ notice: (Int) -> Notice) {
    var last: Notice?
    for number in 0..<min(count, NoticeLog.remembered) {
      let made = notice(number)
      add(made)
      last = made
    }
    guard count > NoticeLog.remembered, let last else { return }
    groups[last.code]?.count += count - NoticeLog.remembered
    if last.severity == .fix { groups[last.code]?.fixes += count - NoticeLog.remembered }
    if lightest[last.code].map({ NoticeLog.precedes(last, $0) }) ?? true { lightest[last.code] = last }
  }

  public mutating func add(contentsOf other: NoticeLog) {
    for group in other.groups.values {
      // What the other log has let go is missing here too.
      if let theirs = other.lightest[group.code],
        lightest[group.code].map({ NoticeLog.precedes(theirs, $0) }) ?? true
      {
        lightest[group.code] = theirs
      }
      for notice in group.worst { add(notice) }
      // All of them are taken in; sums beyond the range of numbers would have no difference.
      if group.count == group.worst.count { continue }
      guard var merged = groups.removeValue(forKey: group.code) else { continue }
      merged.count += group.count - group.worst.count
      merged.effect += group.effect - group.worst.reduce(0) { $0 + abs($1.effect ?? 0) }
      merged.fixes += group.fixes - group.worst.count { $0.severity == .fix }
      groups[group.code] = merged
    }
  }

  /// The same log with every notice that is kept changed; counts and effects stay.
  public func mapped(_ change: (Notice) -> Notice) -> NoticeLog {
    var log = self
    for code in groups.keys { log.groups[code]?.worst = groups[code]?.worst.map(change) ?? [] }
    return log
  }

  /// All groups: those that change figures first, then by effect, then by count, then by name.
  public func grouped() -> [NoticeGroup] {
    groups.values
      .map { group in
        var sorted = group
        sorted.worst = NoticeLog.heaviest(group.worst)
        return sorted
      }
      .sorted { a, b in
        if a.severity != b.severity { return a.severity > b.severity }
        if a.effect != b.effect { return a.effect > b.effect }
        if a.count != b.count { return a.count > b.count }
        return a.code.rawValue < b.code.rawValue
      }
  }

  private static func heaviest(_ notices: [Notice], _ count: Int = kept) -> [Notice] {
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

// Taking notices out again.
extension NoticeLog {
  /// All that is remembered, in any order: everything, as long as there are no more than `kept` of a kind.
  public var notices: [Notice] { groups.values.flatMap(\.worst) }

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
    for (code, notices) in gone where !remove(notices, code) { return false }
    for (notice, count) in change where count > 0 {
      for _ in 0..<count { add(notice) }
    }
    return true
  }

  /// Takes out each notice as often as is said.
  private mutating func remove(_ notices: [Notice: Int], _ code: NoticeCode) -> Bool {
    guard var group = groups.removeValue(forKey: code) else { return false }
    var left = notices
    group.worst.removeAll { notice in
      guard let count = left[notice], count > 0 else { return false }
      left[notice] = count - 1
      return true
    }
    for (notice, count) in left where count > 0 {
      guard let lightest = lightest[code], NoticeLog.precedes(lightest, notice) else { return false }
    }
    for (notice, count) in notices {
      group.count -= count
      if notice.severity == .fix { group.fixes -= count }
      group.effect -= abs(notice.effect ?? 0) * Double(count)
    }
    if group.worst.count == group.count {
      // Nothing is left of what rounding added.
      group.effect = group.worst.reduce(0) { $0 + abs($1.effect ?? 0) }
      lightest[code] = nil
    }
    if !group.effect.isFinite, group.worst.count < group.count { return false }
    if let lightest = lightest[code] {
      let sure = group.worst.count { !NoticeLog.precedes(lightest, $0) }
      if sure < NoticeLog.kept { return false }
    }
    if group.count > 0 { groups[code] = group }
    return true
  }
}
