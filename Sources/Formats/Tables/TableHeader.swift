import Footprints

/// What the first lines of a table say: delimiter, kind, and which column stands where.
struct TableHeader: Sendable {
  let kind: TableKind
  let delimiter: UInt8
  /// For each cell of a row the column it belongs to; nil for columns that are not known.
  let columns: [TableColumn?]
  /// As written, for notices.
  let names: [String]
  /// Where the header row begins.
  let start: Int
  /// Bytes before the first row, and the line on which it begins.
  let length: Int
  let firstLine: Int

  enum Problem: Error {
    /// No kind of table has these columns.
    case unknownTable(names: [String])
    /// The kind is clear, but a column it cannot do without is missing.
    case missingColumn(name: String)
    case empty
    case needsMore
  }

  /// Reads the header at the beginning of a file, behind a byte order mark. Empty lines and Excel's `sep=;` may
  /// stand before it.
  init(_ bytes: Bytes, isLast: Bool) throws(Problem) {
    var start = 0
    var line = 1
    var announced: UInt8?
    while true {
      let row = try TableHeader.row(bytes, from: start, announced, isLast)
      let text = bytes.cut(start, row.end).trimmed
      if let separator = TableHeader.separator(text), announced == nil {
        announced = separator
      } else if !text.isEmpty {
        self = try TableHeader(bytes, start: start, row: row, line: line, delimiter: row.delimiter)
        return
      }
      line += 1
      start = row.next
      if start >= bytes.count { throw isLast ? .empty : .needsMore }
    }
  }

  private init(
    _ bytes: Bytes, start: Int, row: (end: Int, next: Int, delimiter: UInt8), line: Int, delimiter: UInt8
  ) throws(Problem) {
    var cells: [Cell] = []
    RowScanner(bytes: bytes, delimiter: delimiter).cells(start, row.end, into: &cells)
    let names = cells.map(\.text)
    let (kind, columns) = try TableHeader.recognise(names)
    self.kind = kind
    self.columns = columns
    self.names = names
    self.delimiter = delimiter
    self.start = start
    length = row.next
    firstLine = line + bytes.cut(start, row.next).count { $0 == 10 }
  }

  private static func row(
    _ bytes: Bytes, from start: Int, _ announced: UInt8?, _ isLast: Bool
  ) throws(Problem) -> (end: Int, next: Int, delimiter: UInt8) {
    let delimiter = announced ?? delimiter(of: bytes, from: start)
    let scanner = RowScanner(bytes: bytes, delimiter: delimiter)
    guard case .found(let end, let next, _) = scanner.rowEnd(from: start, isLast: isLast) else {
      throw .needsMore
    }
    return (end, next, delimiter)
  }

  /// `sep=;`
  private static func separator(_ text: Bytes) -> UInt8? {
    guard text.count == 5, text.cut(0, 4).text.lowercased() == "sep=" else { return nil }
    return text[4]
  }

  /// The one of `,` `;` and tab that the header line has most of outside quotes.
  private static func delimiter(of bytes: Bytes, from start: Int) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var inQuotes = false
    for byte in bytes[start...] {
      if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      if inQuotes { continue }
      if byte == 10 { break }
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 9 { counts[byte, default: 0] += 1 }
    }
    let order = [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
    return order.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? order[0]
  }

  // MARK: Which table it is

  private static func recognise(_ names: [String]) throws(Problem) -> (TableKind, [TableColumn?]) {
    guard !isIndented(names), let kind = kind(names) else { throw .unknownTable(names: names) }
    var seen: Set<TableColumn> = []
    let columns = names.map { name -> TableColumn? in
      guard let column = kind.column(named: name), seen.insert(column).inserted else { return nil }
      return column
    }
    if let needed = missing(kind, seen) { throw .missingColumn(name: needed) }
    return (kind, columns)
  }

  private static func kind(_ names: [String]) -> TableKind? {
    let has = Dictionary(
      uniqueKeysWithValues: TableKind.allCases.map { kind in
        (kind, Set(names.compactMap { kind.column(named: $0) }))
      })
    let links = has[.links, default: []]
    let products = has[.products, default: []]
    let suppliers = has[.suppliers, default: []]
    let portfolio = has[.portfolio, default: []]
    if links.isSuperset(of: [.product, .component]), !isSameColumn(names) { return .links }
    if !suppliers.isDisjoint(with: [.contact, .askedOn, .answeredOn]) { return .suppliers }
    let hasFigures = !products.isDisjoint(with: [.direct, .declared, .primaryShare])
    if portfolio.isSuperset(of: [.product, .quantity]), !hasFigures { return .portfolio }
    if products.contains(.id), products.count > 1, isAboutProducts(products, suppliers) { return .products }
    if suppliers.isSuperset(of: [.supplierID, .name]) { return .suppliers }
    if products.count > 1, hasFigures || products.contains(.unit), !links.contains(.component) {
      return .products
    }
    return links.contains(.component) && links.contains(.amount) ? .links : nil
  }

  /// A bill of materials whose levels say what is inside what. Its rows mean nothing without their order, and it must
  /// not be taken for a list of quantities.
  private static func isIndented(_ names: [String]) -> Bool {
    let words: Set<String> = ["level", "bomlevel", "indent", "階層", "レベル", "構成レベル"]
    return names.contains { words.contains(TableKind.folded($0)) }
  }

  /// `supplier_id, name, country` has no word of products in it: `id` is one that both have.
  private static func isAboutProducts(_ products: Set<TableColumn>, _ suppliers: Set<TableColumn>) -> Bool {
    !products.isDisjoint(with: [
      .direct, .declared, .unit, .primaryShare, .supplier, .category, .basis, .verified, .validUntil, .gsd,
      .note,
      .otherIDs,
    ]) || !suppliers.contains(.country) && !products.contains(.supplierID)
  }

  /// A table of products with a column `part` and one `product` is not meant.
  private static func isSameColumn(_ names: [String]) -> Bool {
    let products = Set(names.compactMap { TableKind.products.column(named: $0) })
    return !products.isDisjoint(with: [.direct, .declared])
  }

  private static func missing(_ kind: TableKind, _ columns: Set<TableColumn>) -> String? {
    switch kind {
    case .products: columns.contains(.id) ? nil : "id"
    case .links:
      !columns.contains(.product)
        ? "product_id"
        : !columns.contains(.component) ? "component_id" : !columns.contains(.amount) ? "amount" : nil
    case .portfolio: columns.contains(.product) ? nil : "product_id"
    case .suppliers: columns.isDisjoint(with: [.supplierID, .name]) ? "name" : nil
    }
  }
}
