import Dashboard

/// Texts of the list of declarations that are behind, in one language.
public struct LagTexts: Sendable {
  /// `expected` is nil where no change has a known size.
  public var heading: @Sendable (_ parents: Int, _ expected: String?) -> String
  public var scenarioHeading: @Sendable (_ parents: Int) -> String
  public var undated: @Sendable (Int) -> String
  public var unknown: @Sendable (Int) -> String
  public var notAdditive: String
}

extension Language {
  public var lagTexts: LagTexts { self == .ja ? .japanese : .english }
}

extension LagTexts {
  static let english = LagTexts(
    heading: { parents, expected in
      if parents == 0 { return "No declared footprint predates an update of its components." }
      let behind =
        "\(Numbers.count(parents)) declared footprint\(parents == 1 ? " predates" : "s predate") an update of a component"
      return expected.map { "\(behind): \($0) expected once restated" }
        ?? "\(behind), by how much is not known"
    },
    scenarioHeading: { parents in
      parents == 0
        ? "The scenario leaves no declared footprint behind."
        : "The scenario leaves \(Numbers.count(parents)) declared footprint\(parents == 1 ? "" : "s") behind"
    },
    undated: {
      "\(Numbers.count($0)) declared product\($0 == 1 ? "" : "s") with components \($0 == 1 ? "states" : "state") no date: whether updates are in the figure cannot be told"
    },
    unknown: {
      "\(Numbers.count($0)) update\($0 == 1 ? "" : "s") newer than the declaration, of unknown size: there is no earlier footprint of the component"
    },
    notAdditive:
      "A product's change contains that of its declared components: changes are not to be added up."
  )

  static let japanese = LagTexts(
    heading: { parents, expected in
      if parents == 0 { return "構成品の更新より古い申告値はありません。" }
      let behind = "\(Numbers.count(parents))品目の申告値が構成品の更新より古くなっています。"
      return expected.map { "\(behind)再申告後の見込み: \($0)" } ?? "\(behind)大きさは不明です。"
    },
    scenarioHeading: { parents in
      parents == 0 ? "このシナリオで申告値と食い違う品目はありません。" : "このシナリオでは\(Numbers.count(parents))品目の申告値が追いついていません"
    },
    undated: { "構成品のある申告\(Numbers.count($0))品目に日付がなく、更新が反映済みか判断できません" },
    unknown: { "申告より新しい更新のうち\(Numbers.count($0))件は大きさ不明です(構成品の以前の値がありません)" },
    notAdditive: "各品目の変化には、申告済み構成品の変化が含まれます。合計しないでください。"
  )
}
