import Glibc

/// Standard normal numbers that depend on nothing but the seed, the number of the sample and the input: the same
/// whichever thread draws them, and in whatever order.
///
/// A counter goes through the finaliser of SplitMix64 (Steele, Lea & Flood 2014); its 64 bits make two numbers, for two
/// neighbouring samples, by the ziggurat of Marsaglia & Tsang (2000) with 256 layers: 8 bits choose the layer and 24
/// other ones the place in it, as Doornik (2005) asks for. Places are 2⁻²³ of a layer apart. One in a hundred needs
/// further bits, which come from a generator of its own that starts at those 64.
enum NormalDraw {
  /// Layers of equal area under exp(−x²/2), widest first.
  static let layers = 256
  /// Where the tail begins, and the area of a layer.
  private static let tail = 3.6541528853610088
  private static let area = 0.004928673233992336
  /// No number lies further from 0.
  static let largest = 10.0

  /// Of each layer: its width ÷ 2²³, and up to where all of it lies under the curve. Pairs.
  static let table: [SIMD2<Double>] = edges.indices.dropLast().map {
    SIMD2(edges[$0] / 8_388_608, edges[$0 + 1])
  }

  private static let edges: [Double] = {
    var edges = [area / density(tail), tail]
    while edges.count < layers {
      let last = edges[edges.count - 1]
      edges.append((-2 * log(area / last + density(last))).squareRoot())
    }
    return edges + [0]
  }()

  private static func density(_ x: Double) -> Double { exp(-x * x / 2) }

  @inline(__always)
  static func mixed(_ state: UInt64) -> UInt64 {
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Where the counters of two samples, 2 `pair` and 2 `pair` + 1, start.
  static func key(seed: UInt64, pair: Int) -> UInt64 {
    mixed(mixed(seed &+ step) &+ UInt64(bitPattern: Int64(pair)) &* 0xD134_2543_DE82_EF95)
  }

  /// The bits of an input for the two samples of a key.
  @inline(__always)
  static func bits(_ key: UInt64, _ input: UInt64) -> UInt64 { mixed(key &+ input &* step) }

  /// The number that belongs to half of 64 bits.
  @inline(__always)
  static func number(
    _ half: UInt32, _ bits: UInt64, _ table: UnsafePointer<SIMD2<Double>>
  ) -> Double {
    let entry = table[Int(half & 255)]
    let x = (Double(Int32(bitPattern: half) &>> 8) + 0.5) * entry.x
    return abs(x) < entry.y ? x : beyond(x, layer: Int(half & 255), seed: bits ^ UInt64(half))
  }

  /// One number: the slow way to what sweeps draw by the million.
  static func number(seed: UInt64, sample: Int, input: UInt64) -> Double {
    let bits = bits(key(seed: seed, pair: sample >> 1), input)
    let half = UInt32(truncatingIfNeeded: sample & 1 == 0 ? bits : bits &>> 32)
    return table.withUnsafeBufferPointer { table in
      table.baseAddress.map { number(half, bits, $0) } ?? 0
    }
  }

  /// In the part of a layer that the curve cuts, or in the tail.
  @inline(never)
  private static func beyond(_ first: Double, layer first_: Int, seed: UInt64) -> Double {
    var (x, layer, state) = (first, first_, seed)
    func next() -> UInt64 {
      state &+= step
      return mixed(state)
    }
    func uniform() -> Double { (Double(next() &>> 32) + 0.5) / 4_294_967_296 }
    while true {
      if abs(x) < edges[layer + 1] { return x }
      if layer == 0 { return tailNumber(sign: x < 0 ? -1 : 1, uniform) }
      let (low, high) = (density(edges[layer]), density(edges[layer + 1]))
      if low + uniform() * (high - low) < density(x) { return x }
      let half = UInt32(truncatingIfNeeded: next())
      layer = Int(half & 255)
      x = (Double(Int32(bitPattern: half) >> 8) + 0.5) * edges[layer] / 8_388_608
    }
  }

  /// Marsaglia's method (1964) for what lies beyond the outermost layer.
  private static func tailNumber(sign: Double, _ uniform: () -> Double) -> Double {
    while true {
      let x = -log(uniform()) / tail
      let y = -log(uniform())
      if 2 * y > x * x { return sign * (tail + x) }
    }
  }
}

/// eˣ of eight numbers at once, to 3·10⁻¹⁰ of it, and exactly 1 at 0. |x| at most 700.
///
/// x = k ln 2 + r with |r| ≤ ln 2 ÷ 2; the series of eʳ up to r⁸, times 2ᵏ by adding k to the exponent. Rounding to k is
/// by adding and taking away 1.5·2⁵², which leaves k in the lowest bits.
@inline(__always)
func fastExp(_ x: SIMD8<Double>) -> SIMD8<Double> {
  let shift = 6_755_399_441_055_744.0
  let shifted = x * 1.4426950408889634 + shift
  let k = shifted - shift
  let r = (x - k * 0.693145751953125) - k * 1.4286068203094173e-06
  var sum = r * (1.0 / 40320) + (1.0 / 5040)
  sum = sum * r + (1.0 / 720)
  sum = sum * r + (1.0 / 120)
  sum = sum * r + (1.0 / 24)
  sum = sum * r + (1.0 / 6)
  sum = sum * r + 0.5
  sum = sum * r + 1
  sum = sum * r + 1
  let exponent = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
  return unsafeBitCast(unsafeBitCast(sum, to: SIMD8<UInt64>.self) &+ exponent, to: SIMD8<Double>.self)
}
