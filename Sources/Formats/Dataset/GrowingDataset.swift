import Footprints
import SupplyGraph

/// A dataset that was read, some of whose files are written to at their ends: what comes there is read on from where
/// they ended, and everything else is kept, so that it need not be read again.
///
/// The graph that comes of it is that of reading all files anew, or there is none: `readOn` says when a file is not
/// what it was. Holds the rows of the dataset once more beside the graph.
public struct GrowingDataset: Sendable {
  private var assembly: DatasetAssembly
  private let paths: [String]
  private let growing: Set<String>
  private var files: [ListedFile]
  private var ends: [Int32: FileEnd]
  private let chunkSize: Int

  /// Reads a dataset as `readDataset` does, so that it can be read on.
  ///
  /// - Parameter growing: names of files in the folder's `footprints` that are only ever written to at their ends, one
  ///   record a line, whether they are there or not yet.
  /// - Returns: the builder, and the dataset where it can be read on: it was read to its end, and the growing files
  ///   end in whole lines.
  public static func read(
    _ paths: [String], growing: Set<String>, asOf: Timestamp, threads: Int = 2,
    progress: @Sendable (LoadProgress) -> Void = { _ in },
    partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void = { _, _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) throws(DatasetError) -> (builder: SupplyGraphBuilder, dataset: GrowingDataset?) {
    try read(
      paths, growing: growing, asOf: asOf, threads: threads, chunkSize: ChunkSource.chunkSize,
      progress: progress, partial: partial, isCancelled: isCancelled)
  }

  /// The same in pieces of about `chunkSize` bytes.
  static func read(
    _ paths: [String], growing: Set<String>, asOf: Timestamp, threads: Int, chunkSize: Int,
    progress: @Sendable (LoadProgress) -> Void = { _ in },
    partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void = { _, _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) throws(DatasetError) -> (builder: SupplyGraphBuilder, dataset: GrowingDataset?) {
    let files = try FileListing.files(paths, growing: growing)
    var assembly = DatasetAssembly(files, asOf: asOf)
    let source = ChunkSource(files, chunkSize: chunkSize)
    Formats.read(
      source, into: &assembly, threads, progress: progress, partial: partial, isCancelled: isCancelled)
    assembly.rest(source)
    var dataset: GrowingDataset?
    if files.contains(where: \.isGrowing), !source.hasLostPlace, !isCancelled() {
      dataset = GrowingDataset(
        assembly: assembly, paths: paths, growing: growing, files: files, ends: source.ends,
        chunkSize: chunkSize)
    }
    let builder = assembly.finish()
    progress(assembly.progress(source))
    return (builder, dataset)
  }

  /// Reads what was added to the growing files.
  ///
  /// - Returns: the builder with everything in it; nil when another file has changed, or a growing one otherwise than
  ///   at its end, or a line is not whole. Then the dataset must be read anew, and this value is good for nothing more.
  /// - Complexity: O(what was added) to read, O(rows) to put the builder together.
  public mutating func readOn(threads: Int = 2) -> SupplyGraphBuilder? {
    guard let now = try? FileListing.files(paths, growing: growing), isSame(now) else { return nil }
    let source = ChunkSource(now, behind: ends, chunkSize: chunkSize)
    Formats.read(source, into: &assembly, threads)
    guard !source.hasLostPlace else { return nil }
    assembly.rest(source)
    (files, ends) = (now, source.ends)
    var copy = assembly
    return copy.finish()
  }

  /// Whether all files but the growing ones are as they were when they were listed.
  private func isSame(_ now: [ListedFile]) -> Bool {
    now.count == files.count
      && zip(files, now).allSatisfy { before, now in
        before.source == now.source && before.kind == now.kind && before.isGrowing == now.isGrowing
          && before.problem?.code == now.problem?.code && before.problem?.found == now.problem?.found
          && (now.isGrowing
            ? before.isAwaited || !now.isAwaited : before.stamp == now.stamp && before.size == now.size)
      }
  }
}
