import Analysis

extension GapTexts {
  private static func place(_ tier: Int?) -> String {
    tier.map { $0 == 0 ? "自社" : "\($0)次" } ?? "層不明"
  }

  static let japanese = GapTexts(
    primaryNow: { "一次 \($0)" },
    target: { "目標 \($0)" },
    barNow: { "現在 \($0)" },
    reach: { answers, reachable in
      switch answers {
      case nil: "全回答でも \(reachable)"
      case 0?: "目標達成済み"
      case let count?: "\(Numbers.count(count))件の回答で目標達成"
      }
    },
    askHeading: "次の依頼先",
    productHeading: "対象品目",
    dataHeading: "現状",
    shareHeading: "一次データ比率",
    askedHeading: "依頼状況",
    kind: { kind in
      switch kind {
      case .missing: "値なし"
      case .inconsistent: "矛盾"
      case .expired: "期限切れ"
      case .estimated: "推計"
      case .unknown: "出所不明"
      case .secondary: "二次"
      case .unverified: "未検証"
      default: ""
      }
    },
    partly: { "一次 \($0)" },
    asked: { asked, day in
      switch asked.state {
      case .asked: "依頼 \(day)"
      case .answered: "回答 \(day)"
      case .rejected: "辞退 \(day)"
      }
    },
    askedShort: { asked, day in
      switch asked.state {
      case .asked: "依頼 \(day)"
      case .answered: "回答 \(day)"
      case .rejected: "辞退 \(day)"
      }
    },
    tierLine: { tier, count in "\(place(tier)): \(Numbers.count(count))件" },
    noGaps: "依頼すべきものはありません。すべて有効な一次データに基づいています。",
    why: "理由",
    problemsHeading: "データの問題(欠落以外も含む)",
    rankedBy: { $0 ? "近い層から" : "一次データになる量の順" },
    talkList: { "面談リスト(m): \(Numbers.count($0))件" },

    noGap: { "\($0)は不足ではありません。有効な一次データです。" },
    grouped: { $0 ? "層別(近い順)に並べました。" : "全層をまとめ、大きい順に並べました。" },
    subjectIs: { "対象: \($0)" },
    targetIs: { "一次データ比率の目標は\($0)です。" },
    targetPrompt: "目標とする一次データ比率",

    answersSentence: { count, from, to in
      "\(Numbers.count(count))件の回答で一次データ比率は\(from)から\(to)になります。"
    },
    askFirst: { "まず\($0)に\($1)を依頼します。" },
    brings: { "\($0)の\($1)は\($2)分です。" },
    reachesTarget: { "目標の\($0)に達します。" },
    confirms: { supplier, product, mass, why in
      "\(product)(\(supplier))の\(mass)は\(why)です。一次データとして数えており、回答で確かになりますが比率は変わりません。"
    },
    isCredit: { supplier, product, mass, why in
      "\(product)(\(supplier))は\(mass)(\(why))で、合計から引かれるため、回答があっても比率は上がりません。"
    },
    isUnknown: { supplier, product, why in
      "\(product)(\(supplier))は\(why)です。隠れている量は不明のため、CFPを依頼してください。"
    },
    askedSentence: { asked in
      let day = asked.on?.dateText ?? ""
      let host = asked.host.map { "(\($0))" } ?? ""
      return switch asked.state {
      case .asked: "\(day)に依頼済み\(host)、回答待ち。"
      case .answered: "依頼済み\(host)、\(day)に回答あり。"
      case .rejected: "依頼済み\(host)、\(day)に辞退。"
      }
    },
    tierSentence: { tier, count, mass, from, to in
      "\(place(tier))の\(Numbers.count(count))件で\(mass)が一次データになり、近い層の回答後に\(from)から\(to)になります。"
    },
    moreSentence: { count, mass in
      "他\(Numbers.count(count))件で、合わせて\(mass)が一次データになります。Enter で表示します。"
    },

    moreUnknownSentence: { "値のない品目が他に\(Numbers.count($0))件あります。Enter で表示します。" },

    heading: { now, target, answers, reachable in
      let start = "一次データ比率 \(now)、目標 \(target): "
      return switch answers {
      case nil: start + "全回答でも\(reachable)で届きません"
      case 0?: start + "達成済み"
      case let count?: start + "\(Numbers.count(count))件の回答で達成"
      }
    },
    unknownNote: { "値のない\(Numbers.count($0))件は末尾に示します。隠れている量は不明です。" },
    creditNote: "控除(マイナス)は別に示します。依頼しても比率は上がりません。",
    noShare: "合計がないため、一次データ比率はありません。"
  )
}
