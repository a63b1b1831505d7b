import Footprints

/// Companies by id and by name, out of the suppliers table, the product rows and the footprints.
///
/// An id names a company; a name alone means the company of that name, the one with the smallest id where
/// several share it. Results do not depend on the order of reading.
struct SupplierDirectory {
  private(set) var suppliers: [Supplier] = []
  private var byID: [String: Int] = [:]
  private var byName: [String: Int] = [:]
  let hasTable: Bool

  /// How a product names its supplier.
  struct Mention: Hashable {
    var id: String
    var name: String
    var place: Place

    static func precedes(_ a: Mention, _ b: Mention) -> Bool {
      if a.place != b.place { return a.place.precedes(b.place) }
      return (a.id, a.name) < (b.id, b.name)
    }
  }

  init(rows: [SupplierRow], mentions: [Mention]) {
    hasTable = !rows.isEmpty
    for row in rows.sorted(by: SupplierDirectory.precedes) { add(row) }
    let sorted = mentions.sorted(by: Mention.precedes)
    for mention in sorted where !mention.id.isEmpty { add(mention) }
    indexNames()
    for mention in sorted where mention.id.isEmpty && byName[mention.name] == nil {
      byName[mention.name] = suppliers.count
      suppliers.append(SupplierDirectory.supplier(mention))
    }
    sortByName()
  }

  /// Nil when the mention is empty.
  func index(id: String, name: String) -> Int? {
    if !id.isEmpty, let found = byID[id] { return found }
    return name.isEmpty ? nil : byName[name]
  }

  private static func precedes(_ a: SupplierRow, _ b: SupplierRow) -> Bool {
    if a.place != b.place { return a.place.precedes(b.place) }
    return (a.id, a.name, a.contact) < (b.id, b.name, b.contact)
  }

  private mutating func add(_ row: SupplierRow) {
    let (id, name) = (row.id.trimmed(), row.name.trimmed())
    if id.isEmpty && name.isEmpty { return }
    if let known = id.isEmpty ? byName[name] : byID[id] {
      complete(known, row)
      return
    }
    if id.isEmpty { byName[name] = suppliers.count } else { byID[id] = suppliers.count }
    suppliers.append(
      Supplier(
        id: id, name: name, nameJa: row.nameJa.trimmed(), country: row.country.trimmed(),
        contact: row.contact.trimmed(), askedOn: row.askedOn, answeredOn: row.answeredOn, place: row.place))
  }

  /// A second row of the same company fills in what the first leaves open.
  private mutating func complete(_ known: Int, _ row: SupplierRow) {
    func fill(_ field: inout String, _ text: String) { if field.isEmpty { field = text.trimmed() } }
    fill(&suppliers[known].name, row.name)
    fill(&suppliers[known].nameJa, row.nameJa)
    fill(&suppliers[known].country, row.country)
    fill(&suppliers[known].contact, row.contact)
    suppliers[known].askedOn = suppliers[known].askedOn ?? row.askedOn
    suppliers[known].answeredOn = suppliers[known].answeredOn ?? row.answeredOn
  }

  private mutating func add(_ mention: Mention) {
    if let known = byID[mention.id] {
      if suppliers[known].name.isEmpty { suppliers[known].name = mention.name }
      return
    }
    // A table row that has only the name gains the id.
    if let known = byName[mention.name], suppliers[known].id.isEmpty, !mention.name.isEmpty {
      suppliers[known].id = mention.id
      byID[mention.id] = known
      return
    }
    byID[mention.id] = suppliers.count
    suppliers.append(SupplierDirectory.supplier(mention))
  }

  private static func supplier(_ mention: Mention) -> Supplier {
    Supplier(
      id: mention.id, name: mention.name, nameJa: "", country: "", contact: "", askedOn: nil, answeredOn: nil,
      place: mention.place)
  }

  private mutating func indexNames() {
    byName = [:]
    for (number, supplier) in suppliers.enumerated() where !supplier.name.isEmpty {
      if let other = byName[supplier.name], suppliers[other].id <= supplier.id { continue }
      byName[supplier.name] = number
    }
  }

  private mutating func sortByName() {
    for i in suppliers.indices {
      if suppliers[i].name.isEmpty { suppliers[i].name = suppliers[i].id }
      if suppliers[i].nameJa.isEmpty { suppliers[i].nameJa = suppliers[i].name }
    }
    let order = suppliers.indices.sorted { a, b in
      (suppliers[a].name, suppliers[a].id) < (suppliers[b].name, suppliers[b].id)
    }
    var position = [Int](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { position[old] = new }
    suppliers = order.map { suppliers[$0] }
    byID = byID.mapValues { position[$0] }
    byName = byName.mapValues { position[$0] }
  }
}
