import Footprints
import SupplyGraph

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Graphs with known answers that lie beside the package: `../shared/cases`. Absent elsewhere; then there are none.
struct Case {
  let name: String
  private let folder: String

  static let folder: String = {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(root)/../shared/cases"
  }()

  static let all: [String] = [
    "diamond", "heijungs-suh", "miller-blair", "olca-self-loop", "uk-ons-2010", "lib-raw-materials",
  ]

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder) }

  init(_ name: String) {
    self.name = name
    folder = "\(Case.folder)/\(name)"
  }

  /// Rows of a table by column name.
  func rows(_ file: String) throws -> [[String: String]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
    let lines = Table.parse(String(decoding: data, as: UTF8.self))
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
  }

  func graph() throws -> SupplyGraph {
    var builder = SupplyGraphBuilder(asOf: today)
    for row in try rows("products.csv") {
      builder.add(
        product: ProductRow(
          id: row["id"] ?? "", name: row["name"] ?? "", supplier: row["supplier"] ?? "",
          country: row["country"] ?? "", unit: row["unit"].map { Unit($0) },
          direct: row["direct_kgco2e"].flatMap(Double.init),
          declared: row["declared_pcf_kgco2e"].flatMap(Double.init),
          primaryShare: row["primary_data_share"].flatMap(Double.init)))
    }
    for row in try rows("links.csv") {
      builder.add(
        link: LinkRow(
          product: row["product_id"] ?? "", component: row["component_id"] ?? "",
          amount: row["amount"].flatMap(Double.init) ?? .nan))
    }
    return builder.build()
  }
}

/// Comma-separated values with quotes: enough for the answers.
enum Table {
  static func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\r" where !isQuoted: break
      case "\n" where !isQuoted:
        rows.append(row + [field])
        row = []
        field = ""
      default: field.unicodeScalars.append(scalar)
      }
    }
    return field.isEmpty && row.isEmpty ? rows : rows + [row + [field]]
  }
}
