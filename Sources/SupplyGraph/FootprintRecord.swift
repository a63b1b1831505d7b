import Footprints

/// A footprint as the tables of a graph hold it: numbers in place, texts by number, nothing counted and nothing that
/// points elsewhere. `FootprintTable` makes `Footprint`s of them.
package struct FootprintRecord: Sendable {
  /// kg CO2e per unit; NaN for absent, here and below.
  private var excludingUptake = 0.0
  private var includingUptake, fossil, landUse, biogenic, aircraft, packaging: Double

  package var declaredAmount = 1.0
  private var mass = Double.nan
  private var share = Double.nan

  @PackedTime package var referenceStart: Timestamp?
  @PackedTime package var referenceEnd: Timestamp?
  @PackedTime package var validityStart: Timestamp?
  @PackedTime package var validityEnd: Timestamp?
  @PackedTime package var created: Timestamp?
  @PackedTime package var updated: Timestamp?

  package var place: Place
  /// The first of the texts that are the record's own, in this order: id, product name, description, product
  /// identifiers, preceding ids.
  var firstText: Int32 = 0
  var productIDs: Int32 = 0
  var precedingIDs: Int32 = 0
  /// Into the table's lists: company identifiers, then classifications.
  var firstListed: Int32 = 0
  var companyIDs: Int32 = 0
  var classifications: Int32 = 0
  // Numbers of texts that many records share.
  var specVersion: Int32 = -1
  var companyName: Int32 = -1
  var geography: Int32 = -1
  /// Of a status that is neither of the known ones.
  var otherStatus: Int32 = -1
  /// Into the table's units; −1 for none.
  var unit: Int32 = -1
  /// Into the table's ratings and confirmations; −1 for none.
  var quality: Int32 = -1
  var verification: Int32 = -1
  package var version: Int32 = 0
  package var basis = Basis.productSpecific
  package var logistics: Footprint.Logistics?
  var isDeprecated = false

  package init(place: Place) {
    self.place = place
    (includingUptake, fossil, landUse) = (.nan, .nan, .nan)
    (biogenic, aircraft, packaging) = (.nan, .nan, .nan)
  }

  /// Gives the texts that many records share other numbers.
  mutating func renumberTexts(_ number: (Int32) -> Int32) {
    specVersion = number(specVersion)
    companyName = number(companyName)
    geography = number(geography)
    otherStatus = number(otherStatus)
  }

  private static func present(_ value: Double) -> Double? { value.isNaN ? nil : value }

  package var emissions: Emissions {
    get {
      Emissions(
        excludingUptake: excludingUptake, includingUptake: FootprintRecord.present(includingUptake),
        fossil: FootprintRecord.present(fossil), landUse: FootprintRecord.present(landUse),
        biogenic: FootprintRecord.present(biogenic), aircraft: FootprintRecord.present(aircraft),
        packaging: FootprintRecord.present(packaging))
    }
    set {
      excludingUptake = newValue.excludingUptake
      includingUptake = newValue.includingUptake ?? .nan
      fossil = newValue.fossil ?? .nan
      landUse = newValue.landUse ?? .nan
      biogenic = newValue.biogenic ?? .nan
      aircraft = newValue.aircraft ?? .nan
      packaging = newValue.packaging ?? .nan
    }
  }

  /// The headline.
  package var headline: Double { excludingUptake }

  package var massPerUnit: Double? {
    get { FootprintRecord.present(mass) }
    set { mass = newValue ?? .nan }
  }

  package var primaryDataShare: Double? {
    get { FootprintRecord.present(share) }
    set { share = newValue ?? .nan }
  }

  /// As `Footprint.validity`.
  package var validity: (start: Timestamp?, end: Timestamp?) {
    (validityStart ?? referenceEnd, validityEnd ?? referenceEnd?.adding(years: 3))
  }

  package var isActive: Bool { !isDeprecated && otherStatus < 0 }
  package var isVerified: Bool { verification >= 0 }
}

/// A time that may be absent, in eight bytes.
@propertyWrapper package struct PackedTime: Sendable {
  private static let absent = Int64.min
  private var seconds = absent

  package init() {}

  package var wrappedValue: Timestamp? {
    get { seconds == PackedTime.absent ? nil : Timestamp(seconds: seconds) }
    set { seconds = newValue?.seconds ?? PackedTime.absent }
  }
}

/// Texts one behind the other, for those that hardly ever come twice: nothing is looked up.
struct TextList: Sendable {
  private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }
  var byteCount: Int { bytes.count }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  mutating func append(contentsOf other: TextList) {
    let start = bytes.count
    bytes.append(contentsOf: other.bytes)
    ends.append(contentsOf: other.ends.lazy.map { $0 + start })
  }

  /// The texts `range`, one behind the other.
  mutating func append(_ range: Range<Int>, of other: TextList) {
    for number in range { other.withBytes(number) { append($0) } }
  }

  mutating func reserve(texts: Int, bytes: Int) {
    ends.reserveLarge(texts)
    self.bytes.reserveLarge(bytes)
  }

  func withBytes<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[(number == 0 ? 0 : ends[number - 1])..<ends[number]]))
    }
  }

  subscript(number: Int) -> String { withBytes(number) { String(decoding: $0, as: UTF8.self) } }

  func isEmpty(_ number: Int) -> Bool { withBytes(number) { $0.isEmpty } }
}
