import Footprints
import Formats

/// A CloudEvent of PACT as it came in, checked.
struct HostEvent: Sendable {
  enum Content: Sendable {
    /// Somebody asks for footprints.
    case requestCreated(Filter, hasCriteria: Bool)
    /// Something for the recipient in us.
    case news(ReceivedEvent.Content)
  }

  var version: PactVersion
  var id: String
  var source: String
  var time: Timestamp?
  var content: Content
}

/// An event that another host sent: an answer to a request, or news of footprints. Everything in it comes from outside.
public struct ReceivedEvent: Sendable {
  public enum Content: Sendable {
    /// `footprints` are the records as they came, decimals and order of members kept.
    case fulfilled(requestEventID: String, footprints: [JSONObject])
    case rejected(requestEventID: String, code: String, message: String)
    /// UUIDs, small letters.
    case published(footprintIDs: [String])
  }

  public var version: PactVersion
  public var id: String
  public var source: String
  public var time: Timestamp?
  public var content: Content
  /// The whole event as it came.
  public var bytes: [UInt8]
}

/// The types of events by their names in both versions.
enum EventType: CaseIterable {
  case published, requestCreated, requestFulfilled, requestRejected

  func name(_ version: PactVersion) -> String {
    switch (self, version) {
    case (.published, .v2): "org.wbcsd.pathfinder.ProductFootprint.Published.v1"
    case (.published, .v3): "org.wbcsd.pact.ProductFootprint.PublishedEvent.3"
    case (.requestCreated, .v2): "org.wbcsd.pathfinder.ProductFootprintRequest.Created.v1"
    case (.requestCreated, .v3): "org.wbcsd.pact.ProductFootprint.RequestCreatedEvent.3"
    case (.requestFulfilled, .v2): "org.wbcsd.pathfinder.ProductFootprintRequest.Fulfilled.v1"
    case (.requestFulfilled, .v3): "org.wbcsd.pact.ProductFootprint.RequestFulfilledEvent.3"
    case (.requestRejected, .v2): "org.wbcsd.pathfinder.ProductFootprintRequest.Rejected.v1"
    case (.requestRejected, .v3): "org.wbcsd.pact.ProductFootprint.RequestRejectedEvent.3"
    }
  }

  init?(_ name: String, _ version: PactVersion) {
    guard let type = EventType.allCases.first(where: { $0.name(version) == name }) else { return nil }
    self = type
  }
}

extension HostEvent {
  /// Reads and checks the body of a request to `/2/events` or `/3/events`.
  init(_ bytes: [UInt8], _ version: PactVersion) throws(HostError) {
    let envelope = try HostEvent.envelope(bytes)
    guard let type = EventType(try envelope.text("type"), version) else {
      throw .badRequest("type is none of the events of this version")
    }
    guard try envelope.text("specversion") == "1.0" else { throw .badRequest("specversion must be 1.0") }
    self.version = version
    id = try envelope.text("id")
    source = try envelope.text("source")
    time = try HostEvent.time(envelope, isRequired: version == .v3)
    guard let data = envelope["data"]?.object else { throw .badRequest("data must be an object") }
    switch type {
    case .published: content = .news(.published(footprintIDs: try HostEvent.ids(data)))
    case .requestFulfilled: content = .news(try HostEvent.fulfilled(data, version))
    case .requestRejected: content = .news(try HostEvent.rejected(data))
    case .requestCreated:
      let pairs = version == .v3 ? try HostEvent.criteria(data) : try HostEvent.fragment(data)
      let criteria = Criteria(pairs)
      content = .requestCreated(.criteria(criteria), hasCriteria: !criteria.isEmpty)
    }
  }

  private static func envelope(_ bytes: [UInt8]) throws(HostError) -> JSONObject {
    do {
      guard let object = try JSONParser.parse(bytes).object else {
        throw HostError.badRequest("the body must be a JSON object")
      }
      return object
    } catch let error as HostError {
      throw error
    } catch JSONParser.Problem.tooDeep {
      throw .badRequest("the body is nested too deeply")
    } catch JSONParser.Problem.notUTF8 {
      throw .badRequest("the body must be UTF-8")
    } catch {
      throw .badRequest("the body is no JSON")
    }
  }

  private static func time(_ envelope: JSONObject, isRequired: Bool) throws(HostError) -> Timestamp? {
    if !isRequired, envelope["time"] == nil || envelope["time"] == .null { return nil }
    guard let time = Timestamp(iso8601: try envelope.text("time")) else {
      throw .badRequest("time must be a date-time")
    }
    return time
  }

  private static func ids(_ data: JSONObject) throws(HostError) -> [String] {
    guard let items = data["pfIds"]?.array, !items.isEmpty else {
      throw .badRequest("data.pfIds must be a list of at least one id")
    }
    let ids = items.compactMap { item -> String? in
      guard let text = item.string, text.utf8.count == 36 else { return nil }
      return UUIDText(text)?.text
    }
    guard ids.count == items.count else { throw .badRequest("data.pfIds must be UUIDs") }
    return ids
  }

  private static func fulfilled(
    _ data: JSONObject, _ version: PactVersion
  ) throws(HostError) -> ReceivedEvent.Content {
    guard let items = data["pfs"]?.array else { throw .badRequest("data.pfs must be a list of footprints") }
    let footprints = items.compactMap(\.object).filter { $0["id"]?.string != nil && $0["pcf"]?.object != nil }
    guard footprints.count == items.count else {
      throw .badRequest("each of data.pfs must be a footprint with id and pcf")
    }
    if version == .v3, footprints.isEmpty { throw .badRequest("data.pfs must not be empty") }
    return .fulfilled(requestEventID: try data.text("requestEventId", in: "data."), footprints: footprints)
  }

  private static func rejected(_ data: JSONObject) throws(HostError) -> ReceivedEvent.Content {
    guard let error = data["error"]?.object else { throw .badRequest("data.error must be an object") }
    return .rejected(
      requestEventID: try data.text("requestEventId", in: "data."),
      code: try error.text("code", in: "data.error."), message: error["message"]?.string ?? "")
  }

  /// The criteria of version 3; a single value may stand for a list of one.
  private static func criteria(_ data: JSONObject) throws(HostError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    for member in data.members where Criteria.keys.contains(member.key.lowercased()) && member.value != .null
    {
      let values = member.value.array ?? [member.value]
      for value in values {
        guard let text = value.string else { throw .badRequest("data.\(member.key) must be text") }
        pairs.append((member.key, text))
      }
    }
    return pairs
  }

  /// The fragment of a footprint that version 2 asks with.
  private static func fragment(_ data: JSONObject) throws(HostError) -> [(key: String, value: String)] {
    guard let fragment = data["pf"]?.object else {
      // Seen in the wild: the criteria of version 3 under the envelope of version 2.
      let pairs = try criteria(data)
      if pairs.isEmpty { throw .badRequest("data.pf must be an object") }
      return pairs
    }
    let pcf = fragment["pcf"]?.object ?? JSONObject()
    var pairs: [(key: String, value: String)] = []
    for text in fragment["productIds"]?.strings ?? [] { pairs.append(("productid", text)) }
    for text in fragment["companyIds"]?.strings ?? [] { pairs.append(("companyid", text)) }
    for text in fragment["productClassifications"]?.strings ?? [] { pairs.append(("classification", text)) }
    if let code = fragment["productCategoryCpc"]?.string {
      pairs.append(("classification", "urn:cpc:" + code))
    }
    for key in ["geographyCountry", "geographyCountrySubdivision", "geographyRegionOrSubregion"] {
      if let place = pcf[key]?.string { pairs.append(("geography", place)) }
    }
    if let status = fragment["status"]?.string { pairs.append(("status", status)) }
    return pairs
  }
}

extension JSONObject {
  /// Text that is not empty.
  fileprivate func text(_ key: String, in path: String = "") throws(HostError) -> String {
    guard let text = self[key]?.string, !text.isEmpty else { throw .badRequest("\(path)\(key) must be text") }
    return text
  }
}
