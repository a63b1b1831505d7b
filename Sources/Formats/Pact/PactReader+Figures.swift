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
    footprint.emissions = emissions(headline, scale)
    checkSigns(footprint.emissions)
    if convention == .version3 { checkComposition() }
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

  private func emissions(_ headline: Decimal, _ scale: Scale) -> Emissions {
    let isVersion2 = convention == .version2
    return Emissions(
      excludingUptake: scale(headline),
      includingUptake: decimal(isVersion2 ? .including2 : .including3).map(scale.callAsFunction),
      fossil: decimal(.fossil).map(scale.callAsFunction),
      landUse: sum(
        isVersion2
          ? [.landUseChange2, .landManagement2] : [.landUseChange3, .landManagement3, .landRemovals3],
        scale),
      biogenic: decimal(isVersion2 ? .otherBiogenic2 : .biogenic3).map(scale.callAsFunction),
      aircraft: decimal(.aircraft).map(scale.callAsFunction),
      packaging: decimal(.packaging).map(scale.callAsFunction))
  }

  /// The sum of what is stated; nil when nothing is. Indirect land use change and carbon leakage are stated beside
  /// the totals and stay out.
  private func sum(_ parts: [PactField], _ scale: Scale) -> Double? {
    var total: Double?
    for part in parts {
      guard let value = decimal(part) else { continue }
      total = (total ?? 0) + scale(value)
    }
    return total
  }

  private func checkSigns(_ emissions: Emissions) {
    if convention == .version2, emissions.excludingUptake < 0 {
      note(.numberOutOfRange, .excluding2, found: fields[.excluding2].text ?? "", expected: "≥ 0")
    }
    for field in [PactField.fossil, .aircraft, .packaging] {
      guard let value = plain(field), value < 0 else { continue }
      note(.numberOutOfRange, field, found: fields[field].text ?? "", expected: "≥ 0")
    }
    let uptake: PactField = convention == .version2 ? .uptake2 : .uptake3
    if let value = plain(uptake), value > 0 {
      note(.numberOutOfRange, uptake, found: fields[uptake].text ?? "", expected: "≤ 0", severity: .note)
    }
  }

  /// The value as written, without notices: they were given when it was read.
  private func plain(_ field: PactField) -> Double? {
    guard let content = fields[field].content, fields[field].kind != .bool else { return nil }
    return (try? Decimal(content))?.value
  }

  /// The identities that version 3 gives for its totals. The stated totals are trusted: most public examples list
  /// the fossil part only.
  private func checkComposition() {
    guard let total = plain(.excluding3), let fossil = plain(.fossil) else { return }
    let others: [PactField] = [
      .landUseChange3, .landManagement3, .landRemovals3, .technicalRemovals3, .capture3, .biogenic3,
    ]
    let parts = others.reduce(fossil) { $0 + (plain($1) ?? 0) }
    if disagree(total, parts, .excluding3) { return }
    if let including = plain(.including3), let uptake = plain(.uptake3) {
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
