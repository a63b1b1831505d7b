import Footprints
import SupplyGraph

/// Reads folders and files into a builder of a graph.
///
/// A folder gives its own files and those of its sub-folder `footprints`: `.json`, `.ndjson` and `.jsonl` are read
/// as footprints, `.csv` and `.tsv` by their headers. Files are only read, never held open longer than that, and
/// never more than a few megabytes of them at a time. What is wrong in them becomes notices of the builder. The
/// result does not depend on `threads`, the order of `paths` or the order of a folder.
///
/// - Parameters:
///   - asOf: the date on which figures must be valid.
///   - progress: called on the calling thread, every few megabytes and at the end.
///   - partial: called as often on the calling thread, with a way to make a builder of all that was read so far; what
///     it holds is then shared with the reading, which copies what it has to change.
///   - isCancelled: asked as often; when it says so, the builder holds what was read up to there.
/// - Throws: `DatasetError` when there is nothing to read at all.
public func readDataset(
  _ paths: [String], asOf: Timestamp, threads: Int = 2,
  progress: @Sendable (LoadProgress) -> Void = { _ in },
  partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void = { _, _ in },
  isCancelled: @Sendable () -> Bool = { false }
) throws(DatasetError) -> SupplyGraphBuilder {
  try readDataset(
    paths, asOf: asOf, threads: threads, chunkSize: ChunkSource.chunkSize, progress: progress,
    partial: partial, isCancelled: isCancelled)
}

/// The same in pieces of about `chunkSize` bytes, which must not be seen in the result either.
func readDataset(
  _ paths: [String], asOf: Timestamp, threads: Int, chunkSize: Int,
  progress: @Sendable (LoadProgress) -> Void = { _ in },
  partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void = { _, _ in },
  isCancelled: @Sendable () -> Bool = { false }
) throws(DatasetError) -> SupplyGraphBuilder {
  let files = try FileListing.files(paths)
  var assembly = DatasetAssembly(files, asOf: asOf, threads: threads)
  let source = ChunkSource(files, chunkSize: chunkSize)
  read(source, into: &assembly, threads, progress: progress, partial: partial, isCancelled: isCancelled)
  let builder = assembly.finish(source)
  progress(assembly.progress(source))
  return builder
}
