import Footprints
import FoundationEssentials

/// A question for a footprint, as an event of PACT (RequestCreated).
public struct FootprintRequest: Sendable, Hashable {
  /// The id of the event; the answer names it.
  public var id: String
  /// Identifiers of one product.
  public var productIDs: [String]
  public var comment: String
  /// Where the answer is to be sent, a host of ours.
  public var source: String

  /// A source that leads nowhere (RFC 2606): whoever asks so finds the answer in the host's list, which PACT wants to
  /// hold whatever events deliver.
  public static let nowhere = "//genryu.invalid"

  public init(id: String, productIDs: [String], comment: String = "", source: String = nowhere) {
    self.id = id
    self.productIDs = productIDs
    self.comment = comment
    self.source = source
  }

  static let contentType = "application/cloudevents+json; charset=UTF-8"

  private struct Event<Content: Encodable>: Encodable {
    var type: String
    var specversion = "1.0"
    var id: String
    var source: String
    var time: String
    var data: Content
  }

  private struct Content2: Encodable {
    struct Fragment: Encodable { var productIds: [String] }
    var pf: Fragment
    var comment: String?
  }

  private struct Content3: Encodable {
    var productId: [String]
    var comment: String?
  }

  /// The event as the version of the protocol has it.
  func body(version: Int, at time: Timestamp) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let comment = comment.isEmpty ? nil : comment
    let data: Data?
    if version == 2 {
      data = try? encoder.encode(
        Event(
          type: "org.wbcsd.pathfinder.ProductFootprintRequest.Created.v1", id: id, source: source,
          time: time.iso8601, data: Content2(pf: .init(productIds: productIDs), comment: comment)))
    } else {
      data = try? encoder.encode(
        Event(
          type: "org.wbcsd.pact.ProductFootprint.RequestCreatedEvent.3", id: id, source: source,
          time: time.iso8601, data: Content3(productId: productIDs, comment: comment)))
    }
    return Array(data ?? Data())
  }
}

extension Fetcher {
  /// Asks a host for a footprint and notes that in its store; the syncs that follow note when the answer is there.
  ///
  /// - Throws: what a sync would have as its failure; then nothing is noted.
  public func ask(
    _ request: FootprintRequest, of endpoint: Endpoint,
    secret: @Sendable (Endpoint) throws(HostProblem) -> Secret?
  ) async throws(HostProblem) {
    let writer = StoreWriter(name: endpoint.name, gate: gate)
    var problem: HostProblem?
    do {
      let (_, summary) = try await writer.open(folder: folder, name: endpoint.name, now: clock.now)
      let client = try HostClient(
        endpoint, secret: endpoint.clientID == nil ? nil : try secret(endpoint), limits: limits, clock: clock)
      do { try await post(request, client, endpoint, known: summary.version) } catch {
        problem = error as? HostProblem ?? HostProblem(.cancelled)
      }
      await client.close()
      if problem == nil {
        let asked = JournalLine.Asked(
          event: request.id, at: clock.now().iso8601, state: .asked, productIDs: request.productIDs)
        try await writer.write { store throws(HostProblem) in try store.write(asked: asked) }
      }
    } catch {
      problem = error as? HostProblem ?? HostProblem(.cancelled)
    }
    await writer.close()
    if let problem { throw problem }
  }

  private func post(
    _ request: FootprintRequest, _ client: HostClient, _ endpoint: Endpoint, known: Int?
  ) async throws {
    let versions: [Int]
    switch endpoint.version {
    case .two: versions = [2]
    case .three: versions = [3]
    case .automatic: versions = known == 2 ? [2, 3] : [3, 2]
    }
    for version in versions {
      let address = endpoint.base.appending("\(version)").appending("events")
      let answer: HostClient.Answer
      do {
        answer = try await client.post(
          address, request.body(version: version, at: clock.now()), type: FootprintRequest.contentType)
      } catch let problem as HostProblem
        where problem.code == .accessDenied && request.source == FootprintRequest.nowhere
      {
        // Hosts that answer only whom they know say no more than that.
        throw HostProblem(.noReturnAddress, problem.detail)
      }
      switch answer.head.status {
      case 200..<300: return
      case 404, 405, 501: continue
      default: throw HostProblem(.hostRefused, await client.message(answer.body, or: answer.head.status))
      }
    }
    throw HostProblem(.noPact, endpoint.base.appending("events").place)
  }
}
