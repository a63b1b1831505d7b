import Dashboard

/// What `serve` says to people, in one language. No defaults: a text missing in one language does not compile.
struct ServeTexts: Sendable {
  var needsTLS: @Sendable (_ address: String) -> String
  var needsTLSRemedy: String
  var needsSecret: @Sendable (_ address: String) -> String
  var needsSecretRemedy: String
  var suppliersAreLocal: String
  var noSecret: @Sendable (_ variable: String) -> String
  var noSecretRemedy: @Sendable (_ variable: String) -> String
  var secretFileIsOpen: @Sendable (_ path: String) -> String
  var secretFileRemedy: @Sendable (_ path: String) -> String
  var secretFileUnreadable: @Sendable (_ path: String) -> String
  var rehearsalSecret: @Sendable (_ clientID: String) -> String
  var noSuchOrigin: @Sendable (_ text: String) -> String
  var originRemedy: String
  var needsCallback: @Sendable (_ origin: String) -> String
  var needsCallbackRemedy: String
  var badCertificate: @Sendable (_ reason: String) -> String
  var noSuchCompany: @Sendable (_ name: String) -> String
  var noOwnCompany: String
  var noOwnCompanyRemedy: String
  var nothingToServe: @Sendable (_ company: String) -> String
  var leftOut: @Sendable (_ count: Int, _ reason: String, _ examples: String) -> String
  var cannotListen: @Sendable (_ address: String, _ reason: String) -> String
  var badSettings: @Sendable (_ path: String, _ reason: String) -> String
  var cannotWriteFile: @Sendable (_ path: String, _ reason: String) -> String
}

extension Language {
  var serveTexts: ServeTexts { self == .ja ? .japanese : .english }
}

extension ServeTexts {
  static let english = ServeTexts(
    needsTLS: { "Not served at \($0), where others can reach it, without TLS" },
    needsTLSRemedy: "Give --tls-cert and --tls-key, or leave --host out to serve this machine only.",
    needsSecret: { "Not served at \($0), where others can reach it, without a secret of your own" },
    needsSecretRemedy: "Give --secret-env VARIABLE or --secret-file FILE.",
    suppliersAreLocal: "--suppliers is for rehearsals and serves this machine only; leave --host out",
    noSecret: { "The variable \($0) holds no secret" },
    noSecretRemedy: { "Set it: export \($0)=..." },
    secretFileIsOpen: { "The secret in \($0) can be read by others" },
    secretFileRemedy: { "Keep it to yourself: chmod 600 \($0)" },
    secretFileUnreadable: { "There is no secret in \($0)" },
    rehearsalSecret: { "No secret was given. For this rehearsal, the client \($0) has" },
    noSuchOrigin: { "\($0) is no origin that can be trusted" },
    originRemedy:
      "An origin is https://host or https://host:port; plain http only for 127.0.0.1 and localhost.",
    needsCallback: { "Answers to \($0) need credentials of yours there" },
    needsCallbackRemedy: "Give --callback-id and --callback-secret-env.",
    badCertificate: { "The certificate or its key cannot be used: \($0)" },
    noSuchCompany: { "There is no company called \($0) in the dataset" },
    noOwnCompany: "It is not known which company is the own one",
    noOwnCompanyRemedy: "Give --company NAME, or --all to serve everything.",
    nothingToServe: { $0.isEmpty ? "There is nothing to serve" : "There is nothing to serve of \($0)" },
    leftOut: { count, reason, examples in "\(count) left out (\(examples)): \(reason)" },
    cannotListen: { "Cannot listen at \($0): \($1)" },
    badSettings: { "\($0) cannot be used: \($1)" },
    cannotWriteFile: { "\($0) cannot be written: \($1)" })

  static let japanese = ServeTexts(
    needsTLS: { "\($0) は他の機器から届くアドレスです。TLS なしでは公開しません" },
    needsTLSRemedy: "--tls-cert と --tls-key を指定するか、--host を外してこの機器だけに公開してください。",
    needsSecret: { "\($0) は他の機器から届くアドレスです。自分で決めたシークレットなしでは公開しません" },
    needsSecretRemedy: "--secret-env 変数名 か --secret-file ファイル を指定してください。",
    suppliersAreLocal: "--suppliers はリハーサル用で、この機器だけに公開します。--host を外してください",
    noSecret: { "変数 \($0) にシークレットがありません" },
    noSecretRemedy: { "設定してください: export \($0)=..." },
    secretFileIsOpen: { "\($0) のシークレットは他の利用者にも読めます" },
    secretFileRemedy: { "自分だけが読めるようにしてください: chmod 600 \($0)" },
    secretFileUnreadable: { "\($0) にシークレットがありません" },
    rehearsalSecret: { "シークレットの指定がありません。このリハーサルでのクライアント \($0) の値" },
    noSuchOrigin: { "\($0) は信頼できるオリジンの形ではありません" },
    originRemedy: "オリジンは https://ホスト または https://ホスト:ポート です。http は 127.0.0.1 と localhost だけです。",
    needsCallback: { "\($0) への回答には、相手側での認証情報が必要です" },
    needsCallbackRemedy: "--callback-id と --callback-secret-env を指定してください。",
    badCertificate: { "証明書または鍵が使えません: \($0)" },
    noSuchCompany: { "データに \($0) という会社はありません" },
    noOwnCompany: "自社がどの会社か分かりません",
    noOwnCompanyRemedy: "--company 会社名 を指定するか、すべて公開するなら --all を指定してください。",
    nothingToServe: { $0.isEmpty ? "公開するものがありません" : "\($0) の公開するものがありません" },
    leftOut: { count, reason, examples in "\(count)件を除外(\(examples)): \(reason)" },
    cannotListen: { "\($0) で待ち受けできません: \($1)" },
    badSettings: { "\($0) が使えません: \($1)" },
    cannotWriteFile: { "\($0) に書き込めません: \($1)" })
}
