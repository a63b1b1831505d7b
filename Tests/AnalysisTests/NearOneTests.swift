import Footprints
import SupplyGraph
import Testing

@testable import Analysis

/// Loops in which what goes round hardly fades, or does not: either the answer is that of a dense solve, or the loop is
/// refused and named. A wrong figure without a notice never comes out.
@Suite struct NearOneTests {
  static let radii = [0.9, 0.97, 0.99, 0.995, 0.999, 0.9999, 0.999999, 1, 1.01]
  static let sizes = [2, 3, 17, 60, 200, 201]

  @Test(arguments: sizes, radii) func theAnswerIsRightOrRefused(_ size: Int, _ radius: Double) {
    for (seed, credits) in [(UInt64(1), false), (2, true)] {
      let block = Block(size: size, radius: radius, credits: credits, seed: seed &+ UInt64(size))
      let rollUp = RollUp(graph: block.graph)
      if rollUp.refusedLoops.isEmpty {
        #expect(radius < 1, "a loop that does not fade has an answer")
        expectRight(rollUp, block, radius)
      } else {
        expectNamed(rollUp, block)
      }
      if size <= LoopBlock.largestDense, radius < 1 { #expect(rollUp.refusedLoops.isEmpty) }
    }
  }

  private func expectRight(_ rollUp: RollUp, _ block: Block, _ radius: Double) {
    // What rounding of the amounts alone may change.
    let tolerance = max(1e-9, 1e-14 / (1 - radius))
    let expected = block.totals()
    let scale = expected.indices.map { abs(expected[$0]) / block.scale[$0] }.max() ?? 0
    for i in expected.indices {
      let total = rollUp.total(Block.name(i)) ?? .nan
      let difference = abs(total - expected[i]) / block.scale[i]
      #expect(difference <= tolerance * scale, "\(Block.name(i)): \(total), not \(expected[i])")
    }
    guard let subject = rollUp.graph.product(id: Block.name(0)) else { return }
    let focus = Focus(rollUp: rollUp, subject: .product(subject))
    let parts = focus.grouped(by: .product).map(\.contribution)
    let sum = parts.reduce(0, +)
    let size = parts.reduce(0) { $0 + abs($1) }
    #expect(abs(sum - expected[0]) <= tolerance * max(size, scale * block.scale[0]))
  }

  /// Each member of the name needs the next one, the last the first.
  private func expectNamed(_ rollUp: RollUp, _ block: Block) {
    #expect(rollUp.codes().contains(.loopRefused))
    for i in 0..<block.size { #expect(rollUp.total(Block.name(i)) == nil) }
    for loop in rollUp.refusedLoops {
      #expect(!loop.isEmpty)
      for (place, member) in loop.enumerated() {
        let next = loop[(place + 1) % loop.count]
        #expect(rollUp.graph.link(from: member, to: next) != nil)
      }
    }
  }
}

/// Members that all need each other, by a ring and random links across it; without signs the amounts have a spectral
/// radius that is known, for they have a known positive vector: `scale`, which is that of the members' units.
private struct Block {
  let size: Int
  let scale: [Double]
  private var amounts: [[Int: Double]]
  private let own: [Double]

  static func name(_ i: Int) -> String { "M\(i)" }

  init(size: Int, radius: Double, credits: Bool, seed: UInt64) {
    var random = Seeded(seed)
    self.size = size
    let scale = (0..<size).map { _ in Double.random(in: 0.01...100, using: &random) }
    self.scale = scale
    own = (0..<size).map { scale[$0] * Double.random(in: 0...1, using: &random) }
    amounts = (0..<size).map { i in
      var row = [(i + 1) % size: Double.random(in: 0.1...1, using: &random)]
      for _ in 0..<3 {
        row[Int.random(in: 0..<size, using: &random)] = Double.random(in: 0.1...1, using: &random)
      }
      let sum = row.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * scale[$1.key] }
      return row.mapValues { $0 * radius * scale[i] / sum }
    }
    if credits {
      for i in amounts.indices {
        for component in amounts[i].keys.sorted() where random.chance(0.3) {
          amounts[i][component] = amounts[i][component].map { -$0 }
        }
      }
    }
  }

  var graph: SupplyGraph {
    let links = amounts.enumerated().flatMap { i, row in
      row.sorted { $0.key < $1.key }.map { (Block.name(i), Block.name($0.key), $0.value) }
    }
    return AnalysisTests.graph((0..<size).map { ProductRow(id: Block.name($0), direct: own[$0]) }, links)
  }

  /// By elimination with row pivoting, with more digits than the program has.
  func totals() -> [Double] {
    let width = size + 1
    var m = [Wide](repeating: 0, count: size * width)
    for i in 0..<size {
      m[i * width + i] = 1
      for (component, amount) in amounts[i] {
        m[i * width + component] -= Wide(amount / scale[i] * scale[component])
      }
      m[i * width + size] = Wide(own[i] / scale[i])
    }
    m.withUnsafeMutableBufferPointer { eliminate($0, width) }
    return (0..<size).map { Double(m[$0 * width + size]) * scale[$0] }
  }

  private func eliminate(_ m: UnsafeMutableBufferPointer<Wide>, _ width: Int) {
    for column in 0..<size {
      let pivot = (column..<size).max { abs(m[$0 * width + column]) < abs(m[$1 * width + column]) } ?? column
      if pivot != column {
        for k in column..<width { m.swapAt(pivot * width + k, column * width + k) }
      }
      for row in (column + 1)..<max(size, column + 1) where m[row * width + column] != 0 {
        let factor = m[row * width + column] / m[column * width + column]
        for k in column..<width { m[row * width + k] -= factor * m[column * width + k] }
      }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in (row + 1)..<max(size, row + 1) {
        m[row * width + size] -= m[row * width + k] * m[k * width + size]
      }
      m[row * width + size] /= m[row * width + row]
    }
  }
}

#if arch(x86_64)
  private typealias Wide = Float80
#else
  private typealias Wide = Double
#endif
