/// Hashes of identifiers, seeded anew in each process.
package enum IdentifierHash {
  /// Of the bytes, those of capital letters as small ones if so asked.
  package static func of(_ bytes: UnsafeBufferPointer<UInt8>, foldingCase: Bool) -> UInt64 {
    foldingCase ? TextPool.hashFoldingCase(bytes) : TextPool.hash(bytes)
  }

  /// Of a plain identifier of a product, in the form in which it is compared.
  package static func ofPlainProduct(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    KeyPool.isPlainURN(bytes) ? KeyPool.withLowered(bytes, TextPool.hash) : TextPool.hash(bytes)
  }
}

extension FootprintTable {
  /// Which of the product identifiers of a footprint comes first in the form in which they are compared; −1 where
  /// there is none, or one that takes more than its bytes to compare.
  package func leastPlainProductID(_ index: Int) -> Int {
    var least = -1
    for number in 0..<productIDCount(index) {
      let isPlain = withProductID(index, number) { KeyPool.isPlain($0) || KeyPool.isPlainURN($0) }
      if !isPlain { return -1 }
      if least < 0 || precedes(number, least, index) { least = number }
    }
    return least
  }

  private func precedes(_ a: Int, _ b: Int, _ index: Int) -> Bool {
    withProductID(index, a) { first in
      withProductID(index, b) { second in
        let (foldsFirst, foldsSecond) = (KeyPool.isPlainURN(first), KeyPool.isPlainURN(second))
        for i in 0..<Swift.min(first.count, second.count) {
          let x = foldsFirst ? KeyPool.lowered(first[i]) : first[i]
          let y = foldsSecond ? KeyPool.lowered(second[i]) : second[i]
          if x != y { return x < y }
        }
        return first.count < second.count
      }
    }
  }
}
