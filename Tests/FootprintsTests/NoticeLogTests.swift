import Testing

@testable import Footprints

@Suite struct NoticeLogTests {
  /// More notices of one kind than are kept, in three orders: the same heaviest ones, the same count and effect.
  @Test func theHeaviestAreKeptWhateverTheOrder() throws {
    let notices = (0..<5000).map { i in
      Notice(.missingFigure, place: Place(file: 0, line: Int32(i)), effect: Double((i * 37) % 5000))
    }
    let orders = [notices, notices.reversed(), notices.sorted { abs($0.effect ?? 0) < abs($1.effect ?? 0) }]
    let groups = orders.map { order in
      var log = NoticeLog()
      for notice in order { log.add(notice) }
      return log.grouped()
    }
    let group = try #require(groups[0].first)
    #expect(group.count == 5000)
    #expect(group.effect == 4999 * 2500)
    #expect(group.worst.compactMap(\.effect) == (4000..<5000).reversed().map(Double.init))
    #expect(groups[1] == groups[0])
    #expect(groups[2] == groups[0])
  }

  @Test func logsAddUp() throws {
    var all = NoticeLog()
    var parts = [NoticeLog(), NoticeLog()]
    for i in 0..<3000 {
      let notice = Notice(.brokenRow, place: Place(file: 0, line: Int32(i)), effect: 1)
      all.add(notice)
      parts[i % 2].add(notice)
    }
    var joined = NoticeLog()
    for part in parts { joined.add(contentsOf: part) }
    #expect(joined.grouped() == all.grouped())
  }
}
