import Dashboard
import Exchange

/// Texts about naming and asking hosts on the command line, in one language. No defaults: a text missing in one
/// language does not compile.
struct SourceTexts: Sendable {
  var problem: @Sendable (EndpointFile.Problem) -> (what: String, remedy: String)
  var unknownName: @Sendable (_ name: String, _ lookedIn: String) -> String
  var noEndpoints: @Sendable (_ lookedIn: String) -> String
  var noAddress: @Sendable (_ text: String) -> String
  var insecure: @Sendable (_ text: String) -> String
  var askSecret: @Sendable (_ name: String, _ id: String) -> String
  var progress: @Sendable (_ done: Int, _ hosts: Int, _ pages: Int, _ listed: Int, _ new: Int) -> String
  var hostDone: @Sendable (_ name: String, _ state: String, _ pages: Int, _ listed: Int, _ new: Int) -> String
  var stopping: String
  var asked: @Sendable (_ product: String, _ host: String) -> String
}

extension Language {
  var sourceTexts: SourceTexts { self == .ja ? .japanese : .english }
}

extension SourceTexts {
  static let english = SourceTexts(
    problem: { problem in
      let place = problem.endpoint.isEmpty ? problem.file : "\(problem.file), [endpoints.\(problem.endpoint)]"
      switch problem.kind {
      case .unreadable(let reason): return ("\(place) cannot be read: \(reason)", "Check its permissions.")
      case .syntax(let line, let reason):
        return (
          "\(place), line \(line): \(reason)", "Correct the line; nothing of the file is used until then."
        )
      case .unknownKey(let key):
        return ("\(place): there is no setting \(key)", "See the README for those there are.")
      case .missing(let key): return ("\(place): \(key) is missing", "Add \(key) = \"https://...\"")
      case .wrongValue(let key, let value):
        return ("\(place): \(key) cannot be “\(value)”", "See the README for what it may be.")
      case .insecure(let address): return ("\(place): \(address) is not protected", "Use https.")
      case .secretInFile(let key):
        return (
          "\(place): \(key) would hold a secret in the open",
          key.hasPrefix("proxy")
            ? "Use proxy_login_env or proxy_login_file, and change the password."
            : "Use secret_env or secret_file, and change the secret."
        )
      case .foreignSecret(let key):
        return (
          "\(place): a file beside data must not choose a secret of this machine (\(key))",
          key.hasPrefix("proxy")
            ? "Move the entry to your own endpoints.toml."
            : "Name a variable that begins with GENRYU_, or move the entry to your own endpoints.toml."
        )
      }
    },
    unknownName: { name, places in "There is no host called \(name). Looked in \(places)" },
    noEndpoints: { "No hosts are named. Looked in \($0)" },
    noAddress: { "\($0) is no address of a host: https://..." },
    insecure: { "\($0) is not protected. Use https; http is for this machine only." },
    askSecret: { name, id in "Secret of \(id) at \(name): " },
    progress: { done, hosts, pages, listed, new in
      "\(done) of \(hosts) hosts done, \(Numbers.count(pages)) pages, \(Numbers.count(listed)) listed, \(Numbers.count(new)) new"
    },
    hostDone: { name, state, pages, listed, new in
      "\(name): \(state), \(Numbers.count(pages)) pages, \(Numbers.count(listed)) listed, \(Numbers.count(new)) new"
    },
    stopping: "Stopping; what was received is kept.",
    asked: { product, host in "Asked \(host) for \(product)." })

  static let japanese = SourceTexts(
    problem: { problem in
      let place = problem.endpoint.isEmpty ? problem.file : "\(problem.file)、[endpoints.\(problem.endpoint)]"
      switch problem.kind {
      case .unreadable(let reason): return ("\(place) を読めません: \(reason)", "権限を確認してください。")
      case .syntax(let line, let reason):
        return ("\(place)、\(line)行目: \(reason)", "その行を直してください。それまでこのファイルは使いません。")
      case .unknownKey(let key): return ("\(place): \(key) という設定はありません", "使える設定は README にあります。")
      case .missing(let key): return ("\(place): \(key) がありません", "\(key) = \"https://...\" を加えてください。")
      case .wrongValue(let key, let value):
        return ("\(place): \(key) に「\(value)」は使えません", "使える値は README にあります。")
      case .insecure(let address): return ("\(place): \(address) は保護されていません", "https を使ってください。")
      case .secretInFile(let key):
        return (
          "\(place): \(key) にシークレットが書かれています",
          key.hasPrefix("proxy")
            ? "proxy_login_env か proxy_login_file を使い、パスワードを変更してください。"
            : "secret_env か secret_file を使い、シークレットを変更してください。"
        )
      case .foreignSecret(let key):
        return (
          "\(place): データに付属するファイルは、この端末のシークレットを選べません(\(key))",
          key.hasPrefix("proxy")
            ? "ご自身の endpoints.toml に移してください。" : "GENRYU_ で始まる変数にするか、ご自身の endpoints.toml に移してください。"
        )
      }
    },
    unknownName: { name, places in "\(name) というホストはありません。探した場所: \(places)" },
    noEndpoints: { "ホストが登録されていません。探した場所: \($0)" },
    noAddress: { "\($0) はホストのアドレスではありません: https://..." },
    insecure: { "\($0) は保護されていません。https を使ってください(http はこの端末自身のみ)。" },
    askSecret: { name, id in "\(name) の \(id) のシークレット: " },
    progress: { done, hosts, pages, listed, new in
      "\(hosts)ホスト中\(done)完了、\(Numbers.count(pages))頁、掲載\(Numbers.count(listed))件、新着\(Numbers.count(new))件"
    },
    hostDone: { name, state, pages, listed, new in
      "\(name): \(state)、\(Numbers.count(pages))頁、掲載\(Numbers.count(listed))件、新着\(Numbers.count(new))件"
    },
    stopping: "中止します。受信済みのものは残ります。",
    asked: { product, host in "\(host) に \(product) を依頼しました。" })
}
