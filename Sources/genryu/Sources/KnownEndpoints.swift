import Dashboard
import Exchange

/// The hosts that are written down: in the user's own file, and in the one beside a dataset.
struct KnownEndpoints {
  private(set) var endpoints: [Endpoint] = []
  private(set) var problems: [EndpointFile.Problem] = []
  /// Where was looked, for people.
  private(set) var places: [String] = []

  /// - Parameter folder: the dataset, when it is a folder.
  init(dataset folder: String?) {
    if let own = KnownEndpoints.ownFile { add(own, isOwn: true) }
    if let folder { add(folder + "/genryu.toml", isOwn: false) }
  }

  /// `$XDG_CONFIG_HOME/genryu/endpoints.toml`, else `~/.config/genryu/endpoints.toml`.
  static var ownFile: String? {
    if let given = Environment.value("XDG_CONFIG_HOME"), given.hasPrefix("/") {
      return given + "/genryu/endpoints.toml"
    }
    guard let home = Environment.value("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.config/genryu/endpoints.toml"
  }

  /// Where answers are sent unless an endpoint says otherwise, as the user's own file has it. One beside data never
  /// counts for the user's own endpoints: whoever sends a dataset must not have their answers sent elsewhere.
  private var returnAddress: String?

  /// The user's own entry stands before one of the same name beside data.
  private mutating func add(_ path: String, isOwn: Bool) {
    places.append(path)
    guard let file = EndpointFile(reading: path, isOwn: isOwn, returnAddress: returnAddress) else { return }
    problems += file.problems
    if isOwn { returnAddress = file.returnAddress }
    for endpoint in file.endpoints where self[endpoint.name] == nil { endpoints.append(endpoint) }
  }

  subscript(name: String) -> Endpoint? { endpoints.first { $0.name == Endpoint.fileName(name) } }
}

extension Failure {
  init(_ problem: EndpointFile.Problem, language: Language) {
    let texts = language.sourceTexts.problem(problem)
    self.init(status: .unusableInput, title: texts.what, lines: [texts.remedy])
  }
}
