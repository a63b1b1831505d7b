import Analysis
import Dashboard
import SupplyGraph

/// Replaces the names of suppliers by letters, so that figures can be shown without saying whose they are.
public enum Mask {
  /// The snapshot with "Supplier A" for the supplier whose own emissions bring most to the portfolio, "Supplier B"
  /// for the next, and so on: the same letter in every screen and every table of a dataset.
  ///
  /// - Parameter previous: what was shown before, for telling what has changed.
  /// - Complexity: as making the snapshot anew.
  public static func masked(_ snapshot: Snapshot, after previous: Snapshot? = nil) -> Snapshot {
    let graph = snapshot.graph
    let ranked = snapshot.portfolio.grouped(by: .supplier).compactMap(\.index)
    let others = Set(graph.suppliers.indices).subtracting(ranked).sorted()
    var names = graph.suppliers.map { (name: $0.name, nameJa: $0.nameJa) }
    for (rank, supplier) in (ranked + others).enumerated() {
      let letter = letters(rank)
      names[supplier] = (
        ReportTexts.english.maskedSupplier(letter), ReportTexts.japanese.maskedSupplier(letter)
      )
    }
    return Snapshot(
      name: snapshot.name, graph: graph.masked(names), isPartial: snapshot.isPartial, after: previous)
  }

  /// A…Z, then AA, AB and so on.
  static func letters(_ rank: Int) -> String {
    var rest = max(0, rank)
    var text = ""
    repeat {
      let letter = UInt8(ascii: "A") + UInt8(rest % 26)
      text = String(decoding: [letter], as: UTF8.self) + text
      rest = rest / 26 - 1
    } while rest >= 0
    return text
  }
}
