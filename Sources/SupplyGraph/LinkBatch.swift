import Footprints

/// Link rows that need nothing but joining, as they stand in one piece of a file: both identifiers plain, a positive
/// amount, no share and no group. Such rows need no texts of their own.
///
/// Products and components are byte ranges of the piece; rows of the same product that follow each other name it
/// once.
package struct LinkBatch: Sendable {
  package struct Row: Sendable {
    /// Into `products`.
    var product: Int32
    /// Into `units`, −1 for none.
    var unit: Int32
    var amount: Double
    var line: Int32
    var length: Int32
    var offset: Int64
  }

  private(set) var products: [PlainKey] = []
  private(set) var rows: [Row] = []
  /// By row.
  private(set) var components: [PlainKey] = []
  /// The numbers of the keys, as far as they were known when the piece was read.
  private var productNumbers: [Int32] = []
  private var componentNumbers: [Int32] = []
  private(set) var units: [Unit] = []
  package let file: Int32

  package init(file: Int32) { self.file = file }

  package var count: Int { rows.count }

  package mutating func reserve(_ rows: Int) {
    self.rows.reserveCapacity(rows)
    components.reserveCapacity(rows)
  }

  /// Looks the keys up among those that are known already; `text` is the piece itself.
  package mutating func join(_ known: KnownKeys, in text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress, count > 0 else { return }
    productNumbers = known.keys.known(products, base)
    componentNumbers = known.keys.known(components, base)
  }

  /// False when the row is not of this kind; it is then to be added as a `LinkRow`.
  package mutating func add(
    product: UnsafeBufferPointer<UInt8>, component: UnsafeBufferPointer<UInt8>, amount: Double, unit: Unit?,
    place: Place, in text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard amount > 0, amount.isFinite, let base = text.baseAddress, text.count < Int32.max,
      KeyPool.isPlain(component), let component = PlainKey(component, base)
    else { return false }
    if let last = products.last, last.equals(product, base) {
    } else {
      guard KeyPool.isPlain(product), let key = PlainKey(product, base) else { return false }
      products.append(key)
    }
    components.append(component)
    rows.append(
      Row(
        product: Int32(truncatingIfNeeded: products.count - 1), unit: number(of: unit), amount: amount,
        line: place.line, length: place.length, offset: place.offset))
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
}

extension LinkBatch {
  /// The numbers of products and components, where they are not known yet as well.
  fileprivate func numbers(
    _ keys: inout KeyPool, _ base: UnsafePointer<UInt8>
  ) -> (products: [Int32], components: [Int32]) {
    var (ofProducts, ofComponents) = (productNumbers, componentNumbers)
    if ofComponents.isEmpty {
      ofProducts = keys.known(products, base)
      keys.complete(&ofProducts, products, base)
      ofComponents = keys.known(components, base)
    } else {
      keys.complete(&ofProducts, products, base)
    }
    keys.complete(&ofComponents, components, base)
    return (ofProducts, ofComponents)
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
    let (productKeys, componentKeys) = batch.numbers(&keys, base)
    // Once nearly all keys are known they can be looked up by whoever reads the pieces.
    hasKnownKeys = (keys.count - before) * 16 < batch.count
    let unitNumbers = batch.units.map { units.number(of: $0) }
    links.append(batch, products: productKeys, components: componentKeys, units: unitNumbers)
  }

  /// The keys so far, for pieces that are being read; nil while most are new.
  package var knownKeys: KnownKeys? { hasKnownKeys ? KnownKeys(keys: keys) : nil }

  /// Room for as many links in all; a guess is enough.
  package mutating func reserve(links count: Int) { links.reserve(count) }
}
