import Footprints
import Testing

@testable import SupplyGraph

/// A column that is kept from the first value on is the same as one that is kept from the beginning.
@Suite struct SparseColumnTests {
  @Test func valuesStandWhereTheyWerePut() {
    var column = SparseColumn<Int32>()
    for row in 0..<5 { column.append(row == 3 ? 7 : -1, behind: row) }
    #expect((0..<5).map { column[$0] } == [-1, -1, -1, 7, -1])
    #expect(!column.isEmpty && SparseColumn<Int32>().isEmpty)
  }

  @Test(arguments: [[], [-1, -1], [4, -1]] as [[Int32]], [[], [-1], [-1, 5, -1]] as [[Int32]])
  func columnsJoinWhateverTheyState(_ first: [Int32], _ second: [Int32]) {
    var (a, b) = (SparseColumn<Int32>(), SparseColumn<Int32>())
    for (row, value) in first.enumerated() { a.append(value, behind: row) }
    for (row, value) in second.enumerated() { b.append(value, behind: row) }
    a.append(contentsOf: b, second.count, behind: first.count) { $0 + 10 }
    let expected = first + second.map { $0 < 0 ? -1 : $0 + 10 }
    #expect(expected.indices.map { a[$0] } == expected)
    #expect(a.isEmpty == expected.allSatisfy { $0 == -1 })
    let rows = expected.indices.reversed().map { Int32($0) } + [-1]
    #expect(a.gathered(rows, absent: 0) { $0 } == expected.reversed().map { $0 == -1 ? 0 : $0 } + [0])
    a.reorder(expected.indices.reversed())
    #expect(expected.indices.map { a[$0] } == expected.reversed())
  }

  @Test func aValueThatIsSetStandsAmongMissingOnes() {
    var column = SparseColumn<Int32>()
    column.set(-1, at: 1, of: 3)
    #expect(column.isEmpty)
    column.set(8, at: 2, of: 3)
    #expect((0..<3).map { column[$0] } == [-1, -1, 8])
    let gathered = column.gathered([2, -1, 0])
    #expect((0..<3).map { gathered[$0] } == [8, -1, -1])
    #expect(SparseColumn<Int32>().gathered([0, -1]).isEmpty)
  }

  @Test func absentNumbersAreNoNumbers() {
    var column = SparseColumn<Stated>()
    column.append(Stated(wrappedValue: nil), behind: 0)
    #expect(column.isEmpty)
    column.append(Stated(wrappedValue: 0), behind: 1)
    #expect(!column.isEmpty && column[0].wrappedValue == nil && column[1].wrappedValue == 0)
    #expect(column.gathered([1, 0, -1], absent: -1) { $0.number } == [0, -1, -1])
  }
}

/// Rows that come in any order end up in that of their places, with everything that belongs to them.
@Suite struct ProductRowsTests {
  @Test func rowsMoveWithAllTheyState() {
    var rows = ProductRows()
    for row in 0..<3 {
      var record = ProductRecord(id: Int32(row))
      record.name = Int32(10 + row)
      record.gsd = row == 1 ? 1.5 : nil
      let place = Place(file: 0, line: Int32(9 - row), offset: Int64(90 - row), length: 3)
      rows.append(record, key: Int32(20 + row), place: place, others: row == 1 ? [] : [Int32(30 + row), 40])
    }
    #expect(!rows.places.isAscending)
    let before = rows
    rows.reorder([2, 1, 0])
    #expect(rows.places.isAscending)
    for row in 0..<3 {
      #expect(rows[row] == before[2 - row] && rows.keys[row] == before.keys[2 - row])
      #expect(rows.places[row] == before.places[2 - row])
    }
    #expect(rows.others.map(\.row) == [0, 0, 2, 2])
    #expect(rows.others.map(\.key) == [32, 40, 30, 40])
  }
}
