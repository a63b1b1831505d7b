import Footprints

extension HostTexts {
  static let english = HostTexts(
    problem: englishProblem,
    remedy: englishRemedy,
    title: "Sources",
    hostHeading: "Host",
    stateHeading: "State",
    pagesHeading: "pages",
    listedHeading: "listed",
    newHeading: "new",
    keptHeading: "kept",
    lastHeading: "last sync",
    never: "never",
    waiting: "waiting",
    running: "asking ...",
    pausing: { "waits \($0) s" },
    good: "up to date",
    incomplete: "incomplete",
    failed: "failed",
    notAsked: "not asked yet",
    noSources: [
      "No hosts are named yet. Write them into genryu.toml beside the data, or",
      "into ~/.config/genryu/endpoints.toml for all datasets:", "",
      "  [endpoints.hikari]", "  url = \"https://pact.hikari.example\"", "  client_id = \"aoba\"", "",
      "The secret goes into the variable GENRYU_SECRET_HIKARI.",
    ],
    problemsHeading: "What happened",
    allWell: "Everything the host lists was received.",
    changesHeading: { "Changed by the last sync: \(Numbers.count($0))" },
    noChanges: "The last sync changed nothing.",
    moreChanges: { "+ \(Numbers.count($0)) more" },
    unlistedCount: { "\(Numbers.count($0)) not listed any more, kept" },
    kind: { kind in
      switch kind {
      case .new: "new"
      case .changed: "changed"
      case .deprecated: "withdrawn"
      case .unlisted: "not listed"
      }
    },
    question: { product, asked, question in
      let day = question.since?.dateText ?? ""
      switch question.state {
      case .asked: return "Asked for \(product) on \(asked); no answer yet"
      case .answered: return "Asked for \(product) on \(asked), answered \(day)"
      case .rejected: return joined("Asked for \(product) on \(asked), rejected \(day)", question.reason)
      }
    },
    whoHeading: "Who",
    productHeading: "Product",
    valueHeading: "kg CO2e per unit",
    shareHeading: "primary",
    stopped: "Stopped. What was received is kept.",
    chooseHost: "Which host is to be asked for the footprint?",
    noProductHere: "There is no product on this line to ask for.",
    nothingToRefresh: "There is no host to ask on this line.",
    stillLookingUp: "The hosts are still being looked up.",
    nothingRuns: "No host is being asked.",
    masked: "Hosts are not shown while names are masked: their names tell who they are.",
    refreshing: { "Asking \(Numbers.count($0)) host\($0 == 1 ? "" : "s") ..." },
    arrived: { new, hosts in
      "\(Numbers.count(new)) new record\(new == 1 ? "" : "s") from \(Numbers.count(hosts)) host\(hosts == 1 ? "" : "s")."
    },
    tally: { hosts, kept in
      "\(Numbers.count(hosts)) host\(hosts == 1 ? "" : "s"), \(Numbers.count(kept)) record\(kept == 1 ? "" : "s") kept"
    },
    summary: { name, kept, received, last in
      "\(name): \(Numbers.count(kept)) record\(kept == 1 ? "" : "s") kept, \(Numbers.count(received)) new with the last sync (\(last))."
    })
}

private func englishProblem(_ problem: HostProblem) -> String {
  let detail = problem.detail
  let count = Numbers.count(problem.count)
  switch problem.code {
  case .unknownHost: return joined("No host has this name", detail)
  case .cannotConnect: return joined("The host cannot be reached", detail)
  case .timedOut: return joined("The host did not answer in time", detail)
  case .tooSlow: return "The answer came too slowly: \(count) bytes a second"
  case .connectionLost: return joined("The connection was lost", detail)
  case .notSecure: return joined("The address is not protected (http)", detail)
  case .certificateUntrusted:
    return joined("The host's certificate is from nobody who is trusted here, or has expired", detail)
  case .certificateOtherHost: return joined("The certificate is that of another host, not of", detail)
  case .secureConnectionFailed: return joined("No protected connection came about", detail)
  case .proxyFailed: return joined("The proxy refused", detail)
  case .proxyWantsLogin: return "The proxy wants a login, or refused the one it was given"
  case .unusableProxyLogin: return "The login for the proxy is not of the form user:password"
  case .unreadableCA: return joined("The file of certificates cannot be used", detail)
  case .noSecret: return joined("There is no secret", detail)
  case .secretReadableByOthers:
    return joined("The file of the secret may be read by others, so it is not used", detail)
  case .unreadableSecret: return joined("The file of the secret cannot be read", detail)
  case .refusedCredentials: return joined("The host refused the client id or secret", detail)
  case .refusedToken: return joined("The host refused the token that it had given itself", detail)
  case .accessDenied: return joined("The host denies access", detail)
  case .noReturnAddress:
    return joined("The host refuses questions that name no address for the answer", detail)
  case .unreadableToken: return joined("What the host gave as a token is none", detail)
  case .insecureTokenAddress:
    return joined("The secret would have gone over an open connection, so it was not sent", detail)
  case .noPact: return joined("There is no PACT host at this address", detail)
  case .webPage: return joined("A web page came instead of footprints, perhaps to log in", detail)
  case .linkExpired: return joined("The link to the next page does not work any more", detail)
  case .notJSON: return joined("The answer is no list of footprints", detail)
  case .hostRefused: return joined("The host refused", detail)
  case .hostFailed: return joined("The host failed\(problem.count > 1 ? " \(count) times" : "")", detail)
  case .tooManyRequests:
    return joined("The host is busy\(problem.count > 0 ? " and asks to wait \(count) seconds" : "")", detail)
  case .redirectedElsewhere:
    return joined("The host points somewhere else, where the token must not go", detail)
  case .answerTooLong: return "The answer is longer than \(Numbers.count(problem.count >> 20)) MB"
  case .inflatedTooLong: return "The answer grows far too large when it is unpacked"
  case .recordTooLong: return "A record is longer than \(Numbers.count(problem.count >> 20)) MB"
  case .brokenOff: return joined("The answer broke off in the middle", detail)
  case .echoedCredentials: return "The host sent our own credentials back; what held them was not kept"
  case .stillIncomplete: return "The host said \(count) times that its list is not complete yet"
  case .foreignLink:
    return joined("The link to the next page leads to another host and was not followed", detail)
  case .insecureLink: return joined("The link to the next page is not protected and was not followed", detail)
  case .unreadableLink: return joined("The link to the next page cannot be read", detail)
  case .repeatedLink:
    return "After page \(count) the host linked a page that was read already: taken as the end"
  case .nothingNewOnPage: return "Page \(count) held nothing that was not listed before: taken as the end"
  case .emptyPage: return "The host links one empty page after another: taken as the end after page \(count)"
  case .tooManyPages: return "There are more pages than are followed: \(count)"
  case .filterIgnored: return "The host ignored the filters: \(count) footprints were left out here"
  case .clockDiffers: return "The host's clock differs from ours by \(duration(problem.count))"
  case .unreadableRecords: return "\(count) records cannot be used as footprints; they are kept"
  case .interrupted: return "The last sync was cut off after \(count) records; they are kept"
  case .resumed: return "The list went on where the last sync broke off"
  case .tornTail: return joined("\(count) bytes of a page in flight were set aside", detail)
  case .damagedStore: return joined("What was received is damaged (\(count)) and is asked for again", detail)
  case .storeInUse: return joined("Another program is receiving from this host", detail)
  case .cannotWrite: return joined("What was received cannot be written", detail)
  case .foreignFile: return joined("A file of this name is there that Genryu has not written", detail)
  case .noLongerListed: return "The host does not list \(count) footprints any more; they are kept and marked"
  case .cancelled: return "Stopped; what was received is kept"
  }
}

private func duration(_ seconds: Int) -> String {
  let minutes = abs(seconds) / 60
  let text =
    minutes < 180 ? "\(minutes) min" : minutes < 4320 ? "\(minutes / 60) h" : "\(minutes / 1440) days"
  return seconds < 0 ? "-\(text)" : text
}

private func englishRemedy(_ code: HostProblem.Code) -> String {
  switch code {
  case .unknownHost, .noPact: "Check the address; ask the supplier for the base URL of its PACT host."
  case .cannotConnect, .timedOut, .connectionLost, .tooSlow:
    "Try again later; check the network, a firewall or the proxy setting."
  case .notSecure, .insecureTokenAddress, .insecureLink:
    "Use https; ask the supplier for a protected address."
  case .certificateUntrusted:
    "For a private authority give its certificates: --ca FILE or ca = \"file.pem\"; else ask the supplier to renew it."
  case .certificateOtherHost: "Check the address. If it is right, the supplier must renew its certificate."
  case .secureConnectionFailed: "Check the port and that the host speaks https (TLS 1.2 or later)."
  case .proxyFailed: "Check the proxy in the settings of the endpoint."
  case .proxyWantsLogin, .unusableProxyLogin:
    "Put user:password into a variable or a file that only you may read, and name it in your endpoints.toml: proxy_login_env or proxy_login_file."
  case .unreadableCA: "Give a readable file with certificates in PEM form."
  case .noSecret: "Set the variable, give --secret-file, or type the secret when asked."
  case .secretReadableByOthers: "Make it yours alone: chmod 600 FILE"
  case .unreadableSecret: "Check the path and permissions of the file."
  case .refusedCredentials, .refusedToken:
    "Check client id and secret; ask the supplier whether they still hold."
  case .noReturnAddress:
    "Give the address of your own host (return_address in genryu.toml or endpoints.toml, or --source), and have it trusted there."
  case .accessDenied: "Ask the supplier to give this client access to its footprints."
  case .unreadableToken: "Check the token address (--token-url); ask the supplier."
  case .webPage: "Check the address; the host may want a login or a VPN."
  case .linkExpired, .brokenOff, .hostFailed, .stillIncomplete:
    "Try again later; tell the supplier if it stays so."
  case .notJSON, .hostRefused, .unreadableLink, .foreignLink, .recordTooLong, .answerTooLong,
    .inflatedTooLong,
    .tooManyPages, .emptyPage, .repeatedLink, .nothingNewOnPage:
    "Tell the supplier; its host does not keep to PACT here."
  case .tooManyRequests: "Try again after that time."
  case .redirectedElsewhere: "If the new address is right, put it into the settings."
  case .echoedCredentials: "Tell the supplier, and change the secret."
  case .filterIgnored: ""
  case .clockDiffers: "Set the clock of this machine, or tell the supplier."
  case .unreadableRecords: "See the notices (!) of the file; ask the supplier to correct them."
  case .interrupted, .tornTail, .cancelled, .damagedStore: "Sync again; only what is missing is received."
  case .resumed: "Nothing to do; the next sync lists everything and finds what is gone."
  case .storeInUse: "Wait until it is done."
  case .cannotWrite: "Check free space and permissions of the folder."
  case .foreignFile: "Move that file away, or give the source another name."
  case .noLongerListed: "Ask the supplier whether they still hold."
  }
}
