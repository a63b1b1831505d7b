import Footprints
import Formats
import ServiceLifecycle

/// Changes the footprints of a catalogue over time, for demos: new footprints that replace old ones, some of them on
/// more primary data. The same seed makes the same changes in the same order.
///
/// A change is what PACT calls a new footprint in either version: a new id that names the old one as its predecessor,
/// and the old one again as deprecated. All trusted origins are told.
public final class LiveFeed: Service {
  private let hosts: [PactHost]
  private let seed: UInt64
  private let pause: Duration
  private let now: @Sendable () -> Timestamp

  public init(
    _ hosts: [PactHost], seed: UInt64, every pause: Duration,
    now: @escaping @Sendable () -> Timestamp = HostClock.now
  ) {
    self.hosts = hosts
    self.seed = seed
    self.pause = pause
    self.now = now
  }

  public func run() async throws {
    await cancelWhenGracefulShutdown {
      var changes = LiveChanges(catalogues: self.hosts.map(\.catalogue), seed: self.seed)
      while !Task.isCancelled {
        do { try await Task.sleep(for: self.pause) } catch { return }
        guard let change = changes.next(at: self.now()) else { continue }
        await self.announce(change)
      }
    }
  }

  private func announce(_ change: LiveChanges.Change) async {
    let host = hosts[change.catalogue]
    host.log(
      .info, "changed",
      [
        ("origin", host.inbox.ownAuthority), ("old", change.old), ("new", change.new.id),
        ("kg_per_declared_unit", change.value), ("primary_share", change.share),
      ])
    let versions = [PactVersion.v2, .v3].filter { change.new.isSayable(in: $0) }
    await host.inbox.publish([change.new.id, change.old], in: versions)
  }
}

/// The changes, one after the other.
struct LiveChanges {
  struct Change: Sendable {
    var catalogue: Int
    var old: String
    var new: Offer
    /// Headline and primary data share of the new one, as written.
    var value: String
    var share: String
  }

  private let catalogues: [Catalogue]
  private var dice: Dice

  init(catalogues: [Catalogue], seed: UInt64) {
    self.catalogues = catalogues
    dice = Dice(seed: seed)
  }

  /// Makes a change; nil when there is nothing to change.
  mutating func next(at now: Timestamp) -> Change? {
    let filled = catalogues.indices.filter { !active($0).isEmpty }
    guard !filled.isEmpty else { return nil }
    let catalogue = filled[dice.number(below: filled.count)]
    let candidates = active(catalogue)
    let old = candidates[dice.number(below: candidates.count)]
    guard let new = successor(of: old, at: now), let retired = retired(old) else { return nil }
    catalogues[catalogue].replace(retired)
    catalogues[catalogue].add(new)
    let pcf = new.document["pcf"]?.object ?? JSONObject()
    return Change(
      catalogue: catalogue, old: old.id, new: new,
      value: (pcf["pcfExcludingBiogenicUptake"] ?? pcf["pCfExcludingBiogenic"])?.scalarText ?? "",
      share: pcf["primaryDataShare"]?.scalarText ?? "")
  }

  private func active(_ catalogue: Int) -> [Offer] {
    catalogues[catalogue].shelf.offers.filter { $0.terms.status == "active" }
  }

  private func retired(_ offer: Offer) -> Offer? {
    var document = offer.document
    document["status"] = .string("Deprecated")
    return try? Offer(document)
  }

  /// The same product: 85…103 % of the emissions, and in every third case on more primary data.
  private mutating func successor(of offer: Offer, at now: Timestamp) -> Offer? {
    var document = offer.document
    let thousandths = 850 + dice.number(below: 181)
    let isBetter = dice.number(below: 3) == 0
    guard var pcf = document["pcf"]?.object else { return nil }
    LiveChanges.scale(&pcf, thousandths)
    if isBetter { LiveChanges.raiseShare(&pcf, by: 10 + dice.number(below: 30)) }
    document["pcf"] = .object(pcf)
    document["precedingPfIds"] = .strings([offer.id])
    document["created"] = .string(now.iso8601)
    document["updated"] = nil
    document["id"] = .string(StableID.of(Array("\(offer.id) \(thousandths) \(isBetter)".utf8)))
    return try? Offer(document)
  }

  /// All emissions by one factor, so that sums stay sums.
  private static func scale(_ pcf: inout JSONObject, _ thousandths: Int) {
    let factor = "0.001"
    for key in emissions {
      guard let text = pcf[key]?.scalarText, let whole = DecimalWriting.product(text, "\(thousandths)"),
        let value = DecimalWriting.product(whole, factor)
      else { continue }
      pcf[key] = .string(value)
    }
  }

  private static func raiseShare(_ pcf: inout JSONObject, by points: Int) {
    let share = pcf["primaryDataShare"]?.scalarText.flatMap(Double.init) ?? 0
    let text = DecimalWriting.text(min(100, share + Double(points))) ?? "0"
    if case .number = pcf["primaryDataShare"] {
      pcf["primaryDataShare"] = .number(text)
    } else {
      pcf["primaryDataShare"] = .string(text)
    }
  }

  private static let emissions = [
    "pCfExcludingBiogenic", "pCfIncludingBiogenic", "fossilGhgEmissions", "dLucGhgEmissions",
    "landManagementGhgEmissions", "otherBiogenicGhgEmissions", "iLucGhgEmissions", "biogenicCarbonWithdrawal",
    "aircraftGhgEmissions", "packagingGhgEmissions", "pcfExcludingBiogenicUptake",
    "pcfIncludingBiogenicUptake", "landUseChangeGhgEmissions", "landCarbonLeakage",
    "landManagementFossilGhgEmissions", "landManagementBiogenicCO2Emissions",
    "landManagementBiogenicCO2Removals", "biogenicCO2Uptake", "biogenicNonCO2Emissions",
    "outboundLogisticsGhgEmissions", "ccsTechnologicalCO2Capture", "technologicalCO2Removals",
  ]
}

/// Random numbers by SplitMix64 (Steele, Lea & Flood 2014): the same seed, the same numbers.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}
