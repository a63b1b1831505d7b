import Footprints
import Formats
import Testing

@testable import Exchange

@Suite struct PageTrailTests {
  let start = WebAddress("https://a.example/3/footprints")!

  func step(
    _ trail: inout PageTrail, _ link: String, listed: Int = 10, first: Int = 10, at address: WebAddress? = nil
  )
    -> PageTrail.Step
  {
    trail.next(
      after: .init(
        address: address ?? start, links: link.isEmpty ? [] : ["<\(link)>; rel=next"], listed: listed,
        first: first))
  }

  @Test func followsAndEnds() {
    var trail = PageTrail(from: start, limit: 10)
    #expect(
      step(&trail, "https://a.example/3/footprints?o=10")
        == .follow(WebAddress("https://a.example/3/footprints?o=10")!))
    #expect(step(&trail, "") == .end && trail.pages == 2)
  }

  @Test(arguments: [
    ("https://b.example/3/footprints?o=1", HostProblem.Code.foreignLink),
    ("http://a.example/3/footprints", .insecureLink),
    ("https://a.example:444/3/footprints", .foreignLink), ("//b.example/x", .foreignLink),
    ("https://a.example@b.example/", .unreadableLink), ("https://a.example/3/footprints", .repeatedLink),
    ("file:///etc/passwd", .unreadableLink),
  ]) func refused(_ link: String, _ code: HostProblem.Code) {
    var trail = PageTrail(from: start, limit: 10)
    guard case .stop(let problem) = step(&trail, link) else {
      Issue.record("followed \(link)")
      return
    }
    #expect(problem.code == code)
  }

  @Test func circlesEnd() {
    var trail = PageTrail(from: start, limit: 1000)
    #expect(step(&trail, "?o=1") == .follow(start.resolving("?o=1")!))
    #expect(step(&trail, "?o=2") == .follow(start.resolving("?o=2")!))
    #expect(step(&trail, "?o=1") == .stop(HostProblem(.repeatedLink, count: 3)))
  }

  @Test func pagesThatAddNothingEnd() {
    var trail = PageTrail(from: start, limit: 1000)
    #expect(step(&trail, "?o=1", first: 0) == .stop(HostProblem(.nothingNewOnPage, count: 1)))
  }

  @Test func someEmptyPagesAreFollowedNotMany() {
    var trail = PageTrail(from: start, limit: 1000)
    for page in 1...PageTrail.emptyPagesAllowed {
      guard case .follow = step(&trail, "?o=\(page)", listed: 0, first: 0) else {
        Issue.record("ended")
        return
      }
    }
    #expect(step(&trail, "?o=9", listed: 0, first: 0) == .stop(HostProblem(.emptyPage, count: 3)))
  }

  @Test func thereIsALastPageForEveryHost() {
    var trail = PageTrail(from: start, limit: 5)
    var steps = 0
    while case .follow = step(&trail, "?o=\(steps)") { steps += 1 }
    #expect(steps == 4)
  }
}

@Suite struct CriteriaTests {
  func footprint(_ text: String) throws -> Footprint { try #require(PactDocument(text).footprints.first) }

  @Test func everyKindMustBeMet() throws {
    let given = try footprint(record3(7))
    var criteria = Criteria()
    #expect(criteria.accepts(given))
    criteria.productIDs = ["x", "URN:PACT:HIKARI.EXAMPLE:PRODUCT-ID:7"]
    criteria.geographies = ["jp"]
    criteria.status = ["active"]
    #expect(criteria.accepts(given))
    criteria.companyIDs = ["somebody"]
    #expect(!criteria.accepts(given))
  }

  @Test func time() throws {
    let given = try footprint(record3(7))  // valid 2026-01-01 to 2029-01-01
    func accepts(_ set: (inout Criteria, Timestamp) -> Void, _ date: String) throws -> Bool {
      var criteria = Criteria()
      set(&criteria, try #require(Timestamp(iso8601: date)))
      return criteria.accepts(given)
    }
    #expect(try accepts({ $0.validOn = $1 }, "2026-01-01") && accepts({ $0.validOn = $1 }, "2029-01-01"))
    #expect(try !accepts({ $0.validOn = $1 }, "2025-12-31") && !accepts({ $0.validOn = $1 }, "2029-01-02"))
    #expect(
      try accepts({ $0.validAfter = $1 }, "2025-12-31") && !accepts({ $0.validAfter = $1 }, "2026-01-01"))
    #expect(
      try accepts({ $0.validBefore = $1 }, "2029-01-02") && !accepts({ $0.validBefore = $1 }, "2029-01-01"))
  }

  @Test func onTheWire() {
    var criteria = Criteria()
    criteria.productIDs = ["urn:a'b"]
    criteria.geographies = ["JP"]
    criteria.classifications = ["urn:cpc:3342"]
    let filter = criteria.version2(since: ("created", noon)).first?.value
    #expect(
      filter
        == "created ge '2026-11-23T12:00:00Z' and productIds/any(productId:(productId eq 'urn:a''b')) and "
        + "pcf/geographyCountry eq 'JP' and productCategoryCpc eq '3342'")
    criteria.productIDs = ["a", "b"]
    #expect(criteria.version2(since: nil).first?.value.contains("productIds") == false)
    #expect(criteria.version3.filter { $0.name == "productId" }.map(\.value) == ["a", "b"])
    #expect(Criteria().version2(since: nil).isEmpty && Criteria().version3.isEmpty)
  }
}
