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
    walk(count, &room, { Int(starts[$0])..<Int(starts[$0 + 1]) }, { Int(targets[$0]) }, { _ in })
  }

  /// The same for rows that were not made links yet; that some lead to the same component changes nothing.
  init(_ rows: SortedRows, count: Int) {
    var room = Room()
    rows.withComponents { starts, components in
      walk(count, &room, { Int(starts[$0])..<Int(starts[$0 + 1]) }, { Int(components[$0]) }) {
        components.prefetch(Int(starts[$0]))
        components.prefetch(Int(starts[$0 + 1]) - 1)
      }
    }
  }

  /// What a search needs: kept by who searches many small graphs.
  package struct Room {
    // Of discovery; `unseen` before it, `finished` behind the end of its component.
    fileprivate var numbers: [Int32] = []
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
    /// Number of discovery, from 1.
    let number: Int32
    /// The lowest number of an open node that can be reached.
    var low: Int32
  }

  @inline(__always)
  private mutating func walk(
    _ count: Int, _ room: inout Room, _ links: (Int) -> Range<Int>, _ target: (Int) -> Int,
    _ askForLinks: (Int) -> Void
  ) {
    order.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    order.reserveCapacity(count)
    starts.reserveCapacity(count)
    room.numbers.removeAll(keepingCapacity: true)
    room.numbers.append(contentsOf: repeatElement(StrongComponents.unseen, count: count))
    // Both are empty before and after.
    var (open, path) = (room.open, room.path)
    (room.open, room.path) = ([], [])
    room.numbers.withUnsafeMutableBufferPointer { walk($0, &open, &path, links, target, askForLinks) }
    (room.open, room.path) = (open, path)
  }

  private static let unseen: Int32 = 0
  private static let finished = Int32.max

  @inline(__always)
  private mutating func walk(
    _ numbers: UnsafeMutableBufferPointer<Int32>, _ open: inout [Int32], _ path: inout [Step],
    _ links: (Int) -> Range<Int>, _ target: (Int) -> Int, _ askForLinks: (Int) -> Void
  ) {
    let (unseen, all) = (StrongComponents.unseen, UnsafeBufferPointer(numbers))
    var discovered: Int32 = 0
    func enter(_ node: Int) -> Step {
      discovered += 1
      numbers[node] = discovered
      open.append(Int32(truncatingIfNeeded: node))
      let links = links(node)
      for link in links { all.prefetch(target(link)) }
      return Step(
        node: node, next: links.lowerBound, end: links.upperBound, number: discovered, low: discovered)
    }
    for root in numbers.indices where numbers[root] == unseen {
      var step = enter(root)
      while true {
        if step.next < step.end {
          let node = target(step.next)
          step.next += 1
          if step.next < step.end {
            let following = target(step.next)
            if numbers[following] == unseen { askForLinks(following) }
          }
          let number = numbers[node]
          if number == unseen {
            path.append(step)
            step = enter(node)
          } else {
            // What is finished has the highest number of all.
            step.low = min(step.low, number)
          }
          continue
        }
        if step.low == step.number { close(at: step.node, &open, numbers) }
        guard var before = path.popLast() else { break }
        before.low = min(before.low, step.low)
        step = before
      }
    }
  }

  /// Takes the finished component off the open nodes.
  private mutating func close(
    at root: Int, _ open: inout [Int32], _ numbers: UnsafeMutableBufferPointer<Int32>
  ) {
    starts.append(Int32(truncatingIfNeeded: order.count))
    while let node = open.popLast() {
      numbers[Int(node)] = StrongComponents.finished
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
