/// Something that was wrong or assumed while loading or calculating: where, what, effect, remedy.
///
/// A notice is data; its sentences are made per language where it is shown. `found` and `expected` are texts from
/// outside and must be cleaned before they are shown.
public struct Notice: Hashable, Sendable {
  public enum Severity: UInt8, Comparable, Sendable {
    /// Kept and used as it is; worth knowing.
    case note
    /// Changes figures, or leaves one out: somebody should act.
    case fix

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  public var code: NoticeCode
  public var place: Place
  /// Field or column, as named in the file.
  public var field: String
  /// What stood there.
  public var found: String
  /// What would have been right, or what was done instead.
  public var expected: String
  /// Id of the product it concerns; empty when none.
  public var product: String
  /// Effect on one unit of that product, kg CO2e, where it can be told.
  public var effect: Double?
  /// Usually that of the code; a missing description is worth a note where a missing unit needs somebody to act.
  public var severity: Severity

  public init(
    _ code: NoticeCode, place: Place, field: String = "", found: String = "", expected: String = "",
    product: String = "", effect: Double? = nil, severity: Severity? = nil
  ) {
    self.code = code
    self.place = place
    self.field = field
    self.found = found
    self.expected = expected
    self.product = product
    self.effect = effect
    self.severity = severity ?? code.severity
  }
}

/// Kinds of notices. A new kind needs a sentence and a remedy in both languages: without them nothing compiles.
public enum NoticeCode: String, Hashable, Sendable, CaseIterable {
  // Files
  case unreadableFile, emptyFolder, unknownTable, unknownColumns, emptyFile, notText, invalidEncoding
  case brokenJSON, tooDeep, unknownDocument, missingColumn, brokenRow
  // Values
  case notANumber, decimalComma, numberOutOfRange, missingField, unknownValue, numberAsString, stringAsNumber
  case shareOutOfRange, sharesAreFractions, negativeAmount, zeroAmount, invalidDate
  // Identity
  case duplicateProduct, duplicateFootprint, unknownProduct, unmatchedFootprint, unknownSupplier,
    selfReference
  case alternativesWithoutShare, sharesDoNotAddUp
  // Units
  case unitMismatch, unitConverted
  // Footprints
  case expired, notYetValid, deprecated, superseded, severalFootprints, compositionMismatch, shipmentTotal
  case mixedCharacterisation, notVerified
  // Arithmetic
  case negativeResidual, declaredDisagrees, primaryShareClipped, loopRefused, dependsOnRefusedLoop,
    missingFigure
  case loopSolved, contradictingDeclarations

  public var severity: Notice.Severity {
    switch self {
    case .unknownColumns, .emptyFile, .unknownTable, .unknownDocument, .emptyFolder: .note
    case .numberAsString, .stringAsNumber, .unknownValue, .sharesAreFractions, .zeroAmount: .note
    case .unitConverted, .expired, .deprecated, .superseded, .severalFootprints, .compositionMismatch: .note
    case .shipmentTotal, .mixedCharacterisation, .notVerified, .loopSolved, .notYetValid: .note
    case .unknownSupplier, .unmatchedFootprint, .selfReference, .negativeAmount: .note
    default: .fix
    }
  }
}

/// Notices of one kind: how many, how much they weigh, and the heaviest examples.
public struct NoticeGroup: Hashable, Sendable {
  public var code: NoticeCode
  public var count: Int
  /// Sum of the absolute effects that are known, kg CO2e.
  public var effect: Double
  /// The heaviest first, equal ones in the order of their place; at most `NoticeLog.kept` of them.
  public var worst: [Notice]
  /// How many of them change figures.
  public var fixes: Int

  /// That of the gravest notice in the group.
  public var severity: Notice.Severity { fixes > 0 ? .fix : .note }
}

/// Collects notices so that a million bad rows stay one line and a bounded amount of memory.
public struct NoticeLog: Sendable {
  /// Examples kept of each kind.
  public static let kept = 1000

  private var groups: [NoticeCode: NoticeGroup] = [:]
  /// The lightest notice kept of each kind of which some have been let go: what is no heavier need not be kept.
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
    if group.worst.count >= 2 * NoticeLog.kept {
      group.worst = NoticeLog.heaviest(group.worst)
      lightest[notice.code] = group.worst.last
    }
  }

  public mutating func add(contentsOf other: NoticeLog) {
    for group in other.groups.values {
      for notice in group.worst { add(notice) }
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

  private static func heaviest(_ notices: [Notice]) -> [Notice] {
    // Notices are large: only their numbers move.
    notices.indices.sorted { precedes(notices[$0], notices[$1]) }.prefix(kept).map { notices[$0] }
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
