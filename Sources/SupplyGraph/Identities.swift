import Footprints

/// Which product each identifier belongs to, and which record and footprints each product has.
///
/// Products are numbered here by their keys, byte by byte: an order that does not depend on that of reading.
struct Identities {
  /// By key; −1 for keys that name nothing.
  var productOfKey: [Int32]
  /// By product.
  private(set) var members: [Member] = []
  private var extras: [Extra] = []

  struct Member {
    var key: Int32
    /// Into the builder's products; −1 when no row names the product.
    var row: Int32 = -1
    /// Into `extras`; −1 for a row without footprints, which most products of large tables are.
    fileprivate var extra: Int32 = -1
  }

  private struct Extra {
    /// Where a product without a row is named first.
    var place: Place
    var footprints: [Int32] = []
  }

  /// Of the row, or where the product is named first.
  func place(of member: Member, _ rows: ProductRows) -> Place {
    if member.row >= 0 { return rows.places[Int(member.row)] }
    return member.extra < 0 ? .nowhere : extras[Int(member.extra)].place
  }

  func footprints(of member: Member) -> [Int32] {
    member.extra < 0 ? [] : extras[Int(member.extra)].footprints
  }

  /// Rows and footprints are in the order of their places.
  init(_ builder: inout SupplyGraphBuilder, threads: Int) {
    productOfKey = [Int32](large: -1, count: builder.keys.count)
    claimRows(&builder)
    claimOtherIDs(&builder)
    claimFootprints(&builder)
    claimLinks(&builder, threads)
    renumber(builder.keys, threads)
  }

  private mutating func claimRows(_ builder: inout SupplyGraphBuilder) {
    members.reserveLarge(builder.products.count)
    for (row, key) in builder.products.keys.enumerated() {
      let owner = productOfKey[Int(key)]
      if owner < 0 {
        productOfKey[Int(key)] = Int32(members.count)
        members.append(Member(key: key, row: Int32(row)))
      } else {
        noteDuplicate(row, of: Int(members[Int(owner)].row), &builder)
      }
    }
  }

  /// A row that repeats another to the letter changes nothing.
  private func noteDuplicate(_ row: Int, of standing: Int, _ builder: inout SupplyGraphBuilder) {
    let (record, standing) = (builder.products[row], builder.products[standing])
    if standing.isSame(as: record, in: builder.text) { return }
    let effect = (record.declared ?? record.direct).flatMap { other in
      (standing.declared ?? standing.direct).map { other - $0 }
    }
    builder.notices.add(
      Notice(
        .duplicateProduct, place: builder.products.places[row], field: "id",
        product: builder.text[record.id], effect: effect))
  }

  private mutating func claimOtherIDs(_ builder: inout SupplyGraphBuilder) {
    for other in builder.products.others {
      let (row, key) = (Int(other.row), Int(other.key))
      let product = productOfKey[Int(builder.products.keys[row])]
      // Of several rows of one product only the first counts.
      guard Int(members[Int(product)].row) == row else { continue }
      if productOfKey[key] < 0 {
        productOfKey[key] = product
      } else if productOfKey[key] != product {
        builder.notices.add(
          Notice(
            .duplicateProduct, place: builder.products.places[row], found: builder.keys.texts[other.key],
            product: builder.text[builder.products.id[row]]))
      }
    }
  }

  /// Footprints meet products, and each other, by any of their identifiers. Two products that have rows of their
  /// own are never made one; the footprint then belongs to the identifier it names first.
  private mutating func claimFootprints(_ builder: inout SupplyGraphBuilder) {
    if builder.footprints.isEmpty { return }
    let keysOf = FootprintKeys(builder.footprints, &builder.keys)
    productOfKey += [Int32](repeating: -1, count: builder.keys.count - productOfKey.count)
    var sets = KeySets(owners: productOfKey)
    for number in builder.footprints.indices { sets.join(keysOf[number]) }
    let dataset = !builder.products.isEmpty
    members.reserveCapacity(members.count + builder.footprints.count)
    for number in builder.footprints.indices {
      let keys = keysOf[number]
      let place = builder.footprints.records[number].place
      guard let first = keys.first else {
        builder.notices.add(Notice(.missingField, place: place, field: "productIds"))
        continue
      }
      var product = sets.owner(of: first)
      if product < 0 {
        product = Int32(members.count)
        sets.setOwner(of: first, to: product)
        add(first, place)
        if dataset {
          builder.notices.add(
            Notice(.unmatchedFootprint, place: place, product: builder.keys.texts[first]))
        }
      }
      extras[extra(of: Int(product), place)].footprints.append(Int32(number))
      for key in keys where productOfKey[Int(key)] < 0 { productOfKey[Int(key)] = sets.owner(of: key) }
    }
  }

  /// Links and the portfolio may name what no row and no footprint describes: a product without figures.
  private mutating func claimLinks(_ builder: inout SupplyGraphBuilder, _ threads: Int) {
    let known = Int32(members.count)
    if !areKnown(builder.links, threads) {
      let products = builder.links.product
      for run in products.runs {
        for row in products.rows(of: run) {
          // Most are known: only what is not needs its place.
          let (product, component) = (products.keys[run], builder.links.component[row])
          if !isKnown(product, known) { claim(product, builder.links.place(row)) }
          if !isKnown(component, known) { claim(component, builder.links.place(row)) }
        }
      }
    }
    for row in builder.portfolio { claim(row.product, row.place) }
    for member in members[Int(known)...] {
      let id = builder.keys.texts[member.key]
      let place = place(of: member, builder.products)
      builder.notices.add(Notice(.unknownProduct, place: place, found: id, product: id))
    }
  }

  /// Whether links name nothing but what rows and footprints describe.
  private func areKnown(_ links: RawLinks, _ threads: Int) -> Bool {
    // Mostly there is nothing else that they could name.
    if productOfKey.allSatisfy({ $0 >= 0 }) { return true }
    return areKnown(links.product.keys, threads) && areKnown(links.component, threads)
  }

  private func areKnown(_ keys: [Int32], _ threads: Int) -> Bool {
    productOfKey.withUnsafeBufferPointer { productOfKey in
      Parallel.map(Parallel.ranges(keys.count, parts: max(1, threads)), threads: threads) { part in
        keys[part].allSatisfy { productOfKey[Int($0)] >= 0 }
      }.allSatisfy { $0 }
    }
  }

  private func isKnown(_ key: Int32, _ known: Int32) -> Bool {
    let owner = productOfKey[Int(key)]
    return owner >= 0 && owner < known
  }

  /// A product without a row.
  private mutating func add(_ key: Int32, _ place: Place) {
    members.append(Member(key: key, extra: Int32(truncatingIfNeeded: extras.count)))
    extras.append(Extra(place: place))
  }

  private mutating func extra(of product: Int, _ place: Place) -> Int {
    if members[product].extra < 0 {
      members[product].extra = Int32(truncatingIfNeeded: extras.count)
      extras.append(Extra(place: place))
    }
    return Int(members[product].extra)
  }

  /// Keeps the first place that names an unknown product, whatever order places come in.
  private mutating func claim(_ key: Int32, _ place: Place) {
    let owner = productOfKey[Int(key)]
    if owner < 0 {
      productOfKey[Int(key)] = Int32(members.count)
      add(key, place)
      return
    }
    let member = members[Int(owner)]
    guard member.row < 0, member.extra >= 0 else { return }
    let extra = Int(member.extra)
    if extras[extra].footprints.isEmpty, place.precedes(extras[extra].place) { extras[extra].place = place }
  }

  private mutating func renumber(_ keys: KeyPool, _ threads: Int) {
    let order = keys.texts.sorted(members.largeMap(\.key), threads: threads)
    (members, productOfKey) = Parallel.both(
      threads: threads, { order.largeMap { members[Int($0)] } }, { productOfKey.renumbered(order) })
  }
}

extension [Int32] {
  /// The new number for each old one where old numbers are put into this order; −1 stays.
  func renumbered(_ order: [Int32]) -> [Int32] {
    var position = [Int32](large: 0, count: order.count)
    for (new, old) in order.enumerated() { position[Int(old)] = Int32(truncatingIfNeeded: new) }
    return largeMap { $0 < 0 ? -1 : position[Int($0)] }
  }
}

/// The keys of the identifiers of each footprint; of its own id where it has none.
private struct FootprintKeys {
  private var keys: [Int32] = []
  private var starts: [Int] = [0]

  init(_ footprints: FootprintTable, _ pool: inout KeyPool) {
    starts.reserveCapacity(footprints.count + 1)
    for number in footprints.indices {
      let count = footprints.productIDCount(number)
      for id in 0..<count { add(footprints.withProductID(number, id) { pool.number(of: $0) }) }
      if count == 0 { add(footprints.withID(number) { pool.number(of: $0) }) }
      starts.append(keys.count)
    }
  }

  private mutating func add(_ key: Int32) {
    if key >= 0 { keys.append(key) }
  }

  subscript(footprint: Int) -> ArraySlice<Int32> { keys[starts[footprint]..<starts[footprint + 1]] }
}

/// Sets of keys that name the same thing (union–find with halving paths); each set has at most one owner.
private struct KeySets {
  private var parent: [Int32]
  private var owners: [Int32]

  init(owners: [Int32]) {
    self.owners = owners
    parent = owners.indices.map { Int32($0) }
    var firstOf: [Int32: Int32] = [:]
    for key in owners.indices where owners[key] >= 0 {
      if let first = firstOf[owners[key]] { parent[key] = first } else { firstOf[owners[key]] = Int32(key) }
    }
  }

  mutating func root(_ key: Int32) -> Int {
    var node = Int(key)
    while Int(parent[node]) != node {
      parent[node] = parent[Int(parent[node])]
      node = Int(parent[node])
    }
    return node
  }

  mutating func join(_ keys: ArraySlice<Int32>) {
    guard let first = keys.first else { return }
    for key in keys.dropFirst() {
      let (a, b) = (root(first), root(key))
      if a == b || (owners[a] >= 0 && owners[b] >= 0) { continue }
      parent[b] = Int32(a)
      if owners[a] < 0 { owners[a] = owners[b] }
    }
  }

  mutating func owner(of key: Int32) -> Int32 { owners[root(key)] }

  mutating func setOwner(of key: Int32, to product: Int32) { owners[root(key)] = product }
}
