import Dashboard
import Footprints
import Formats
import Synchronization

/// Reads a dataset in the background and reports how far it is.
final class Loader: Sendable {
  private let mailbox: Mailbox
  private let asOf: Timestamp
  /// Number of the load that counts, and whether it shall stop; older ones are not listened to.
  private let current = Mutex((number: 0, isCancelled: false))

  init(mailbox: Mailbox, asOf: Timestamp) {
    self.mailbox = mailbox
    self.asOf = asOf
  }

  func load(_ paths: [String], name: String) {
    let number = current.withLock { current in
      current = (current.number + 1, false)
      return current.number
    }
    Task.detached(priority: .userInitiated) { self.run(paths, name: name, number: number) }
  }

  /// Stops reading; what was read is kept and shown.
  func cancel() { current.withLock { $0.isCancelled = true } }

  private func isCurrent(_ number: Int) -> Bool { current.withLock { $0.number == number } }

  private func shallStop(_ number: Int) -> Bool {
    current.withLock { $0.number != number || $0.isCancelled }
  }

  private func run(_ paths: [String], name: String, number: Int) {
    do {
      let builder = try readDataset(
        paths, asOf: asOf, progress: { self.report($0, name: name, number: number) },
        isCancelled: { self.shallStop(number) })
      guard isCurrent(number) else { return }
      var calculating = Loading(name: name)
      calculating.isCalculating = true
      mailbox.send(.progress(calculating))
      let isPartial = shallStop(number)
      let snapshot = Snapshot(name: name, graph: builder.build(), isPartial: isPartial)
      if isCurrent(number) { mailbox.send(.loaded(snapshot)) }
    } catch {
      if isCurrent(number) { mailbox.send(.loadFailed(LoadProblem(error))) }
    }
  }

  private func report(_ progress: LoadProgress, name: String, number: Int) {
    guard isCurrent(number) else { return }
    var loading = Loading(name: name)
    (loading.filesTotal, loading.filesDone) = (progress.filesTotal, progress.filesDone)
    (loading.bytesTotal, loading.bytesDone) = (progress.bytesTotal, progress.bytesDone)
    (loading.products, loading.links) = (progress.products, progress.links)
    (loading.footprints, loading.notices) = (progress.footprints, progress.notices)
    loading.currentFile = progress.currentFile
    mailbox.send(.progress(loading))
  }
}

extension LoadProblem {
  init(_ error: DatasetError) {
    switch error {
    case .notFound(let path, let lookedFor):
      self = .notFound(path: path, lookedFor: lookedFor, similar: Nearby.names(like: path))
    case .unreadable(let path, let reason): self = .unreadable(path: path, reason: reason)
    case .nothingUsable(let path): self = .nothingUsable(path: path)
    }
  }
}
