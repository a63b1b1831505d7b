import Glibc
import SupplyGraph
import Synchronization
import Testing

@testable import Analysis

@Suite struct MonteCarloTests {
  private func focus(
    _ products: [ProductRow], _ links: [(String, String, Double)],
    _ portfolio: [(String, Double)] = [("A", 1)]
  ) -> Focus {
    Focus(rollUp: RollUp(graph: graph(products, links, portfolio: portfolio)), subject: .portfolio)
  }

  private func run(_ focus: Focus, _ samples: Int, seed: UInt64 = 1, threads: Int = 2) -> Samples {
    MonteCarlo(focus, spreads: focus.spreads, seed: seed).draw(samples, threads: threads)
  }

  // MARK: Random numbers

  @Test func numbersAreNormal() {
    let count = 60_000
    let numbers = (0..<count).map { NormalDraw.number(seed: 7, sample: $0 % 1000, input: UInt64($0 / 1000)) }
    func moment(_ power: Int) -> Double {
      numbers.reduce(0) { sum, number in sum + pow(number, Double(power)) } / Double(count)
    }
    let error = 5 / Double(count).squareRoot()
    #expect(abs(moment(1)) < error && abs(moment(2) - 1) < error * 1.42)
    #expect(abs(moment(3)) < error * 3.9 && abs(moment(4) - 3) < error * 9.8)
    #expect(numbers.allSatisfy { abs($0) < NormalDraw.largest })
    // Against the distribution function, tail included: Kolmogorov's distance.
    let sorted = numbers.sorted()
    let distance = sorted.indices.map {
      abs(0.5 * erfc(-sorted[$0] / 2.0.squareRoot()) - Double($0) / Double(count))
    }
    #expect((distance.max() ?? 1) < 1.95 / Double(count).squareRoot())
    #expect(abs(Double(numbers.count { abs($0) > 3.6541528853610088 }) / Double(count) - 2.58e-4) < 1.5e-4)
  }

  @Test func neighboursDoNotKnowOfEachOther() {
    let count = 50_000
    func correlation(_ other: (Int) -> Double) -> Double {
      (0..<count).reduce(0) { $0 + NormalDraw.number(seed: 3, sample: $1, input: 5) * other($1) }
        / Double(count)
    }
    let limit = 4.5 / Double(count).squareRoot()
    #expect(abs(correlation { NormalDraw.number(seed: 3, sample: $0 + 1, input: 5) }) < limit)
    #expect(abs(correlation { NormalDraw.number(seed: 3, sample: $0, input: 6) }) < limit)
    #expect(abs(correlation { NormalDraw.number(seed: 4, sample: $0, input: 5) }) < limit)
    #expect(correlation { NormalDraw.number(seed: 3, sample: $0, input: 5) } > 0.9)
  }

  @Test func theFastExponentialIsOne() {
    for x in [-600, -20.5, -1, -1e-9, 0, 1e-12, 0.3, 0.34657, 0.34658, 1, 7.25, 88, 599.9] {
      #expect(fastExp(SIMD8(repeating: x))[3].isClose(to: exp(x), 3e-10), "\(x)")
    }
    for x in stride(from: -0.25, through: 0.25, by: 0.01) {
      #expect(fastExpOfSmall(SIMD8(repeating: x))[6].isClose(to: exp(x), 1e-9), "\(x)")
    }
    #expect(fastExp(.zero) == SIMD8(repeating: 1) && fastExpOfSmall(.zero) == SIMD8(repeating: 1))
  }

  @Test func eightAtOnceAreTheSameAsOneByOne() {
    NormalDraw.table.withUnsafeBufferPointer { table in
      for input in 0..<1_500 {
        let keys = SampleKeys(seed: 11, batch: input % 7)
        let numbers = NormalDraw.numbers(keys, UInt64(input), table.baseAddress!)
        for lane in 0..<8 {
          let one = NormalDraw.number(seed: 11, sample: 8 * (input % 7) + lane, input: UInt64(input))
          if numbers[lane] != one { Issue.record("\(input) \(lane): \(numbers[lane]) is not \(one)") }
        }
      }
    }
  }

  // MARK: Closed forms

  /// One lognormal: mean m·e^(σ²/2), variance m²·e^σ²·(e^σ² − 1).
  @Test func oneInput() throws {
    let found = try #require(run(focus([.init(id: "A", direct: 10, gsd: 1.4)], []), 6_000).summary)
    let variance = log(1.4) * log(1.4)
    let (mean, deviation) = (
      10 * exp(variance / 2), 10 * exp(variance / 2) * (exp(variance) - 1).squareRoot()
    )
    #expect(abs(found.mean - mean) < 5 * found.standardError)
    #expect(found.deviation.isClose(to: deviation, 0.06))
    #expect(abs(found.median - 10) < 0.2)
    #expect(found.p5.isClose(to: 10 * exp(-1.645 * log(1.4)), 0.03))
    #expect(found.p95.isClose(to: 10 * exp(1.645 * log(1.4)), 0.03))
  }

  /// A chain is a product of lognormals, which is one; a sum has the sum of the moments.
  @Test func chainsAndSums() throws {
    let chain = focus(
      [.init(id: "A"), .init(id: "B"), .init(id: "C", direct: 5, gsd: 1.5)], [("A", "B", 2), ("B", "C", 3)])
    let found = try #require(run(chain, 6_000).summary)
    let variance = log(1.5) * log(1.5) + 2 * Pedigree.basicVariance
    #expect(abs(found.mean - 30 * exp(variance / 2)) < 5 * found.standardError)
    #expect(found.deviation.isClose(to: 30 * exp(variance / 2) * (exp(variance) - 1).squareRoot(), 0.08))

    let sum = focus(
      [.init(id: "A", direct: 3, gsd: 1.3), .init(id: "B", direct: 5, gsd: 1.6)], [("A", "B", -2)])
    let both = try #require(run(sum, 6_000).summary)
    let (a, b) = (log(1.3) * log(1.3), log(1.6) * log(1.6) + Pedigree.basicVariance)
    #expect(abs(both.mean - (3 * exp(a / 2) - 10 * exp(b / 2))) < 5 * both.standardError)
    let expected = 9 * exp(a) * (exp(a) - 1) + 100 * exp(b) * (exp(b) - 1)
    #expect(both.deviation.isClose(to: expected.squareRoot(), 0.08))
  }

  /// In a graph without loops inputs that multiply are different ones, so the mean is the roll-up of means.
  @Test func theMeanOfAGraphIsTheRollUpOfMeans() throws {
    let rows = RandomRows(seed: 5, count: 25, credits: false)
    var links: [(String, String, Double)] = []
    for (number, link) in rows.links.enumerated()
    where Int(link.product.dropFirst())! < Int(link.component.dropFirst())! {
      links.append((link.product, link.component, link.amount + Double(number) * 1e-6))
    }
    let products = rows.products.map { ProductRow(id: $0.id, direct: $0.direct ?? 1, gsd: 1.25) }
    let focus = focus(products, links, [("P0", 1), ("P1", 2)])
    let means = self.focus(
      products.map { ProductRow(id: $0.id, direct: ($0.direct ?? 0) * exp(log(1.25) * log(1.25) / 2)) },
      links.map { ($0.0, $0.1, $0.2 * exp(Pedigree.basicVariance / 2)) }, [("P0", 1), ("P1", 2)])
    let found = try #require(run(focus, 6_000).summary)
    #expect(abs(found.mean - means.total!) < 5 * found.standardError)
    let analytic = focus.uncertainty(focus.spreads)
    #expect(found.deviation.isClose(to: analytic.deviation ?? 0, 0.1))
    for (sampled, analytic) in [
      (found.p5, analytic.p5), (found.median, analytic.median), (found.p95, analytic.p95),
    ] {
      #expect(sampled.isClose(to: analytic ?? 0, 0.03))
    }
  }

  /// Every sample of a loop is what a full recomputation with the drawn inputs gives, in small and large ones.
  @Test(arguments: [2, 30, 45, 60]) func samplesAreWhatARecomputationGives(size: Int) throws {
    let ids = (0..<size).map { "P\($0 + 10)" }
    let links =
      ids.indices.flatMap { i in
        [(ids[i], ids[(i + 1) % size], 0.5), (ids[i], ids[(i * 3 + 1) % size], i % 7 == 3 ? -0.15 : 0.2)]
      } + [(ids[0], "X", 2.0)]
    let focus = focus(
      ids.map { .init(id: $0, direct: 1, gsd: 1.3) } + [
        .init(id: "X", direct: -0.5), .init(id: "T", direct: 3),
      ],
      links + [("T", ids[1], 1)], [("T", 2)])
    let monteCarlo = MonteCarlo(focus, spreads: focus.spreads, seed: 3)
    let samples = monteCarlo.draw(10)
    for sample in [0, 3, 7, 9] {
      var edits: [Parameter: Double] = [:]
      for row in focus.all() {
        let off = try #require(monteCarlo.drawn(row.input, sample: sample))
        edits[row.input] = row.value * exp(off * focus.spreads.logDeviation(row.input))
      }
      var model = EditedModel(focus: focus)
      try model.move(to: edits)
      #expect(samples.totals[sample].isClose(to: model.focus.total ?? .nan, 1e-8))
    }
    #expect(samples.refused == 0)
  }

  // MARK: Loops without an answer

  @Test(arguments: [2, 50]) func samplesWhoseLoopHasNoAnswerAreCountedAndLeftOut(size: Int) throws {
    let ids = (0..<size).map { "P\($0 + 10)" }
    let links = ids.indices.map { (ids[$0], ids[($0 + 1) % size], $0 == 0 ? 0.985 : 1.0) }
    let focus = focus(ids.map { .init(id: $0, direct: 1) }, links, [("P10", 1)])
    #expect(focus.total != nil)
    let samples = run(focus, 200)
    #expect(samples.refused > 10 && samples.refused < 190)
    let summary = try #require(samples.summary)
    #expect(summary.count + summary.refused == 200)
    #expect(samples.totals.allSatisfy { $0.isNaN || $0 > 0 })
  }

  // MARK: The same for the same seed

  @Test func theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() {
    for focus in randomFocuses(1..<5) {
      let one = run(focus, 100, threads: 1)
      #expect(one.totals.map(\.bitPattern) == run(focus, 100, threads: 2).totals.map(\.bitPattern))
      #expect(one.totals.map(\.bitPattern) == run(focus, 100, threads: 5).totals.map(\.bitPattern))
      #expect(Array(one.totals.prefix(33)).map(\.bitPattern) == run(focus, 33).totals.map(\.bitPattern))
      #expect(one.totals != run(focus, 100, seed: 2).totals)
    }
  }

  @Test func certainInputsGiveTheTotal() throws {
    let focus = focus(
      [.init(id: "A", direct: 1), .init(id: "B", direct: 4)], [("A", "B", 0.5), ("B", "A", 0.25)])
    let spreads = Spreads(graph: focus.rollUp.graph, policy: .fraction(0))
    let samples = MonteCarlo(focus, spreads: spreads).draw(20)
    #expect(samples.totals.allSatisfy { $0.isClose(to: focus.total!) } && samples.summary?.deviation == 0)
  }

  @Test func hostileNumbersStayWithinBounds() throws {
    let focus = focus(
      [.init(id: "A", direct: 1e300, gsd: 1e300), .init(id: "B", direct: 0, gsd: 1), .init(id: "G")],
      [("A", "B", 1), ("A", "G", 1e-300)])
    let samples = run(focus, 64)
    #expect(samples.refused > 0 && samples.totals.allSatisfy { $0.isNaN || $0.isFinite })
    let summary = try #require(samples.summary)
    #expect(summary.mean.isFinite && summary.deviation.isFinite)
    let histogram = summary.histogram(bins: 10)
    #expect(histogram.counts.reduce(histogram.below + histogram.above, +) == summary.count)
    let nothing = self.focus([.init(id: "A")], [])
    #expect(run(nothing, 10).totals.isEmpty && run(nothing, 10).summary == nil)
    #expect(run(focus, 0).totals.isEmpty)
  }

  // MARK: Progress, stopping

  /// How often hangs on which of two threads is held up: samples count as far as there is no gap.
  @Test(arguments: [1, 2]) func moreAndMoreIsPublished(threads: Int) {
    let focus = randomFocuses(1..<2)[0]
    let counts = Mutex<[Int]>([])
    let all = MonteCarlo(focus, spreads: focus.spreads).draw(500, threads: threads, interval: 100) { part in
      counts.withLock { $0.append(part.totals.count) }
    }
    let published = counts.withLock { $0 }
    if threads == 1 { #expect(published == [104, 208, 312, 416, 500]) }
    #expect(published == Set(published).sorted() && published.last == 500)
    #expect(all.isComplete && all.totals.count == 500)
  }

  @Test func aCancelledRunStopsAndKeepsWhatIsThere() {
    let focus = randomFocuses(1..<2)[0]
    let cancellation = MonteCarlo.Cancellation()
    let monteCarlo = MonteCarlo(focus, spreads: focus.spreads)
    let part = monteCarlo.draw(1_000_000, cancellation: cancellation, interval: 50) { _ in
      cancellation.cancel()
    }
    #expect(!part.isComplete && part.totals.count >= 50 && part.totals.count < 1_000_000)
    #expect(part.totals == monteCarlo.draw(part.totals.count).totals)
    #expect(monteCarlo.draw(100, cancellation: cancellation).totals.isEmpty)
  }

  // MARK: Two models, variance shares

  @Test func theLowerModelIsLowerUnderTheSameDraws() throws {
    let focus = focus(
      [.init(id: "A", direct: 1), .init(id: "B", direct: 4, gsd: 2), .init(id: "C", direct: 4, gsd: 2)],
      [("A", "B", 1), ("A", "C", 1)])
    let b = try #require(focus.rollUp.graph.product(id: "B"))
    var model = EditedModel(focus: focus)
    try model.move(to: [.own(b): 3.9])
    let (before, after) = (run(focus, 400), run(model.focus, 400))
    #expect(after.probabilityBelow(before)?.value == 1 && before.probabilityBelow(after)?.value == 0)
    // Without common draws a difference of 0.1 in 9 would be lost in the noise.
    let other = run(focus, 400, seed: 9)
    #expect(abs((after.probabilityBelow(other)?.value ?? 0) - 0.5) < 0.15)
    #expect((before.probabilityBelow(before)?.value ?? 1) == 0)
  }

  /// A link more changes the numbers of links, and makes a loop of products in another order; not the draws.
  @Test func furtherLinksLeaveTheDrawsAsTheyAre() throws {
    let products: [ProductRow] = ["A", "B", "C", "D"].map { ProductRow(id: $0, direct: 2, gsd: 1.5) }
    let links = [("A", "B", 1.0), ("B", "D", 2.0), ("A", "C", 0.5)]
    let (few, more) = (
      focus(products, links), focus(products, links + [("B", "C", 0), ("D", "A", 0), ("C", "D", 0)])
    )
    #expect(more.rollUp.graph.loops.count == 1)
    #expect(zip(run(few, 20).totals, run(more, 20).totals).allSatisfy { $0.isClose(to: $1) })
  }

  @Test func sampledSharesAgreeWithAnalyticOnes() throws {
    let focus = focus(
      [
        .init(id: "A", direct: 1, gsd: 1.2), .init(id: "B", direct: 5, gsd: 1.2),
        .init(id: "C", direct: 2, gsd: 1.3),
      ],
      [("A", "B", 2), ("A", "C", 1)])
    let rows = focus.all(.variance)
    let monteCarlo = MonteCarlo(focus, spreads: focus.spreads)
    let sampled = monteCarlo.varianceShares(rows.map(\.input), monteCarlo.draw(2000))
    for (row, share) in zip(rows, sampled) {
      #expect(abs((row.varianceShare ?? 0) - (share ?? 9)) < 0.06, "\(row) \(share ?? .nan)")
    }
  }
}
