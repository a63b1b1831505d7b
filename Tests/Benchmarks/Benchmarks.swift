import Analysis
import CYardstick
import Footprints
import Formats
import SupplyGraph

/// `Benchmarks [S|M|L|XL …] [PACT] [LOOPS] [--families] [--loops] [--load-only] [--analysis-only] [--nudges-only] [--answers] [--without-samples] [--arrivals] [--keys] [--threads N]`: how long loading and analysis take,
/// beside plain C that does the same work in the same run. `--write FOLDER` only writes the data, for other programs;
/// `--read FOLDER` loads a folder once and tells time and memory, and how long its analysis takes, or with `--digest` a number that
/// is the same for two builds that read the same; `--profile rollup|focus|tier|edit|amount|amounts|first|nudge|nudge-any|nudge-amounts` does one thing over and over for some seconds, for a profiler to watch.
@main struct Benchmarks {
  static let sizes: [(name: String, products: Int, links: Int)] = [
    ("S", 10_000, 60_000), ("M", 100_000, 800_000), ("L", 1_000_000, 8_000_000),
    ("XL", 5_000_000, 40_000_000),
  ]

  static func main() {
    yardstick_print_lines()
    var names = Array(CommandLine.arguments.dropFirst())
    let loops = take("--loops", &names)
    let shape: SyntheticDataset.Shape = take("--families", &names) ? .families : .mixed
    let loadOnly = take("--load-only", &names)
    GraphBenchmark.nudgesOnly = take("--nudges-only", &names)
    GraphBenchmark.answersOnly = take("--answers", &names)
    GraphBenchmark.withoutSamples = take("--without-samples", &names)
    GraphBenchmark.arrivalsOnly = take("--arrivals", &names)
    GraphBenchmark.keysOnly = take("--keys", &names)
    let analysisOnly =
      take("--analysis-only", &names) || GraphBenchmark.nudgesOnly || GraphBenchmark.answersOnly
    let digest = take("--digest", &names)
    var threads = 2
    if let at = names.firstIndex(of: "--threads"), at + 1 < names.count {
      threads = Int(names[at + 1]) ?? threads
      names.removeSubrange(at...(at + 1))
    }
    var folder: String?
    if let at = names.firstIndex(of: "--write"), at + 1 < names.count {
      folder = names[at + 1]
      names.removeSubrange(at...(at + 1))
    }
    if let at = names.firstIndex(of: "--read"), at + 1 < names.count {
      return readOnce(names[at + 1], threads, digest: digest)
    }
    if let at = names.firstIndex(of: "--profile"), at + 1 < names.count {
      GraphBenchmark.profiled = names[at + 1]
      names.removeSubrange(at...(at + 1))
    }
    if names.isEmpty { names = ["S", "M", "L", "LOOPS", "PACT"] }
    for name in names {
      if let size = sizes.first(where: { $0.name == name.uppercased() }) {
        let dataset = SyntheticDataset(
          products: size.products, links: size.links, shape: shape, loops: loops)
        if let folder {
          let isWritten = TemporaryFolder(path: folder).write(dataset)
          print(isWritten ? "\(name) is in \(folder)" : "cannot write to \(folder)")
          continue
        }
        GraphBenchmark(name: size.name, dataset: dataset, threads: threads)?.run(
          loadOnly: loadOnly, analysisOnly: analysisOnly)
      } else if name.uppercased() == "LOOPS" {
        LoopBenchmark.run()
      } else if name.uppercased() == "PACT", let folder {
        let isWritten = FootprintBenchmark.write(TemporaryFolder(path: folder), count: 200_000)
        print(isWritten ? "footprints are in \(folder)" : "cannot write to \(folder)")
      } else if name.uppercased() == "PACT" {
        for count in [20_000, 200_000] { FootprintBenchmark.run(count: count, threads: threads) }
      } else {
        print("unknown size: \(name) (S, M, L, XL, LOOPS, PACT)")
      }
    }
  }

  /// Loads one folder once and says what that took.
  private static func readOnce(_ folder: String, _ threads: Int, digest: Bool) {
    let processor = processMilliseconds()
    var graph: SupplyGraph?
    let reading = milliseconds {
      graph = (try? readDataset([folder], asOf: asOf, threads: threads))?.build(threads: threads)
    }
    let spent = processMilliseconds() - processor
    print(
      "genryu: \(graph?.count ?? 0) products, \(graph?.linkCount ?? 0) links, wall \(Table.time(reading)), "
        + "processor \(Table.time(spent)), peak \(Table.rounded(Memory.peakMegabytes)) MB")
    guard let graph else { return }
    if digest { return print("digest \(String(Digest(graph).value, radix: 16))") }
    let rollUp = RollUp(graph: graph)
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let times = [
      ("roll-up", wallTime { _ = RollUp(graph: graph) }),
      ("focus", wallTime { _ = Focus(rollUp: rollUp, subject: .portfolio) }),
      ("tiers", wallTime { _ = focus.grouped(by: .tier) }),
    ]
    let loops = graph.loops.count
    print("\(loops) loops; " + times.map { "\($0.0) \(Table.time($0.1))" }.joined(separator: ", "))
  }

  private static func take(_ flag: String, _ names: inout [String]) -> Bool {
    guard let at = names.firstIndex(of: flag) else { return false }
    names.remove(at: at)
    return true
  }
}

let asOf = Timestamp(iso8601: "2026-06-01T00:00:00Z") ?? Timestamp(seconds: 0)

/// PACT records in bulk.
enum FootprintBenchmark {
  private static let name = "footprints.ndjson"

  static func write(_ folder: TemporaryFolder, count: Int) -> Bool {
    let dataset = SyntheticDataset(products: count, links: 0)
    return folder.write(name, { dataset.writeFootprints($0) })
  }

  static func run(count: Int, threads: Int) {
    guard let folder = TemporaryFolder() else { return }
    defer { folder.remove([name]) }
    guard write(folder, count: count) else { return print("cannot write") }
    let size = Double(folder.size(name)) / 1e6
    Table.head("PACT: \(count) records, \(Table.rounded(size)) MB, \(threads) threads")
    let simdjson = FootprintYardstick(folder.path + "/" + name).perThread
    Memory.forgetPeak()
    let times = GraphBenchmark.load(folder.path, threads, runs: count > 50_000 ? 3 : 5)
    Table.row(
      "reading", "\(Table.rounded(size / times.reading * 1000)) MB/s",
      "the JSON parser alone, the same fields, in memory: \(Table.rounded(size / simdjson * 1000)) MB/s a thread",
      ratio: times.reading * Double(threads) / simdjson)
    Table.row("building the graph", Table.time(times.building))
    Table.row("processor time of both", Table.time(times.processor))
    Table.row("peak memory", "\(Table.rounded(Memory.peakMegabytes)) MB", "text \(Table.rounded(size)) MB")
  }
}
