import Analysis
import Footprints
import Formats
import SupplyGraph

/// What of a dataset is served.
///
/// The footprints of the own company; of others only those that are marked as shareable, or everything when that is
/// asked for outright.
public struct Selection: Sendable {
  /// Name or id of the own company; empty for the company of tier 0.
  public var company = ""
  /// Everything, of whatever company.
  public var isAll = false
  /// Ids of products of other companies that may be passed on, and names or ids of such companies.
  public var shareable: Set<String> = []

  public init() {}
}

/// The footprints of a dataset that are to be served, and why others are not.
public struct Stock: Sendable {
  /// By company, companies in the order of their names.
  public var shelves: [Part] = []
  public var own: String
  /// Products that could have been served, by the reason why they are not, with examples.
  public var left: [Left] = []

  public struct Part: Sendable {
    public var company: String
    public var isOwn: Bool
    public var offers: [Offer]

    public init(company: String, isOwn: Bool, offers: [Offer]) {
      self.company = company
      self.isOwn = isOwn
      self.offers = offers
    }
  }

  public struct Left: Sendable {
    public var reason: String
    public var remedy: String
    public var count: Int
    /// Ids of up to five products.
    public var examples: [String]
  }

  public var offers: [Offer] { shelves.flatMap(\.offers) }

  /// The company that sells what the portfolio holds, the most of it; nil when no supplier is known there.
  public static func ownCompany(_ graph: SupplyGraph) -> SupplierIndex? {
    var counts: [SupplierIndex: Int] = [:]
    for top in graph.portfolio {
      if let supplier = graph.supplier(top.product) { counts[supplier, default: 0] += 1 }
    }
    return counts.max { a, b in a.value != b.value ? a.value < b.value : a.key > b.key }?.key
  }

  /// The supplier of that name or id, in any case.
  public static func company(_ name: String, in graph: SupplyGraph) -> SupplierIndex? {
    let wanted = name.trimmingBlanks().lowercased()
    return graph.suppliers.firstIndex { supplier in
      [supplier.name, supplier.id, supplier.nameJa].contains { $0.lowercased() == wanted }
    }
  }

  /// O(products + identifiers + footprints), reading the records of the footprints again. The result does not depend on
  /// `threads`.
  public init(
    _ rollUp: RollUp, _ selection: Selection, _ statement: TableStatement, own: SupplierIndex?,
    threads: Int = 2
  ) {
    let graph = rollUp.graph
    self.own = own.map { graph.suppliers[$0].name } ?? ""
    var picker = Picker(rollUp, selection, statement, own: own)
    picker.pickAll(threads: threads)
    left = picker.left
    let order = picker.offers.keys.sorted { a, b in
      a == own ? b != own : b != own && a < b
    }
    shelves = order.map { supplier in
      Part(
        company: supplier >= 0 ? graph.suppliers[supplier].name : "", isOwn: supplier == own,
        offers: picker.offers[supplier] ?? [])
    }
  }
}
