import Footprints

/// Cells that hold more than plain text or a plain number.
extension TableReader {
  mutating func primaryShare(_ product: String) -> Double? {
    guard let cell = cell(.primaryShare), !cell.isEmpty else { return nil }
    let written = cell.text
    if written.hasSuffix("%") || written.hasSuffix("％") {
      return percent(written, .primaryShare, product).flatMap { checked($0, written, product) }
    }
    guard let share = number(.primaryShare, product: product) else { return nil }
    batch.shares.see(share) {
      Notice(
        .sharesAreFractions, place: place, field: header.name(of: .primaryShare), found: written,
        expected: DecimalText.brief(share * 100) + " %", product: product)
    }
    return checked(share, written, product)
  }

  private mutating func checked(_ share: Double, _ written: String, _ product: String) -> Double? {
    if (0...100).contains(share) { return share }
    note(.shareOutOfRange, .primaryShare, found: written, expected: "0…100", product: product)
    return nil
  }

  /// A number with a percent sign behind it.
  private mutating func percent(_ written: String, _ column: TableColumn, _ product: String) -> Double? {
    guard let value = (try? Decimal(String(written.dropLast())))?.value else {
      note(.notANumber, column, found: written, product: product)
      return nil
    }
    return value
  }

  /// 0…1. A share above 1 can only be meant in percent; that is said.
  mutating func share(_ product: String) -> Double? {
    guard let cell = cell(.share), !cell.isEmpty else { return nil }
    let written = cell.text
    if written.hasSuffix("%") || written.hasSuffix("％") {
      return percent(written, .share, product).map { Decimal.shifted($0, by: -2) }
    }
    guard let share = number(.share, product: product) else { return nil }
    guard share > 1, share <= 100 else { return share }
    let fraction = Decimal.shifted(share, by: -2)
    note(
      .shareOutOfRange, .share, found: written, expected: DecimalText.brief(fraction), product: product,
      severity: .note)
    return fraction
  }

  mutating func basis(_ product: String) -> Basis {
    let written = text(.basis)
    if let basis = Basis(written) { return basis }
    note(.unknownValue, .basis, found: written, product: product)
    return .unknown
  }

  mutating func truth(_ column: TableColumn, product: String) -> Bool? {
    let written = text(column)
    switch written.lowercased() {
    case "": return nil
    case "true", "yes", "y", "1", "x", "verified", "はい", "済", "有", "あり", "○", "〇": return true
    case "false", "no", "n", "0", "-", "いいえ", "未", "無", "なし", "×": return false
    default:
      note(.unknownValue, column, found: written, expected: "true, false", product: product)
      return nil
    }
  }

  mutating func date(_ column: TableColumn, product: String) -> Timestamp? {
    guard let cell = cell(column), !cell.isEmpty else { return nil }
    if let date = cell.withContent({ Timestamp(iso8601Bytes: $0) }) { return date }
    note(.invalidDate, column, found: excerpt(cell.text), expected: "2026-03-31", product: product)
    return nil
  }

  /// A geometric standard deviation is at least 1.
  mutating func deviation(_ product: String) -> Double? {
    guard let gsd = number(.gsd, product: product) else { return nil }
    if gsd >= 1 { return gsd }
    note(.numberOutOfRange, .gsd, found: text(.gsd), expected: "≥ 1", product: product)
    return nil
  }
}

extension TableHeader {
  func name(of column: TableColumn) -> String {
    columns.firstIndex { $0 == column }.map { names[$0] } ?? ""
  }
}
