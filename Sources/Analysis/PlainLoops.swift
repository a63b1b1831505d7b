import SupplyGraph

/// Small loops as the links alone make them, worked out beforehand and on all threads; all in the same two arrays, so
/// that thousands of them take no memory one by one.
struct PlainLoops: Sendable {
  /// Where a loop is kept.
  struct Place: Sendable {
    /// In `numbers`: the members, where their links begin, and the components, as in `LocalLinks`.
    var numbers: Int
    /// In `values`: the amounts of the links, and the factors, as in `DenseFactor`.
    var values: Int
    /// Of links; −1 for a loop that falls apart, does not fade or is large: `Sweep.solve` then tells.
    var links: Int

    static let none = Place(numbers: 0, values: 0, links: -1)
  }

  /// By loop of the graph.
  private(set) var places: [Place] = []
  private(set) var numbers: [Int32] = []
  private(set) var values: [Double] = []
  /// Members of the largest of them.
  private(set) var largest = 0

  /// Loops that one thread does sooner than a second one begins.
  private static let worthAThread = 64

  /// None.
  init() {}

  init(_ graph: SupplyGraph, threads: Int = 2) {
    let loops = graph.loops
    if loops.isEmpty { return }
    let ranges = Parallel.ranges(loops.count, parts: loops.count < PlainLoops.worthAThread ? 1 : threads)
    var parts = [PlainLoops](repeating: PlainLoops(), count: ranges.count)
    parts.withUnsafeMutableBufferPointer { parts in
      // Each is set by one thread.
      nonisolated(unsafe) let parts = parts
      Parallel.forEach(ranges.count, threads: threads) { part in
        var maker = PlainLoopMaker(graph)
        parts[part].places.reserveCapacity(ranges[part].count)
        for loop in loops[ranges[part]] { parts[part].add(loop, &maker) }
      }
    }
    self = parts[0]
    for part in parts.dropFirst() { append(part) }
  }

  private mutating func add(_ loop: Range<ProductIndex>, _ maker: inout PlainLoopMaker) {
    guard loop.count <= LoopBlock.largestDense, maker.take(loop) else { return places.append(.none) }
    places.append(Place(numbers: numbers.count, values: values.count, links: maker.components.count))
    numbers += maker.members
    numbers += maker.starts
    numbers += maker.components
    values += maker.amounts
    values += maker.factors
    largest = max(largest, loop.count)
  }

  private mutating func append(_ other: PlainLoops) {
    places += other.places.map {
      Place(numbers: $0.numbers + numbers.count, values: $0.values + values.count, links: $0.links)
    }
    numbers += other.numbers
    values += other.values
    largest = max(largest, other.largest)
  }

  /// The loop of this number, which has `count` members.
  func block(_ number: Int, count: Int) -> LoopBlock {
    let place = places[number]
    let starts = place.numbers + count
    let links = LocalLinks(
      members: Stretch(numbers, from: place.numbers, count: count),
      starts: Stretch(numbers, from: starts, count: count + 1),
      components: Stretch(numbers, from: starts + count + 1, count: place.links),
      amounts: Stretch(values, from: place.values, count: place.links))
    let factors = Stretch(values, from: place.values + place.links, count: count * count)
    return LoopBlock(links, DenseFactor(factored: factors, size: count))
  }
}

/// One loop after the other, in the same memory.
private struct PlainLoopMaker {
  private let table: LinkTable
  private(set) var members: [Int32] = []
  private(set) var starts: [Int32] = []
  private(set) var components: [Int32] = []
  private(set) var amounts: [Double] = []
  private(set) var factors: [Double] = []
  /// By the place of a product in its loop: its place among the members.
  private var local: [Int32] = []
  private var parts = StrongComponents()
  private var room = StrongComponents.Room()

  init(_ graph: SupplyGraph) { table = graph.links }

  /// The members in the order in which `Sweep.solve` would take them; false for a loop that is for it to solve.
  mutating func take(_ loop: Range<ProductIndex>) -> Bool {
    let size = Int32(truncatingIfNeeded: loop.count)
    setMembers(0..<size, loop)
    findLinks(loop)
    if components.isEmpty || amounts.contains(where: { $0 < 0 }) { return false }
    starts.withUnsafeBufferPointer { starts in
      components.withUnsafeBufferPointer { parts.find(count: loop.count, starts, $0, &room) }
    }
    guard parts.count == 1 else { return false }
    if !parts.order.elementsEqual(0..<size) {
      setMembers(parts.order, loop)
      findLinks(loop)
    }
    return factor(loop.count)
  }

  private mutating func setMembers(_ order: some Sequence<Int32>, _ loop: Range<ProductIndex>) {
    members.removeAll(keepingCapacity: true)
    if local.count < loop.count { local = [Int32](repeating: 0, count: loop.count) }
    for place in order {
      local[Int(place)] = Int32(truncatingIfNeeded: members.count)
      members.append(Int32(truncatingIfNeeded: loop.lowerBound) + place)
    }
  }

  private mutating func findLinks(_ loop: Range<ProductIndex>) {
    starts.removeAll(keepingCapacity: true)
    components.removeAll(keepingCapacity: true)
    amounts.removeAll(keepingCapacity: true)
    starts.append(0)
    for p in members {
      for link in Int(table.starts[Int(p)])..<Int(table.starts[Int(p) + 1]) where table.amounts[link] != 0 {
        let component = Int(table.components[link])
        guard loop.contains(component) else { continue }
        components.append(local[component - loop.lowerBound])
        amounts.append(table.amounts[link])
      }
      starts.append(Int32(truncatingIfNeeded: components.count))
    }
  }

  private mutating func factor(_ count: Int) -> Bool {
    factors.removeAll(keepingCapacity: true)
    factors.append(contentsOf: repeatElement(0, count: count * count))
    for p in 0..<count {
      factors[p * count + p] = 1
      for link in Int(starts[p])..<Int(starts[p + 1]) {
        factors[p * count + Int(components[link])] -= amounts[link]
      }
    }
    return factors.withUnsafeMutableBufferPointer { FactorMemory.factor($0.base, size: count) }
  }
}

/// The same in plain memory.
struct PlainLoopMemory {
  let loops: UnsafePointer<Range<ProductIndex>>
  let places: UnsafePointer<PlainLoops.Place>
  let numbers: UnsafePointer<Int32>
  let values: UnsafePointer<Double>

  func isPlain(_ number: Int) -> Bool { places[number].links >= 0 }

  func members(_ number: Int) -> UnsafeBufferPointer<Int32> {
    UnsafeBufferPointer(start: numbers + places[number].numbers, count: loops[number].count)
  }

  func factor(_ number: Int) -> FactorMemory {
    FactorMemory(lu: values + places[number].values + places[number].links, size: loops[number].count)
  }
}

extension PlainLoops {
  func withMemory<Result>(_ graph: SupplyGraph, _ body: (PlainLoopMemory) -> Result) -> Result {
    graph.loops.withUnsafeBufferPointer { loops in
      places.withUnsafeBufferPointer { places in
        numbers.withUnsafeBufferPointer { numbers in
          values.withUnsafeBufferPointer { values in
            body(
              PlainLoopMemory(
                loops: loops.base, places: places.base, numbers: numbers.base, values: values.base))
          }
        }
      }
    }
  }
}
