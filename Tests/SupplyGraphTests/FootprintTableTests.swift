import Footprints
import Testing

@testable import SupplyGraph

@Suite struct FootprintTableTests {
  private func full(_ number: Int) -> Footprint {
    var footprint = Footprint(
      id: "id-\(number)", specVersion: "2.3.0", productIDs: ["urn:x:\(number)", "äöü \(number)"],
      unit: Unit(number % 2 == 0 ? "kilogram" : "VM-year"),
      emissions: Emissions(
        excludingUptake: -1.5, includingUptake: 0, fossil: nil, landUse: 0.1, biogenic: -0.0,
        aircraft: 1e-300,
        packaging: nil),
      place: Place(file: 3, line: 7, offset: 1 << 40, length: 99, check: 5))
    footprint.productName = "名前 \(number)"
    footprint.productDescription = number % 3 == 0 ? "" : "long"
    footprint.companyName = "Company \(number % 2)"
    footprint.companyIDs = ["a", "b"]
    footprint.classifications = ["urn:cpc:1"]
    footprint.declaredAmount = 12
    footprint.massPerUnit = 0
    footprint.primaryDataShare = 0
    footprint.dataQuality = .scale5(technological: 1, temporal: nil, geographical: Double(number))
    footprint.verification = Verification(
      provider: "p", coverage: "c", level: "l", standard: "s", completed: Timestamp(seconds: -1),
      comments: "!")
    footprint.basis = .organisationAllocated
    footprint.referenceStart = Timestamp(seconds: 0)
    footprint.referenceEnd = Timestamp(seconds: 1)
    footprint.validityEnd = Timestamp(seconds: 2)
    footprint.geography = "JP-13"
    footprint.status = number % 2 == 0 ? .other("odd") : .deprecated
    footprint.created = Timestamp(seconds: 4)
    footprint.updated = Timestamp(seconds: 5)
    footprint.version = 9
    footprint.precedingIDs = ["before"]
    footprint.logistics = .hubOperation
    return footprint
  }

  private var bare: Footprint {
    Footprint(
      id: "", specVersion: "", productIDs: [], unit: Unit(""), emissions: Emissions(excludingUptake: 0),
      place: .nowhere)
  }

  private var all: [Footprint] { [bare] + (0..<5).map { full($0) } + [bare] }

  private func table(_ footprints: [Footprint]) -> FootprintTable {
    var table = FootprintTable()
    for footprint in footprints { table.append(footprint) }
    return table
  }

  @Test func whatGoesInComesOut() {
    #expect(Array(table(all)) == all)
    #expect(table(all)[2].place.check == 5)
  }

  @Test func tablesAreJoined() {
    var joined = table(Array(all[..<3]))
    joined.append(contentsOf: table(Array(all[3...])))
    #expect(Array(joined) == all)
    joined.filter { $0 % 2 == 0 }
    #expect(Array(joined) == all.indices.filter { $0 % 2 == 0 }.map { all[$0] })
  }

  @Test func roomChangesNothing() {
    var table = table(all)
    table.reserve(part: 0.001)
    #expect(Array(table) == all)
  }

  @Test func sharesAndCompaniesChange() {
    var table = table(all)
    table.changeShares(from: 2) { $0.map { $0 + 1 } }
    #expect(table.map(\.primaryDataShare) == [nil, 0, 1, 1, 1, 1, nil])
    table.rename(companyOf: 1, to: "Other")
    #expect(table[1].companyName == "Other" && table[1].companyIDs.isEmpty)
    #expect(table[1].classifications == ["urn:cpc:1"] && table[2].companyIDs == ["a", "b"])
  }

  @Test func identifiersHaveOneKeyHoweverTheyAreWritten() {
    var (bytes, texts) = (KeyPool(), KeyPool())
    for id in [
      "URN:A:b", "urn:a:B", "A", " A", "urn:ä:X", "u", "urnX", "",
      "URN:" + String(repeating: "x", count: 300),
    ] {
      var copy = id
      let byBytes = copy.withUTF8 { bytes.number(of: $0) }
      #expect(byBytes == texts.number(of: id), "\(id)")
    }
  }

  @Test func theLeastIdentifierIsThatOfTheTexts() {
    let lists = [
      ["b", "a"], ["URN:B", "urn:a"], ["urn:x", "Z"], ["ä", "a"], [], ["aa", "a"], [" a", "b"],
    ]
    for ids in lists {
      var footprint = bare
      footprint.productIDs = ids
      let number = table([footprint]).leastPlainProductID(0)
      let isPlain = ids.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } && $0.first != " " } && !ids.isEmpty
      #expect((number >= 0) == isPlain)
      if number >= 0 { #expect(ProductKey(ids[number]).text == ids.map { ProductKey($0).text }.min()) }
    }
  }
}
