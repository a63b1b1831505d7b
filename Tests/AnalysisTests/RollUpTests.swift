import Footprints
import SupplyGraph
import Testing

@testable import Analysis

@Suite struct RollUpTests {
  @Test func aSharedComponentCountsOncePerPath() {
    let rollUp = RollUp(
      graph: graph(
        [
          ProductRow(id: "R", direct: 1), ProductRow(id: "A", direct: 2), ProductRow(id: "B", direct: 3),
          ProductRow(id: "C", direct: 5), ProductRow(id: "D", direct: 7),
        ],
        [("R", "A", 2), ("R", "B", 1), ("A", "C", 3), ("B", "C", 4), ("C", "D", 0.5), ("R", "D", 1)]))
    #expect(rollUp.total("R") == 100)
    #expect(rollUp.status("R") == .computed)
  }

  @Test func aLoopThatFadesIsSolved() {
    let rollUp = RollUp(
      graph: graph(
        [ProductRow(id: "p1", direct: 2), ProductRow(id: "p2", direct: 1)],
        [("p1", "p2", 1), ("p2", "p1", 0.5)]))
    #expect(rollUp.total("p1").isClose(to: 6))
    #expect(rollUp.total("p2").isClose(to: 4))
    #expect(rollUp.codes() == [.loopSolved])
  }

  @Test func aSelfLinkIsALoop() {
    let rollUp = RollUp(graph: graph([ProductRow(id: "S", direct: 3)], [("S", "S", 0.25)]))
    #expect(rollUp.total("S").isClose(to: 4))
  }

  @Test func aLoopThatDoesNotFadeIsRefusedByNameAndTheRestIsAnswered() {
    let rollUp = RollUp(
      graph: graph(
        [
          ProductRow(id: "P", direct: 1), ProductRow(id: "Q", direct: 1), ProductRow(id: "U", direct: 1),
          ProductRow(id: "V", direct: 1), ProductRow(id: "X", direct: 1), ProductRow(id: "Y", direct: 1),
        ],
        [
          ("P", "Q", 1), ("Q", "P", 1), ("U", "V", 2), ("V", "U", 0.6), ("X", "Q", 1), ("X", "Y", 1),
        ]))
    #expect(rollUp.total("P") == nil)
    #expect(rollUp.status("X") == .blocked)
    #expect(rollUp.total("Y") == 1)
    let names = rollUp.refusedLoops.map { $0.map { rollUp.graph.id($0) } }.sorted { $0[0] < $1[0] }
    #expect(names == [["P", "Q"], ["U", "V"]])
    let found = rollUp.notices.grouped().first { $0.code == .loopRefused }?.worst.map(\.found).sorted()
    #expect(found == ["P > Q > P", "U > V > U"])
  }
}
