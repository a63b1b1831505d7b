import Dashboard
import Glibc

/// Reads secrets from where they may be kept: a variable of the environment, or a file that only its owner can read.
/// Never from an argument, which others can see in the list of processes.
enum KeptSecret {
  static func read(variable: String?, file: String?, _ texts: ServeTexts) throws(Failure) -> String? {
    if let variable { return try fromEnvironment(variable, texts) }
    if let file { return try fromFile(file, texts) }
    return nil
  }

  private static func fromEnvironment(_ variable: String, _ texts: ServeTexts) throws(Failure) -> String {
    guard let value = Environment.value(variable) else {
      throw Failure(
        status: .refusedCredentials, title: texts.noSecret(variable), lines: [texts.noSecretRemedy(variable)])
    }
    return value
  }

  /// The first line of the file.
  private static func fromFile(_ path: String, _ texts: ServeTexts) throws(Failure) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw Failure(status: .refusedCredentials, title: texts.secretFileUnreadable(path))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(status: .refusedCredentials, title: texts.secretFileUnreadable(path))
    }
    guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
      throw Failure(
        status: .refusedCredentials, title: texts.secretFileIsOpen(path),
        lines: [texts.secretFileRemedy(path)])
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    let line = String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    guard !line.isEmpty else {
      throw Failure(status: .refusedCredentials, title: texts.secretFileUnreadable(path))
    }
    return line
  }
}
