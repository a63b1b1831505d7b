import Analysis
import Footprints

extension Texts {
  static let japanese = Texts(
    tagline: "排出量の源流をたどる",
    loading: "読み込み",
    working: "計算中です ...",
    baseline: "基準",
    partial: "途中まで(読み込みを中止)",
    partialSoFar: { "途中まで(\($0)読み込み済み)" },
    partialAllRead: "途中まで(残りを計算中)",
    portfolio: "製品群",
    allProducts: "全製品",
    thePortfolio: "製品群全体",
    allProductsTogether: "全製品の合計",
    noFigure: "値なし",
    enlargeWindow: "画面を広げてください",
    quit: "終了",
    quoted: { "「\($0)」" },
    productCount: { "\(Numbers.count($0))品目" },
    linkCount: { "つながり\(Numbers.count($0))件" },
    supplierCount: { "\(Numbers.count($0))社" },
    primaryOfAll: { "一次データ\($0)" },
    noticesHint: { "お知らせ\(Numbers.count($0))件 (!)" },
    partOfTotal: { "\($0)  (\($1))" },

    co2ePerYear: "-CO2e/年",
    co2ePerSet: "-CO2e(各1単位)",
    co2ePer: { "-CO2e/\($0)" },
    aYear: "/年",
    unit: { japaneseUnits[$0] ?? ($0.isEmpty ? "単位" : $0) },
    perUnitFigure: { "\($0) kg-CO2e/\($1)" },
    perOne: { unit, name in "\(name) 1\(unit)あたり" },

    title: japaneseTitle,
    hint: japaneseHint,
    keyNotHere: { "この画面では \($0) は使えません。? で使えるキーを表示します。" },
    unknownKey: { "「\($0)」に割り当てはありません。? でキー、: で操作の一覧を表示します。" },
    nothingOpenYet: "まだ何も開いていません。先にデータを選んでください。",
    mouseIs: { $0 ? "マウスを使えます。文字の選択は Shift を押しながら。" : "マウスを端末に戻しました。" },
    sortedBy: { sort in
      let names: [Sort.Key: String] = [
        .mass: "排出量", .name: "名称", .primaryShare: "一次データ比率(低い順)", .tier: "層(近い順)",
      ]
      return "並び順: \(names[sort.key] ?? "")\(sort.reversed ? "(逆順)" : "")"
    },
    alreadyAtStart: "最初の画面です。q で終了します。",
    readingAgain: "ファイルを読み直しています ...",
    reloaded: { changes in
      if changes.isEmpty { return "読み直しました。変更はありません。" }
      var parts = ["値の変更\(Numbers.count(changes.products.count))件 (*)"]
      if changes.removed > 0 { parts.append("削除\(Numbers.count(changes.removed))件") }
      if let share = changes.relativeChange { parts.append("合計 \(Numbers.signedPercent(share))") }
      return "読み直しました: " + parts.joined(separator: "、")
    },
    noBranchHere: "この行に開ける枝はありません。",
    noFigureHere: "この行は特定の品目のものではありません。",
    supplierNotNamed: "これらの品目には取引先の記載がありません。",
    hiddenByFilter: "絞り込みで隠れています。Esc で最後の条件を外します。",
    noItemForNotice: "このお知らせは特定の品目のものではありません。",
    emptyDataset: "このデータには品目がありません。! で見つかった内容を表示します。",
    noSupplierList: "先に取引先一覧を開いてください (3)。",
    pasteNeedsInput: "貼り付けは検索で使えます。先に / を押してください。",
    nothingToMark: "この行に印は付けられません。",
    markedCount: { $0 == 0 ? "印はありません。" : "印 \(Numbers.count($0))件 (m)" },
    nothingToUndo: "取り消す操作はありません。",
    nothingToRedo: "やり直す操作はありません。",
    screenIsClosed: "対象の画面は閉じています。",
    exported: { rows, file in "\(Numbers.count(rows))行を書き出しました: \(file)" },
    notExported: { "書き出せません: \($0)" },
    copied: { file in file.map { "写しました。ファイルにも保存: \($0)" } ?? "写しました(端末が許す場合)。" },

    productsPerYear: "製品(年間)",
    productsEach: "製品(各1単位)",
    perYearHeading: "/年",
    creditsLine: { "控除 \(Numbers.count($0))件" },
    hotspotsHeading: { $0 ? "重点箇所(控除前に対する割合)" : "重点箇所(サプライチェーン全体)" },
    itemHeading: { basis in
      switch basis {
      case .wholePerUnit: "品目(製品全体に対する割合)"
      case .parentPerUnit: "品目(親品目に対する割合)"
      case .wholePerYear: "品目(年間)"
      }
    },
    supplierHeading: "取引先",
    supplierOwnHeading: "取引先(自社排出)",
    countryHeading: "国",
    tierHeading: "層",
    shareHeading: "割合",
    cumulativeHeading: "累計",
    primaryHeading: "一次",
    primaryWord: "一次",
    secondaryWord: "二次",
    unknownWord: "不明",
    unknownShort: "不明",
    ownTier: "自社",
    ownEmissions: "自社排出",
    more: { "他\(Numbers.count($0))件" },
    hidden: { "絞り込みで非表示 \(Numbers.count($0))件" },
    supplierUnknown: "取引先不明",
    eightyPercent: { "排出量の80%は \(Numbers.count($1))製品中\(Numbers.count($0))製品" },
    qualityHeading: "データ品質",
    qualityWords: { "一次 \($0)  二次 \($1)  不明 \($2)" },
    byTier: "層別",

    suppliersTitle: "取引先",
    boughtHeading: "この取引先を通る購入品",
    originsHeading: "排出の発生元",
    tierNumber: { $0 == 0 ? "自社" : "\($0)次" },
    askedOn: { "依頼 \($0)" },
    answeredOn: { "回答 \($0)" },
    notAsked: "未依頼",

    findHelp: "名称またはIDを入力(かな・カナ・英字、全角・半角を問いません)。",
    findKeys: "Enter 移動   Up Dn 選択   Esc 中止   その後 n p で次・前の一致",
    nothingFound: { "「\($0)」に一致するものはありません。" },
    matchCount: { "\(Numbers.count($0))件\($0 >= 100 ? "以上" : "")" },
    matchNumber: { "\($1)件中\($0)件目" },
    filter: "絞込",
    filterHelp: "層:2 取引先:名称 国:JP データ:一次|二次|推計|期限切れ|欠落など、または文字",
    filterNotUnderstood: { "「\($0)」は絞り込み条件として読めません。例: 層:2、国:JP、データ:期限切れ、取引先:名称" },
    chip: { chip in
      switch chip {
      case .tier(let tier): "層 \(tier)"
      case .supplier(let text): "取引先 \(text)"
      case .country(let text): "国 \(text)"
      case .data(let kind): japaneseDataKind(kind)
      case .text(let text): text
      }
    },
    dataKind: japaneseDataKind,

    originTitle: "値の出所",
    statusLabel: "値の種類",
    status: { status in
      switch status {
      case .declared: "取引先の申告値"
      case .computed: "計算値(自社排出と構成品の合計)"
      case .lowerBound: "下限値(上流に値のない品目あり)"
      case .gap: "欠落(申告値も自社排出も構成品もなし)"
      case .refused: "計算不能(有限の解がない循環)"
      case .blocked: "算出せず(計算不能な循環に依存)"
      }
    },
    totalLabel: "CFP",
    ownLabel: "自社排出",
    noteLabel: "備考",
    sourceHeading: "出所",
    fileLabel: "ファイル",
    place: { place, files in japanesePlace(place, files) },
    basisLabel: "算定の根拠",
    basis: { basis in
      switch basis {
      case .unknown: "記載なし"
      case .productSpecific: "製品個別の算定"
      case .organisationAllocated: "組織排出量の配分 (o)"
      case .database: "データベース・平均値"
      case .proxy: "推計・代用値 (~)"
      }
    },
    declaredLabel: "申告値",
    directLabel: "自社排出(記載値)",
    primaryShareLabel: "一次データ比率",
    notStated: "記載なし",
    validLabel: "有効期限",
    expiredWord: "期限切れ",
    verifiedLabel: "検証",
    yes: "第三者検証あり",
    deviationLabel: "幾何標準偏差",
    footprintLabel: "CFPレコード",
    companyLabel: "申告者",
    asWrittenLabel: "記載された値",
    asWritten: { value, amount, unit, whole in
      whole ? "\(value) kg-CO2e(\(amount) \(unit)あたり)" : "\(value) kg-CO2e/\(unit)(宣言単位 \(amount) \(unit))"
    },
    convertedLabel: "単位換算",
    conversion: { footprint in
      let perUnit = Numbers.exact(footprint.emissions.excludingUptake)
      if footprint.logistics == .shipment { return "なし(輸送1件全体の値)" }
      if !footprint.isPerDeclaredUnit { return "なし(計量単位あたりの値)" }
      return "\(Numbers.exact(footprint.declaredAmount))で除算: \(perUnit) kg-CO2e/\(footprint.unit.symbol)"
    },
    periodLabel: "対象期間",
    validityLabel: "有効期間",
    threeYearRule: "記載なし: 対象期間の終わりから3年",
    verification: { verification in
      guard let verification else { return "第三者検証の記載なし" }
      let parts = [
        verification.provider, verification.coverage, verification.level, verification.standard,
        verification.completed?.dateText ?? "", verification.comments,
      ]
      return "v  " + parts.filter { !$0.isEmpty }.joined(separator: "、")
    },
    ratingLabel: "データ品質評価",
    rating: { rating in
      let words = ["技術", "時間", "地理", "完全性", "信頼性"]
      return ratingText(rating, words: words, coverage: "カバー率", scale: { "\($0)から\($1)の尺度、1が最良" }) ?? "記載なし"
    },
    channelsHeading: "CFPの内訳",
    channel: { channel in
      switch channel {
      case .total: "吸収を除く"
      case .includingUptake: "吸収を含む"
      case .fossil: "化石由来"
      case .landUse: "土地利用変化"
      case .biogenic: "生物由来"
      case .aircraft: "航空"
      case .packaging: "包装"
      case .unsplit: "内訳の記載なし"
      case .primary: "一次データ"
      case .verified: "検証済"
      case .organisation: "組織配分"
      case .unknown: "不明"
      }
    },
    otherFootprintsHeading: "この製品の他のCFP",
    otherFootprint: { value, unit, geography, status, id in
      "\(value) kg-CO2e/\(unit)  \(geography)  \(status)  \(id)"
    },
    footprintStatus: { status in
      switch status {
      case .active: "有効"
      case .deprecated: "廃止"
      case .other(let text): text
      }
    },
    usedByHeading: { "使用先 \(Numbers.count($0))品目" },
    recordHeading: "受け取ったレコード(原文)",
    linesBelow: { "+ 下に\($0)行" },

    noticesTitle: "お知らせ",
    noticeTally: { count, fixes in "全\(Numbers.count(count))件、うち要対応\(Numbers.count(fixes))件" },
    noNotices: "問題も仮定もありませんでした。",
    nothingHidden: "使えなかった値はすべてここに示します。何も隠しません。",
    noNoticesInPart: "読み込んだ範囲では、問題も仮定もありませんでした。",
    missingUntold: "途中までの読み込みのため、まだ読み込んでいないだけのものは示しません。",
    moreNotices: { "同じ種類が他に\(Numbers.count($0))件。影響の大きい順に示します。" },
    levelHeading: "区分",
    whatHappenedHeading: "内容と処置",
    countHeading: "件数",
    effectHeading: "影響",
    whereHeading: "場所",
    foundLabel: "内容",
    remedyLabel: "対応",
    exampleHeading: "最も影響の大きいもの",
    detailHeading: "選択中のお知らせ",
    fixWord: "対応",
    noteWord: "参考",
    noticeTitle: japaneseNoticeTitle,
    noticeDetail: dataOfNotice,
    noticeRemedy: japaneseNoticeRemedy,

    helpTitle: { "ヘルプ: \($0)" },
    screenName: { kind in
      switch kind {
      case .start: "開始"
      case .loading: "読み込み"
      case .overview: "概要"
      case .drillDown: "内訳"
      case .suppliers: "取引先一覧"
      case .supplier: "取引先"
      case .origin: "値の出所"
      case .notices: "お知らせ"
      case .whatIf: "試算"
      case .gaps: "データ不足"
      case .compare: "比較"
      case .lags: "申告値と積み上げ値"
      case .hosts: "受信元"
      case .host: "受信元の詳細"
      }
    },
    typeToSearch: "文字入力で検索",
    searchWord: "検索",
    helpKeys: "文字で検索   Up Dn 選択   Enter 実行   Esc 閉じる",
    helpGroup: { group in
      switch group {
      case .move: "移動"
      case .screen: "この画面"
      case .everywhere: "共通"
      }
    },
    wordsHeading: "用語",
    glossary: [
      ("一次データ", "取引先の実測値"),
      ("二次データ", "データベース・平均値"),
      ("不明", "推計、または出所不明"),
      ("割合", "表示中の合計に対する割合"),
      ("層", "自社から越えた企業の数"),
      ("自社排出", "構成品で説明できない分"),
      ("重点箇所", "自社排出の寄与が大きい所"),
      ("欠落", "値のない品目"),
    ],
    howToRead: "見方",
    markMeanings: [
      ("長さ", "排出量"),
      ("模様", "データ品質"),
      ("~", "推計・代用値"),
      ("o", "組織排出量の配分"),
      ("x", "期限切れ"),
      ("v", "第三者検証済"),
      ("?", "不完全(実際はこれより大)"),
      ("!", "お知らせあり"),
      ("*", "直前の再読込で変更"),
      ("m", "印を付けたもの"),
    ],
    noSuchCommand: "その名前の操作はありません。",
    paletteKeys: "名前を入力   Up Dn 選択   Enter 実行   Esc 閉じる",

    introduction: [
      "Genryu(源流)は製品の排出量を上流へたどり、発生元の取引先まで示します。",
      "products.csv と links.csv、または PACT の CFP があるフォルダーを開きます: genryu フォルダー",
    ],
    noDatasets: "まだ開いたデータはありません。",
    loadProblem: { problem in
      switch problem {
      case .notFound(let path, let lookedFor, let similar):
        ["\(path) が見つかりません。"] + lookedFor.map { "探した場所: \($0)" }
          + (similar.isEmpty ? [] : ["もしかして: \(similar.joined(separator: "、"))"])
      case .unreadable(let path, let reason):
        ["\(path) を読めません: \(reason)", "権限と、フォルダーまたは通常のファイルであることを確かめてください。"]
      case .nothingUsable(let path):
        [
          "\(path) に開けるものがありません。",
          "products.csv、links.csv、portfolio.csv、suppliers.csv、および .json / .ndjson の CFP(footprints/ も)を探しました。",
        ]
      }
    },
    recordProblem: { problem in
      switch problem {
      case .notRead: "この値は計算によるもので、ファイルにはありません。"
      case .unreadable(let reason): "ファイルを読めなくなりました: \(reason)"
      case .changed: "読み込み後にファイルが変更されました。r で読み直します。"
      case .masked: "名称を伏せている間、元のレコードは表示しません。"
      }
    },
    samplesHeading: "サンプル",
    recentHeading: "最近開いたデータ",
    firstKeys: [
      "Enter で開く、Esc で戻る、q で終了。L: English。? でキーの説明。",
      "開いた後: Enter で上流へ、/ で検索、! でデータの問題を表示。",
    ],
    readingFiles: "ファイル",
    filesOf: { "\(Numbers.count($1))件中\(Numbers.count($0))件" },
    productsFound: "品目",
    linksFound: "つながり",
    footprintsFound: "CFP",
    nowDoing: "処理中",
    stopping: "中止します(読んだ分は残します)",
    calculating: "合計を計算しています",
    nothingIsChanged: "ファイルは変更しません。Esc で中止し、読んだ分を表示します。",

    allPrimary: "すべて一次データです",
    partlyPrimary: { "うち一次データは\($0)です" },
    secondaryOnly: "二次データのみです",
    unknownOnly: "データの出所は不明です",
    noFigureYet: "値はありません",
    tierPhrase: { tier in tier.map { $0 == 0 ? "自社" : "\($0)次" } ?? "不使用" },
    topSentence: { name, share, subject, data in "\(name)は\(subject)の\(share)で、\(data)。" },
    itemSentence: { name, supplier, tier, mass, share, subject, data in
      "\(name)(\(supplier)、\(tier))は\(mass)、\(subject)の\(share)で、\(data)。"
    },
    largestUnmeasured: { "\($0)のうち一次データのない項目では最大です。" },
    rootSentence: { name, mass, data, unmeasured in
      let first = "\(name)は\(mass)で、\(data)。"
      return unmeasured.map { "\(first)一次データのない最大の項目は\($0)です。" } ?? first
    },
    ownSentence: { name, supplier, mass, share, data in
      "\(name)での\(supplier)の自社排出は\(mass)(\(share))で、\(data)。"
    },
    creditsSentence: { count, mass in
      "負の値が\(Numbers.count(count))件、合計\(mass)。控除、または値の誤りです。割合は控除前の合計に対するものです。"
    },
    restSentence: { count, mass, share in "他\(Numbers.count(count))件の合計は\(mass)(\(share))です。Enter で表示します。" },
    supplierOwnSentence: { name, mass, share, subject, data in
      "\(name)の自社排出は\(mass)、\(subject)の\(share)で、\(data)。"
    },
    supplierSentence: { name, mass, share, subject, own, data in
      "\(name)を通る排出は\(mass)(\(subject)の\(share))、うち自社排出は\(own)で、\(data)。"
    },
    originSentence: { name, mass, data in "\(name)は\(mass)で、\(data)。" },
    gapSentence: { "\($0)には値がありません。取引先にCFPを依頼してください。" }
  )
}
