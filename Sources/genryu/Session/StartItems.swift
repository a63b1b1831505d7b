import Dashboard
import Glibc

/// What the start page offers: what was opened lately and still exists, and the samples.
enum StartItems {
  static func items(_ memory: Memory) -> [StartPage.Item] {
    let samples = samplePaths()
    let recent = memory.recent.filter { !samples.contains($0) && Path.exists($0) }
    return recent.map { item($0, isSample: false) } + samples.map { item($0, isSample: true) }
  }

  private static func item(_ path: String, isSample: Bool) -> StartPage.Item {
    StartPage.Item(path: path, name: Path.lastName(path), isSample: isSample)
  }

  /// The folders of the nearest `SampleData` above the program, else above the current folder.
  static func samplePaths() -> [String] {
    for start in [executable, Path.current].compactMap(\.self) {
      var folder: String? = start
      while let here = folder {
        let found = folders(in: (here == "/" ? "" : here) + "/SampleData")
        if !found.isEmpty { return found }
        folder = here == "/" ? nil : Path.parent(here)
      }
    }
    return []
  }

  private static var executable: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  private static func folders(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var paths: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), Path.isFolder(folder + "/" + name) { paths.append(folder + "/" + name) }
    }
    return paths.sorted()
  }
}
