import Footprints
import Formats
import Testing

@testable import ExchangeHost

/// The small languages that come in from outside: queries, filters, headers.
@Suite struct ParserTests {
  private typealias Term = ODataFilter.Term

  @Test func filtersAreRead() throws {
    let date = try #require(Timestamp(iso8601: "2023-01-15T10:15:30Z"))
    let cases: [(String, [ODataFilter.Term])] = [
      ("created ge '2023-01-15T10:15:30Z'", [.date(.created, .ge, date)]),
      ("  created   lt '2023-01-15T10:15:30 00:00'  ", [.date(.created, .lt, date)]),
      ("productIds/any(productId:(productId eq 'urn:GTIN:1'))", [.any(.productIds, "urn:gtin:1")]),
      ("companyIds/any(c: c eq 'x')", [.any(.companyIds, "x")]),
      (
        "(pcf/geographyCountry eq 'FR' and (updated gt '2023-01-15T10:15:30Z')) and productCategoryCpc eq '3342'",
        [.text(.country, .eq, "FR"), .date(.updated, .gt, date), .text(.productCategoryCpc, .eq, "3342")]
      ),
      ("productCategoryCpc eq 'it''s and'", [.text(.productCategoryCpc, .eq, "it's and")]),
      ("pcf/referencePeriodEnd le '2023-01-15T10:15:30Z'", [.date(.referenceEnd, .le, date)]),
    ]
    for (text, terms) in cases { #expect(try ODataFilter(text).terms == terms, "\(text)") }
  }

  @Test(arguments: [
    "", "created", "created ge", "created ge 2023", "created ge '2023", "created ge 'soon'",
    "(created ge '2023-01-01'",
    "created ge '2023-01-01')", "and", "created ge '2023-01-01' and", "productIds/any(p:(q eq 'x'))",
    "productIds/any(:( eq 'x'))", "productIds/any(p:(p eq 'x')", "created is '2023-01-01'", "'x' eq created",
    String(repeating: "(", count: 20) + "created ge '2023-01-01'" + String(repeating: ")", count: 20),
    Array(repeating: "created ge '2023-01-01'", count: 70).joined(separator: " and "), "\u{202e}",
    "created\u{0}ge 'x'",
  ])
  func otherTextsAreNoFilters(_ text: String) {
    #expect(throws: ODataFilter.Problem.self) { try ODataFilter(text) }
  }

  @Test(arguments: [
    "created ne '2023-01-01'", "not (created ge '2023-01-01')",
    "created ge '2023-01-01' or created le '2020-01-01'",
    "companyName eq 'x'", "contains(companyName,'x')", "productIds/all(p:(p eq 'x'))",
    "productIds/any(p:(p ne 'x'))",
    "extensions/any(p:(p eq 'x'))", "id in ('a')",
  ])
  func partsThatPactDoesNotHave(_ text: String) {
    #expect { try ODataFilter(text) } throws: { error in
      guard case ODataFilter.Problem.unsupported = error else { return false }
      return true
    }
  }

  @Test func queriesAreDecoded() {
    let query = Query("a=1&b=%E6%97%A5+x&b=2&c&=d&e=f=g&bad=%FF&bad2=%4")
    #expect(query.value("a") == "1" && query.value("b") == "2" && query.value("c") == "")
    #expect(query.value("e") == "f=g" && query.value("bad") == nil && query.value("bad2") == nil)
    #expect(query.parts[1].value == "日+x" && query.pairs.contains { $0 == ("b", "日 x") })
    #expect(query.text(without: ["b", "bad", "bad2"]) == ["a=1", "c", "=d", "e=f=g"])
    #expect(Query.harmless("a\"b<>c\u{e9}") == "a%22b%3C%3Ec%C3%A9")
  }

  @Test func numbersOfQueries() throws {
    #expect(try Query("limit=12").number("limit")?.get() == 12 && Query("x=1").number("limit") == nil)
    for text in ["limit=", "limit=-1", "limit=+1", "limit=1e3", "limit=%31x", "limit=99999999999999999999"] {
      #expect(throws: HostError.self, "\(text)") { try Query(text).number("limit")?.get() }
    }
  }

  @Test func base64() {
    for bytes in [[], [0], [255, 254], [1, 2, 3], Array(0...255)] as [[UInt8]] {
      #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
    }
    #expect(Base64.encoded(Array("aoba:s3".utf8)) == "YW9iYTpzMw==" && Base64.decoded("a*b") == nil)
  }

  @Test func stableIDsFollowFromTheirContent() {
    let id = StableID.of(Array("x".utf8))
    #expect(UUIDText(id)?.text == id && id == StableID.of(Array("x".utf8)) && id != StableID.of([]))
    #expect(
      Array(id)[14] == "5" && UUIDText(HostClock.newID()) != nil && HostClock.newID() != HostClock.newID())
  }

  @Test func logLinesAreClean() {
    let lines = LogLines()
    lines.log(
      .warning, "x", [("a", "plain"), ("b", "two words \"q\""), ("c", "\u{1b}[2J\n\u{202e}日"), ("d", "")])
    #expect(
      lines.all == [
        "time=2026-11-24T06:00:00Z level=warning event=x a=plain b=\"two words \\\"q\\\"\" c=\"\\u{1b}[2J\\u{a}\\u{202e}日\" d=\"\""
      ])
  }

  @Test func ratesRefill() {
    let limit = RateLimit(perSecond: 10)
    let start = ContinuousClock.now
    let first = (0..<30).filter { _ in limit.allows("a", now: start) }
    #expect(first.count == 20 && limit.allows("b", now: start))
    #expect((0..<30).filter { _ in limit.allows("a", now: start + .milliseconds(500)) }.count == 5)
    #expect((0..<50).allSatisfy { _ in RateLimit(perSecond: 0).allows("a", now: start) })
  }

  // MARK: Fuzzing

  /// Whatever comes, there is an answer of the right type and no crash.
  @Test(arguments: 0..<4) func damagedFiltersAndQueries(_ seed: UInt64) {
    var damage = Damage(seed: seed)
    let texts = [
      "(pcf/geographyCountry eq 'FR' and productIds/any(p:(p eq 'urn:x'))) and created ge '2023-01-15T10:15:30Z'",
      "limit=10&offset=5&productId=urn%3Agtin%3A1&geography=F%C3%A9&validOn=2023-01-01T00:00:00+00:00&$filter=x",
      "//host.example:8443/a/b/3/events", "Basic YW9iYTpzMw==", "Bearer 1.2.3",
    ]
    let trusted = TrustedOrigins(origins: ["https://host.example:8443"].compactMap { WebOrigin($0) })
    let tokens = Tokens(secret, lifetime: 60) { 0 }
    let offers = Records.offers(.v3).prefix(3)
    for _ in 0..<400 {
      if let filter = try? ODataFilter(damage.text(texts[0])) {
        for offer in offers { _ = filter.matches(offer.terms) }
      }
      let query = Query(damage.text(texts[1]))
      _ = (query.number("limit"), query.number("offset"), query.spacedValue("$filter"))
      for offer in offers { _ = Criteria(query.pairs).matches(offer.terms) }
      for part in query.text(without: ["limit"]) {
        #expect(part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3E && $0 != 0x22 })
      }
      if let base = trusted.base(of: damage.text(texts[2])) {
        #expect(base.hasPrefix("https://host.example:8443"))
      }
      #expect(!tokens.isClient(authorization: damage.text(texts[3]), form: Query("")))
      #expect(tokens.judge(damage.text(texts[4])) != .valid)
    }
  }

  @Test(arguments: 0..<4) func damagedEvents(_ seed: UInt64) {
    var damage = Damage(seed: seed + 50)
    let envelope = { (type: String, data: String) in
      "{\"type\":\"\(type)\",\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"//a\",\"time\":\"2026-11-23T00:00:00Z\",\"data\":\(data)}"
    }
    let texts = [
      envelope(
        EventType.requestCreated.name(.v3), "{\"productId\":[\"urn:x\"],\"validOn\":\"2026-01-01T00:00:00Z\"}"
      ),
      envelope(
        EventType.requestCreated.name(.v2),
        "{\"pf\":{\"productIds\":[\"urn:x\"],\"pcf\":{\"geographyCountry\":\"FR\"}}}"),
      envelope(
        EventType.requestFulfilled.name(.v3), "{\"requestEventId\":\"1\",\"pfs\":[{\"id\":\"a\",\"pcf\":{}}]}"
      ),
      envelope(EventType.published.name(.v2), "{\"pfIds\":[\"11111111-0000-4000-8000-00000000000a\"]}"),
    ]
    for round in 0..<400 {
      let bytes = damage.bytes(texts[round % texts.count])
      for version in [PactVersion.v2, .v3] {
        guard let event = try? HostEvent(bytes, version) else { continue }
        #expect(!event.id.isEmpty && !event.source.isEmpty)
        if case .news(.published(let ids)) = event.content { #expect(ids.allSatisfy { UUIDText($0) != nil }) }
      }
    }
  }
}

/// Damages texts: bits, cuts, repeats, hostile characters.
struct Damage {
  private var dice: Dice

  init(seed: UInt64) { dice = Dice(seed: seed) }

  private static let insertions = [
    "'", "''", "(", ")", "%", "%FF", "&", "=", "\u{0}", "\u{202e}", "日", "\"", "\\u", "{", "[", "9e999", "//",
  ]

  mutating func text(_ source: String) -> String { String(decoding: bytes(source), as: UTF8.self) }

  mutating func bytes(_ source: String) -> [UInt8] {
    var bytes = Array(source.utf8)
    for _ in 0...dice.number(below: 4) {
      guard !bytes.isEmpty else { break }
      let (a, b) = (dice.number(below: bytes.count), dice.number(below: bytes.count))
      switch dice.number(below: 6) {
      case 0: bytes[a] ^= 1 << UInt8(dice.number(below: 8))
      case 1: bytes.removeSubrange(a...)
      case 2: bytes.removeSubrange(min(a, b)..<max(a, b))
      case 3: bytes.insert(contentsOf: bytes[min(a, b)..<max(a, b)], at: a)
      case 4: bytes[a] = UInt8(dice.number(below: 256))
      default:
        bytes.insert(contentsOf: Damage.insertions[dice.number(below: Damage.insertions.count)].utf8, at: a)
      }
    }
    return bytes
  }
}
