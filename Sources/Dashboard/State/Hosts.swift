import Footprints
import SupplyGraph

/// The hosts that footprints come from, as far as the dashboard knows them: their states come as events, and asking them
/// is an effect.
extension State {
  func host(_ name: String) -> HostState? { hosts.first { $0.name == name } }

  /// Why there is no host to do anything with.
  private var nothingToAsk: String {
    areHostsKnown ? language.hostTexts.nothingToRefresh : language.hostTexts.stillLookingUp
  }

  mutating func take(_ hosts: [HostState]) {
    // News of hosts that are being asked are newer than what was looked up.
    let busy = self.hosts.filter(\.isBusy)
    self.hosts = hosts.map { host in busy.first { $0.name == host.name } ?? host }
      .sorted { $0.name < $1.name }
    areHostsKnown = true
    indexRequests()
    offerHosts()
  }

  // MARK: Asking for a product

  /// `a`: the hosts are looked up, and one of them is chosen.
  mutating func askForProduct() -> [Effect] {
    guard let product = selectedProduct else {
      message = language.hostTexts.noProductHere
      return []
    }
    productToAsk = product
    return [.lookUpHosts]
  }

  private mutating func offerHosts() {
    guard let product = productToAsk else { return }
    productToAsk = nil
    guard !hosts.isEmpty else {
      message = nothingToAsk
      return
    }
    var choice = Choice(.hosts(product))
    choice.cursor = hosts.firstIndex { isLike($0, product) } ?? 0
    overlay = .choice(choice)
  }

  /// Whether a host is called like the supplier of a product.
  private func isLike(_ host: HostState, _ product: ProductIndex) -> Bool {
    guard let graph = snapshot?.graph, let supplier = graph.supplier(product) else { return false }
    let word = graph.suppliers[supplier].name.lowercased().prefix { $0.isLetter || $0.isNumber }
    return word.count > 2 && host.name.lowercased().contains(word)
  }

  mutating func take(_ host: HostState) {
    let before = self.host(host.name)?.questions ?? []
    if let known = hosts.firstIndex(where: { $0.name == host.name }) {
      hosts[known] = host
    } else {
      hosts.append(host)
      hosts.sort { $0.name < $1.name }
    }
    if host.questions != before { indexRequests() }
  }

  mutating func showHosts() -> [Effect] {
    if case .hosts = scene?.screen { return [.lookUpHosts] }
    comeBack(to: .hosts) { $0 == .hosts }
    return [.lookUpHosts]
  }

  mutating func openHost(at cursor: Int) {
    guard hosts.indices.contains(cursor) else {
      message = nothingToAsk
      return
    }
    scenes.append(Scene(.host(hosts[cursor].name)))
  }

  mutating func refreshSelectedHost() -> [Effect] {
    var name: String?
    switch scene?.screen {
    case .host(let shown): name = shown
    case .hosts:
      if let cursor = scene?.cursor, hosts.indices.contains(cursor) { name = hosts[cursor].name }
    default: break
    }
    guard let name else {
      message = nothingToAsk
      return []
    }
    return [.refresh(name)]
  }

  mutating func refreshAllHosts() -> [Effect] {
    guard !hosts.isEmpty else {
      message = nothingToAsk
      return []
    }
    return [.refresh(nil)]
  }

  mutating func stopHosts() -> [Effect] {
    guard hosts.contains(where: \.isBusy) else {
      message = language.hostTexts.nothingRuns
      return []
    }
    return [.stopRefreshing]
  }

  /// The product of a change, where the dataset knows it.
  func changedProduct(of name: String, at cursor: Int) -> ProductIndex? {
    guard let changes = host(name)?.changes, changes.indices.contains(cursor) else { return nil }
    return snapshot?.graph.product(id: changes[cursor].productID)
  }

  mutating func openChange(of name: String, at cursor: Int) -> [Effect] {
    guard let product = changedProduct(of: name, at: cursor) else {
      message = texts.noFigureHere
      return []
    }
    scenes.append(Scene(.origin(product)))
    return []
  }
}
