/// Edits as text: `kind:what=value`.
///
/// | text | |
/// | --- | --- |
/// | `own:ID=V` `declared:ID=V` `quantity:ID=V` | a number, or a change such as `-20%` |
/// | `primary:ID=S` `supplier-primary:NAME=S` | a share, `0.8` or `80%` |
/// | `amount:P>C=V` | a number, or a change |
/// | `swap:P>C=NEW` `redirect:USER>C=NEW` | a product; USER is a supplier or a product |
/// | `split:P>C>OTHER=S` | a share |
/// | `supplier:NAME=-20%` `supplier-own:NAME=-20%` | a change |
///
/// A percentage with a sign is a change relative to what is there. Full-width signs and digits count as plain ones.
public enum EditText {
  public enum Kind: String, CaseIterable, Sendable {
    case own, declared, primary, quantity, amount, swap, split, supplier
    case supplierOwn = "supplier-own"
    case supplierPrimary = "supplier-primary"
    case redirect

    /// Identifiers before the `=`.
    var arity: Int {
      switch self {
      case .amount, .swap, .redirect: 2
      case .split: 3
      default: 1
      }
    }

    fileprivate func target(_ names: [String]) -> Edit.Target {
      switch self {
      case .own: .own(names[0])
      case .declared: .declared(names[0])
      case .primary: .primary(names[0])
      case .quantity: .quantity(names[0])
      case .amount: .amount(product: names[0], component: names[1])
      case .swap: .swap(product: names[0], component: names[1])
      case .split: .split(product: names[0], component: names[1], other: names[2])
      case .supplier: .supplier(names[0])
      case .supplierOwn: .supplierOwn(names[0])
      case .supplierPrimary: .supplierPrimary(names[0])
      case .redirect: .redirect(user: names[0], component: names[1])
      }
    }
  }

  public enum Problem: Error, Hashable, Sendable {
    /// Nothing of the form `kind:what=value`.
    case notAnEdit(String)
    case unknownKind(String)
    /// As many identifiers as the kind needs, joined by `>`, are not there.
    case wrongNumberOfNames(Kind, String)
    case notANumber(String)
    /// A share below 0 or above 1.
    case notAShare(String)
    /// A kind that only takes a signed percentage.
    case notAChange(String)
    /// A percentage without a sign, where it could mean "to" and "by".
    case signMissing(String)
  }

  /// - Parameter isKnown: whether an identifier exists, which decides where a text is cut when identifiers contain `>`
  ///   or `=` themselves.
  public static func edit(_ text: String, isKnown: (String) -> Bool = { _ in true }) throws(Problem) -> Edit {
    let text = text.trimmingCharacters
    guard let colon = text.firstIndex(of: ":") else { throw .notAnEdit(text) }
    let word = String(text[..<colon]).trimmingCharacters
    guard let kind = Kind(rawValue: word.lowercased()) else { throw .unknownKind(word) }
    let rest = text[text.index(after: colon)...]
    guard rest.contains("=") else { throw .notAnEdit(text) }
    let cuts = cuttings(rest, kind)
    guard let best = cuts.first(where: { $0.names.allSatisfy(isKnown) }) ?? cuts.first else {
      throw .wrongNumberOfNames(kind, String(rest))
    }
    return Edit(kind.target(best.names), try change(best.value, kind))
  }

  /// All ways to read names and value, the likeliest first.
  private static func cuttings(_ text: Substring, _ kind: Kind) -> [(names: [String], value: String)] {
    var result: [(names: [String], value: String)] = []
    for equals in text.indices.reversed() where text[equals] == "=" {
      let value = String(text[text.index(after: equals)...]).trimmingCharacters
      for names in groups(text[..<equals].split(separator: ">", omittingEmptySubsequences: false), kind.arity)
      where !names.contains("") && !value.isEmpty {
        result.append((names, value))
      }
    }
    return result
  }

  /// The pieces joined again to `count` names, in all ways.
  private static func groups(_ pieces: [Substring], _ count: Int) -> [[String]] {
    guard count <= pieces.count, pieces.count <= 8 else { return [] }
    if count == 1 { return [[pieces.joined(separator: ">").trimmingCharacters]] }
    return (1...(pieces.count - count + 1)).flatMap { length in
      let head = pieces[..<length].joined(separator: ">").trimmingCharacters
      return groups(Array(pieces[length...]), count - 1).map { [head] + $0 }
    }
  }

  /// A value as typed for a kind.
  public static func change(_ text: String, _ kind: Kind) throws(Problem) -> Edit.Change {
    switch kind {
    case .swap, .redirect: return .with(text.trimmingCharacters)
    case .primary, .supplierPrimary, .split: return .to(try share(text))
    case .supplier, .supplierOwn:
      guard case .by(let change)? = try? size(text) else { throw .notAChange(text) }
      return .by(change)
    default: return try size(text)
    }
  }

  private static func size(_ text: String) throws(Problem) -> Edit.Change {
    let plain = folded(text)
    guard plain.hasSuffix("%") else {
      guard let value = Double(plain), value.isFinite else { throw .notANumber(text) }
      return .to(value)
    }
    guard let percent = Double(plain.dropLast()), percent.isFinite else { throw .notANumber(text) }
    guard plain.hasPrefix("-") || plain.hasPrefix("+") else { throw .signMissing(text) }
    return .by(percent / 100)
  }

  private static func share(_ text: String) throws(Problem) -> Double {
    let plain = folded(text)
    let isPercent = plain.hasSuffix("%")
    guard let number = Double(isPercent ? String(plain.dropLast()) : plain) else { throw .notANumber(text) }
    let value = isPercent ? number / 100 : number
    guard (0...1).contains(value) else { throw .notAShare(text) }
    return value
  }

  /// Without blanks, full-width forms as plain ones: whoever has an input method switched on types those.
  private static func folded(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
      switch scalar.value {
      case 0x2212: result += "-"
      case 0xFF01...0xFF5E:
        if let plain = Unicode.Scalar(scalar.value - 0xFEE0) { result.unicodeScalars.append(plain) }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Edit: CustomStringConvertible {
  /// The text that `EditText` reads back to the same edit.
  public var description: String {
    "\(target.kind.rawValue):\(target.names.joined(separator: ">"))=\(change)"
  }
}

extension Edit.Change: CustomStringConvertible {
  public var description: String {
    switch self {
    case .to(let value): Edit.Change.short(value)
    case .by(let change): (change < 0 ? "" : "+") + Edit.Change.short(change * 100) + "%"
    case .with(let id): id
    }
  }

  private static func short(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension StringProtocol {
  fileprivate var trimmingCharacters: String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
