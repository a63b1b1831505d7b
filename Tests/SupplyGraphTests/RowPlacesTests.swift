import Footprints
import Testing

@testable import SupplyGraph

@Suite struct RowPlacesTests {
  /// Lines that follow each other, and all that breaks them: blank lines, other files, long rows, far offsets, nothing.
  private static func places(_ random: inout Seeded) -> [Place] {
    var place = Place(file: 0, line: 1, offset: 12, length: 20)
    return (0..<200).map { _ in
      defer {
        place.offset += Int64(place.length) + 1
        place.line += 1
        place.length = Int32.random(in: 0...40, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: place.line += 3
        case 1: place = Place(file: place.file + 70_000, line: 2, offset: 1 << 39, length: 3)
        case 2: place.length = [1023, 1024, 5_000_000, .max].randomElement(using: &random) ?? 0
        case 3: place.offset += 1 << 22
        case 4: place.line = .max
        default: break
        }
        if place.line == .max { place.line = 7 }
      }
      return place
    }
  }

  @Test(arguments: 0..<20)
  func placesAreKept(seed: UInt64) {
    var random = Seeded(state: seed)
    let expected = RowPlacesTests.places(&random) + [.nowhere, Place(file: 0, line: .max), .nowhere]
    var places = RowPlaces()
    for place in expected { places.append(place) }
    #expect(expected.indices.map { places[$0] } == expected)
    // In pieces it is the same.
    let middle = Int.random(in: 0...expected.count, using: &random)
    var (first, second) = (RowPlaces(), RowPlaces())
    for place in expected[..<middle] { first.append(place) }
    for place in expected[middle...] { second.append(place) }
    first.append(contentsOf: second)
    #expect(expected.indices.map { first[$0] } == expected)
  }

  /// Rows on lines that follow each other may come all together.
  @Test(arguments: 0..<20)
  func placesAreKeptInBlocks(seed: UInt64) {
    var random = Seeded(state: seed)
    let expected = RowPlacesTests.places(&random)
    var places = RowPlaces()
    var rest = expected[...]
    while let first = rest.first {
      let count = rest.enumerated().prefix { number, place in
        place.file == first.file && Int(place.line) == Int(first.line) + number && number < 64
      }.count
      rest.prefix(count).map(\.offset).withUnsafeBufferPointer { offsets in
        rest.prefix(count).map(\.length).withUnsafeBufferPointer { lengths in
          places.append(file: first.file, firstLine: first.line, offsets: offsets, lengths: lengths)
        }
      }
      rest = rest.dropFirst(count)
    }
    #expect(expected.indices.map { places[$0] } == expected)
  }
}

@Suite struct ProductPlacesTests {
  @Test func productsStandInTheirRowsOrWhereTheyAreNamed() {
    let stated = (0..<3).map { Place(file: 0, line: Int32($0 + 2), offset: Int64(10 * $0), length: 9) }
    var rows = RowPlaces()
    for place in stated { rows.append(place) }
    let named = (0..<4).map { Place(file: 1, line: Int32($0 + 7)) }
    var places = ProductPlaces(rows, [2, -1, 0, -1]) { named[$0] }
    #expect((0..<4).map { places[$0] } == [stated[2], named[1], stated[0], named[3]])
    places.permute([3, 2, 1, 0])
    #expect((0..<4).map { places[$0] } == [named[3], stated[0], named[1], stated[2]])
  }
}
