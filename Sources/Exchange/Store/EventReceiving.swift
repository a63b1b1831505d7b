import Footprints
import Formats
import FoundationEssentials

/// What became of an event that a host sent to us.
public enum EventOutcome: Equatable, Sendable {
  /// Footprints that answer a question of ours, kept with what that host sent before.
  case answered(host: String, new: Int)
  /// The host will not give what was asked for.
  case rejected(host: String, reason: String)
  /// Nothing of ours was asked under this id, or it is no answer at all.
  case unknown
}

extension SourceStore {
  /// Takes in an answer (RequestFulfilled or RequestRejected, PACT v2 or v3) to a question that was asked through a
  /// store of the folder. Whoever calls has checked who sent it. What it holds is on the disk when this returns.
  public static func receive(
    event body: [UInt8], in folder: String, now: @escaping @Sendable () -> Timestamp
  ) throws(HostProblem) -> EventOutcome {
    guard let event = try? JSONDecoder().decode(Answer.self, from: Data(body)) else { return .unknown }
    for name in names(in: folder) {
      let reading = try SourceStore(reading: name, in: folder)
      guard var asked = reading.summary.asked.first(where: { $0.event == event.data.requestEventId }) else {
        continue
      }
      let store = try SourceStore(folder: folder, name: name, now: now)
      asked.at = now().iso8601
      if event.isRejection {
        asked.state = .rejected
        asked.detail = event.reason
        try store.write(asked: asked)
        return .rejected(host: name, reason: event.reason)
      }
      let stream = RecordStream()
      stream?.add(body)
      let records = (stream?.take(isLast: true) ?? []).filter { $0.kind == .footprint && !$0.isWholeAnswer }
      let outcome = try store.append(records, page: 0, from: "event:\(event.id)")
      asked.state = .answered
      try store.write(asked: asked)
      return .answered(host: name, new: outcome.new)
    }
    return .unknown
  }

  private struct Answer: Decodable {
    struct Content: Decodable {
      struct Refusal: Decodable {
        var code: String?
        var message: String?
      }
      var requestEventId: String
      var error: Refusal?
    }

    var id: String
    var type: String
    var data: Content

    var isRejection: Bool { type.contains("Rejected") || data.error != nil }

    /// The host's words, cut.
    var reason: String {
      String([data.error?.code, data.error?.message].compactMap { $0 }.joined(separator: ": ").prefix(300))
    }
  }
}
