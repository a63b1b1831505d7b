/// A moment in seconds since 1970-01-01T00:00:00Z, without a clock or a calendar behind it.
public struct Timestamp: Hashable, Comparable, Sendable {
  public var seconds: Int64

  public init(seconds: Int64) { self.seconds = seconds }

  public static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }

  /// Midnight UTC of a day of the proleptic Gregorian calendar; nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Timestamp.daysInMonth(year: year, month: month)
    else { return nil }
    seconds = Int64(Timestamp.dayNumber(year: year, month: month, day: day)) * 86_400
  }

  /// Reads `2026-11-23`, `2026-11-23T10:15:30Z`, with fractions of seconds and with offsets such as `+09:00`.
  /// A date alone is midnight UTC; fractions are cut. Nil when the text is not a date.
  public init?(iso8601 text: some StringProtocol) {
    var copy = String(text)
    guard let date = copy.withUTF8({ Timestamp(iso8601Bytes: $0) }) else { return nil }
    self = date
  }

  /// The same from the bytes of a file.
  public init?(iso8601Bytes bytes: UnsafeBufferPointer<UInt8>) {
    if let plain = Timestamp(plain: bytes) {
      self = plain
      return
    }
    var scanner = DigitScanner(bytes)
    guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
      let day = scanner.number(2), let midnight = Timestamp(year: year, month: month, day: day)
    else { return nil }
    seconds = midnight.seconds
    if scanner.isAtEnd { return }
    guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let time = scanner.timeOfDay() else {
      return nil
    }
    seconds += Int64(time)
    guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
    seconds -= Int64(offset)
  }

  /// `2026-11-23T10:15:30Z` and nothing else.
  private init?(plain bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 20, let base = bytes.baseAddress, base[4] == UInt8(ascii: "-"),
      base[7] == UInt8(ascii: "-"), base[10] == UInt8(ascii: "T"), base[13] == UInt8(ascii: ":"),
      base[16] == UInt8(ascii: ":"), base[19] == UInt8(ascii: "Z")
    else { return nil }
    var isWrong = false
    func two(_ at: Int) -> Int {
      let (high, low) = (base[at] &- 48, base[at + 1] &- 48)
      if high > 9 || low > 9 { isWrong = true }
      return Int(high) * 10 + Int(low)
    }
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8))
    let (hour, minute, second) = (two(11), two(14), two(17))
    guard !isWrong, hour <= 24, minute < 60, second <= 60,
      let midnight = Timestamp(year: year, month: month, day: day)
    else { return nil }
    seconds = midnight.seconds + Int64(hour * 3600 + minute * 60 + second)
  }

  /// Year, month and day in UTC.
  public var date: (year: Int, month: Int, day: Int) {
    Timestamp.civil(dayNumber: Int(seconds / 86_400) - (seconds % 86_400 < 0 ? 1 : 0))
  }

  /// `2026-11-23`
  public var dateText: String {
    let (year, month, day) = date
    return "\(Timestamp.padded(year, 4))-\(Timestamp.padded(month, 2))-\(Timestamp.padded(day, 2))"
  }

  /// `2026-11-23T10:15:30Z`
  public var iso8601: String {
    let second = Int(((seconds % 86_400) + 86_400) % 86_400)
    let parts = [second / 3600, second / 60 % 60, second % 60].map { Timestamp.padded($0, 2) }
    return dateText + "T" + parts.joined(separator: ":") + "Z"
  }

  /// The same moment `years` later; 29 February becomes the 28th where the later year has none.
  public func adding(years: Int) -> Timestamp {
    let (year, month, day) = date
    let target = year + years
    let kept = min(day, Timestamp.daysInMonth(year: target, month: month))
    let moved = Timestamp.dayNumber(year: target, month: month, day: kept)
    let now = Timestamp.dayNumber(year: year, month: month, day: day)
    return Timestamp(seconds: seconds + Int64(moved - now) * 86_400)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  static func daysInMonth(year: Int, month: Int) -> Int {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    switch month {
    case 2: return leap ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// Days since 1970-01-01, by Hinnant's "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
  static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The inverse of `dayNumber` (civil_from_days).
  static func civil(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
    let z = dayNumber + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

/// Reads fixed-width numbers out of a short ASCII text, which must outlive it.
private struct DigitScanner {
  private var rest: Slice<UnsafeBufferPointer<UInt8>>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ digits: Int) -> Int? {
    guard rest.count >= digits else { return nil }
    var value = 0
    for byte in rest.prefix(digits) {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    rest.removeFirst(digits)
    return value
  }

  /// `10:15`, `10:15:30` or `10:15:30.123` in seconds; 24:00 and a leap second are accepted.
  mutating func timeOfDay() -> Int? {
    guard let hour = number(2), hour <= 24, skip(":"), let minute = number(2), minute < 60 else { return nil }
    var second = 0
    if skip(":") {
      guard let given = number(2), given <= 60 else { return nil }
      second = given
      if skip(".") || skip(",") { while number(1) != nil {} }
    }
    return hour * 3600 + minute * 60 + second
  }

  /// `Z`, nothing, `+09:00`, `+0900` or `+09`, in seconds east of Greenwich.
  mutating func offset() -> Int? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let sign = skip("+") ? 1 : (skip("-") ? -1 : 0)
    guard sign != 0, let hours = number(2), hours <= 23 else { return nil }
    _ = skip(":")
    let minutes = isAtEnd ? 0 : number(2)
    guard let minutes, minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
