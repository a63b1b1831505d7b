/// What the program's exit status says; the numbers above 63 are those of sysexits.h.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// Done, but a figure that was asked for could not be given, or `check` found what changes figures.
  case incomplete = 1
  case usage = 64
  case unusableInput = 65
  /// An endpoint, or the port to serve at, is not available.
  case unavailable = 69
  case cannotWrite = 74
  /// Credentials that are not there, or are kept where others can read them.
  case refusedCredentials = 77
}

/// Why a command stops, for people.
struct Failure: Error {
  var status: ExitStatus
  var title: String
  var lines: [String] = []
}
