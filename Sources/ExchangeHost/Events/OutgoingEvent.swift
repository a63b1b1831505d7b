import Footprints
import Formats

/// An event of ours on its way to another host.
struct OutgoingEvent: Sendable {
  var id: String
  var version: PactVersion
  /// Without a slash at the end.
  var base: String
  /// For the log.
  var kind: String
  var bytes: [UInt8]

  var url: String { base + (version == .v2 ? "/2/events" : "/3/events") }
}

extension OutgoingEvent {
  /// What an event of ours says of itself.
  struct Sender: Sendable {
    /// Address of our own event endpoint, as others reach it.
    var source: String
    var now: Timestamp
    /// A new id.
    var id: String
  }

  /// Footprints that were asked for.
  static func fulfilled(_ footprints: [JSONObject], to event: HostEvent, base: String, _ sender: Sender)
    -> Self
  {
    let data = JSONObject([
      ("requestEventId", .string(event.id)), ("pfs", .array(footprints.map { .object($0) })),
    ])
    return make(.requestFulfilled, event.version, base, data, sender)
  }

  /// Why there are none.
  static func rejected(
    code: String, message: String, to event: HostEvent, base: String, _ sender: Sender
  ) -> Self {
    let error = JSONObject([("code", .string(code)), ("message", .string(message))])
    let data = JSONObject([("requestEventId", .string(event.id)), ("error", .object(error))])
    return make(.requestRejected, event.version, base, data, sender)
  }

  /// News of footprints.
  static func published(_ ids: [String], _ version: PactVersion, base: String, _ sender: Sender) -> Self {
    make(.published, version, base, JSONObject([("pfIds", .strings(ids))]), sender)
  }

  private static func make(
    _ type: EventType, _ version: PactVersion, _ base: String, _ data: JSONObject, _ sender: Sender
  ) -> Self {
    let envelope = JSONObject([
      ("type", .string(type.name(version))), ("specversion", .string("1.0")), ("id", .string(sender.id)),
      ("source", .string(sender.source)), ("time", .string(sender.now.iso8601)), ("data", .object(data)),
    ])
    return OutgoingEvent(
      id: sender.id, version: version, base: base, kind: "\(type)", bytes: JSONValue.object(envelope).bytes)
  }
}
