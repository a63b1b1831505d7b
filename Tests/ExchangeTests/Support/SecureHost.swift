import Crypto
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SwiftASN1
import X509

/// A host behind TLS on the loopback that answers everything with one body, with a certificate of a made-up authority.
final class SecureHost {
  let port: Int
  /// The authority's certificate.
  let authority: String
  private let channel: any Channel

  /// - Parameters:
  ///   - names: the hosts that the certificate is for.
  ///   - days: how long it is valid from yesterday on; negative for one that was.
  init(_ body: String, names: [String] = ["localhost"], days: Int = 30) throws {
    let (root, rootKey) = try SecureHost.makeAuthority()
    let key = P256.Signing.PrivateKey()
    let now = Date.now
    let leaf = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
      notValidBefore: now.addingTimeInterval(-86_400 * Double(days < 0 ? 60 : 1)),
      notValidAfter: now.addingTimeInterval(86_400 * Double(days)), issuer: root.subject,
      subject: try DistinguishedName { CommonName(names.first ?? "") },
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        SubjectAlternativeNames(names.map { .dnsName($0) })
        try ExtendedKeyUsage([.serverAuth])
      }, issuerPrivateKey: rootKey)
    authority = try root.serializeAsPEM().pemString
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(try leaf.serializeAsPEM().pemString.utf8))
    let configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem)))
    let context = try NIOSSLContext(configuration: configuration)
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Answering(body: body))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    port = channel.localAddress?.port ?? 0
  }

  deinit { channel.close(promise: nil) }

  private static func makeAuthority() throws -> (Certificate, Certificate.PrivateKey) {
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let name = try DistinguishedName { CommonName("Authority of the tests") }
    let now = Date.now
    let root = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: key.publicKey,
      notValidBefore: now.addingTimeInterval(-86_400 * 90),
      notValidAfter: now.addingTimeInterval(86_400 * 90),
      issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(keyCertSign: true))
      }, issuerPrivateKey: key)
    return (root, key)
  }
}

private final class Answering: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart
  private let body: String
  private var isFootprints = false

  init(body: String) { self.body = body }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): isFootprints = head.uri.hasPrefix("/3/footprints")
    case .body: break
    case .end:
      let text = isFootprints ? body : ""
      var head = HTTPResponseHead(version: .http1_1, status: isFootprints ? .ok : .notFound)
      head.headers.add(name: "Content-Length", value: String(text.utf8.count))
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
