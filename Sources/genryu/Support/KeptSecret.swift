import Exchange
import Footprints

/// The secret of a host of ours, read from where those of endpoints are read from: a variable of the environment, or a
/// file that only its owner can read. Never from an argument, which others can see in the list of processes.
enum KeptSecret {
  /// Nil where neither is named.
  static func read(variable: String?, file: String?, _ texts: ServeTexts) throws(Failure) -> String? {
    let source = variable.map { Endpoint.SecretSource.environment($0) } ?? file.map { .file($0) }
    guard let source else { return nil }
    do throws(HostProblem) {
      return try source.read(Environment.value)?.value
    } catch {
      throw failure(error.code, source, texts)
    }
  }

  private static func failure(_ code: HostProblem.Code, _ source: Endpoint.SecretSource, _ texts: ServeTexts)
    -> Failure
  {
    func refused(_ title: String, _ remedy: String? = nil) -> Failure {
      Failure(status: .refusedCredentials, title: title, lines: remedy.map { [$0] } ?? [])
    }
    switch source {
    case .environment(let name): return refused(texts.noSecret(name), texts.noSecretRemedy(name))
    case .file(let path) where code == .secretReadableByOthers:
      return refused(texts.secretFileIsOpen(path), texts.secretFileRemedy(path))
    case .file(let path): return refused(texts.secretFileUnreadable(path))
    case .prompt: return refused(texts.noSecret(""))
    }
  }
}
