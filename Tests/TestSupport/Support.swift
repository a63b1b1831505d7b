import Canvas
import Glibc

/// The path of an executable that was built along with the tests.
public func builtProduct(_ name: String) -> String {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = max(readlink("/proc/self/exe", &buffer, buffer.count), 0)
  let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
  return folder + name
}

/// What a key sends on xterm in the mode that ncurses chooses.
func bytes(of key: Key) -> [UInt8] {
  func text(_ text: String) -> [UInt8] { Array(text.utf8) }
  switch key {
  case .character(let character): return text(String(character))
  case .enter: return [0x0D]
  case .escape: return [0x1B]
  case .tab: return [0x09]
  case .backTab: return text("\u{1B}[Z")
  case .backspace: return [0x7F]
  case .delete: return text("\u{1B}[3~")
  case .insert: return text("\u{1B}[2~")
  case .up: return text("\u{1B}OA")
  case .down: return text("\u{1B}OB")
  case .right: return text("\u{1B}OC")
  case .left: return text("\u{1B}OD")
  case .home: return text("\u{1B}OH")
  case .end: return text("\u{1B}OF")
  case .pageUp: return text("\u{1B}[5~")
  case .pageDown: return text("\u{1B}[6~")
  case .function(let number): return functionKey(number)
  case .control(let character): return [(character.asciiValue ?? 0) & 0x1F]
  }
}

private func functionKey(_ number: Int) -> [UInt8] {
  if (1...4).contains(number) { return [0x1B, 0x4F, UInt8(0x4F + number)] }
  let codes = [5: 15, 6: 17, 7: 18, 8: 19, 9: 20, 10: 21, 11: 23, 12: 24]
  return Array("\u{1B}[\(codes[number] ?? 15)~".utf8)
}
