import Footprints
import SupplyGraph

/// Reads the rows of one table into a batch.
struct TableReader {
  let header: TableHeader
  let file: Int32
  var batch = Batch()
  /// Of the row being read.
  var place = Place.nowhere
  var cells: [Cell] = []
  /// Where each column stands in a row, −1 for nowhere; looked up for every cell.
  private var positions = [Int](repeating: -1, count: TableColumn.allCases.count)
  private var lastUnit: (text: String, unit: Unit)?
  /// The rows being read, which plain rows of links refer to.
  private(set) var rows = Bytes(start: nil, count: 0)

  /// Whether plain rows of links go to `batch.plainLinks`.
  private let sparesTexts: Bool

  init(header: TableHeader, file: Int32, sparingTexts: Bool = false) {
    sparesTexts = sparingTexts
    self.header = header
    self.file = file
    batch.plainLinks = LinkBatch(file: file)
    for (index, column) in header.columns.enumerated() {
      if let column { positions[column.rawValue] = index }
    }
  }

  /// Reads whole rows. `offset` is the place of the first byte in the file, `line` its line.
  mutating func read(_ rows: Bytes, offset: Int64, line: Int) {
    self.rows = rows
    if header.kind == .links, sparesTexts { batch.plainLinks.reserve(rows.count / 24) }
    let scanner = RowScanner(bytes: rows, delimiter: header.delimiter)
    let isText = Encoding.isUTF8(rows)
    let plainLinks = isText && sparesTexts ? PlainLinkColumns(header) : nil
    var start = 0
    var line = line
    while start < rows.count {
      if let plainLinks, let next = readPlainLink(plainLinks, start, offset: offset, line: line) {
        start = next
        line += 1
        continue
      }
      guard case .found(let end, let next, let isBroken) = scanner.rowEnd(from: start, isLast: true) else {
        return
      }
      let length = Int32(clamping: end - start)
      place = Place(
        file: file, line: Int32(clamping: line), offset: offset + Int64(start), length: length)
      if isBroken {
        refuse(.brokenRow, found: excerpt(rows.cut(start, end)))
      } else if !isText, !Encoding.isUTF8(rows.cut(start, end)) {
        refuse(.invalidEncoding, found: excerpt(rows.cut(start, end)), expected: Encoding.utf8.name)
      } else if !rows.cut(start, end).isBlankOnly {
        scanner.cells(start, end, into: &cells)
        readRow()
      }
      line += 1
      // Only a quoted cell holds line ends.
      if end - start > 0, cells.contains(where: \.isQuoted) {
        line += rows.cut(start, end).count { $0 == 10 }
      }
      start = next
    }
  }

  private mutating func readRow() {
    if cells.count > header.columns.count, cells[header.columns.count...].contains(where: { !$0.isEmpty }) {
      refuse(
        .brokenRow, found: "\(cells.count)", expected: "\(header.columns.count)")
      return
    }
    if cells.allSatisfy(\.isEmpty) { return }
    let isUsed =
      switch header.kind {
      case .products: readProduct()
      case .links: readLink()
      case .portfolio: readPortfolio()
      case .suppliers: readSupplier()
      }
    if isUsed { batch.used += 1 } else { batch.refused += 1 }
  }

  // MARK: Tables

  private mutating func readProduct() -> Bool {
    guard let id = required(.id) else { return false }
    var row = ProductRow(id: id, place: place)
    row.otherIDs = text(.otherIDs).split(whereSeparator: \.isWhitespace).map(String.init)
    row.name = text(.name)
    row.nameJa = text(.nameJa)
    row.supplier = text(.supplier)
    row.supplierID = text(.supplierID)
    row.country = text(.country)
    row.unit = unit()
    row.direct = number(.direct, product: id)
    row.declared = number(.declared, product: id)
    checkSigns(row)
    row.primaryShare = primaryShare(id)
    row.category = text(.category)
    row.basis = basis(id)
    row.verified = truth(.verified, product: id)
    row.validUntil = date(.validUntil, product: id)
    row.gsd = deviation(id)
    row.note = text(.note)
    batch.products.append(row)
    return true
  }

  /// Removals may make own emissions negative; a declared footprint below zero is more likely an error. Both are used.
  private mutating func checkSigns(_ row: ProductRow) {
    if let direct = row.direct, direct < 0 {
      note(
        .numberOutOfRange, .direct, found: text(.direct), expected: "≥ 0", product: row.id, severity: .note)
    }
    if let declared = row.declared, declared < 0 {
      note(.numberOutOfRange, .declared, found: text(.declared), expected: "≥ 0", product: row.id)
    }
  }

  /// A row of plain cells and a plain amount, which nearly all rows of large tables are; false when it is none.
  private mutating func readPlainLink() -> Bool {
    guard let product = cell(.product), let component = cell(.component), let written = cell(.amount),
      !product.isQuoted, !component.isQuoted, !written.isQuoted, isAbsent(.share),
      isAbsent(.alternativeGroup), case .success(let amount) = Decimal.read(written.bytes)
    else { return false }
    return batch.plainLinks.add(
      product: product.bytes.trimmed, component: component.bytes.trimmed, amount: amount.value, unit: unit(),
      place: place, in: rows)
  }

  private func isAbsent(_ column: TableColumn) -> Bool { cell(column)?.isEmpty ?? true }

  private mutating func readLink() -> Bool {
    if sparesTexts, readPlainLink() { return true }
    guard let product = required(.product), let component = required(.component) else { return false }
    guard let amount = amount(.amount, product: product) else { return false }
    batch.links.append(
      LinkRow(
        product: product, component: component, amount: amount, unit: unit(), share: share(product),
        alternativeGroup: text(.alternativeGroup), place: place))
    return true
  }

  private mutating func readPortfolio() -> Bool {
    guard let product = required(.product), let quantity = amount(.quantity, product: product) else {
      return false
    }
    batch.portfolio.append(PortfolioRow(product: product, quantity: quantity, place: place))
    return true
  }

  private mutating func readSupplier() -> Bool {
    let (id, name) = (text(.supplierID), text(.name))
    guard !id.isEmpty || !name.isEmpty else {
      note(.missingField, .name)
      return false
    }
    batch.suppliers.append(
      SupplierRow(
        id: id, name: name, nameJa: text(.nameJa), country: text(.country), contact: text(.contact),
        askedOn: date(.askedOn, product: ""), answeredOn: date(.answeredOn, product: ""), place: place))
    return true
  }

  // MARK: Cells

  func cell(_ column: TableColumn) -> Cell? {
    let index = positions[column.rawValue]
    return index >= 0 && index < cells.count ? cells[index] : nil
  }

  func text(_ column: TableColumn) -> String { cell(column)?.text ?? "" }

  private mutating func required(_ column: TableColumn) -> String? {
    let value = text(column)
    if !value.isEmpty { return value }
    note(.missingField, column)
    return nil
  }

  /// A number that the row cannot do without.
  private mutating func amount(_ column: TableColumn, product: String) -> Double? {
    guard let cell = cell(column), !cell.isEmpty else {
      note(.missingField, column, product: product)
      return nil
    }
    return number(column, product: product)
  }

  mutating func number(_ column: TableColumn, product: String) -> Double? {
    guard let cell = cell(column), !cell.isEmpty else { return nil }
    switch cell.withContent(Decimal.read) {
    case .success(let decimal): return decimal.value
    case .failure(let problem):
      note(
        PactReader.code(of: problem), column, found: excerpt(cell.text),
        expected: problem == .decimalComma ? cell.text.replacingComma() : "", product: product)
      return nil
    }
  }

  private mutating func unit() -> Unit? {
    guard let cell = cell(.unit), !cell.isEmpty else { return nil }
    let text = cell.text
    if let lastUnit, lastUnit.text == text { return lastUnit.unit }
    let unit = Unit(text)
    lastUnit = (text, unit)
    return unit
  }

  mutating func note(
    _ code: NoticeCode, _ column: TableColumn, found: String = "", expected: String = "",
    product: String = "",
    severity: Notice.Severity? = nil
  ) {
    let field = header.name(of: column)
    batch.add(
      Notice(
        code, place: place, field: field, found: found, expected: expected, product: product,
        severity: severity))
  }

  private mutating func refuse(_ code: NoticeCode, found: String = "", expected: String = "") {
    batch.add(Notice(code, place: place, found: found, expected: expected))
    batch.refused += 1
  }
}

extension String {
  /// With a decimal point for the comma.
  fileprivate func replacingComma() -> String { String(map { $0 == "," ? "." : $0 }) }
}
