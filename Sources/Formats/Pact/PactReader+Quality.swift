import Footprints
import SupplyGraph

/// Primary data share, ratings and confirmation by third parties; and what a record lacks.
extension PactReader {
  func rate(_ record: inout FootprintRecord) {
    record.primaryDataShare = primaryShare()
    batch.footprints.set(
      &record, quality: convention == .version2 ? ratingsOfThree() : ratingsOfFive(),
      verification: fields[.verification].isGiven ? verification() : assurance())
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
    let (technological, temporal) = (rating(.technological, 1...3), rating(.temporal, 1...3))
    let (geographical, completeness) = (rating(.geographical, 1...3), rating(.completeness, 1...3))
    let reliability = rating(.reliability, 1...3)
    if coverage == nil, technological == nil, temporal == nil, geographical == nil, completeness == nil,
      reliability == nil
    {
      return nil
    }
    return .scale3(
      coveragePercent: coverage, technological: technological, temporal: temporal, geographical: geographical,
      completeness: completeness, reliability: reliability)
  }

  private func ratingsOfFive() -> DataQuality? {
    let (technological, temporal) = (rating(.technological, 1...5), rating(.temporal, 1...5))
    let geographical = rating(.geographical, 1...5)
    if technological == nil, temporal == nil, geographical == nil { return nil }
    return .scale5(technological: technological, temporal: temporal, geographical: geographical)
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
  func checkMandatory() {
    let isVersion2 = convention == .version2
    var missing: [PactField] = []
    for field in isVersion2 ? PactReader.formal2 : PactReader.formal3 where !fields[field].isGiven {
      missing.append(field)
    }
    for list in isVersion2 ? PactReader.lists2 : PactReader.lists3 where !fields.hasItems(list) {
      missing.append(list)
    }
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
