import CSimdjson
import Formats
import Glibc

/// What the JSON parser alone needs, on one thread, for the fields that the program reads: records that are in memory and
/// cut by lines, whose values nobody looks at.
struct FootprintYardstick {
  /// Milliseconds of processor time for the file.
  let perThread: Double

  init(_ path: String) {
    var text = contents(path)
    text.append(contentsOf: [CChar](repeating: 0, count: Int(JSON_PADDING)))
    let paths = PactFieldPaths.all.map { strdup($0) }
    defer { for path in paths { free(path) } }
    let names = paths.compactMap { $0.map { UnsafePointer($0) } }
    guard let fields = names.withUnsafeBufferPointer({ json_fields_create($0.baseAddress!, Int32($0.count)) })
    else {
      perThread = .nan
      return
    }
    defer { json_fields_destroy(fields) }
    perThread = medianTime(budget: 1500) {
      text.withUnsafeBytes { FootprintYardstick.read($0.bindMemory(to: UInt8.self), fields) }
    }
  }

  private static func read(_ text: UnsafeBufferPointer<UInt8>, _ fields: OpaquePointer) {
    guard var at = text.baseAddress else { return }
    let end = at + (text.count - Int(JSON_PADDING) - 1)
    while at < end, let found = memchr(at, 10, end - at) {
      let lineEnd = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      if json_fields_read(fields, at, Int64(lineEnd - at)) != .read { print("a record is broken") }
      at = lineEnd + 1
    }
  }
}
