import Synchronization

/// The footprints that a host serves, in a fixed order: new ones are added at the end, so that a page that was handed
/// out stays what it was.
public final class Catalogue: Sendable {
  private let state: Mutex<Shelf>

  public init(_ offers: [Offer]) { state = Mutex(Shelf(offers)) }

  /// What is served at this moment.
  public var shelf: Shelf { state.withLock { $0 } }

  /// Replaces a footprint by one with the same id.
  func replace(_ offer: Offer) { state.withLock { $0.replace(offer) } }

  func add(_ offer: Offer) { state.withLock { $0.add(offer) } }
}

/// A state of a catalogue, as a value.
public struct Shelf: Sendable {
  public private(set) var offers: [Offer] = []
  private var byID: [String: Int] = [:]
  private var byProduct: [String: [Int]] = [:]
  /// Numbers of those that a version can say, in order.
  private var sayable2: [Int] = []
  private var sayable3: [Int] = []

  /// Of several footprints with one id the first stays.
  init(_ offers: [Offer]) {
    for offer in offers { add(offer) }
  }

  mutating func add(_ offer: Offer) {
    guard byID[offer.id] == nil else { return }
    let number = offers.count
    byID[offer.id] = number
    for product in offer.terms.productIDs { byProduct[product, default: []].append(number) }
    if offer.isSayable(in: .v2) { sayable2.append(number) }
    if offer.isSayable(in: .v3) { sayable3.append(number) }
    offers.append(offer)
  }

  mutating func replace(_ offer: Offer) {
    guard let number = byID[offer.id],
      [PactVersion.v2, .v3].allSatisfy({ offers[number].isSayable(in: $0) == offer.isSayable(in: $0) })
    else { return }
    offers[number] = offer
  }

  public func count(in version: PactVersion) -> Int { numbers(version).count }

  /// Constant time.
  func offer(id: String, in version: PactVersion) -> Offer? {
    guard let number = byID[id.lowercased()], offers[number].isSayable(in: version) else { return nil }
    return offers[number]
  }

  private func numbers(_ version: PactVersion) -> [Int] { version == .v2 ? sayable2 : sayable3 }

  /// A part of what matches, and whether there is more behind it.
  struct Page {
    var offers: [Offer]
    var hasMore: Bool
  }

  /// Up to `limit` footprints behind the first `offset` of those that match. O(limit) without a filter, O(matches of
  /// the products) where products are asked for, else O(footprints).
  func page(_ version: PactVersion, _ filter: Filter, offset: Int, limit: Int) -> Page {
    if case .none = filter {
      let numbers = numbers(version)
      let start = min(offset, numbers.count)
      let end = start + min(limit, numbers.count - start)
      return Page(offers: numbers[start..<end].map { offers[$0] }, hasMore: end < numbers.count)
    }
    var page = Page(offers: [], hasMore: false)
    var skipped = 0
    for number in candidates(version, filter) where filter.matches(offers[number]) {
      if skipped < offset {
        skipped += 1
      } else if page.offers.count < limit {
        page.offers.append(offers[number])
      } else {
        page.hasMore = true
        break
      }
    }
    return page
  }

  private func candidates(_ version: PactVersion, _ filter: Filter) -> [Int] {
    guard case .criteria(let criteria) = filter, !criteria.productIDs.isEmpty else { return numbers(version) }
    let found = Set(criteria.productIDs.flatMap { byProduct[$0] ?? [] })
    return found.filter { offers[$0].isSayable(in: version) }.sorted()
  }
}

/// What a list is narrowed by.
enum Filter: Sendable {
  case none
  case criteria(Criteria)
  case expression(ODataFilter)

  func matches(_ offer: Offer) -> Bool {
    switch self {
    case .none: true
    case .criteria(let criteria): criteria.matches(offer.terms)
    case .expression(let filter): filter.matches(offer.terms)
    }
  }
}
