import Canvas
import Dashboard
import Glibc
import Reports

/// Where a command prints to.
struct Console {
  var output: any ByteSink
  /// The output goes to a screen.
  var isTerminal: Bool
  var errors: (String) -> Void

  static var standard: Console {
    signal(SIGPIPE, SIG_IGN)
    return Console(output: DescriptorSink(1), isTerminal: isatty(1) == 1) { line in
      var sink = DescriptorSink(2)
      try? sink.write(Array((sanitised(line) + "\n").utf8)[...])
    }
  }

  mutating func print(_ page: Page, _ format: Format, _ language: Language) throws(OutputError) {
    let writer = TableWriter(format: format, language: language, isTerminal: isTerminal)
    try writer.write(page.table, heading: page.heading, notes: page.notes, to: &output)
    let notes = format.isForPeople ? [] : page.notes
    for line in notes + page.missing { errors("genryu: \(line)") }
  }

  mutating func print(_ text: String) throws(OutputError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { sanitised(String($0)) }
    try output.write(Array(lines.joined(separator: "\n").utf8)[...])
  }

  func report(_ failure: Failure) {
    errors("genryu: \(failure.title)")
    for line in failure.lines { errors("  \(line)") }
  }
}
