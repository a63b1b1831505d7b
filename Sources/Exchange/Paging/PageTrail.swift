import Footprints

/// Decides which page comes next. Hosts link the first page first, repeat links, point elsewhere, go round in circles
/// or never end; whatever they do, the trail ends, and says why.
struct PageTrail {
  /// What is known of a page once it was read.
  struct Page {
    var address: WebAddress
    /// The values of its `Link` headers.
    var links: [String]
    var listed: Int
    /// Records that no page of this trail had before.
    var first: Int
  }

  enum Step: Equatable {
    case follow(WebAddress)
    /// The host has no more.
    case end
    case stop(HostProblem)
  }

  /// Pages at most.
  let limit: Int
  private let origin: WebAddress.Origin
  private var visited: Set<String>
  private(set) var pages = 0
  private var emptyPages = 0

  /// Hosts that filter after they have cut the list into pages send empty ones in between; more in a row than this
  /// are the end.
  static let emptyPagesAllowed = 2

  init(from first: WebAddress, limit: Int) {
    origin = first.origin
    visited = [first.text]
    self.limit = limit
  }

  mutating func next(after page: Page) -> Step {
    pages += 1
    let header = LinkHeader(page.links)
    guard let target = header.next, !target.isEmpty else { return .end }
    guard let next = page.address.resolving(target) else {
      return .stop(HostProblem(.unreadableLink, String(target.prefix(200))))
    }
    if let problem = refusal(of: next) { return .stop(problem) }
    emptyPages = page.listed == 0 ? emptyPages + 1 : 0
    if emptyPages > PageTrail.emptyPagesAllowed { return .stop(HostProblem(.emptyPage, count: pages)) }
    if page.listed > 0, page.first == 0 { return .stop(HostProblem(.nothingNewOnPage, count: pages)) }
    guard visited.insert(next.text).inserted else { return .stop(HostProblem(.repeatedLink, count: pages)) }
    if pages >= limit { return .stop(HostProblem(.tooManyPages, count: pages)) }
    return .follow(next)
  }

  private func refusal(of next: WebAddress) -> HostProblem? {
    if next.origin == origin { return nil }
    let isDowngrade = origin.isSecure && !next.origin.isSecure && next.origin.host == origin.host
    return HostProblem(isDowngrade ? .insecureLink : .foreignLink, next.origin.description)
  }
}
