import Dispatch
import Glibc
import SupplyGraph
import Synchronization

/// Reads all of the source that is not cancelled.
///
/// Callbacks as in `readDataset`.
func read(
  _ source: ChunkSource, into assembly: inout DatasetAssembly, _ threads: Int,
  progress: @Sendable (LoadProgress) -> Void = { _ in },
  partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void = { _, _ in },
  isCancelled: @Sendable () -> Bool = { false }
) {
  withUnsafeMutablePointer(to: &assembly) { assembly in
    withoutActuallyEscaping(partial) { partial in
      withoutActuallyEscaping(isCancelled) { isCancelled in
        let pipeline = ChunkPipeline(source, assembly, threads)
        // Called by this thread only, which is back before the function is.
        nonisolated(unsafe) let partial = partial
        let caller = pthread_self()
        pipeline.tell(progress, partial)
        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
          let isCaller = pthread_equal(caller, pthread_self()) != 0
          pipeline.work(isCancelled) {
            if isCaller { pipeline.tellNowAndThen(progress, partial) }
          }
        }
      }
    }
  }
}

/// Chunks on their way from the files through the threads into the assembly.
///
/// Whoever is free takes the next chunk, reads it while it still lies in the cache of the core that took it, and puts
/// it down; what is next in the order of the files is added by whoever finds it there. Nobody waits for the others as
/// long as they are not far behind.
private final class ChunkPipeline: @unchecked Sendable {
  /// Used by whoever holds `cutting`.
  private let source: ChunkSource
  /// Used by whoever holds `adding`.
  private let assembly: UnsafeMutablePointer<DatasetAssembly>
  private let cutting = Mutex<Int>(0)
  private let adding = Mutex<Void>(())
  private let state = Mutex<State>(State())
  /// How many chunks may be on their way at once.
  private let room: DispatchSemaphore

  private struct State {
    /// By number: what was read and is not added.
    var waiting: [Int: ReadChunk] = [:]
    var added = 0
    var isAdding = false
    /// What was added when somebody was told last.
    var told = 0
    /// To look things up in while reading. The same ones as long as they do: the builder has to copy its keys when it
    /// adds to those that somebody holds.
    var known: KnownKeys?
  }

  private struct ReadChunk: Sendable {
    var chunk: Chunk
    var batch: Batch
  }

  init(_ source: ChunkSource, _ assembly: UnsafeMutablePointer<DatasetAssembly>, _ threads: Int) {
    self.source = source
    self.assembly = assembly
    room = DispatchSemaphore(value: 4 * max(1, threads))
    state.withLock { $0.known = assembly.pointee.knownKeys }
  }

  /// Reads chunks until there are no more; `onceRead` is called behind each.
  func work(_ isCancelled: () -> Bool, onceRead: () -> Void) {
    let workspace = Workspace(sparingTexts: true)
    while !isCancelled() {
      room.wait()
      guard let (number, chunk) = take() else {
        room.signal()
        return
      }
      let batch = chunk.read(workspace, known: state.withLock { $0.known })
      state.withLock { $0.waiting[number] = ReadChunk(chunk: chunk, batch: batch) }
      addWhatIsNext()
      onceRead()
    }
  }

  private func take() -> (number: Int, Chunk)? {
    cutting.withLock { number in
      guard let chunk = source.nextChunk() else { return nil }
      defer { number += 1 }
      return (number, chunk)
    }
  }

  private func addWhatIsNext() {
    while let read = next() {
      let known = adding.withLock { _ in
        assembly.pointee.add(read.batch, from: read.chunk)
        return assembly.pointee.knownKeys
      }
      state.withLock { state in
        state.isAdding = false
        state.added += 1
        if known == nil || state.known == nil || read.batch.leavesKeysOpen { state.known = known }
      }
      room.signal()
    }
  }

  /// Nil when it is not there, or somebody is adding already, who then finds it.
  private func next() -> ReadChunk? {
    state.withLock { state in
      guard !state.isAdding, let next = state.waiting.removeValue(forKey: state.added) else { return nil }
      state.isAdding = true
      return next
    }
  }

  /// The others have to wait meanwhile, so not behind each chunk.
  func tellNowAndThen(
    _ progress: (LoadProgress) -> Void, _ partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void
  ) {
    let isTime = state.withLock { state in
      guard state.added - state.told >= ChunkPipeline.chunksBetween else { return false }
      state.told = state.added
      return true
    }
    if isTime { tell(progress, partial) }
  }

  func tell(_ progress: (LoadProgress) -> Void, _ partial: (LoadProgress, () -> SupplyGraphBuilder) -> Void) {
    cutting.withLock { _ in
      adding.withLock { _ in
        let soFar = assembly.pointee.progress(source)
        progress(soFar)
        partial(soFar) { assembly.pointee.copy(source) }
      }
    }
  }

  private static let chunksBetween = 4
}
