import Glibc

/// Standard normal numbers that depend on nothing but the seed, the number of the sample and the input: the same
/// whichever thread draws them, and in whatever order.
///
/// A counter is multiplied with itself to 128 bits that are folded into 64, as in Wang Yi's wyrand: one multiplication,
/// against three in SIMD registers for each of those of other mixers. The bits make two numbers, for two samples of one
/// batch of eight, by the ziggurat of Marsaglia & Tsang (2000) with 256 layers: 8 bits choose the layer
/// and 24 other ones the place in it, as Doornik (2005) asks for. Places are 2⁻²³ of a layer apart. One number in a
/// hundred needs further bits, which come from a generator of its own that starts at those 64.
enum NormalDraw {
  /// Layers of equal area under exp(−x²/2), widest first.
  static let layers = 256
  /// Where the tail begins, and the area of a layer.
  private static let tail = 3.6541528853610088
  private static let area = 0.004928673233992336
  /// No number lies further from 0.
  static let largest = 10.0
  /// Places in a layer are odd whole numbers up to this size.
  private static let places = 16_777_216.0

  /// Of each layer: its width ÷ 2²⁴, and up to where all of it lies under the curve.
  static let table: [SIMD2<Double>] = edges.indices.dropLast().map {
    SIMD2(edges[$0] / places, edges[$0 + 1])
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
  private static func folded(_ state: UInt64) -> UInt64 {
    let product = state.multipliedFullWidth(by: state ^ 0x8BB8_4B93_962E_ACC9)
    return product.high ^ product.low
  }

  /// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): for where counters start.
  @inline(__always)
  static func mixed(_ state: UInt64) -> UInt64 {
    var z = state
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Where the counters of two samples start: those of numbers `lane` and `lane` + 4 of a batch of eight.
  static func key(seed: UInt64, batch: Int, lane: Int) -> UInt64 {
    let number = UInt64(bitPattern: Int64(4 * batch + lane))
    return mixed(mixed(seed &+ step) &+ number &* 0xD134_2543_DE82_EF95)
  }

  /// The eight numbers of an input in the samples of a batch.
  @inline(__always)
  static func numbers(
    _ keys: SampleKeys, _ input: UInt64, _ table: UnsafePointer<SIMD2<Double>>
  ) -> SIMD8<Double> {
    let counter = input &* step
    let bits = SIMD4(
      folded(keys.first &+ counter), folded(keys.second &+ counter), folded(keys.third &+ counter),
      folded(keys.fourth &+ counter))
    let (low, high) = (entries(bits, table), entries(bits &>> 32, table))
    let (x, y) = (places(bits &>> 7) * low.scale, places(bits &>> 39) * high.scale)
    let numbers = SIMD8(lowHalf: x, highHalf: y)
    // All eight lie under the curve when all these differences are below 0.
    let signs =
      unsafeBitCast(size(x) - low.bound, to: SIMD4<UInt64>.self)
      & unsafeBitCast(size(y) - high.bound, to: SIMD4<UInt64>.self)
    if (signs[0] & signs[1] & signs[2] & signs[3]) &>> 63 == 1 { return numbers }
    return repaired(numbers, bits)
  }

  @inline(__always)
  private static func size(_ x: SIMD4<Double>) -> SIMD4<Double> {
    unsafeBitCast(unsafeBitCast(x, to: SIMD4<UInt64>.self) & 0x7FFF_FFFF_FFFF_FFFF, to: SIMD4<Double>.self)
  }

  @inline(__always)
  private static func entries(
    _ bits: SIMD4<UInt64>, _ table: UnsafePointer<SIMD2<Double>>
  ) -> (scale: SIMD4<Double>, bound: SIMD4<Double>) {
    let (a, b) = (table[Int(bits[0] & 255)], table[Int(bits[1] & 255)])
    let (c, d) = (table[Int(bits[2] & 255)], table[Int(bits[3] & 255)])
    return (SIMD4(a.x, b.x, c.x, d.x), SIMD4(a.y, b.y, c.y, d.y))
  }

  /// Bits 1 to 24 as an odd number between −2²⁴ and 2²⁴: written into the mantissa of 2⁵², which is then taken away.
  @inline(__always)
  private static func places(_ bits: SIMD4<UInt64>) -> SIMD4<Double> {
    let mantissa = (bits & 0x1FF_FFFE) | 0x4330_0000_0000_0001
    return unsafeBitCast(mantissa, to: SIMD4<Double>.self) - (4_503_599_627_370_496 + 16_777_216)
  }

  /// One number: the slow way to what sweeps draw by the million.
  static func number(seed: UInt64, sample: Int, input: UInt64) -> Double {
    let lane = sample & 7
    let bits = folded(key(seed: seed, batch: sample >> 3, lane: lane & 3) &+ input &* step)
    let half = lane < 4 ? bits : bits &>> 32
    return beyond(
      place(half) * table[Int(half & 255)].x, layer: Int(half & 255), seed: bits ^ UInt64(lane >> 2))
  }

  private static func place(_ half: UInt64) -> Double {
    Double(Int64((half &>> 7) & 0x1FF_FFFE | 1) - 16_777_216)
  }

  @inline(never)
  private static func repaired(_ numbers: SIMD8<Double>, _ bits: SIMD4<UInt64>) -> SIMD8<Double> {
    var result = numbers
    for lane in 0..<8 {
      let bits = bits[lane & 3]
      let layer = Int((lane < 4 ? bits : bits &>> 32) & 255)
      if abs(result[lane]) < table[layer].y { continue }
      result[lane] = beyond(result[lane], layer: layer, seed: bits ^ UInt64(lane >> 2))
    }
    return result
  }

  /// In the part of a layer that the curve cuts, or in the tail.
  @inline(never)
  private static func beyond(_ place: Double, layer: Int, seed: UInt64) -> Double {
    var (x, layer, state) = (place, layer, seed)
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
      let half = next() &>> 32
      layer = Int(half & 255)
      x = NormalDraw.place(half) * table[layer].x
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
  let exponent = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
  var sum = r * (1.0 / 40320) + (1.0 / 5040)
  sum = sum * r + (1.0 / 720)
  sum = sum * r + (1.0 / 120)
  sum = sum * r + (1.0 / 24)
  sum = sum * r + (1.0 / 6)
  sum = sum * r + 0.5
  sum = sum * r + 1
  sum = sum * r + 1
  return unsafeBitCast(unsafeBitCast(sum, to: SIMD8<UInt64>.self) &+ exponent, to: SIMD8<Double>.self)
}

/// The same where |x| is at most 0.25: nothing to take away, and two terms fewer. Amounts are that certain.
@inline(__always)
func fastExpOfSmall(_ x: SIMD8<Double>) -> SIMD8<Double> {
  var sum = x * (1.0 / 5040) + (1.0 / 720)
  sum = sum * x + (1.0 / 120)
  sum = sum * x + (1.0 / 24)
  sum = sum * x + (1.0 / 6)
  sum = sum * x + 0.5
  sum = sum * x + 1
  return sum * x + 1
}
