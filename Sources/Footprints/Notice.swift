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

  /// Whether it says that something is not there, or that what is there does not add up: of a dataset that was not read
  /// to its end nobody can tell.
  public var needsWholeDataset: Bool {
    switch self {
    case .unknownProduct, .unmatchedFootprint, .unknownSupplier, .sharesDoNotAddUp: true
    case .missingFigure, .declaredDisagrees: true
    default: false
    }
  }

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
