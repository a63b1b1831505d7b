/// Writes the endpoints of hosts as `fetch` reads them.
struct EndpointList {
  var path: String
  var clientID: String
  /// The variable that holds the secret; the secret itself is never written.
  var secretVariable: String
  /// A file of certificates to trust.
  var certificates: String?

  func write(_ hosts: [(company: String, origin: String)]) throws(AtomicFile.Problem) {
    try AtomicFile.write(Array(text(hosts).utf8), to: path)
  }

  func text(_ hosts: [(company: String, origin: String)]) -> String {
    hosts.map { host in
      var lines = [
        "[endpoints.\(EndpointList.quoted(host.company))]", "url = \(EndpointList.quoted(host.origin))",
        "client_id = \(EndpointList.quoted(clientID))", "secret_env = \(EndpointList.quoted(secretVariable))",
        "version = \"auto\"",
      ]
      if let certificates { lines.append("ca = \(EndpointList.quoted(certificates))") }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// A basic string of TOML.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
