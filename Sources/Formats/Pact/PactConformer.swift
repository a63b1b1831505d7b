import Footprints

/// Why a footprint cannot be a document of a version.
public struct PactGap: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The version wants it, and nobody states it.
    case notStated
    /// What is stated is not what the version wants there.
    case notValid(String)
    /// The version has no way to say it.
    case notSayable(String)
  }

  /// As `pcf.fossilCarbonContent`.
  public var field: String
  public var reason: Reason

  public init(_ field: String, _ reason: Reason) {
    self.field = field
    self.reason = reason
  }
}

/// Brings a document into the exact form of its version: texts where texts are wanted and numbers where numbers,
/// decimals without exponent, dates with a time zone. Optional members that cannot be right are left out, members that
/// the form does not know are kept.
struct PactConformer {
  let form: PactForm

  func conform(_ document: JSONObject) throws(PactGap) -> JSONObject {
    guard let pcf = document["pcf"]?.object else { throw PactGap("pcf", .notStated) }
    var result = try conform(document, form.footprint, prefix: "")
    var carbon = try conform(pcf, form.carbon, prefix: "pcf.")
    PactConformer.keepOneGeography(&carbon)
    result["pcf"] = .object(carbon)
    return result
  }

  private func conform(
    _ object: JSONObject, _ members: [PactMember], prefix: String
  ) throws(PactGap) -> JSONObject {
    var result = JSONObject()
    for member in object.members where member.value != .null {
      guard let wanted = members.first(where: { $0.key == member.key }) else {
        result[member.key] = member.value
        continue
      }
      if let value = value(member.value, wanted.kind) {
        result[member.key] = value
      } else if wanted.isRequired {
        throw PactGap(prefix + member.key, .notValid(excerpt(member.value.scalarText ?? "")))
      }
    }
    for member in members where member.isRequired && result[member.key] == nil {
      throw PactGap(prefix + member.key, .notStated)
    }
    return result
  }

  /// The value in the form that is wanted; nil when it cannot be.
  private func value(_ value: JSONValue, _ kind: PactKind) -> JSONValue? {
    switch kind {
    case .uuid: value.string.flatMap(UUIDText.init).map { .string($0.text) }
    case .uuids: PactConformer.list(value.strings?.compactMap { UUIDText($0)?.text })
    case .text(let mayBeEmpty):
      value.string.flatMap { mayBeEmpty || !$0.trimmingBlanks().isEmpty ? .string($0) : nil }
    case .texts: PactConformer.list(value.strings)
    case .urns: PactConformer.list(value.strings?.filter { $0.prefix(4).lowercased() == "urn:" })
    case .date: value.string.flatMap(PactConformer.date).map { .string($0) }
    case .decimal, .percent: decimal(value, kind)
    case .truth: value.bool.map { .bool($0) } ?? (value.string.flatMap(Bool.init).map { .bool($0) })
    case .count: value.scalarText.flatMap { Int32($0) }.flatMap { $0 >= 0 ? .number("\($0)") : nil }
    case .word(let words): value.string.flatMap { PactConformer.word($0, words) }.map { .string($0) }
    case .words(let words):
      PactConformer.list(value.strings?.compactMap { PactConformer.word($0, words) })
    case .reports: PactConformer.list(value.strings?.filter(PactConformer.isReport))
    case .version: value.string.flatMap(specVersion).map { .string($0) }
    case .unit: value.string.flatMap { PactUnit.name(Unit($0), form.version) }.map { .string($0) }
    case .objects(let needs): PactConformer.objects(value, needs)
    case .object(let needs):
      value.object.flatMap { $0.has(needs) ? .object($0.withoutNulls) : nil }
    }
  }

  private func decimal(_ value: JSONValue, _ kind: PactKind) -> JSONValue? {
    guard let text = value.scalarText, let decimal = WrittenDecimal(text) else { return nil }
    let isPlain = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 &- 48 < 10 }
    let plain = isPlain && !text.hasPrefix(".") && !text.hasSuffix(".") ? text : decimal.text
    switch kind {
    case .decimal(let isPositive, let isNonNegative):
      if isPositive && !decimal.isPositive || isNonNegative && decimal.isNegative { return nil }
      return .string(plain)
    case .percent(let limit):
      let isTooMuch =
        limit.map { (WrittenDecimal("-\($0)").map { decimal + $0 } ?? .zero).isPositive } ?? false
      if decimal.isNegative || isTooMuch { return nil }
      return form.version == .v2 ? .number(decimal.text) : .string(plain)
    default: return nil
    }
  }

  private func specVersion(_ text: String) -> String? {
    let parts = text.split(separator: "-", maxSplits: 1)[0].split(
      separator: ".", omittingEmptySubsequences: false)
    let isVersion = parts.count == 3 && parts.allSatisfy { Int($0) != nil }
    let major = form.version == .v2 ? "2" : "3"
    guard isVersion, parts[0] == major else { return form.version == .v2 ? "2.3.0" : "3.0.0" }
    return text
  }

  private static func list(_ texts: [String]?) -> JSONValue? {
    var seen: Set<String> = []
    let distinct = (texts ?? []).filter { seen.insert($0).inserted }
    return distinct.isEmpty ? nil : .strings(distinct)
  }

  private static func objects(_ value: JSONValue, _ needs: [String]) -> JSONValue? {
    let usable = value.array?.compactMap(\.object).filter { $0.has(needs) } ?? []
    return usable.isEmpty ? nil : .array(usable.map { .object($0.withoutNulls) })
  }

  private static func word(_ text: String, _ words: [String]) -> String? {
    words.first { $0.lowercased() == text.trimmingBlanks().lowercased() }
  }

  static func isReport(_ text: String) -> Bool {
    text.hasPrefix("AR") && text.count > 2 && text.dropFirst(2).utf8.allSatisfy { $0 &- 48 < 10 }
  }

  /// As written where it is a date-time of RFC 3339, else written anew; nil when it is no date.
  private static func date(_ text: String) -> String? {
    guard let date = Timestamp(iso8601: text) else { return nil }
    let bytes = Array(text.utf8)
    let hasZone =
      bytes.last == UInt8(ascii: "Z")
      || bytes.count > 6 && bytes[bytes.count - 3] == UInt8(ascii: ":")
        && (bytes[bytes.count - 6] == UInt8(ascii: "+") || bytes[bytes.count - 6] == UInt8(ascii: "-"))
    let isWhole = bytes.count >= 20 && bytes[10] == UInt8(ascii: "T") && bytes[16] == UInt8(ascii: ":")
    return hasZone && isWhole && !text.contains(",") ? text : date.iso8601
  }

  /// At most one of the three, the finest that is right.
  private static func keepOneGeography(_ carbon: inout JSONObject) {
    var isFound = false
    for (key, isRight) in [
      ("geographyCountrySubdivision", PactGeography.isSubdivision),
      ("geographyCountry", PactGeography.isCountry),
      ("geographyRegionOrSubregion", PactGeography.isRegion),
    ] {
      guard let text = carbon[key]?.string else {
        carbon[key] = nil
        continue
      }
      if isFound || !isRight(text) { carbon[key] = nil } else { isFound = true }
    }
  }
}

extension JSONObject {
  fileprivate func has(_ keys: [String]) -> Bool {
    keys.allSatisfy { self[$0] != nil && self[$0] != .null }
  }

  fileprivate var withoutNulls: JSONObject {
    var result = JSONObject()
    for member in members where member.value != .null { result[member.key] = member.value }
    return result
  }
}

/// A UUID as text: 8-4-4-4-12 hexadecimal digits, small letters.
public struct UUIDText: Hashable, Sendable {
  public let text: String

  /// Nil when it is none; `urn:uuid:` in front is taken off.
  public init?(_ text: String) {
    var rest = Substring(text)
    if rest.prefix(9).lowercased() == "urn:uuid:" { rest = rest.dropFirst(9) }
    let bytes = Array(rest.utf8)
    guard bytes.count == 36 else { return nil }
    for (index, byte) in bytes.enumerated() {
      let isDash = index == 8 || index == 13 || index == 18 || index == 23
      let isHex = byte &- 48 < 10 || (byte | 0x20) &- 97 < 6
      guard isDash ? byte == UInt8(ascii: "-") : isHex else { return nil }
    }
    self.text = rest.lowercased()
  }
}

/// The patterns and names of PACT for places.
enum PactGeography {
  static func isCountry(_ text: String) -> Bool {
    text.utf8.count == 2 && text.utf8.allSatisfy { (65...90).contains($0) }
  }

  static func isSubdivision(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && isCountry(String(parts[0])) && (1...3).contains(parts[1].utf8.count)
      && parts[1].utf8.allSatisfy { (65...90).contains($0) || $0 &- 48 < 10 }
  }

  static func isRegion(_ text: String) -> Bool { regions.contains(text) }

  private static let regions: Set<String> = [
    "Africa", "Americas", "Asia", "Europe", "Oceania", "Australia and New Zealand", "Central Asia",
    "Eastern Asia", "Eastern Europe", "Latin America and the Caribbean", "Melanesia", "Micronesia",
    "Northern Africa", "Northern America", "Northern Europe", "Polynesia", "South-eastern Asia",
    "Southern Asia", "Southern Europe", "Sub-Saharan Africa", "Western Asia", "Western Europe",
  ]
}

/// The units of PACT by their names on the wire.
enum PactUnit {
  private static let both: [Unit: String] = [
    .litre: "liter", .kilogram: "kilogram", .cubicMetre: "cubic meter", .kilowattHour: "kilowatt hour",
    .megajoule: "megajoule", .tonneKilometre: "ton kilometer", .squareMetre: "square meter",
  ]
  private static let onlyVersion3: [Unit: String] = [
    .piece: "piece", .hour: "hour", .megabitSecond: "megabit second",
  ]

  /// Nil for a unit that the version does not have.
  static func name(_ unit: Unit, _ version: PactWriter.Version) -> String? {
    both[unit] ?? (version == .v3 ? onlyVersion3[unit] : nil)
  }
}
