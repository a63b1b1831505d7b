import Footprints
import Testing

@testable import SupplyGraph

/// The graph must not depend on the order in which things were read: everything at random, shuffled, compared.
@Suite struct OrderTests {
  private enum Item {
    case product(ProductRow)
    case link(LinkRow)
    case portfolio(PortfolioRow)
    case supplier(SupplierRow)
    case footprint(Footprint)
  }

  private func items(_ seed: UInt64) -> [Item] {
    var random = Seeded(state: seed)
    var items: [Item] = []
    let ids = (0..<12).map { "P\($0)" } + ["URN:x:1", "urn:X:2", "部品", ""]
    let units: [Unit?] = [nil, .kilogram, Unit("g"), .piece, .litre]
    func place(_ file: Int32) -> Place { Place(file: file, line: Int32(items.count + 2)) }
    for _ in 0..<16 {
      items.append(
        .product(
          ProductRow(
            id: random.pick(ids), otherIDs: random.pick([[], [], [random.pick(ids)]]),
            name: random.pick(["", "n1", "n2"]), supplier: random.pick(["", "S1", "S2", "S3"]),
            supplierID: random.pick(["", "", "1", "2", "3"]), country: random.pick(["", "JP", "CN"]),
            unit: random.pick(units), direct: random.pick([nil, 1, 2]),
            declared: random.pick([nil, 5, .nan]),
            place: place(0))))
      items.append(
        .footprint(
          footprint(&random, [random.pick(ids), random.pick(ids)].filter { !$0.isEmpty }, place(2))))
    }
    for _ in 0..<40 {
      items.append(
        .link(
          LinkRow(
            product: random.pick(ids), component: random.pick(ids + ["nowhere"]),
            amount: random.pick([1, 2, 0.1, 0.3, 0, -1, .infinity]), unit: random.pick(units),
            share: random.pick([nil, nil, 0.5, 0.25, 2]),
            alternativeGroup: random.pick(["", "", "g1", "g2"]), place: place(1))))
    }
    for id in ["1", "2", "", "1"] {
      items.append(
        .supplier(
          SupplierRow(
            id: id, name: random.pick(["S1", "S2", ""]), contact: random.pick(["", "a", "b"]), place: place(3)
          )))
    }
    for _ in 0..<3 {
      items.append(
        .portfolio(
          PortfolioRow(product: random.pick(ids), quantity: random.pick([0.1, 0.2, 3]), place: place(4))))
    }
    return items
  }

  private func footprint(_ random: inout Seeded, _ ids: [String], _ place: Place) -> Footprint {
    var result = Footprint(
      id: random.pick(["f1", "f2", "f3"]), specVersion: "2.3.0", productIDs: ids,
      unit: random.pick([.kilogram, .piece]), emissions: Emissions(excludingUptake: random.pick([1, 2, 3])),
      place: place)
    result.companyName = random.pick(["", "S1", "S9"])
    result.massPerUnit = random.pick([nil, 2])
    result.geography = random.pick(["", "JP", "CN-11"])
    result.status = random.pick([.active, .deprecated])
    result.created = random.pick([nil, Timestamp(seconds: 5), today])
    result.validityEnd = random.pick([nil, Timestamp(seconds: 5), Timestamp(seconds: today.seconds + 9)])
    result.logistics = random.pick([nil, nil, nil, .shipment])
    return result
  }

  private func graph(_ items: [Item]) -> SupplyGraph {
    var builder = SupplyGraphBuilder(asOf: today)
    for item in items {
      switch item {
      case .product(let row): builder.add(product: row)
      case .link(let row): builder.add(link: row)
      case .portfolio(let row): builder.add(portfolio: row)
      case .supplier(let row): builder.add(supplier: row)
      case .footprint(let footprint): builder.add(footprint: footprint)
      }
    }
    return builder.build()
  }

  /// Everything a graph tells, as lines.
  private func description(_ graph: SupplyGraph) -> [String] {
    var lines = (0..<graph.count).map { p in
      "\(p) \(graph.id(p)) \(graph.name(p)) \(graph.supplier(p) ?? -1) \(graph.country(p)) \(graph.unit(p)) "
        + "\(graph.category(p)) \(graph.place(p)) \(graph.given(p)) \(graph.footprints(of: p)) \(graph.rank(p))"
    }
    lines += (0..<graph.linkCount).map { link in
      "\(graph.product(ofLink: link)) \(graph.component(link)) \(graph.amount(link)) \(graph.state(ofLink: link)) "
        + "\(graph.linkAsWritten(link)) \(graph.place(ofLink: link)) \(graph.share(ofLink: link) ?? -1)"
    }
    lines += graph.suppliers.map { "\($0)" } + graph.portfolio.map { "\($0)" } + graph.loops.map { "\($0)" }
    lines += graph.notices.grouped().map { "\($0)" }
    return lines
  }

  @Test(arguments: Array(UInt64(1)...40)) func nothingDependsOnTheOrderOfReading(seed: UInt64) {
    let items = items(seed)
    let expected = description(graph(items))
    for order in 1...3 {
      var random = Seeded(state: seed &* 1000 &+ UInt64(order))
      let found = description(graph(items.shuffled(using: &random)))
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) where a != b { #expect(a == b) }
    }
  }

  /// Components before products, loops apart; both directions of the links agree.
  @Test(arguments: Array(UInt64(1)...20)) func linksPointDownwards(seed: UInt64) {
    let graph = graph(items(seed))
    for link in 0..<graph.linkCount {
      let (product, component) = (graph.product(ofLink: link), graph.component(link))
      #expect(
        component < product || graph.loop(product) == graph.loop(component) && graph.loop(product) != nil)
      #expect(graph.components(of: product).contains(link))
      #expect(graph.users(of: component).contains { graph.userLink($0) == link })
      #expect(graph.amount(link).isFinite)
    }
    for (number, loop) in graph.loops.enumerated() {
      for p in loop { #expect(graph.loop(p) == number) }
    }
  }
}
