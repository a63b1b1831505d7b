import Dashboard
import Dispatch
import Exchange
import Footprints
import Formats
import Reports
import SupplyGraph
import Synchronization

/// Reads one dataset in the background and tells how far it is.
final class Loader: Sendable {
  private let paths: [String]
  private let asOf: Timestamp
  private let isMasked: Bool
  private let previous: Snapshot?
  private let job: Int
  private let mailbox: Mailbox
  /// What hosts send to the dataset.
  private let hosts: HostDesk?
  /// Only what hosts sent is read, where nothing else has changed.
  private let isCatchingUp: Bool
  private let isCancelled = Atomic<Bool>(false)
  private let told = Mutex<Told>(Told())

  private struct Told {
    /// How far it is, told or not.
    var latest: Loading?
    var at: ContinuousClock.Instant?
  }

  /// - Parameters:
  ///   - previous: what was shown before, when the dataset is read again.
  ///   - isCatchingUp: what was read before is kept, and only what was added by hosts is read, where that is all that
  ///     has changed.
  init(
    _ paths: [String], asOf: Timestamp, isMasked: Bool, previous: Snapshot? = nil, job: Int,
    mailbox: Mailbox, hosts: HostDesk? = nil, isCatchingUp: Bool = false
  ) {
    self.paths = paths
    self.asOf = asOf
    self.isMasked = isMasked
    self.previous = previous
    self.job = job
    self.mailbox = mailbox
    self.hosts = hosts
    self.isCatchingUp = isCatchingUp
  }

  func start() {
    DispatchQueue.global(qos: .userInitiated).async { self.run() }
  }

  /// Stops reading; what was read up to here becomes a partial dataset.
  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  private var wasCancelled: Bool { isCancelled.load(ordering: .relaxed) }

  private func run() {
    do {
      let (read, reading) = try read()
      // Stopped after the last byte is not stopped at all.
      let isPartial = wasCancelled && told.withLock { $0.latest.map { $0.bytesDone < $0.bytesTotal } ?? true }
      tellCalculating()
      let snapshot =
        switch read {
        case .everything(let builder): snapshot(of: builder, isPartial: isPartial)
        case .figures(let update, let before):
          Snapshot(before, arrived: update, after: previous ?? before)
        }
      if !isPartial { hosts?.keep(snapshot, of: reading) }
      mailbox.post(.loaded(snapshot), job: job)
    } catch {
      mailbox.post(.loadFailed(LoadProblem(error)), job: job)
    }
  }

  private func read() throws(DatasetError) -> (Arrivals, reading: Int) {
    // Shut while somebody writes to the dataset.
    hosts?.gate.enter()
    defer { hosts?.gate.leave() }
    if isCatchingUp, let (arrivals, reading) = hosts?.readOn() { return (arrivals, reading) }
    var pace = PartialPace()
    let (builder, dataset) = try GrowingDataset.read(
      paths, growing: hosts?.growingFiles ?? [], asOf: asOf, threads: processorCount,
      progress: { self.tell($0) },
      partial: { progress, make in
        // Something whole that is being read again stays until its successor is whole, too.
        guard previous == nil, !wasCancelled, progress.products + progress.footprints > 0 else { return }
        pace.step(progress) {
          mailbox.post(.partlyLoaded(snapshot(of: make(), isPartial: true)), job: job)
        }
      },
      isCancelled: { self.wasCancelled })
    let reading = hosts?.keep(dataset) ?? 0
    return (.everything(builder), reading)
  }

  private func snapshot(of builder: consuming SupplyGraphBuilder, isPartial: Bool) -> Snapshot {
    let snapshot = Snapshot(
      name: Path.datasetName(paths), graph: builder.build(), isPartial: isPartial, after: previous)
    return isMasked ? Mask.masked(snapshot, after: previous) : snapshot
  }

  /// At most ten times a second, and only when something has changed.
  private func tell(_ progress: LoadProgress) {
    let loading = Loading(progress, name: Path.datasetName(paths))
    let isNews = told.withLock { told in
      defer { told.latest = loading }
      let now = ContinuousClock.now
      if told.latest == loading || told.at.map({ now - $0 < .milliseconds(100) }) ?? false { return false }
      told.at = now
      return true
    }
    if isNews { mailbox.post(.progress(loading), job: job) }
  }

  private func tellCalculating() {
    var loading = told.withLock { $0.latest } ?? Loading(name: Path.datasetName(paths))
    loading.isCalculating = true
    mailbox.post(.progress(loading), job: job)
  }
}

/// When figures of a part are worth working out: first after a second, then in growing intervals, so that they take
/// no more than a fifth of the loading, and no more when it is nearly done.
struct PartialPace {
  private let start = ContinuousClock.now
  private var next = Duration.seconds(1)

  private static let nearlyDone = 0.8

  mutating func step(_ progress: LoadProgress, _ work: () -> Void) {
    let before = ContinuousClock.now - start
    guard before >= next, Double(progress.bytesDone) < PartialPace.nearlyDone * Double(progress.bytesTotal)
    else { return }
    work()
    let after = ContinuousClock.now - start
    next = after + max((after - before) * 5, after / 2)
  }
}

extension Loading {
  init(_ progress: LoadProgress, name: String) {
    self.init(name: name)
    filesTotal = progress.filesTotal
    filesDone = progress.filesDone
    bytesTotal = progress.bytesTotal
    bytesDone = progress.bytesDone
    products = progress.products
    links = progress.links
    footprints = progress.footprints
    notices = progress.notices
    currentFile = progress.currentFile
  }
}
