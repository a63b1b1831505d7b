/// What the program's exit status says; the numbers above 63 are those of sysexits.h.
enum ExitStatus: Int32, Sendable {
  case done = 0
  /// Done, but a figure that was asked for could not be given, or `check` found what changes figures.
  case incomplete = 1
  case usage = 64
  case unusableInput = 65
  /// A host could not be asked to the end.
  case unavailable = 69
  case cannotWrite = 74
  case refusedCredentials = 77
}

/// Why a command stops, for people.
struct Failure: Error {
  var status: ExitStatus
  var title: String
  var lines: [String] = []
}
