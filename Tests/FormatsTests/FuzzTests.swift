import Footprints
import SupplyGraph
import Testing

@testable import Formats

/// Damaged files of every kind: whatever comes, nothing crashes, and what is read stays in its bounds.
@Suite struct FuzzTests {
  static let seeds = [
    "[\(version2()),\n\(version3())]", "{\"data\": [\(version3(pcf: ["dqi": "{\"temporalDQR\": \"1\"}"]))]}",
    version2() + "\r\n\r\n"
      + version3(more: ", \"extensions\": [{\"dataSchema\": \"https://ileap/toc.json\"}]") + "\n",
  ]
  static let tables = [
    "sep=;\nid;name;unit;direct_kgco2e;primary_data_share\n\"A\";\"x\"\"\n;y\";kg;1.5;60%\nB;鋼;t;1e3;0.5\n",
    "product_id,component_id,amount,unit,share\nA,B,1.5,kg,0.5\nA,C,-2,piece,60\n",
    "supplier_id\tname\tasked_on\n1\tAoi\t2026-01-31\n",
  ]

  @Test(arguments: 0..<3)
  func documents(_ seed: Int) {
    var mutator = Mutator(seed: UInt64(seed), Self.seeds[seed])
    for _ in 0..<250 {
      let bytes = mutator.next()
      let document = PactDocument(bytes)
      for footprint in document.footprints { check(footprint, bytes.count) }
      for notice in document.notices.grouped().flatMap(\.worst) {
        #expect(notice.place.offset >= 0 && notice.place.offset <= Int64(bytes.count))
      }
    }
  }

  private func check(_ footprint: Footprint, _ count: Int) {
    let place = footprint.place
    #expect(place.offset >= 0 && place.offset + Int64(place.length) <= Int64(count))
    #expect(footprint.emissions.excludingUptake.isFinite)
    #expect(!footprint.productIDs.isEmpty)
    #expect(footprint.declaredAmount > 0)
    #expect(footprint.primaryDataShare.map { (0...100).contains($0) } ?? true)
  }

  @Test(arguments: 0..<3)
  func tables(_ seed: Int) throws {
    var mutator = Mutator(seed: UInt64(seed), Self.tables[seed])
    let folder = try TemporaryFolder()
    for round in 0..<50 {
      let bytes = mutator.next()
      try folder.write(bytes, to: "t.csv")
      let graph = try readDataset([folder.path], asOf: today, threads: 1 + round % 2).build()
      for product in 0..<graph.count {
        let place = graph.place(product)
        #expect(place.offset >= 0 && place.offset + Int64(place.length) <= Int64(bytes.count))
        #expect(graph.given(product).direct?.isFinite ?? true)
      }
    }
  }
}

/// Damages a text: flipped bits, cuts, splices, repeats, huge numbers, deep nesting, hostile bytes.
struct Mutator {
  private let source: [UInt8]
  private var random: SplitMix

  init(seed: UInt64, _ text: String) {
    source = Array(text.utf8)
    random = SplitMix(seed: seed)
  }

  mutating func next() -> [UInt8] {
    var bytes = source
    for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes) }
    return bytes
  }

  private static let insertions: [[UInt8]] = [
    Array("1e999999999".utf8), Array("99999999999999999999999999".utf8), Array(repeating: 0x5B, count: 3000),
    Array("{\"data\":".utf8), [0], [0xFF, 0xFE], [0xE3, 0x81], Array("\"".utf8), Array("\\".utf8),
    Array("\n".utf8),
    Array("\\ud800".utf8), Array("],[".utf8), Array(";;;".utf8), Array("-".utf8), Array("\u{202e}".utf8),
    [0xEF, 0xBB, 0xBF],
  ]

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let at = Int.random(in: 0..<bytes.count, using: &random)
    let other = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0...6, using: &random) {
    case 0: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 1: bytes.removeSubrange(at...)
    case 2: bytes.removeSubrange(min(at, other)..<max(at, other))
    case 3: bytes.insert(contentsOf: bytes[min(at, other)..<max(at, other)], at: at)
    case 4: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 5: bytes.swapAt(at, other)
    default: bytes.insert(contentsOf: Self.insertions.randomElement(using: &random) ?? [], at: at)
    }
  }
}
