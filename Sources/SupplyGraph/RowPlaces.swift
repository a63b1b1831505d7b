import Footprints

/// Where rows stand in their files, in four bytes a row: rows on lines that follow each other share the rest.
struct RowPlaces: Sendable {
  /// Rows of one file on lines that follow each other.
  private struct Run {
    /// The first row of the run, its line, and its place in the file.
    var first: Int
    var file: Int32
    var line: Int32
    var offset: Int64
    /// Of its only row, where that is too long for `packed`; −1 elsewhere.
    var length: Int32 = -1

    /// Of a row that is neither too far behind nor too long.
    @inline(__always)
    func packed(_ offset: Int64, _ length: Int32) -> UInt32 {
      UInt32(truncatingIfNeeded: offset &- self.offset) << RowPlaces.lengthBits
        | UInt32(truncatingIfNeeded: length)
    }
  }

  private var runs: [Run] = []
  /// By row: how far behind the beginning of its run, and how long it is.
  private var packed: [UInt32] = []

  private static let lengthBits = 10
  private static let longest = 1 << lengthBits - 1
  private static let farthest = 1 << (32 - lengthBits) - 1

  var count: Int { packed.count }

  /// O(log runs).
  subscript(row: Int) -> Place {
    var (low, high) = (0, runs.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].first <= row { low = middle } else { high = middle }
    }
    let run = runs[low]
    let (distance, length) = (packed[row] >> RowPlaces.lengthBits, packed[row] & UInt32(RowPlaces.longest))
    return Place(
      file: run.file, line: run.line + Int32(truncatingIfNeeded: row - run.first),
      offset: run.offset + Int64(distance), length: run.length >= 0 ? run.length : Int32(length))
  }

  @inline(__always)
  mutating func append(file: Int32, line: Int32, offset: Int64, length: Int32) {
    if let run = runs.last, run.file == file, run.length < 0,
      Int(line) == Int(run.line) + count - run.first, offset >= run.offset,
      offset &- run.offset <= Int64(RowPlaces.farthest), length >= 0, Int(length) <= RowPlaces.longest
    {
      packed.append(run.packed(offset, length))
    } else {
      begin(file: file, line: line, offset: offset, length: length)
    }
  }

  /// Rows on lines that follow each other, further and further behind.
  mutating func append(
    file: Int32, firstLine: Int32, offsets: UnsafeBufferPointer<Int64>, lengths: UnsafeBufferPointer<Int32>
  ) {
    guard let first = offsets.first, let last = offsets.last else { return }
    if let run = runs.last, run.file == file, run.length < 0,
      Int(firstLine) == Int(run.line) + count - run.first, first >= run.offset,
      last &- run.offset <= Int64(RowPlaces.farthest),
      lengths.allSatisfy({ $0 >= 0 && Int($0) <= RowPlaces.longest })
    {
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: offsets.count) { rows in
        for row in offsets.indices { rows[row] = run.packed(offsets[row], lengths[row]) }
        packed.append(contentsOf: rows)
      }
      return
    }
    // The first may begin a run that the others go on with.
    append(file: file, line: firstLine, offset: first, length: lengths[0])
    append(
      file: file, firstLine: firstLine &+ 1, offsets: .init(rebasing: offsets.dropFirst()),
      lengths: .init(rebasing: lengths.dropFirst()))
  }

  private mutating func begin(file: Int32, line: Int32, offset: Int64, length: Int32) {
    let isLong = length < 0 || Int(length) > RowPlaces.longest
    runs.append(
      Run(first: count, file: file, line: line, offset: offset, length: isLong ? max(0, length) : -1))
    packed.append(isLong ? 0 : UInt32(length))
  }

  mutating func append(_ place: Place) {
    append(file: place.file, line: place.line, offset: place.offset, length: place.length)
  }

  mutating func append(contentsOf other: RowPlaces) {
    let start = count
    runs += other.runs.lazy.map { run in
      var moved = run
      moved.first += start
      return moved
    }
    packed.append(contentsOf: other.packed)
  }

  /// Each row behind the one before it, in the order of reading.
  var isAscending: Bool {
    runs.indices.dropFirst().allSatisfy { self[runs[$0].first - 1].precedes(self[runs[$0].first]) }
  }

  mutating func reorder(_ order: [Int]) {
    var reordered = RowPlaces()
    for row in order { reordered.append(self[row]) }
    self = reordered
  }

  mutating func reserve(_ rows: Int) { packed.reserveLarge(rows) }
}

/// Where products are described: most of them in a row.
struct ProductPlaces: Sendable {
  private var rows = RowPlaces()
  /// By product: its row, or below zero where it stands in `others`.
  private var rowOf: [Int32] = []
  private var others: [Place] = []

  init() {}

  /// - Parameters:
  ///   - rowOf: by product, into `rows`; −1 for a product without a row.
  ///   - other: the place of a product without one.
  init(_ rows: RowPlaces, _ rowOf: [Int32], _ other: (ProductIndex) -> Place) {
    self.rows = rows
    self.rowOf = rowOf
    for p in rowOf.indices where rowOf[p] < 0 {
      self.rowOf[p] = -1 - Int32(truncatingIfNeeded: others.count)
      others.append(other(p))
    }
  }

  /// O(log rows).
  subscript(p: ProductIndex) -> Place {
    rowOf[p] < 0 ? others[-1 - Int(rowOf[p])] : rows[Int(rowOf[p])]
  }

  /// - Parameter order: the product that comes in each place.
  mutating func permute(_ order: [Int]) { rowOf = order.map { rowOf[$0] } }
}
