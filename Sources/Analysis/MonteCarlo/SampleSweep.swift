import SupplyGraph

/// Sweeps eight samples at once over a plan: every look-up of a component serves eight.
///
/// One for each thread: it owns the memory it works in.
struct SampleSweep {
  private let plan: SamplePlan
  private let seed: UInt64
  private let room: Room
  /// Samples of this sweep in which a loop has no finite answer.
  private var failed = SIMDMask<SIMD8<Int64>>(repeating: false)

  static let lanes = 8
  /// Entries drawn at a time, so that they stay close at hand.
  private static let chunk = 128

  init(_ plan: SamplePlan, seed: UInt64) {
    self.plan = plan
    self.seed = seed
    room = Room(products: plan.count, entries: SampleSweep.chunk)
  }

  /// Memory that is written in its place. As arrays these would be copied, all of them, at every step: closures that
  /// read the plan hold the sweep meanwhile.
  private final class Room {
    /// By product, and last the 1 that own emissions are multiplied by.
    let totals: UnsafeMutableBufferPointer<SIMD8<Double>>
    /// Drawn values of entries, some at a time.
    let drawn: UnsafeMutableBufferPointer<SIMD8<Double>>

    init(products: Int, entries: Int) {
      totals = .allocate(capacity: products + 1)
      LargePages.prefer(totals.baseAddress, bytes: totals.count * MemoryLayout<SIMD8<Double>>.stride)
      totals.initialize(repeating: .zero)
      totals[products] = SIMD8(repeating: 1)
      drawn = .allocate(capacity: entries)
      drawn.initialize(repeating: .zero)
    }

    deinit {
      totals.deallocate()
      drawn.deallocate()
    }
  }

  private var totals: UnsafeMutableBufferPointer<SIMD8<Double>> { room.totals }

  /// Totals of the focus in the samples 8 `batch` ..< 8 `batch` + 8; "not a number" where a loop has no finite answer or
  /// figures leave the range of numbers. Nil when cancelled on the way.
  mutating func run(batch: Int, isCancelled: () -> Bool) -> SIMD8<Double>? {
    let keys = SampleKeys(seed: seed, batch: batch)
    failed = .init(repeating: false)
    for step in plan.steps {
      if isCancelled() { return nil }
      switch step {
      case .range(let products): sweep(products, keys)
      case .loop(let loop): solve(loop, keys)
      }
    }
    var sum = SIMD8<Double>.zero
    for top in plan.tops { sum += totals[Int(top.product)] * top.quantity }
    // Infinities and what is no number survive being multiplied by 0.
    let isFinite = sum * 0 .== 0
    return sum.replacing(with: .nan, where: failed .| .!isFinite)
  }

  private func sweep(_ products: Range<Int>, _ keys: SampleKeys) {
    withEntries { sweepProducts(products, $0, keys, room.totals, room.drawn) }
  }

  private func withEntries(_ body: (SampleEntries) -> Void) {
    plan.starts.withUnsafeBufferPointer { starts in
      plan.components.withUnsafeBufferPointer { components in
        plan.values.withUnsafeBufferPointer { values in
          plan.deviations.withUnsafeBufferPointer { deviations in
            plan.inputs.withUnsafeBufferPointer { inputs in
              NormalDraw.table.withUnsafeBufferPointer { table in
                guard let table = table.baseAddress else { return }
                body(
                  SampleEntries(
                    starts: starts, components: components, values: values, deviations: deviations,
                    inputs: inputs,
                    table: table))
              }
            }
          }
        }
      }
    }
  }
}

// Loops.
extension SampleSweep {
  /// Members of a loop: what comes from outside, then what goes round, with the amounts of these samples.
  private mutating func solve(_ loop: SamplePlan.Loop, _ keys: SampleKeys) {
    var system = SampleLoop(count: loop.members.count, hasCredits: loop.hasCredits)
    withEntries { entries in
      for (place, p) in loop.members.enumerated() {
        let first = Int(entries.starts[p])
        let (inside, end) = (Int(loop.inside[place]), Int(entries.starts[p + 1]))
        let values = [SIMD8<Double>](unsafeUninitializedCapacity: end - first) { buffer, count in
          drawEntries(first..<end, entries, keys, buffer)
          count = end - first
        }
        for entry in first..<inside {
          system.add(values[entry - first] * totals[Int(entries.components[entry])], to: place)
        }
        for entry in inside..<end {
          system.link(place, Int(entries.components[entry]) - loop.members.lowerBound, values[entry - first])
        }
        system.finishMember()
      }
    }
    let solution = system.solve()
    failed .|= solution.failed
    for (place, p) in loop.members.enumerated() { totals[p] = solution.values[place] }
  }
}

/// Where the random numbers of eight samples start.
struct SampleKeys {
  let first: UInt64
  let second: UInt64
  let third: UInt64
  let fourth: UInt64

  init(seed: UInt64, batch: Int) {
    first = NormalDraw.key(seed: seed, batch: batch, lane: 0)
    second = NormalDraw.key(seed: seed, batch: batch, lane: 1)
    third = NormalDraw.key(seed: seed, batch: batch, lane: 2)
    fourth = NormalDraw.key(seed: seed, batch: batch, lane: 3)
  }
}

/// The columns of a plan, for the kernels.
struct SampleEntries {
  let starts: UnsafeBufferPointer<Int32>
  let components: UnsafeBufferPointer<Int32>
  let values: UnsafeBufferPointer<Double>
  let deviations: UnsafeBufferPointer<Double>
  let inputs: UnsafeBufferPointer<UInt64>
  let table: UnsafePointer<SIMD2<Double>>
}

/// Totals of products outside loops, in order; what they need is done. `drawn` is room to work in.
private func sweepProducts(
  _ products: Range<Int>, _ entries: SampleEntries, _ keys: SampleKeys,
  _ totals: UnsafeMutableBufferPointer<SIMD8<Double>>, _ drawn: UnsafeMutableBufferPointer<SIMD8<Double>>
) {
  let last = Int(entries.starts[products.upperBound])
  var entry = Int(entries.starts[products.lowerBound])
  // Entries that `drawn` holds.
  var (held, heldEnd) = (entry, entry)
  for p in products {
    let end = Int(entries.starts[p + 1])
    var sum = SIMD8<Double>.zero
    while entry < end {
      if entry == heldEnd {
        held = entry
        heldEnd = min(last, entry + drawn.count)
        drawEntries(held..<heldEnd, entries, keys, drawn)
      }
      for position in entry..<min(end, heldEnd) {
        sum += drawn[position - held] * totals[Int(entries.components[position])]
      }
      entry = min(end, heldEnd)
    }
    totals[p] = sum
  }
}

/// Value times e to the power of its deviation times a normal number, for entries and eight samples.
private func drawEntries(
  _ range: Range<Int>, _ entries: SampleEntries, _ keys: SampleKeys,
  _ drawn: UnsafeMutableBufferPointer<SIMD8<Double>>
) {
  guard let base = drawn.baseAddress else { return }
  for (offset, entry) in range.enumerated() {
    base[offset] = NormalDraw.numbers(keys, entries.inputs[entry], entries.table)
  }
  for (offset, entry) in range.enumerated() {
    let deviation = entries.deviations[entry]
    let power = base[offset] * deviation
    let factor = deviation <= 0.25 / NormalDraw.largest ? fastExpOfSmall(power) : fastExp(power)
    base[offset] = factor * entries.values[entry]
  }
}
