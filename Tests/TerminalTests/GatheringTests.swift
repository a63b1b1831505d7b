import CNcurses
import Glibc
import Testing

/// What a descriptor gives on, one message for each write.
@Suite(.serialized) struct GatheringTests {
  private let ends: (near: Int32, far: Int32)

  init() throws {
    var pair: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &pair) == 0)
    ends = (pair[0], pair[1])
  }

  private func write(_ text: String) { _ = Glibc.write(ends.near, text, text.utf8.count) }

  /// Nil when nothing is there.
  private func message() -> String? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(ends.far, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }

  private func close() {
    cterm_gather_close()
    _ = Glibc.close(ends.near)
    _ = Glibc.close(ends.far)
  }

  @Test func manyWritesBecomeOne() throws {
    defer { close() }
    try #require(cterm_gather_open(ends.near))
    for frame in ["long enough to be overwritten only in part", "short"] {
      #expect(cterm_gather(ends.near))
      for character in frame { write(String(character)) }
      #expect(message() == nil)
      cterm_gather_send(ends.near)
      #expect(message() == frame)
      #expect(message() == nil)
    }
    write("as it comes")
    #expect(message() == "as it comes")
  }

  @Test func anEmptyFrameSendsNothing() throws {
    defer { close() }
    try #require(cterm_gather_open(ends.near))
    #expect(cterm_gather(ends.near))
    cterm_gather_send(ends.near)
    #expect(message() == nil)
  }

  @Test func aLongFrameComesWhole() throws {
    defer { close() }
    try #require(cterm_gather_open(ends.near))
    let text = String(repeating: "0123456789", count: 5000)
    #expect(cterm_gather(ends.near))
    write(text)
    cterm_gather_send(ends.near)
    var received = ""
    while let part = message() { received += part }
    #expect(received == text)
  }

  @Test func withoutPreparationBytesGoOutAsTheyCome() {
    defer { close() }
    #expect(!cterm_gather(ends.near))
    write("a")
    #expect(message() == "a")
  }
}
