import SupplyGraph

/// The channels of all products, as wide as the dataset needs.
///
/// Memory that has to be fetched is what a sweep costs, and most datasets state few things: without splits, uptake,
/// verified and allocated figures, four numbers hold all twelve channels, because the others are 0 or the same. A
/// table is read and written like an array of `Channels`; a value that does not fit makes it wider, so the width is
/// never to be seen in a result.
struct ChannelTable: Sendable {
  /// How many of the three parts of `Channels` are kept.
  enum Width: Int, Comparable, Sendable {
    /// `unsplit` is the same as `includingUptake`, and the other channels of the second and third part are 0.
    case one = 1
    /// Land use, biogenic, aircraft and packaging are 0.
    case two
    case three

    static func < (a: Width, b: Width) -> Bool { a.rawValue < b.rawValue }
  }

  private(set) var width: Width
  let count: Int
  /// The parts of product 0, then those of product 1, and so on.
  private var parts: [SIMD4<Double>]

  init(repeating value: Channels, count: Int) {
    width = value.width
    self.count = count
    parts = []
    parts.reserveCapacity(count * width.rawValue)
    for _ in 0..<count {
      parts.append(value.first)
      if width >= .two { parts.append(value.second) }
      if width >= .three { parts.append(value.third) }
    }
  }

  /// Rows hold anything until they are set: for sweeps that set them all.
  init(unsetCount count: Int, width: Width) {
    self.width = width
    self.count = count
    let size = count * width.rawValue
    parts = Array(unsetLarge: size)
  }

  /// The same in memory of its own, for who is about to write to it.
  func copied() -> ChannelTable {
    var copy = self
    copy.parts = Array(largeCopy: parts)
    return copy
  }

  @inline(__always)
  subscript(p: Int) -> Channels {
    get {
      let first = parts[p * width.rawValue]
      switch width {
      case .one: return Channels(first: first, second: SIMD4(first[1], 0, 0, 0))
      case .two: return Channels(first: first, second: parts[p * 2 + 1])
      case .three: return Channels(first: first, second: parts[p * 3 + 1], third: parts[p * 3 + 2])
      }
    }
    set {
      widen(to: newValue.width)
      let place = p * width.rawValue
      parts[place] = newValue.first
      if width >= .two { parts[place + 1] = newValue.second }
      if width >= .three { parts[place + 2] = newValue.third }
    }
  }

  /// kg CO2e.
  @inline(__always)
  func total(_ p: Int) -> Double { parts[p * width.rawValue][0] }

  /// Total, including uptake, primary and unknown.
  @inline(__always)
  func head(_ p: Int) -> SIMD4<Double> { parts[p * width.rawValue] }

  /// The largest number in any channel of any product, whatever the sign: what is not kept is 0 or the same.
  var largest: Double {
    var largest = SIMD4<Double>.zero
    for part in parts { largest = pointwiseMax(largest, pointwiseMax(part, -part)) }
    return largest.max()
  }

  /// How many totals are below 0.
  var credits: Int {
    withHeads { heads, stride in (0..<count).reduce(0) { $0 &+ (heads[$1 * stride][0] < 0 ? 1 : 0) } }
  }

  /// O(products) when the table is not as wide yet.
  mutating func widen(to wanted: Width) {
    guard wanted > width else { return }
    var wider = ChannelTable(unsetCount: count, width: wanted)
    for p in 0..<count {
      let row = self[p]
      wider.parts[p * wanted.rawValue] = row.first
      wider.parts[p * wanted.rawValue + 1] = row.second
      if wanted >= .three { wider.parts[p * wanted.rawValue + 2] = row.third }
    }
    self = wider
  }

  /// The rows as they lie in memory; `Row` is that of the table's width.
  mutating func withRows<Row: ChannelRow, Result>(
    _: Row.Type, _ body: (UnsafeMutablePointer<Row>) -> Result
  ) -> Result {
    precondition(Row.width == width)
    return parts.withUnsafeMutableBytes { bytes in
      // An empty table has no memory, and nothing is read from it.
      body(bytes.baseAddress.map { $0.assumingMemoryBound(to: Row.self) } ?? ChannelTable.nowhere())
    }
  }

  /// The same for reading.
  func withReadRows<Row: ChannelRow, Result>(_: Row.Type, _ body: (UnsafePointer<Row>) -> Result) -> Result {
    precondition(Row.width == width)
    return parts.withUnsafeBytes { bytes in
      body(
        bytes.baseAddress.map { $0.assumingMemoryBound(to: Row.self) }
          ?? UnsafePointer(ChannelTable.nowhere()))
    }
  }

  /// The heads of all products: that of product `p` is at `p` times the stride.
  func withHeads<Result>(_ body: (UnsafePointer<SIMD4<Double>>, _ stride: Int) -> Result) -> Result {
    parts.withUnsafeBufferPointer { parts in
      body(parts.baseAddress ?? UnsafePointer(ChannelTable.nowhere()), width.rawValue)
    }
  }

  private static func nowhere<T>() -> UnsafeMutablePointer<T> {
    UnsafeMutablePointer(bitPattern: MemoryLayout<T>.alignment).unsafelyUnwrapped
  }
}

extension ChannelTable: RandomAccessCollection, MutableCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { count }
}

extension ChannelTable: Equatable {
  /// Whether all values are the same, whatever the widths.
  static func == (a: ChannelTable, b: ChannelTable) -> Bool {
    if a.width == b.width { return a.parts == b.parts }
    return a.count == b.count && a.indices.allSatisfy { a[$0] == b[$0] }
  }
}

extension Channels {
  /// The least that holds these values to the last bit.
  var width: ChannelTable.Width {
    if !third.isAllZero { return .three }
    let narrow = SIMD4(first[1], 0, 0, 0)
    return second.bits == narrow.bits ? .one : .two
  }
}

extension SIMD4<Double> {
  fileprivate var bits: SIMD4<UInt64> { unsafeBitCast(self, to: SIMD4<UInt64>.self) }

  /// Not even a negative zero.
  fileprivate var isAllZero: Bool { bits == .zero }
}

/// What a sweep adds up for one product: a row of a table of one width.
protocol ChannelRow: Scalable {
  static var width: ChannelTable.Width { get }
  static var zero: Self { get }
  init(_ channels: Channels)
  var channels: Channels { get }
  var head: SIMD4<Double> { get set }
  var isFinite: Bool { get }
}

extension SIMD4<Double>: Scalable, ChannelRow {
  static var width: ChannelTable.Width { .one }

  @inline(__always)
  init(_ channels: Channels) { self = channels.first }

  @inline(__always)
  var channels: Channels { Channels(first: self, second: SIMD4(self[1], 0, 0, 0)) }

  @inline(__always)
  var head: SIMD4<Double> {
    get { self }
    set { self = newValue }
  }

  @inline(__always)
  var isFinite: Bool { (self * 0).sum() == 0 }

  @inline(__always)
  mutating func add(_ other: Self, times amount: Double) { self += other * amount }

  @inline(__always)
  mutating func divide(by divisor: Double) { self /= divisor }
}

/// The first two parts.
struct TwoParts: ChannelRow {
  var head: SIMD4<Double>
  var second: SIMD4<Double>

  static var width: ChannelTable.Width { .two }
  static var zero: TwoParts { TwoParts(Channels()) }

  @inline(__always)
  init(_ channels: Channels) { (head, second) = (channels.first, channels.second) }

  @inline(__always)
  var channels: Channels { Channels(first: head, second: second) }

  @inline(__always)
  var isFinite: Bool { (head * 0 + second * 0).sum() == 0 }

  @inline(__always)
  mutating func add(_ other: TwoParts, times amount: Double) {
    head += other.head * amount
    second += other.second * amount
  }

  @inline(__always)
  mutating func divide(by divisor: Double) {
    head /= divisor
    second /= divisor
  }
}

extension Channels: ChannelRow {
  static var width: ChannelTable.Width { .three }

  @inline(__always)
  init(_ channels: Channels) { self = channels }

  @inline(__always)
  var channels: Channels { self }

  @inline(__always)
  var head: SIMD4<Double> {
    get { first }
    set { first = newValue }
  }

  @inline(__always)
  mutating func divide(by divisor: Double) {
    first /= divisor
    second /= divisor
    third /= divisor
  }
}
