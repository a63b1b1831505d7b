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

  private var known: KnownKeys?
  /// Behind the last block: the products of the runs, and the components of the rows.
  private var waitingProducts: [PlainKey] = []
  private var waitingComponents: [PlainKey] = []

  private static let block = 64

  /// - Parameter known: the keys that have numbers already.
  package init(file: Int32, known: KnownKeys? = nil) {
    self.file = file
    self.known = known
  }

  package var count: Int { amounts.count }

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
    if let last = waitingProducts.last, last.equals(product, base) {
      products.extendLast()
    } else {
      guard KeyPool.isPlain(product), let key = PlainKey(product, base) else { return false }
      known?.keys.prefetch(hash: key.hash)
      waitingProducts.append(key)
      products.begin(-1, rows: 1)
    }
    known?.keys.prefetch(hash: component.hash)
    waitingComponents.append(component)
    amounts.append(amount)
    places.append(file: place.file, line: place.line, offset: place.offset, length: place.length)
    unitOfRow.append(number(of: unit), behind: count - 1)
    if waitingComponents.count == LinkBatch.block { settle(base) }
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
    if let base = text.baseAddress { settle(base) }
    known = nil
  }

  /// Numbers for the keys that wait.
  private mutating func settle(_ base: UnsafePointer<UInt8>) {
    products.setKeys(from: products.runs.count - waitingProducts.count, numbers(waitingProducts, base))
    components.append(contentsOf: numbers(waitingComponents, base))
    waitingProducts.removeAll(keepingCapacity: true)
    waitingComponents.removeAll(keepingCapacity: true)
  }

  private mutating func numbers(_ keys: [PlainKey], _ base: UnsafePointer<UInt8>) -> [Int32] {
    var numbers = known?.keys.known(keys, base) ?? [Int32](repeating: -1, count: keys.count)
    for i in numbers.indices where numbers[i] < 0 {
      numbers[i] = -1 - Int32(truncatingIfNeeded: open.count)
      open.append(keys[i])
    }
    return numbers
  }
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
