/// A column of keys in which rows with the same key mostly follow each other, as those of a bill of materials do: each
/// run of them takes a key and an end, however long it is.
struct KeyRuns: Sendable {
  private(set) var keys: [Int32] = []
  /// By run: the row behind its last.
  private var ends: [Int32] = []

  var runs: Range<Int> { keys.indices }

  @inline(__always)
  func rows(of run: Int) -> Range<Int> { Int(run == 0 ? 0 : ends[run - 1])..<Int(ends[run]) }

  /// One row.
  @inline(__always)
  mutating func append(_ key: Int32) { append(key, rows: 1) }

  mutating func append(_ key: Int32, rows: Int) {
    if keys.last == key, let last = ends.indices.last {
      ends[last] += Int32(truncatingIfNeeded: rows)
    } else {
      begin(key, rows: rows)
    }
  }

  /// A new run, also where the key is that of the last one.
  @inline(__always)
  mutating func begin(_ key: Int32, rows: Int) {
    ends.append((ends.last ?? 0) + Int32(truncatingIfNeeded: rows))
    keys.append(key)
  }

  @inline(__always)
  mutating func append(contentsOf other: KeyRuns, _ key: (Int32) -> Int32) {
    for run in other.runs { append(key(other.keys[run]), rows: other.rows(of: run).count) }
  }

  /// The same in plain memory.
  struct Memory {
    let keys: UnsafeBufferPointer<Int32>
    fileprivate let ends: UnsafeBufferPointer<Int32>

    /// Of runs.
    var count: Int { keys.count }

    @inline(__always)
    func rows(of run: Int) -> Range<Int> { Int(run == 0 ? 0 : ends[run - 1])..<Int(ends[run]) }
  }

  func withMemory<Result>(_ body: (Memory) -> Result) -> Result {
    keys.withUnsafeBufferPointer { keys in
      ends.withUnsafeBufferPointer { ends in body(Memory(keys: keys, ends: ends)) }
    }
  }
}
