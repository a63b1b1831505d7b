import Footprints

/// The date of an HTTP header, in the one form that is written today: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  static func read(_ text: String) -> Timestamp? {
    let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }.map { $0.lowercased() }
    guard parts.count >= 5, let day = Int(parts[1]), let month = months.firstIndex(of: parts[2]),
      let year = Int(parts[3]), let midnight = Timestamp(year: year, month: month + 1, day: day)
    else { return nil }
    let time = parts[4].split(separator: ":").map { Int($0) ?? -1 }
    guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2])
    else { return nil }
    return Timestamp(seconds: midnight.seconds + Int64(time[0] * 3600 + time[1] * 60 + time[2]))
  }
}
