import Footprints
import SupplyGraph

/// Where product, component and amount stand in a table of links that has no other columns, as the largest tables
/// have none.
struct PlainLinkColumns {
  let product: Int
  let component: Int
  let amount: Int

  /// Nil for any other table.
  init?(_ header: TableHeader) {
    guard header.kind == .links, header.columns.count == 3,
      let product = header.columns.firstIndex(of: .product),
      let component = header.columns.firstIndex(of: .component),
      let amount = header.columns.firstIndex(of: .amount)
    else { return nil }
    (self.product, self.component, self.amount) = (product, component, amount)
  }
}

extension TableReader {
  /// Reads a row that is three plain cells with a plain amount; false, with nothing read, for one that needs a closer
  /// look: other numbers of cells, anything odd.
  mutating func readPlainLink(
    _ columns: PlainLinkColumns, _ row: RowMarks.Row, _ marks: RowMarks, from start: Int, _ place: Place
  ) -> Bool {
    guard row.delimiters.count == 2 else { return false }
    let first = marks.position(row.delimiters.lowerBound)
    let second = marks.position(row.delimiters.lowerBound + 1)
    func cell(_ column: Int) -> Bytes {
      switch column {
      case 0: rows.cut(start, first).trimmed
      case 1: rows.cut(first + 1, second).trimmed
      default: rows.cut(second + 1, row.end).trimmed
      }
    }
    guard case .success(let amount) = Decimal.read(cell(columns.amount)),
      batch.plainLinks.add(
        product: cell(columns.product), component: cell(columns.component), amount: amount.value, unit: nil,
        place: place, in: rows)
    else { return false }
    batch.used += 1
    return true
  }
}
