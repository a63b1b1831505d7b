import Formats
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer before it is put into the words of HTTP.
struct Answer {
  var status: Int
  var body: ByteBuffer
  var link: String?
  var retryAfter: Int?
  var allow: String?
  var asksForClient = false
  /// False for what no cache may keep.
  var isStored = true
  var closes = false

  init(status: Int, body: ByteBuffer) {
    self.status = status
    self.body = body
  }

  init(_ error: HostError) {
    self.init(status: error.status, body: ByteBuffer(bytes: error.body))
    retryAfter = error.retryAfter
    allow = error.allow
    closes = error.closes
  }

  /// An error of OAuth 2.
  init(oauth code: String, _ description: String, status: Int) {
    let object = JSONObject([("error", .string(code)), ("error_description", .string(description))])
    self.init(status: status, body: ByteBuffer(bytes: JSONValue.object(object).bytes))
    asksForClient = status == 401
    isStored = false
  }

  /// A page of footprints.
  init(list offers: [Offer], in version: PactVersion) {
    var body = ByteBuffer(string: "{\"data\":[")
    var isFirst = true
    for text in offers.lazy.compactMap({ $0.text(in: version) }) {
      if !isFirst { body.writeString(",") }
      isFirst = false
      body.writeBytes(text)
    }
    body.writeString("]}")
    self.init(status: 200, body: body)
  }

  func response(_ channel: any Channel) -> Response {
    var headers = HTTPFields()
    if body.readableBytes > 0 { headers[.contentType] = "application/json" }
    if let link { headers[HTTPField.Name.link] = link }
    if let allow { headers[.allow] = allow }
    if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
    if asksForClient { headers[.wwwAuthenticate] = "Basic realm=\"PACT\", charset=\"UTF-8\"" }
    if status == 401, !asksForClient { headers[.wwwAuthenticate] = "Bearer" }
    if !isStored { headers[.cacheControl] = "no-store" }
    if closes { headers[.connection] = "close" }
    let status = HTTPResponse.Status(code: status)
    guard closes else {
      return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
    return Response(status: status, headers: headers, body: closing(channel))
  }

  /// Writes, and then hangs up: what is still on its way is not worth waiting for.
  private func closing(_ channel: any Channel) -> ResponseBody {
    let body = body
    return ResponseBody(contentLength: body.readableBytes) { writer in
      try await writer.write(body)
      try await writer.finish(nil)
      channel.close(promise: nil)
    }
  }
}

extension HTTPField.Name {
  fileprivate static let link = HTTPField.Name("Link") ?? .location
}
