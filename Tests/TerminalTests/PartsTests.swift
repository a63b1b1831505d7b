import Canvas
import Testing

@testable import Terminal

@Suite struct ClipboardTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"), ("源流", "5rqQ5rWB"),
  ])
  func base64(text: String, expected: String) { #expect(Clipboard.base64(Array(text.utf8)) == expected) }

  @Test func sequences() {
    #expect(Clipboard.sequence("foo", insideTmux: false) == "\u{1B}]52;c;Zm9v\u{07}")
    #expect(
      Clipboard.sequence("foo", insideTmux: true)
        == "\u{1B}]52;c;Zm9v\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9v\u{07}\u{1B}\\")
    #expect(Clipboard.sequence(String(repeating: "x", count: Clipboard.limit), insideTmux: false) != nil)
    #expect(Clipboard.sequence(String(repeating: "x", count: Clipboard.limit + 1), insideTmux: false) == nil)
  }
}

@Suite struct PaletteTests {
  @Test func depthFollowsTheTerminalAndTheUser() {
    #expect(Palette.depth(count: 1 << 24, choice: .auto, noColor: nil) == .direct)
    #expect(Palette.depth(count: 256, choice: .auto, noColor: "") == .palette256)
    #expect(Palette.depth(count: 88, choice: .auto, noColor: nil) == .ansi16)
    #expect(Palette.depth(count: 8, choice: .auto, noColor: nil) == .ansi16)
    #expect(Palette.depth(count: 0, choice: .always, noColor: nil) == .none)
    #expect(Palette.depth(count: 256, choice: .auto, noColor: "1") == .none)
    #expect(Palette.depth(count: 256, choice: .always, noColor: "1") == .palette256)
    #expect(Palette.depth(count: 256, choice: .never, noColor: nil) == .none)
  }

  @Test func coloursAreNumbersOfTheTerminal() {
    let blue = RGB(0x0000EE)
    #expect(Palette.number(nil, depth: .direct, count: 1 << 24) == -1)
    #expect(Palette.number(blue, depth: .none, count: 256) == -1)
    #expect(Palette.number(blue, depth: .direct, count: 1 << 24) == 0xEE)
    #expect(Palette.number(RGB(5), depth: .direct, count: 1 << 24) == 0)
    #expect(Palette.number(RGB(0xFF0000), depth: .ansi16, count: 16) == 9)
    #expect(Palette.number(RGB(0xFF0000), depth: .ansi16, count: 8) == 1)
  }
}

@Suite struct EventTests {
  @Test func resizesAreCoalescedToTheLast() {
    let small = InputEvent.resize(Size(columns: 40, rows: 10))
    let large = InputEvent.resize(Size(columns: 90, rows: 30))
    let key = InputEvent.key(.up)
    #expect(Terminal.coalesced([small, key, large, key]) == [key, large, key])
    #expect(Terminal.coalesced([.resumed, key, .resumed]) == [key, .resumed])
    #expect(Terminal.coalesced([key, key]) == [key, key])
    #expect(Terminal.coalesced([]).isEmpty)
  }

  @Test func glyphsAndDescriptionsByName() {
    #expect(Terminal.glyphs(for: "xterm-256color") == .fine)
    #expect(Terminal.glyphs(for: "linux-16color") == .ascii)
    #expect(Terminal.glyphs(for: "dumb") == .ascii)
    #expect(Terminal.descriptions(for: "xterm-kitty").prefix(2) == ["xterm-kitty", "xterm-256color"])
    #expect(Terminal.descriptions(for: "").first == "ansi")
  }
}
