import Footprints
import Formats

public typealias PactVersion = PactWriter.Version

/// A footprint that is served: its document, and what it is found by.
///
/// The document of the version it was stated in is kept; that of the other version is made when it is asked for.
public final class Offer: Sendable {
  /// A UUID, in small letters.
  public let id: String
  let stated: PactVersion
  /// Why a version cannot say it; nil when it can.
  private let gap2: PactGap?
  private let gap3: PactGap?
  let terms: Terms
  /// The text of `document`, which takes a fraction of the memory of its value.
  private let bytes: [UInt8]

  /// The document in the version it was stated in; the record as it is when that version cannot say it. Read anew at
  /// each call, O(bytes).
  var document: JSONObject { (try? JSONParser.parse(bytes))?.object ?? JSONObject() }

  /// What filters look at. Texts are in small letters.
  struct Terms: Sendable {
    var productIDs: [String] = []
    var companyIDs: [String] = []
    var classifications: [String] = []
    var geographies: [String] = []
    var country = ""
    var code = ""
    var status = ""
    var created: Timestamp?
    var updated: Timestamp?
    var referenceStart: Timestamp?
    var referenceEnd: Timestamp?
    /// As stated, else three years from the end of the reference period.
    var validFrom: Timestamp?
    var validUntil: Timestamp?
  }

  /// Takes the record of a footprint in either version.
  ///
  /// - Throws: the gap of the version the record is stated in, when it fits neither.
  public init(_ record: JSONObject) throws(PactGap) {
    stated = PactConverter.version(of: record)
    let two = Result { () throws(PactGap) in try PactConverter(.v2).document(record) }
    let three = Result { () throws(PactGap) in try PactConverter(.v3).document(record) }
    (gap2, gap3) = (two.gap, three.gap)
    let (own, other) = stated == .v2 ? (two, three) : (three, two)
    if case (.failure(let gap), .failure) = (own, other) { throw gap }
    let shown = (try? own.get()) ?? (try? other.get()) ?? record
    id = shown["id"]?.string ?? ""
    terms = Terms(shown)
    bytes = JSONValue.object((try? own.get()) ?? record).bytes
  }

  func isSayable(in version: PactVersion) -> Bool { gap(in: version) == nil }

  /// Why it cannot be said in a version; nil when it can.
  func gap(in version: PactVersion) -> PactGap? { version == .v2 ? gap2 : gap3 }

  /// The document in a version, as compact text; nil when the version cannot say it.
  func text(in version: PactVersion) -> [UInt8]? {
    guard isSayable(in: version) else { return nil }
    if version == stated { return bytes }
    return (try? PactConverter(version).document(document)).map { JSONValue.object($0).bytes }
  }

  func value(in version: PactVersion) -> JSONObject? {
    guard isSayable(in: version) else { return nil }
    return version == stated ? document : try? PactConverter(version).document(document)
  }
}

extension Offer.Terms {
  init(_ document: JSONObject) {
    let pcf = document["pcf"]?.object ?? JSONObject()
    let texts = { (key: String) in (document[key]?.strings ?? []).map { $0.lowercased() } }
    let date = { (value: JSONValue?) in value?.string.flatMap { Timestamp(iso8601: $0) } }
    productIDs = texts("productIds")
    companyIDs = texts("companyIds")
    classifications = texts("productClassifications")
    code = document["productCategoryCpc"]?.string ?? ""
    if !code.isEmpty { classifications.append("urn:cpc:" + code.lowercased()) }
    geographies = ["geographyCountry", "geographyCountrySubdivision", "geographyRegionOrSubregion"]
      .compactMap { pcf[$0]?.string?.lowercased() }
    country = pcf["geographyCountry"]?.string ?? ""
    status = document["status"]?.string?.lowercased() ?? ""
    created = date(document["created"])
    updated = date(document["updated"])
    referenceStart = date(pcf["referencePeriodStart"])
    referenceEnd = date(pcf["referencePeriodEnd"])
    validFrom = date(document["validityPeriodStart"]) ?? referenceEnd
    validUntil = date(document["validityPeriodEnd"]) ?? referenceEnd?.adding(years: 3)
  }
}

extension Result where Failure == PactGap {
  fileprivate var gap: PactGap? { if case .failure(let gap) = self { gap } else { nil } }
}
