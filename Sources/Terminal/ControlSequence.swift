import Canvas

/// One complete control sequence: `ESC [`, parameters, a final byte.
struct ControlSequence {
  /// Number of bytes, from the escape byte on.
  let length: Int
  private let marker: UInt8?
  private let parameters: [Int]
  private let final: UInt8

  private init(length: Int, marker: UInt8? = nil, parameters: [Int] = [], final: UInt8 = 0) {
    self.length = length
    self.marker = marker
    self.parameters = parameters
    self.final = final
  }

  /// nil when the bytes are the start of a sequence that goes on.
  init?(_ bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex + 2
    guard start < bytes.endIndex else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "["):  // the Linux console's F1…F5: ESC [ [ A
      guard start + 1 < bytes.endIndex else { return nil }
      self.init(linuxFunction: bytes[start + 1])
    case UInt8(ascii: "M"):  // a mouse report of the old kind, with three more bytes
      guard start + 3 < bytes.endIndex else { return nil }
      self.init(length: 6)
    default: self.init(parametersFrom: start, in: bytes)
    }
  }

  private init(linuxFunction byte: UInt8) {
    let number = Int(byte) - 0x40
    guard (1...5).contains(number) else {
      self.init(length: 4)
      return
    }
    self.init(length: 4, parameters: [number + 10], final: UInt8(ascii: "~"))
  }

  private init?(parametersFrom start: Int, in bytes: ArraySlice<UInt8>) {
    guard let end = bytes[start...].firstIndex(where: { !(0x20...0x3F).contains($0) }) else { return nil }
    let body = bytes[start..<end]
    let marker = body.first.flatMap { (0x3C...0x3F).contains($0) ? $0 : nil }
    // A byte that cannot be here breaks the sequence off; if it starts another one, it is left for that.
    self.init(
      length: end - bytes.startIndex + (bytes[end] == 0x1B ? 0 : 1), marker: marker,
      parameters: Self.numbers(marker == nil ? body : body.dropFirst()),
      final: (0x40...0x7E).contains(bytes[end]) ? bytes[end] : 0)
  }

  /// Numbers between semicolons; a missing one is 0, what follows a colon is left out, none is above 65,535.
  private static func numbers(_ body: ArraySlice<UInt8>) -> [Int] {
    body.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).prefix(16).map { part in
      part.prefix { $0 != UInt8(ascii: ":") }.reduce(0) { value, byte in
        (0x30...0x39).contains(byte) ? min(value * 10 + Int(byte - 0x30), 65_535) : value
      }
    }
  }

  var isPasteStart: Bool { marker == nil && final == UInt8(ascii: "~") && parameters.first == 200 }

  var output: InputDecoder.Output? {
    switch marker {
    case nil: report ?? key.map { .event(.key($0)) }
    case UInt8(ascii: "<"): mouse
    default: nil
    }
  }

  /// Where the cursor is. `CSI 1 ; 2 R` is F3 with Shift: the question is asked on the second row.
  private var report: InputDecoder.Output? {
    guard final == UInt8(ascii: "R"), parameters.count == 2, parameters[0] > 1 else { return nil }
    return .cursor(row: parameters[0], column: parameters[1])
  }

  private var key: Key? {
    switch final {
    case UInt8(ascii: "~"):
      if parameters.first == 27, parameters.count == 3 {
        return KeySequences.codePoint(parameters[2], modifiers: parameters[1])
      }
      return KeySequences.tilde(parameters.first ?? 0)
    case UInt8(ascii: "u"):
      return KeySequences.codePoint(
        parameters.first ?? 0, modifiers: parameters.count > 1 ? parameters[1] : 1)
    default: return KeySequences.csi(final: final)
    }
  }

  private var mouse: InputDecoder.Output? {
    guard parameters.count == 3, final == UInt8(ascii: "M") else { return nil }
    let (row, column) = (max(parameters[2] - 1, 0), max(parameters[1] - 1, 0))
    switch parameters[0] & ~0b11100 {  // whatever Shift, Alt and Ctrl
    case 0: return .mousePress(row: row, column: column)
    case 64: return .event(.mouse(MouseEvent(kind: .wheelUp, row: row, column: column)))
    case 65: return .event(.mouse(MouseEvent(kind: .wheelDown, row: row, column: column)))
    default: return nil
    }
  }
}
