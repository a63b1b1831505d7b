import Dashboard
import Footprints
import Foundation
import Terminal

@main struct Genryu {
  @MainActor static func main() {
    let paths = Array(CommandLine.arguments.dropFirst())
    guard let terminal = try? Terminal() else { return }
    let asOf = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    Runner(terminal: terminal, paths: paths, language: .en, mouse: true, asOf: asOf).run()
    terminal.close()
    exit(0)
  }
}
