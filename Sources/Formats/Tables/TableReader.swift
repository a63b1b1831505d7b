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
  /// Units as they are written: tables know few of them.
  private var knownUnits: [(written: [UInt8], unit: Unit)] = []
  /// The rows being read, which plain rows of links refer to.
  private(set) var rows = Bytes(start: nil, count: 0)

  /// Whether plain rows of links go to `batch.plainLinks`.
  private let sparesTexts: Bool

  /// - Parameter known: keys that have numbers already.
  init(header: TableHeader, file: Int32, sparingTexts: Bool = false, known: KnownKeys? = nil) {
    sparesTexts = sparingTexts
    self.header = header
    self.file = file
    batch.plainLinks = LinkBatch(file: file, known: known)
    for (index, column) in header.columns.enumerated() {
      if let column { positions[column.rawValue] = index }
    }
  }

  /// Reads whole rows. `offset` is the place of the first byte in the file, `line` its line.
  mutating func read(_ rows: Bytes, offset: Int64, line: Int) {
    self.rows = rows
    reserve()
    let isText = Encoding.isUTF8(rows)
    let plainLinks = sparesTexts ? PlainLinkColumns(header) : nil
    var marks = RowMarks(bytes: rows, delimiter: header.delimiter)
    var start = 0
    var line = line
    while start < rows.count {
      if isText, let row = marks.row(from: start) {
        place = place(start, row.end, offset: offset, line: line)
        let isRead = plainLinks.map { readPlainLink($0, row, marks, from: start, place) } ?? false
        if !isRead {
          marks.cells(of: row, from: start, into: &cells)
          readRow()
        }
        (start, line) = (row.end + 1, line + 1)
      } else {
        scan(&start, offset: offset, &line, isText)
      }
    }
    batch.plainLinks.finish(in: rows)
  }

  /// Reads any one row.
  private mutating func scan(_ start: inout Int, offset: Int64, _ line: inout Int, _ isText: Bool) {
    let scanner = RowScanner(bytes: rows, delimiter: header.delimiter)
    guard case .found(let end, let next, let isBroken) = scanner.rowEnd(from: start, isLast: true) else {
      start = rows.count
      return
    }
    let row = rows.cut(start, end)
    place = place(start, end, offset: offset, line: line)
    line += 1
    if isBroken {
      refuse(.brokenRow, found: excerpt(row))
    } else if !isText, !Encoding.isUTF8(row) {
      refuse(.invalidEncoding, found: excerpt(row), expected: Encoding.utf8.name)
    } else if !row.isBlankOnly {
      scanner.cells(start, end, into: &cells)
      readRow()
      // Only a quoted cell holds line ends.
      if cells.contains(where: \.isQuoted) { line += row.count { $0 == 10 } }
    }
    start = next
  }

  private func place(_ start: Int, _ end: Int, offset: Int64, line: Int) -> Place {
    Place(
      file: file, line: Int32(clamping: line), offset: offset + Int64(start),
      length: Int32(clamping: end - start))
  }

  private mutating func reserve() {
    switch header.kind {
    case .links: if sparesTexts { batch.plainLinks.reserve(rows.count / 24) }
    case .products: batch.products.reserve(rows.count / 40)
    default: break
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
    guard isGiven(.id) else {
      note(.missingField, .id)
      return false
    }
    var row = ProductRecord(id: ownText(.id))
    row.name = ownText(.name)
    row.nameJa = ownText(.nameJa)
    row.note = ownText(.note)
    row.supplier = sharedText(.supplier)
    row.supplierID = sharedText(.supplierID)
    row.country = sharedText(.country)
    row.category = sharedText(.category)
    row.unit = batch.products.number(of: unit())
    row.direct = number(.direct, product: .id)
    row.declared = number(.declared, product: .id)
    checkSigns(row)
    row.primaryShare = primaryShare()
    row.basis = basis()
    row.verified = truth(.verified)
    row.validUntil = date(.validUntil, product: .id)
    row.gsd = deviation()
    let otherIDs =
      isGiven(.otherIDs) ? text(.otherIDs).split(whereSeparator: \.isWhitespace).map(String.init) : []
    batch.products.append(row, otherIDs: otherIDs, place: place)
    return true
  }

  /// The number of the text of a cell, for what hardly ever comes twice.
  private mutating func ownText(_ column: TableColumn) -> Int32 {
    cell(column)?.withContent { batch.products.text($0) } ?? -1
  }

  /// The same for what other rows have as well.
  private mutating func sharedText(_ column: TableColumn) -> Int32 {
    cell(column)?.withContent { batch.products.name($0) } ?? -1
  }

  /// Removals may make own emissions negative; a declared footprint below zero is more likely an error. Both are used.
  private mutating func checkSigns(_ row: ProductRecord) {
    if let direct = row.direct, direct < 0 {
      note(
        .numberOutOfRange, .direct, found: text(.direct), expected: "≥ 0", product: text(.id), severity: .note
      )
    }
    if let declared = row.declared, declared < 0 {
      note(.numberOutOfRange, .declared, found: text(.declared), expected: "≥ 0", product: text(.id))
    }
  }

  /// A row of plain cells and a plain amount, which nearly all rows of large tables are; false when it is none.
  private mutating func readPlainLink() -> Bool {
    guard let product = cell(.product), let component = cell(.component), let written = cell(.amount),
      !product.isQuoted, !component.isQuoted, !written.isQuoted, !isGiven(.share),
      !isGiven(.alternativeGroup), case .success(let amount) = Decimal.read(written.bytes)
    else { return false }
    return batch.plainLinks.add(
      product: product.bytes, component: component.bytes, amount: amount.value, unit: unit(), place: place,
      in: rows)
  }

  func isGiven(_ column: TableColumn) -> Bool { cell(column).map { !$0.isEmpty } ?? false }

  private mutating func readLink() -> Bool {
    if sparesTexts, readPlainLink() { return true }
    guard let product = required(.product), let component = required(.component) else { return false }
    guard let amount = amount(.amount) else { return false }
    batch.links.append(
      LinkRow(
        product: product, component: component, amount: amount, unit: unit(), share: share(),
        alternativeGroup: text(.alternativeGroup), place: place))
    return true
  }

  private mutating func readPortfolio() -> Bool {
    guard let product = required(.product), let quantity = amount(.quantity) else {
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
        askedOn: date(.askedOn), answeredOn: date(.answeredOn), place: place))
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
  private mutating func amount(_ column: TableColumn) -> Double? {
    guard isGiven(column) else {
      note(.missingField, column, product: text(.product))
      return nil
    }
    return number(column, product: .product)
  }

  /// - Parameter product: where the product stands that notices name.
  mutating func number(_ column: TableColumn, product: TableColumn) -> Double? {
    guard let cell = cell(column), !cell.isEmpty else { return nil }
    switch cell.withContent(Decimal.read) {
    case .success(let decimal): return decimal.value
    case .failure(let problem):
      note(
        PactReader.code(of: problem), column, found: excerpt(cell.text),
        expected: problem == .decimalComma ? cell.text.replacingComma() : "", product: text(product))
      return nil
    }
  }

  private static let unitsRemembered = 8

  private mutating func unit() -> Unit? {
    guard let cell = cell(.unit), !cell.isEmpty else { return nil }
    if let known = knownUnits.first(where: { $0.written.elementsEqual(cell.bytes) }) { return known.unit }
    let unit = Unit(cell.text)
    if knownUnits.count < TableReader.unitsRemembered { knownUnits.append((Array(cell.bytes), unit)) }
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
