import Footprints
import SupplyGraph

/// Amounts, masses and emissions, brought to one unit of measurement.
extension PactReader {
  func quantify(_ footprint: inout FootprintRecord, _ headline: Decimal) {
    let amount = declaredAmount()
    footprint.declaredAmount = amount?.value ?? 1
    // A shipment states its total beside the tonne-kilometres: neither multiplied nor divided.
    let isWhole = convention == .version3 && footprint.logistics != .shipment
    let scale = Scale(divisor: isWhole ? amount : nil)
    footprint.massPerUnit = mass(scale)
    let stated = stated(headline)
    footprint.emissions = stated.emissions(scale)
    checkSigns(stated)
    if convention == .version3 { checkComposition(stated) }
    noteFactors()
  }

  /// Brings the values of a declared unit to one unit of measurement.
  struct Scale {
    /// Nil when the values are per one unit already.
    var divisor: Decimal?

    func callAsFunction(_ value: Decimal) -> Double {
      guard let divisor else { return value.value }
      return value.divided(by: divisor) ?? value.value
    }
  }

  private func declaredAmount() -> Decimal? {
    let field: PactField = convention == .version2 ? .amount2 : .amount3
    guard let amount = decimal(field) else {
      if !fields[field].isGiven { missing(field) }
      return nil
    }
    guard amount.value > 0 else {
      note(.numberOutOfRange, field, found: fields[field].text ?? "", expected: "> 0")
      return nil
    }
    return amount
  }

  private func mass(_ scale: Scale) -> Double? {
    guard let mass = decimal(.mass) else { return nil }
    guard mass.value >= 0 else {
      note(.numberOutOfRange, .mass, found: fields[.mass].text ?? "", expected: "≥ 0")
      return nil
    }
    return scale(mass)
  }

  /// The emissions of a record as they are written.
  ///
  /// Indirect land use change and carbon leakage are stated beside the totals and stay out.
  struct Stated {
    var excludingUptake: Decimal
    var includingUptake, fossil, landUseChange, landManagement, landRemovals: Decimal?
    var biogenic, aircraft, packaging: Decimal?

    func emissions(_ scale: Scale) -> Emissions {
      Emissions(
        excludingUptake: scale(excludingUptake), includingUptake: includingUptake.map(scale.callAsFunction),
        fossil: fossil.map(scale.callAsFunction), landUse: landUse(scale),
        biogenic: biogenic.map(scale.callAsFunction), aircraft: aircraft.map(scale.callAsFunction),
        packaging: packaging.map(scale.callAsFunction))
    }

    /// The sum of what is stated; nil when nothing is.
    private func landUse(_ scale: Scale) -> Double? {
      var total: Double?
      func add(_ part: Decimal?) { if let part { total = (total ?? 0) + scale(part) } }
      add(landUseChange)
      add(landManagement)
      add(landRemovals)
      return total
    }
  }

  private func stated(_ headline: Decimal) -> Stated {
    let isVersion2 = convention == .version2
    return Stated(
      excludingUptake: headline, includingUptake: decimal(isVersion2 ? .including2 : .including3),
      fossil: decimal(.fossil), landUseChange: decimal(isVersion2 ? .landUseChange2 : .landUseChange3),
      landManagement: decimal(isVersion2 ? .landManagement2 : .landManagement3),
      landRemovals: isVersion2 ? nil : decimal(.landRemovals3),
      biogenic: decimal(isVersion2 ? .otherBiogenic2 : .biogenic3), aircraft: decimal(.aircraft),
      packaging: decimal(.packaging))
  }

  private func checkSigns(_ stated: Stated) {
    if convention == .version2 { checkSign(stated.excludingUptake, .excluding2) }
    checkSign(stated.fossil, .fossil)
    checkSign(stated.aircraft, .aircraft)
    checkSign(stated.packaging, .packaging)
    let uptake: PactField = convention == .version2 ? .uptake2 : .uptake3
    if let value = plain(uptake), value > 0 {
      note(.numberOutOfRange, uptake, found: fields[uptake].text ?? "", expected: "≤ 0", severity: .note)
    }
  }

  private func checkSign(_ value: Decimal?, _ field: PactField) {
    guard let value, value.value < 0 else { return }
    note(.numberOutOfRange, field, found: fields[field].text ?? "", expected: "≥ 0")
  }

  /// The value of a field that no figure is made of: what is no number gets no notice.
  private func plain(_ field: PactField) -> Double? {
    guard let content = fields[field].content, fields[field].kind != .bool else { return nil }
    return (try? Decimal(content))?.value
  }

  /// The identities that version 3 gives for its totals. The stated totals are trusted: most public examples list
  /// the fossil part only.
  private func checkComposition(_ stated: Stated) {
    guard let fossil = stated.fossil?.value else { return }
    let total = stated.excludingUptake.value
    func orNothing(_ part: Decimal?) -> Double { part?.value ?? 0 }
    let withLand =
      fossil + orNothing(stated.landUseChange) + orNothing(stated.landManagement)
      + orNothing(stated.landRemovals)
    let withCapture = withLand + (plain(.technicalRemovals3) ?? 0) + (plain(.capture3) ?? 0)
    let parts = withCapture + orNothing(stated.biogenic)
    if disagree(total, parts, .excluding3) { return }
    if let including = stated.includingUptake?.value, let uptake = plain(.uptake3) {
      _ = disagree(including, total + uptake, .including3)
    }
  }

  /// More than 1 % apart, with a notice then.
  private func disagree(_ stated: Double, _ sum: Double, _ field: PactField) -> Bool {
    guard abs(stated - sum) > 0.01 * max(abs(stated), abs(sum)) else { return false }
    note(
      .compositionMismatch, field, found: fields[field].text ?? "",
      expected: DecimalText.brief(sum))
    return true
  }

  private func noteFactors() {
    let list: PactField = convention == .version2 ? .factors2 : .factors3
    var count = 0
    var only = fields[.factor2].content
    fields.forEach(in: list) { factor in
      count += 1
      only = factor
    }
    // Nearly all footprints of a file rest on one set that has one member.
    guard count > 1 else {
      if let only { use(factors: only.text) }
      return
    }
    use(factors: Set(fields.list(list)).sorted().joined(separator: ", "))
  }

  private func use(factors name: String) {
    var use = FactorUse(first: place)
    use.count = 1
    batch.factors[name, default: FactorUse(first: place)].add(use)
  }
}
