import Footprints

/// Number of a product in one graph, 0 ..< `count`, in roll-up order: components before the products that need
/// them, members of one loop side by side. It is the same whatever order the files were read in.
public typealias ProductIndex = Int
/// Index into `SupplyGraph.suppliers`.
public typealias SupplierIndex = Int

/// A company that supplies products of the graph.
public struct Supplier: Hashable, Sendable {
  public var id: String
  /// Never empty: falls back to the id.
  public var name: String
  /// Falls back to the name.
  public var nameJa: String
  public var country: String
  public var contact: String
  public var askedOn: Timestamp?
  public var answeredOn: Timestamp?
  public var place: Place
}

/// How a link takes part in the arithmetic.
public enum LinkState: UInt8, Hashable, Sendable {
  case counted
  /// Its unit cannot be converted into that of the component: kept with amount 0, reported.
  case notConvertible
  /// One of several alternatives without shares, and not the first: kept with amount 0, reported.
  case alternative
}

/// The links as columns for sweeps over the whole graph, sorted by product and then by component.
///
/// The links of product `p` are `starts[p] ..< starts[p + 1]`; those that use component `c` are named by
/// `userLinks[userStarts[c] ..< userStarts[c + 1]]`, sorted by product.
public struct LinkTable: Sendable {
  public internal(set) var starts: [Int32] = [0]
  public internal(set) var components: [Int32] = []
  /// Units of the component per unit of the product, after conversion and share. Always finite.
  public internal(set) var amounts: [Double] = []
  public internal(set) var userStarts: [Int32] = [0]
  public internal(set) var userLinks: [Int32] = []

  /// Finds the users out of `starts` and `components`.
  ///
  /// - Parameter room: a column that is not needed any more, whose memory is used again where it is large enough.
  mutating func indexUsers(in room: consuming [Int32] = [], threads: Int = 1) {
    // Held twice, it would be copied by the first write.
    userLinks = consume room
    if userLinks.count < components.count { userLinks = [Int32](unsetLarge: components.count) }
    userLinks.removeLast(userLinks.count - components.count)
    components.withUnsafeBufferPointer { components in
      let component: (Int) -> Int = { Int(components[$0]) }
      let buckets = Buckets(
        items: components.count, buckets: starts.count - 1, threads: threads, component)
      userStarts = buckets.starts
      userLinks.withUnsafeMutableBufferPointer { userLinks in
        buckets.distribute(into: userLinks, component) { Int32(truncatingIfNeeded: $0) }
      }
    }
  }
}

/// Products and supply links, joined, converted and renumbered: an immutable value.
///
/// Figures that could not be used are named in `notices`; nothing here is calculated from components.
public struct SupplyGraph: Sendable {
  public let count: Int
  public let linkCount: Int
  public let files: [SourceFile]
  /// The date on which figures had to be valid.
  public let asOf: Timestamp
  public let notices: NoticeLog
  public let links: LinkTable
  /// In the order of their places in the files; behind them those that arrived since the graph was built, among which
  /// some of the others may have given way. `footprints(of:)` tells which count.
  public let footprints: FootprintTable
  /// By name, then id.
  public let suppliers: [Supplier]
  /// Those of products, sorted, each once; an empty one is not listed.
  public let countries: [String]
  public let categories: [String]
  /// Products that need themselves, directly or through others, in roll-up order.
  public let loops: [Range<ProductIndex>]
  /// The top of the graph: quantities of the portfolio table, or one unit of each product that no other uses.
  public internal(set) var portfolio: [(product: ProductIndex, quantity: Double)]
  /// Whether `portfolio` was stated.
  public let hasPortfolio: Bool

  let columns: ProductColumns
  let linkColumns: LinkColumns
  let keys: KeyPool
  var productOfKey: [Int32]
}

/// Everything about products but their figures, as numbers of texts.
struct ProductColumns: Sendable {
  var id: [Int32] = []
  var name: [Int32] = []
  var nameJa: [Int32] = []
  var note: [Int32] = []
  var supplier: [Int32] = []
  var country: [Int32] = []
  var category: [Int32] = []
  var unit: [Int32] = []
  var places = ProductPlaces()
  var figures = FigureColumns()
  /// The texts that the numbers above mean.
  var text = TextPool()
  var units: [Unit] = []
  var loop: [Int32] = []
  var rank: [Int32] = []
  /// Footprints of product `p`: `footprints[footprintStarts[p] ..< footprintStarts[p + 1]]`.
  var footprintStarts: [Int32] = [0]
  var footprints: [Int32] = []
  /// Products of supplier `s`: `supplied[suppliedStarts[s] ..< suppliedStarts[s + 1]]`.
  var suppliedStarts: [Int32] = [0]
  var supplied: [Int32] = []

  /// The number of its loop for each product, −1 for those in none.
  mutating func numberLoops(_ loops: [Range<ProductIndex>]) {
    loop = [Int32](repeating: -1, count: id.count)
    for (number, range) in loops.enumerated() {
      for p in range { loop[p] = Int32(truncatingIfNeeded: number) }
    }
  }
}

/// What views show of links: of most of them nobody asks, so all but their products stay as they were read.
struct LinkColumns: Sendable {
  var product: [Int32] = []
  /// Into `raw`; `noRow` where nothing was read.
  var row: [Int32] = []
  var state: [LinkState] = []
  var raw = RawLinks()

  static let noRow: Int32 = -1

  /// Nil for a link that was not read from any file.
  func rawRow(_ link: Int) -> Int? { row[link] == LinkColumns.noRow ? nil : Int(row[link]) }
}

extension SupplyGraph {
  /// The product that has this identifier, URNs without regard to case. Constant time.
  public func product(id: some StringProtocol) -> ProductIndex? {
    guard let key = keys.find(id), Int(key) < productOfKey.count, productOfKey[Int(key)] >= 0 else {
      return nil
    }
    return Int(productOfKey[Int(key)])
  }

  /// All identifiers by which rows and footprints name a product, as they were first written. O(identifiers).
  public func identifiers(of p: ProductIndex) -> [String] {
    productOfKey.indices.lazy.filter { productOfKey[$0] == Int32(truncatingIfNeeded: p) }.map {
      keys.texts[Int32(truncatingIfNeeded: $0)]
    }
  }

  /// The identifier as written in the first place that names it.
  public func id(_ p: ProductIndex) -> String { columns.text[columns.id[p]] }

  /// Every identifier of every product in the form in which they are compared (`ProductKey`), in the order of their
  /// texts. O(identifiers).
  public func allIdentifiers() -> [[String]] {
    var result = [[String]](repeating: [], count: count)
    for key in productOfKey.indices where productOfKey[key] >= 0 {
      result[Int(productOfKey[key])].append(keys.texts[Int32(key)])
    }
    return result.map { $0.sorted() }
  }

  /// Never empty: falls back to the id.
  public func name(_ p: ProductIndex) -> String {
    columns.text.isEmpty(columns.name[p]) ? id(p) : columns.text[columns.name[p]]
  }

  /// Falls back to `name`.
  public func nameJa(_ p: ProductIndex) -> String {
    columns.text.isEmpty(columns.nameJa[p]) ? name(p) : columns.text[columns.nameJa[p]]
  }

  /// Adds what a product is called to a run of UTF-8, each on a line of its own: the name, the Japanese name where that
  /// is another, and the identifier.
  package func appendNames(of p: ProductIndex, to bytes: inout [UInt8]) {
    let (text, id) = (columns.text, columns.id[p])
    let name = text.isEmpty(columns.name[p]) ? id : columns.name[p]
    let newline = UInt8(ascii: "\n")
    bytes.append(contentsOf: text.bytes[text.range(name)])
    bytes.append(newline)
    if !text.isEmpty(columns.nameJa[p]), columns.nameJa[p] != name {
      bytes.append(contentsOf: text.bytes[text.range(columns.nameJa[p])])
      bytes.append(newline)
    }
    bytes.append(contentsOf: text.bytes[text.range(id)])
  }

  public func supplier(_ p: ProductIndex) -> SupplierIndex? {
    columns.supplier[p] < 0 ? nil : Int(columns.supplier[p])
  }

  /// Place among all products in the order of their identifiers, byte by byte: for ties. Constant time.
  public func rank(_ p: ProductIndex) -> Int { Int(columns.rank[p]) }

  /// Where the figure comes from. Constant time.
  public func basis(_ p: ProductIndex) -> Basis { columns.figures.basis[p] }

  /// Whether a cradle-to-gate footprint is stated. Constant time.
  public func isDeclared(_ p: ProductIndex) -> Bool { !columns.figures.declared[p].isNaN }

  /// The supplier of each product, −1 for none: for sweeps over the whole graph.
  public var supplierColumn: [Int32] { columns.supplier }

  /// As stated, else the country of the chosen footprint; empty when unknown.
  public func country(_ p: ProductIndex) -> String {
    columns.country[p] < 0 ? "" : countries[Int(columns.country[p])]
  }

  /// Index into `countries`.
  public func countryIndex(_ p: ProductIndex) -> Int? {
    columns.country[p] < 0 ? nil : Int(columns.country[p])
  }

  /// The unit all figures of the product are per; of empty symbol when nobody states it.
  public func unit(_ p: ProductIndex) -> Unit { columns.units[Int(columns.unit[p])] }

  public func category(_ p: ProductIndex) -> String {
    columns.category[p] < 0 ? "" : categories[Int(columns.category[p])]
  }

  /// Index into `categories`.
  public func categoryIndex(_ p: ProductIndex) -> Int? {
    columns.category[p] < 0 ? nil : Int(columns.category[p])
  }

  public func note(_ p: ProductIndex) -> String { columns.text[columns.note[p]] }

  /// The table row; the footprint for a product that only a footprint names; the link for one that only a link
  /// names.
  ///
  /// O(log rows).
  public func place(_ p: ProductIndex) -> Place { columns.places[p] }

  public func given(_ p: ProductIndex) -> GivenFigures {
    // Column by column: a copy of the columns would be counted, one by one, each time.
    let number = columns.figures.footprint[p]
    let scale = columns.figures.scale[p]
    return GivenFigures(
      direct: SupplyGraph.present(columns.figures.direct[p]),
      declared: SupplyGraph.present(columns.figures.declared[p]),
      primaryShare: SupplyGraph.present(columns.figures.primaryShare[p]), basis: columns.figures.basis[p],
      verified: columns.figures.verified[p], expired: columns.figures.expired[p],
      validUntil: columns.figures.validUntil[p], gsd: SupplyGraph.present(columns.figures.gsd[p]),
      dataQuality: number < 0 ? nil : footprints.dataQuality(Int(number)),
      footprint: number < 0 ? nil : Int(number),
      emissions: number < 0 ? nil : footprints.records[Int(number)].emissions.scaled(by: scale))
  }

  /// Half a unit of the last digit in which the declared footprint is stated, kg CO2e per unit of the product:
  /// differences below it are rounding. 0 where nothing is declared.
  public func declaredTolerance(_ p: ProductIndex) -> Double {
    let scale = columns.figures.scale[p]
    guard let declared = SupplyGraph.present(columns.figures.declared[p]), scale != 0 else { return 0 }
    return Precision.halfUnit(of: declared / scale) * abs(scale)
  }

  private static func present(_ value: Double) -> Double? { value.isNaN ? nil : value }

  /// All footprints of a product: the chosen one first, then the newest first.
  public func footprints(of p: ProductIndex) -> [Int] {
    let range = Int(columns.footprintStarts[p])..<Int(columns.footprintStarts[p + 1])
    return columns.footprints[range].map(Int.init)
  }

  /// The loop that a product is a member of, as an index into `loops`.
  public func loop(_ p: ProductIndex) -> Int? { columns.loop[p] < 0 ? nil : Int(columns.loop[p]) }

  /// The same for all products, −1 for none: for sweeps over the whole graph.
  package var loopColumn: [Int32] { columns.loop }

  /// Links from a product to its components, as link numbers.
  public func components(of p: ProductIndex) -> Range<Int> { Int(links.starts[p])..<Int(links.starts[p + 1]) }

  public func component(_ link: Int) -> ProductIndex { Int(links.components[link]) }

  /// Units of the component per unit of the product, after conversion and share.
  public func amount(_ link: Int) -> Double { links.amounts[link] }

  public func product(ofLink link: Int) -> ProductIndex { Int(linkColumns.product[link]) }

  /// The same for all links: for work over plain memory.
  package var linkProducts: [Int32] { linkColumns.product }

  public func state(ofLink link: Int) -> LinkState { linkColumns.state[link] }

  public func place(ofLink link: Int) -> Place {
    linkColumns.rawRow(link).map { linkColumns.raw.place($0) } ?? .nowhere
  }

  /// As in the file, before conversion and share; the sum of rows that were merged where their units agree.
  public func linkAsWritten(_ link: Int) -> (amount: Double, unit: Unit?) {
    guard let row = linkColumns.rawRow(link) else { return (amount(link), nil) }
    let unit = linkColumns.raw.unit(row)
    return (
      linkColumns.raw.amountAsWritten(row) ?? amount(link), unit < 0 ? nil : columns.units[Int(unit)]
    )
  }

  /// 0…1 as stated; nil when the link states none.
  public func share(ofLink link: Int) -> Double? {
    linkColumns.rawRow(link).flatMap { SupplyGraph.present(linkColumns.raw.share($0)) }
  }

  /// Positions in the transposed table of the links that use a component; see `userLink`.
  public func users(of p: ProductIndex) -> Range<Int> {
    Int(links.userStarts[p])..<Int(links.userStarts[p + 1])
  }

  /// The link at a position of the transposed table.
  public func userLink(_ position: Int) -> Int { Int(links.userLinks[position]) }

  /// In roll-up order.
  public func products(ofSupplier s: SupplierIndex) -> [ProductIndex] {
    let range = Int(columns.suppliedStarts[s])..<Int(columns.suppliedStarts[s + 1])
    return columns.supplied[range].map(Int.init)
  }
}
