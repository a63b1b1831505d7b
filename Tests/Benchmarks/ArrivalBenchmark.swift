import Analysis
import Dashboard
import Formats
import Glibc
import SupplyGraph

/// How long it takes until footprints that hosts send are in all figures: taken into what is there, and built anew.
struct ArrivalBenchmark {
  private static let name = "host.received.ndjson"

  let folder: TemporaryFolder
  let threads: Int

  func run(_ counts: [Int] = [100, 1_000]) {
    mkdir(folder.path + "/footprints", 0o700)
    defer {
      folder.remove(["footprints/" + ArrivalBenchmark.name])
      rmdir(folder.path + "/footprints")
    }
    guard
      let read = try? GrowingDataset.read(
        [folder.path], growing: [ArrivalBenchmark.name], asOf: asOf, threads: threads),
      var dataset = read.dataset
    else { return print("cannot read \(folder.path)") }
    var shown = Snapshot(name: "", graph: read.builder.build(threads: threads))
    let base = shown
    let sweep = C(shown.graph).sweep(shown.rollUp)
    var random = Seeded(7)
    for count in counts {
      var (reading, working): ([Double], [Double]) = ([], [])
      for _ in 0..<5 {
        append(count, shown, &random)
        var growth: GrowingDataset.Growth?
        reading.append(milliseconds { growth = dataset.readOn(to: shown.graph, threads: threads) })
        guard case .figures(let update)? = growth else { return print("not only figures") }
        working.append(milliseconds { shown = Snapshot(shown, arrived: update, after: base) })
      }
      Table.time("\(count) footprints arrive", median(reading) + median(working), "C sweep", sweep)
      Table.row("  read and taken into the graph", Table.time(median(reading)))
      Table.row("  all figures and changes", Table.time(median(working)))
      anew(&dataset, &shown, base, count, sweep, &random)
    }
  }

  private func anew(
    _ dataset: inout GrowingDataset, _ shown: inout Snapshot, _ base: Snapshot, _ count: Int, _ sweep: Double,
    _ random: inout Seeded
  ) {
    append(count, shown, &random)
    var graph: SupplyGraph?
    let reading = milliseconds { graph = dataset.readOn(threads: threads)?.build(threads: threads) }
    guard let graph else { return print("cannot be read on") }
    let working = milliseconds { shown = Snapshot(name: "", graph: graph, after: base) }
    Table.time("\(count) and all is built anew", reading + working, "C sweep", sweep)
    Table.row("  read and built", Table.time(reading))
    Table.row("  all figures and changes", Table.time(working))
  }

  /// Footprints of any products, somewhat above what was worked out for them.
  private func append(_ count: Int, _ shown: Snapshot, _ random: inout Seeded) {
    guard let file = fopen(folder.path + "/footprints/" + ArrivalBenchmark.name, "a") else { return }
    for _ in 0..<count {
      let p = random.below(shown.graph.count)
      let value = (shown.rollUp.total(p) ?? 1) * (1 + 0.2 * Double(random.below(1000)) / 1000)
      fputs(record(p, value, shown.graph, &random) + "\n", file)
    }
    fclose(file)
  }

  private static let text = String(repeating: "Cradle-to-gate boundary with upstream materials. ", count: 20)

  private func record(_ p: ProductIndex, _ value: Double, _ graph: SupplyGraph, _ random: inout Seeded)
    -> String
  {
    let id = "10000000-0000-4000-8000-\(100_000_000_000 + random.below(899_999_999_999))"
    let unit = graph.unit(p).symbol
    return """
      {"id":"\(id)","specVersion":"3.0.0","created":"2026-03-01T08:30:00Z","status":"Active",\
      "companyName":"Company \(random.below(50))","companyIds":["urn:pact:example.com:company:1"],\
      "productDescription":"\(ArrivalBenchmark.text)","productNameCompany":"Part","productIds":["\(graph.id(p))"],\
      "pcf":{"declaredUnitOfMeasurement":"\(unit == "kg" ? "kilogram" : unit)","declaredUnitAmount":"1",\
      "productMassPerDeclaredUnit":"1","referencePeriodStart":"2025-04-01T00:00:00Z",\
      "referencePeriodEnd":"2026-04-01T00:00:00Z","pcfExcludingBiogenicUptake":"\(value)",\
      "pcfIncludingBiogenicUptake":"\(value)","fossilGhgEmissions":"\(value)","fossilCarbonContent":"0",\
      "ipccCharacterizationFactors":["AR6"],"crossSectoralStandards":["ISO14067"],\
      "exemptedEmissionsPercent":"0","primaryDataShare":"\(2 + random.below(99))"}}
      """
  }
}
