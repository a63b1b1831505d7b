import Footprints
import SupplyGraph
import Testing

@testable import Benchmarks

@Suite struct ThreadTests {
  /// Enough links for the work to be cut into parts; some of each kind that takes another way.
  private func builder() -> SupplyGraphBuilder {
    let asOf = Timestamp(seconds: 1_760_000_000)
    var builder = SupplyGraphBuilder(files: [SourceFile(name: "links.csv", path: "links.csv")], asOf: asOf)
    var random = Seeded(7)
    let products = 6_000
    func place(_ line: Int) -> Place {
      Place(file: 0, line: Int32(line), offset: Int64(line) * 20, length: 19)
    }
    for i in 0..<products - 500 {
      builder.add(
        product: ProductRow(
          id: "P\(i)", supplier: "S\(i % 90)", country: i % 3 == 0 ? "JP" : "DE",
          unit: i % 2 == 0 ? .kilogram : Unit("piece"), direct: Double(i), category: "c\(i % 7)",
          place: place(i)))
    }
    for line in 0..<90_000 {
      let product = random.below(products)
      // One in a thousand leads back, and some name products that no row describes.
      let back = random.below(1000) == 0
      let component = back ? random.below(products) : product + random.below(products - product)
      builder.add(
        link: LinkRow(
          product: "P\(product)", component: "P\(component)", amount: Double(1 + random.below(999)) / 1e5,
          unit: random.below(10) == 0 ? Unit("t") : nil, share: random.below(50) == 0 ? 0.5 : nil,
          alternativeGroup: random.below(50) == 0 ? "g" : "", place: place(line)))
    }
    return builder
  }

  @Test func theGraphDoesNotDependOnTheNumberOfThreads() {
    let one = builder().build(threads: 1)
    #expect(one.linkCount > 70_000 && one.linkCount < 90_000 && !one.loops.isEmpty && !one.notices.isEmpty)
    for threads in [2, 3] {
      let several = builder().build(threads: threads)
      #expect(Digest(several).value == Digest(one).value)
      #expect(several.links.userLinks == one.links.userLinks)
    }
  }
}
