import Footprints
import SupplyGraph

/// What is known of a request for the footprint of a product.
public struct Asked: Hashable, Sendable {
  public var state: HostQuestion.State
  /// When it was asked, or when the answer or refusal was last seen.
  public var on: Timestamp?
  /// The host that was asked; nil where a table says so.
  public var host: String?

  public init(state: HostQuestion.State, on: Timestamp?, host: String? = nil) {
    self.state = state
    self.on = on
    self.host = host
  }
}

/// What was asked for, by product: from the questions to hosts, else from what a table says of the supplier.
public struct Requests: Sendable {
  private var questions: [ProductIndex: Asked] = [:]

  /// What nobody was asked for.
  init() {}

  /// Of several questions about one product the last one counts.
  ///
  /// - Complexity: O(questions).
  public init(_ hosts: [HostState], _ graph: SupplyGraph) {
    var latest: [ProductIndex: Int64] = [:]
    for host in hosts {
      for question in host.questions {
        let asked = question.asked?.seconds ?? .min
        for product in Set(question.productIDs.compactMap({ graph.product(id: $0) })) {
          if let known = latest[product], known >= asked { continue }
          latest[product] = asked
          let on = question.state == .asked ? question.asked : question.since ?? question.asked
          questions[product] = Asked(state: question.state, on: on, host: host.name)
        }
      }
    }
  }

  /// - Parameter graph: the graph that the products are numbered in.
  public func of(_ product: ProductIndex, in graph: SupplyGraph) -> Asked? {
    if let own = questions[product] { return own }
    guard let index = graph.supplier(product) else { return nil }
    let supplier = graph.suppliers[index]
    if let day = supplier.answeredOn { return Asked(state: .answered, on: day) }
    return supplier.askedOn.map { Asked(state: .asked, on: $0) }
  }
}
