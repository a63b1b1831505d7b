import Dashboard
import Glibc
import Reports

/// Writes what a screen lists to a file of its own. Nothing that exists is ever overwritten, and no folder that is
/// open as a dataset is written into.
enum Exporting {
  /// The file, in the current folder where that may be.
  static func write(_ screen: ScreenTable, dataset: [String], folder: StateFolder) throws(AtomicFile.Problem)
    -> String
  {
    var sink = MemorySink()
    do { try TableWriter(format: .csv).write(screen.table, to: &sink) } catch {
      throw AtomicFile.Problem(code(of: error))
    }
    let name = "genryu-\(fileName(Path.datasetName(dataset)))-\(screen.name)"
    let here = isInside(Path.current, dataset) ? nil : Path.current
    do throws(AtomicFile.Problem) {
      guard let here else { throw AtomicFile.Problem(EROFS) }
      return try write(sink.bytes, in: here, name)
    } catch {
      guard let path = folder.path else { throw error }
      return try write(sink.bytes, in: path + "/exports", name)
    }
  }

  private static func write(_ bytes: [UInt8], in folder: String, _ name: String) throws(AtomicFile.Problem)
    -> String
  {
    var file = "\(folder)/\(name).csv"
    var number = 2
    while Path.exists(file) {
      file = "\(folder)/\(name)-\(number).csv"
      number += 1
    }
    try AtomicFile.write(bytes, to: file)
    return file
  }

  private static func isInside(_ folder: String, _ dataset: [String]) -> Bool {
    dataset.contains { path in
      let open = Path.absolute(path)
      let root = Path.isFolder(open) ? open : Path.parent(open) ?? open
      return folder == root || folder.hasPrefix(root + "/")
    }
  }

  /// Letters, digits, dots and dashes; anything else could mean something to a shell.
  private static func fileName(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." ? $0 : "-" }.prefix(60))
  }

  private static func code(of error: OutputError) -> Int32 {
    if case .failed(let code, _) = error { return code }
    return EPIPE
  }
}
