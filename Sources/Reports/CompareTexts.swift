import Analysis
import Dashboard

/// Texts of comparisons in one language.
public struct CompareTexts: Sendable {
  public var total: String
  public var cause: @Sendable (Cause) -> String
  /// Of the words `own`, `amount`, `quantity` and `total`.
  public var kind: @Sendable (String) -> String
  public var listSeparator: String
  public var others: @Sendable (_ differing: Int, _ equal: Int) -> String
  public var moreInputs: @Sendable (Int) -> String
  public var because: @Sendable (String) -> String
  public var sameData: @Sendable (DifferenceCounts) -> String
  public var differentUnits: @Sendable (String) -> String
  public var noTotal: @Sendable (_ side: String) -> String
  public var atLeast: @Sendable (_ side: String) -> String

  // MARK: What goes wrong
  public var unknownSide: @Sendable (_ name: String) -> String
  public var sidesAre: String
}

extension Language {
  public var compareTexts: CompareTexts { self == .ja ? .japanese : .english }
}

extension CompareTexts {
  static let english = CompareTexts(
    total: "Total",
    cause: { cause in
      switch cause {
      case .value: "value"
      case .amount: "amount"
      case .structure: "structure"
      case .missing: "missing data"
      }
    },
    kind: { word in
      switch word {
      case "own": "own emissions"
      case "amount": "amount"
      case "quantity": "quantity"
      default: "total"
      }
    },
    listSeparator: ", ",
    others: { differing, equal in
      let parts =
        (differing > 0 ? ["\(Numbers.count(differing)) that differ less"] : [])
        + (equal > 0 ? ["\(Numbers.count(equal)) equal"] : [])
      return "all others: " + parts.joined(separator: ", ")
    },
    moreInputs: { "+ \(Numbers.count($0)) more" },
    because: { "The difference: \($0)" },
    sameData: { counts in
      let parts = englishParts(counts)
      return parts.isEmpty ? "Same data on both sides." : "Same data? " + parts.joined(separator: ", ") + "."
    },
    differentUnits: { "The totals are not per the same unit: \($0)" },
    noTotal: { "\($0) has no total: there is no difference to give" },
    atLeast: { "\($0): something upstream has no figure; its total is a lower bound" },
    unknownSide: {
      "\($0) is no dataset or scenario file, no scenario kept with the dataset, and no product"
    },
    sidesAre:
      "A side is a folder or file, the name of a scenario in the dataset's scenarios/, the id of a product, or baseline."
  )

  private static func englishParts(_ counts: DifferenceCounts) -> [String] {
    func part(_ count: Int, _ one: String, _ many: String) -> String? {
      count == 0 ? nil : "\(Numbers.count(count)) \(count == 1 ? one : many)"
    }
    return [
      part(counts.values, "value differs", "values differ"),
      part(counts.amounts, "amount differs", "amounts differ"),
      counts.quantities + counts.tops == 0 ? "quantities equal" : nil,
      part(counts.quantities, "quantity differs", "quantities differ"),
      part(counts.tops, "product in focus on one side only", "products in focus on one side only"),
      part(counts.swapped, "component swapped", "components swapped"),
      part(counts.added, "component added", "components added"),
      part(counts.removed, "component removed", "components removed"),
      part(counts.suppliers, "supplier replaced", "suppliers replaced"),
      part(counts.units, "product in another unit", "products in other units"),
      part(counts.missingInA, "figure missing in the first", "figures missing in the first"),
      part(counts.missingInB, "figure missing in the other", "figures missing in the other"),
    ].compactMap { counts.isEmpty ? nil : $0 }
  }

  static let japanese = CompareTexts(
    total: "合計",
    cause: { cause in
      switch cause {
      case .value: "値"
      case .amount: "数量"
      case .structure: "構成"
      case .missing: "データ欠落"
      }
    },
    kind: { word in
      switch word {
      case "own": "自工程の排出"
      case "amount": "使用量"
      case "quantity": "数量"
      default: "合計"
      }
    },
    listSeparator: "、",
    others: { differing, equal in
      let parts =
        (differing > 0 ? ["差の小さい\(Numbers.count(differing))品目"] : [])
        + (equal > 0 ? ["同じ\(Numbers.count(equal))品目"] : [])
      return "その他すべて: " + parts.joined(separator: "、")
    },
    moreInputs: { "+ 他\(Numbers.count($0))件" },
    because: { "差の内訳: \($0)" },
    sameData: { counts in
      let parts = japaneseParts(counts)
      return parts.isEmpty ? "両者のデータは同じです。" : "データの違い: " + parts.joined(separator: "、")
    },
    differentUnits: { "合計の単位が異なります: \($0)" },
    noTotal: { "\($0) には合計がないため、差を示せません" },
    atLeast: { "\($0): 上流に数値のないものがあり、合計は下限値です" },
    unknownSide: { "\($0) は、データセット・シナリオのファイル、データセットのシナリオ、製品のいずれでもありません" },
    sidesAre: "比較の対象: フォルダーかファイル、データセットの scenarios/ にあるシナリオ名、製品の ID、または baseline(元のデータ)。"
  )

  private static func japaneseParts(_ counts: DifferenceCounts) -> [String] {
    func part(_ count: Int, _ label: String) -> String? {
      count == 0 ? nil : "\(label) \(Numbers.count(count))件"
    }
    return [
      part(counts.values, "値が異なる"), part(counts.amounts, "使用量が異なる"),
      counts.quantities + counts.tops == 0 ? "数量は同じ" : nil, part(counts.quantities, "数量が異なる"),
      part(counts.tops, "片方だけの対象製品"), part(counts.swapped, "構成品の置換"), part(counts.added, "構成品の追加"),
      part(counts.removed, "構成品の削除"), part(counts.suppliers, "取引先の変更"),
      part(counts.units, "単位が異なる製品"),
      part(counts.missingInA, "最初の側で欠けている値"), part(counts.missingInB, "もう一方で欠けている値"),
    ].compactMap { counts.isEmpty ? nil : $0 }
  }
}
