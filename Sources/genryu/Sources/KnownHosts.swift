import Dashboard
import Exchange
import Footprints
import Reports

/// Every host that is written down or was received from, as the stores of a dataset have it. Asks nobody.
enum KnownHosts {
  static func states(_ known: KnownEndpoints, in folder: String?) -> [HostState] {
    var states = known.endpoints.map { HostState(name: $0.name, address: $0.base.place) }
    for name in folder.map(SourceStore.names) ?? [] {
      guard let folder, let stored = try? SourceStore(reading: name, in: folder).state else { continue }
      if let place = states.firstIndex(where: { $0.name == name }) {
        let address = states[place].address
        states[place] = stored
        states[place].address = address
      } else {
        states.append(stored)
      }
    }
    return states.sorted { $0.name < $1.name }
  }
}

extension HostMask {
  /// For all hosts of a dataset and those that are asked now. Reads no data: companies have no name yet.
  init(of folder: String, _ known: KnownEndpoints, asked: [Endpoint] = [], language: Language) {
    let names = (known.endpoints + asked).map(\.name) + SourceStore.names(in: folder)
    self.init(hosts: names, language: language)
  }

  /// With letters for the companies of a dataset, as it is now.
  func naming(companiesIn folder: String, language: Language) -> HostMask {
    let snapshot = try? openSnapshot([folder], asOf: Today.utc, language: language)
    return snapshot.map(naming) ?? self
  }
}
