import Formats
import HTTPTypes

/// An answer that is no success, as PACT words it: `{"code": "...", "message": "..."}`.
struct HostError: Error, Equatable {
  var status: Int
  var code: String
  var message: String
  /// Seconds after which it is worth trying again.
  var retryAfter: Int?
  /// The methods that would be right.
  var allow: String?
  /// The connection is of no use afterwards: what is still on its way was not read.
  var closes = false

  static func badRequest(_ message: String) -> HostError {
    HostError(status: 400, code: "BadRequest", message: message)
  }

  static func notImplemented(_ message: String) -> HostError {
    HostError(status: 400, code: "NotImplemented", message: message)
  }

  /// Version 2 calls it differently; its own conformance test wants that.
  static func noFootprint(_ version: PactVersion) -> HostError {
    HostError(
      status: 404, code: version == .v2 ? "NoSuchFootprint" : "NotFound",
      message: "there is no such footprint")
  }

  static let noResource = HostError(
    status: 404, code: "NotFound", message: "there is nothing at this address")
  /// `allowed`: the methods that do apply.
  static func method(_ allowed: String) -> HostError {
    HostError(
      status: 405, code: "BadRequest", message: "this method does not apply to this address", allow: allowed)
  }

  static let unauthorised = HostError(
    status: 401, code: "BadRequest", message: "a valid access token is needed; see /auth/token")
  static let expired = HostError(
    status: 401, code: "TokenExpired", message: "the access token has expired; ask for a new one")
  static let tooLarge = HostError(
    status: 413, code: "BadRequest", message: "the body is larger than this host takes", closes: true)
  static let tooSlow = HostError(
    status: 408, code: "BadRequest", message: "the body did not arrive in time", closes: true)
  static let tooMany = HostError(
    status: 429, code: "BadRequest", message: "too many requests; please wait a little", retryAfter: 1)
  static let untrusted = HostError(
    status: 403, code: "AccessDenied",
    message: "the source of the event is not among the origins trusted here")
  static let internalError = HostError(
    status: 500, code: "InternalError", message: "something went wrong on this host")
  static let busy = HostError(
    status: 503, code: "InternalError", message: "too many events wait to be answered", retryAfter: 60)

  var body: [UInt8] {
    JSONValue.object(JSONObject([("code", .string(code)), ("message", .string(message))])).bytes
  }
}
