import Footprints

/// Primary data share, ratings and confirmation by third parties; and what a record lacks.
extension PactReader {
  func rate(_ footprint: inout Footprint) {
    footprint.primaryDataShare = primaryShare()
    footprint.dataQuality = convention == .version2 ? ratingsOfThree() : ratingsOfFive()
    footprint.verification = fields[.verification].isGiven ? verification() : assurance()
  }

  private func primaryShare() -> Double? {
    guard let share = decimal(.primaryShare)?.value else { return nil }
    batch.shares.see(share) {
      Notice(
        .sharesAreFractions, place: place, field: PactField.primaryShare.label,
        found: fields[.primaryShare].text ?? "", expected: DecimalText.brief(share * 100) + " %",
        product: product)
    }
    guard (0...100).contains(share) else {
      note(.shareOutOfRange, .primaryShare, found: fields[.primaryShare].text ?? "", expected: "0…100")
      return nil
    }
    return share
  }

  private func ratingsOfThree() -> DataQuality? {
    let coverage = rating(.coverage, 0...100)
    let five = [PactField.technological, .temporal, .geographical, .completeness, .reliability]
      .map { rating($0, 1...3) }
    guard coverage != nil || five.contains(where: { $0 != nil }) else { return nil }
    return .scale3(
      coveragePercent: coverage, technological: five[0], temporal: five[1], geographical: five[2],
      completeness: five[3], reliability: five[4])
  }

  private func ratingsOfFive() -> DataQuality? {
    let three = [PactField.technological, .temporal, .geographical].map { rating($0, 1...5) }
    guard three.contains(where: { $0 != nil }) else { return nil }
    return .scale5(technological: three[0], temporal: three[1], geographical: three[2])
  }

  private func rating(_ field: PactField, _ range: ClosedRange<Double>) -> Double? {
    guard let value = decimal(field)?.value else { return nil }
    guard range.contains(value) else {
      let expected = "\(DecimalText.brief(range.lowerBound))…\(DecimalText.brief(range.upperBound))"
      note(.numberOutOfRange, field, found: fields[field].text ?? "", expected: expected, severity: .note)
      return nil
    }
    return value
  }

  /// Version 3: its presence is the statement, but an object that says nothing confirms nothing.
  private func verification() -> Verification? {
    let verification = Verification(
      provider: words(.verificationProvider), coverage: words(.verificationCoverage),
      standard: words(.verificationStandard), completed: date(.verificationCompleted),
      comments: words(.verificationComments))
    if verification == Verification(provider: "") {
      note(.notVerified, .verification)
      return nil
    }
    return verification
  }

  /// Version 2: `false` with an empty provider is the usual way to say "not assured".
  private func assurance() -> Verification? {
    guard fields[.assurance].kind == .object, fields[.assured].text == "true" else { return nil }
    let provider = words(.assuranceProvider)
    guard !provider.isEmpty else {
      note(.notVerified, .assuranceProvider)
      return nil
    }
    return Verification(
      provider: provider, coverage: words(.assuranceCoverage), level: words(.assuranceLevel),
      standard: words(.assuranceStandard), completed: date(.assuranceCompleted),
      comments: words(.assuranceComments))
  }

  /// One note per record for what the specification wants and no figure needs.
  func checkMandatory(_ footprint: Footprint) {
    var missing = (convention == .version2 ? PactReader.formal2 : PactReader.formal3)
      .filter { !fields[$0].isGiven }
    missing += (convention == .version2 ? PactReader.lists2 : PactReader.lists3)
      .filter { fields.list($0).isEmpty }
    guard !missing.isEmpty else { return }
    let names = missing.map(\.label).joined(separator: ", ")
    batch.add(Notice(.missingField, place: place, field: names, product: product, severity: .note))
  }

  private static let formal: [PactField] = [
    .id, .specVersion, .created, .status, .companyName, .productDescription, .productName, .referenceStart,
    .referenceEnd, .fossil, .fossilCarbon, .exempted,
  ]
  private static let formal2 =
    formal + [.version, .cpc, .biogenicCarbon, .boundary, .packagingIncluded, .factor2]
  private static let formal3 = formal + [.mass, .including3]
  private static let lists2: [PactField] = [.companyIDs, .standards2]
  private static let lists3: [PactField] = [.companyIDs, .factors3, .standards]
}
