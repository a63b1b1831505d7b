/// Texts stored once each in one run of bytes and named by a number: a million names cost no million objects.
///
/// Texts are equal when their UTF-8 bytes are equal. Looking up and adding take constant time on average; the
/// hash is seeded anew in each process, so no file can be made that fills one slot.
struct TextPool: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var starts: [Int] = [0]
  /// Open addressing: upper half a piece of the hash, lower half the text's number plus one; 0 is free.
  private var slots: [UInt64]
  private var mask: Int
  /// Texts that can be found: those of `append` cannot.
  private var found = 0
  /// By text, where they are kept: what most texts are compared by without looking for their bytes.
  private var heads: [TextHead]?

  private static let seed = UInt64.random(in: .min ... .max)

  /// - Parameter keepsHeads: whether a million texts are looked up again and again.
  init(keepsHeads: Bool = false) {
    heads = keepsHeads ? [] : nil
    slots = [UInt64](repeating: 0, count: 64)
    mask = 63
  }

  var count: Int { starts.count - 1 }

  subscript(number: Int32) -> String {
    let n = Int(number)
    guard n >= 0, n < count else { return "" }
    return String(decoding: bytes[starts[n]..<starts[n + 1]], as: UTF8.self)
  }

  func isEmpty(_ number: Int32) -> Bool {
    let n = Int(number)
    return n < 0 || n >= count || starts[n] == starts[n + 1]
  }

  /// Empty for −1.
  func range(_ number: Int32) -> Range<Int> {
    number < 0 ? 0..<0 : starts[Int(number)]..<starts[Int(number) + 1]
  }

  /// Whether text `a` comes before text `b`, byte by byte; −1 is the empty one.
  func precedes(_ a: Int32, _ b: Int32) -> Bool {
    if a == b { return false }
    let (x, y) = (range(a), range(b))
    return bytes.withUnsafeBufferPointer { all in
      all[x].lexicographicallyPrecedes(all[y])
    }
  }

  /// The number of `text`, which is stored when it is new.
  mutating func number(of text: String) -> Int32 {
    var text = text
    return text.withUTF8 { number(of: $0) }
  }

  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
    number(of: text, hash: TextPool.hash(text))
  }

  /// `hash` is that of the bytes.
  mutating func number(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32 {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if let found = match(slots[slot], hash, text) { return found }
      slot = (slot + 1) & mask
    }
    let number = store(text)
    slots[slot] = (hash & TextPool.tagMask) | (UInt64(number) + 1)
    found += 1
    if found * 2 > slots.count { grow(to: slots.count * 2) }
    return number
  }

  private mutating func store(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
    heads?.append(TextHead(text))
    bytes.append(contentsOf: text)
    starts.append(bytes.count)
    return Int32(truncatingIfNeeded: count - 1)
  }

  /// Asks for the place of a text that is about to be looked up.
  @inline(__always)
  func prefetch(hash: UInt64) {
    slots.withUnsafeBufferPointer { $0.prefetch(Int(truncatingIfNeeded: hash) & mask) }
  }

  /// Stores a text without looking whether it is here already, for texts that hardly ever come twice; empty ones are
  /// one. It cannot be found again.
  mutating func append(_ text: String) -> Int32 {
    if text.isEmpty { return number(of: text) }
    var text = text
    return text.withUTF8 { store($0) }
  }

  /// The same for bytes that are not empty.
  mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> Int32 { store(text) }

  /// The same for all texts of another pool; the number of the first.
  mutating func append(contentsOf other: TextPool) -> Int32 {
    let (first, start) = (count, bytes.count)
    heads = nil
    bytes.append(contentsOf: other.bytes)
    starts.append(contentsOf: other.starts.lazy.dropFirst().map { start + $0 })
    return Int32(truncatingIfNeeded: first)
  }

  func withBytes<Result>(_ number: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let part = starts[Int(number)]..<starts[Int(number) + 1]
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[part])) }
  }

  /// Room for as many texts that can be found.
  mutating func reserve(_ count: Int) {
    starts.reserveLarge(count + 1)
    heads?.reserveLarge(count)
    var wanted = slots.count
    while wanted < 2 * count { wanted *= 2 }
    if wanted > slots.count { grow(to: wanted) }
  }

  /// Room for `part` times the texts of another pool, some more than there will be.
  mutating func reserve(like other: TextPool, _ part: Double) {
    bytes.reserveLarge(bytes.count + Int(part * Double(other.bytes.count)))
    starts.reserveLarge(starts.count + Int(part * Double(other.count)))
  }

  /// The number in another pool of every text of this one, by its number here.
  func renumbered(into other: inout TextPool) -> [Int32] {
    bytes.withUnsafeBufferPointer { all in
      (0..<count).map { n in other.number(of: UnsafeBufferPointer(rebasing: all[starts[n]..<starts[n + 1]])) }
    }
  }

  /// Whether two numbers name the same text.
  func areEqual(_ a: Int32, _ b: Int32) -> Bool { a == b || self[a] == self[b] }

  /// The number of a text that may not be here.
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32? { find(text, hash: TextPool.hash(text)) }

  private func find(_ text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32? {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if let found = match(slots[slot], hash, text) { return found }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The numbers of many texts, one after the other the same as `number(of:)` gives.
  ///
  /// A table of a million texts is in no cache. Texts are looked up in blocks, each step for the whole block, so that
  /// the memory is asked for many of them at once.
  mutating func numbers(of items: [PlainKey], _ base: UnsafePointer<UInt8>) -> [Int32] {
    var result = items.withUnsafeBufferPointer { known($0, base) }
    complete(&result, items, base)
    return result
  }

  /// The same for those that are here already; −1 for others, and now and then for one that is here.
  func known(_ items: UnsafeBufferPointer<PlainKey>, _ base: UnsafePointer<UInt8>) -> [Int32] {
    var result = [Int32](repeating: -1, count: items.count)
    var start = 0
    while start < items.count {
      let block = start..<min(start + 64, items.count)
      lookUp(items, block, base, &result)
      start = block.upperBound
    }
    return result
  }

  /// The numbers of those that `known` left open.
  mutating func complete(_ numbers: inout [Int32], _ items: [PlainKey], _ base: UnsafePointer<UInt8>) {
    for i in numbers.indices where numbers[i] < 0 {
      numbers[i] = number(of: items[i].bytes(base), hash: items[i].hash)
    }
  }

  /// Finds those that are near where their hash says; the others keep −1.
  private func lookUp(
    _ items: UnsafeBufferPointer<PlainKey>, _ block: Range<Int>, _ base: UnsafePointer<UInt8>,
    _ result: inout [Int32]
  ) {
    guard let heads else { return lookUpOneByOne(items, block, base, &result) }
    let mask = mask
    heads.withUnsafeBufferPointer { heads in
      slots.withUnsafeBufferPointer { slots in
        for i in block {
          let hash = items[i].hash
          var slot = Int(truncatingIfNeeded: hash) & mask
          for _ in 0..<8 {
            let entry = slots[slot]
            if entry == 0 { break }
            if (entry ^ hash) & TextPool.tagMask == 0 {
              result[i] = Int32(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
              heads.prefetch(Int(result[i]))
              break
            }
            slot = (slot + 1) & mask
          }
        }
      }
      for i in block where result[i] >= 0 {
        let text = items[i].bytes(base)
        let head = TextHead(text)
        let isSame = head == heads[Int(result[i])] && (head.isWhole || isEqual(Int(result[i]), text))
        if !isSame { result[i] = -1 }
      }
    }
  }

  private func lookUpOneByOne(
    _ items: UnsafeBufferPointer<PlainKey>, _ block: Range<Int>, _ base: UnsafePointer<UInt8>,
    _ result: inout [Int32]
  ) {
    for i in block { result[i] = find(items[i].bytes(base), hash: items[i].hash) ?? -1 }
  }

  @inline(__always)
  static func areEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var difference: UInt64 = 0
    var i = 0
    guard count >= 8 else {
      while i < count {
        difference |= UInt64(a[i] ^ b[i])
        i += 1
      }
      return difference == 0
    }
    let (x, y) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    func differenceOfEight(_ at: Int) -> UInt64 {
      let mine = x.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      return mine ^ y.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    }
    while i + 8 < count {
      difference |= differenceOfEight(i)
      i += 8
    }
    return difference | differenceOfEight(count - 8) == 0
  }

  private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

  private func match(_ entry: UInt64, _ hash: UInt64, _ text: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard (entry ^ hash) & TextPool.tagMask == 0 else { return nil }
    let number = Int(entry & 0xFFFF_FFFF) - 1
    return isEqual(number, text) ? Int32(truncatingIfNeeded: number) : nil
  }

  private func isEqual(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = starts[number]
    guard starts[number + 1] - start == text.count else { return false }
    return bytes.withUnsafeBufferPointer { all in
      guard let stored = all.baseAddress, let wanted = text.baseAddress else { return true }
      return TextPool.areEqual(stored + start, wanted, text.count)
    }
  }

  private mutating func grow(to count: Int) {
    let old = slots
    mask = count - 1
    slots = [UInt64](large: 0, count: count)
    bytes.withUnsafeBufferPointer { all in
      for entry in old where entry != 0 {
        let number = Int(entry & 0xFFFF_FFFF) - 1
        let hash = TextPool.hash(UnsafeBufferPointer(rebasing: all[starts[number]..<starts[number + 1]]))
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = (hash & TextPool.tagMask) | UInt64(number + 1)
      }
    }
  }

  static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 { hash(text, setting: 0) }

  /// The same for texts that differ in the case of their letters only. Not what `hash` gives for any of them.
  static func hashFoldingCase(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    hash(text, setting: 0x2020_2020_2020_2020)
  }

  /// Eight bytes at a time with some bits set, mixed by the two halves of a full multiplication.
  @inline(__always)
  private static func hash(_ text: UnsafeBufferPointer<UInt8>, setting bits: UInt64) -> UInt64 {
    var state = seed ^ UInt64(text.count)
    let raw = UnsafeRawBufferPointer(text)
    var i = 0
    while i + 8 < raw.count {
      let eight = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) | bits
      state = mix(state ^ eight, 0x9E37_79B9_7F4A_7C15)
      i += 8
    }
    return mix(state ^ (tail(raw, behind: i) | bits), 0xD6E8_FEB8_6659_FD93)
  }

  /// The last eight bytes, some of them perhaps for the second time, or all there are; `start` of them were taken.
  @inline(__always)
  private static func tail(_ raw: UnsafeRawBufferPointer, behind start: Int) -> UInt64 {
    if raw.count >= 8 { return raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self) }
    var tail: UInt64 = 0
    for i in start..<raw.count { tail = tail << 8 | UInt64(raw[i]) }
    return tail
  }

  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
  }
}

/// A text of up to 15 bytes in two numbers, with its length; of a longer one its beginning.
struct TextHead: Equatable {
  /// The first eight bytes.
  let first: UInt64
  /// The next seven, and the length on top; 255 for longer texts.
  let rest: UInt64

  private static let longest = 15

  @inline(__always)
  init(_ text: UnsafeBufferPointer<UInt8>) {
    let raw = UnsafeRawBufferPointer(text)
    guard raw.count >= 8 else {
      first = TextHead.packed(raw)
      rest = UInt64(raw.count) << 56
      return
    }
    first = raw.loadUnaligned(as: UInt64.self)
    if raw.count > TextHead.longest {
      rest = raw.loadUnaligned(fromByteOffset: 8 - 1, as: UInt64.self) >> 8 | 0xFF << 56
    } else {
      // The last eight, without those that are among the first.
      let last = raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
      rest = last >> UInt64(8 * (16 - raw.count)) | UInt64(raw.count) << 56
    }
  }

  private static func packed(_ few: UnsafeRawBufferPointer) -> UInt64 {
    var packed: UInt64 = 0
    for byte in few.reversed() { packed = packed << 8 | UInt64(byte) }
    return packed
  }

  /// Whether it is all of the text.
  var isWhole: Bool { rest >> 56 <= TextHead.longest }
}
