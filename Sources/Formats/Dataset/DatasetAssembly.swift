import Footprints
import SupplyGraph

/// Puts batches together, file by file, in the order of the files.
struct DatasetAssembly {
  private(set) var builder: SupplyGraphBuilder
  private let files: [ListedFile]
  private var counts = LoadProgress()
  /// The file that is being put together, with what has to wait for its end.
  private var current: Int32 = -1
  private var findings = Batch()
  /// The first product row of that file.
  private var firstProduct = 0
  private var firstFootprint = 0
  private var footprints = FootprintTable()
  /// Where some files grow, each file's records are kept apart until all are put in the order of the files.
  private let hasGrowing: Bool
  private var fresh = FootprintTable()
  private var pieces: [Piece] = []
  /// What stands in growing files: as long as they grow nothing of it is decided.
  var growing: [Int32: Content] = [:]
  private(set) var factors: [String: FactorUse] = [:]
  /// As `FootprintVersions.crossing`, once all is put together.
  private(set) var crossing: Set<UInt64> = []

  private let threads: Int

  init(_ files: [ListedFile], asOf: Timestamp, threads: Int) {
    self.files = files
    self.threads = threads
    hasGrowing = files.contains(where: \.isGrowing)
    builder = SupplyGraphBuilder(files: files.map(\.source), asOf: asOf)
    counts.filesTotal = files.count { !$0.isAwaited }
    counts.bytesTotal = files.reduce(0) { $0 + $1.size }
  }

  private struct Piece {
    var file: Int32
    var footprints: FootprintTable
  }

  /// What was read of a growing file.
  struct Content {
    var fresh = FootprintTable()
    var findings = Batch()
  }

  var knownKeys: KnownKeys? { builder.knownKeys }

  mutating func add(_ batch: Batch, from chunk: Chunk) {
    if chunk.file != current { finishFile() }
    current = chunk.file
    reserve(batch, chunk)
    findings.absorbFindings(of: batch)
    builder.add(links: batch.plainLinks, in: chunk.rows)
    for row in batch.links { builder.add(link: row) }
    for row in batch.portfolio { builder.add(portfolio: row) }
    for row in batch.suppliers { builder.add(supplier: row) }
    builder.add(products: batch.products)
    if !batch.footprints.isEmpty { add(batch.footprints, weight: chunk.weight) }
    counts.links += batch.links.count + batch.plainLinks.count
    counts.products += batch.products.count
    counts.footprints += batch.footprints.count
    counts.bytesDone += chunk.weight
    counts.currentFile = files[Int(chunk.file)].source.name
  }

  /// The first piece of a large table tells about how many rows there are.
  private mutating func reserve(_ batch: Batch, _ chunk: Chunk) {
    let file = files[Int(chunk.file)]
    guard chunk.offset < 1 << 16, chunk.weight > 0, file.size > chunk.weight, file.kind == .table else {
      return
    }
    let whole = 1.02 * Double(file.size - chunk.offset) / Double(chunk.weight)
    func inAll(_ count: Int) -> Int { Int(min(Double(count) * whole, 1e9)) }
    if batch.plainLinks.count > 0 { builder.reserve(links: counts.links + inAll(batch.plainLinks.count)) }
    if batch.products.count > 0 {
      builder.reserve(
        products: builder.productCount + inAll(batch.products.count), like: batch.products)
    }
  }

  private mutating func add(_ new: FootprintTable, weight: Int64) {
    if hasGrowing { return fresh.append(contentsOf: new) }
    let isFirst = footprints.isEmpty
    footprints.append(contentsOf: new)
    // The first piece tells about how much there will be.
    if isFirst, counts.bytesTotal > counts.bytesDone {
      let rest = Double(counts.bytesTotal - counts.bytesDone)
      footprints.reserve(part: Double(weight) / max(rest, 1))
    }
  }

  /// What could be decided only now: whether the shares of the file were percents.
  private mutating func finishFile() {
    guard current >= 0 else { return }
    counts.filesDone += 1
    if files[Int(current)].isGrowing {
      growing[current, default: Content()].fresh.append(contentsOf: fresh)
      growing[current]?.findings.absorbFindings(of: findings)
      fresh = FootprintTable()
    } else {
      settle()
    }
    findings = Batch()
    current = -1
  }

  private mutating func settle() {
    let isFraction = findings.shares.isFraction
    if isFraction { builder.changeShares(from: firstProduct, ShareScale.percent) }
    firstProduct = builder.productCount
    if isFraction { footprints.changeShares(from: firstFootprint, ShareScale.percent) }
    firstFootprint = footprints.count
    if !fresh.isEmpty {
      if isFraction { fresh.changeShares(from: 0, ShareScale.percent) }
      pieces.append(Piece(file: current, footprints: fresh))
      fresh = FootprintTable()
    }
    builder.notices.add(contentsOf: findings.allNotices)
    for (name, use) in findings.factors { factors[name, default: FactorUse(first: use.first)].add(use) }
  }

  /// The growing files as they are now, in their places among the others.
  private mutating func settleGrowing() {
    for (file, content) in growing.sorted(by: { $0.key < $1.key }) {
      (current, fresh, findings) = (file, content.fresh, content.findings)
      settle()
    }
    (current, findings, growing) = (-1, Batch(), [:])
    for (_, piece) in pieces.enumerated().sorted(by: {
      ($0.element.file, $0.offset) < ($1.element.file, $1.offset)
    }) {
      footprints.append(contentsOf: piece.footprints)
    }
    pieces = []
  }

  func progress(_ source: ChunkSource) -> LoadProgress {
    var result = counts
    if isFinished { result.filesDone = counts.filesTotal }
    result.notices = builder.notices.count + findings.notices.count + source.notices.count
    return result
  }

  private var isFinished = false

  /// A builder with all that was put together so far; reading may go on.
  func copy(_ source: ChunkSource) -> SupplyGraphBuilder {
    var copy = self
    return copy.finish(source)
  }

  /// The builder with everything in it.
  mutating func finish(_ source: ChunkSource) -> SupplyGraphBuilder {
    rest(source)
    return finish()
  }

  /// Takes in what the source has to say of files as a whole: it is read to its end, and another may follow.
  mutating func rest(_ source: ChunkSource) {
    finishFile()
    builder.notices.add(contentsOf: source.notices)
  }

  /// The builder with everything in it.
  mutating func finish() -> SupplyGraphBuilder {
    settleGrowing()
    isFinished = true
    addFootprints()
    noteMixedFactors()
    return builder
  }

  private mutating func addFootprints() {
    let versions = FootprintVersions(footprints, threads: threads)
    if !versions.keepsAll { footprints.filter(versions.keeps) }
    builder.add(footprints: footprints)
    footprints = FootprintTable()
    builder.notices.add(contentsOf: versions.notices)
    crossing = versions.crossing
  }

  private mutating func noteMixedFactors() {
    if let notice = DatasetAssembly.mixed(factors) { builder.notices.add(notice) }
  }

  /// Footprints on different characterisation factors are not quite comparable.
  static func mixed(_ factors: [String: FactorUse]) -> Notice? {
    guard factors.count > 1,
      let rarest = factors.min(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) })
    else { return nil }
    let found = factors.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.count)" }
    return Notice(
      .mixedCharacterisation, place: rarest.value.first, field: "pcf.ipccCharacterizationFactors",
      found: excerpt(found.joined(separator: "; "), limit: 200))
  }
}
