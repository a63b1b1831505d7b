import Analysis
import CYardstick
import Formats
import SupplyGraph

/// Loading and analysis of one made-up dataset.
struct GraphBenchmark {
  let name: String
  let dataset: SyntheticDataset
  let threads: Int
  private let folder: TemporaryFolder

  init?(name: String, dataset: SyntheticDataset, threads: Int) {
    guard let folder = TemporaryFolder() else { return nil }
    self.name = name
    self.dataset = dataset
    self.threads = threads
    self.folder = folder
  }

  func run(loadOnly: Bool) {
    defer { folder.remove(TemporaryFolder.files) }
    guard folder.write(dataset) else { return print("cannot write to \(folder.path)") }
    let size = TemporaryFolder.files.reduce(0) { $0 + folder.size($1) }
    let loops = dataset.loops ? ", with loops" : ""
    Table.head(
      "\(name): \(dataset.products) products, \(dataset.links) links, \(size / 1_000_000) MB\(loops), "
        + "\(threads) threads")
    loading()
    if !loadOnly, let graph = GraphBenchmark.graph(folder.path, threads) { analysis(graph) }
  }

  private func loading() {
    let links = folder.path + "/links.csv"
    let plain = C.load(links, runs: dataset.links > 1_000_000 ? 1 : 3)
    let before = Memory.megabytes
    Memory.forgetPeak()
    let (reading, building) = GraphBenchmark.load(
      folder.path, threads, runs: dataset.links > 1_000_000 ? 3 : 5)
    let peak = Memory.peakMegabytes
    Table.time("load, files to graph", reading + building, "plain C loader, links only", plain)
    Table.row("  reading", Table.time(reading))
    Table.row("  building", Table.time(building))
    Table.row(
      "  peak memory", "\(Table.rounded(peak)) MB", "before it \(Table.rounded(before)) MB")
  }

  /// Medians of reading and building, one after the other, of fewer runs where they take long.
  static func load(_ path: String, _ threads: Int, runs: Int) -> (reading: Double, building: Double) {
    var (reading, building): ([Double], [Double]) = ([], [])
    while reading.count < runs, (reading + building).reduce(0, +) < 10_000 {
      var builder: SupplyGraphBuilder?
      reading.append(milliseconds { builder = try? readDataset([path], asOf: asOf, threads: threads) })
      var graph: SupplyGraph?
      building.append(milliseconds { graph = builder.take()?.build() })
      if graph == nil { print("cannot read \(path)") }
    }
    return (median(reading), median(building))
  }

  private static func graph(_ path: String, _ threads: Int) -> SupplyGraph? {
    (try? readDataset([path], asOf: asOf, threads: threads))?.build()
  }

  private func analysis(_ graph: SupplyGraph) {
    let rollUp = RollUp(graph: graph)
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    let yardstick = C(graph)
    let sweep = yardstick.sweep(rollUp)
    let adjoint = yardstick.adjoint()
    Table.time("stream of the links, C", yardstick.stream(), "C sweep, one channel", sweep)
    Table.time(
      "roll-up, all channels", medianTime { _ = RollUp(graph: graph) }, "C sweep, one channel", sweep)
    Table.time(
      "focus on the portfolio", medianTime { _ = Focus(rollUp: rollUp, subject: .portfolio) },
      "C adjoint sweep", adjoint)
    Table.time("hotspots, top 100", medianTime { _ = focus.hotspots(top: 100) }, "C sweep", sweep)
    Table.time("grouping by supplier", medianTime { _ = focus.grouped(by: .supplier) }, "C sweep", sweep)
    Table.time("grouping by tier", medianTime { _ = focus.grouped(by: .tier) }, "C sweep", sweep)
    Table.time(
      "paths above 0.1 %", medianTime { _ = focus.paths(cutoff: 0.001, limit: 10_000) }, "C sweep", sweep)
    EditBenchmark.run(focus, sweep: sweep)
  }
}

/// The yardsticks: plain C over the same numbers.
struct C {
  private let graph: SupplyGraph

  init(_ graph: SupplyGraph) { self.graph = graph }

  /// Milliseconds of one scalar sweep over one channel. Says so when its totals are not those of `rollUp`.
  func sweep(_ rollUp: RollUp) -> Double {
    let own = (0..<graph.count).map { rollUp.own($0) ?? 0 }
    var totals = [Double](repeating: 0, count: graph.count)
    let (count, links) = (Int32(graph.count), graph.links)
    let time = medianTime {
      yardstick_sweep(count, links.starts, links.components, links.amounts, own, &totals)
    }
    let differs =
      graph.loops.isEmpty
      && (0..<graph.count).contains { p in
        abs(totals[p] - (rollUp.total(p) ?? 0)) > 1e-9 * abs(totals[p])
      }
    if differs { print("the totals of the C sweep differ") }
    return time
  }

  func adjoint() -> Double {
    let (count, links) = (Int32(graph.count), graph.links)
    var demand = [Double](repeating: 0, count: graph.count)
    for (product, quantity) in graph.portfolio { demand[product] += quantity }
    var weights = demand
    return medianTime {
      weights = demand
      yardstick_adjoint(count, links.starts, links.components, links.amounts, &weights)
    }
  }

  /// Milliseconds to read components and amounts of all links once.
  func stream() -> Double {
    let links = graph.links
    var sum: UInt64 = 0
    let time = medianTime {
      links.components.withUnsafeBytes { sum &+= C.words($0) }
      links.amounts.withUnsafeBytes { sum &+= C.words($0) }
    }
    if sum == 1 { print(sum) }
    return time
  }

  private static func words(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let words = bytes.bindMemory(to: UInt64.self)
    return yardstick_stream(words.baseAddress, words.count)
  }

  /// Milliseconds to read and join `path` in plain C on one thread, reading the file included.
  static func load(_ path: String, runs: Int) -> Double {
    median(
      (0..<runs).map { _ in
        milliseconds {
          let text = contents(path)
          if yardstick_load(text, max(0, text.count - 1)) < 0 { print("no memory for the yardstick") }
        }
      })
  }

  /// Milliseconds to sum the bytes of a file that is in memory.
  static func scan(_ path: String) -> Double {
    let text = contents(path)
    var sum: UInt64 = 0
    let time = medianTime(budget: 500) { text.withUnsafeBytes { sum &+= words($0) } }
    if sum == 1 { print(sum) }
    return time
  }
}
