import Analysis
import Dashboard
import Footprints

/// Texts of sensitivities, break-even and uncertainty in one language. No defaults: a text missing in one language does
/// not compile.
public struct RiskTexts: Sendable {
  public var own: String
  public var amount: String
  /// What the spread of an input rests on, in a word or two.
  public var origin: @Sendable (Spreads.Origin) -> String
  public var rangeByQuality: String
  public var rangeChosen: @Sendable (_ percent: String) -> String
  public var elasticity: String
  public var otherInputs: @Sendable (Int) -> String
  public var noAnswerAtEnd: @Sendable (_ rows: Int) -> String
  public var endsLeft: @Sendable (_ rows: Int) -> String

  // MARK: Break-even
  public var target: @Sendable (_ heading: String, _ target: String) -> String
  public var ableOthers: @Sendable (Int) -> String
  public var unable: @Sendable (Int) -> String
  public var noneAble: String
  public var nearest: @Sendable (_ input: String, _ total: String) -> String

  // MARK: Uncertainty
  public var item: @Sendable (UncertaintyItem) -> String
  public var assumptions: String
  public var drawn: @Sendable (_ samples: Int, _ seed: String) -> String
  public var refusedSamples: @Sendable (_ refused: Int, _ samples: Int) -> String
  public var noSamples: String
  public var otherShares: @Sendable (_ count: Int, _ share: String) -> String
}

extension Language {
  public var riskTexts: RiskTexts { self == .ja ? .japanese : .english }
}

extension RiskTexts {
  static let english = RiskTexts(
    own: "own emissions",
    amount: "amount",
    origin: { origin in
      switch origin {
      case .given: "given"
      case .ratings(let scale): "ratings 1-\(scale.upperBound)"
      case .basis(let basis): "basis: \(Language.en.texts.basis(basis))"
      case .amount: "amounts: ±5%"
      case .chosen: "chosen"
      }
    },
    rangeByQuality:
      "Low and high: the total with this input ÷ and × its geometric standard deviation squared (about 95 %), everything else as it is.",
    rangeChosen: {
      "Low and high: the total with this input lower and higher by \($0), everything else as it is."
    },
    elasticity: "Elasticity: percent by which the total changes when the input changes by one percent.",
    otherInputs: { "+ \(Numbers.count($0)) more inputs, none of which weighs more" },
    noAnswerAtEnd: {
      "\(Numbers.count($0)) input\($0 == 1 ? "" : "s") with an end at which a loop has no finite answer: left empty"
    },
    endsLeft: {
      "\(Numbers.count($0)) amounts stand in a very large loop: low and high are left empty; --top works them out"
    },
    target: { "\($0); target \($1)" },
    ableOthers: { "+ \(Numbers.count($0)) more inputs that can reach it alone, by larger changes" },
    unable: { "\(Numbers.count($0)) input\($0 == 1 ? "" : "s") cannot reach it alone, whatever the value" },
    noneAble: "No single input can reach the target.",
    nearest: { "Without \($0) the total would be \($1)" },
    item: { item in
      switch item {
      case .total: "Total at the values"
      case .median: "Median"
      case .mean: "Mean"
      case .deviation: "Standard deviation"
      case .p5: "5th percentile"
      case .p95: "95th percentile"
      case .standardError: "Standard error of the mean"
      case .samples: "Samples"
      case .refused: "Samples without an answer"
      case .belowBaseline: "Probability: below the baseline"
      case .ownShare: "Variance: own emissions"
      case .amountShare: "Variance: amount"
      }
    },
    assumptions:
      "All own emissions and amounts are taken as lognormal around their values and independent of each other. Inputs that are skewed upwards lift the median above the total.",
    drawn: { "Sampled: \(Numbers.count($0)) draws, seed \($1)." },
    refusedSamples: {
      "In \(Numbers.count($0)) of \(Numbers.count($1)) samples a loop has no finite answer: they are left out, which makes the figures lower than they are"
    },
    noSamples: "No sample has an answer.",
    otherShares: { "+ \(Numbers.count($0)) more inputs with \($1) of the variance together" }
  )

  static let japanese = RiskTexts(
    own: "自工程排出",
    amount: "投入量",
    origin: { origin in
      switch origin {
      case .given: "指定値"
      case .ratings(let scale): "品質評価 1-\(scale.upperBound)"
      case .basis(let basis): "根拠: \(Language.ja.texts.basis(basis))"
      case .amount: "投入量: ±5%"
      case .chosen: "指定幅"
      }
    },
    rangeByQuality: "下限・上限: この入力だけを幾何標準偏差の2乗で割った値・掛けた値(約95 %)にしたときの合計です。",
    rangeChosen: { "下限・上限: この入力だけを\($0)下げた・上げたときの合計です。" },
    elasticity: "弾力性: 入力が1 %変わるとき合計が何 %変わるか。",
    otherInputs: { "+ 他\(Numbers.count($0))件の入力(影響はこれ以下)" },
    noAnswerAtEnd: { "\(Numbers.count($0))件の入力は、端の値で循環に有限の解がないため空欄です" },
    endsLeft: { "非常に大きな循環に含まれる投入量\(Numbers.count($0))件の下限・上限は空欄です。--top を指定すると計算します" },
    target: { "\($0)、目標 \($1)" },
    ableOthers: { "+ 単独で目標に届く入力 他\(Numbers.count($0))件(より大きな変化が必要)" },
    unable: { "\(Numbers.count($0))件の入力は、どの値でも単独では目標に届きません" },
    noneAble: "単独で目標に届く入力はありません。",
    nearest: { "\($0)をなくした場合の合計: \($1)" },
    item: { item in
      switch item {
      case .total: "現在の値での合計"
      case .median: "中央値"
      case .mean: "平均"
      case .deviation: "標準偏差"
      case .p5: "5パーセンタイル"
      case .p95: "95パーセンタイル"
      case .standardError: "平均の標準誤差"
      case .samples: "試行数"
      case .refused: "解のない試行"
      case .belowBaseline: "基準を下回る確率"
      case .ownShare: "分散の割合: 自工程排出"
      case .amountShare: "分散の割合: 投入量"
      }
    },
    assumptions: "自工程排出と投入量はすべて、現在の値を中央値とする独立な対数正規分布とみなします。分布が上に偏るため、中央値は合計より高くなります。",
    drawn: { "試行: \(Numbers.count($0))回、シード \($1)。" },
    refusedSamples: {
      "\(Numbers.count($1))回中\(Numbers.count($0))回は循環に有限の解がなく、除いています。そのため数値は実際より低くなります"
    },
    noSamples: "解のある試行がありません。",
    otherShares: { "+ 他\(Numbers.count($0))件の入力で分散の\($1)" }
  )
}
