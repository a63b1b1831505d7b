import Footprints
import Testing

@testable import Exchange

@Suite struct WebAddressTests {
  @Test(arguments: [
    ("https://Host.example", "https://host.example/"), ("HTTPS://a:443/x?y=1#z", "https://a/x?y=1"),
    ("http://127.0.0.1:8080/3/footprints", "http://127.0.0.1:8080/3/footprints"),
    ("https://[::1]:9/x", "https://[::1]:9/x"), ("https://a/b?c=%E6%BA%90", "https://a/b?c=%E6%BA%90"),
  ]) func read(_ text: String, _ whole: String) { #expect(WebAddress(text)?.text == whole) }

  @Test(arguments: [
    "", "ftp://a", "https://", "https://user@host/", "https://a@b", "https://a:b@c", "https://a b",
    "https://a\\@b",
    "https://a\nb", "https://a:99999", "https://a:x", "//a/b", "https://源流.example", "https://a/<b>",
    "javascript:alert(1)", "https://[zz]/", "https://a:0/",
  ]) func refused(_ text: String) { #expect(WebAddress(text) == nil) }

  @Test func references() throws {
    let base = try #require(WebAddress("https://a.example/x/3/footprints?offset=0"))
    #expect(base.resolving("/y?z")?.text == "https://a.example/y?z")
    #expect(base.resolving("?offset=10")?.text == "https://a.example/x/3/footprints?offset=10")
    #expect(base.resolving("more?p=2")?.text == "https://a.example/x/3/more?p=2")
    #expect(base.resolving("//evil.example/x")?.origin.host == "evil.example")
    #expect(base.resolving("http://a.example/")?.origin != base.origin)
    #expect(base.resolving("mailto:x") == nil)
  }

  @Test func valuesAreEncoded() throws {
    let base = try #require(WebAddress("https://a"))
    let asked = base.asking([
      ("productId", "urn:pact:x:a+b&c"), ("$filter", "created ge '2026-01-01T00:00:00+09:00'"),
    ])
    #expect(
      asked.query
        == "productId=urn%3Apact%3Ax%3Aa%2Bb%26c&$filter=created%20ge%20%272026-01-01T00%3A00%3A00%2B09%3A00%27"
    )
    #expect(WebAddress(asked.text) == WebAddress(asked.text))
  }

  @Test(arguments: ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) func loopback(_ host: String) {
    #expect(WebAddress("http://\(host):1/")?.origin.isSafe == true)
  }

  @Test(arguments: ["127.0.0.1.example", "localhost.example", "10.0.0.1", "127.0.0"]) func elsewhere(
    _ host: String
  ) {
    #expect(WebAddress("http://\(host)/")?.origin.isSafe == false)
  }
}

@Suite struct BackoffTests {
  let backoff = Backoff(first: 1, longest: 10, attempts: 4, patience: 100)

  @Test func growsAndEnds() {
    let waits = (1...4).map { backoff.next(afterAttempt: $0, random: 1, now: noon) }
    #expect(waits == [.wait(seconds: 1), .wait(seconds: 2), .wait(seconds: 4), .giveUp])
  }

  @Test func neverAtOnce() {
    #expect(backoff.next(afterAttempt: 2, random: 0, now: noon) == .wait(seconds: 0.2))
  }

  @Test func theHostsWish() {
    #expect(backoff.next(afterAttempt: 1, random: 0, retryAfter: "7", now: noon) == .wait(seconds: 7))
    #expect(
      backoff.next(afterAttempt: 1, random: 0, retryAfter: "3600", now: noon) == .tooLong(seconds: 3600))
    #expect(backoff.next(afterAttempt: 1, random: 1, retryAfter: "soon", now: noon) == .wait(seconds: 1))
  }

  @Test func aDateIsMeantByTheHostsClock() {
    let header = "Mon, 23 Nov 2026 11:00:30 GMT"
    let hostTime = Timestamp(seconds: noon.seconds - 3600)
    #expect(
      backoff.next(afterAttempt: 1, random: 0, retryAfter: header, hostTime: hostTime, now: noon)
        == .wait(seconds: 30))
    #expect(backoff.next(afterAttempt: 1, random: 0, retryAfter: header, now: noon) == .wait(seconds: 0))
  }

  @Test func dates() {
    #expect(HTTPDate.read("Sun, 06 Nov 1994 08:49:37 GMT")?.iso8601 == "1994-11-06T08:49:37Z")
    for text in ["", "yesterday", "Sun, 31 Feb 2026 00:00:00 GMT", "Sun, 06 Nov 1994 25:00:00 GMT"] {
      #expect(HTTPDate.read(text) == nil)
    }
  }
}

@Suite struct ConfidentialTests {
  /// As it is, in an address, and in JSON, where some escape a slash.
  @Test(arguments: [
    #"pa/ss"w\rd+1"#, #"pa%2Fss%22w%5Crd%2B1"#, #"{"m":"pa/ss\"w\\rd+1"}"#, #"{"m":"pa\/ss\"w\\rd+1"}"#,
  ]) func isFoundInEveryForm(_ text: String) {
    var confidential = Confidential()
    confidential.add(#"pa/ss"w\rd+1"#)
    #expect(confidential.isIn(Array(text.utf8)) && confidential.isIn(text))
    #expect(!confidential.isIn(String(text.dropLast(4))))
  }
}

@Suite struct TokenTests {
  @Test func renewedEarly() {
    let token = AccessToken("abc", lifetime: 100, now: 1000)
    #expect(token.isGood(now: 1089) && !token.isGood(now: 1091))
    #expect(AccessToken("abc", lifetime: nil, now: 0).renewAt == 3540)
    #expect(!AccessToken("abc", lifetime: -5, now: 10).isGood(now: 10))
  }

  @Test(arguments: [
    ("{\"access_token\":\"x\"}", 3540.0),
    ("{\"access_token\":\"x\",\"expires_in\":\"600\",\"token_type\":\"BEARER\"}", 540),
    ("{\"access_token\":\"x\",\"expires_in\":null}", 3540),
    ("{\"access_token\":\"x\",\"expires_in\":1e99}", 86_340),
  ]) func answers(_ text: String, _ renewAt: Double) {
    #expect(AccessToken(answer: Array(text.utf8), now: 0)?.renewAt == renewAt)
  }

  @Test(arguments: [
    "", "{}", "<html>", "{\"access_token\":\"\"}", "{\"access_token\":7}",
    "{\"access_token\":\"a\\r\\nX: y\"}",
  ]) func noToken(_ text: String) { #expect(AccessToken(answer: Array(text.utf8), now: 0) == nil) }

  @Test func neverPrinted() {
    let (token, secret) = (AccessToken("very-secret-text", lifetime: 1, now: 0), Secret("very-secret-text"))
    var dumped = ""
    dump(token, to: &dumped)
    dump(secret, to: &dumped)
    dump([token as Any, secret], to: &dumped)
    #expect(!(dumped + "\(token)\(secret)" + String(reflecting: token)).contains("very-secret"))
  }

  @Test func foundWhereverItStands() {
    var confidential = Confidential()
    confidential.add("ab+cd/ef==")
    #expect(confidential.isIn("x ab+cd/ef== y") && confidential.isIn("?t=ab%2Bcd%2Fef%3D%3D"))
    #expect(confidential.isIn("?t=%61b%2bcd%2fef%3d="))
    #expect(!confidential.isIn("ab+cd/ef") && !confidential.isIn(""))
  }
}
