import Footprints

/// The filter of version 3: values of one key are alternatives, keys narrow each other. Texts are compared without
/// regard to case; a value that means nothing matches nothing; an empty value is no criterion.
struct Criteria: Sendable {
  private(set) var productIDs: Set<String> = []
  private var companyIDs: Set<String> = []
  private var geographies: Set<String> = []
  private var classifications: Set<String> = []
  private var statuses: Set<String> = []
  private var validOn: [Timestamp?] = []
  private var validAfter: [Timestamp?] = []
  private var validBefore: [Timestamp?] = []

  static let keys = [
    "productid", "companyid", "geography", "classification", "validon", "validafter", "validbefore", "status",
  ]

  /// Names in any case, values decoded; other keys are not looked at.
  init(_ pairs: [(key: String, value: String)]) {
    for (key, value) in pairs where !value.trimmingBlanks().isEmpty { add(key.lowercased(), value) }
  }

  private mutating func add(_ key: String, _ value: String) {
    let text = value.lowercased()
    switch key {
    case "productid": productIDs.insert(text)
    case "companyid": companyIDs.insert(text)
    case "geography": geographies.insert(text)
    case "classification": classifications.insert(text)
    case "status": statuses.insert(text)
    case "validon": validOn.append(Criteria.date(value))
    case "validafter": validAfter.append(Criteria.date(value))
    case "validbefore": validBefore.append(Criteria.date(value))
    default: break
    }
  }

  /// A plus sign that was not encoded may have become a blank.
  static func date(_ text: String) -> Timestamp? {
    if let date = Timestamp(iso8601: text) { return date }
    guard text.contains("T"), let blank = text.lastIndex(of: " ") else { return nil }
    return Timestamp(iso8601: text[..<blank] + "+" + text[text.index(after: blank)...])
  }

  var hasStatus: Bool { !statuses.isEmpty }

  var isEmpty: Bool {
    [productIDs, companyIDs, geographies, classifications, statuses].allSatisfy(\.isEmpty)
      && validOn.isEmpty && validAfter.isEmpty && validBefore.isEmpty
  }

  func matches(_ terms: Offer.Terms) -> Bool {
    has(productIDs, terms.productIDs) && has(companyIDs, terms.companyIDs)
      && has(geographies, terms.geographies) && has(classifications, terms.classifications)
      && has(statuses, [terms.status]) && isValid(terms)
  }

  private func has(_ wanted: Set<String>, _ found: [String]) -> Bool {
    wanted.isEmpty || found.contains { wanted.contains($0) }
  }

  private func isValid(_ terms: Offer.Terms) -> Bool {
    let (from, until) = (terms.validFrom, terms.validUntil)
    return meets(validOn) { moment in
      guard let from, let until else { return false }
      return from <= moment && moment <= until
    } && meets(validAfter) { moment in from.map { $0 > moment } ?? false }
      && meets(validBefore) { moment in until.map { $0 < moment } ?? false }
  }

  private func meets(_ moments: [Timestamp?], _ test: (Timestamp) -> Bool) -> Bool {
    moments.isEmpty || moments.contains { moment in moment.map(test) ?? false }
  }
}
