import Footprints

/// Asks many hosts, a few at once, each after its own pace, and keeps what they answer in one folder.
public struct Fetcher: Sendable {
  public var folder: String
  /// Everything is asked for, also where only what is new could be.
  public var asksForAll = false
  public var limits = ExchangeLimits.usual
  public var clock = ExchangeClock.system
  /// Hosts asked at the same time. Each is asked one question at a time: a page names the next.
  public var hostsAtOnce = 16
  /// Shut while the dataset is being read.
  public var gate: StoreGate?

  public init(folder: String) { self.folder = folder }

  /// Never throws: how it went with each host is in its state. Cancelling the task stops all; what was received stays.
  ///
  /// - Parameters:
  ///   - secret: asked for the secret of an endpoint with a client id.
  ///   - tell: called often, from any thread, with the state of one host.
  /// - Returns: the last state of each, in the order of the endpoints.
  public func fetch(
    _ endpoints: [Endpoint], secret: @escaping @Sendable (Endpoint) throws(HostProblem) -> Secret?,
    tell: @escaping @Sendable (HostState) -> Void = { _ in }
  ) async -> [HostState] {
    for endpoint in endpoints {
      var state = HostState(name: endpoint.name, address: endpoint.base.place)
      state.activity = .waiting
      tell(state)
    }
    return await withTaskGroup(of: (Int, HostState).self) { group in
      var states = [HostState?](repeating: nil, count: endpoints.count)
      var next = 0
      func start() {
        guard next < endpoints.count else { return }
        let (number, endpoint) = (next, endpoints[next])
        next += 1
        group.addTask { (number, await self.fetch(endpoint, secret, tell)) }
      }
      for _ in 0..<max(1, hostsAtOnce) { start() }
      for await (number, state) in group {
        states[number] = state
        start()
      }
      return states.compactMap { $0 }
    }
  }

  private func fetch(
    _ endpoint: Endpoint, _ secret: @Sendable (Endpoint) throws(HostProblem) -> Secret?,
    _ tell: @escaping @Sendable (HostState) -> Void
  ) async -> HostState {
    let sync = HostSync(
      endpoint, folder: folder, asksForAll: asksForAll, limits: limits, clock: clock, gate: gate, tell: tell)
    return await sync.run { () throws(HostProblem) in try secret(endpoint) }
  }
}
