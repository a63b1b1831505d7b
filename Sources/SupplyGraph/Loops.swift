/// Strongly connected components of a graph given by columns (Tarjan 1972), without recursion, so that a chain
/// of any length fits.
///
/// `order` lists all nodes so that what a node points to comes before it, members of one component side by side;
/// `starts` are the positions at which components begin. Time and memory grow with nodes plus links.
package struct StrongComponents {
  package private(set) var order: [Int32] = []
  package private(set) var starts: [Int32] = []

  /// Links of node `i` are `targets[starts[i] ..< starts[i + 1]]`.
  package init(count: Int, starts: [Int32], targets: [Int32]) {
    order.reserveCapacity(count)
    starts.withUnsafeBufferPointer { starts in
      targets.withUnsafeBufferPointer { targets in
        walk(count: count, starts: starts, targets: targets)
      }
    }
  }

  private mutating func walk(
    count: Int, starts: UnsafeBufferPointer<Int32>, targets: UnsafeBufferPointer<Int32>
  ) {
    let unseen: Int32 = 0
    let finished = Int32.max
    // Number of discovery from 1; lowered to the lowest number that is reachable within the open part.
    var low = [Int32](repeating: unseen, count: count)
    var next = [Int32](repeating: 0, count: count)
    var open: [Int32] = []
    var path: [Int32] = []
    var discovered: Int32 = 0
    var numbers = [Int32](repeating: 0, count: count)
    for root in 0..<count where low[root] == unseen {
      path.append(Int32(root))
      while let top = path.last {
        let node = Int(top)
        if low[node] == unseen {
          discovered += 1
          low[node] = discovered
          numbers[node] = discovered
          next[node] = starts[node]
          open.append(top)
        }
        var descended = false
        while next[node] < starts[node + 1] {
          let target = Int(targets[Int(next[node])])
          if low[target] == unseen {
            path.append(Int32(target))
            descended = true
            break
          }
          if low[target] != finished { low[node] = min(low[node], low[target]) }
          next[node] += 1
        }
        if descended { continue }
        path.removeLast()
        if low[node] == numbers[node] { close(at: top, &open, &low, finished) }
      }
    }
  }

  /// Takes the finished component off the open nodes.
  private mutating func close(at root: Int32, _ open: inout [Int32], _ low: inout [Int32], _ finished: Int32)
  {
    starts.append(Int32(truncatingIfNeeded: order.count))
    while let node = open.popLast() {
      low[Int(node)] = finished
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
