import Dashboard
import Footprints
import Formats
import Glibc
import Reports
import SupplyGraph

/// The day on which figures have to be valid unless another one is given. The only place that asks the clock.
enum Today {
  static var utc: Timestamp {
    var now = Int64(time(nil))
    now -= ((now % 86_400) + 86_400) % 86_400
    return Timestamp(seconds: now)
  }
}

extension LoadProblem {
  init(_ error: DatasetError) {
    switch error {
    case .notFound(let path, let lookedFor):
      self = .notFound(path: path, lookedFor: lookedFor, similar: Nearby.paths(like: path))
    case .unreadable(let path, let reason): self = .unreadable(path: path, reason: reason)
    case .nothingUsable(let path): self = .nothingUsable(path: path)
    }
  }

  /// That of the first path that does not exist; nil when all do.
  static func missing(_ paths: [String]) -> LoadProblem? {
    paths.first { !Path.exists($0) }.map { LoadProblem(.notFound(path: $0, lookedFor: [Path.absolute($0)])) }
  }
}

extension Failure {
  /// A dataset that cannot be opened, in words.
  init(_ problem: LoadProblem, language: Language) {
    let lines = language.texts.loadProblem(problem)
    self.init(status: .unusableInput, title: lines.first ?? "", lines: Array(lines.dropFirst()))
  }
}

/// Reads a dataset and works it out, all at once.
func openSnapshot(_ paths: [String], asOf: Timestamp, language: Language) throws(Failure) -> Snapshot {
  do {
    let builder = try readDataset(paths, asOf: asOf, threads: processorCount)
    return Snapshot(name: Path.datasetName(paths), graph: builder.build())
  } catch {
    throw Failure(LoadProblem(error), language: language)
  }
}

/// Threads for reading; more than a few gain nothing.
let processorCount = min(8, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
