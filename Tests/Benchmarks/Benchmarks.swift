import Analysis
import CYardstick
import Footprints
import Formats
import SupplyGraph

/// `Benchmarks [S|M|L|XL …] [PACT] [LOOPS] [--loops] [--load-only] [--threads N]`: how long loading and analysis take,
/// beside plain C that does the same work in the same run. `--write FOLDER` only writes the data, for other programs.
@main struct Benchmarks {
  static let sizes: [(name: String, products: Int, links: Int)] = [
    ("S", 10_000, 60_000), ("M", 100_000, 800_000), ("L", 1_000_000, 8_000_000),
    ("XL", 5_000_000, 40_000_000),
  ]

  static func main() {
    yardstick_print_lines()
    var names = Array(CommandLine.arguments.dropFirst())
    let loops = take("--loops", &names)
    let loadOnly = take("--load-only", &names)
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
    if names.isEmpty { names = ["S", "M", "L", "LOOPS", "PACT"] }
    for name in names {
      if let size = sizes.first(where: { $0.name == name.uppercased() }) {
        let dataset = SyntheticDataset(products: size.products, links: size.links, loops: loops)
        if let folder {
          let isWritten = TemporaryFolder(path: folder).write(dataset)
          print(isWritten ? "\(name) is in \(folder)" : "cannot write to \(folder)")
          continue
        }
        GraphBenchmark(name: size.name, dataset: dataset, threads: threads)?.run(loadOnly: loadOnly)
      } else if name.uppercased() == "LOOPS" {
        LoopBenchmark.run()
      } else if name.uppercased() == "PACT" {
        for count in [20_000, 200_000] { FootprintBenchmark.run(count: count, threads: threads) }
      } else {
        print("unknown size: \(name) (S, M, L, XL, LOOPS, PACT)")
      }
    }
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
  static func run(count: Int, threads: Int) {
    guard let folder = TemporaryFolder() else { return }
    let name = "footprints.ndjson"
    defer { folder.remove([name]) }
    let dataset = SyntheticDataset(products: count, links: 0)
    guard folder.write(name, { dataset.writeFootprints($0) }) else { return print("cannot write") }
    let size = Double(folder.size(name)) / 1e6
    Table.head("PACT: \(count) records, \(Table.rounded(size)) MB, \(threads) threads")
    let scan = C.scan(folder.path + "/" + name)
    Memory.forgetPeak()
    let (reading, building) = GraphBenchmark.load(folder.path, threads, runs: count > 50_000 ? 3 : 5)
    Table.row(
      "reading", "\(Table.rounded(size / reading * 1000)) MB/s",
      "stream from memory \(Table.rounded(size / scan)) GB/s", ratio: reading / scan)
    Table.row("building the graph", Table.time(building))
    Table.row("peak memory", "\(Table.rounded(Memory.peakMegabytes)) MB", "text \(Table.rounded(size)) MB")
  }
}
