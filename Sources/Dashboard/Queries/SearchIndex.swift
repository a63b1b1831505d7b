import Analysis
import SupplyGraph

/// Finds products and suppliers by name, in any script: case, width, accents and the two kana do not matter, and
/// letters may be left out.
struct SearchIndex {
  private let products: [[UInt8]]
  private let suppliers: [[UInt8]]

  /// - Complexity: O(length of all names).
  init(graph: SupplyGraph) {
    products = (0..<graph.count).map { Array(SearchIndex.text(of: $0, in: graph).utf8) }
    suppliers = graph.suppliers.map { Array(SearchIndex.folded("\($0.name)\n\($0.nameJa)\n\($0.id)").utf8) }
  }

  /// Names, supplier and id of a product in the form that is compared.
  static func text(of product: ProductIndex, in graph: SupplyGraph) -> String {
    folded("\(graph.name(product))\n\(graph.nameJa(product))\n\(graph.id(product))")
  }

  func matches(_ text: String, limit: Int, in snapshot: Snapshot) -> [Found] {
    let wanted = Array(SearchIndex.folded(text).utf8)
    guard !wanted.isEmpty else { return [] }
    var best: [(score: Int, found: Found)] = []
    func consider(_ name: [UInt8], _ found: @autoclosure () -> Found) {
      guard let score = SearchIndex.score(name, wanted) else { return }
      best.append((score, found()))
    }
    for index in suppliers.indices {
      consider(suppliers[index], Found(target: .supplier(index), contribution: 0))
    }
    for product in products.indices {
      consider(
        products[product],
        Found(target: .product(product), contribution: snapshot.portfolio.contribution(product)))
    }
    best.sort { a, b in
      if a.score != b.score { return a.score > b.score }
      return a.found.contribution > b.found.contribution
    }
    return best.prefix(limit).map(\.found)
  }

  /// How well `wanted` fits: a whole word beats the start of a word beats any place beats scattered letters. Nil when
  /// not all letters are there in order.
  static func score(_ name: [UInt8], _ wanted: [UInt8]) -> Int? {
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

  private static func place(of wanted: [UInt8], in name: [UInt8]) -> Int? {
    guard wanted.count <= name.count, let first = wanted.first else { return nil }
    return (0...(name.count - wanted.count)).first { start in
      name[start] == first && name[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }

  /// Letters in order with gaps, within one name: fewer and shorter gaps score higher.
  private static func scattered(_ wanted: [UInt8], in name: [UInt8]) -> Int? {
    var (position, gaps) = (0, 0)
    var last: Int?
    for letter in wanted {
      guard let next = name[position...].firstIndex(of: letter) else { return nil }
      if let last, next != last + 1 { gaps += min(next - last - 1, 8) + 2 }
      last = next
      position = next + 1
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
