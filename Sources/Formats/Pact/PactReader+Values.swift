import Footprints

/// Single values out of a record, with notices for what they cannot be.
extension PactReader {
  func note(
    _ code: NoticeCode, _ field: PactField, found: String = "", expected: String = "",
    severity: Notice.Severity? = nil
  ) {
    batch.add(
      Notice(
        code, place: place, field: field.label, found: found, expected: expected, product: product,
        severity: severity))
  }

  func missing(_ field: PactField) { note(.missingField, field) }

  /// A decimal, however it is written; nil when absent, null, empty or wrong.
  func decimal(_ field: PactField) -> Decimal? {
    let value = fields[field]
    guard value.isGiven else { return nil }
    guard let content = value.content, value.kind != .bool else {
      note(.notANumber, field)
      return nil
    }
    let plain = Decimal(plain: content)
    if plain == nil, value.kind == .text, content.isBlankOnly { return nil }
    diagnoseType(field, isNumber: value.kind == .number, content)
    if let plain { return plain }
    do {
      return try Decimal(content)
    } catch {
      note(PactReader.code(of: error), field, found: excerpt(content))
      return nil
    }
  }

  static func code(of problem: Decimal.Problem) -> NoticeCode {
    switch problem {
    case .notANumber: .notANumber
    case .decimalComma: .decimalComma
    case .outOfRange: .numberOutOfRange
    }
  }

  /// Emissions and contents are strings in every version; percents and ratings are numbers in v2, strings in v3.
  private func diagnoseType(_ field: PactField, isNumber: Bool, _ content: Bytes) {
    let shouldBeNumber = convention == .version2 && field.isNumberInVersion2
    guard isNumber != shouldBeNumber else { return }
    let code: NoticeCode = isNumber ? .stringAsNumber : .numberAsString
    batch.repeated.add(code, field: field.label) {
      Notice(code, place: place, field: field.label, found: excerpt(content), product: product)
    }
  }

  func date(_ field: PactField) -> Timestamp? {
    guard let content = fields[field].content, !content.isEmpty else { return nil }
    if let date = Timestamp(iso8601Bytes: content) { return date }
    note(.invalidDate, field, found: excerpt(content))
    return nil
  }

  /// Text that says something, else empty.
  func words(_ field: PactField) -> String { fields[field].text?.trimmingBlanks() ?? "" }
}

extension PactField {
  fileprivate var isNumberInVersion2: Bool {
    switch self {
    case .primaryShare, .exempted, .coverage, .technological, .temporal, .geographical, .completeness,
      .reliability:
      true
    default: false
    }
  }
}
