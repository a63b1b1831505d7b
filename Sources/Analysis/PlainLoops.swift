import SupplyGraph

/// Small loops as the links alone make them, all in the same two arrays, so that thousands of them take no memory one by
/// one. They are worked out ahead of the sweep that needs them: see `PlainLoopMaker`.
struct PlainLoops: Sendable {
  /// Where a loop is kept.
  struct Place: Sendable {
    /// In `numbers`: the members, where their links begin, and the components, as in `LocalLinks`.
    var numbers: Int
    /// In `values`: the amounts of the links, and the factors, as in `DenseFactor`.
    var values: Int
    /// Of links inside; −1 as long as the loop is not worked out, and for one that falls apart, does not fade or is large:
    /// `Sweep.solve` then tells.
    var links = -1
  }

  /// By loop of the graph.
  private var places: [Place] = []
  private var numbers: [Int32] = []
  private var values: [Double] = []
  /// Members of the largest of them.
  private(set) var largest = 0

  /// None.
  init() {}

  /// Room for the small loops of a graph.
  init(_ graph: SupplyGraph) {
    let starts = graph.links.starts
    var next = (numbers: 0, values: 0)
    places.reserveCapacity(graph.loops.count)
    for loop in graph.loops {
      places.append(Place(numbers: next.numbers, values: next.values))
      if loop.count > LoopBlock.largestDense { continue }
      let links = Int(starts[loop.upperBound] - starts[loop.lowerBound])
      next.numbers += 2 * loop.count + 1 + links
      next.values += links + loop.count * loop.count
      largest = max(largest, loop.count)
    }
    numbers = Array(unsetLarge: next.numbers)
    values = Array(unsetLarge: next.values)
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

/// Works out one loop after the other.
final class PlainLoopMaker {
  /// By the place of a product in its loop: its place among the members.
  private let local = Pile<Int32>()
  private let walk = MemberWalk()

  /// Leaves a loop that is for `Sweep.solve` as it is.
  func make(_ number: Int, of loops: PlainLoopMemory, _ links: LinkPointers) {
    let loop = loops.loops[number]
    if loop.count > LoopBlock.largestDense { return }
    var room = LoopRoom(loop, loops.numbers(number), loops.amounts(number))
    if take(&room, links) { loops.places[number].links = room.links }
  }

  /// Members in the order in which `Sweep.solve` would take them; false for a loop that is for it to solve.
  private func take(_ room: inout LoopRoom, _ links: LinkPointers) -> Bool {
    local.count = 0
    for place in 0..<Int32(truncatingIfNeeded: room.loop.count) { local.append(place) }
    guard room.findLinks(links, local.start) else { return false }
    guard walk.findOrder(room.loop.count, starts: room.starts, room.components) else { return false }
    if !walk.isAscending {
      for (place, member) in walk.order.enumerated() {
        local.start[Int(member)] = Int32(truncatingIfNeeded: place)
      }
      _ = room.findLinks(links, local.start, order: walk.order)
    }
    return room.factor()
  }
}

/// Where one loop is written to.
private struct LoopRoom {
  let loop: Range<ProductIndex>
  let members: UnsafeMutablePointer<Int32>
  let starts: UnsafeMutablePointer<Int32>
  let components: UnsafeMutablePointer<Int32>
  /// Behind them the factors.
  let amounts: UnsafeMutablePointer<Double>
  private(set) var links = 0

  init(
    _ loop: Range<ProductIndex>, _ numbers: UnsafeMutablePointer<Int32>,
    _ amounts: UnsafeMutablePointer<Double>
  ) {
    self.loop = loop
    (members, starts, components) = (numbers, numbers + loop.count, numbers + 2 * loop.count + 1)
    self.amounts = amounts
  }

  /// Finds the members, the places where their links begin, and the links; false where one is 0 or negative. In `local`,
  /// by the place of a product in the loop, its place among the members.
  mutating func findLinks(
    _ all: LinkPointers, _ local: UnsafePointer<Int32>, order: UnsafeBufferPointer<Int32>? = nil
  ) -> Bool {
    links = 0
    for place in 0..<loop.count {
      let p = loop.lowerBound + (order.map { Int($0[place]) } ?? place)
      members[place] = Int32(truncatingIfNeeded: p)
      starts[place] = Int32(truncatingIfNeeded: links)
      for link in all.of(p) {
        let component = Int(all.components[link])
        guard loop.contains(component) else { continue }
        if !(all.amounts[link] > 0) { return false }
        components[links] = local[component - loop.lowerBound]
        amounts[links] = all.amounts[link]
        links += 1
      }
    }
    starts[loop.count] = Int32(truncatingIfNeeded: links)
    return true
  }

  /// False where what goes round does not fade.
  func factor() -> Bool {
    let (size, factors) = (loop.count, amounts + links)
    for place in 0..<(size * size) { factors[place] = 0 }
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

  var order: UnsafeBufferPointer<Int32> { room.all }

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
  let places: UnsafeMutablePointer<PlainLoops.Place>
  fileprivate let numbers: UnsafeMutablePointer<Int32>
  fileprivate let values: UnsafeMutablePointer<Double>

  func isPlain(_ number: Int) -> Bool { places[number].links >= 0 }

  fileprivate func numbers(_ number: Int) -> UnsafeMutablePointer<Int32> { numbers + places[number].numbers }

  fileprivate func amounts(_ number: Int) -> UnsafeMutablePointer<Double> { values + places[number].values }

  func members(_ number: Int) -> UnsafeBufferPointer<Int32> {
    UnsafeBufferPointer(start: numbers(number), count: loops[number].count)
  }

  func factor(_ number: Int) -> FactorMemory {
    FactorMemory(lu: amounts(number) + places[number].links, size: loops[number].count)
  }
}

extension PlainLoops {
  mutating func withMemory<Result>(_ graph: SupplyGraph, _ body: (PlainLoopMemory) -> Result) -> Result {
    graph.loops.withUnsafeBufferPointer { loops in
      places.withUnsafeMutableBufferPointer { places in
        numbers.withUnsafeMutableBufferPointer { numbers in
          values.withUnsafeMutableBufferPointer { values in
            body(
              PlainLoopMemory(
                loops: loops.base, places: places.base, numbers: numbers.base, values: values.base))
          }
        }
      }
    }
  }
}
