import Analysis

extension WhatIfTexts {
  private static func fractionJa(_ policy: Spreads.Policy) -> String {
    if case .fraction(let part) = policy { Numbers.percent(part, decimals: 0) } else { "" }
  }

  static let japanese = WhatIfTexts(
    inputHeading: "入力値",
    nowHeading: "現在 ",
    barHeadings: { order, hasTarget, unit, total in
      if hasTarget { return ("必要値", "残る割合", "増減") }
      return switch order {
      case .range, .name: ("減少", "\(total) \(unit)から", "増加")
      case .elasticity: ("", "1%増で総量が動く割合", "1%増")
      case .variance: ("ばらつき", "不確かさへの寄与", "割合")
      case .change: ("減少", "これまでの変化 \(unit)", "増加")
      }
    },
    orderMeaning: { order, hasTarget in
      if hasTarget { return "他を変えず一つだけ動かした場合。目標に届かないものは末尾に並びます" }
      return switch order {
      case .elasticity: "入力が1%増えたときに総量が動く割合です(弾力性)"
      case .variance: "総量の分散のうち、この入力による割合(一次近似)"
      case .change: "変更が総量を動かした量(それぞれ基準との差)"
      case .range, .name: ""
      }
    },
    amountIn: { "\($1)の\($0)" },
    quantityOf: { "\($0)の数量" },
    lowValue: "低い値のとき",
    highValue: "高い値のとき",
    totalNow: { "現在の総量 \($0)" },
    totalBaseline: { "基準 \($0)" },
    oneAtATime: "一つずつ動かした場合",
    cannot: "届かず",
    noInputs: "総量を左右する数値がありません。! で不足を確認できます。",

    scenarioWord: "試算案",
    editing: "編集中",
    lowWord: "低",
    highWord: "高",
    baselineWord: "基準",
    nowWord: "現在",
    effectOfChange: { "この変更の効果 \($0)" },
    spread: { origin, gsd in
      switch origin {
      case .given: "幅: 記載のばらつき gsd \(gsd)"
      case .ratings(let scale): "幅: 品質評価(\(scale.lowerBound)～\(scale.upperBound)段階) gsd \(gsd)"
      case .basis: "幅: データ種別 gsd \(gsd)"
      case .amount: "幅: 数量 gsd \(gsd)"
      case .chosen: "幅: 指定値"
      }
    },
    nothingMoved: "変更はありません。+ - で選択中の値を5%ずつ、= で値を入力、: で施策の一覧。",
    changedHeading: "総量を動かした品目",
    beforeHeading: "変更前",
    afterHeading: "変更後",
    bridgeHeading: "基準からの変化(変更順)",
    notMadeMark: "適用不可",
    uncertaintyHeading: "不確かさ",
    analyticWord: "解析:",
    quantiles: { how, low, middle, high, unit in "\(how) 5% \(low)   中央 \(middle)   95% \(high) \(unit)" },
    howToSample: "d で背後で標本を抽出し、分布を表示します",
    drawn: { done, count in
      done < count ? "\(Numbers.count(count))回中\(Numbers.count(done))回:" : "\(Numbers.count(count))回抽出:"
    },
    belowBaseline: { "うち\($0)で基準を下回る" },
    scenariosWord: "試算案",
    changes: { "変更\(Numbers.count($0))件" },
    noChanges: "変更なし",
    rangeShort: { policy in policy == .dataQuality ? "幅: データ品質 (v)" : "幅: 上下\(fractionJa(policy)) (v)" },
    targetReach: { "目標 \($0): 単独で届く入力は\(Numbers.count($1))件" },

    figureEdit: { "\($0): \($1)" },
    declaredEdit: { "\($0)のCFP全体: \($1)" },
    primaryEdit: { "\($0)の一次データ: \($1)" },
    footprintEdit: { "\($0)の全CFP: \($1)" },
    ownEdit: { "\($0)の自社排出: \($1)" },
    swapEdit: { "\($2): \($0)を\($1)に置き換え" },
    splitEdit: { "\($3): \($0) \($1)、残りは\($2)" },

    isAtBaseline: "この値は基準のままです。",
    noInputHere: "この行に入力値はありません。",
    nothingToNudge: "基準が0のため、5%ずつは動かせません。= で値を入力します。",
    endsAtZero: "0より先には動かせません。符号の違う値は = で入力します。",
    orderedBy: { order in
      switch order {
      case .range: "幅が総量に与える影響の順です。"
      case .elasticity: "弾力性(1%増の影響)の順です。"
      case .variance: "不確かさへの寄与の順です。"
      case .change: "変更による影響の順です。"
      case .name: "名前の順です。"
      }
    },
    rangeIs: { policy in
      policy == .dataQuality
        ? "幅はデータ品質(評価または記載のばらつき)によります。" : "どの入力も上下\(fractionJa(policy))です。V で変更できます。"
    },
    totalOf: { $0 ? "製品群全体の総量です。b で戻ります。" : "製品1単位の総量です。b で戻ります。" },
    notMade: { "適用できません: \($0)。\($1)" },
    noLongerFit: { count, first, reason in "現在のデータに合わない変更が\(Numbers.count(count))件あります: \(first)。\(reason)" },
    changeCount: { $0 == 0 ? "変更はありません(基準です)。" : "変更\(Numbers.count($0))件です。" },
    nameMissing: "名前を付けてください。",
    nameNotPossible: "名前の先頭に「.」、途中に「/」は使えません。",
    targetGone: "目標を取り消しました。",
    saved: { "「\($0)」を \($1) に保存しました" },
    notSaved: { "保存できません: \($0)" },
    notSavedMasked: "名前を伏せている間は保存できません(試算案には名前が入ります)",
    opened: { "\($0)を開きました。u で元に戻ります。" },
    stacked: { "「\($0)」の変更を加えました。u で元に戻ります。" },
    noLinkHere: "この製品はどこにも使われていません。",
    noTransportHere: "この行に輸送はありません。トンキロで数える行を選んでください。",
    noEnergyHere: { "\($0)の使うエネルギーは記載がありません。" },
    notInPortfolio: "この製品は製品群にありません。",
    countsForPortfolio: "数量は製品群の総量を変えます(1単位は変わりません)。b で表示します。",
    noScenario: "まだ変更はありません。4 の試算画面で変更します。",
    showing: { "全画面に表示: \($0)" },
    samplingOn: "標本を抽出しています。Esc で止まります。",
    samplingOff: "抽出を止めました。",

    rangePrompt: "全入力の幅(上下)",
    targetPrompt: { "総量の目標 (\($0))" },
    savePrompt: "試算案の名前",
    footprintPrompt: { "\($0)の全CFP" },
    primaryPrompt: { "\($0)の自社排出の一次データ比率" },
    swapPrompt: { "\($1)の\($0)に替えて" },
    splitWithPrompt: { "\($1)の\($0)を分け合う相手" },
    splitPrompt: { "\($0)の割合(残りは\($1))" },
    datasetPrompt: "比べるデータのフォルダーまたはファイル",
    valueHelp: "数値、または -20% のような増減。Enter で確定、Esc で取消。",
    rangeHelp: "20% のような割合。",
    targetHelp: "基準に対する増減(-20% など)、または表示単位の数値。",
    saveHelp: "データのフォルダーの scenarios に保存します。Enter で保存、Esc で取消。",
    changeHelp: "符号付きの増減。例: -10%",
    primaryHelp: "割合。例: 100%。排出量も変わるときは 100% -15%",
    shareHelp: "割合。例: 60%",
    datasetHelp: "背後で読み込み、並べて比べます。ファイルは変更しません。",
    chooseHelp: "文字で検索   Up Dn 選択   Enter 確定   Esc 取消   代替: ファイルにある代替品",
    alternativeWord: "代替",
    nothingToChoose: "同じ単位で数える製品は他にありません。",
    leaveQuestion: { "\($0)は保存されていません。" },
    leaveKeys: "s 保存して終了   y 保存せず終了   Esc 続ける",
    choiceTitle: { kind in
      switch kind {
      case .scenarios: "試算案を開く"
      case .edits: "この試算案の変更(順番どおり)"
      case .columns: "列を加える"
      case .hosts: Language.ja.hostTexts.chooseHost
      }
    },
    choiceKeys: { kind in
      switch kind {
      case .scenarios: "Enter 開く  + 今の変更に重ねる  Esc 戻る"
      case .edits: "Enter その行へ  x 取り除く  Esc 戻る"
      case .columns: "Enter 加える  Esc 戻る"
      case .hosts: "Enter 依頼  Esc 戻る"
      }
    },
    noEdits: "まだ変更はありません。",

    scenarioSentence: { changes, subject, change, percent, mass in
      if change == 0 { return "\(changes)件の変更では\(subject)は変わりません。" }
      return "\(changes)件の変更で\(subject)は\(percent)(\(mass))\(change < 0 ? "減ります" : "増えます")。"
    },
    mostlySentence: { "そのうち\($0)は\($1)です。" },
    inputSentence: { input, supplier, percent, subject, isDown in
      "\(input)(\(supplier))が10%減ると、\(subject)は\(percent)\(isDown ? "減ります" : "増えます")。"
    },
    rangeSentence: { policy, low, high in
      policy == .dataQuality
        ? "データ品質の幅では総量が\(low)から\(high)動きます。" : "上下\(fractionJa(policy))で総量が\(low)から\(high)動きます。"
    },
    targetSentence: { "\($0)を\($1)にできる入力は単独では\(Numbers.count($2))件です。" },
    canReach: { input, value, unit, change, subject, target in
      "\(input)だけで\(subject)を\(target)にするには、\(value) \(unit)\(change.isEmpty ? "" : "(\(change))")が必要です。"
    },
    cannotReach: { "\($0)だけでは、0にしても\($1)は\($2)になりません。" },

    currentColumn: "現在",
    anotherDataset: "別のデータ ...",
    columnCount: { "\(Numbers.count($0))列" },
    twoColumns: "2列より少なくはできません。",
    comparedWith: { "\($0)を\($1)と比べます。" },
    onlyDifferences: { $0 ? "差のある行だけです。" : "等しい行も表示します。" },
    otherLoaded: { "\($0)を並べました。" },
    cannotCompare: "比べられる数値がありません。",
    noDifferences: "差はありません。",
    percentOfTotal: "各列の総量に対する%",
    differenceHeading: "差",
    totalRow: "総量",
    primaryRow: "一次データ比率",
    points: "pt",
    becauseOf: "要因",
    biggestDifferences: "差の大きい品目",
    decreaseIncrease: "減 | 増",
    causeHeading: "要因",
    cause: { cause in
      switch cause {
      case .value: "値"
      case .amount: "数量"
      case .structure: "構成"
      case .missing: "欠損"
      }
    },
    causeClause: { cause in
      switch cause {
      case .value: "自身の排出量の違い"
      case .amount: "必要量の違い"
      case .structure: "構成品の違い"
      case .missing: "片側に数値がない"
      }
    },
    allOthers: { "他\(Numbers.count($0))件の計" },
    sameData: { counts in
      if counts.isEmpty { return "同じデータに基づいています。" }
      let parts: [(Int, String)] = [
        (counts.values, "値"), (counts.amounts, "数量"), (counts.quantities, "製品数量"), (counts.swapped, "構成品の置換"),
        (counts.added, "構成品の追加"), (counts.removed, "構成品の削除"), (counts.tops, "対象製品"),
        (counts.suppliers, "取引先"),
        (counts.missingInA, "左に数値なし"), (counts.missingInB, "右に数値なし"),
      ]
      return "異なる点:  "
        + parts.filter { $0.0 > 0 }.map { "\($0.1) \(Numbers.count($0.0))" }.joined(separator: "   ")
    },
    compareSentence: { subject, a, b, mass, percent, isLower in
      "\(subject): \(b)は\(a)より\(mass)\(percent.isEmpty ? "" : "(\(percent))")\(isLower ? "少ない" : "多い")。"
    },
    equalSentence: { "\($0): \($1)と\($2)は等しい。" },
    rowSentence: { item, mass, cause in "\(item)は\(mass)\(cause.isEmpty ? "" : "(\(cause))")。" },

    lagsTitle: "申告値と積み上げ値",
    lagHeading: "製品(申告値)",
    statedHeading: "申告値",
    expectedHeading: "見込み",
    lagChangeHeading: "増減",
    lagTotalHeading: "総量への影響",
    noLags: "構成品の変更に追いついていない申告値はありません。",
    datedLagSentence: { item, supplier, stated, statedOn, component, updatedOn, expected, change in
      let what = "\(item)(\(supplier))の申告値\(stated)(\(statedOn))は、\(component)の更新(\(updatedOn))より前のもの"
      return expected.map { "\(what)で、\($0)(\(change))が見込まれます。" } ?? "\(what)です。変化量は分かりません。"
    },
    lagSentence: { item, supplier, stated, expected, change in
      "\(item)(\(supplier))の申告値は\(stated)ですが、構成品の変更により\(expected)(\(change))が見込まれます。"
    }
  )
}
