import Footprints

/// Link rows that need nothing but joining, as they stand in one piece of a file: both identifiers plain, a positive
/// amount, no share and no group. Such rows need no texts of their own.
///
/// Keys that are known when the piece is read become numbers at once, a block of rows at a time, so that the memory
/// is asked for many of them together; the others stay byte ranges of the piece.
package struct LinkBatch: Sendable {
  /// By row: the number of a key, or below zero where it is left open (`openPosition`).
  private(set) var products = KeyRuns()
  private(set) var components: [Int32] = []
  private(set) var amounts: [Double] = []
  private(set) var places = RowPlaces()
  /// Keys that had no number when the piece was read; some may stand here more than once.
  package private(set) var open: [PlainKey] = []
  private(set) var units: [Unit] = []
  /// By row, into `units`.
  private(set) var unitOfRow = SparseColumn<Int32>()
  package let file: Int32

  /// The rows behind the last block; nil when all are there.
  private var waiting: WaitingLinks?

  /// - Parameter known: the keys that have numbers already.
  package init(file: Int32, known: KnownKeys? = nil) {
    self.file = file
    waiting = WaitingLinks(known)
  }

  package var count: Int { amounts.count + (waiting?.count ?? 0) }

  package mutating func reserve(_ rows: Int) {
    components.reserveCapacity(rows)
    amounts.reserveCapacity(rows)
  }

  /// Into `open`.
  static func openPosition(_ number: Int32) -> Int { -1 - Int(number) }

  /// False when the row is not of this kind; it is then to be added as a `LinkRow`. `text` is the piece itself, of
  /// which both identifiers are parts.
  package mutating func add(
    product: UnsafeBufferPointer<UInt8>, component: UnsafeBufferPointer<UInt8>, amount: Double, unit: Unit?,
    place: Place, in text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard amount > 0, amount.isFinite, let base = text.baseAddress, text.count < Int32.max,
      KeyPool.isPlain(component), let component = PlainKey(component, base)
    else { return false }
    if place.line != waiting?.nextLine { settle(base, beginning: place.line) }
    guard waiting?.add(product, component, amount, place, base) == true else { return false }
    if unit != nil || !unitOfRow.isEmpty { unitOfRow.append(number(of: unit), behind: count - 1) }
    if waiting?.isFull == true { settle(base, beginning: place.line &+ 1) }
    return true
  }

  private mutating func number(of unit: Unit?) -> Int32 {
    guard let unit else { return -1 }
    if units.last != unit {
      if let known = units.firstIndex(of: unit) { return Int32(truncatingIfNeeded: known) }
      units.append(unit)
    }
    return Int32(truncatingIfNeeded: units.count - 1)
  }

  /// To be called behind the last row of the piece.
  package mutating func finish(in text: UnsafeBufferPointer<UInt8>) {
    if let base = text.baseAddress { settle(base, beginning: 0) }
    waiting = nil
  }

  /// Takes the rows that wait, with numbers for their keys. The next one stands on line `next`.
  private mutating func settle(_ base: UnsafePointer<UInt8>, beginning next: Int32) {
    // Moved and not copied: the keys it holds are held by all readers, who would wait for each other's counting.
    guard var block = waiting.take() else { return }
    for (key, rows) in zip(
      leavingOpen(block.numbers(of: block.products, base), of: block.products), block.rowsOfProduct)
    {
      products.begin(key, rows: Int(rows))
    }
    components.append(
      contentsOf: leavingOpen(block.numbers(of: block.components, base), of: block.components))
    amounts.append(contentsOf: block.amounts)
    places.append(file: file, firstLine: block.firstLine, offsets: block.offsets, lengths: block.lengths)
    block.clear(beginning: next)
    waiting = consume block
  }

  /// Numbers of keys, with those that have none among `open`.
  private mutating func leavingOpen(
    _ numbers: consuming [Int32], of keys: UnsafeBufferPointer<PlainKey>
  ) -> [Int32] {
    for i in numbers.indices where numbers[i] < 0 {
      numbers[i] = -1 - Int32(truncatingIfNeeded: open.count)
      open.append(keys[i])
    }
    return numbers
  }
}

/// A block of rows on lines that follow each other, in memory that is written without asking who else holds it: one
/// reader has it, for as long as it reads.
private struct WaitingLinks: @unchecked Sendable {
  private static let room = 64

  /// The keys that have numbers already.
  private let known: KnownKeys?
  private let memory = Memory()
  private let product: UnsafeMutablePointer<PlainKey>
  private let rows: UnsafeMutablePointer<Int32>
  private let component: UnsafeMutablePointer<PlainKey>
  private let amount: UnsafeMutablePointer<Double>
  private let offset: UnsafeMutablePointer<Int64>
  private let length: UnsafeMutablePointer<Int32>
  private var productCount = 0
  private(set) var count = 0
  private(set) var firstLine: Int32 = 0

  /// Lets go of it with the last copy of the block.
  private final class Memory {
    let product = UnsafeMutablePointer<PlainKey>.allocate(capacity: room)
    let rows = UnsafeMutablePointer<Int32>.allocate(capacity: room)
    let component = UnsafeMutablePointer<PlainKey>.allocate(capacity: room)
    let amount = UnsafeMutablePointer<Double>.allocate(capacity: room)
    let offset = UnsafeMutablePointer<Int64>.allocate(capacity: room)
    let length = UnsafeMutablePointer<Int32>.allocate(capacity: room)

    deinit {
      product.deallocate()
      rows.deallocate()
      component.deallocate()
      amount.deallocate()
      offset.deallocate()
      length.deallocate()
    }
  }

  init(_ known: KnownKeys?) {
    self.known = known
    (product, rows, component) = (memory.product, memory.rows, memory.component)
    (amount, offset, length) = (memory.amount, memory.offset, memory.length)
  }

  var isFull: Bool { count == WaitingLinks.room }
  var nextLine: Int32 { firstLine &+ Int32(truncatingIfNeeded: count) }

  /// By run of rows with one product: its key, and how many they are.
  var products: UnsafeBufferPointer<PlainKey> { .init(start: product, count: productCount) }
  var rowsOfProduct: UnsafeBufferPointer<Int32> { .init(start: rows, count: productCount) }
  var components: UnsafeBufferPointer<PlainKey> { .init(start: component, count: count) }
  var amounts: UnsafeBufferPointer<Double> { .init(start: amount, count: count) }
  var offsets: UnsafeBufferPointer<Int64> { .init(start: offset, count: count) }
  var lengths: UnsafeBufferPointer<Int32> { .init(start: length, count: count) }

  /// Takes a row, and asks for the places of its keys; false where the product is not its own key.
  @inline(__always)
  mutating func add(
    _ owner: UnsafeBufferPointer<UInt8>, _ key: PlainKey, _ value: Double, _ place: Place,
    _ base: UnsafePointer<UInt8>
  ) -> Bool {
    if productCount > 0, product[productCount - 1].equals(owner, base) {
      rows[productCount - 1] += 1
    } else {
      guard KeyPool.isPlain(owner), let owner = PlainKey(owner, base) else { return false }
      known?.keys.prefetch(hash: owner.hash)
      product[productCount] = owner
      rows[productCount] = 1
      productCount += 1
    }
    known?.keys.prefetch(hash: key.hash)
    component[count] = key
    amount[count] = value
    offset[count] = place.offset
    length[count] = place.length
    count += 1
    return true
  }

  /// −1 for keys without one.
  func numbers(of keys: UnsafeBufferPointer<PlainKey>, _ base: UnsafePointer<UInt8>) -> [Int32] {
    known?.keys.known(keys, base) ?? [Int32](repeating: -1, count: keys.count)
  }

  mutating func clear(beginning line: Int32) { (productCount, count, firstLine) = (0, 0, line) }
}

/// Keys at one moment, to look things up on any thread.
package struct KnownKeys: Sendable {
  let keys: KeyPool
}

/// An identifier that is its own key, as a range of a piece of text, with its hash.
package struct PlainKey: Sendable {
  let hash: UInt64
  let start: Int32
  let length: Int32

  init?(_ bytes: UnsafeBufferPointer<UInt8>, _ base: UnsafePointer<UInt8>) {
    guard let address = bytes.baseAddress else { return nil }
    hash = TextPool.hash(bytes)
    start = Int32(truncatingIfNeeded: address - base)
    length = Int32(truncatingIfNeeded: bytes.count)
  }

  func bytes(_ base: UnsafePointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base + Int(start), count: Int(length))
  }

  func equals(_ other: UnsafeBufferPointer<UInt8>, _ base: UnsafePointer<UInt8>) -> Bool {
    guard other.count == Int(length), let address = other.baseAddress else { return false }
    return TextPool.areEqual(base + Int(start), address, other.count)
  }
}

extension SupplyGraphBuilder {
  /// Adds all rows of a piece; `text` is the piece itself.
  package mutating func add(links batch: LinkBatch, in text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress, batch.count > 0 else { return }
    let before = keys.count
    let open = keys.numbers(of: batch.open, base)
    // Once nearly all keys are known they can be looked up by whoever reads the pieces.
    hasKnownKeys = (keys.count - before) * 16 < batch.count
    links.append(batch, open: open, units: batch.units.map { units.number(of: $0) })
  }

  /// The keys so far, for pieces that are being read; nil while most are new.
  package var knownKeys: KnownKeys? { hasKnownKeys ? KnownKeys(keys: keys) : nil }

  /// Room for as many links in all; a guess is enough.
  package mutating func reserve(links count: Int) { links.reserve(count) }
}
