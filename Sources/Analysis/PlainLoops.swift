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
    let makers = ranges.map { _ in PlainLoopMaker() }
    graph.links.withPointers(amounts: graph.links.amounts) { links in
      Parallel.forEach(ranges.count, threads: threads) { part in
        for loop in loops[ranges[part]] { makers[part].add(loop, links) }
      }
    }
    for maker in makers { append(maker) }
  }

  private mutating func append(_ maker: PlainLoopMaker) {
    places += maker.places.map {
      Place(numbers: $0.numbers + numbers.count, values: $0.values + values.count, links: $0.links)
    }
    numbers += maker.numbers.all
    values += maker.values.all
    largest = max(largest, maker.largest)
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

/// One loop after the other, by one thread.
private final class PlainLoopMaker {
  private(set) var places: [PlainLoops.Place] = []
  let numbers = Pile<Int32>()
  let values = Pile<Double>()
  private(set) var largest = 0
  /// By the place of a product in its loop: its place among the members.
  private let local = Pile<Int32>()
  private let walk = MemberWalk()

  func add(_ loop: Range<ProductIndex>, _ links: LinkPointers) {
    let before = (numbers.count, values.count)
    if loop.count <= LoopBlock.largestDense, let count = take(loop, links) {
      places.append(.init(numbers: before.0, values: before.1, links: count))
      largest = max(largest, loop.count)
    } else {
      (numbers.count, values.count) = before
      places.append(.none)
    }
  }

  /// The number of links, members in the order in which `Sweep.solve` would take them; nil for a loop that is for it to
  /// solve.
  private func take(_ loop: Range<ProductIndex>, _ links: LinkPointers) -> Int? {
    let (first, start) = (numbers.count, values.count)
    local.count = 0
    for place in 0..<Int32(truncatingIfNeeded: loop.count) { local.append(place) }
    guard let count = findLinks(loop, links) else { return nil }
    let components = numbers.start + first + 2 * loop.count + 1
    guard walk.findOrder(loop.count, starts: numbers.start + first + loop.count, components) else {
      return nil
    }
    if !walk.isAscending {
      for (place, member) in walk.order.enumerated() {
        local.start[Int(member)] = Int32(truncatingIfNeeded: place)
      }
      (numbers.count, values.count) = (first, start)
      _ = findLinks(loop, links, order: walk.order)
    }
    return factor(loop.count, starts: first + loop.count, amounts: start) ? count : nil
  }

  /// Adds the members, the places where their links begin, and the links; nil, and no matter what was added, where one
  /// is 0 or negative.
  private func findLinks(
    _ loop: Range<ProductIndex>, _ links: LinkPointers, order: UnsafeBufferPointer<Int32>? = nil
  ) -> Int? {
    let (size, first) = (loop.count, numbers.count)
    for place in 0..<size {
      numbers.append(Int32(truncatingIfNeeded: loop.lowerBound + (order.map { Int($0[place]) } ?? place)))
    }
    numbers.append(0, count: size + 1)
    var count: Int32 = 0
    for place in 0..<size {
      for link in links.of(Int(numbers.start[first + place])) {
        let component = Int(links.components[link])
        guard loop.contains(component) else { continue }
        if !(links.amounts[link] > 0) { return nil }
        numbers.append(local.start[component - loop.lowerBound])
        values.append(links.amounts[link])
        count += 1
      }
      numbers.start[first + size + place + 1] = count
    }
    return Int(count)
  }

  /// Adds the factors; false where what goes round does not fade.
  private func factor(_ size: Int, starts: Int, amounts: Int) -> Bool {
    let first = values.count
    values.append(0, count: size * size)
    let (starts, amounts, factors) = (numbers.start + starts, values.start + amounts, values.start + first)
    let components = starts + size + 1
    for p in 0..<size {
      factors[p * size + p] = 1
      for link in Int(starts[p])..<Int(starts[p + 1]) {
        factors[p * size + Int(components[link])] -= amounts[link]
      }
    }
    return FactorMemory.factor(factors, size: size)
  }
}

/// In which order the search for loops leaves the members of one: the last it comes to first. The rule is that of
/// `StrongComponents`, for members of which is known that they all need each other.
private final class MemberWalk {
  private let (room, next, path) = (Pile<Int32>(), Pile<Int32>(), Pile<Int32>())

  var order: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: room.start, count: room.count) }

  /// Whether that is the order of the numbers.
  var isAscending: Bool { order.indices.allSatisfy { order[$0] == Int32(truncatingIfNeeded: $0) } }

  /// Finds `order`; false where the first member does not need all others. Links of member i are those from `starts[i]`
  /// on, before `starts[i + 1]`.
  func findOrder(_ count: Int, starts: UnsafePointer<Int32>, _ components: UnsafePointer<Int32>) -> Bool {
    (room.count, next.count, path.count) = (0, 0, 0)
    // −1 for what was not come to.
    next.append(-1, count: count)
    room.append(0, count: count)
    var found = 0
    func enter(_ member: Int32) {
      found += 1
      room.start[count - found] = member
      next.start[Int(member)] = starts[Int(member)]
      path.append(member)
    }
    enter(0)
    while path.count > 0 {
      let member = Int(path.start[path.count - 1])
      let link = next.start[member]
      if link == starts[member + 1] {
        path.count -= 1
        continue
      }
      next.start[member] += 1
      if next.start[Int(components[Int(link)])] < 0 { enter(components[Int(link)]) }
    }
    return found == count
  }
}

/// Numbers one after the other, that are added to without asking who else holds them.
private final class Pile<Element: BitwiseCopyable> {
  private(set) var start: UnsafeMutablePointer<Element>
  private var capacity = 256
  /// What is beyond is forgotten.
  var count = 0

  init() { start = .allocate(capacity: capacity) }

  deinit { start.deallocate() }

  var all: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

  @inline(__always)
  func append(_ element: Element) {
    if count == capacity { grow() }
    start[count] = element
    count += 1
  }

  func append(_ element: Element, count: Int) {
    for _ in 0..<count { append(element) }
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: start, count: count)
    start.deallocate()
    (start, capacity) = (larger, 2 * capacity)
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
