import Footprints

/// Product rows as they stand in one piece of a table. Their texts are numbered here, by whoever reads the piece, so
/// that putting pieces together moves numbers and not texts.
package struct ProductBatch: Sendable {
  /// Texts and units by their numbers here, without keys.
  private(set) var rows = ProductRows()
  /// What hardly ever comes twice: ids, names, notes.
  private(set) var texts = TextPool()
  /// What comes again and again: suppliers, countries, categories.
  private(set) var names = TextPool()
  private(set) var units = UnitPool()
  private(set) var otherIDs: [String] = []
  /// By row: of an id that is its own key; 0 for others.
  private(set) var hashes: [UInt64] = []

  package init() {}

  package var count: Int { rows.count }
  package var isEmpty: Bool { rows.isEmpty }

  /// The number of an id, a name or a note, blanks at its ends left out; −1 for nothing but blanks.
  package mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    ProductBatch.withTrimmed(bytes) { $0.isEmpty ? -1 : texts.append($0) }
  }

  /// The same for what other rows have as well.
  package mutating func name(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    ProductBatch.withTrimmed(bytes) { $0.isEmpty ? -1 : names.number(of: $0) }
  }

  package mutating func number(of unit: Unit?) -> Int32 { units.number(of: unit) }

  package mutating func append(_ record: ProductRecord, otherIDs others: [String], place: Place) {
    let first = Int32(truncatingIfNeeded: otherIDs.count)
    otherIDs += others
    rows.append(
      record, key: -1, place: place, others: others.indices.map { first + Int32(truncatingIfNeeded: $0) })
    let isNamed = record.id >= 0
    hashes.append(
      isNamed ? texts.withBytes(record.id) { KeyPool.isPlain($0) ? max(1, TextPool.hash($0)) : 0 } : 0)
  }

  package mutating func reserve(_ rows: Int) { hashes.reserveCapacity(rows) }

  /// Bytes without blanks round them, those beyond ASCII included; most texts have none.
  private static func withTrimmed<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x80 }
    guard let first = bytes.first, let last = bytes.last, !isPlain(first) || !isPlain(last) else {
      return body(bytes)
    }
    var text = String(decoding: bytes, as: UTF8.self).trimmingBlanks()
    return text.withUTF8(body)
  }
}

extension SupplyGraphBuilder {
  /// Room for as many products as there are in all, when `batch` is the first of them; a guess is enough.
  package mutating func reserve(products count: Int, like batch: ProductBatch) {
    guard batch.count > 0 else { return }
    let part = Double(count - products.count) / Double(batch.count)
    products.reserve(count, like: batch.rows)
    text.reserve(like: batch.texts, part)
    keys.reserve(count)
  }

  /// The product rows so far, to be named when all of a file are there.
  package var productCount: Int { products.count }

  /// Changes the primary data shares of the product rows behind the first `start`, once it is known how a file
  /// states them.
  package mutating func changeShares(from start: Int, _ change: (Double?) -> Double?) {
    products.changeShares(from: start, change)
  }

  /// Adds all rows of a piece.
  package mutating func add(products batch: ProductBatch) {
    if batch.isEmpty { return }
    let keys = batchKeys(batch)
    let translation = ProductRows.Translation(batch, keys, &self)
    if !keys.contains(-1) { return products.append(contentsOf: batch.rows, translation) }
    // Something that is no identifier: the rows one by one, without that one.
    for row in batch.rows.indices {
      if keys[row] < 0 {
        notices.add(Notice(.missingField, place: batch.rows.places[row], field: "id"))
      } else {
        products.append(row, of: batch.rows, translation)
      }
    }
  }

  /// The numbers of the keys of a batch, by row; −1 for what is no identifier.
  private mutating func batchKeys(_ batch: ProductBatch) -> [Int32] {
    batch.rows.indices.map { row in
      if row + Ahead.near < batch.count { keys.prefetch(hash: batch.hashes[row + Ahead.near]) }
      let (hash, id) = (batch.hashes[row], batch.rows.id[row])
      return id < 0
        ? -1
        : batch.texts.withBytes(id) {
          hash == 0 ? keys.number(of: $0) : keys.number(ofPlain: $0, hash: hash)
        }
    }
  }
}

extension ProductRows.Translation {
  /// From a batch into a builder.
  fileprivate init(_ batch: ProductBatch, _ keys: [Int32], _ builder: inout SupplyGraphBuilder) {
    let others = batch.rows.others.map { stated in
      let other = builder.keys.number(of: batch.otherIDs[Int(stated.key)])
      return other == keys[Int(stated.row)] ? -1 : other
    }
    let firstText = builder.text.append(contentsOf: batch.texts)
    let names = batch.names.renumbered(into: &builder.text)
    let units = batch.units.units.map { builder.units.number(of: $0) }
    self.init(
      keys: keys, others: others, text: { firstText + $0 }, name: { names[Int($0)] },
      unit: { units[Int($0)] })
  }
}
