import Glibc
import TestSupport

/// `exchange-probe` in a process of its own, with its output as a pipe.
final class Probe {
  private let process: pid_t
  private let pipe: Int32
  private var pending: [UInt8] = []

  init(_ arguments: [String]) throws {
    struct NoProcess: Error {}
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw NoProcess() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let program = builtProduct("exchange-probe")
    let words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var process: pid_t = 0
    let status = posix_spawn(&process, program, &actions, nil, words, environ)
    for word in words { free(word) }
    posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    guard status == 0 else { throw NoProcess() }
    self.process = process
    pipe = ends[0]
  }

  deinit {
    close(pipe)
    end()
  }

  /// The next line, or nil at the end or after `timeout` seconds.
  func line(timeout: Double = 30) -> String? {
    while true {
      if let end = pending.firstIndex(of: 10) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return line
      }
      var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(timeout * 1000)) > 0 else { return nil }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = read(pipe, &piece, piece.count)
      guard count > 0 else { return nil }
      pending += piece[..<count]
    }
  }

  func output() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    return lines
  }

  private var hasEnded = false

  /// Kills it at once, if it still runs.
  func end() {
    guard !hasEnded else { return }
    hasEnded = true
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }
}
