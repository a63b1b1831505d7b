import SupplyGraph
import Testing

@testable import Analysis

@Suite struct BreakEvenTests {
  @Test func byHand() throws {
    let graph = graph(
      [.init(id: "PACK", direct: 1), .init(id: "CELL", direct: 10), .init(id: "CASE", direct: 4)],
      [("PACK", "CELL", 2), ("PACK", "CASE", 1)], portfolio: [("PACK", 1)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .portfolio)
    #expect(focus.total == 25)
    let answer = focus.breakEven(target: 20, top: 9)
    // The cell by a quarter; the case and its amount, of 4, cannot bring 5.
    #expect(answer.rows.map(\.needed) == [7.5, 1.5])
    #expect(answer.rows.allSatisfy { $0.change == -0.25 && $0.totalAtZero == 5 })
    #expect(answer.unable == 3 && answer.others == 0)
    #expect(answer.nearest?.totalAtZero == 21)
    #expect(focus.breakEven(.quantity(graph.product(id: "PACK") ?? 0), target: 20)?.needed == 0.8)
    let just = focus.breakEven(target: 21, top: 9)
    #expect(just.rows.map(\.needed) == [8, 1.6, 0, 0] && just.unable == 1)
    #expect(focus.breakEven(target: 0, top: 9).rows.isEmpty)
    // Upwards everything can.
    #expect(focus.breakEven(target: 30, top: 2).others == 3)
  }

  /// What is found reaches the target; what is said to be unable does not, even at 0.
  @Test(arguments: [0.9, 0.5, 1.2]) func targetsAreReached(part: Double) throws {
    var reached = 0
    for focus in randomFocuses(100..<112) {
      let total = try #require(focus.total)
      let target = total * part
      let answer = focus.breakEven(target: target, top: .max)
      for row in answer.rows {
        let needed = try #require(row.needed)
        let found = try #require(focus.total(with: row.input, at: needed), "\(row)")
        #expect(
          abs(found - target) <= 1e-12 * max(abs(target), abs(total), abs(row.totalAtZero ?? 0)),
          "\(row) \(found) \(target)")
        reached += 1
      }
      #expect(answer.rows.count + answer.unable == focus.all().count)
      let able = Set(answer.rows.map(\.input))
      for row in focus.all() where !able.contains(row.input) {
        let atZero = focus.total(with: row.input, at: 0) ?? total
        // Between now and none the target is not passed.
        #expect((atZero - target) * (total - target) > 0 || part > 1, "\(row)")
      }
      let changes = answer.rows.compactMap(\.change).map(abs)
      #expect(zip(changes, changes.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-12) })
    }
    #expect(reached > 20)
  }

  @Test func fewRowsAreTheFirstOfAll() throws {
    for focus in randomFocuses(130..<136) {
      let target = try #require(focus.total) * 0.8
      let all = focus.breakEven(target: target, top: .max)
      let few = focus.breakEven(target: target, top: 2)
      #expect(few.rows == Array(all.rows.prefix(2)) && few.unable == all.unable)
      #expect(few.others == all.rows.count - few.rows.count)
    }
  }

  /// A quarter of the loop's amount comes round: to halve the total it must fall by more than half.
  @Test func loopsAreExact() throws {
    let graph = graph(
      [.init(id: "A", direct: 1), .init(id: "B", direct: 3)], [("A", "B", 0.5), ("B", "A", 0.5)])
    let focus = Focus(rollUp: RollUp(graph: graph), subject: .product(graph.product(id: "A") ?? 0))
    let link = try #require((0..<2).first { graph.id(graph.product(ofLink: $0)) == "A" })
    // t = (1 + 3x) / (1 − x/2), 2.5 / 0.75 now; 2 at x = 0.25.
    #expect(focus.breakEven(.amount(link), target: 2)?.needed.isClose(to: 0.25) == true)
    #expect(focus.breakEven(.amount(link), target: 0.5)?.needed == nil)
    #expect(focus.breakEven(.amount(link), target: 700)?.needed.isClose(to: 699.0 / 353) == true)
  }
}
