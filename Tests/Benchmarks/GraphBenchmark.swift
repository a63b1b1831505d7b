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
  /// What is done over and over; nil for everything once.
  nonisolated(unsafe) static var profiled: String?
  /// Nothing but footprints that arrive.
  nonisolated(unsafe) static var arrivalsOnly = false
  /// Nothing but the what-if screen.
  nonisolated(unsafe) static var nudgesOnly = false
  /// Nothing but the answers that screens are drawn from.
  nonisolated(unsafe) static var answersOnly = false
  /// Nothing but keys.
  nonisolated(unsafe) static var keysOnly = false
  /// Sampling a million products takes minutes.
  nonisolated(unsafe) static var withoutSamples = false

  init?(name: String, dataset: SyntheticDataset, threads: Int) {
    guard let folder = TemporaryFolder() else { return nil }
    self.name = name
    self.dataset = dataset
    self.threads = threads
    self.folder = folder
  }

  func run(loadOnly: Bool, analysisOnly: Bool) {
    defer { folder.remove(TemporaryFolder.files) }
    guard folder.write(dataset) else { return print("cannot write to \(folder.path)") }
    let size = TemporaryFolder.files.reduce(0) { $0 + folder.size($1) }
    let shape = (dataset.shape == .families ? ", in families" : "") + (dataset.loops ? ", with loops" : "")
    Table.head(
      "\(name): \(dataset.products) products, \(dataset.links) links, \(size / 1_000_000) MB\(shape), "
        + "\(threads) threads")
    if GraphBenchmark.arrivalsOnly { return ArrivalBenchmark(folder: folder, threads: threads).run() }
    if GraphBenchmark.keysOnly {
      if let graph = GraphBenchmark.graph(folder.path, threads) { KeyBenchmark.run(graph) }
      return
    }
    if !analysisOnly { loading() }
    if !loadOnly, let graph = GraphBenchmark.graph(folder.path, threads) { analysis(graph) }
  }

  private func loading() {
    let links = folder.path + "/links.csv"
    let plain = C.load(links, runs: dataset.links > 1_000_000 ? 1 : 3)
    let before = Memory.megabytes
    Memory.forgetPeak()
    let times = GraphBenchmark.load(folder.path, threads, runs: dataset.links > 1_000_000 ? 3 : 5)
    let peak = Memory.peakMegabytes
    Table.time(
      "load, files to graph", times.reading + times.building, "plain C loader, links only", plain.time)
    Table.time("  processor time, all threads", times.processor, "plain C loader", plain.processor)
    Table.row("  reading", Table.time(times.reading))
    Table.row("  building", Table.time(times.building))
    Table.row(
      "  peak memory", "\(Table.rounded(peak)) MB", "before it \(Table.rounded(before)) MB")
  }

  /// Medians of reading and building, one after the other, of fewer runs where they take long; and of the processor
  /// time of both, in which what others do on the machine does not count.
  static func load(
    _ path: String, _ threads: Int, runs: Int
  ) -> (reading: Double, building: Double, processor: Double) {
    var (reading, building, processor): ([Double], [Double], [Double]) = ([], [], [])
    while reading.count < runs, (reading + building).reduce(0, +) < 10_000 {
      let before = processMilliseconds()
      var builder: SupplyGraphBuilder?
      reading.append(milliseconds { builder = try? readDataset([path], asOf: asOf, threads: threads) })
      var graph: SupplyGraph?
      building.append(milliseconds { graph = builder.take()?.build(threads: threads) })
      processor.append(processMilliseconds() - before)
      if graph == nil { print("cannot read \(path)") }
    }
    return (median(reading), median(building), median(processor))
  }

  static func graph(_ path: String, _ threads: Int) -> SupplyGraph? {
    (try? readDataset([path], asOf: asOf, threads: threads))?.build(threads: threads)
  }

  private func analysis(_ graph: SupplyGraph) {
    let rollUp = RollUp(graph: graph)
    let focus = Focus(rollUp: rollUp, subject: .portfolio)
    if let profiled = GraphBenchmark.profiled { return GraphBenchmark.repeatedly(profiled, rollUp, focus) }
    let yardstick = C(graph)
    let sweep = yardstick.sweep(rollUp)
    let adjoint = yardstick.adjoint()
    if GraphBenchmark.nudgesOnly { return NudgeBenchmark.run(focus, sweep: sweep) }
    if GraphBenchmark.answersOnly { return AnswerBenchmark.run(focus, sweep: sweep) }
    Table.time("stream of the links, C", yardstick.stream(), "C sweep, one channel", sweep)
    Table.time(
      "roll-up, all channels", wallTime { _ = RollUp(graph: graph) }, "C sweep, one channel", sweep)
    let model = EditedModel(focus: focus)
    for threads in [1, 2] {
      Table.time(
        "totals, one channel, threads: \(threads)", wallTime { model.sweepTotals(threads: threads) },
        "C sweep, one channel", sweep)
    }
    Table.time(
      "focus on the portfolio", wallTime { _ = Focus(rollUp: rollUp, subject: .portfolio) },
      "C adjoint sweep", adjoint)
    Table.time("hotspots, top 100", wallTime { _ = focus.hotspots(top: 100) }, "C sweep", sweep)
    Table.time("grouping by supplier", wallTime { _ = focus.grouped(by: .supplier) }, "C sweep", sweep)
    Table.time("grouping by tier", wallTime { _ = focus.grouped(by: .tier) }, "C sweep", sweep)
    Table.time(
      "paths above 0.1 %", wallTime { _ = focus.paths(cutoff: 0.001, limit: 10_000) }, "C sweep", sweep)
    EditBenchmark.run(focus, sweep: sweep)
    NudgeBenchmark.run(focus, sweep: sweep)
    AnswerBenchmark.run(focus, sweep: sweep)
    if !GraphBenchmark.withoutSamples { UncertaintyBenchmark(focus, yardstick, threads: threads).run(sweep) }
    ComparisonBenchmark(baseline: focus, sweep: sweep).run { GraphBenchmark.graph(folder.path, threads) }
    KeyBenchmark.run(graph)
  }
}

extension GraphBenchmark {
  static func repeatedly(_ name: String, _ rollUp: RollUp, _ focus: Focus) {
    var edits = EditBenchmark(focus)
    // Not made lazily: what is read and written back is a copy in between, and edits would copy all their memory.
    var nudges = NudgeBenchmark(
      rollUp.graph, name == "nudge" ? NudgeBenchmark.product(focus) : .portfolio)
    var spent = 0.0
    var count = 0
    while spent < 8000 {
      spent += milliseconds {
        switch name {
        case "rollup": _ = RollUp(graph: rollUp.graph)
        case "focus": _ = Focus(rollUp: rollUp, subject: .portfolio)
        case "edit": edits.edit(.own)
        case "amount": edits.edit(.amount)
        case "amounts": edits.edit(.amountAndRows)
        case "first": edits.editAnew()
        case "nudge": nudges.nudge(.own)
        case "nudge-any": nudges.nudge(.anyOwn)
        case "nudge-amounts": nudges.nudge(.anyAmount)
        default: _ = focus.grouped(by: .tier)
        }
      }
      count += 1
    }
    print("\(count) times \(name)")
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
  static func load(_ path: String, runs: Int) -> (time: Double, processor: Double) {
    var (times, processor): ([Double], [Double]) = ([], [])
    for _ in 0..<runs {
      let before = processMilliseconds()
      times.append(
        milliseconds {
          let text = contents(path)
          if yardstick_load(text, max(0, text.count - 1)) < 0 { print("no memory for the yardstick") }
        })
      processor.append(processMilliseconds() - before)
    }
    return (median(times), median(processor))
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
