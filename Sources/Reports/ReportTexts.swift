import Analysis
import Dashboard

/// Texts of the command line in one language. No defaults: a text missing in one language does not compile.
public struct ReportTexts: Sendable {
  public var sharesOfGross: String
  public var lowerBound: String
  public var outOfRange: String
  public var withoutFigure: @Sendable (_ count: Int, _ status: Status, _ examples: String) -> String
  public var statusWord: @Sendable (Status) -> String
  public var refusedLoop: @Sendable (String) -> String
  public var throughLeft: @Sendable (Int) -> String
  public var remainderOfPaths: String
  public var pathsCut: String
  public var treeCut: String
  public var hotspotsHeading: String
  public var noNotices: String
  public var toDo: String
  public var effect: @Sendable (String) -> String
  public var moreOfThem: @Sendable (Int) -> String

  // MARK: What goes wrong
  public var similar: @Sendable (_ names: String) -> String
  public var unknownProduct: @Sendable (_ id: String) -> String
  public var cannotWrite: @Sendable (_ reason: String) -> String
  public var notATerminal: String
  public var recordMasked: String
  public var copiedToFile: @Sendable (_ path: String) -> String
  public var copyFailed: @Sendable (_ reason: String) -> String
  public var maskedSupplier: @Sendable (_ letter: String) -> String
  public var maskedHost: @Sendable (_ letter: String) -> String

  // MARK: Scenarios
  public var underScenario: @Sendable (_ heading: String, _ scenario: String) -> String
  public var whatIfHeading: @Sendable (_ name: String, _ before: String, _ after: String) -> String
  public var totalWord: String
  public var changedProducts: @Sendable (Int) -> String
  public var unknownScenario: @Sendable (_ name: String) -> String
  public var keptScenarios: @Sendable (_ names: String) -> String
  public var scenarioNotRead: @Sendable (_ file: String, _ reason: String) -> String
  public var scenarioBroken: String
  public var notAScenario: String
  public var scenarioNewer: @Sendable (_ version: Int) -> String
  public var scenarioEdit: @Sendable (_ number: Int, _ reason: String) -> String
  public var savedTo: @Sendable (_ path: String) -> String
  public var nowhereToSave: String
}

extension Language {
  public var reportTexts: ReportTexts { self == .ja ? .japanese : .english }
}

extension ReportTexts {
  static let english = ReportTexts(
    sharesOfGross: "There are credits: shares are of the sum of all positive contributions.",
    lowerBound: "Something upstream has no figure: the total is a lower bound.",
    outOfRange: "The total is beyond the range of numbers.",
    withoutFigure: { count, status, examples in
      let products = "\(Numbers.count(count)) product\(count == 1 ? "" : "s")"
      return switch status {
      case .refused: "\(products) in a loop without a finite answer: \(examples)"
      case .blocked: "\(products) depending on a loop without a finite answer: \(examples)"
      default: "\(products) without any figure: \(examples)"
      }
    },
    statusWord: { status in
      switch status {
      case .declared: "declared"
      case .computed: "computed"
      case .lowerBound: "lower bound"
      case .gap: "no figure"
      case .refused: "refused"
      case .blocked: "blocked"
      }
    },
    refusedLoop: { "loop refused: \($0)" },
    throughLeft: {
      "\(Numbers.count($0)) products stand in a very large loop: what passes through them is left empty; --top works it out"
    },
    remainderOfPaths: "all other paths",
    pathsCut: "There may be more paths above the cut-off than were looked at; they are in the remainder.",
    treeCut: "Branches marked > go on: --depth, --cutoff and --product show more.",
    hotspotsHeading: "Hotspots, whole chain",
    noNotices: "No notices: everything was read and fits.",
    toDo: "To do",
    effect: { "about \($0) CO2e" },
    moreOfThem: { "+ \(Numbers.count($0)) more of this kind" },
    similar: { "Did you mean: \($0)" },
    unknownProduct: { "There is no product with the id \($0)" },
    cannotWrite: { "The output cannot be written: \($0)" },
    notATerminal:
      "Standard output is not a terminal. These print: totals, hotspots, paths, tree, sensitivity, whatif, uncertainty, compare, lag, gaps, check (see --help).",
    recordMasked: "Records are not shown while names are masked.",
    copiedToFile: { "Copied to \($0)" },
    copyFailed: { "Could not be copied: \($0)" },
    maskedSupplier: { "Supplier \($0)" },
    maskedHost: { "Host \($0)" },
    underScenario: { "\($0) (scenario: \($1))" },
    whatIfHeading: { "\($0): \($1) -> \($2)" },
    totalWord: "Total",
    changedProducts: { "\(Numbers.count($0)) other product\($0 == 1 ? "" : "s")" },
    unknownScenario: { "There is no scenario called \($0), neither a file nor one kept with the dataset" },
    keptScenarios: { "Kept with the dataset: \($0)" },
    scenarioNotRead: { "The scenario \($0) is not used: \($1)" },
    scenarioBroken: "it is not whole JSON; perhaps it was cut off while it was written.",
    notAScenario: "it is no scenario: a scenario has \"genryu_scenario\" and \"edits\".",
    scenarioNewer: { "it is of version \($0), made by a newer program; this one reads version 1." },
    scenarioEdit: { "edit \($0): \($1)" },
    savedTo: { "Saved to \($0)" },
    nowhereToSave: "A scenario can only be saved beside a dataset that is one folder."
  )

  static let japanese = ReportTexts(
    sharesOfGross: "控除(マイナス)があるため、割合は正の寄与の合計に対するものです。",
    lowerBound: "上流に数値のないものがあり、合計は下限値です。",
    outOfRange: "合計が数値の範囲を超えています。",
    withoutFigure: { count, status, examples in
      let products = "\(Numbers.count(count))品目"
      return switch status {
      case .refused: "解のない循環に含まれる\(products): \(examples)"
      case .blocked: "解のない循環に依存する\(products): \(examples)"
      default: "数値のない\(products): \(examples)"
      }
    },
    statusWord: { status in
      switch status {
      case .declared: "申告"
      case .computed: "計算"
      case .lowerBound: "下限"
      case .gap: "値なし"
      case .refused: "計算不可"
      case .blocked: "循環に依存"
      }
    },
    refusedLoop: { "計算できない循環: \($0)" },
    throughLeft: { "非常に大きな循環に含まれる\(Numbers.count($0))品目の通過量は空欄です。--top を指定すると計算します" },
    remainderOfPaths: "その他の経路すべて",
    pathsCut: "しきい値を超える経路が他にもある可能性があります。その分は残りに含まれます。",
    treeCut: "> の枝には続きがあります。--depth、--cutoff、--product で表示できます。",
    hotspotsHeading: "排出の多い箇所(全階層)",
    noNotices: "お知らせはありません。すべて読み取り、整合しています。",
    toDo: "対応",
    effect: { "約 \($0) CO2e" },
    moreOfThem: { "+ 同種 他\(Numbers.count($0))件" },
    similar: { "もしかして: \($0)" },
    unknownProduct: { "ID が \($0) の製品はありません" },
    cannotWrite: { "出力できません: \($0)" },
    notATerminal:
      "標準出力が端末ではありません。出力できるコマンド: totals, hotspots, paths, tree, sensitivity, whatif, uncertainty, compare, lag, gaps, check(--help を参照)。",
    recordMasked: "名称を伏せている間、元の記録は表示しません。",
    copiedToFile: { "\($0) に書き出しました" },
    copyFailed: { "コピーできません: \($0)" },
    maskedSupplier: { "取引先\($0)" },
    maskedHost: { "ホスト\($0)" },
    underScenario: { "\($0)(シナリオ: \($1))" },
    whatIfHeading: { "\($0): \($1) -> \($2)" },
    totalWord: "合計",
    changedProducts: { "その他\(Numbers.count($0))品目" },
    unknownScenario: { "\($0) というシナリオは、ファイルにもデータセットにもありません" },
    keptScenarios: { "データセットにあるシナリオ: \($0)" },
    scenarioNotRead: { "シナリオ \($0) は使いません: \($1)" },
    scenarioBroken: "JSON として完結していません。書き込みの途中で切れた可能性があります。",
    notAScenario: "シナリオではありません(\"genryu_scenario\" と \"edits\" が必要です)。",
    scenarioNewer: { "版 \($0) のため読めません。新しいプログラムで作られています(対応: 版 1)。" },
    scenarioEdit: { "変更\($0): \($1)" },
    savedTo: { "\($0) に保存しました" },
    nowhereToSave: "シナリオは、1つのフォルダーのデータセットにのみ保存できます。"
  )
}
