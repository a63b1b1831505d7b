import Footprints

/// Cells that hold more than plain text or a plain number.
extension TableReader {
  mutating func primaryShare() -> Double? {
    guard let cell = cell(.primaryShare), !cell.isEmpty else { return nil }
    if cell.isPercent {
      let written = cell.text
      return percent(written, .primaryShare, .id).flatMap { checked($0) }
    }
    guard let share = number(.primaryShare, product: .id) else { return nil }
    let (place, header, product) = (place, header, self.cell(.id))
    batch.shares.see(share) {
      Notice(
        .sharesAreFractions, place: place, field: header.name(of: .primaryShare), found: cell.text,
        expected: DecimalText.brief(share * 100) + " %", product: product?.text ?? "")
    }
    return checked(share)
  }

  private mutating func checked(_ share: Double) -> Double? {
    if (0...100).contains(share) { return share }
    note(
      .shareOutOfRange, .primaryShare, found: text(.primaryShare), expected: "0…100", product: text(.id))
    return nil
  }

  /// A number with a percent sign behind it.
  private mutating func percent(_ written: String, _ column: TableColumn, _ product: TableColumn) -> Double? {
    guard let value = (try? Decimal(String(written.dropLast())))?.value else {
      note(.notANumber, column, found: written, product: text(product))
      return nil
    }
    return value
  }

  /// 0…1. A share above 1 can only be meant in percent; that is said.
  mutating func share() -> Double? {
    guard let cell = cell(.share), !cell.isEmpty else { return nil }
    let written = cell.text
    if cell.isPercent {
      return percent(written, .share, .product).map { Decimal.shifted($0, by: -2) }
    }
    guard let share = number(.share, product: .product) else { return nil }
    guard share > 1, share <= 100 else { return share }
    let fraction = Decimal.shifted(share, by: -2)
    note(
      .shareOutOfRange, .share, found: written, expected: DecimalText.brief(fraction),
      product: text(.product),
      severity: .note)
    return fraction
  }

  mutating func basis() -> Basis {
    guard isGiven(.basis) else { return .unknown }
    let written = text(.basis)
    if let basis = Basis(written) { return basis }
    note(.unknownValue, .basis, found: written, product: text(.id))
    return .unknown
  }

  mutating func truth(_ column: TableColumn) -> Bool? {
    guard isGiven(column) else { return nil }
    let written = text(column)
    switch written.lowercased() {
    case "true", "yes", "y", "1", "x", "verified", "はい", "済", "有", "あり", "○", "〇": return true
    case "false", "no", "n", "0", "-", "いいえ", "未", "無", "なし", "×": return false
    default:
      note(.unknownValue, column, found: written, expected: "true, false", product: text(.id))
      return nil
    }
  }

  mutating func date(_ column: TableColumn, product: TableColumn? = nil) -> Timestamp? {
    guard let cell = cell(column), !cell.isEmpty else { return nil }
    if let date = cell.withContent({ Timestamp(iso8601Bytes: $0) }) { return date }
    note(
      .invalidDate, column, found: excerpt(cell.text), expected: "2026-03-31",
      product: product.map { text($0) } ?? "")
    return nil
  }

  /// A geometric standard deviation is at least 1.
  mutating func deviation() -> Double? {
    guard let gsd = number(.gsd, product: .id) else { return nil }
    if gsd >= 1 { return gsd }
    note(.numberOutOfRange, .gsd, found: text(.gsd), expected: "≥ 1", product: text(.id))
    return nil
  }
}

extension TableHeader {
  func name(of column: TableColumn) -> String {
    columns.firstIndex { $0 == column }.map { names[$0] } ?? ""
  }
}

extension Cell {
  /// Whether a percent sign stands behind its content, that of Japanese text included.
  fileprivate var isPercent: Bool {
    withContent { content in
      content.last == UInt8(ascii: "%") || content.count > 2 && content.suffix(3).elementsEqual("％".utf8)
    }
  }
}
