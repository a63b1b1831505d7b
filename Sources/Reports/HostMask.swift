import Dashboard
import Footprints

/// Replaces what tells who a host belongs to, so that what was received can be shown without saying from whom.
///
/// Companies have the letter that `Mask` gives them in the dataset; hosts have letters of their own, because nobody
/// says which company one belongs to. Addresses and the words of hosts are left out; figures, products and kinds of
/// problems stay.
public struct HostMask: Sendable {
  private let hosts: [String: String]
  private var companies: [String: String] = [:]
  private let language: Language

  /// Companies have no name yet.
  ///
  /// - Parameter hosts: the names of all hosts of the dataset, also of those that are not shown.
  public init(hosts: [String], language: Language) {
    let texts = language.reportTexts
    let names = Set(hosts).sorted().enumerated().map { ($1, texts.maskedHost(Mask.letters($0))) }
    self.hosts = Dictionary(uniqueKeysWithValues: names)
    self.language = language
  }

  /// With letters for the companies of a dataset, whose names are as they are.
  public func naming(companiesOf snapshot: Snapshot) -> HostMask {
    var mask = self
    let masked = Mask.masked(snapshot).graph.suppliers
    for (supplier, hidden) in zip(snapshot.graph.suppliers, masked) {
      let name = language == .ja ? hidden.nameJa : hidden.name
      for known in [supplier.name, supplier.nameJa] where !known.isEmpty { mask.companies[known] = name }
    }
    return mask
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
