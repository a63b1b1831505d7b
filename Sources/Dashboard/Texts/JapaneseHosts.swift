import Footprints

extension HostTexts {
  static let japanese = HostTexts(
    problem: japaneseProblem,
    remedy: japaneseRemedy,
    title: "受信元",
    hostHeading: "ホスト",
    stateHeading: "状態",
    pagesHeading: "頁",
    listedHeading: "掲載",
    newHeading: "新着",
    keptHeading: "保存",
    lastHeading: "最終同期",
    never: "なし",
    waiting: "順番待ち",
    running: "照会中 ...",
    pausing: { "\($0)秒待機" },
    good: "最新",
    incomplete: "不完全",
    failed: "失敗",
    notAsked: "未照会",
    noSources: [
      "受信元がまだありません。データと同じフォルダーの genryu.toml か、",
      "全データ共通なら ~/.config/genryu/endpoints.toml に書きます:", "",
      "  [endpoints.hikari]", "  url = \"https://pact.hikari.example\"", "  client_id = \"aoba\"", "",
      "シークレットは環境変数 GENRYU_SECRET_HIKARI に入れます。",
    ],
    problemsHeading: "経過",
    allWell: "ホストが掲載するものはすべて受信しました。",
    changesHeading: { "最終同期での変化: \(Numbers.count($0))件" },
    noChanges: "最終同期での変化はありません。",
    moreChanges: { "+ 他\(Numbers.count($0))件" },
    unlistedCount: { "掲載終了\(Numbers.count($0))件(保存済み)" },
    kind: { kind in
      switch kind {
      case .new: "新規"
      case .changed: "変更"
      case .deprecated: "廃止"
      case .unlisted: "掲載終了"
      }
    },
    question: { product, asked, question in
      let day = question.since?.dateText ?? ""
      switch question.state {
      case .asked: return "\(product) を\(asked)に依頼、回答待ち"
      case .answered: return "\(product) を\(asked)に依頼、\(day)に回答あり"
      case .rejected: return joined("\(product) を\(asked)に依頼、\(day)に辞退", question.reason)
      }
    },
    whoHeading: "企業",
    productHeading: "製品",
    valueHeading: "kg CO2e/単位",
    shareHeading: "一次",
    stopped: "中止しました。受信済みのものは残っています。",
    chooseHost: "どのホストに CFP を依頼しますか",
    noProductHere: "この行には依頼できる製品がありません。",
    nothingToRefresh: "この行に照会できるホストはありません。",
    stillLookingUp: "受信元を確認しています。",
    nothingRuns: "照会中のホストはありません。",
    masked: "名称を伏せている間は、社名がわかるため受信元を表示しません。",
    refreshing: { "\(Numbers.count($0))件のホストに照会しています ..." },
    arrived: { new, hosts in "\(Numbers.count(hosts))件のホストから新着\(Numbers.count(new))件。" },
    tally: { hosts, kept in "\(Numbers.count(hosts))ホスト、保存\(Numbers.count(kept))件" },
    summary: { name, kept, received, last in
      "\(name): 保存\(Numbers.count(kept))件、最終同期の新着\(Numbers.count(received))件(\(last))。"
    })
}

private func japaneseProblem(_ problem: HostProblem) -> String {
  let detail = problem.detail
  let count = Numbers.count(problem.count)
  switch problem.code {
  case .unknownHost: return joined("この名前のホストはありません", detail)
  case .cannotConnect: return joined("ホストに接続できません", detail)
  case .timedOut: return joined("時間内に応答がありません", detail)
  case .tooSlow: return "応答が遅すぎます: 毎秒\(count)バイト"
  case .connectionLost: return joined("接続が切れました", detail)
  case .notSecure: return joined("保護されていないアドレス(http)です", detail)
  case .certificateUntrusted: return joined("ホストの証明書の発行元を信頼できないか、期限切れです", detail)
  case .certificateOtherHost: return joined("証明書が別のホストのものです。接続先", detail)
  case .secureConnectionFailed: return joined("保護された接続ができません", detail)
  case .proxyFailed: return joined("プロキシに拒否されました", detail)
  case .proxyWantsLogin: return "プロキシの認証情報がないか、拒否されました"
  case .unusableProxyLogin: return "プロキシの認証情報が「ユーザー名:パスワード」の形ではありません"
  case .unreadableCA: return joined("証明書ファイルを使えません", detail)
  case .noSecret: return joined("シークレットがありません", detail)
  case .secretReadableByOthers: return joined("シークレットのファイルを他人が読めるため使いません", detail)
  case .unreadableSecret: return joined("シークレットのファイルを読めません", detail)
  case .refusedCredentials: return joined("クライアントIDまたはシークレットが拒否されました", detail)
  case .refusedToken: return joined("ホストが自ら発行したトークンを拒否しました", detail)
  case .accessDenied: return joined("アクセスが許可されていません", detail)
  case .noReturnAddress: return joined("回答先のない依頼は受け付けられません", detail)
  case .unreadableToken: return joined("トークンとして返されたものを使えません", detail)
  case .insecureTokenAddress: return joined("保護されていない接続になるため、シークレットを送りませんでした", detail)
  case .noPact: return joined("このアドレスに PACT ホストはありません", detail)
  case .webPage: return joined("フットプリントではなくウェブページ(ログイン画面など)が返りました", detail)
  case .linkExpired: return joined("次の頁へのリンクが無効になりました", detail)
  case .notJSON: return joined("応答がフットプリントの一覧ではありません", detail)
  case .hostRefused: return joined("ホストに拒否されました", detail)
  case .hostFailed: return joined("ホスト側のエラー\(problem.count > 1 ? "(\(count)回)" : "")", detail)
  case .tooManyRequests:
    return joined("ホストが混雑しています\(problem.count > 0 ? "(\(count)秒待つよう要求)" : "")", detail)
  case .redirectedElsewhere: return joined("トークンを送れない別の場所へ転送されました", detail)
  case .answerTooLong: return "応答が\(Numbers.count(problem.count >> 20)) MBを超えています"
  case .inflatedTooLong: return "応答が展開すると大きくなりすぎます"
  case .recordTooLong: return "1件の記録が\(Numbers.count(problem.count >> 20)) MBを超えています"
  case .brokenOff: return joined("応答が途中で切れました", detail)
  case .echoedCredentials: return "ホストが当方の認証情報を送り返したため、その部分は保存しませんでした"
  case .stillIncomplete: return "一覧が未完成との応答が\(count)回続きました"
  case .foreignLink: return joined("次の頁へのリンクが別のホストを指すため、たどりませんでした", detail)
  case .insecureLink: return joined("次の頁へのリンクが保護されていないため、たどりませんでした", detail)
  case .unreadableLink: return joined("次の頁へのリンクを読み取れません", detail)
  case .repeatedLink: return "\(count)頁目の次に既読の頁が示されたため、終わりとみなしました"
  case .nothingNewOnPage: return "\(count)頁目に新しいものがないため、終わりとみなしました"
  case .emptyPage: return "空の頁が続くため、\(count)頁目で終わりとみなしました"
  case .tooManyPages: return "頁数が上限を超えています: \(count)"
  case .filterIgnored: return "ホストが絞り込みを無視したため、当方で\(count)件を除きました"
  case .clockDiffers: return "ホストの時計が当方と異なります(\(duration(problem.count)))"
  case .unreadableRecords: return "フットプリントとして使えない記録が\(count)件あります(保存済み)"
  case .interrupted: return "前回の同期は\(count)件で中断しました(保存済み)"
  case .resumed: return "前回中断した頁から続けました"
  case .tornTail: return joined("書きかけの頁(\(count)バイト)を別に保管しました", detail)
  case .damagedStore: return joined("受信済みデータが壊れています(\(count))。再取得します", detail)
  case .storeInUse: return joined("別のプログラムがこのホストから受信中です", detail)
  case .cannotWrite: return joined("受信したものを書き込めません", detail)
  case .foreignFile: return joined("Genryu が書いたのではない同名のファイルがあります", detail)
  case .noLongerListed: return "\(count)件は掲載が終わりました(保存し、印を付けています)"
  case .cancelled: return "中止しました。受信済みのものは残っています"
  }
}

private func duration(_ seconds: Int) -> String {
  let minutes = abs(seconds) / 60
  let text = minutes < 180 ? "\(minutes)分" : minutes < 4320 ? "\(minutes / 60)時間" : "\(minutes / 1440)日"
  return seconds < 0 ? "-\(text)" : text
}

private func japaneseRemedy(_ code: HostProblem.Code) -> String {
  switch code {
  case .unknownHost, .noPact: "アドレスを確認し、取引先に PACT ホストのベース URL を尋ねてください。"
  case .cannotConnect, .timedOut, .connectionLost, .tooSlow:
    "時間をおいて再試行し、ネットワーク、ファイアウォール、プロキシを確認してください。"
  case .notSecure, .insecureTokenAddress, .insecureLink: "https を使い、取引先に保護されたアドレスを尋ねてください。"
  case .certificateUntrusted: "私設認証局なら証明書を --ca か ca = \"file.pem\" で指定し、そうでなければ更新を依頼してください。"
  case .certificateOtherHost: "アドレスを確認してください。正しければ取引先による証明書の更新が必要です。"
  case .secureConnectionFailed: "ポートと、ホストが https(TLS 1.2 以降)に対応しているか確認してください。"
  case .proxyFailed: "接続先設定のプロキシを確認してください。"
  case .proxyWantsLogin, .unusableProxyLogin:
    "「ユーザー名:パスワード」を環境変数か本人専用ファイルに置き、endpoints.toml の proxy_login_env か proxy_login_file で指定してください。"
  case .unreadableCA: "PEM 形式の証明書ファイルを指定してください。"
  case .noSecret: "環境変数を設定するか、--secret-file を指定するか、求められたときに入力してください。"
  case .secretReadableByOthers: "本人専用にしてください: chmod 600 FILE"
  case .unreadableSecret: "ファイルのパスと権限を確認してください。"
  case .refusedCredentials, .refusedToken: "クライアントIDとシークレットを確認し、有効か取引先に尋ねてください。"
  case .noReturnAddress:
    "自社ホストのアドレスを genryu.toml か endpoints.toml の return_address、または --source に指定し、相手に登録してもらってください。"
  case .accessDenied: "このクライアントへの公開を取引先に依頼してください。"
  case .unreadableToken: "トークンのアドレス(--token-url)を確認し、取引先に尋ねてください。"
  case .webPage: "アドレスを確認してください。ログインや VPN が必要な場合があります。"
  case .linkExpired, .brokenOff, .hostFailed, .stillIncomplete: "時間をおいて再試行し、続くなら取引先に伝えてください。"
  case .notJSON, .hostRefused, .unreadableLink, .foreignLink, .recordTooLong, .answerTooLong,
    .inflatedTooLong,
    .tooManyPages, .emptyPage, .repeatedLink, .nothingNewOnPage:
    "ホストが PACT に沿っていないことを取引先に伝えてください。"
  case .tooManyRequests: "その時間がたってから再試行してください。"
  case .redirectedElsewhere: "転送先が正しければ、そのアドレスを設定してください。"
  case .echoedCredentials: "取引先に伝え、シークレットを変更してください。"
  case .filterIgnored: ""
  case .clockDiffers: "この端末の時計を合わせるか、取引先に伝えてください。"
  case .unreadableRecords: "そのファイルのお知らせ(!)を見て、取引先に訂正を依頼してください。"
  case .interrupted, .tornTail, .cancelled, .damagedStore: "再度同期してください。足りない分だけ受信します。"
  case .resumed: "対応は不要です。次の同期で全件を確認し、無くなったものを見つけます。"
  case .storeInUse: "終わるまでお待ちください。"
  case .cannotWrite: "空き容量とフォルダーの権限を確認してください。"
  case .foreignFile: "そのファイルを移すか、受信元に別の名前を付けてください。"
  case .noLongerListed: "まだ有効か取引先に尋ねてください。"
  }
}
