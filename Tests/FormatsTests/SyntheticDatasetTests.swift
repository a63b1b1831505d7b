import Formats
import Testing

@testable import Benchmarks

/// The data that the benchmarks measure with.
@Suite struct SyntheticDatasetTests {
  private func texts(_ dataset: SyntheticDataset) -> [String] {
    [dataset.writeProducts, dataset.writeLinks, dataset.writePortfolio].map { write in
      var bytes: [UInt8] = []
      write { bytes += $0 }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  @Test func theSameArgumentsGiveTheSameBytes() {
    let dataset = SyntheticDataset(products: 500, links: 3000, loops: true)
    #expect(texts(dataset) == texts(dataset))
    #expect(texts(dataset) != texts(SyntheticDataset(products: 500, links: 3000, loops: true, seed: 2)))
  }

  @Test func everyRowIsUsed() throws {
    let dataset = SyntheticDataset(products: 500, links: 3000)
    let names = ["products.csv", "links.csv", "portfolio.csv"]
    let folder = try TemporaryFolder(Dictionary(uniqueKeysWithValues: zip(names, texts(dataset))))
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 500)
    // Two rows of one product may name the same component.
    #expect((2700...3000).contains(graph.linkCount))
    #expect(graph.notices.isEmpty)
    #expect(graph.loops.isEmpty)
  }

  /// A part is needed by its own family, a raw material by many; all of it is needed for what is sold.
  @Test func familiesShareRawMaterialsAndNothingElse() throws {
    let dataset = SyntheticDataset(products: 20_000, links: 160_000, shape: .families)
    let names = ["products.csv", "links.csv", "portfolio.csv"]
    let folder = try TemporaryFolder(Dictionary(uniqueKeysWithValues: zip(names, texts(dataset))))
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 20_000 && graph.loops.isEmpty && graph.notices.isEmpty)
    #expect(graph.portfolio.count == 32)
    // "Part 0001234": layers of a thousand, families of 32.
    let numbers = (0..<graph.count).map { Int(graph.name($0).dropFirst(5)) ?? -1 }
    func family(_ p: Int) -> Int { numbers[p] % 1000 / 32 }
    var across = 0
    for link in 0..<graph.linkCount {
      let (user, component) = (graph.product(ofLink: link), graph.component(link))
      if numbers[component] >= 19_980 { continue }
      if family(user) != family(component) || numbers[component] / 1000 != numbers[user] / 1000 + 1 {
        across += 1
      }
    }
    #expect(across == 0)
    let users = (0..<graph.count).map { graph.users(of: $0).count }
    #expect(users.max() ?? 0 > 1000)
    #expect(users.sorted()[graph.count / 2] < 12)
  }

  @Test func footprintsOfBothVersionsAreRead() throws {
    let folder = try TemporaryFolder()
    var bytes: [UInt8] = []
    SyntheticDataset(products: 50, links: 0).writeFootprints { bytes += $0 }
    try folder.write(bytes, to: "footprints.ndjson")
    let graph = try readDataset([folder.path], asOf: today).build()
    #expect(graph.count == 50)
    #expect((1800...2400).contains(bytes.count / 50))
    #expect(graph.notices.grouped().filter { $0.severity == .fix }.isEmpty)
  }
}
