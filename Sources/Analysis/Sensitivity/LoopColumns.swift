import SupplyGraph

/// Columns of the inverse of I − A inside loops: by how much the totals of a loop's members answer to one more kg of
/// one member. Worked out when first asked for, or several at once where that is cheaper, and kept.
struct LoopColumns {
  private let graph: SupplyGraph
  private let model: Model
  /// By the places of the members in their loop of the graph.
  private var columns: [Key: [Double]] = [:]
  private var unsignedBlocks: [Int: LoopBlock] = [:]
  private var credits: [Int: Bool] = [:]

  private struct Key: Hashable {
    var product: ProductIndex
    var isUnsigned: Bool
  }

  init(_ graph: SupplyGraph, _ model: Model) {
    self.graph = graph
    self.model = model
  }

  /// What comes round to the product of a link per unit of its component.
  mutating func feedback(_ link: Int) -> Response.Feedback {
    let (p, component) = (graph.product(ofLink: link), graph.component(link))
    guard let loop = graph.loop(p), graph.loop(component) == loop else { return .init() }
    let place = component - graph.loops[loop].lowerBound
    let signed = column(Key(product: p, isUnsigned: false), loop)[place]
    let unsigned = hasCredits(loop) ? column(Key(product: p, isUnsigned: true), loop)[place] : signed
    return .init(signed: signed, unsigned: abs(unsigned))
  }

  /// Solves for the products of these links where they lie in blocks, block by block, several at once.
  mutating func prepare(_ links: [Int]) {
    var wanted: [Int: Set<Int>] = [:]
    for link in links {
      let (p, component) = (graph.product(ofLink: link), graph.component(link))
      guard let (block, member) = model.member(p), model.member(component)?.block == block,
        columns[Key(product: p, isUnsigned: false)] == nil, isAlone(block)
      else { continue }
      wanted[block, default: []].insert(member)
    }
    for (number, members) in wanted {
      let block = model.blocks[number]
      keep(block, members.sorted(), isUnsigned: false)
      if block.links.hasCredits, let unsigned = unsignedBlock(number) {
        keep(unsigned, members.sorted(), isUnsigned: true)
      }
    }
  }

  /// Forgets the columns: for scans that pass a loop once.
  mutating func forget() { columns.removeAll(keepingCapacity: true) }

  /// Whether a block is the whole of its loop, so that nothing outside it answers.
  private func isAlone(_ block: Int) -> Bool {
    let members = model.blocks[block].links.members
    guard let loop = members.first.flatMap({ graph.loop(Int($0)) }) else { return false }
    return graph.loops[loop].count == members.count
  }

  private mutating func keep(_ block: LoopBlock, _ members: [Int], isUnsigned: Bool) {
    let rhs = members.map { member in
      var unit = [Double](repeating: 0, count: block.links.count)
      unit[member] = 1
      return unit
    }
    guard let solved = block.solve(rhs), let least = block.links.members.min() else { return }
    for (member, values) in zip(members, solved) {
      var column = values
      for (p, value) in zip(block.links.members, values) { column[Int(p - least)] = value }
      columns[Key(product: Int(block.links.members[member]), isUnsigned: isUnsigned)] = column
    }
  }

  private mutating func unsignedBlock(_ number: Int) -> LoopBlock? {
    if let known = unsignedBlocks[number] { return known }
    let block = LoopBlock(model.blocks[number].links.withoutSigns)
    unsignedBlocks[number] = block
    return block
  }

  private mutating func hasCredits(_ loop: Int) -> Bool {
    if let known = credits[loop] { return known }
    let result = graph.loops[loop].contains { p in
      graph.components(of: p).contains { model.amounts[$0] < 0 }
    }
    credits[loop] = result
    return result
  }

  private mutating func column(_ key: Key, _ loop: Int) -> [Double] {
    if let known = columns[key] { return known }
    let column = sweep(key, loop)
    columns[key] = column
    return column
  }

  /// Upwards through a loop of the graph, which amounts of 0 may have made fall apart into several blocks.
  private mutating func sweep(_ key: Key, _ loop: Int) -> [Double] {
    let range = graph.loops[loop]
    var column = [Double](repeating: 0, count: range.count)
    column[key.product - range.lowerBound] = 1
    for step in model.steps[loop] {
      switch step {
      case .single(let p):
        column[Int(p) - range.lowerBound] += gather(Int(p), column, range, key.isUnsigned)
      case .block(let number):
        let block = model.blocks[Int(number)]
        let places = block.links.members.map { Int($0) - range.lowerBound }
        let own = places.map { column[$0] }
        // Members count nothing while what comes from outside is gathered.
        for place in places { column[place] = 0 }
        let rhs = places.indices.map {
          own[$0] + gather(places[$0] + range.lowerBound, column, range, key.isUnsigned)
        }
        if rhs.allSatisfy({ $0 == 0 }) { continue }
        let solver = key.isUnsigned && block.links.hasCredits ? unsignedBlock(Int(number)) : block
        guard let values = solver?.solve(rhs) else { continue }
        for (place, value) in zip(places, values) { column[place] = value }
      }
    }
    return column
  }

  private func gather(
    _ p: ProductIndex, _ column: [Double], _ range: Range<ProductIndex>, _ isUnsigned: Bool
  ) -> Double {
    graph.components(of: p).reduce(0) { sum, link in
      let component = graph.component(link)
      guard range.contains(component) else { return sum }
      let amount = isUnsigned ? abs(model.amounts[link]) : model.amounts[link]
      return sum + amount * column[component - range.lowerBound]
    }
  }
}
