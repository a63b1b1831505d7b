import Footprints

/// The part of OData v4 that PACT v2 has for `$filter`: comparisons joined by `and`, and `any` over lists.
///
/// `created`, `updated`, `productCategoryCpc`, `pcf/geographyCountry`, `pcf/referencePeriodStart`,
/// `pcf/referencePeriodEnd` with `eq lt le gt ge`; `companyIds` and `productIds` with `any(x:(x eq '…'))`.
struct ODataFilter: Sendable {
  enum Problem: Error, Equatable {
    case syntax(String)
    /// OData, but not of the part that PACT has.
    case unsupported(String)
  }

  enum Comparison: String, Sendable { case eq, lt, le, gt, ge }

  enum Property: String, Sendable {
    case created, updated
    case productCategoryCpc
    case country = "pcf/geographyCountry"
    case referenceStart = "pcf/referencePeriodStart"
    case referenceEnd = "pcf/referencePeriodEnd"
  }

  enum List: String, Sendable { case companyIds, productIds }

  enum Term: Equatable, Sendable {
    case date(Property, Comparison, Timestamp)
    case text(Property, Comparison, String)
    /// One of the list is the text, URNs without regard to case.
    case any(List, String)
  }

  let terms: [Term]

  static let deepest = 16
  static let mostTerms = 64

  init(_ text: String) throws(Problem) {
    var parser = ODataParser(text)
    terms = try parser.filter()
  }

  func matches(_ offer: Offer.Terms) -> Bool { terms.allSatisfy { $0.matches(offer) } }
}

extension ODataFilter.Term {
  fileprivate func matches(_ offer: Offer.Terms) -> Bool {
    switch self {
    case .date(let property, let comparison, let date):
      offer.date(property).map { comparison.holds($0, date) } ?? false
    case .text(let property, let comparison, let text):
      comparison.holds(property == .country ? offer.country : offer.code, text)
    case .any(.companyIds, let text): offer.companyIDs.contains(text)
    case .any(.productIds, let text): offer.productIDs.contains(text)
    }
  }
}

extension ODataFilter.Comparison {
  fileprivate func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
    switch self {
    case .eq: a == b
    case .lt: a < b
    case .le: a <= b
    case .gt: a > b
    case .ge: a >= b
    }
  }
}

extension Offer.Terms {
  fileprivate func date(_ property: ODataFilter.Property) -> Timestamp? {
    switch property {
    case .created: created
    case .updated: updated
    case .referenceStart: referenceStart
    case .referenceEnd: referenceEnd
    case .productCategoryCpc, .country: nil
    }
  }
}

/// Reads a `$filter`.
private struct ODataParser {
  private var rest: Substring
  private var count = 0

  init(_ text: String) { rest = text[...] }

  mutating func filter() throws(ODataFilter.Problem) -> [ODataFilter.Term] {
    let terms = try conjunction(depth: 0)
    skipBlanks()
    guard rest.isEmpty else { throw leftOver() }
    return terms
  }

  private func leftOver() -> ODataFilter.Problem {
    let word = rest.prefix { $0.isLetter }
    return ["or", "not"].contains(word) ? .unsupported(String(word)) : .syntax(String(rest.prefix(40)))
  }

  private mutating func conjunction(depth: Int) throws(ODataFilter.Problem) -> [ODataFilter.Term] {
    guard depth <= ODataFilter.deepest else { throw .syntax("nested too deeply") }
    var terms = try term(depth: depth)
    while takeWord("and") {
      terms += try term(depth: depth)
      guard terms.count <= ODataFilter.mostTerms else { throw .syntax("too many terms") }
    }
    return terms
  }

  private mutating func term(depth: Int) throws(ODataFilter.Problem) -> [ODataFilter.Term] {
    skipBlanks()
    if take("(") {
      let terms = try conjunction(depth: depth + 1)
      try expect(")")
      return terms
    }
    let path = name(allowing: "/")
    if path == "not" { throw .unsupported(path) }
    guard !path.isEmpty else { throw .syntax(String(rest.prefix(40))) }
    if path.hasSuffix("/any") || path.hasSuffix("/all") || rest.first == "(" { return [try lambda(path)] }
    return [try comparison(path)]
  }

  private mutating func comparison(_ path: String) throws(ODataFilter.Problem) -> ODataFilter.Term {
    let word = try word()
    guard let property = ODataFilter.Property(rawValue: path) else { throw .unsupported(path) }
    guard let comparison = ODataFilter.Comparison(rawValue: word) else {
      throw ["ne", "in", "has", "add"].contains(word) ? .unsupported(word) : .syntax(word)
    }
    let text = try literal()
    switch property {
    case .productCategoryCpc, .country: return .text(property, comparison, text)
    case .created, .updated, .referenceStart, .referenceEnd:
      guard let date = Criteria.date(text) else { throw .syntax(text) }
      return .date(property, comparison, date)
    }
  }

  /// `companyIds/any(x:(x eq '…'))`, with or without the inner brackets.
  private mutating func lambda(_ path: String) throws(ODataFilter.Problem) -> ODataFilter.Term {
    guard path.hasSuffix("/any"), let list = ODataFilter.List(rawValue: String(path.dropLast(4))) else {
      throw .unsupported(path)
    }
    try expect("(")
    skipBlanks()
    let variable = name(allowing: "")
    try expect(":")
    skipBlanks()
    let hasBrackets = take("(")
    skipBlanks()
    guard !variable.isEmpty, name(allowing: "") == variable else { throw .syntax(String(rest.prefix(40))) }
    let word = try word()
    guard word == "eq" else { throw .unsupported(word) }
    let text = try literal()
    if hasBrackets { try expect(")") }
    try expect(")")
    return .any(list, text.lowercased())
  }

  // MARK: Words

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  private mutating func take(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func expect(_ character: Character) throws(ODataFilter.Problem) {
    skipBlanks()
    guard take(character) else { throw leftOver() }
  }

  private mutating func takeWord(_ word: String) -> Bool {
    skipBlanks()
    guard rest.hasPrefix(word), let next = rest.dropFirst(word.count).first, next == " " || next == "(" else {
      return false
    }
    rest = rest.dropFirst(word.count)
    return true
  }

  private mutating func name(allowing more: String) -> String {
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || more.contains($0)) }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  private mutating func word() throws(ODataFilter.Problem) -> String {
    skipBlanks()
    let word = name(allowing: "")
    guard !word.isEmpty else { throw .syntax(String(rest.prefix(40))) }
    return word
  }

  /// In single quotes, a quote inside written twice.
  private mutating func literal() throws(ODataFilter.Problem) -> String {
    skipBlanks()
    guard take("'") else { throw .syntax(String(rest.prefix(40))) }
    var text = ""
    while let character = rest.popFirst() {
      if character != "'" {
        text.append(character)
      } else if !take("'") {
        return text
      } else {
        text.append("'")
      }
    }
    throw .syntax("'" + text.prefix(40))
  }
}
