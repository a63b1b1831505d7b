import Footprints
import Formats
import Glibc

@testable import Exchange

/// `sync FOLDER URL`: fetches, printing `acknowledged N` each time N records are on the disk.
/// `full FOLDER`: appends to a store, once against a limit on the size of files.
@main enum ExchangeProbe {
  static func main() async throws {
    let arguments = CommandLine.arguments
    switch arguments[1] {
    case "sync": try await sync(folder: arguments[2], address: arguments[3])
    case "full": try full(folder: arguments[2])
    default: exit(64)
    }
  }

  static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  }

  private static func sync(folder: String, address: String) async throws {
    var endpoint = try Endpoint(name: "crash", base: address)
    endpoint.version = .three
    let states = await Fetcher(folder: folder).fetch(
      [endpoint], secret: { _ in nil }, tell: { say("acknowledged \($0.kept)") })
    say(states.first?.failure.map { "failed \($0.code) \($0.detail)" } ?? "done")
  }

  private static func full(folder: String) throws {
    let store = try SourceStore(folder: folder, name: "full") { Timestamp(seconds: 0) }
    try store.begin(base: "", version: 3, since: nil, isFiltered: false)
    store.beginPass()
    _ = try store.append(records(["a"]), page: 1, from: "")
    say("kept \(store.keptCount)")
    let room = limit(to: 700)
    do {
      _ = try store.append(records(["b", "c"]), page: 2, from: "")
      say("appended")
    } catch { say(error.code.rawValue) }
    say("kept \(store.keptCount)")
    _ = limit(to: room)
    _ = try store.append(records(["b", "c"]), page: 2, from: "")
    say("kept \(store.keptCount)")
  }

  private static func records(_ ids: [String]) -> [ReceivedRecord] {
    let stream = RecordStream()
    let filling = String(repeating: "x", count: 400)
    let texts = ids.map { "{\"id\":\"\($0)\",\"pcf\":{},\"comment\":\"\(filling)\"}" }
    stream?.add(Array("[\(texts.joined(separator: ","))]".utf8))
    return stream?.take(isLast: true) ?? []
  }

  /// Sets the largest size of a file and gives back what it was.
  private static func limit(to size: rlim_t) -> rlim_t {
    signal(SIGXFSZ, SIG_IGN)
    let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
    var now = rlimit()
    getrlimit(resource, &now)
    let before = now.rlim_cur
    now.rlim_cur = size
    setrlimit(resource, &now)
    return before
  }
}
