import Dashboard
import Footprints
import Reports
import SupplyGraph
import TestSupport

let today = Timestamp(seconds: 1_760_000_000)

func snapshot(
  _ products: [ProductRow], _ links: [(String, String, Double)], portfolio: [(String, Double)] = []
) -> Snapshot {
  var builder = SupplyGraphBuilder(asOf: today)
  for row in products { builder.add(product: row) }
  for (product, component, amount) in links {
    builder.add(link: LinkRow(product: product, component: component, amount: amount))
  }
  for (product, quantity) in portfolio {
    builder.add(portfolio: PortfolioRow(product: product, quantity: quantity))
  }
  return Snapshot(name: "test", graph: builder.build())
}

/// A product that needs 2 A, 1 B and 1 D; A needs 3 C, B needs 4 C, C needs half a D: 100 kg together.
func diamond() -> Snapshot {
  snapshot(
    [
      ProductRow(id: "R", name: "Root", nameJa: "完成品", supplier: "own", direct: 1, primaryShare: 100),
      ProductRow(id: "A", name: "Arm", supplier: "a", country: "JP", direct: 2),
      ProductRow(id: "B", name: "Beam", supplier: "b", country: "CN", direct: 3, primaryShare: 50),
      ProductRow(id: "C", name: "Core", supplier: "c", country: "TW", direct: 5),
      ProductRow(id: "D", name: "Dust", supplier: "c", country: "TW", direct: 7, basis: .database),
    ],
    [("R", "A", 2), ("R", "B", 1), ("R", "D", 1), ("A", "C", 3), ("B", "C", 4), ("C", "D", 0.5)],
    portfolio: [("R", 10)])
}

extension Report {
  init(_ snapshot: Snapshot, _ format: Format = .csv, _ language: Language = .en) {
    self.init(snapshot: snapshot, language: language, format: format)
  }
}

func text(_ page: Page, _ format: Format, _ language: Language = .en, isTerminal: Bool = false) throws
  -> String
{
  var sink = MemorySink()
  let writer = TableWriter(format: format, language: language, isTerminal: isTerminal)
  try writer.write(page.table, heading: page.heading, notes: page.notes, to: &sink)
  return sink.text
}

func records(_ page: Page) throws -> [[String: String]] { csvRecords(try text(page, .csv)) }

func sum(_ records: [[String: String]], _ column: String) -> Double {
  records.reduce(0) { $0 + (Double($1[column] ?? "") ?? 0) }
}

extension Double {
  func isClose(to other: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(self - other) <= tolerance * max(abs(self), abs(other))
  }
}
