/// Strongly connected components of a graph given by columns (Tarjan 1972), without recursion, so that a chain
/// of any length fits.
///
/// `order` lists all nodes so that what a node points to comes before it, members of one component side by side;
/// `starts` are the positions at which components begin. Time and memory grow with nodes plus links.
package struct StrongComponents {
  package private(set) var order: [Int32] = []
  package private(set) var starts: [Int32] = []

  /// Those of no graph; see `find`.
  package init() {}

  /// Links of node `i` are `targets[starts[i] ..< starts[i + 1]]`.
  package init(count: Int, starts: [Int32], targets: [Int32]) {
    var room = Room()
    starts.withUnsafeBufferPointer { starts in
      targets.withUnsafeBufferPointer { targets in find(count: count, starts, targets, &room) }
    }
  }

  /// Makes these the components of another graph, in memory that is there already where that is enough.
  package mutating func find(
    count: Int, _ starts: UnsafeBufferPointer<Int32>, _ targets: UnsafeBufferPointer<Int32>,
    _ room: inout Room
  ) {
    prepare(count, &room)
    // Both are empty before and after.
    var (open, path) = (room.open, room.path)
    (room.open, room.path) = ([], [])
    room.numbers.withUnsafeMutableBufferPointer { numbers in
      room.finished.withUnsafeMutableBufferPointer { finished in
        walk(
          Links(starts: starts, targets: targets), Marks(numbers: numbers, finished: finished), &open, &path)
      }
    }
    (room.open, room.path) = (open, path)
  }

  /// The same for rows that were not made links yet; that some lead to the same component changes nothing.
  init(_ rows: SortedRows, count: Int) {
    var room = Room()
    rows.withComponents { starts, components in find(count: count, starts, components, &room) }
  }

  /// What a search needs: kept by who searches many small graphs.
  package struct Room {
    // Of discovery, from 1; 0 before it.
    fileprivate var numbers: [Int32] = []
    // A bit for each node whose component is finished.
    fileprivate var finished: [UInt64] = []
    fileprivate var open: [Int32] = []
    fileprivate var path: [Step] = []

    package init() {}
  }

  /// What is to be known of a node while it is on the path.
  fileprivate struct Step {
    let node: Int
    /// Its links that were not looked at yet.
    var next: Int
    let end: Int
    /// Number of discovery.
    let number: Int32
    /// The lowest number of an open node that can be reached.
    var low: Int32
  }

  private mutating func prepare(_ count: Int, _ room: inout Room) {
    order.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    order.reserveCapacity(count)
    starts.reserveCapacity(count)
    room.numbers.removeAll(keepingCapacity: true)
    room.numbers.append(contentsOf: repeatElement(0, count: count))
    room.finished.removeAll(keepingCapacity: true)
    room.finished.append(contentsOf: repeatElement(0, count: (count + 63) / 64))
  }

  private struct Links {
    let starts: UnsafeBufferPointer<Int32>
    let targets: UnsafeBufferPointer<Int32>

    @inline(__always)
    func links(of node: Int) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }

    @inline(__always)
    func target(_ link: Int) -> Int { Int(targets[link]) }

    @inline(__always)
    func askForLinks(of node: Int) {
      targets.prefetch(Int(starts[node]))
      targets.prefetch(Int(starts[node + 1]) - 1)
    }
  }

  /// What is known of each node. Most links lead to what is finished: a bit for each node fits into a cache in which
  /// there is no room for the numbers of a million.
  private struct Marks {
    let numbers: UnsafeMutableBufferPointer<Int32>
    let finished: UnsafeMutableBufferPointer<UInt64>

    @inline(__always)
    func isFinished(_ node: Int) -> Bool { finished[node >> 6] >> UInt64(node & 63) & 1 != 0 }

    @inline(__always)
    func finish(_ node: Int) { finished[node >> 6] |= 1 << UInt64(node & 63) }
  }

  private mutating func walk(_ links: Links, _ marks: Marks, _ open: inout [Int32], _ path: inout [Step]) {
    let numbers = marks.numbers
    let (starts, known) = (links.starts, UnsafeBufferPointer(numbers))
    var discovered: Int32 = 0
    func enter(_ node: Int) -> Step {
      discovered += 1
      numbers[node] = discovered
      open.append(Int32(truncatingIfNeeded: node))
      let range = links.links(of: node)
      for link in range where !marks.isFinished(links.target(link)) {
        known.prefetch(links.target(link))
        starts.prefetch(links.target(link))
      }
      return Step(
        node: node, next: range.lowerBound, end: range.upperBound, number: discovered, low: discovered)
    }
    for root in numbers.indices where numbers[root] == 0 {
      var step = enter(root)
      while true {
        if step.next < step.end {
          let node = links.target(step.next)
          step.next += 1
          if marks.isFinished(node) { continue }
          if step.next < step.end {
            let following = links.target(step.next)
            if !marks.isFinished(following) { links.askForLinks(of: following) }
          }
          if numbers[node] == 0 {
            path.append(step)
            step = enter(node)
          } else {
            step.low = min(step.low, numbers[node])
          }
          continue
        }
        if step.low == step.number { close(at: step.node, &open, marks) }
        guard var before = path.popLast() else { break }
        before.low = min(before.low, step.low)
        step = before
      }
    }
  }

  /// Takes the finished component off the open nodes.
  private mutating func close(at root: Int, _ open: inout [Int32], _ marks: Marks) {
    starts.append(Int32(truncatingIfNeeded: order.count))
    while let node = open.popLast() {
      marks.finish(Int(node))
      order.append(node)
      if node == root { break }
    }
  }

  package var count: Int { starts.count }

  /// Positions in `order` of component `i`.
  package func range(_ i: Int) -> Range<Int> {
    Int(starts[i])..<(i + 1 < starts.count ? Int(starts[i + 1]) : order.count)
  }
}

extension StrongComponents {
  /// Components that need themselves, of products that are numbered in this order.
  func loops(in table: LinkTable) -> [Range<ProductIndex>] {
    (0..<count).compactMap { number in
      let range = range(number)
      if range.count > 1 { return range }
      let p = range.lowerBound
      let own = table.components[Int(table.starts[p])..<Int(table.starts[p + 1])]
      return own.contains(Int32(p)) ? range : nil
    }
  }
}
