import CYardstick
import Dispatch
import Glibc

func milliseconds(_ body: () -> Void) -> Double {
  let start = DispatchTime.now().uptimeNanoseconds
  body()
  return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

/// The median processor time of 3 to 9 runs on one thread, fewer the longer they take: what others do on the machine
/// meanwhile does not count.
func medianTime(budget: Double = 2000, _ body: () -> Void) -> Double {
  var times: [Double] = []
  while times.count < 9, times.count < 3 || times.reduce(0, +) < budget {
    let start = threadMilliseconds()
    body()
    times.append(threadMilliseconds() - start)
  }
  return median(times)
}

/// The median of 3 to 9 runs in time that passes, fewer the longer they take: for work that several threads share.
func wallTime(_ body: () -> Void) -> Double {
  var times: [Double] = []
  while times.count < 9, times.count < 3 || times.reduce(0, +) < 2000 { times.append(milliseconds(body)) }
  return median(times)
}

/// `wallTime` of two works in turn, so that both meet the same moods of the machine; of up to 99 short runs.
func wallTimes(_ one: () -> Void, _ other: () -> Void) -> (Double, Double) {
  var times: [(Double, Double)] = []
  while times.count < 99, times.count < 3 || times.reduce(0, { $0 + $1.0 + $1.1 }) < 4000 {
    times.append((milliseconds(one), milliseconds(other)))
  }
  return (median(times.map(\.0)), median(times.map(\.1)))
}

/// Processor time of the calling thread.
private func threadMilliseconds() -> Double { milliseconds(of: CLOCK_THREAD_CPUTIME_ID) }

/// Processor time of all threads.
func processMilliseconds() -> Double { milliseconds(of: CLOCK_PROCESS_CPUTIME_ID) }

private func milliseconds(of clock: Int32) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// The largest resident memory of the process since the last call of `forgetPeak`.
enum Memory {
  static func forgetPeak() {
    yardstick_trim()
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  static var peakMegabytes: Double { status("VmHWM:") }

  static var megabytes: Double { status("VmRSS:") }

  private static func status(_ key: String) -> Double {
    guard let file = fopen("/proc/self/status", "r") else { return .nan }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix(key) else { continue }
      return (Double(text.dropFirst(key.count).filter(\.isNumber)) ?? .nan) / 1024
    }
    return .nan
  }
}

/// A folder that is removed when the benchmark ends.
struct TemporaryFolder {
  let path: String

  init(path: String) { self.path = path }

  init?() {
    var template = Array("/tmp/genryu-benchmark-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Writes a file; false when the disk is full.
  func write(_ name: String, _ produce: (([UInt8]) -> Void) -> Void) -> Bool {
    guard let file = fopen(path + "/" + name, "w") else { return false }
    var isWritten = true
    produce { bytes in
      if fwrite(bytes, 1, bytes.count, file) != bytes.count { isWritten = false }
    }
    return fclose(file) == 0 && isWritten
  }

  static let files = ["products.csv", "links.csv", "portfolio.csv"]

  func write(_ dataset: SyntheticDataset) -> Bool {
    write("products.csv", { dataset.writeProducts($0) }) && write("links.csv", { dataset.writeLinks($0) })
      && write("portfolio.csv", { dataset.writePortfolio($0) })
  }

  func size(_ name: String) -> Int {
    var status = stat()
    return stat(path + "/" + name, &status) == 0 ? Int(status.st_size) : 0
  }

  func remove(_ names: [String]) {
    for name in names { unlink(path + "/" + name) }
    rmdir(path)
  }
}

/// A file as one run of bytes.
func contents(_ path: String) -> [CChar] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  let size = max(0, ftell(file))
  rewind(file)
  return [CChar](unsafeUninitializedCapacity: size + 1) { buffer, count in
    count = fread(buffer.baseAddress, 1, size, file)
    buffer[count] = 0
    count += 1
  }
}
