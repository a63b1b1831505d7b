import Analysis
import SupplyGraph

/// Finds products and suppliers by name, in any script: case, width, accents and the two kana do not matter, and
/// letters may be left out.
///
/// All names lie in a few runs of bytes, so that a million products take no million objects, and a search goes through
/// them on all processors.
struct SearchIndex {
  private let products: [NameRun]
  private let suppliers: NameRun

  /// Below this one thread is done before a second has begun.
  private static let worthwhile = 20_000
  private static let parts = 16

  /// - Complexity: O(length of all names).
  init(graph: SupplyGraph) {
    let ranges = Parallel.ranges(
      graph.count, parts: graph.count < SearchIndex.worthwhile ? 1 : SearchIndex.parts)
    products = Parallel.map(ranges, threads: ranges.count) { products in
      NameRun(products) { graph.appendNames(of: $0, to: &$1) }
    }
    suppliers = NameRun(graph.suppliers.indices) { index, bytes in
      let supplier = graph.suppliers[index]
      bytes.append(contentsOf: "\(supplier.name)\n\(supplier.nameJa)\n\(supplier.id)".utf8)
    }
  }

  /// Whether a name or the identifier of a product contains a folded text.
  func contains(_ wanted: [UInt8], _ product: ProductIndex) -> Bool {
    guard let run = products.first(where: { $0.numbers.contains(product) }) else { return false }
    if wanted.isEmpty { return true }
    return wanted.withUnsafeBufferPointer { wanted in
      run.withName(product) { SearchIndex.place(of: wanted, in: $0) != nil }
    }
  }

  /// Suppliers and products by how well a text fits them, the best first; equal ones by what they bring.
  func matches(_ text: String, limit: Int, in snapshot: Snapshot) -> [Found] {
    let wanted = Array(SearchIndex.folded(text).utf8)
    guard !wanted.isEmpty else { return [] }
    var best = suppliers.matches(wanted, limit) { Match(score: $0, contribution: 0, place: $1) }
    let (first, portfolio) = (suppliers.numbers.count, snapshot.portfolio)
    let found = Parallel.map(products, threads: products.count) { run in
      run.matches(wanted, limit) { score, product in
        Match(score: score, contribution: portfolio.contribution(product), place: first + product)
      }
    }
    for match in found.flatMap({ $0.sorted() }) { best.add(match) }
    return best.sorted().map { match in
      let target: Found.Target =
        match.place < first ? .supplier(match.place) : .product(match.place - first)
      return Found(target: target, contribution: match.contribution)
    }
  }

  /// How well `wanted` fits: a whole word beats the start of a word beats any place beats scattered letters. Nil when
  /// not all letters are there in order.
  static func score(_ name: [UInt8], _ wanted: [UInt8]) -> Int? {
    name.withUnsafeBufferPointer { name in
      wanted.withUnsafeBufferPointer { wanted in score(name, wanted) }
    }
  }

  fileprivate static func score(_ name: UnsafeBufferPointer<UInt8>, _ wanted: UnsafeBufferPointer<UInt8>)
    -> Int?
  {
    if let place = place(of: wanted, in: name) {
      let startsWord = place == 0 || isGap(name[place - 1])
      let end = place + wanted.count
      let endsWord = end == name.count || isGap(name[end])
      return 1000 + (startsWord ? 200 : 0) + (startsWord && endsWord ? 100 : 0) - min(place, 99)
    }
    // Scattered letters of one or two would match nearly everything.
    guard wanted.count >= 3 else { return nil }
    return scattered(wanted, in: name)
  }

  private static func place(of wanted: UnsafeBufferPointer<UInt8>, in name: UnsafeBufferPointer<UInt8>)
    -> Int?
  {
    guard wanted.count <= name.count, let first = wanted.first else { return nil }
    for start in 0...(name.count - wanted.count) where name[start] == first {
      var length = 1
      while length < wanted.count, name[start + length] == wanted[length] { length += 1 }
      if length == wanted.count { return start }
    }
    return nil
  }

  /// Letters in order with gaps, within one name: fewer and shorter gaps score higher.
  private static func scattered(_ wanted: UnsafeBufferPointer<UInt8>, in name: UnsafeBufferPointer<UInt8>)
    -> Int?
  {
    var (position, gaps) = (0, 0)
    var last: Int?
    for letter in wanted {
      while position < name.count, name[position] != letter { position += 1 }
      guard position < name.count else { return nil }
      if let last, position != last + 1 { gaps += min(position - last - 1, 8) + 2 }
      last = position
      position += 1
    }
    return gaps <= 3 * wanted.count ? 500 - gaps : nil
  }

  private static func isGap(_ byte: UInt8) -> Bool {
    byte < 0x80 && !(48...57).contains(byte) && !(97...122).contains(byte)
  }

  /// The form in which texts are compared: full-width ASCII to ASCII, half-width kana to full width, katakana to
  /// hiragana, no accents, lower case. Long vowel marks stay.
  static func folded(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    var result = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars { append(scalar, to: &result) }
    return String(result)
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
    switch scalar.value {
    case 0xFF01...0xFF5E: appendKana(scalar.value - 0xFEE0, to: &result, lowercased: true)
    case 0x3000: result.append(" ")
    case 0xFF9E, 0x3099: voice(&result, table: voiced)
    case 0xFF9F, 0x309A: voice(&result, table: halfVoiced)
    case 0xFF66...0xFF9D: appendKana(halfWidth[Int(scalar.value - 0xFF66)], to: &result)
    case 0x30A1...0x30F6: appendKana(scalar.value - 0x60, to: &result)
    case 0x0300...0x036F: break
    default:
      if let plain = plain[scalar.value] {
        result.append(contentsOf: plain.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
  }

  private static func appendKana(
    _ value: UInt32, to result: inout String.UnicodeScalarView, lowercased: Bool = false
  ) {
    guard let scalar = Unicode.Scalar(value) else { return }
    if lowercased {
      result.append(contentsOf: String(scalar).lowercased().unicodeScalars)
    } else {
      result.append(scalar)
    }
  }

  private static func voice(_ result: inout String.UnicodeScalarView, table: [UInt32: UInt32]) {
    guard let last = result.last, let voiced = table[last.value], let scalar = Unicode.Scalar(voiced) else {
      return
    }
    result.removeLast()
    result.append(scalar)
  }

  /// か → が and so on: voiced forms follow their plain ones in the code table.
  private static let voiced: [UInt32: UInt32] = {
    var table: [UInt32: UInt32] = [0x3046: 0x3094]
    for plain in stride(from: UInt32(0x304B), through: 0x3061, by: 2) { table[plain] = plain + 1 }
    for plain in [UInt32(0x3064), 0x3066, 0x3068] { table[plain] = plain + 1 }
    for plain in stride(from: UInt32(0x306F), through: 0x307B, by: 3) { table[plain] = plain + 1 }
    return table
  }()

  private static let halfVoiced: [UInt32: UInt32] = Dictionary(
    uniqueKeysWithValues: stride(from: UInt32(0x306F), through: 0x307B, by: 3).map { ($0, $0 + 2) })

  /// Half-width katakana ｦ…ﾝ as hiragana.
  private static let halfWidth: [UInt32] = Array(
    "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん".unicodeScalars
  ).map(\.value)

  /// Letters with accents of the Latin-1 block without them.
  private static let plain: [UInt32: String] = {
    var table: [UInt32: String] = [0xDF: "ss", 0xE6: "ae", 0xF8: "o", 0x2082: "2"]
    let rows: [(String, String)] = [
      ("àáâãäå", "a"), ("ç", "c"), ("èéêë", "e"), ("ìíîï", "i"), ("ñ", "n"), ("òóôõö", "o"), ("ùúûü", "u"),
      ("ýÿ", "y"), ("š", "s"), ("ž", "z"), ("ł", "l"), ("ő", "o"), ("ű", "u"), ("ā", "a"), ("ū", "u"),
      ("ō", "o"),
    ]
    for (letters, base) in rows { for letter in letters.unicodeScalars { table[letter.value] = base } }
    return table
  }()
}

/// Something that was found: by how well it fits, then by what it brings, then suppliers before products.
private struct Match: Comparable {
  let score: Int
  let contribution: Double
  /// Number of the supplier, or of the product behind all suppliers.
  let place: Int

  static func < (a: Match, b: Match) -> Bool {
    if a.score != b.score { return a.score < b.score }
    if a.contribution != b.contribution { return a.contribution < b.contribution }
    return a.place > b.place
  }
}

/// The names of things with consecutive numbers, folded, one after the other.
private struct NameRun {
  let numbers: Range<Int>
  private var bytes: [UInt8] = []
  private var starts: [Int] = [0]

  /// `append` adds the names of a number.
  init(_ numbers: Range<Int>, _ append: (Int, inout [UInt8]) -> Void) {
    self.numbers = numbers
    starts.reserveCapacity(numbers.count + 1)
    for number in numbers {
      let start = bytes.count
      append(number, &bytes)
      NameRun.fold(&bytes, from: start)
      starts.append(bytes.count)
    }
  }

  /// As `SearchIndex.folded`; plain ASCII where it lies.
  private static func fold(_ bytes: inout [UInt8], from start: Int) {
    guard bytes[start...].allSatisfy({ $0 < 0x80 }) else {
      let folded = SearchIndex.folded(String(decoding: bytes[start...], as: UTF8.self))
      bytes.removeLast(bytes.count - start)
      bytes.append(contentsOf: folded.utf8)
      return
    }
    for place in start..<bytes.count where (65...90).contains(bytes[place]) { bytes[place] += 32 }
  }

  func withName<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let place = number - numbers.lowerBound
    return bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[starts[place]..<starts[place + 1]]))
    }
  }

  /// The `limit` best of those that fit.
  func matches(_ wanted: [UInt8], _ limit: Int, _ match: (_ score: Int, _ number: Int) -> Match) -> Largest<
    Match
  > {
    var best = Largest<Match>(limit)
    var bar: Match?
    wanted.withUnsafeBufferPointer { wanted in
      for number in numbers {
        guard let score = withName(number, { SearchIndex.score($0, wanted) }) else { continue }
        if let bar, score < bar.score { continue }
        let match = match(score, number)
        if let bar, match < bar { continue }
        best.add(match)
        bar = best.bar
      }
    }
    return best
  }
}
