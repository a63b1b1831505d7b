import Analysis
import Canvas
import Footprints
import SupplyGraph

/// What people talk about, as single commands: each asks in one line for what it needs.
extension State {
  mutating func pull(_ lever: Command) {
    guard let graph = snapshot?.graph else { return }
    switch lever {
    case .leverFootprint:
      if let supplier = supplierForLever(graph) {
        overlay = .prompt(Prompt(.footprint(supplier), text: "-10%"))
      }
    case .leverPrimary:
      if let supplier = supplierForLever(graph) {
        overlay = .prompt(Prompt(.primary(supplier), text: "100%"))
      }
    case .leverSwap: if let link = linkForLever(graph) { overlay = .prompt(Prompt(.swap(link: link))) }
    case .leverSplit: if let link = linkForLever(graph) { overlay = .prompt(Prompt(.splitWith(link: link))) }
    case .leverRenewable: askForContract(graph)
    case .leverTransport: askForTransport(graph)
    case .leverAmount:
      if let link = linkForLever(graph) {
        let row = whatIfAnswer?.rows.first { $0.parameter == .amount(link) }
        let value = row?.value ?? snapshot?.rollUp.amount(link) ?? 0
        overlay = .prompt(Prompt(.amount(link: link, value: value), text: Numbers.exact(value)))
      }
    case .leverQuantity: askForQuantity()
    default: break
    }
  }

  // MARK: What a lever is about

  private mutating func supplierForLever(_ graph: SupplyGraph) -> SupplierIndex? {
    if let supplier = selectedParameter.flatMap({ graph.supplier($0.product) }) { return supplier }
    message = texts.supplierNotNamed
    return nil
  }

  /// The link that the selected line stands for: its own, or the one through which most of the product is used.
  private mutating func linkForLever(_ graph: SupplyGraph) -> Int? {
    if let row = selectedParameter, let link = link(of: row, graph) { return link }
    message = words.noLinkHere
    return nil
  }

  /// Users looked at for the heaviest one.
  private static let usersSearched = 20_000

  private func link(of row: ParameterRow, _ graph: SupplyGraph) -> Int? {
    if case .amount(let link) = row.parameter { return link }
    return graph.users(of: row.product).prefix(State.usersSearched).map { graph.userLink($0) }.max {
      weight($0, graph) < weight($1, graph)
    }
  }

  private func weight(_ link: Int, _ graph: SupplyGraph) -> Double {
    (snapshot?.portfolio.weight(graph.product(ofLink: link)) ?? 0) * graph.amount(link).magnitude
  }

  private mutating func askForTransport(_ graph: SupplyGraph) {
    guard let row = selectedParameter else { return }
    let links = [link(of: row, graph)].compactMap { $0 } + graph.components(of: row.product)
    guard let leg = links.first(where: { graph.unit(graph.component($0)).isTransport }) else {
      message = words.noTransportHere
      return
    }
    overlay = .prompt(Prompt(.transport(link: leg)))
  }

  /// Electricity that the supplier of the selected line draws: the line itself, or the heaviest among the components
  /// of its products.
  private mutating func askForContract(_ graph: SupplyGraph) {
    guard let row = selectedParameter else { return }
    if let link = link(of: row, graph), graph.unit(graph.component(link)).isEnergy,
      let supplier = graph.supplier(graph.product(ofLink: link))
    {
      overlay = .prompt(Prompt(.redirect(supplier, component: graph.component(link))))
      return
    }
    guard let supplier = graph.supplier(row.product) else {
      message = texts.supplierNotNamed
      return
    }
    let links = graph.products(ofSupplier: supplier).prefix(State.usersSearched).flatMap {
      graph.components(of: $0).filter { graph.unit(graph.component($0)).isEnergy }
    }
    guard let heaviest = links.max(by: { weight($0, graph) < weight($1, graph) }) else {
      message = words.noEnergyHere(Labels(state: self).supplierName(supplier))
      return
    }
    overlay = .prompt(Prompt(.redirect(supplier, component: graph.component(heaviest))))
  }

  private mutating func askForQuantity() {
    guard let snapshot, case .whatIf(let subject)? = scene?.screen else { return }
    let product: ProductIndex?
    if case .product(let p) = subject { product = p } else { product = productInMind }
    guard let product, let quantity = snapshot.quantity(of: product) else {
      message = words.notInPortfolio
      return
    }
    overlay = .prompt(Prompt(.quantity(product), text: Numbers.exact(quantity)))
  }

  // MARK: Answers to prompts

  mutating func takeAmount(_ text: String, _ link: Int, _ value: Double) throws(EditText.Problem) {
    guard let target = target(of: .amount(link)) else { return }
    let change = try EditText.change(text, .amount)
    if let row = whatIfAnswer?.rows.first(where: { $0.parameter == .amount(link) }),
      case .to(let new) = change
    {
      set(row, to: new, before: value)
    } else {
      add(Edit(target, change), before: value)
    }
    follow(.amount(link))
  }

  mutating func takeQuantity(_ text: String, _ product: ProductIndex) throws(EditText.Problem) {
    guard let target = target(of: .quantity(product)) else { return }
    let change = try EditText.change(text, .quantity)
    add(Edit(target, change), before: snapshot?.quantity(of: product))
    if case .whatIf(.product)? = scene?.screen { message = words.countsForPortfolio }
  }

  mutating func takeFootprint(_ text: String, _ supplier: SupplierIndex) throws(EditText.Problem) {
    guard let name = name(of: supplier) else { return }
    add(Edit(.supplier(name), try EditText.change(text, .supplier)))
  }

  /// A share, and after a blank what the supplier's own figures become with it: `100% -15%`.
  mutating func takePrimary(_ text: String, _ supplier: SupplierIndex) throws(EditText.Problem) {
    guard let name = name(of: supplier) else { return }
    let parts = text.split(whereSeparator: \.isWhitespace)
    let share = try EditText.change(String(parts.first ?? ""), .supplierPrimary)
    var edits = [Edit(.supplierPrimary(name), share)]
    if parts.count > 1 {
      let rest = parts.dropFirst().joined()
      edits.append(Edit(.supplierOwn(name), try EditText.change(rest, .supplierOwn)))
    }
    changeScenario { $0.entries += edits.map { Scenario.Entry($0) } }
  }

  mutating func takeSplit(_ text: String, _ link: Int, _ other: ProductIndex) throws(EditText.Problem) {
    guard let graph = snapshot?.graph else { return }
    let target = Edit.Target.split(
      product: graph.id(graph.product(ofLink: link)), component: graph.id(graph.component(link)),
      other: graph.id(other))
    add(Edit(target, try EditText.change(text, .split)))
  }

  /// A product was chosen from the list of a prompt.
  mutating func choose(_ product: ProductIndex, for prompt: Prompt) -> [Effect] {
    guard let graph = snapshot?.graph else { return [] }
    let id = graph.id(product)
    overlay = nil
    switch prompt.kind {
    case .swap(let link), .transport(let link):
      let target = Edit.Target.swap(
        product: graph.id(graph.product(ofLink: link)), component: graph.id(graph.component(link)))
      add(Edit(target, .with(id)))
    case .redirect(let supplier, let component):
      guard let name = name(of: supplier) else { return [] }
      add(Edit(.redirect(user: name, component: graph.id(component)), .with(id)))
    case .splitWith(let link): overlay = .prompt(Prompt(.split(link: link, other: product), text: "50%"))
    default: break
    }
    return []
  }

  /// The text that an edit finds a supplier by.
  private func name(of supplier: SupplierIndex) -> String? {
    guard let suppliers = snapshot?.graph.suppliers, suppliers.indices.contains(supplier) else { return nil }
    let supplier = suppliers[supplier]
    return supplier.id.isEmpty ? supplier.name : supplier.id
  }

  /// Lists an input and puts the cursor on it.
  mutating func follow(_ parameter: Parameter) {
    guard let graph = snapshot?.graph else { return }
    onTop { scene in
      scene.listed = parameter
      scene.wanted = .parameter(parameter, product: parameter.product(in: graph))
    }
  }
}

extension Unit {
  /// Counted as weight times distance.
  var isTransport: Bool { dimension == .transport }

  var isEnergy: Bool { dimension == .energy }
}
