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
  /// The rows by the products of the graph that was made of them last.
  private var rows: StandingRows?
  /// As `FootprintVersions.crossing`, of all that the graph was built of.
  private var crossing: Set<UInt64> = []

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
    var assembly = DatasetAssembly(files, asOf: asOf, threads: threads)
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
    dataset?.crossing = assembly.crossing
    progress(assembly.progress(source))
    return (builder, dataset)
  }

  /// Reads what was added to the growing files.
  ///
  /// - Returns: the builder with everything in it; nil when another file has changed, or a growing one otherwise than
  ///   at its end, or a line is not whole. Then the dataset must be read anew, and this value is good for nothing more.
  /// - Complexity: O(what was added) to read, O(rows) to put the builder together.
  public mutating func readOn(threads: Int = 2) -> SupplyGraphBuilder? {
    readArrivals(threads) == nil ? nil : builder()
  }

  /// What becomes of a graph when what was added to the growing files is read.
  public enum Growth: Sendable {
    /// Nothing but figures of products of the graph changed.
    case figures(GraphUpdate)
    /// A builder with everything in it.
    case everything(SupplyGraphBuilder)
  }

  /// Reads what was added to the growing files, and takes it into a graph where only figures of its products change.
  ///
  /// - Parameter graph: what was made of this dataset last: by the builder that came with it, or here.
  /// - Returns: nil as `readOn`.
  /// - Complexity: O(what was added) to read; then as `SupplyGraph.arriving`, or O(rows) for a builder.
  public mutating func readOn(to graph: SupplyGraph, threads: Int = 2) -> Growth? {
    guard let arrivals = readArrivals(threads) else { return nil }
    if let update = update(graph, arrivals) { return .figures(update) }
    return .everything(builder())
  }

  private mutating func update(_ graph: SupplyGraph, _ read: ReadArrivals) -> GraphUpdate? {
    if read.changesShares { return nil }
    if rows == nil { rows = StandingRows(assembly.builder, of: graph) }
    guard let rows,
      let versions = FootprintVersions.Arrivals(read.footprints, in: graph, crossing: crossing)
    else { return nil }
    var notices = read.notices
    notices.add(contentsOf: versions.notices)
    return graph.arriving(
      FootprintArrivals(
        footprints: versions.footprints, superseded: versions.superseded, notices: notices,
        outdated: read.outdated), rows: rows)
  }

  private mutating func readArrivals(_ threads: Int) -> ReadArrivals? {
    guard let now = try? FileListing.files(paths, growing: growing), isSame(now) else { return nil }
    let source = ChunkSource(now, behind: ends, chunkSize: chunkSize)
    let before = assembly.setAside()
    Formats.read(source, into: &assembly, threads)
    guard !source.hasLostPlace else { return nil }
    assembly.rest(source)
    (files, ends) = (now, source.ends)
    var arrivals = assembly.join(before)
    arrivals.notices.add(contentsOf: source.notices)
    return arrivals
  }

  /// Everything that was read. Products of its graph may have other numbers than those of the one before.
  private mutating func builder() -> SupplyGraphBuilder {
    rows = nil
    var copy = assembly
    let builder = copy.finish()
    crossing = copy.crossing
    return builder
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
