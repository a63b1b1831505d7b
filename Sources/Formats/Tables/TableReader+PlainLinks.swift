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
  /// Reads the row at `start` when it is three plain cells with a plain amount; the place of the next row. Nil, with
  /// nothing read, for a row that needs a closer look: quotes, other numbers of cells, anything odd.
  mutating func readPlainLink(
    _ columns: PlainLinkColumns, _ start: Int, offset: Int64, line: Int
  ) -> Int? {
    guard let ends = cellEnds(start) else { return nil }
    func cell(_ column: Int) -> Bytes {
      switch column {
      case 0: rows.cut(start, ends.first).trimmed
      case 1: rows.cut(ends.first + 1, ends.second).trimmed
      default: rows.cut(ends.second + 1, ends.row).trimmed
      }
    }
    guard case .success(let amount) = Decimal.read(cell(columns.amount)) else { return nil }
    let place = Place(
      file: file, line: Int32(clamping: line), offset: offset + Int64(start),
      length: Int32(clamping: ends.row - start))
    guard
      batch.plainLinks.add(
        product: cell(columns.product), component: cell(columns.component), amount: amount.value, unit: nil,
        place: place, in: rows)
    else { return nil }
    batch.used += 1
    return min(ends.row + 1, rows.count)
  }

  /// Where the cells of a row of three end; nil when it has others, or a quote.
  private func cellEnds(_ start: Int) -> (first: Int, second: Int, row: Int)? {
    let delimiter = header.delimiter
    var (first, second) = (-1, -1)
    var at = start
    while at < rows.count {
      let byte = rows[at]
      if byte == 10 { break }
      if byte == UInt8(ascii: "\"") { return nil }
      if byte == delimiter {
        if first < 0 {
          first = at
        } else if second < 0 {
          second = at
        } else {
          return nil
        }
      }
      at += 1
    }
    return second < 0 ? nil : (first, second, at)
  }
}
