import Footprints

/// What is wanted from a host. Sent along where the host allows it, and always checked again here: hosts ignore
/// criteria, honour a part of them, or forget them on the second page.
///
/// Values of one kind are alternatives, kinds must all be met, as PACT v3 has it; texts are compared without regard to case.
public struct Criteria: Hashable, Sendable {
  public var productIDs: [String] = []
  public var companyIDs: [String] = []
  public var geographies: [String] = []
  public var classifications: [String] = []
  public var status: [String] = []
  public var validOn: Timestamp?
  public var validAfter: Timestamp?
  public var validBefore: Timestamp?

  public init() {}

  public var isEmpty: Bool { self == Criteria() }

  // MARK: Here

  public func accepts(_ footprint: Footprint) -> Bool {
    Criteria.meets(productIDs, footprint.productIDs) && Criteria.meets(companyIDs, footprint.companyIDs)
      && Criteria.meets(geographies, [footprint.geography])
      && Criteria.meets(classifications, footprint.classifications)
      && Criteria.meets(status, [Criteria.name(footprint.status)]) && isInTime(footprint)
  }

  private static func meets(_ wanted: [String], _ given: [String]) -> Bool {
    wanted.isEmpty || wanted.contains { want in given.contains { $0.lowercased() == want.lowercased() } }
  }

  private static func name(_ status: Footprint.Status) -> String {
    switch status {
    case .active: "Active"
    case .deprecated: "Deprecated"
    case .other(let text): text
    }
  }

  /// A footprint without any period meets no criterion of time.
  private func isInTime(_ footprint: Footprint) -> Bool {
    let (start, end) = footprint.validity
    if let validOn, !(start.map { $0 <= validOn } ?? false) || !(end.map { validOn <= $0 } ?? false) {
      return false
    }
    if let validAfter, !(start.map { $0 > validAfter } ?? false) { return false }
    if let validBefore, !(end.map { $0 < validBefore } ?? false) { return false }
    return true
  }

  // MARK: On the wire

  /// Parameters of PACT v3.
  var version3: [(name: String, value: String)] {
    var items: [(name: String, value: String)] = []
    for id in productIDs { items.append(("productId", id)) }
    for id in companyIDs { items.append(("companyId", id)) }
    for geography in geographies { items.append(("geography", geography)) }
    for classification in classifications { items.append(("classification", classification)) }
    if let validOn { items.append(("validOn", validOn.iso8601)) }
    if let validAfter { items.append(("validAfter", validAfter.iso8601)) }
    if let validBefore { items.append(("validBefore", validBefore.iso8601)) }
    for status in status { items.append(("status", status)) }
    return items
  }

  /// The `$filter` of PACT v2, with what it can say: conditions joined by `and`, so alternatives are left to us.
  func version2(since: (field: String, time: Timestamp)?) -> [(name: String, value: String)] {
    var conditions: [String] = []
    if let since { conditions.append("\(since.field) ge '\(since.time.iso8601)'") }
    if productIDs.count == 1 {
      conditions.append("productIds/any(productId:(productId eq \(Criteria.quoted(productIDs[0]))))")
    }
    if companyIDs.count == 1 {
      conditions.append("companyIds/any(companyId:(companyId eq \(Criteria.quoted(companyIDs[0]))))")
    }
    if geographies.count == 1, geographies[0].utf8.count == 2 {
      conditions.append("pcf/geographyCountry eq \(Criteria.quoted(geographies[0]))")
    }
    if classifications.count == 1, let code = Criteria.cpc(classifications[0]) {
      conditions.append("productCategoryCpc eq \(Criteria.quoted(code))")
    }
    return conditions.isEmpty ? [] : [("$filter", conditions.joined(separator: " and "))]
  }

  private static func cpc(_ classification: String) -> String? {
    classification.lowercased().hasPrefix("urn:cpc:") ? String(classification.dropFirst(8)) : nil
  }

  /// A quote inside is written twice (OData).
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
