import Canvas
import Testing

@testable import Terminal

private typealias Output = InputDecoder.Output

private func decode(_ text: String, keys: [[UInt8]: Key] = [:]) -> [Output] {
  var decoder = InputDecoder(keys: keys)
  return decoder.decode(Array(text.utf8)) + decoder.flush()
}

private func keys(_ keys: Key...) -> [Output] { keys.map { .event(.key($0)) } }

@Suite struct InputDecoderTests {
  @Test(arguments: [
    ("a", Key.character("a")), ("é", .character("é")), ("ニ", .character("ニ")), ("ｊ", .character("ｊ")),
    ("が", .character("が")), ("🔋", .character("🔋")), ("\r", .enter), ("\n", .enter), ("\t", .tab),
    ("\u{7F}", .backspace), ("\u{08}", .backspace), ("\u{0C}", .control("l")), ("\u{01}", .control("a")),
    ("\0", .control(" ")), ("\u{1B}", .escape), ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[1;5C", .right),
    ("\u{1B}[Z", .backTab), ("\u{1B}[H", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home),
    ("\u{1B}[4~", .end),
    ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6;2~", .pageDown),
    ("\u{1B}OP", .function(1)), ("\u{1B}[15~", .function(5)), ("\u{1B}[24~", .function(12)),
    ("\u{1B}[[A", .function(1)), ("\u{1B}[[E", .function(5)), ("\u{1B}[1;2P", .function(1)),
    ("\u{1B}[1;2R", .function(3)), ("\u{1B}OM", .enter), ("\u{1B}Oq", .character("1")),
    ("\u{1B}[27u", .escape), ("\u{1B}[108;5u", .control("l")), ("\u{1B}[27;5;108~", .control("l")),
    ("\u{1B}[12354u", .character("あ")),
  ])
  func singleKeys(text: String, key: Key) { #expect(decode(text) == keys(key)) }

  @Test func controlKeysOfTheProgram() {
    #expect(decode("\u{03}") == [.event(.interrupt)])
    #expect(decode("\u{1A}") == [.suspend])
  }

  @Test func severalInOneRead() {
    #expect(
      decode("j\u{1B}[B電池\u{1B}") == keys(.character("j"), .down, .character("電"), .character("池"), .escape))
    #expect(decode("\u{1B}\u{1B}[A") == keys(.escape, .up))
    #expect(decode("\u{1B}q") == keys(.escape, .character("q")))
    #expect(decode("カ\u{3099}x") == keys(.character("カ\u{3099}"), .character("x")))
  }

  /// Whatever the pieces, the same comes out.
  @Test(arguments: [
    "電池\u{1B}[1;5Cé", "\u{1B}[200~a\rb\u{1B}[2J\u{1B}[201~x", "\u{1B}[<0;10;5M\u{1B}[<0;10;5m",
    "\u{1B}]11;rgb\u{07}j",
    "\u{1B}P>|XTerm\u{1B}\\k", "\u{1B}[5;3R", "🔋\u{1B}Oq",
  ])
  func piecesDoNotMatter(text: String) {
    let bytes = Array(text.utf8)
    let whole = decode(text)
    for cut in 0...bytes.count {
      var decoder = InputDecoder()
      let outputs = decoder.decode(bytes[..<cut]) + decoder.decode(bytes[cut...])
      #expect(outputs == whole, "cut at \(cut)")
      #expect(!decoder.isWaiting)
    }
    var decoder = InputDecoder()
    #expect(bytes.flatMap { decoder.decode([$0]) } == whole)
  }

  @Test func reportsNeverBecomeKeys() {
    #expect(decode("\u{1B}[2;3R") == [.cursor(row: 2, column: 3)])
    for text in [
      "\u{1B}[?1;2c", "\u{1B}[>0;276;0c", "\u{1B}]52;c;YQ==\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[I",
      "\u{1B}[O",
      "\u{1B}[?2026;2$y", "\u{1B}_G\u{1B}\\", "\u{1B}[M !!", "\u{1B}[99;99;99;99x", "\u{1B}[",
    ] {
      #expect(decode(text).isEmpty, "\(text.debugDescription)")
    }
  }

  @Test func pastesAreText() {
    #expect(
      decode("\u{1B}[200~rm -rf\r\u{1B}[Aq\u{03}\u{1B}[201~j") == [
        .event(.paste("rm -rf\n\u{1B}[Aq\u{03}")), .event(.key(.character("j"))),
      ])
    #expect(decode("\u{1B}[200~硫酸\u{1B}[201~") == [.event(.paste("硫酸"))])
    #expect(decode("\u{1B}[200~\u{1B}[201~") == [.event(.paste(""))])
    #expect(decode("\u{1B}[200~no end") == [.event(.paste("no end"))])
  }

  @Test func hugePastesComeInParts() {
    var decoder = InputDecoder()
    _ = decoder.decode(Array("\u{1B}[200~".utf8))
    var total = 0
    for _ in 0..<70 {
      for case .event(.paste(let text)) in decoder.decode([UInt8](repeating: 0x61, count: 65_536)) {
        #expect(text.utf8.count <= InputDecoder.longestPaste + 65_536)
        total += text.utf8.count
      }
    }
    for case .event(.paste(let text)) in decoder.decode(Array("\u{1B}[201~".utf8)) {
      total += text.utf8.count
    }
    #expect(total == 70 * 65_536)
  }

  @Test func mouse() {
    #expect(decode("\u{1B}[<0;10;5M") == [.mousePress(row: 4, column: 9)])
    #expect(decode("\u{1B}[<16;10;5M") == [.mousePress(row: 4, column: 9)])
    #expect(decode("\u{1B}[<0;10;5m\u{1B}[<2;1;1M\u{1B}[<35;1;1M").isEmpty)
    #expect(decode("\u{1B}[<64;1;1M") == [.event(.mouse(MouseEvent(kind: .wheelUp, row: 0, column: 0)))])
    #expect(
      decode("\u{1B}[<65;300;99M") == [.event(.mouse(MouseEvent(kind: .wheelDown, row: 98, column: 299)))])
    #expect(decode("\u{1B}[<0;0;99999999999999999999M") == [.mousePress(row: 65_534, column: 0)])
  }

  @Test func describedKeysGoFirst() {
    let described: [[UInt8]: Key] = [
      Array("\u{1B}[11^".utf8): .function(1), Array("\u{01}Q".utf8): .left, [0x7F]: .delete,
    ]
    #expect(decode("\u{1B}[11^x", keys: described) == keys(.function(1), .character("x")))
    #expect(decode("\u{01}Q", keys: described) == keys(.left))
    #expect(decode("\u{7F}", keys: described) == keys(.backspace))
  }

  @Test func escapeWaitsOnlyForItself() {
    var decoder = InputDecoder()
    #expect(decoder.decode([0x1B]).isEmpty)
    #expect(decoder.isWaitingAfterEscape)
    #expect(decoder.flush() == keys(.escape))
    #expect(!decoder.isWaiting)
  }

  @Test func brokenBytesAreHarmless() {
    var state: UInt64 = 42
    var decoder = InputDecoder()
    for _ in 0..<2000 {
      let bytes = (0..<20).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let byte = UInt8(truncatingIfNeeded: state >> 56)
        return byte % 5 == 0 ? 0x1B : byte % 7 == 0 ? 0x5B : byte
      }
      _ = decoder.decode(bytes)
      if bytes[0] % 3 == 0 { _ = decoder.flush() }
    }
    _ = decoder.flush()
    #expect(decoder.decode([0x6A]) == keys(.character("j")))
    #expect(decode("\u{1B}]" + String(repeating: "x", count: 10_000)).count < 6_000)
    var endless = InputDecoder()
    _ = endless.decode(Array(("\u{1B}[" + String(repeating: "1;", count: 9000)).utf8))
    #expect(!endless.isWaiting)
  }
}
