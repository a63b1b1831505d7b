import Testing

@testable import Footprints

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1970-01-02", 86_400), ("2000-03-01", 951_868_800),
    ("2026-11-23T10:15:30Z", 1_795_428_930),
    ("2026-11-23T10:15:30.999Z", 1_795_428_930), ("2026-11-23T10:15:30+00:00", 1_795_428_930),
    ("2026-11-23t19:15:30+09:00", 1_795_428_930), ("2026-11-23 10:15", 1_795_428_900),
    ("2026-11-23T01:15:30-0900", 1_795_428_930), ("1969-12-31T23:59:59Z", -1), ("2024-02-29", 1_709_164_800),
    ("2026-11-23T19:15:30+09", 1_795_428_930),
  ])
  func reads(_ text: String, _ seconds: Int64) { #expect(Timestamp(iso8601: text)?.seconds == seconds) }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-1-1", "23.11.2026", "2026-11-23T", "2026-11-23T10",
    "2026-11-23Z",
    "2026-11-23T10:60", "2026-11-23T10:15:30+", "2026-11-23T10:15:30Zulu", "２０２６-11-23", "2026/11/23",
    "0000-00-00",
  ])
  func refuses(_ text: String) { #expect(Timestamp(iso8601: text) == nil) }

  @Test func everyDayReadsBack() throws {
    for day in stride(from: -720_000, through: 2_900_000, by: 997) {
      let moment = Timestamp(seconds: Int64(day) * 86_400)
      let (year, month, dayOfMonth) = moment.date
      guard (0...9999).contains(year) else { continue }
      #expect(Timestamp(year: year, month: month, day: dayOfMonth) == moment)
      #expect(Timestamp(iso8601: moment.dateText) == moment)
      let late = Timestamp(seconds: moment.seconds + 86_399)
      #expect(late.date == (year, month, dayOfMonth))
      #expect(Timestamp(iso8601: late.iso8601) == late)
    }
  }

  @Test(arguments: [
    ("2024-02-29", 3, "2027-02-28"), ("2024-02-29", 4, "2028-02-29"),
    ("2025-12-31T23:00:00Z", 3, "2028-12-31"),
    ("2026-01-01", -1, "2025-01-01"),
  ])
  func addsYears(_ start: String, _ years: Int, _ end: String) {
    #expect(Timestamp(iso8601: start)?.adding(years: years).dateText == end)
  }
}
