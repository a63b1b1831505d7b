/// What went wrong between us and a host that serves footprints. A value without words: the text is made where it is
/// shown, in the language of whoever reads it. Never holds a token or a secret.
public struct HostProblem: Error, Hashable, Sendable {
  public enum Code: String, CaseIterable, Sendable {
    // Getting through.
    case unknownHost, cannotConnect, timedOut, tooSlow, connectionLost, notSecure
    case certificateUntrusted, certificateOtherHost, secureConnectionFailed
    case proxyFailed, proxyWantsLogin, unusableProxyLogin, unreadableCA
    // Credentials.
    case noSecret, secretReadableByOthers, unreadableSecret, refusedCredentials, refusedToken, accessDenied
    case unreadableToken, insecureTokenAddress
    // Answers.
    case noReturnAddress
    case noPact, webPage, linkExpired, notJSON, hostRefused, hostFailed, tooManyRequests, redirectedElsewhere
    case answerTooLong, inflatedTooLong, recordTooLong, brokenOff, echoedCredentials, stillIncomplete
    // Paging: what the host does wrong, and what was done about it.
    case foreignLink, insecureLink, unreadableLink, repeatedLink, nothingNewOnPage, emptyPage, tooManyPages
    case filterIgnored, clockDiffers
    case unreadableRecords
    // The store.
    case interrupted, resumed, tornTail, damagedStore, storeInUse, cannotWrite, foreignFile, noLongerListed
    case cancelled
  }

  public enum Severity: Int, Comparable, Sendable {
    /// Worth knowing; everything was received.
    case note
    /// Something is missing.
    case gap
    /// The host could not be asked to the end.
    case failure

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  public var code: Code
  /// What was found: an address, a status, the host's own words. Text from outside: clean it where it is shown.
  public var detail: String
  /// How many of them, where that says something.
  public var count: Int

  public init(_ code: Code, _ detail: String = "", count: Int = 0) {
    self.code = code
    self.detail = detail
    self.count = count
  }

  public var severity: Severity {
    switch code {
    case .filterIgnored, .clockDiffers, .interrupted, .tornTail, .noLongerListed, .repeatedLink,
      .nothingNewOnPage, .emptyPage, .resumed:
      .note
    case .unreadableRecords, .damagedStore, .stillIncomplete, .echoedCredentials: .gap
    default: .failure
    }
  }

  /// Whether asking again later may help without anybody changing anything.
  public var mayPass: Bool {
    switch code {
    case .timedOut, .tooSlow, .connectionLost, .cannotConnect, .hostFailed, .tooManyRequests, .brokenOff,
      .stillIncomplete, .cancelled, .unknownHost, .storeInUse:
      true
    default: false
    }
  }
}

/// What a sync brought for one footprint, against what was received before.
public struct FootprintChange: Hashable, Sendable {
  public enum Kind: String, Sendable {
    /// A product that was not known from this host.
    case new
    /// Another figure, another share, or only another record, of a known one.
    case changed
    /// The host says that it is not to be used any more.
    case deprecated
    /// The host does not list it any more; what was received stays.
    case unlisted
  }

  public var kind: Kind
  public var id: String
  /// The first identifier of the product.
  public var productID: String
  public var productName: String
  /// Who states it.
  public var companyName: String
  public var unit: String
  /// kg CO2e per one unit of measurement, excluding biogenic uptake.
  public var before: Double?
  public var after: Double?
  /// Percent, 0…100.
  public var shareBefore: Double?
  public var shareAfter: Double?

  public init(
    kind: Kind, id: String, productID: String = "", productName: String = "", companyName: String = "",
    unit: String = "", before: Double? = nil, after: Double? = nil, shareBefore: Double? = nil,
    shareAfter: Double? = nil
  ) {
    self.kind = kind
    self.id = id
    self.productID = productID
    self.productName = productName
    self.companyName = companyName
    self.unit = unit
    self.before = before
    self.after = after
    self.shareBefore = shareBefore
    self.shareAfter = shareAfter
  }

  /// Relative to the value before; nil where either is missing or the value before is 0.
  public var relativeChange: Double? {
    guard let before, let after, before != 0 else { return nil }
    return (after - before) / abs(before)
  }
}

/// A footprint that a host was asked for.
public struct HostQuestion: Hashable, Sendable {
  public enum State: String, Sendable { case asked, answered, rejected }

  public var productIDs: [String]
  public var asked: Timestamp?
  public var state: State
  /// When that was last seen to change.
  public var since: Timestamp?
  /// The host's words where it rejected.
  public var reason: String

  public init(
    productIDs: [String], asked: Timestamp?, state: State, since: Timestamp? = nil, reason: String = ""
  ) {
    self.productIDs = productIDs
    self.asked = asked
    self.state = state
    self.since = since
    self.reason = reason
  }
}

/// Where one host stands: what a list of sources shows.
public struct HostState: Hashable, Sendable {
  public enum Activity: Hashable, Sendable {
    /// Nothing is being asked. Never asked when `lastSync` is nil.
    case idle
    /// Waiting for its turn.
    case waiting
    /// Being asked.
    case running
    /// Waiting this many seconds before asking again.
    case pausing(seconds: Int)
  }

  public var name: String
  /// Where it is, without a query.
  public var address: String
  /// Version of the protocol that is spoken, 2 or 3; nil before that is known.
  public var version: Int?
  public var activity: Activity
  /// Of the sync that runs, or of the last one.
  public var pages: Int
  public var listed: Int
  public var bytes: Int64
  /// New records of it.
  public var received: Int
  /// Records kept in all, older versions included.
  public var kept: Int
  /// Kept footprints that the host did not list when it last listed all it has.
  public var unlisted: Int
  /// When the last complete sync began.
  public var lastSync: Timestamp?
  /// The first that is a failure tells why the last sync is not complete.
  public var problems: [HostProblem]
  /// The heaviest first, at most `State.keptChanges`; `changeCount` counts all.
  public var changes: [FootprintChange]
  public var changeCount: Int
  /// The latest first.
  public var questions: [HostQuestion]

  public init(name: String, address: String) {
    self.name = name
    self.address = address
    activity = .idle
    (pages, listed, received, kept, unlisted, changeCount) = (0, 0, 0, 0, 0, 0)
    bytes = 0
    problems = []
    changes = []
    questions = []
  }

  public var failure: HostProblem? { problems.first { $0.severity == .failure } }

  public var isBusy: Bool { activity != .idle }
}
