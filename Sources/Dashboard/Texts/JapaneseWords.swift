import Footprints

/// Commands and other single words of the texts.
extension Texts {
  static let japaneseUnits = [
    "piece": "個", "h": "時間", "shipment": "輸送", "month": "月", "VM-year": "VM・年", "server-year": "台・年",
    "kW-year": "kW・年", "m2-year": "m2・年", "set": "式", "leg": "区間", "t.km": "トンキロ",
  ]

  static let japaneseTitle: @Sendable (Command) -> String = { command in
    switch command {
    case .up: "上へ"
    case .down: "下へ"
    case .first: "先頭"
    case .last: "末尾"
    case .pageUp: "前のページ"
    case .pageDown: "次のページ"
    case .open: "開く・上流へ"
    case .back: "戻る(位置は保持)"
    case .toggleBranch: "枝の開閉"
    case .source: "値の出所"
    case .overview: "概要"
    case .drillDown: "内訳"
    case .supplier: "取引先"
    case .nextView: "次の画面"
    case .previousView: "前の画面"
    case .find: "検索(あいまい)"
    case .nextMatch: "次の一致・重点箇所"
    case .previousMatch: "前の一致・重点箇所"
    case .filter: "絞り込み"
    case .sort: "次の列で並べ替え"
    case .reverseSort: "逆順"
    case .basis: "割合の基準・年間"
    case .mark: "印を付ける・外す"
    case .undo: "変更・印・絞込の取り消し"
    case .redo: "やり直し"
    case .export: "一覧を CSV に書き出す"
    case .copy: "文を写す"
    case .notices: "お知らせ"
    case .hosts: "受信元(PACT ホスト)"
    case .ask: "この製品の CFP を依頼"
    case .refreshHost: "このホストに照会"
    case .refreshHosts: "全ホストに照会"
    case .stopHosts: "照会を中止"
    case .language: "English / 日本語"
    case .palette: "操作一覧"
    case .help: "このヘルプ"
    case .redraw: "画面を再描画"
    case .reload: "ファイルを再読込"
    case .mouse: "マウスの入・切"
    case .whatIf: "試算"
    case .gaps: "データ不足"
    case .groupByTier: "層別(近い順)"
    case .gapTarget: "一次データ比率の目標"
    case .compare: "比較"
    case .lags: "申告値と積み上げ値の差"
    case .nudgeUp: "5%上げる"
    case .nudgeDown: "5%下げる"
    case .typeValue: "値を入力"
    case .resetValue: "基準に戻す"
    case .measure: "入力値の並べ方"
    case .range: "幅: データ品質か百分率"
    case .typeRange: "全入力の幅を入力"
    case .wholeTotal: "1単位の総量か製品群か"
    case .target: "目標と必要な値"
    case .sample: "標本抽出で不確かさ"
    case .saveScenario: "試算案を保存"
    case .openScenario: "試算案を開く"
    case .listEdits: "変更の一覧"
    case .leverFootprint: "取引先のCFPを増減"
    case .leverPrimary: "取引先が一次データを提供"
    case .leverSwap: "構成品の置き換え"
    case .leverSplit: "調達割合の変更"
    case .leverRenewable: "取引先の電力を再エネに"
    case .leverTransport: "輸送手段の変更"
    case .leverAmount: "数量の変更"
    case .leverQuantity: "製品群の数量の変更"
    case .showScenario: "試算案と基準の表示切替"
    case .addColumn: "列を加える"
    case .removeColumn: "列を外す"
    case .nextColumn: "次の列と比べる"
    case .onlyDifferences: "差のある行だけ"
    case .percent: "単位か百分率"
    case .quit: "終了"
    }
  }

  static let japaneseHint: @Sendable (Command) -> String = { command in
    switch command {
    case .open: "開く"
    case .back: "戻る"
    case .toggleBranch: "開閉"
    case .source: "出所"
    case .find: "検索"
    case .filter: "絞込"
    case .sort: "並替"
    case .basis: "基準"
    case .copy: "写し"
    case .ask: "依頼"
    case .refreshHost: "照会"
    case .refreshHosts: "全照会"
    case .stopHosts: "中止"
    case .palette: "操作"
    case .help: "ヘルプ"
    case .nudgeUp: "上"
    case .nudgeDown: "下 5%"
    case .typeValue: "値"
    case .resetValue: "基準"
    case .measure: "順"
    case .range: "幅"
    case .wholeTotal: "単位"
    case .target: "目標"
    case .sample: "抽出"
    case .saveScenario: "保存"
    case .openScenario: "案を開く"
    case .listEdits: "変更"
    case .leverSwap: "置換"
    case .addColumn: "列追加"
    case .removeColumn: "列削除"
    case .nextColumn: "次の列"
    case .onlyDifferences: "差のみ"
    case .percent: "割合"
    case .lags: "申告値の遅れ"
    case .groupByTier: "層別"
    case .gapTarget: "目標"
    default: japaneseTitle(command)
    }
  }

  static let japaneseDataKind: @Sendable (Chip.DataKind) -> String = { kind in
    switch kind {
    case .primary: "一次"
    case .secondary: "二次"
    case .unknown: "不明"
    case .estimated: "推計"
    case .organisation: "組織配分"
    case .expired: "期限切れ"
    case .verified: "検証済"
    case .gap: "欠落"
    }
  }

  static func japanesePlace(_ place: Place, _ files: [SourceFile]) -> String {
    guard files.indices.contains(Int(place.file)) else { return "計算による(ファイルなし)" }
    let name = files[Int(place.file)].name
    return place.line > 0 ? "\(name) \(place.line)行目" : name
  }
}
