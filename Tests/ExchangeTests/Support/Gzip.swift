import FoundationEssentials
import Glibc
import TestSupport

extension TestHost {
  /// Packed by the system's gzip.
  static func gzipped(_ text: String) -> [UInt8] {
    let folder = TemporaryFolder()
    folder.write(text, to: "plain")
    var process: pid_t = 0
    let arguments: [String] = ["gzip", "-kf", folder.path + "/plain"]
    let words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    guard posix_spawnp(&process, "gzip", nil, nil, words, environ) == 0 else { return [] }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return Array(FileManager.default.contents(atPath: folder.path + "/plain.gz") ?? Data())
  }
}
