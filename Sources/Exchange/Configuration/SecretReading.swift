import Footprints
import Glibc

/// A file that is read whole because it must be small.
enum SmallFile {
  struct Refusal: Error { var text: String }

  static func read(_ path: String, limit: Int = 1 << 20) -> Result<[UInt8], Refusal> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(Refusal(text: String(cString: strerror(errno)))) }
    defer { close(descriptor) }
    return read(descriptor, limit: limit)
  }

  static func read(_ descriptor: Int32, limit: Int) -> Result<[UInt8], Refusal> {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return .failure(Refusal(text: String(cString: strerror(errno)))) }
      if count == 0 { return .success(bytes) }
      bytes += piece[..<count]
    }
    return .failure(Refusal(text: "> \(limit) bytes"))
  }
}

extension Endpoint.SecretSource {
  /// The secret from a variable or a file; nil when it has to be asked for.
  ///
  /// - Throws: `.noSecret` for an empty variable, `.secretReadableByOthers` for a file that others may read,
  ///   `.unreadableSecret` with the system's reason. No error holds anything of the secret.
  public func read(_ environment: (String) -> String?) throws(HostProblem) -> Secret? {
    CoreDumps.forbid()
    switch self {
    case .prompt: return nil
    case .environment(let name):
      guard let value = environment(name), !value.isEmpty else { throw HostProblem(.noSecret, name) }
      return Secret(value)
    case .file(let path): return try Endpoint.SecretSource.read(file: path)
    }
  }

  private static func read(file path: String) throws(HostProblem) -> Secret {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw HostProblem(.unreadableSecret, "\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw HostProblem(.unreadableSecret, "\(path): not a regular file")
    }
    guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
      throw HostProblem(.secretReadableByOthers, path)
    }
    guard case .success(let bytes) = SmallFile.read(descriptor, limit: 1 << 16) else {
      throw HostProblem(.unreadableSecret, path)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let line = text.prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\r" }
    guard !line.isEmpty else { throw HostProblem(.noSecret, path) }
    return Secret(String(line))
  }
}
