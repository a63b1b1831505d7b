import Dispatch
import Glibc
import Synchronization

/// Tells when files of a dataset change on disk. It sleeps in the kernel in between and costs nothing.
final class Watcher: Sendable {
  private let isStopped = Atomic<Bool>(false)

  /// A change is told once things have been quiet for this long: programs write files in many steps.
  private static let quiet: Int32 = 300

  /// Watches the folders, their `footprints`, and single files. Nil when the system cannot.
  init?(_ paths: [String], onChange: @escaping @Sendable () -> Void) {
    let descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)
    for path in paths.flatMap(Watcher.places) { inotify_add_watch(descriptor, path, events) }
    Thread.start { [self] in
      wait(on: descriptor, onChange)
      close(descriptor)
    }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  private static func places(_ path: String) -> [String] {
    Path.isFolder(path) ? [path, path + "/footprints"].filter(Path.isFolder) : [path]
  }

  private func wait(on descriptor: Int32, _ onChange: @Sendable () -> Void) {
    while Watcher.hasNews(descriptor, within: -1) {
      repeat { Watcher.drain(descriptor) } while Watcher.hasNews(descriptor, within: Watcher.quiet)
      if isStopped.load(ordering: .relaxed) { return }
      onChange()
    }
  }

  private static func hasNews(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    var result = poll(&waiting, 1, milliseconds)
    while result < 0, errno == EINTR { result = poll(&waiting, 1, milliseconds) }
    return result > 0 && waiting.revents & Int16(POLLIN) != 0
  }

  private static func drain(_ descriptor: Int32) {
    withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 8) { buffer in
      _ = read(descriptor, buffer.baseAddress, buffer.count)
    }
  }
}

private enum Thread {
  /// A thread of its own: it waits most of the time and must not take one from the pool.
  static func start(_ work: @escaping @Sendable () -> Void) {
    DispatchQueue(label: "genryu.watch", qos: .utility).async(execute: work)
  }
}
