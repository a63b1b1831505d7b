import Testing

@testable import Footprints

@Suite struct NoticeTests {
  private func notice(
    _ code: NoticeCode, _ line: Int, effect: Double? = nil, _ severity: Notice.Severity? = nil
  ) -> Notice {
    Notice(code, place: Place(file: 0, line: Int32(line)), effect: effect, severity: severity)
  }

  @Test func theHeaviestComeFirst() {
    var log = NoticeLog()
    for (line, effect) in [(1, nil), (2, -5), (3, 2), (4, nil)] as [(Int, Double?)] {
      log.add(notice(.unitMismatch, line, effect: effect))
    }
    log.add(notice(.expired, 9, effect: 100))
    let groups = log.grouped()
    #expect(groups.map(\.code) == [.unitMismatch, .expired])
    #expect(groups.first?.worst.map(\.place.line) == [2, 3, 1, 4])
    #expect(groups.first?.effect == 7)
    #expect(log.count == 5)
  }

  @Test func theOrderOfArrivalDoesNotMatter() {
    var random = SystemRandomNumberGenerator()
    let all = (0..<5000).map { notice($0 % 3 == 0 ? .brokenRow : .unknownValue, $0, effect: Double($0 % 7)) }
    var first = NoticeLog()
    for item in all { first.add(item) }
    var second = NoticeLog()
    for part in [all[3000...].shuffled(using: &random), all[..<3000].shuffled(using: &random)] {
      var log = NoticeLog()
      for item in part { log.add(item) }
      second.add(contentsOf: log)
    }
    #expect(first.grouped() == second.grouped())
    #expect(second.count == 5000)
    #expect(second.grouped().allSatisfy { $0.worst.count == NoticeLog.kept })
  }

  @Test func aNoticeMayBeLighterThanItsKind() {
    var log = NoticeLog()
    log.add(notice(.missingField, 1, .note))
    #expect(log.grouped().first?.severity == .note)
    var other = NoticeLog()
    other.add(notice(.missingField, 2))
    log.add(contentsOf: other)
    #expect(log.grouped().first?.severity == .fix)
    #expect(log.grouped().first?.fixes == 1)
    #expect(log.grouped().first?.worst.map(\.place.line) == [2, 1])
  }
}

@Suite struct FootprintTests {
  @Test func validityIsThreeYearsBehindTheReferencePeriod() {
    var footprint = Footprint(
      id: "1", specVersion: "3.0.0", productIDs: ["p"], unit: .kilogram,
      emissions: Emissions(excludingUptake: 1),
      place: .nowhere)
    #expect(footprint.validity.end == nil)
    footprint.referenceEnd = Timestamp(iso8601: "2025-01-01")
    #expect(footprint.validity.start == footprint.referenceEnd)
    #expect(footprint.validity.end == Timestamp(iso8601: "2028-01-01"))
    footprint.validityEnd = Timestamp(iso8601: "2026-06-30")
    #expect(footprint.validity.end == footprint.validityEnd)
  }

  @Test func scalesAreNamed() {
    #expect(DataQuality.scale5(technological: 1, temporal: nil, geographical: nil).scale == 1...5)
    let three = DataQuality.scale3(
      coveragePercent: nil, technological: 1, temporal: nil, geographical: nil, completeness: nil,
      reliability: nil)
    #expect(three.scale == 1...3)
  }
}
