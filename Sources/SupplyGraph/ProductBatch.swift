import Footprints

/// Product rows as they stand in one piece of a table. Their texts are numbered here, by whoever reads the piece, so
/// that putting pieces together moves numbers and not texts.
package struct ProductBatch: Sendable {
  /// Texts and units by their numbers here, without keys.
  private(set) var records: [ProductRecord] = []
  /// What hardly ever comes twice: ids, names, notes.
  private(set) var texts = TextPool()
  /// What comes again and again: suppliers, countries, categories.
  private(set) var names = TextPool()
  private(set) var units = UnitPool()
  private(set) var otherIDs: [String] = []
  /// By record: of an id that is its own key; 0 for others.
  private(set) var hashes: [UInt64] = []

  package init() {}

  package var count: Int { records.count }
  package var isEmpty: Bool { records.isEmpty }

  /// The number of an id, a name or a note, blanks at its ends left out; −1 for nothing but blanks.
  package mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    ProductBatch.withTrimmed(bytes) { $0.isEmpty ? -1 : texts.append($0) }
  }

  /// The same for what other rows have as well.
  package mutating func name(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    ProductBatch.withTrimmed(bytes) { $0.isEmpty ? -1 : names.number(of: $0) }
  }

  package mutating func number(of unit: Unit?) -> Int32 { units.number(of: unit) }

  package mutating func append(_ content: ProductRecord.Content, otherIDs others: [String], place: Place) {
    let first = Int32(truncatingIfNeeded: otherIDs.count)
    otherIDs += others
    records.append(
      ProductRecord(
        key: -1, otherKeys: first..<Int32(truncatingIfNeeded: otherIDs.count), place: place, content: content)
    )
    hashes.append(texts.withBytes(content.id) { KeyPool.isPlain($0) ? max(1, TextPool.hash($0)) : 0 })
  }

  package mutating func reserve(_ rows: Int) {
    records.reserveCapacity(rows)
    hashes.reserveCapacity(rows)
  }

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
    products.reserveLarge(count)
    text.reserve(like: batch.texts, part)
    keys.reserve(count)
  }

  /// The product rows so far, to be named when all of a file are there.
  package var productCount: Int { products.count }

  /// Changes the primary data shares of the product rows behind the first `start`, once it is known how a file
  /// states them.
  package mutating func changeShares(from start: Int, _ change: (Double?) -> Double?) {
    for row in products.indices.dropFirst(start) {
      products[row].content.primaryShare = change(products[row].content.primaryShare)
    }
  }

  /// Adds all rows of a piece.
  package mutating func add(products batch: ProductBatch) {
    if batch.isEmpty { return }
    let numbers = BatchNumbers(batch, &self)
    for (row, record) in batch.records.enumerated() {
      if row + Ahead.near < batch.count { keys.prefetch(hash: batch.hashes[row + Ahead.near]) }
      let hash = batch.hashes[row]
      let key = batch.texts.withBytes(record.content.id) {
        hash == 0 ? keys.number(of: $0) : keys.number(ofPlain: $0, hash: hash)
      }
      guard key >= 0 else {
        notices.add(Notice(.missingField, place: record.place, field: "id"))
        continue
      }
      let first = Int32(truncatingIfNeeded: otherKeys.count)
      for id in batch.otherIDs[Int(record.otherKeys.lowerBound)..<Int(record.otherKeys.upperBound)] {
        let other = keys.number(of: id)
        if other >= 0, other != key { otherKeys.append(other) }
      }
      products.append(
        ProductRecord(
          key: key, otherKeys: first..<Int32(truncatingIfNeeded: otherKeys.count), place: record.place,
          content: numbers.translated(record.content)))
    }
  }
}

/// What the numbers of a batch are in the builder.
private struct BatchNumbers {
  /// Added to the number of a text.
  private let firstText: Int32
  private let names: [Int32]
  private let units: [Int32]
  private let empty: Int32

  init(_ batch: ProductBatch, _ builder: inout SupplyGraphBuilder) {
    empty = builder.text.number(of: "")
    firstText = builder.text.append(contentsOf: batch.texts)
    names = batch.names.renumbered(into: &builder.text)
    units = batch.units.units.map { builder.units.number(of: $0) }
  }

  func translated(_ content: ProductRecord.Content) -> ProductRecord.Content {
    var result = content
    result.id = text(content.id)
    result.name = text(content.name)
    result.nameJa = text(content.nameJa)
    result.note = text(content.note)
    result.supplier = name(content.supplier)
    result.supplierID = name(content.supplierID)
    result.country = name(content.country)
    result.category = name(content.category)
    if content.unit >= 0 { result.unit = units[Int(content.unit)] }
    return result
  }

  private func text(_ number: Int32) -> Int32 { number < 0 ? empty : firstText + number }

  private func name(_ number: Int32) -> Int32 { number < 0 ? empty : names[Int(number)] }
}
