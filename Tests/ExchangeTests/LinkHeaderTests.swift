import Testing

@testable import Exchange

@Suite struct LinkHeaderTests {
  @Test func nextIsFoundBehindOthers() {
    let header = LinkHeader([
      "<https://a/3/footprints?offset=0>; rel=\"first\", <https://a/3/footprints?offset=10>; rel=\"next\", <https://a/l>; rel=\"last\""
    ])
    #expect(header.next == "https://a/3/footprints?offset=10" && header.links.count == 3)
  }

  @Test(arguments: [
    "<https://a/b>; rel=next", "<https://a/b>;rel=\"next\"", "<https://a/b>; title=\"a, b; c\"; rel=next",
    "<https://a/b> ; rel = \"prev next\"", "<https://a/b>; REL=Next", "<https://a/b>; rel='next'",
    "nonsense, <https://a/b>; rel=next", " , <https://a/b>; rel=next,", "<https://a/b>; rel=next; rel=prev",
  ]) func formsOfNext(_ text: String) { #expect(LinkHeader([text]).next == "https://a/b") }

  @Test(arguments: [
    "", "<https://a/b>", "<https://a/b>; rel=prev", "<https://a/b; rel=next", "https://a/b; rel=next",
    "<https://a/b>; rel=\"nextpage\"", "<https://a/b>; rel=prev; rel=next",
  ]) func noNext(_ text: String) { #expect(LinkHeader([text]).next == nil) }

  @Test func commasInsideBracketsAndSeveralHeaders() {
    let header = LinkHeader(["<https://a/0>; rel=first", "<https://a/x?ids=1,2,3>; rel=next"])
    #expect(header.next == "https://a/x?ids=1,2,3")
  }

  @Test func anythingEnds() {
    var generator = Pieces(seed: 7)
    let pieces = ["<", ">", ";", ",", "\"", "rel", "=", "next", "\\", " ", "https://a/b", "'", "é"]
    for _ in 0..<20_000 { _ = LinkHeader([generator.text(of: pieces, upTo: 14)]).next }
  }
}

/// Texts put together by chance, the same for the same seed.
struct Pieces {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func number(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  mutating func text(of pieces: [String], upTo count: Int) -> String {
    (0..<number(below: count)).map { _ in pieces[number(below: pieces.count)] }.joined()
  }
}
