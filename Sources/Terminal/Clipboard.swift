/// Text for the clipboard of the terminal, also over ssh: OSC 52.
enum Clipboard {
  /// What terminals take in one sequence; xterm and tmux cut or refuse more.
  static let limit = 74_994

  /// The sequence, or nil for a text that is too long. Inside tmux also in a wrapping for the terminal outside:
  /// which of the two tmux lets through depends on its settings.
  static func sequence(_ text: String, insideTmux: Bool) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count <= limit else { return nil }
    let plain = "\u{1B}]52;c;" + base64(bytes) + "\u{07}"
    guard insideTmux else { return plain }
    return plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\"
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32($1 < group.count ? group[start + $1] : 0) }
      for place in 0..<4 {
        result.append(
          place <= group.count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
