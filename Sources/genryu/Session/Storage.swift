import Dashboard
import Foundation

/// The few things the program remembers between runs, in `$XDG_STATE_HOME/genryu`. Nothing here is needed: what
/// cannot be read or written is as if it were not there.
struct Storage {
  private struct Memory: Codable {
    var recent: [String] = []
    var language: String?
  }

  private static let remembered = 10
  private let folder: URL

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSTemporaryDirectory()
    let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
    folder = URL(fileURLWithPath: state).appendingPathComponent("genryu")
  }

  // MARK: - Datasets

  /// Datasets opened lately that are still there, the latest first.
  func recentDatasets() -> [String] {
    memory.recent.filter { FileManager.default.fileExists(atPath: $0) }
  }

  func remember(_ paths: [String], language: Language) {
    var memory = memory
    // Several files at once are no dataset to come back to by one name.
    if paths.count == 1, let path = paths.first {
      let full = URL(fileURLWithPath: path).standardizedFileURL.path
      memory.recent = [full] + memory.recent.filter { $0 != full }.prefix(Storage.remembered - 1)
    }
    memory.language = language.rawValue
    guard let data = try? JSONEncoder().encode(memory) else { return }
    write(data, to: "recent.json")
  }

  private var memory: Memory {
    guard let data = try? Data(contentsOf: folder.appendingPathComponent("recent.json")),
      let memory = try? JSONDecoder().decode(Memory.self, from: data)
    else { return Memory() }
    return memory
  }

  // MARK: - Copied text

  /// Keeps a copied sentence in a file, for terminals that do not pass the clipboard on. Nil when it cannot be written.
  func keep(copied text: String) -> String? {
    write(Data((text + "\n").utf8), to: "copied.txt") ? folder.appendingPathComponent("copied.txt").path : nil
  }

  @discardableResult private func write(_ data: Data, to name: String) -> Bool {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try data.write(to: folder.appendingPathComponent(name), options: .atomic)
      return true
    } catch {
      return false
    }
  }
}

/// The datasets that come with the program.
enum Samples {
  /// Folders of `SampleData`, looked for above the current folder and above the program itself.
  static func folders() -> [String] {
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
    let starts = [FileManager.default.currentDirectoryPath, program].compactMap { $0 }
    guard let root = starts.lazy.compactMap(sampleData).first else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return names.sorted().map { root + "/" + $0 }.filter { FileManager.default.fileExists(atPath: $0 + "/products.csv") }
  }

  private static func sampleData(above folder: String) -> String? {
    var url = URL(fileURLWithPath: folder)
    for _ in 0..<8 {
      let candidate = url.appendingPathComponent("SampleData").path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      url.deleteLastPathComponent()
    }
    return nil
  }
}
