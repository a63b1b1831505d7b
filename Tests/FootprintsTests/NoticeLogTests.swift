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

  @Test func kindsAreLeftOut() {
    var log = NoticeLog()
    for code in NoticeCode.allCases { log.add(Notice(code, place: Place(file: 0, line: 1))) }
    let kept = log.without(\.needsWholeDataset)
    #expect(kept.grouped().allSatisfy { !$0.code.needsWholeDataset })
    #expect(kept.count == NoticeCode.allCases.count { !$0.needsWholeDataset })
    #expect(kept.count < log.count && log.count == NoticeCode.allCases.count)
  }
}

/// Notices that are taken out again leave what there would be without them.
@Suite struct NoticeReplacementTests {
  private func notice(_ i: Int, effect: Double? = nil) -> Notice {
    Notice(.missingFigure, place: Place(file: 0, line: Int32(i)), effect: effect)
  }

  private func log(_ notices: [Notice]) -> NoticeLog {
    var log = NoticeLog()
    for notice in notices { log.add(notice) }
    return log
  }

  private func replaced(_ log: NoticeLog, _ old: [Notice], with new: [Notice] = []) -> NoticeLog? {
    var log = log
    return log.replace(old, with: new) ? log : nil
  }

  @Test(arguments: [10, 1500, 3000, 50_000]) func oneAfterTheOther(_ count: Int) {
    let all = (0..<count).map { notice($0, effect: Double(($0 * 37) % 512)) }
    let gone = all.enumerated().filter { $0.offset % 5 == 1 }.prefix(900).map(\.element)
    let new = (0..<7).map { notice(count + $0, effect: 1000) }
    let gonePlaces = Set(gone.map(\.place))
    #expect(
      replaced(log(all), gone, with: new)?.grouped()
        == log(all.filter { !gonePlaces.contains($0.place) } + new).grouped())
  }

  @Test func theLastOneTakesItsGroupAlong() {
    let none = replaced(log([notice(1), notice(2)]), [notice(1), notice(2)])
    #expect(none?.isEmpty == true)
    #expect(none?.count == 0)
  }

  @Test func whatStaysIsNotLookedFor() {
    let other = replaced(log([notice(1)]), [notice(1), notice(5)], with: [notice(5), notice(2)])
    #expect(other?.grouped() == log([notice(2)]).grouped())
  }

  @Test func whatWasNeverThereCannotGo() {
    #expect(replaced(log([notice(1)]), [notice(2)])?.count == nil)
    #expect(replaced(log([notice(1)]), [Notice(.brokenRow, place: .nowhere)])?.count == nil)
  }

  /// What comes up behind those that are remembered is not known: that is said, and not made up.
  @Test func noMoreThanWasRemembered() {
    let all = (0..<10_000).map { notice($0) }
    #expect(
      replaced(log(all), Array(all[..<900]))?.grouped() == log(Array(all[900...])).grouped())
    #expect(replaced(log(all), Array(all[..<3000]))?.count == nil)
  }

  /// Many at once are what they are one by one, beside others of their kind.
  @Test(arguments: [0, 3, 2000, 2001, 9000]) func manyAtOnce(count: Int) {
    let many = (0..<count).map { notice($0) }
    for others in [[], (0..<5000).map { notice(3 * $0 + 100) }] {
      var (one, all) = (log(others), log(others))
      for notice in many { one.add(notice) }
      all.add(count: count) { many[$0] }
      #expect(all.grouped() == one.grouped())
      let gone = Array(many.prefix(50))
      #expect(replaced(all, gone)?.grouped() == replaced(one, gone)?.grouped())
    }
  }

  /// Logs that were joined know what either has let go.
  @Test func joinedLogs() {
    let all = (0..<9000).map { notice($0) }
    var joined = log(all.filter { $0.place.line % 2 == 0 && $0.place.line < 50 })
    joined.add(contentsOf: log(all.filter { $0.place.line % 2 == 1 }))
    let left = all.filter { $0.place.line % 2 == 1 || $0.place.line < 50 }
    #expect(joined.grouped() == log(left).grouped())
    #expect(
      replaced(joined, Array(left[10..<300]))?.grouped() == log(Array(left[..<10] + left[300...])).grouped())
  }
}
