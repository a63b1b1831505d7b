import Dashboard
import Footprints

/// Replaces what tells who a host belongs to, so that what was received can be shown without saying from whom.
///
/// Companies have the letter that `Mask` gives them in the dataset; hosts have letters of their own, because nobody
/// says which company one belongs to. Addresses and the words of hosts are left out; figures, products and kinds of
/// problems stay.
public struct HostMask: Sendable {
  private let hosts: [String: String]
  private let companies: [String: String]

  /// - Parameters:
  ///   - hosts: the names of all hosts of the dataset, also of those that are not shown.
  ///   - snapshot: the dataset with names as they are; nil where there is none to read, and companies have no name.
  public init(hosts: [String], snapshot: Snapshot?, language: Language) {
    let texts = language.reportTexts
    let names = Set(hosts).sorted().enumerated().map { ($1, texts.maskedHost(Mask.letters($0))) }
    self.hosts = Dictionary(uniqueKeysWithValues: names)
    var companies: [String: String] = [:]
    if let snapshot {
      let masked = Mask.masked(snapshot).graph.suppliers
      for (supplier, hidden) in zip(snapshot.graph.suppliers, masked) {
        let name = language == .ja ? hidden.nameJa : hidden.name
        for known in [supplier.name, supplier.nameJa] where !known.isEmpty { companies[known] = name }
      }
    }
    self.companies = companies
  }

  /// Who stands behind no letter has no name.
  public func name(ofHost name: String) -> String { hosts[name] ?? "" }

  public func masked(_ state: HostState) -> HostState {
    var masked = state
    masked.name = name(ofHost: state.name)
    masked.address = ""
    for index in masked.problems.indices { masked.problems[index].detail = "" }
    for index in masked.questions.indices { masked.questions[index].reason = "" }
    for index in masked.changes.indices {
      masked.changes[index].companyName = companies[state.changes[index].companyName] ?? ""
    }
    return masked
  }
}
